//! What must hold whatever happens: random edits over simulated hours, every plan checked.

mod lived_in;
mod patience;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;

use crate::fixture::name;
use crate::world::{Fault, HOUR, MINUTE, SECOND, World};
use crate::{
    Class, DnsOutcome, DomainName, FailureClass, ObjectKind, Permit, Plan, PointsHere, Records,
    RemovedBy, SslMode, State, Step, Who,
};

#[derive(Clone, Debug)]
enum Edit {
    Row {
        site: i64,
        host: usize,
    },
    Unrow {
        host: usize,
        recorded: bool,
    },
    Rename {
        from: usize,
        to: usize,
    },
    Points {
        host: usize,
        here: Option<bool>,
    },
    ByHand {
        host: usize,
        www: bool,
        kind: ObjectKind,
    },
    TakeAway {
        object: usize,
    },
    Vanish,
    Partial {
        network: bool,
        panel: bool,
    },
    Fault(Fault),
    CertificateLost {
        host: usize,
    },
    Issues(bool),
    Permit {
        host: usize,
        permit: Permit,
    },
    Wait(Duration),
}

/// Six domains in both forms, some of them of one registered name, and a few that must never be served.
const HOSTS: &[&str] = &[
    "a.example",
    "www.a.example",
    "b.example",
    "www.b.example",
    "shop.b.example",
    "c.co.uk",
    "www.c.co.uk",
    "d.example",
    "e.example",
    "network.example",
    "s3.network.example",
    "co.uk",
    "d.example.",
];

fn edit() -> impl Strategy<Value = Edit> {
    let host = 0..HOSTS.len();
    let fault = prop_oneof![
        Just(Fault::Lost),
        Just(Fault::LostBefore),
        Just(Fault::Fails(FailureClass::Transient)),
        Just(Fault::Fails(FailureClass::Rejected)),
        Just(Fault::Fails(FailureClass::Taken)),
    ];
    let kind = prop_oneof![
        3 => Just(ObjectKind::Alias),
        1 => Just(ObjectKind::Untold),
        1 => Just(ObjectKind::Redirect),
    ];
    let permit = prop_oneof![Just(Permit::Detach), Just(Permit::ChangeTwin)];
    prop_oneof![
        4 => (1..5i64, host.clone()).prop_map(|(site, host)| Edit::Row { site, host }),
        2 => (host.clone(), any::<bool>()).prop_map(|(host, recorded)| Edit::Unrow { host, recorded }),
        1 => (host.clone(), host.clone()).prop_map(|(from, to)| Edit::Rename { from, to }),
        5 => (host.clone(), prop_oneof![4 => Just(Some(true)), 1 => Just(Some(false)), 1 => Just(None)])
            .prop_map(|(host, here)| Edit::Points { host, here }),
        2 => (0..9usize, any::<bool>(), kind).prop_map(|(host, www, kind)| Edit::ByHand { host, www, kind }),
        1 => (0..6usize).prop_map(|object| Edit::TakeAway { object }),
        1 => Just(Edit::Vanish),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(network, panel)| Edit::Partial { network, panel }),
        2 => fault.prop_map(Edit::Fault),
        1 => host.clone().prop_map(|host| Edit::CertificateLost { host }),
        1 => any::<bool>().prop_map(Edit::Issues),
        1 => (host, permit).prop_map(|(host, permit)| Edit::Permit { host, permit }),
        5 => prop_oneof![Just(5 * SECOND), Just(40 * SECOND), Just(20 * MINUTE), Just(9 * HOUR), Just(30 * HOUR)]
            .prop_map(Edit::Wait),
    ]
}

/// The world with what a bystander remembers of it.
struct Watched {
    world: World,
    next_row: i64,
    /// Objects that somebody else attached, and whether any row named them since.
    theirs: BTreeMap<u64, bool>,
    /// Those of them that stood there while a whole reading of the network named them not.
    strange: BTreeSet<u64>,
}

impl Watched {
    fn new(basic: bool) -> Self {
        Self {
            world: if basic { World::basic() } else { World::new() },
            next_row: 1,
            theirs: BTreeMap::new(),
            strange: BTreeSet::new(),
        }
    }

    fn apply(&mut self, edit: &Edit) {
        let world = &mut self.world;
        match edit {
            Edit::Row { site, host } => {
                world.row(self.next_row, *site, HOSTS[*host]);
                self.next_row += 1;
            }
            Edit::Unrow { host, recorded } => {
                world.unrow(HOSTS[*host]);
                if *recorded && let Ok(host) = HOSTS[*host].parse::<DomainName>() {
                    world.recorded(host.as_str());
                }
            }
            Edit::Rename { from, to } => world.rename(HOSTS[*from], HOSTS[*to]),
            Edit::Points { host, here } => match (here, HOSTS[*host].parse()) {
                (Some(true), Ok(_)) => world.points(&[HOSTS[*host]]),
                (Some(false), Ok(_)) => world.points_away(HOSTS[*host]),
                (None, Ok(host)) => {
                    let unknown = PointsHere::Unknown(DnsOutcome::TimedOut);
                    world.dns.insert(host, unknown);
                }
                _ => {}
            },
            Edit::ByHand { host, www, kind } => {
                let host = name(HOSTS[*host]);
                if !world.truth.iter().any(|object| object.answers(&host)) {
                    let id = world.by_hand(host.as_str(), *kind, *www && !host.is_www());
                    self.theirs.insert(id, false);
                }
            }
            Edit::TakeAway { object } => {
                if world.truth.len() > object + 2 {
                    world.truth.remove(object + 2);
                    world.list();
                }
            }
            Edit::Vanish => world.network.mappings.clear(),
            Edit::Partial { network, panel } => {
                (world.network_partial, world.panel_partial) = (*network, *panel);
            }
            Edit::Fault(fault) => world.fault = Some(*fault),
            Edit::CertificateLost { host } => {
                if let Ok(host) = HOSTS[*host].parse() {
                    world.certificates.remove(&host);
                }
            }
            Edit::Issues(issues) => world.issues = *issues,
            Edit::Permit { host, permit } => {
                let record = HOSTS[*host]
                    .parse()
                    .ok()
                    .and_then(|host| world.records.get_mut(&host));
                if let Some(record) = record {
                    record.permit = Some(*permit);
                }
            }
            Edit::Wait(time) => world.advance(*time),
        }
    }

    /// Every bare name that a row or site names, as text goes.
    fn named(&self) -> BTreeSet<DomainName> {
        let rows = self.world.network.mappings.iter().map(|row| &row.host);
        let sites = self.world.network.sites.iter().map(|site| &site.host);
        rows.chain(sites)
            .filter_map(|host| host.trim_end_matches('.').parse::<DomainName>().ok())
            .map(|host| host.bare())
            .collect()
    }

    fn pass(&mut self) {
        let named = self.named();
        for object in &self.world.truth {
            if let (Some(wanted), Some(host)) = (self.theirs.get_mut(&object.id), &object.name) {
                *wanted |= named.contains(&host.bare());
                let shown = self.world.panel.domains.contains(object);
                if shown && !*wanted && !named.contains(&host.bare()) && !self.world.network_partial
                {
                    self.strange.insert(object.id);
                }
            }
        }
        let before = self.world.truth.clone();
        let records = self.world.records.clone();
        let plan = self.world.pass();
        self.check(&plan, &named, &before, &records);
    }

    fn check(
        &self,
        plan: &Plan,
        named: &BTreeSet<DomainName>,
        before: &[crate::Attached],
        records: &Records,
    ) {
        let world = &self.world;
        let mut touched = BTreeSet::new();
        for step in &plan.steps {
            let (id, off) = match step {
                Step::Detach {
                    object,
                    host,
                    evidence,
                    ..
                } => {
                    assert!(!world.network_partial && !world.panel_partial, "{step}");
                    let by_person = evidence.kind() == RemovedBy::Person;
                    let in_the_way = world.panel.ssl == SslMode::Basic;
                    assert!(
                        !named.contains(&host.bare()) || (by_person && in_the_way),
                        "{step}: a row names it"
                    );
                    let strange = self.strange.contains(object);
                    assert!(by_person || !strange, "{step}: somebody else's");
                    assert!(
                        plan.braked.is_empty() || evidence.kind() == RemovedBy::Person,
                        "{step}"
                    );
                    (*object, true)
                }
                Step::SwitchTwin { object, on, .. } => (*object, !on),
                Step::Order { object, .. } => (*object, false),
                Step::Attach {
                    host, name, www, ..
                } => {
                    assert!(named.contains(&host.bare()), "{step}");
                    assert!(!world.panel_partial);
                    let twin = name.twin().filter(|_| *www);
                    assert!(
                        !before.iter().any(|object| object.names(name))
                            || records.get(host).is_none_or(|r| r.attach.failed == 0)
                    );
                    assert!(twin != Some(world.network.main_domain.clone()));
                    continue;
                }
                _ => continue,
            };
            assert!(touched.insert((id, step.word())), "{step} twice");
            let Some(object) = before.iter().find(|object| object.id == id) else {
                continue;
            };
            assert!(object.kind != ObjectKind::Primary, "{step}");
            assert!(!object.answers(&world.network.main_domain), "{step}");
            assert!(
                self.theirs.get(&id).is_none_or(|wanted| *wanted),
                "{step}: foreign"
            );
            if off && self.theirs.contains_key(&id) && matches!(step, Step::Detach { .. }) {
                assert_eq!(object.kind, ObjectKind::Alias, "{step}");
            }
        }
        for (host, record) in &world.records {
            let standing = plan.standings.get(host).unwrap_or(&record.standing);
            let waiting = matches!(
                standing.state,
                State::WaitingDns | State::Attaching | State::Ordering | State::Removing
            ) || (matches!(standing.state, State::Attached | State::Secured)
                && matches!(record.class, Class::Created | Class::Adopted)
                && standing.reason != crate::Reason::StillNamed);
            assert!(
                !waiting || standing.next_look.is_some() || standing.who != Who::Nobody,
                "{host}: {standing:?}"
            );
        }
        self.check_orders();
    }

    fn check_orders(&self) {
        let world = &self.world;
        for (window, most) in [(7 * 24 * HOUR, 50)] {
            let mut count: BTreeMap<String, usize> = BTreeMap::new();
            for (at, names) in &world.orders {
                let registered: BTreeSet<&str> = names.iter().map(DomainName::registered).collect();
                for domain in registered {
                    if world.now.since(*at) < window {
                        *count.entry(domain.to_owned()).or_default() += 1;
                    }
                }
            }
            assert!(count.values().all(|count| *count <= most), "{count:?}");
        }
    }

    /// The same plan comes of the same readings in any order, and of records that went through the ledger.
    fn check_order_of_input(&self) {
        let mut one = self.world.clone();
        let mut two = self.world.clone();
        two.network.mappings.reverse();
        two.network.sites.reverse();
        two.panel.domains.reverse();
        two.removals.reverse();
        let stored = serde_json::to_string(&two.records.values().collect::<Vec<_>>()).unwrap();
        let loaded: Vec<crate::Record> = serde_json::from_str(&stored).unwrap();
        two.records = loaded
            .into_iter()
            .map(|record| (record.host.clone(), record))
            .collect();
        one.track();
        two.track();
        let (one, two) = (one.plan(), two.plan());
        assert_eq!(one.digest(), two.digest());
        assert_eq!(one.standings, two.standings);
    }

    /// Nobody interferes any more: after some days everything that leads here is secured, and all is quiet.
    fn come_to_rest(&mut self) {
        (self.world.network_partial, self.world.panel_partial) = (false, false);
        (self.world.fault, self.world.issues) = (None, true);
        for hours in 0..120 {
            if hours % 12 == 0 {
                self.world.list();
            }
            for _ in 0..2 {
                self.pass();
                self.world.advance(20 * SECOND);
            }
            self.world.advance(HOUR);
        }
        self.world.done.clear();
        for _ in 0..3 {
            self.pass();
            self.world.advance(MINUTE);
        }
        // A name behind what may be a proxy is tried once a day.
        let dns = self.world.dns.clone();
        let leads_here = |host: &DomainName| dns.get(host).is_some_and(PointsHere::is_yes);
        self.world.done.retain(|step| match step {
            Step::Order { names, .. } => names.iter().all(leads_here),
            _ => true,
        });
        assert!(self.world.done.is_empty(), "{:?}", self.world.done);
        self.every_served_host_is_secured();
    }

    fn every_served_host_is_secured(&self) {
        let world = &self.world;
        for unit in crate::wanted(&world.network).units.values() {
            for host in unit.asked() {
                let here = |host: &DomainName| world.dns.get(host).is_some_and(PointsHere::is_yes);
                let object = world.truth.iter().find(|object| object.names(&host));
                let Some(object) = object else {
                    assert!(
                        !here(&host) || unit.below_main || !self.free_to_serve(),
                        "{host} is not attached: {:?}",
                        world.records.get(&host).map(|record| &record.standing)
                    );
                    continue;
                };
                let twin_here = object.covered_twin().is_none_or(|twin| here(&twin));
                let name_here = object.name.as_ref().is_some_and(here);
                if here(&host) && twin_here && name_here && self.free_to_serve() {
                    let valid = world.certificates.get(&host);
                    assert!(
                        valid.is_some_and(|leaf| leaf.not_after > world.now),
                        "{host}: {:?}",
                        world.records.get(&host).map(|record| &record.standing)
                    );
                }
            }
        }
    }

    /// In basic mode a name that does not lead here holds the certificate of all.
    fn free_to_serve(&self) -> bool {
        let world = &self.world;
        world.panel.ssl == crate::SslMode::Advanced
            || world
                .truth
                .iter()
                .filter(|object| !object.shown.starts_with('*'))
                .all(|object| {
                    let names = object
                        .covers()
                        .into_iter()
                        .cloned()
                        .chain(object.covered_twin());
                    names
                        .into_iter()
                        .all(|name| world.dns.get(&name).is_some_and(PointsHere::is_yes))
                })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_only_ours_is_touched_and_all_comes_to_rest(
        basic in any::<bool>(),
        edits in prop::collection::vec(edit(), 1..40),
    ) {
        let mut watched = Watched::new(basic);
        for edit in &edits {
            watched.apply(edit);
            watched.pass();
            watched.check_order_of_input();
        }
        watched.come_to_rest();
    }
}
