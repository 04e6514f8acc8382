//! A plan in the making, and what is done to it as a whole: the brake, holds, the order of steps.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::brake;
use crate::index::Index;
use crate::queue::Due;
use crate::situation::Situation;
use crate::standing::standing;
use crate::sub_domain_dns;
use crate::sub_domains;
use crate::virtual_host;
use crate::visiting;
use crate::{
    DomainName, Hold, Look, Plan, Reason, Record, RemovedBy, SslMode, State, Step, Timestamp,
};

/// A plan in the making.
pub(crate) struct Draft<'a> {
    pub(crate) situation: &'a Situation<'a>,
    pub(crate) index: Index<'a>,
    pub(crate) plan: Plan,
    pub(crate) orders: Cow<'a, crate::Orders>,
    /// Certificates that are due, before it is decided which may be ordered now.
    pub(crate) due: Vec<Due>,
    /// Names of certificates that will be due once what this plan attaches is attached.
    pub(crate) soon_due: Vec<Vec<DomainName>>,
    /// Hosts that wait for the shared certificate and are ready for it.
    pub(crate) waiting_for_shared: Vec<DomainName>,
    /// When the server is asked next about a name that the shared order has to wait for.
    pub(crate) virtual_host_awaited: Option<Timestamp>,
    /// Names that this plan, and what is under way, adds to those the shared certificate has to cover.
    pub(crate) attaching_names: usize,
    /// Whether a handshake with the main domain is needed to judge that of another.
    pub(crate) watch_main: bool,
    /// Wanted hosts that are not attached, whether or not their time has come.
    pub(crate) missing: usize,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(situation: &'a Situation<'a>) -> Self {
        let plan = Plan {
            rejected: situation.wanted.rejected.clone(),
            ..Plan::default()
        };
        Self {
            situation,
            index: Index::new(situation),
            plan,
            orders: orders(situation),
            due: Vec::new(),
            soon_due: Vec::new(),
            waiting_for_shared: Vec::new(),
            virtual_host_awaited: None,
            attaching_names: names_under_way(situation),
            missing: 0,
            watch_main: false,
        }
    }

    /// What is remembered of the object that serves the main domain.
    pub(crate) fn main_record(&self) -> Option<&'a Record> {
        let records = self.situation.records;
        let main = &self.situation.network.value().main_domain;
        let under = |host: &DomainName| {
            let record = records.get(host)?;
            record.object.as_ref()?.names(main).then_some(record)
        };
        under(main).or_else(|| under(&main.twin()?))
    }

    /// How many names more the certificate can hold.
    pub(crate) fn room(&self) -> usize {
        let panel = self.situation.panel.value();
        if panel.ssl == SslMode::Advanced {
            return usize::MAX;
        }
        let held = self.index.names() + self.attaching_names;
        self.situation
            .policy
            .names_per_certificate
            .saturating_sub(held)
    }

    /// Counts the names of a host that is attached by this plan, with the twin where that comes too.
    pub(crate) fn will_attach(&mut self, record: &Record, twin: Option<DomainName>) {
        let names: Vec<DomainName> = std::iter::once(record.host.clone()).chain(twin).collect();
        self.attaching_names += names.len();
        if record.dns.as_ref().is_some_and(|seen| seen.value.is_yes()) {
            self.soon_due.push(names);
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.situation.now
    }

    /// Asks for looks from outside where their time has come, and says when the next one is due.
    pub(crate) fn look(
        &mut self,
        record: &Record,
        twin: Option<DomainName>,
        dns: Option<Timestamp>,
        tls: Option<Timestamp>,
    ) -> Option<Timestamp> {
        let due = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment <= self.now());
        let visit = visiting::goes_along(record, due(dns));
        let virtual_host = due(virtual_host::awaited(
            record,
            self.situation.policy,
            self.now(),
        ));
        if due(dns) || due(tls) || visit || virtual_host {
            self.plan.looks.push(Look {
                host: record.host.clone(),
                twin,
                dns: due(dns),
                tls: due(tls),
                visit,
                virtual_host,
            });
        }
        dns.into_iter().chain(tls).min()
    }

    /// The same at both forms of a host. The other one is spelled out only where somebody looks.
    pub(crate) fn look_at_both(
        &mut self,
        record: &Record,
        dns: Timestamp,
        tls: Timestamp,
    ) -> Option<Timestamp> {
        let is_due = dns.min(tls) <= self.now();
        let looks = is_due || visiting::goes_along(record, is_due);
        let twin = if looks { record.host.twin() } else { None };
        self.look(record, twin, Some(dns), Some(tls))
    }

    /// Asks for a visit where its time has come, and says when the next one is due.
    pub(crate) fn visit(&mut self, record: &Record, at: Option<Timestamp>) -> Option<Timestamp> {
        if at.is_some_and(|moment| moment <= self.now()) {
            // What was asked for this host stands at the end; a search of all would cost as much as there are hosts.
            let looks = self.plan.looks.iter_mut().rev();
            let own = looks.take_while(|look| look.host == record.host);
            match own.last() {
                Some(look) => look.visit = true,
                None => self.plan.looks.push(Look {
                    host: record.host.clone(),
                    twin: None,
                    dns: false,
                    tls: false,
                    visit: true,
                    virtual_host: false,
                }),
            }
        }
        at
    }

    pub(crate) fn finish(mut self) -> Plan {
        let situation = self.situation;
        self.look_at_main();
        self.plan.sub_domains = sub_domains::too_many(&self);
        self.plan.sub_domain_dns = sub_domain_dns::lacking(&self);
        // Two hosts may have come to share an object; what is done to it is done once.
        let mut done = HashSet::new();
        self.plan.steps.retain(|step| {
            let object = step.object();
            object.is_none_or(|object| done.insert((object, step.word())))
        });
        if self
            .plan
            .steps
            .iter()
            .any(|step| matches!(step, Step::Detach { .. }))
            && brake::trips(
                &self.plan.steps,
                self.index.removals_under_way(situation),
                situation.records,
                situation.policy,
                situation.now,
            )
        {
            self.engage_brake();
        }
        self.plan.hold = situation.hold.clone().or_else(|| self.first_run());
        if let Some(hold) = self.plan.hold.clone() {
            self.hold_back(&hold);
        }
        // A removal is the last thing to do, so that a renamed host is served under its new name first.
        self.plan.steps.sort_by_key(|step| match step {
            Step::Attach { .. } => 0,
            Step::SwitchTwin { .. } => 1,
            Step::ReadCertificate { .. } | Step::ReadSharedCertificate => 2,
            Step::Order { .. } | Step::OrderShared { .. } => 3,
            Step::Detach { .. } => 4,
        });
        let standings = self
            .plan
            .standings
            .values()
            .filter_map(|standing| standing.next_look);
        self.plan.next_look = standings
            .chain(self.plan.hold.as_ref().and_then(|hold| hold.until))
            .min();
        self.plan
    }

    fn look_at_main(&mut self) {
        let Some(main) = self.main_record().filter(|_| self.watch_main) else {
            return;
        };
        let looks = &mut self.plan.looks;
        if let Some(look) = looks.iter_mut().find(|look| look.host == main.host) {
            look.tls = true;
            return;
        }
        looks.push(Look {
            host: main.host.clone(),
            twin: None,
            dns: false,
            tls: true,
            visit: false,
            virtual_host: false,
        });
    }

    fn engage_brake(&mut self) {
        let (removals, rest) = std::mem::take(&mut self.plan.steps)
            .into_iter()
            .partition(|step| match step {
                // What a person allowed by name goes on.
                Step::Detach { evidence, .. } => evidence.kind() != RemovedBy::Person,
                _ => false,
            });
        self.plan.steps = rest;
        let removals: Vec<Step> = removals;
        for host in removals.iter().filter_map(Step::host) {
            self.plan.standings.insert(
                host.clone(),
                standing(State::Attention, Reason::BrakeOn, None),
            );
            self.plan.braked.push(host.clone());
        }
    }

    fn first_run(&self) -> Option<Hold> {
        // All that are missing count, not only those whose step is due in this very pass.
        let missing = self.missing;
        let held = self.situation.first_run && missing > self.situation.policy.first_run_names;
        held.then(|| Hold {
            reason: Reason::FirstRun,
            detail: format!("{missing} names are missing on the first run"),
            until: None,
        })
    }

    fn hold_back(&mut self, hold: &Hold) {
        let steps = self.plan.steps.iter();
        let concerned: Vec<Vec<DomainName>> = steps.map(|step| self.plan.concerned(step)).collect();
        for hosts in concerned {
            for host in &hosts {
                let Some(standing) = self.plan.standings.get_mut(host) else {
                    continue;
                };
                standing.reason = hold.reason;
                standing.detail.clone_from(&hold.detail);
                standing.who = hold.reason.who();
                standing.next_look = hold.until;
            }
        }
    }
}

/// The orders that were made, less those that are known to have brought no certificate.
fn orders<'a>(situation: &Situation<'a>) -> Cow<'a, crate::Orders> {
    let mut orders = Cow::Borrowed(situation.orders);
    let records = situation.records.values();
    let own = records.flat_map(|record| {
        let unissued = record.unissued.iter();
        unissued.map(move |moment| (&record.host, *moment))
    });
    let shared = situation.shared.unissued.iter();
    let shared = shared.map(|(host, moment)| (host, *moment));
    for (host, moment) in own.chain(shared) {
        orders.to_mut().failed(host, moment);
    }
    orders
}

/// The most names that calls under way may add to the web application; they are part of no reading yet.
fn names_under_way(situation: &Situation<'_>) -> usize {
    let records = situation.records.values();
    let adding = records
        .filter(|record| situation.busy.contains(&record.host) || record.attach_is_unsettled());
    adding
        .map(|record| match &record.object {
            None => 2,
            Some(object) => usize::from(!object.www),
        })
        .sum()
}
