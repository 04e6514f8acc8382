//! Whatever DNS, the authority, the panel and restarts do: no published limit is reached, and once they are well every
//! name that is ready gets its certificate.

use std::time::Duration;

use proptest::prelude::*;

use crate::fixture::name;
use crate::world::{Fault, HOUR, MINUTE, SECOND, START, World};
use crate::{
    Caa, DnsOutcome, DomainName, Elsewhere, FailureClass, Handshake, PointsHere, SiteId, State,
    Step, Visit,
};

/// A few names, some of one registered domain. That many of one wait their turn is a story of its own.
fn hosts() -> Vec<DomainName> {
    let hosts = [
        "a.example",
        "b.example",
        "shop.b.example",
        "c.co.uk",
        "d.example",
    ];
    hosts.map(name).to_vec()
}

#[derive(Clone, Debug)]
enum Trouble {
    Dns(usize, PointsHere),
    Caa(usize, bool),
    Proved(usize, bool),
    /// The authority cannot reach it, though DNS leads here: a firewall, as a rule.
    Blocked(usize, bool),
    /// Its records come and go for two hours, and the authority reaches it at no time.
    Flaps(usize),
    Refuses(bool),
    Delivers(bool),
    Fault(Fault),
    CertificateLost(usize),
    /// A person presses Retry every few minutes for an hour, and the authority reaches the name at no time.
    Retries(usize),
    Restart,
    Wait(Duration),
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let host = 0..hosts().len();
    let there = || vec!["198.51.100.1".parse().unwrap()];
    let answer = prop_oneof![
        4 => Just(PointsHere::Yes),
        1 => Just(PointsHere::No(Elsewhere::Other(there()))),
        1 => Just(PointsHere::No(Elsewhere::Mixed(there()))),
        1 => Just(PointsHere::No(Elsewhere::NoSuchName)),
        1 => Just(PointsHere::Unknown(DnsOutcome::ServerFailure)),
        1 => Just(PointsHere::Proxied(there())),
    ];
    let fault = prop_oneof![
        Just(Fault::Lost),
        Just(Fault::LostBefore),
        Just(Fault::Fails(FailureClass::Transient)),
        Just(Fault::Fails(FailureClass::Throttled)),
        Just(Fault::Fails(FailureClass::NotFound)),
    ];
    let time = prop_oneof![
        Just(MINUTE),
        Just(20 * MINUTE),
        Just(3 * HOUR),
        Just(30 * HOUR)
    ];
    prop_oneof![
        6 => (host.clone(), answer).prop_map(|(host, answer)| Trouble::Dns(host, answer)),
        1 => (host.clone(), any::<bool>()).prop_map(|(host, forbids)| Trouble::Caa(host, forbids)),
        1 => (host.clone(), any::<bool>()).prop_map(|(host, proved)| Trouble::Proved(host, proved)),
        2 => (host.clone(), any::<bool>()).prop_map(|(host, blocked)| Trouble::Blocked(host, blocked)),
        1 => host.clone().prop_map(Trouble::Flaps),
        1 => host.clone().prop_map(Trouble::Retries),
        1 => any::<bool>().prop_map(Trouble::Refuses),
        1 => any::<bool>().prop_map(Trouble::Delivers),
        2 => fault.prop_map(Trouble::Fault),
        2 => host.prop_map(Trouble::CertificateLost),
        1 => Just(Trouble::Restart),
        5 => time.prop_map(Trouble::Wait),
    ]
}

struct Watched {
    world: World,
    hosts: Vec<DomainName>,
}

impl Watched {
    fn new(basic: bool) -> Self {
        let mut world = if basic { World::basic() } else { World::new() };
        world.network.www = crate::WwwPolicy::Never;
        let hosts = hosts();
        for (row, host) in (1_i64..).zip(&hosts) {
            world.row(row, 2 + row % 8, host.as_str());
        }
        Self { world, hosts }
    }

    fn happen(&mut self, trouble: &Trouble) {
        let world = &mut self.world;
        match trouble {
            Trouble::Dns(host, answer) => {
                world.dns.insert(self.hosts[*host].clone(), answer.clone());
            }
            Trouble::Caa(host, true) => {
                let host = &self.hosts[*host];
                let forbidden = Caa::Forbidden {
                    at: host.as_str().to_owned(),
                    allowed: Vec::new(),
                };
                world.caa.insert(host.clone(), forbidden);
            }
            Trouble::Caa(host, false) => drop(world.caa.remove(&self.hosts[*host])),
            Trouble::Proved(host, true) => {
                let row = i64::try_from(*host).unwrap() + 1;
                let site = SiteId(2 + row % 8);
                let answered = Visit::Answered { row, site };
                world.visits.insert(self.hosts[*host].clone(), answered);
            }
            Trouble::Proved(host, false) => drop(world.visits.remove(&self.hosts[*host])),
            Trouble::Blocked(host, true) => {
                world.blocked.insert(self.hosts[*host].clone());
            }
            Trouble::Blocked(host, false) => drop(world.blocked.remove(&self.hosts[*host])),
            Trouble::Flaps(host) => {
                let host = self.hosts[*host].clone();
                world.blocked.insert(host.clone());
                for _ in 0..20 {
                    for answer in [PointsHere::No(Elsewhere::NoSuchName), PointsHere::Yes] {
                        self.world.dns.insert(host.clone(), answer);
                        self.pass_for(3 * MINUTE);
                    }
                }
            }
            Trouble::Retries(host) => {
                let host = self.hosts[*host].clone();
                world.blocked.insert(host.clone());
                for _ in 0..12 {
                    let now = self.world.now;
                    if let Some(record) = self.world.records.get_mut(&host) {
                        record.look_again(true, now);
                    }
                    self.pass_for(5 * MINUTE);
                }
            }
            Trouble::Refuses(yes) => {
                world.authority.refusing = yes.then(|| "not now".to_owned());
            }
            Trouble::Delivers(yes) => world.issues = *yes,
            Trouble::Fault(fault) => world.fault = Some(*fault),
            Trouble::CertificateLost(host) => {
                drop(world.certificates.remove(&self.hosts[*host]));
            }
            Trouble::Restart => {
                let stored = serde_json::to_string(&world.records.values().collect::<Vec<_>>());
                let loaded: Vec<crate::Record> = serde_json::from_str(&stored.unwrap()).unwrap();
                let records = loaded.into_iter();
                world.records = records
                    .map(|record| (record.host.clone(), record))
                    .collect();
                world.list();
            }
            Trouble::Wait(time) => self.pass_for(*time),
        }
    }

    /// Turns the loop when the plan asks for it.
    fn pass_for(&mut self, time: Duration) {
        let end = self.world.now + time;
        while self.world.now < end {
            let plan = self.world.pass();
            let now = self.world.now;
            let soon = now + 5 * SECOND;
            let busy = !plan.steps.is_empty() || !plan.looks.is_empty();
            let next = plan.next_look.filter(|_| !busy).unwrap_or(soon);
            self.world.now = next.max(soon).min(now + HOUR).min(end);
        }
        let violations = &self.world.authority.violations;
        assert!(violations.is_empty(), "{violations:?}");
    }

    /// All trouble ends. What DNS says stays: not every name is ready.
    fn calm(&mut self) {
        let world = &mut self.world;
        world.authority.refusing = None;
        world.blocked.clear();
        world.issues = true;
        world.fault = None;
    }

    fn ready(&self, host: &DomainName) -> bool {
        let here = self.world.dns.get(host).is_some_and(PointsHere::is_yes);
        here && !self.world.caa.contains_key(host)
    }
}

/// How long the last ready name may take once all is well: the longest pause after failures (24 hours and a fifth),
/// then its turn in a window of seven days, then the hours until a look at what is watched rarely.
const AT_MOST: Duration = Duration::from_hours(24 * 10);

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_limit_is_reached_and_what_is_ready_gets_its_certificate(
        basic in any::<bool>(),
        troubles in prop::collection::vec(trouble(), 1..60),
    ) {
        let mut watched = Watched::new(basic);
        for trouble in &troubles {
            watched.happen(trouble);
        }
        watched.calm();
        watched.pass_for(AT_MOST);
        let world = &watched.world;
        // With one certificate for all, an attached name that left holds the order up until a person acts.
        let held_up = basic && world.records.values().any(|record| {
            let attached = record.object.is_some() && watched.hosts.contains(&record.host);
            attached && !watched.ready(&record.host)
        });
        for host in watched.hosts.iter().filter(|host| watched.ready(host) && !held_up) {
            let record = &world.records[host];
            let proved = record.tls.as_ref().is_some_and(|seen| matches!(seen.value, Handshake::Valid(_)));
            prop_assert!(
                proved && matches!(record.standing.state, State::Secured | State::Serving),
                "{host} after {:?}: {:?}",
                world.now.since(START),
                record.standing
            );
        }
        let main = &world.network.main_domain;
        let of_main = |step: &Step| step.host() == Some(main);
        prop_assert!(!world.done.iter().any(of_main));
    }
}
