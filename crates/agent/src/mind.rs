//! What the agent knows at a moment, and what follows from it. No I/O: the same knowledge gives the same plan.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use plan::{
    Attached, CallCount, ClockWatch, DomainName, Fence, Hold, Identity, Network, Orders, Outcome,
    Panel, Plan, Policy, Reading, Reason, Records, RemovalRecord, Renewal, Shared, Sight,
    Situation, Standing, Step, SubDomainDns, SubDomains, Timestamp, Wanted, Witness,
};

use runcloud::ClockReading;

use crate::eyes::PanelView;
use crate::failure::Trouble;
use crate::hands::{certificate_found, renewal};

/// Where this agent acts from.
#[derive(Clone, Debug)]
pub struct Place {
    /// The provider's server id.
    pub server: u64,
    /// The provider's web application id.
    pub web_app: u64,
    /// What tells this machine from others.
    pub machine: String,
    /// The folder of the install.
    pub path: std::path::PathBuf,
}

/// What the agent knows.
#[derive(Debug)]
pub struct Mind {
    pub(crate) policy: Policy,
    pub(crate) place: Place,
    pub(crate) network: Option<Reading<Network>>,
    pub(crate) network_is_fresh: bool,
    pub(crate) wanted: Wanted,
    pub(crate) panel: Option<Reading<Panel>>,
    pub(crate) panel_pages: u32,
    pub(crate) root_path: Option<String>,
    /// The addresses that records of customers should hold.
    pub(crate) addresses: Vec<std::net::IpAddr>,
    pub(crate) records: Records,
    pub(crate) shared: Shared,
    pub(crate) orders: Orders,
    pub(crate) removals: Vec<RemovalRecord>,
    pub(crate) confirmed: Vec<String>,
    pub(crate) started: bool,
    pub(crate) trouble: Option<(Trouble, u32, Hold)>,
    /// The last trouble and how often it came, after a knock was answered and before a real call succeeded.
    pub(crate) calmed: Option<(Reason, u32)>,
    pub(crate) busy: BTreeSet<DomainName>,
    pub(crate) shared_busy: bool,
    pub(crate) current_hold: Option<Hold>,
    pub(crate) braked: Vec<DomainName>,
    /// Names that keep the shared certificate from being ordered.
    pub(crate) blockers: Vec<DomainName>,
    /// Where the sub-domains need more certificates than a week allows.
    pub(crate) sub_domains: Option<SubDomains>,
    /// Where the network's own sub-domains do not lead here.
    pub(crate) sub_domain_dns: Option<SubDomainDns>,
    /// What of these was told to whoever watches.
    pub(crate) advised: [bool; 2],
    /// The calls of this month, where they are limited.
    pub(crate) calls: CallCount,
    /// What people asked for lately: a host, or everything.
    pub(crate) asked: Vec<(Timestamp, Option<DomainName>)>,
    /// Whether a plan was made from a reading of both sides.
    pub(crate) planned: bool,
    pub(crate) source_error: Option<String>,
    /// Whether the clock can be believed.
    pub(crate) clock: ClockWatch,
    /// Many domains that were missing at once in the last listing, and when.
    lost_once: Option<(Timestamp, Vec<u64>)>,
    /// Own changes since the last listing began, so that an older listing does not undo them.
    own_changes: Vec<(Timestamp, OwnChange)>,
}

#[derive(Clone, Debug)]
enum OwnChange {
    Put(Attached),
    Gone(u64),
}

/// So many domains may be lost at once without doubt.
const MANY: usize = 5;
/// The longest pause of all calls: an hour, by the rule of wrong credentials and by what the client keeps of a
/// provider's wish.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// How long after the first a second listing counts.
const SECOND_LISTING: Duration = Duration::from_mins(1);

/// A host that stands elsewhere than before.
pub(crate) struct Moved {
    pub(crate) host: DomainName,
    pub(crate) standing: Standing,
}

impl Mind {
    /// Knows nothing yet.
    pub fn new(place: Place, policy: Policy) -> Self {
        Self {
            policy,
            place,
            network: None,
            network_is_fresh: false,
            wanted: Wanted::default(),
            panel: None,
            panel_pages: 1,
            root_path: None,
            addresses: Vec::new(),
            records: Records::new(),
            shared: Shared::default(),
            orders: Orders::default(),
            removals: Vec::new(),
            confirmed: Vec::new(),
            started: false,
            trouble: None,
            calmed: None,
            busy: BTreeSet::new(),
            shared_busy: false,
            current_hold: None,
            braked: Vec::new(),
            blockers: Vec::new(),
            sub_domains: None,
            sub_domain_dns: None,
            advised: [false; 2],
            calls: CallCount::default(),
            asked: Vec::new(),
            planned: false,
            source_error: None,
            clock: ClockWatch::default(),
            lost_once: None,
            own_changes: Vec::new(),
        }
    }

    /// What is remembered of every host, and where it stood when it was planned last.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The addresses that records of customers should hold.
    pub fn addresses(&self) -> &[std::net::IpAddr] {
        &self.addresses
    }

    /// Takes over a reading of the network.
    pub fn take_network(&mut self, reading: Reading<Network>) {
        self.wanted = plan::wanted(reading.value());
        self.network = Some(reading);
        self.network_is_fresh = true;
    }

    /// Takes over a reading of the panel that began at its `taken_at`.
    pub fn take_panel(&mut self, view: PanelView) {
        let mut panel = self.believe(view.panel, view.missing);
        let began = panel.taken_at();
        self.recall_flags(panel.value_mut());
        self.own_changes.retain(|(at, _)| *at >= began);
        for (_, change) in &self.own_changes {
            correct(panel.value_mut(), change);
        }
        if let Some(certificate) = &view.shared
            && self.shared.ordered_at.is_none()
        {
            self.shared
                .found(certificate.as_ref().map(certificate_found));
            let told = certificate.as_ref().and_then(renewal);
            self.shared.renewal = told.or(self.shared.renewal);
        }
        let before = self.panel.as_ref().map(|panel| panel.value().ssl);
        if before.is_some_and(|ssl| ssl != panel.value().ssl) {
            self.look_again_at_certificates();
        }
        let before = self.panel.as_ref().map(|panel| &panel.value().server);
        if before.is_some_and(|server| *server != panel.value().server) {
            self.look_again_at_dns();
        }
        self.root_path = view.root_path;
        self.addresses = view.addresses;
        self.panel_pages = view.pages;
        self.panel = Some(panel);
        self.trouble = None;
        self.calmed = None;
    }

    /// Many domains that are lost at once are believed only after a second listing says the same.
    fn believe(&mut self, panel: Reading<Panel>, missing: Vec<u64>) -> Reading<Panel> {
        let before = self.lost_once.take();
        if missing.len() <= MANY {
            return panel;
        }
        let at = panel.taken_at();
        if let Some((first, lost)) = before
            && missing.iter().all(|id| lost.contains(id))
        {
            if at.since(first) >= SECOND_LISTING {
                return panel;
            }
            self.lost_once = Some((first, lost));
        }
        let reason = format!(
            "{} domains that were attached are missing at once; a second listing has to say the same",
            missing.len()
        );
        self.lost_once.get_or_insert((at, missing));
        panel.doubted(reason)
    }

    pub(crate) fn hear_provider(&mut self, told: ClockReading) {
        let moment = |time: SystemTime| {
            let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp::default() + since
        };
        let (theirs, ours) = (moment(told.theirs), moment(told.ours));
        self.clock.hear(Witness::Provider, theirs, ours);
    }

    /// The provider's ids of all domains that are known to be attached.
    pub(crate) fn attached_ids(&self) -> BTreeSet<u64> {
        let objects = self
            .records
            .values()
            .filter_map(|record| record.object.as_ref());
        objects.map(|object| object.id).collect()
    }

    /// Whether the last listing proves nothing of what it lacks.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.panel
            .as_ref()
            .is_some_and(|panel| panel.partial_because().is_some())
            || self.is_fenced()
            || self.clock.off_by().is_some()
    }

    /// Whether this place was not the one to act for at the last plan.
    pub(crate) fn is_fenced(&self) -> bool {
        self.current_hold
            .as_ref()
            .is_some_and(|hold| matches!(hold.reason, Reason::Fenced | Reason::MainDomainMissing))
    }

    /// What the provider does not tell of an object, its record does.
    fn recall_flags(&self, panel: &mut Panel) {
        let untold = panel.domains.iter_mut().filter(|object| object.www_untold);
        let mut untold = untold.peekable();
        if untold.peek().is_none() {
            return;
        }
        let known = self
            .records
            .values()
            .filter_map(|record| record.object.as_ref());
        let known: HashMap<u64, &Attached> = known.map(|object| (object.id, object)).collect();
        for object in untold {
            *object = object.clone().recalling(known.get(&object.id).copied());
        }
    }

    /// With the SSL mode the certificates that visitors get may have changed: what handshakes showed is too old now.
    fn look_again_at_certificates(&mut self) {
        let attached = self
            .records
            .values_mut()
            .filter(|record| record.object.is_some());
        for record in attached {
            for seen in record.tls.iter_mut().chain(&mut record.twin_tls) {
                seen.at = Timestamp::default();
            }
        }
    }

    /// The server has other addresses now: what led elsewhere may lead here.
    fn look_again_at_dns(&mut self) {
        for record in self.records.values_mut() {
            for seen in record.dns.iter_mut().chain(&mut record.twin_dns) {
                if !seen.value.is_yes() {
                    seen.at = Timestamp::default();
                }
            }
        }
    }

    /// Everything but reading: tracks, then plans.
    ///
    /// Nothing where the network was never read. Where the panel was never read the plan is held.
    pub fn plan(&mut self, now: Timestamp) -> Option<Plan> {
        let network = self.network.take()?;
        let nothing_seen = Reading::part(
            unseen_panel(),
            Timestamp::default(),
            "the panel was not read yet",
        );
        let panel = self.panel.take();
        let plan = self.plan_with(&network, panel.as_ref().unwrap_or(&nothing_seen), now);
        self.network = Some(network);
        self.panel = panel;
        Some(plan)
    }

    fn plan_with(
        &mut self,
        network: &Reading<Network>,
        panel: &Reading<Panel>,
        now: Timestamp,
    ) -> Plan {
        // What another web application has, or one that lost the main domain, is nothing to remember.
        let nothing_seen = Reading::part(unseen_panel(), Timestamp::default(), "not ours");
        let tracked = match self.fence(network.value(), panel) {
            Fence::Closed(_) => &nothing_seen,
            Fence::Open | Fence::First => panel,
        };
        plan::track(
            &mut self.records,
            network,
            &self.wanted,
            tracked,
            &self.policy,
            now,
        );
        let spread = network.value().main_domain.clone();
        if tracked.taken_at() > Timestamp::default() {
            self.orders.cut_to(now);
        }
        if let Some((_, _, hold)) = &mut self.trouble {
            // No pause lasts longer than its rule allows, whatever the clock said when it began.
            hold.until = hold.until.map(|until| until.min(now + LONGEST_PAUSE));
        }
        let ordered = self.shared.ordered_at;
        self.shared
            .review(&self.records, &spread, &self.policy, now);
        if ordered.is_some() && self.shared.ordered_at.is_none() && self.shared.order.failed == 0 {
            let failures: Vec<Timestamp> = self.shared.unissued.iter().map(|(_, at)| *at).collect();
            self.orders.all_issued(&failures);
        }
        let situation = Situation {
            network,
            network_is_fresh: self.network_is_fresh,
            wanted: &self.wanted,
            panel,
            records: &self.records,
            shared: &self.shared,
            removals: &self.removals,
            orders: &self.orders,
            hold: self.hold(network, panel, now),
            first_run: !self.started,
            busy: &self.busy,
            policy: &self.policy,
            now,
        };
        let mut plan = plan::plan(&situation);
        self.withhold(&mut plan, now);
        plan
    }

    /// Why nothing may be changed, where that is known before planning.
    fn hold(
        &self,
        network: &Reading<Network>,
        panel: &Reading<Panel>,
        now: Timestamp,
    ) -> Option<Hold> {
        let because = |reason, detail: &str| {
            Some(Hold {
                reason,
                detail: detail.to_owned(),
                until: None,
            })
        };
        if let Some(hold) = self.clock.hold() {
            return Some(hold);
        }
        if !network.value().enabled {
            return because(
                Reason::SwitchedOff,
                "the RunCloud integration is switched off in Ultimate Multisite",
            );
        }
        if let Some((_, _, hold)) = &self.trouble {
            return Some(hold.clone());
        }
        if self.panel.is_none()
            && panel.partial_because().is_some()
            && panel.value().domains.is_empty()
        {
            if let Some(spent) = self.spent(now) {
                return Some(spent);
            }
            let mut hold = because(
                Reason::ProviderTrouble,
                "the web application was not read yet",
            )?;
            hold.until = Some(now);
            return Some(hold);
        }
        match self.fence(network.value(), panel) {
            Fence::Closed(hold) => Some(hold),
            Fence::Open | Fence::First => None,
        }
    }

    /// Who this agent is, as the fence sees it.
    pub fn identity(&self, main_domain: &DomainName) -> Identity {
        Identity {
            main_domain: main_domain.clone(),
            server: self.place.server,
            web_app: self.place.web_app,
            machine: self.place.machine.clone(),
            path: self.place.path.display().to_string(),
        }
    }

    pub(crate) fn fence(&self, network: &Network, panel: &Reading<Panel>) -> Fence {
        let fits = self
            .root_path
            .as_deref()
            .map(|root| self.place.path.starts_with(root.trim_end_matches('/')));
        plan::fence(
            &self.identity(&network.main_domain),
            panel,
            fits,
            &self.confirmed,
        )
    }

    /// Writes the plan's standings into the records; tells which hosts stand elsewhere now.
    pub(crate) fn take_standings(&mut self, plan: &Plan) -> Vec<Moved> {
        let mut moved = Vec::new();
        for (host, standing) in &plan.standings {
            let Some(record) = self.records.get_mut(host) else {
                continue;
            };
            let before = std::mem::replace(&mut record.standing, standing.clone());
            if (before.state, before.reason, &before.detail)
                != (standing.state, standing.reason, &standing.detail)
            {
                moved.push(Moved {
                    host: host.clone(),
                    standing: standing.clone(),
                });
            }
        }
        moved
    }

    /// Folds a look into the record of its host.
    pub fn observe(&mut self, host: &DomainName, sight: Sight, now: Timestamp) {
        if let Some(record) = self.records.get_mut(host) {
            let ordered = record.ordered_at;
            plan::observe(record, sight, now);
            if ordered.is_some() && record.ordered_at.is_none() {
                let twin = record.object.as_ref().and_then(Attached::covered_twin);
                for name in std::iter::once(&record.host).chain(&twin) {
                    self.orders.issued(name, &record.unissued);
                }
            }
        }
    }

    /// Orders of an earlier run whose certificate came are no failed validations.
    pub(crate) fn credit_issued(&mut self) {
        let settled =
            |record: &&plan::Record| record.secured_at.is_some() && record.ordered_at.is_none();
        for record in self.records.values().filter(settled) {
            let twin = record.host.twin();
            for name in std::iter::once(&record.host).chain(&twin) {
                self.orders.issued(name, &record.unissued);
            }
        }
    }

    /// Folds the outcome of a step into what is known.
    pub fn settle(&mut self, step: &Step, outcome: &Outcome, now: Timestamp) {
        let Some(record) = step.host().and_then(|host| self.records.get_mut(host)) else {
            if let Some(network) = &self.network {
                let spread = network.value().main_domain.clone();
                plan::settle_shared(&mut self.shared, step, outcome, &spread, now);
            }
            return;
        };
        plan::settle(record, step, outcome, now);
        let change = match (step, outcome) {
            (Step::Detach { object, .. }, Outcome::Detached | Outcome::Changed(None)) => {
                Some(OwnChange::Gone(*object))
            }
            (_, Outcome::Switched) => record.object.clone().map(OwnChange::Put),
            (_, Outcome::Attached(object) | Outcome::Changed(Some(object))) => {
                let object = object.clone().recalling(record.object.as_ref());
                Some(OwnChange::Put(object))
            }
            _ => None,
        };
        if let Some(change) = change {
            if let Some(panel) = &mut self.panel {
                correct(panel.value_mut(), &change);
            }
            self.own_changes.push((now, change));
        }
    }

    /// Remembers when the provider means to renew the certificate that a step was about, where it told.
    pub(crate) fn learn_renewal(&mut self, step: &Step, renewal: Option<Renewal>) {
        let Some(renewal) = renewal else { return };
        match step.host().map(|host| self.records.get_mut(host)) {
            Some(Some(record)) => record.renewal = Some(renewal),
            Some(None) => {}
            None => self.shared.renewal = Some(renewal),
        }
    }

    /// Notes trouble of every call.
    pub(crate) fn trouble(&mut self, trouble: Trouble, now: Timestamp) {
        let count = match &self.trouble {
            // Calls that were under way together fail together: that is one trouble, not many.
            Some((before, count, hold)) if before.reason == trouble.reason => {
                if hold.until.is_some_and(|until| until > now) {
                    *count
                } else {
                    count.saturating_add(1)
                }
            }
            _ => match self.calmed.take() {
                Some((before, count)) if before == trouble.reason => count.saturating_add(1),
                _ => 1,
            },
        };
        let hold = trouble.hold(count, now);
        self.trouble = Some((trouble, count, hold));
    }

    /// The provider answers again. Whether the trouble is over shows only when a real call succeeds: until then the
    /// same trouble counts on.
    pub(crate) fn calm(&mut self) {
        if let Some((trouble, count, _)) = self.trouble.take() {
            self.calmed = Some((trouble.reason, count));
        }
    }

    /// Whether this trouble came back although the provider answered in between: then it is not trouble of every call.
    pub(crate) fn keeps_coming(&self, trouble: &Trouble) -> bool {
        matches!(
            trouble.reason,
            Reason::PermissionMissing | Reason::WebAppMissing
        ) && self
            .calmed
            .as_ref()
            .is_some_and(|(before, _)| *before == trouble.reason)
    }

    /// A person does not want to wait for the end of the pause. A provider that asked to be left alone is left alone.
    pub(crate) fn end_pause(&mut self, now: Timestamp) {
        if let Some((trouble, _, hold)) = &mut self.trouble
            && trouble.reason != Reason::ProviderThrottled
        {
            hold.until = hold.until.min(Some(now));
        }
    }

    /// Whether the provider's server was busy lately: changes go one at a time until one succeeds.
    pub(crate) fn is_busy(&self) -> bool {
        let calmed = self.calmed.as_ref().map(|(reason, _)| *reason);
        let trouble = self.trouble.as_ref().map(|(trouble, _, _)| trouble.reason);
        calmed.or(trouble) == Some(Reason::ProviderBusy)
    }

    /// Whether all calls pause at the moment.
    pub(crate) fn paused(&self, now: Timestamp) -> bool {
        self.trouble
            .as_ref()
            .is_some_and(|(_, _, hold)| hold.until.is_none_or(|until| until > now))
    }
}

fn unseen_panel() -> Panel {
    Panel {
        domains: Vec::new(),
        ssl: plan::SslMode::Advanced,
        auto_ssl: false,
        server: Vec::new(),
        can_update: false,
        order_flags: plan::OrderFlags::default(),
    }
}

fn correct(panel: &mut Panel, change: &OwnChange) {
    match change {
        OwnChange::Put(object) => {
            match panel.domains.iter_mut().find(|known| known.id == object.id) {
                Some(known) => known.clone_from(object),
                None => panel.domains.push(object.clone()),
            }
        }
        OwnChange::Gone(id) => panel.domains.retain(|known| known.id != *id),
    }
}
