//! The next order of the shared certificate, told before it is made: what it covers, what would spoil it, what it leaves
//! out, and what it waits for.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::attach::{other_name, wants_twin};
use crate::draft::Draft;
use crate::standing::dns_standing;
use crate::waiting::forbidden;
use crate::{
    Attached, Caa, DomainName, PointsHere, Reason, Record, Seen, State, Step, Timestamp, Unit,
};

/// The next order of the shared certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedOrder {
    /// Every name it covers: what the web application serves now, and what joins.
    pub names: Vec<DomainName>,
    /// Names that are added to the web application first.
    pub joining: Vec<DomainName>,
    /// Hosts that wait for it.
    pub waiting: Vec<DomainName>,
    /// Names it covers that would make it fail.
    pub failing: Vec<Unfit>,
    /// Wanted names that it does not cover.
    pub left_out: Vec<Unfit>,
    /// What it waits for; nothing where it is due.
    pub waits_for: Option<Awaited>,
    /// When it is due, or tried next, where a moment is known.
    pub due: Option<Timestamp>,
}

/// A name that the shared certificate cannot cover as things are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unfit {
    /// The name.
    pub name: DomainName,
    /// Why.
    pub reason: Reason,
    /// The variable part of why, hostile text. May be empty.
    pub detail: String,
}

/// What an order of the shared certificate waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// A name that is ready for it.
    Names,
    /// Names that are attached first.
    Attaching,
    /// More names, which may come in a moment.
    MoreNames,
    /// The end of an order under way.
    OrderUnderWay,
    /// Names that would make it fail.
    Blockers,
    /// Room: there are more names than a certificate holds.
    Room,
    /// The pause after a failure.
    Retry,
    /// The web server, which has not set up all of its names yet.
    VirtualHost,
    /// Another look at DNS of its names.
    Look,
    /// What the provider says of the present certificate.
    PresentCertificate,
    /// The limits of the authority.
    Limits,
    /// Nothing: the certificate is somebody's own and stays.
    Custom,
}

/// Describes the next order. Nothing where no name waits for one and none is left out.
pub(crate) fn describe(
    draft: &Draft<'_>,
    waiting: Vec<DomainName>,
    waits: Option<(Awaited, Option<Timestamp>)>,
) -> Option<SharedOrder> {
    let joining = joining(draft);
    let left_out = left_out(draft);
    if waiting.is_empty() && joining.is_empty() && left_out.is_empty() {
        return None;
    }
    let names: BTreeSet<DomainName> = draft
        .situation
        .shared_names()
        .into_iter()
        .chain(joining.iter().cloned())
        .collect();
    let records = draft.situation.records.values();
    let failing = records.filter_map(|record| Some(unfit(record, record.object.as_ref()?)));
    let failing: Vec<Unfit> = failing.flatten().collect();
    let (waits_for, due) = match waits {
        _ if waiting.is_empty() => nobody_waits(draft, &joining, &failing),
        None => (None, Some(draft.now())),
        Some((awaited, due)) => (Some(awaited), due),
    };
    Some(SharedOrder {
        names: names.into_iter().collect(),
        joining,
        waiting,
        failing,
        left_out,
        waits_for,
        due,
    })
}

/// What the order waits for where no attached name needs it yet.
fn nobody_waits(
    draft: &Draft<'_>,
    joining: &[DomainName],
    failing: &[Unfit],
) -> (Option<Awaited>, Option<Timestamp>) {
    let (shared, policy) = (draft.situation.shared, draft.situation.policy);
    let (awaited, due) = if shared.custom {
        (Awaited::Custom, None)
    } else if joining.is_empty() {
        (Awaited::Names, None)
    } else if !failing.is_empty() {
        (Awaited::Blockers, None)
    } else {
        let next = draft.now() + policy.shared_debounce;
        (Awaited::Attaching, Some(next))
    };
    (Some(awaited), due)
}

/// The names that this plan adds to the web application.
fn joining(draft: &Draft<'_>) -> Vec<DomainName> {
    let steps = draft.plan.steps.iter();
    let added = steps.flat_map(|step| match step {
        Step::Attach { name, www, .. } => {
            let twin = name.twin().filter(|_| *www);
            std::iter::once(name.clone()).chain(twin).collect()
        }
        Step::SwitchTwin { host, on: true, .. } => host.twin().into_iter().collect(),
        _ => Vec::new(),
    });
    added.collect()
}

/// The names of an attached host that would make the order fail, or of which it is not known that they would not.
pub(crate) fn unfit(record: &Record, object: &Attached) -> Vec<Unfit> {
    let twin = other_name(record, object);
    let twin = twin.and_then(|twin| {
        misfit(
            &twin,
            record.twin_dns.as_ref(),
            record.twin_caa.as_ref().map(|seen| &seen.value),
        )
    });
    let caa = record.caa.as_ref().map(|seen| &seen.value);
    let own = misfit(&record.host, record.dns.as_ref(), caa);
    own.into_iter().chain(twin).collect()
}

/// Why the authority would not issue for a name, or may not.
fn misfit(name: &DomainName, dns: Option<&Seen<PointsHere>>, caa: Option<&Caa>) -> Option<Unfit> {
    let (reason, detail) = match dns {
        None => (Reason::New, String::new()),
        Some(seen) if !seen.value.is_yes() => {
            let standing = dns_standing(seen, None);
            (standing.reason, standing.detail)
        }
        Some(_) => (Reason::CaaForbids, caa.and_then(forbidden)?),
    };
    Some(Unfit {
        name: name.clone(),
        reason,
        detail,
    })
}

/// Wanted names that are neither attached nor about to be.
fn left_out(draft: &Draft<'_>) -> Vec<Unfit> {
    let situation = draft.situation;
    let records = situation.records.values();
    let ours = records.filter(|record| record.is_ours() && !situation.busy.contains(&record.host));
    let outside = ours.filter_map(|record| {
        let unit = situation.unit(&record.host)?;
        match &record.object {
            None => unattached(draft, record),
            Some(object) => twin_outside(draft, record, object, unit),
        }
    });
    outside.collect()
}

fn unattached(draft: &Draft<'_>, record: &Record) -> Option<Unfit> {
    let standing = draft.plan.standings.get(&record.host)?;
    let needs_nothing =
        standing.state == State::Removed || standing.reason == Reason::CoveredByWildcard;
    let attaches = |step: &Step| matches!(step, Step::Attach { host, .. } if *host == record.host);
    if needs_nothing || draft.plan.steps.iter().any(attaches) {
        return None;
    }
    Some(Unfit {
        name: record.host.clone(),
        reason: standing.reason,
        detail: standing.detail.clone(),
    })
}

/// The other form of an attached host, where a row asks for it or it leads here, and it is not served.
fn twin_outside(
    draft: &Draft<'_>,
    record: &Record,
    object: &Attached,
    unit: &Unit,
) -> Option<Unfit> {
    let twin = record.host.twin()?;
    let seen = record.twin_dns.as_ref();
    let leads_here = seen.is_some_and(|seen| seen.value.is_yes());
    let missed = unit.asked().contains(&twin) || wants_twin(record, unit) && leads_here;
    let elsewhere = object.names(&twin) || draft.situation.records.contains_key(&twin);
    if !missed || elsewhere {
        return None;
    }
    misfit(
        &twin,
        seen,
        record.twin_caa.as_ref().map(|seen| &seen.value),
    )
}
