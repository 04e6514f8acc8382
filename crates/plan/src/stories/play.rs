//! Plays a story: the loop turns whenever the plan itself asks for it, and what changes is written down.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::line::{Event, Line};
use super::told::Told;
use crate::fixture::site;
use crate::world::{MINUTE, SECOND, World};
use crate::{
    Caa, CertificateFound, DomainName, Leaf, ObjectKind, Permit, Plan, Reason, State, Step,
    Timestamp, Who, WwwPolicy, wanted,
};

/// Turns of the loop that no story needs.
const TOO_MANY: usize = 50_000;

/// A story while it is played.
pub(super) struct Stage {
    pub(super) world: World,
    pub(super) plan: Rc<Plan>,
    next_row: i64,
    seen: BTreeMap<DomainName, (State, Reason, Who)>,
    orders: usize,
    pub(super) told: Told,
}

impl Stage {
    pub(super) fn new() -> Self {
        let world = World::new();
        Self {
            told: Told::new(world.now),
            world,
            plan: Rc::default(),
            next_row: 1,
            seen: BTreeMap::new(),
            orders: 0,
        }
    }

    pub(super) fn play(&mut self, text: &str, line: &Line) {
        match line {
            Line::Wait(time) => self.pass_until(self.world.now + *time, |_| false),
            Line::Event(event) => {
                self.told.event(self.world.now, text);
                self.happen(event);
            }
            Line::Expect(expected) => {
                if let Err(instead) = expected.check(self) {
                    panic!("{instead}");
                }
            }
            Line::Within(time, expected) => {
                self.pass_until(self.world.now + *time, |stage| {
                    expected.check(stage).is_ok()
                });
                if let Err(instead) = expected.check(self) {
                    panic!("still not so: {instead}");
                }
            }
        }
    }

    /// What must be so at the end of every story.
    pub(super) fn end(&self) {
        let world = &self.world;
        assert!(
            world.authority.violations.is_empty(),
            "the authority's limits: {:?}",
            world.authority.violations
        );
        let main = &world.network.main_domain;
        let of_main = |step: &&Step| step.host() == Some(main);
        assert!(
            !world.done.iter().any(|step| of_main(&step)),
            "the main domain was changed"
        );
        assert!(world.truth.iter().any(|object| object.id == 1));
    }

    fn pass_until(&mut self, end: Timestamp, enough: impl Fn(&Self) -> bool) {
        for _ in 0..TOO_MANY {
            self.pass();
            if enough(self) {
                return;
            }
            let now = self.world.now;
            let soon = now + 5 * SECOND;
            let busy = !self.plan.steps.is_empty() || !self.plan.looks.is_empty();
            let next = self.plan.next_look.filter(|_| !busy).unwrap_or(soon);
            let next = next.max(soon).min(now + 10 * MINUTE).min(end);
            if now >= end {
                return;
            }
            self.world.now = next;
        }
        panic!("the loop turned {TOO_MANY} times");
    }

    fn pass(&mut self) {
        self.plan = self.world.pass();
        let world = &self.world;
        for host in wanted(&world.network).units.keys() {
            assert!(
                self.plan.standings.contains_key(host),
                "{host}: nothing is said"
            );
        }
        for (at, names) in &world.orders[self.orders..] {
            self.told.order(*at, names);
        }
        self.orders = world.orders.len();
        for (host, standing) in &self.plan.standings {
            // That something is about to happen is over before anybody reads it.
            if standing.reason == Reason::Queued {
                continue;
            }
            let stands = (standing.state, standing.reason, standing.who);
            if self.seen.insert(host.clone(), stands) != Some(stands) {
                self.told.standing(world.now, host, standing);
            }
        }
    }

    fn happen(&mut self, event: &Event) {
        let world = &mut self.world;
        match event {
            Event::OneForAll => *world = World::basic(),
            Event::NoWildcard => {
                world.truth.retain(|object| !object.wildcard);
                world
                    .certificates
                    .retain(|name, _| *name == world.network.main_domain);
                for id in 2..10 {
                    world.points(&[&format!("s{id}.network.example")]);
                }
                world.list();
            }
            Event::NoTwins => world.network.www = WwwPolicy::Never,
            Event::Sites(count) => {
                for id in 10..10 + count {
                    let host = format!("s{id}.{}", world.network.main_domain);
                    world.points(&[&host]);
                    world.network.sites.push(site(id, &host));
                }
            }
            Event::Unreachable(host) => drop(world.blocked.insert(host.clone())),
            Event::AutoSsl => world.panel.auto_ssl = true,
            Event::Map(hosts, site) => {
                for host in hosts {
                    world.row(self.next_row, *site, host.as_str());
                    self.next_row += 1;
                }
            }
            Event::Unmap(host) => world.unrow(host),
            Event::Remove(host) => {
                world.unrow(host);
                world.recorded(host);
            }
            Event::Dns(hosts, answer) => {
                let answers = hosts.iter().map(|host| (host.clone(), answer.clone()));
                world.dns.extend(answers);
            }
            Event::Caa(host, true) => {
                let forbidden = Caa::Forbidden {
                    at: host.as_str().to_owned(),
                    allowed: vec!["other-ca.example".to_owned()],
                };
                world.caa.insert(host.clone(), forbidden);
            }
            Event::Caa(host, false) => drop(world.caa.remove(host)),
            Event::Visitors(host, visit) => drop(world.visits.insert(host.clone(), visit.clone())),
            Event::Issues(issues) => {
                world.issues = *issues;
                world.authority.refusing = None;
            }
            Event::Refuses(words) => world.authority.refusing = Some(words.clone()),
            Event::Certificate(host, Some(left)) => world.show_certificate(host.as_str(), *left),
            Event::Certificate(host, None) => drop(world.certificates.remove(host)),
            Event::Swapped(host, other) => self.swap(host, other),
            Event::ByHand(host, www) => drop(world.by_hand(host, ObjectKind::Alias, *www)),
            Event::Custom(host) => self.custom(host),
            Event::Permit(host) => {
                let record = world.records.get_mut(host);
                record.expect("this host is known").permit = Some(Permit::Detach);
            }
            Event::Retry(host) => {
                let record = world.records.get_mut(host);
                record
                    .expect("this host is known")
                    .look_again(true, world.now);
            }
            Event::Calls(calls) => world.policy.calls_per_month = Some(*calls),
            Event::Silent(silent) => world.silent = *silent,
            Event::Restart => {
                let stored = serde_json::to_string(&world.records.values().collect::<Vec<_>>());
                let loaded: Vec<crate::Record> = serde_json::from_str(&stored.unwrap()).unwrap();
                let by_host = loaded
                    .into_iter()
                    .map(|record| (record.host.clone(), record));
                world.records = by_host.collect();
                world.panel_unread = true;
                self.pass();
                self.world.panel_unread = false;
                self.world.list();
            }
        }
    }

    /// The server shows a certificate that is for another name.
    fn swap(&mut self, host: &DomainName, other: &DomainName) {
        let certificates = &mut self.world.certificates;
        let shown = certificates.get(other).expect("it has a certificate");
        let wrong = Leaf {
            names: vec![other.as_str().to_owned()],
            ..shown.clone()
        };
        certificates.insert(host.clone(), wrong);
    }

    fn custom(&mut self, host: &DomainName) {
        let world = &mut self.world;
        let object = world.truth.iter().find(|object| object.names(host));
        let id = object.expect("it is attached").id;
        let found = CertificateFound {
            id: 5000 + id,
            ours_to_renew: false,
            valid_until: None,
        };
        world.objects.insert(id, found);
    }
}
