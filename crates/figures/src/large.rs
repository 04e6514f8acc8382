//! A large network that a web application serves as it should: what most passes of the loop find.

use std::collections::BTreeSet;
use std::time::Duration;

use plan::{
    Attached, Caa, DomainName, Handshake, Leaf, Mapping, Network, NetworkKind, ObjectKind,
    OrderFlags, Orders, Panel, Plan, PointsHere, Policy, Reading, Records, Shared, Sight, Site,
    SiteId, Situation, SslMode, Timestamp, Visit, Wanted, WwwPolicy, observe, plan, track, wanted,
};

const MAIN: &str = "network.example";
const NOW: Timestamp = Timestamp::from_millis(1_796_000_000_000);
const DAY: Duration = Duration::from_hours(24);
/// Sites of customers have ids from here on; each has one mapping.
const FIRST_SITE: i64 = 100;

/// The host that customer `n` maps, each a registered domain of its own.
pub fn host(n: usize) -> String {
    format!("shop{n}.example")
}

/// Whether that host is served with its `www.` twin; every second is.
fn has_twin(n: usize) -> bool {
    n.is_multiple_of(2)
}

/// The domain objects of the first `count` customers: the hosts, and whether each has its twin.
pub fn domains(count: usize) -> impl Iterator<Item = (String, bool)> {
    (0..count).map(|n| (host(n), has_twin(n)))
}

/// Both sides and what is remembered.
#[derive(Debug)]
pub struct Large {
    network: Reading<Network>,
    wanted: Wanted,
    panel: Reading<Panel>,
    records: Records,
    shared: Shared,
    orders: Orders,
    busy: BTreeSet<DomainName>,
    policy: Policy,
    now: Timestamp,
}

impl Large {
    /// A network of `count` mapped domains of which none is attached; all of them lead here.
    pub fn all_new(count: usize) -> Self {
        let mut large = Self::build(count, 0);
        for record in large.records.values_mut() {
            let sight = Sight {
                dns: Some(PointsHere::Yes),
                twin_dns: Some(PointsHere::Yes),
                ..Sight::default()
            };
            observe(record, sight, NOW);
        }
        large
    }

    /// The same with all of them attached, pointing here, secured and visited.
    pub fn in_step(count: usize) -> Self {
        let mut large = Self::build(count, count);
        for record in large.records.values_mut() {
            let twin = record.object.as_ref().is_some_and(|object| object.www);
            let (host, site) = (record.host.to_string(), record.site.unwrap_or(SiteId(1)));
            let valid = Handshake::Valid(leaf(&host, twin));
            let sight = Sight {
                dns: Some(PointsHere::Yes),
                twin_dns: twin.then_some(PointsHere::Yes),
                caa: Some(Caa::Allowed),
                twin_caa: twin.then_some(Caa::Allowed),
                visit: record.mapping.map(|row| Visit::Answered { row, site }),
                twin_visit: None,
                tls: Some(valid.clone()),
                twin_tls: twin.then_some(valid),
                virtual_host: None,
            };
            observe(record, sight, NOW);
        }
        let standings = large.plan().standings;
        for (host, standing) in standings {
            if let Some(record) = large.records.get_mut(&host) {
                record.standing = standing;
            }
        }
        large
    }

    /// What is remembered of each host.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// Lets time pass in which nobody looks or acts.
    pub fn wait(&mut self, time: Duration) {
        self.now = self.now + time;
    }

    /// Folds both readings into what is remembered, as each pass does before it plans.
    pub fn track(&mut self) {
        let Self {
            records,
            network,
            wanted,
            panel,
            policy,
            now,
            ..
        } = self;
        track(records, network, wanted, panel, policy, *now);
    }

    /// Plans.
    pub fn plan(&self) -> Plan {
        plan(&Situation {
            network: &self.network,
            network_is_fresh: false,
            wanted: &self.wanted,
            panel: &self.panel,
            records: &self.records,
            shared: &self.shared,
            removals: &[],
            orders: &self.orders,
            hold: None,
            first_run: false,
            busy: &self.busy,
            policy: &self.policy,
            now: self.now,
        })
    }

    fn build(mapped: usize, attached: usize) -> Self {
        let network = network(mapped);
        let wanted = wanted(&network);
        let mut large = Self {
            network: Reading::whole(network, NOW),
            wanted,
            panel: Reading::whole(panel(attached), NOW),
            records: Records::new(),
            shared: Shared::default(),
            orders: Orders::default(),
            busy: BTreeSet::new(),
            policy: Policy::default(),
            now: NOW,
        };
        large.track();
        large
    }
}

fn network(count: usize) -> Network {
    let main = Site {
        id: SiteId(1),
        host: MAIN.to_owned(),
        path: "/".to_owned(),
    };
    let ids = || (FIRST_SITE..).take(count);
    let sites = ids().map(|id| Site {
        id: SiteId(id),
        host: MAIN.to_owned(),
        path: format!("/s{id}/"),
    });
    let mappings = ids().zip(domains(count)).map(|(id, (host, _))| Mapping {
        id,
        site: SiteId(id),
        host,
        stage: "done".to_owned(),
        active: true,
        primary: true,
        secure: true,
    });
    Network {
        main_domain: name(MAIN),
        kind: NetworkKind::SubDirectory,
        www: WwwPolicy::Always,
        enabled: true,
        plugin_active: true,
        other_networks: 0,
        sites_of_others: Vec::new(),
        closed: std::collections::BTreeMap::new(),
        mappings: mappings.collect(),
        sites: std::iter::once(main).chain(sites).collect(),
    }
}

fn panel(count: usize) -> Panel {
    let main = Attached::new(1, MAIN, ObjectKind::Primary, false, false);
    let aliases = (2..).zip(domains(count));
    let aliases =
        aliases.map(|(id, (host, www))| Attached::new(id, &host, ObjectKind::Alias, www, false));
    Panel {
        domains: std::iter::once(main).chain(aliases).collect(),
        ssl: SslMode::Advanced,
        auto_ssl: false,
        server: vec!["203.0.113.10".parse().expect("an address")],
        can_update: true,
        order_flags: OrderFlags::default(),
    }
}

fn leaf(host: &str, twin: bool) -> Leaf {
    let mut names = vec![host.to_owned()];
    if twin {
        names.push(format!("www.{host}"));
    }
    Leaf {
        issuer: "R11".to_owned(),
        names,
        not_before: NOW - 20 * DAY,
        not_after: NOW + 70 * DAY,
    }
}

fn name(text: &str) -> DomainName {
    text.parse().expect("a host name")
}

#[cfg(test)]
mod tests {
    use plan::{State, Step};

    use super::*;

    #[test]
    fn what_is_in_step_is_serving_and_needs_nothing() {
        let plan = Large::in_step(10).plan();
        assert!(plan.steps.is_empty(), "{:?}", plan.steps);
        assert!(plan.looks.is_empty(), "{:?}", plan.looks);
        let serving = plan.standings.values();
        let serving = serving.filter(|standing| standing.state == State::Serving);
        assert_eq!(serving.count(), 10);
    }

    #[test]
    fn what_is_new_and_leads_here_is_attached() {
        let large = Large::all_new(10);
        let plan = large.plan();
        let attached = plan.steps.iter();
        let attached = attached.filter(|step| matches!(step, Step::Attach { .. }));
        assert_eq!(attached.count(), 10, "{plan:?}");
        assert_eq!(large.records().len(), 11, "the network's own host too");
    }

    #[test]
    fn after_a_day_everything_is_due_for_a_look() {
        let mut large = Large::in_step(10);
        large.wait(DAY);
        assert_eq!(large.plan().looks.len(), 11);
    }
}
