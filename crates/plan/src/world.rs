//! A small world for tests: a network, a panel, the truth about DNS and certificates, and a clock that only moves when
//! told. `pass` does what the loop does: fold the readings, plan, look, plan again, act.

mod acting;
mod authority;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use authority::Authority;

use crate::fixture::{name, network, panel, row, site};
use crate::{
    Attached, Caa, CallCount, CertificateFault, CertificateFound, DomainName, Elsewhere,
    FailureClass, Handshake, Hold, Leaf, Network, ObjectKind, Orders, Panel, Plan, PointsHere,
    Policy, Reading, Records, RemovalRecord, Shared, Sight, Situation, Spending, SslMode, Standing,
    Step, Timestamp, VirtualHost, Visit, observe, plan, spending, track, wanted,
};

pub(crate) const START: Timestamp = Timestamp::from_millis(1_796_000_000_000);
pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const HOUR: Duration = Duration::from_hours(1);
pub(crate) const DAY: Duration = Duration::from_hours(24);
const LIFETIME: Duration = Duration::from_hours(24 * 90);

/// What a call to the panel is made to end with, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It fails and does nothing.
    Fails(FailureClass),
    /// It takes effect and the answer is lost.
    Lost,
    /// It does nothing and the answer is lost.
    LostBefore,
}

/// Everything there is, outside and remembered.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) network: Network,
    pub(crate) network_partial: bool,
    /// When the network was read last; nothing where it is read in every pass.
    pub(crate) network_read_at: Option<Timestamp>,
    pub(crate) panel: Panel,
    pub(crate) panel_partial: bool,
    /// The panel was not read yet, as after a start.
    pub(crate) panel_unread: bool,
    /// The panel takes the `www` flag of a new object for no.
    pub(crate) ignores_www: bool,
    /// The panel takes it for yes, whatever was sent.
    pub(crate) forces_www: bool,
    /// The server answers no handshake.
    pub(crate) silent: bool,
    /// A proxy before every name leads the authority here all the same.
    pub(crate) proxied: bool,
    /// The web server has a name only this long after it was attached.
    pub(crate) set_up_takes: Duration,
    /// The web server answers a name that it does not have like one that it has.
    pub(crate) answers_all_alike: bool,
    /// The web server answers nobody by plain HTTP.
    pub(crate) answers_nobody_by_http: bool,
    /// Hosts with a step under way.
    pub(crate) busy: BTreeSet<DomainName>,
    /// When the panel was listed last; own changes are corrected in it.
    pub(crate) listed_at: Timestamp,
    /// What the panel really has, which a stale listing does not show.
    pub(crate) truth: Vec<Attached>,
    last_id: u64,
    pub(crate) dns: BTreeMap<DomainName, PointsHere>,
    /// What CAA records say of names that have any.
    pub(crate) caa: BTreeMap<DomainName, Caa>,
    /// Names that the authority cannot reach, whatever DNS says.
    pub(crate) blocked: BTreeSet<DomainName>,
    /// What visits meet; elsewhere they get an answer that says nothing.
    pub(crate) visits: BTreeMap<DomainName, Visit>,
    /// The certificate that the server shows for a name.
    pub(crate) certificates: BTreeMap<DomainName, Leaf>,
    /// Objects with a certificate of their own, and whether it is ours to renew.
    pub(crate) objects: BTreeMap<u64, CertificateFound>,
    pub(crate) shared_certificate: Option<CertificateFound>,
    pub(crate) records: Records,
    pub(crate) shared: Shared,
    pub(crate) removals: Vec<RemovalRecord>,
    pub(crate) orders: Vec<(Timestamp, Vec<DomainName>)>,
    pub(crate) hold: Option<Hold>,
    pub(crate) first_run: bool,
    pub(crate) policy: Policy,
    pub(crate) now: Timestamp,
    pub(crate) fault: Option<Fault>,
    /// Whether orders lead to certificates.
    pub(crate) issues: bool,
    pub(crate) authority: Authority,
    /// Calls of this month: one for each step.
    pub(crate) calls: CallCount,
    /// Every change made at the panel.
    pub(crate) done: Vec<Step>,
}

impl World {
    /// A network with sites 2 to 9, in advanced mode, nothing mapped.
    pub(crate) fn new() -> Self {
        let mut network = network();
        network
            .sites
            .extend((2..10).map(|id| site(id, &format!("s{id}.network.example"))));
        let mut panel = panel();
        // The sites' own hosts are covered, so that tests speak of mapped domains only.
        panel.domains.push(Attached::new(
            2,
            "*.network.example",
            ObjectKind::Alias,
            false,
            false,
        ));
        let mut world = Self {
            truth: panel.domains.clone(),
            network,
            panel,
            network_partial: false,
            network_read_at: None,
            panel_partial: false,
            panel_unread: false,
            ignores_www: false,
            forces_www: false,
            silent: false,
            proxied: false,
            set_up_takes: Duration::ZERO,
            answers_all_alike: false,
            answers_nobody_by_http: false,
            busy: BTreeSet::new(),
            listed_at: START,
            last_id: 2,
            dns: BTreeMap::new(),
            caa: BTreeMap::new(),
            blocked: BTreeSet::new(),
            visits: BTreeMap::new(),
            certificates: BTreeMap::new(),
            objects: BTreeMap::new(),
            shared_certificate: None,
            records: Records::new(),
            shared: Shared::default(),
            removals: Vec::new(),
            orders: Vec::new(),
            hold: None,
            first_run: false,
            policy: Policy::default(),
            now: START,
            fault: None,
            issues: true,
            authority: Authority::default(),
            calls: CallCount::default(),
            done: Vec::new(),
        };
        world.points(&["network.example"]);
        world.show_certificate("network.example", LIFETIME);
        for id in 2..10 {
            world.show_certificate(&format!("s{id}.network.example"), LIFETIME);
        }
        world
    }

    /// The same in basic mode.
    pub(crate) fn basic() -> Self {
        let mut world = Self::new();
        world.panel.ssl = SslMode::Basic;
        world.shared_certificate = Some(CertificateFound {
            id: 900,
            ours_to_renew: true,
            valid_until: None,
        });
        world
    }

    pub(crate) fn row(&mut self, id: i64, site: i64, host: &str) {
        self.network.mappings.push(row(id, site, host));
    }

    pub(crate) fn unrow(&mut self, host: &str) {
        self.network.mappings.retain(|row| row.host != host);
    }

    pub(crate) fn rename(&mut self, old: &str, new: &str) {
        for row in &mut self.network.mappings {
            if row.host == old {
                new.clone_into(&mut row.host);
            }
        }
    }

    pub(crate) fn recorded(&mut self, host: &str) {
        self.removals.push(RemovalRecord {
            request: 1,
            host: name(host),
            site: None,
            at: self.now,
        });
    }

    pub(crate) fn points(&mut self, hosts: &[&str]) {
        for host in hosts {
            self.dns.insert(name(host), PointsHere::Yes);
        }
    }

    pub(crate) fn points_away(&mut self, host: &str) {
        let there = "198.51.100.1".parse().unwrap();
        self.dns
            .insert(name(host), PointsHere::No(Elsewhere::Other(vec![there])));
    }

    /// Attaches an object by somebody else's hand.
    pub(crate) fn by_hand(&mut self, host: &str, kind: ObjectKind, www: bool) -> u64 {
        let id = self.next_id();
        self.truth.push(Attached::new(id, host, kind, www, false));
        self.list();
        id
    }

    /// Lists the panel anew.
    pub(crate) fn list(&mut self) {
        self.panel.domains.clone_from(&self.truth);
        self.listed_at = self.now;
    }

    pub(crate) fn show_certificate(&mut self, host: &str, left: Duration) {
        let not_after = self.now + left;
        let leaf = Leaf {
            issuer: "E7".to_owned(),
            names: vec![host.to_owned()],
            not_before: not_after - LIFETIME,
            not_after,
        };
        self.certificates.insert(name(host), leaf);
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.now = self.now + by;
    }

    /// An id that no object ever had.
    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// The readings as they are now.
    pub(crate) fn readings(&self) -> (Reading<Network>, Reading<Panel>) {
        let (network, panel) = (self.network.clone(), self.panel.clone());
        let read_at = self.network_read_at.unwrap_or(self.now);
        (
            if self.network_partial {
                Reading::part(network, read_at, "a query failed")
            } else {
                Reading::whole(network, read_at)
            },
            if self.panel_unread {
                let nothing = Panel {
                    domains: Vec::new(),
                    can_update: false,
                    ..panel
                };
                Reading::part(nothing, Timestamp::default(), "not read yet")
            } else if self.panel_partial {
                Reading::part(panel, self.listed_at, "page 2 is missing")
            } else {
                Reading::whole(panel, self.listed_at)
            },
        )
    }

    /// Folds the readings into the records.
    pub(crate) fn track(&mut self) {
        let (network, panel) = self.readings();
        let wanted = wanted(&self.network);
        track(
            &mut self.records,
            &network,
            &wanted,
            &panel,
            &self.policy,
            self.now,
        );
        let spread = self.network.main_domain.clone();
        self.shared
            .review(&self.records, &spread, &self.policy, self.now);
    }

    /// Plans from what was tracked; the standings are remembered as the loop does.
    pub(crate) fn plan(&mut self) -> Plan {
        let (network, panel) = self.readings();
        let mut plan = plan(&Situation {
            network: &network,
            network_is_fresh: true,
            wanted: &wanted(&self.network),
            panel: &panel,
            records: &self.records,
            shared: &self.shared,
            removals: &self.removals,
            orders: &Orders::new(self.orders.iter().cloned()),
            hold: self.hold.clone(),
            first_run: self.first_run,
            busy: &self.busy,
            policy: &self.policy,
            now: self.now,
        });
        if let Some(limit) = self.policy.calls_per_month
            && spending(self.calls.used(self.now), Some(limit)) == Spending::OnRequest
        {
            plan.withhold(limit, |_| false, self.now);
        }
        for (host, standing) in &plan.standings {
            if let Some(record) = self.records.get_mut(host) {
                record.standing = standing.clone();
            }
        }
        plan
    }

    /// Everything up to the steps, which are returned and not carried out.
    pub(crate) fn dry(&mut self) -> Rc<Plan> {
        self.track();
        let first = self.plan();
        if first.read_panel {
            self.list();
            self.track();
        }
        for look in first.looks {
            let twin = look.twin.as_ref();
            let sight = Sight {
                dns: look.dns.then(|| self.ask(&look.host)),
                twin_dns: twin.filter(|_| look.dns).map(|twin| self.ask(twin)),
                tls: look.tls.then(|| self.shake(&look.host)),
                twin_tls: twin.filter(|_| look.tls).map(|twin| self.shake(twin)),
                caa: look.dns.then(|| self.issuers(&look.host)),
                twin_caa: twin.filter(|_| look.dns).map(|twin| self.issuers(twin)),
                visit: look.visit.then(|| self.meet(&look.host)),
                twin_visit: twin.filter(|_| look.visit).map(|twin| self.meet(twin)),
                virtual_host: look.virtual_host.then(|| self.virtual_host(&look.host)),
            };
            let now = self.now;
            if let Some(record) = self.records.get_mut(&look.host) {
                observe(record, sight, now);
            }
        }
        Rc::new(self.plan())
    }

    /// One turn of the loop; returns the plan that was carried out.
    pub(crate) fn pass(&mut self) -> Rc<Plan> {
        let plan = self.dry();
        if plan.hold.is_none() {
            for step in &plan.steps {
                self.carry_out(step);
            }
        }
        for host in &plan.forget {
            self.records.remove(host);
        }
        plan
    }

    /// Turns the loop until nothing changes any more, some seconds apart.
    pub(crate) fn settle(&mut self) -> Rc<Plan> {
        for _ in 0..40 {
            let plan = self.pass();
            if plan.steps.is_empty() && plan.looks.is_empty() {
                return plan;
            }
            self.advance(15 * SECOND);
        }
        panic!("the world does not come to rest: {:?}", self.pass().steps);
    }

    /// Turns the loop for a while, some seconds apart at first.
    pub(crate) fn settle_for(&mut self, duration: Duration) {
        let end = self.now + duration;
        while self.now < end {
            self.pass();
            self.advance((duration / 60).max(5 * SECOND));
        }
    }

    /// How many orders for single domains were placed.
    pub(crate) fn orders_placed(&self) -> usize {
        let order = |step: &&Step| matches!(step, Step::Order { .. });
        self.done.iter().filter(order).count()
    }

    pub(crate) fn standing(&self, host: &str) -> &Standing {
        &self.records[&name(host)].standing
    }

    /// The attached objects besides the network's own, as `name` or `name+www`.
    pub(crate) fn attached(&self) -> Vec<String> {
        let objects = self.truth.iter().filter(|object| {
            !object.shown.ends_with("network.example")
                || object.kind == ObjectKind::Alias && !object.wildcard
        });
        let mut shown: Vec<String> = objects
            .map(|object| format!("{}{}", object.shown, if object.www { "+www" } else { "" }))
            .collect();
        shown.sort();
        shown
    }

    fn ask(&self, host: &DomainName) -> PointsHere {
        let known = self.dns.get(host).cloned();
        known.unwrap_or(PointsHere::No(Elsewhere::NoRecord))
    }

    fn issuers(&self, host: &DomainName) -> Caa {
        self.caa.get(host).cloned().unwrap_or(Caa::Allowed)
    }

    fn meet(&self, host: &DomainName) -> Visit {
        let met = self.visits.get(host).cloned();
        met.unwrap_or(Visit::OtherAnswer { status: 200 })
    }

    fn is_set_up(&self, host: &DomainName) -> bool {
        let record = self.records.get(host);
        let attached = record.and_then(|record| record.attached_at);
        attached.is_none_or(|at| self.now.since(at) >= self.set_up_takes)
    }

    fn virtual_host(&self, host: &DomainName) -> VirtualHost {
        if self.answers_nobody_by_http {
            VirtualHost::Untold
        } else if self.answers_all_alike || !self.is_set_up(host) {
            VirtualHost::Unknown
        } else {
            VirtualHost::Known
        }
    }

    fn shake(&self, host: &DomainName) -> Handshake {
        match self.certificates.get(host).filter(|_| !self.silent) {
            Some(leaf) if !leaf.covers(host) => {
                Handshake::Refused(leaf.clone(), CertificateFault::WrongName)
            }
            Some(leaf) if leaf.not_after > self.now => Handshake::Valid(leaf.clone()),
            Some(leaf) => Handshake::Refused(leaf.clone(), CertificateFault::Expired),
            None if self.silent => Handshake::Failed("no answer".to_owned()),
            None => Handshake::NoCertificate,
        }
    }
}
