//! Certificates in basic mode: one for all names of the web application, so one bad name can spoil it for all.

#[cfg(test)]
mod blocking;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::attach::other_name;
use crate::draft::Draft;
use crate::lack::{self, Lack, is_valid, lack, next_proof};
use crate::no_answer::no_answer;
use crate::queue::held_up;
use crate::removal::{detach, may_detach};
use crate::shared_order::{describe, unfit};
use crate::standing::{failed, next_dns, standing};
use crate::waiting::{self, auto_ssl, first_look, wait_for_dns};
use crate::{
    Attached, Awaited, DomainName, Evidence, Permit, Reason, Record, Shared, SslMode, Standing,
    State, Step, Timestamp,
};

/// Where an attached domain stands with the shared certificate.
pub(crate) fn certificate(draft: &mut Draft<'_>, record: &Record, object: &Attached) -> Standing {
    let now = draft.now();
    let shared = draft.situation.shared;
    let twin = other_name(record, object);
    if let Some(first) = first_look(draft, record, twin.as_ref()) {
        return first;
    }
    let awaited = shared.ordered_at.is_some() && shared.ordered_for.contains(&record.host);
    if !awaited && let Some(silent) = no_answer(draft, record, twin.as_ref()) {
        return silent;
    }
    let lack = lack(record, shared.renewal.as_ref(), twin.is_some(), now);
    let secured = lack != Lack::Certificate;
    if lack == Lack::Nothing {
        let watch = lack::next_watch(record, draft.situation.policy, now);
        let dns = waiting::twin_watch(draft, record).map_or(watch, |twin| watch.min(twin));
        let next = draft.look_at_both(record, dns, watch);
        return waiting::fine(draft, record, object, next);
    }
    if let Some(ordered) = shared.ordered_at
        && shared.ordered_for.contains(&record.host)
    {
        let next = draft.look(
            record,
            twin,
            None,
            Some(next_proof(record.tls.as_ref(), ordered, now)),
        );
        return standing(
            if secured {
                State::Secured
            } else {
                State::Ordering
            },
            Reason::CertificateOrdered,
            next,
        );
    }
    if shared.custom {
        let next = draft.look(
            record,
            twin,
            None,
            Some(lack::next_watch(record, draft.situation.policy, now)),
        );
        return standing(
            if secured {
                State::Secured
            } else {
                State::Attention
            },
            Reason::CustomCertificate,
            next,
        );
    }
    if let Some(waiting) = wait_for_dns(draft, record, twin.as_ref(), secured) {
        return waiting;
    }
    if let Some(forbidden) = waiting::wait_for_caa(draft, record, twin.as_ref(), secured) {
        return forbidden;
    }
    if shared.order.failed == 0
        && let Some(expected) = auto_ssl(draft, record, twin.clone(), secured)
    {
        return expected;
    }
    if let Some(pending) = waiting::wait_for_virtual_host(draft, record, secured) {
        draft.virtual_host_awaited = draft
            .virtual_host_awaited
            .into_iter()
            .chain(pending.next_look)
            .min();
        return pending;
    }
    draft.waiting_for_shared.push(record.host.clone());
    // Its certificate may come by itself meanwhile: the provider renews, and an order given up may end well.
    let next = draft.look(record, twin, None, Some(next_own_look(record, shared, now)));
    standing(
        if secured {
            State::Secured
        } else {
            State::Attached
        },
        Reason::SharedOrderPending,
        next,
    )
}

/// The next handshake with a name that waits for the shared certificate.
fn next_own_look(record: &Record, shared: &Shared, now: Timestamp) -> Timestamp {
    let Some(seen) = &record.tls else { return now };
    let given_up = shared.order.last.is_some_and(|ordered| seen.at < ordered);
    if given_up {
        now
    } else {
        seen.at + Duration::from_mins(10)
    }
}

/// Orders the shared certificate once for all that wait, or says what it waits for.
pub(crate) fn order_shared(draft: &mut Draft<'_>) {
    let situation = draft.situation;
    let (shared, policy, now) = (situation.shared, situation.policy, situation.now);
    let read_after = if shared.unsure {
        policy.unsure_read_after
    } else {
        policy.order_read_after
    };
    if shared
        .ordered_at
        .is_some_and(|ordered| !shared.order_read && now.since(ordered) >= read_after)
        && shared.order.ready(now)
    {
        draft.plan.steps.push(Step::ReadSharedCertificate);
    }
    let hosts = std::mem::take(&mut draft.waiting_for_shared);
    if hosts.is_empty() {
        draft.plan.shared_order = describe(draft, hosts, None);
        return;
    }
    draft.plan.blockers = blockers(draft);
    let names: Vec<DomainName> = situation.shared_names().into_iter().collect();
    let unblocked = watch_blockers(draft);
    let (awaited, waiting) = match waits_for(draft, &hosts, &names, unblocked) {
        Some((awaited, waiting)) => (Some(awaited), waiting),
        None => begin(draft, &hosts, names),
    };
    // Nobody can tell when a person will have acted.
    let until = |awaited| match awaited {
        Awaited::Blockers | Awaited::Room => (awaited, None),
        _ => (awaited, waiting.next_look),
    };
    draft.plan.shared_order = describe(draft, hosts.clone(), awaited.map(until));
    for host in hosts {
        let mut own = waiting.clone();
        if is_valid(
            situation
                .records
                .get(&host)
                .and_then(|record| record.tls.as_ref()),
        ) {
            own.state = State::Secured;
        }
        let looks = draft.plan.standings.get(&host);
        let look = looks.and_then(|standing| standing.next_look);
        own.next_look = own.next_look.into_iter().chain(look).min();
        draft.plan.standings.insert(host, own);
    }
}

/// Orders, once all that the order rests on was asked a moment ago; tells what is asked first otherwise.
fn begin(
    draft: &mut Draft<'_>,
    hosts: &[DomainName],
    names: Vec<DomainName>,
) -> (Option<Awaited>, Standing) {
    let (shared, now) = (draft.situation.shared, draft.now());
    let pending = standing(State::Attached, Reason::SharedOrderPending, Some(now));
    if look_first(draft) {
        return (Some(Awaited::Look), pending);
    }
    if !shared.known {
        draft.plan.steps.push(Step::ReadSharedCertificate);
        return (Some(Awaited::PresentCertificate), pending);
    }
    draft.plan.steps.push(Step::OrderShared {
        hosts: hosts.to_vec(),
        names,
        replaces: shared.certificate,
        flags: draft.situation.panel.value().order_flags,
    });
    (None, standing(State::Ordering, Reason::Queued, Some(now)))
}

/// What the shared order still waits for; nothing where it is due.
fn waits_for(
    draft: &Draft<'_>,
    hosts: &[DomainName],
    names: &[DomainName],
    unblocked: Option<Timestamp>,
) -> Option<(Awaited, Standing)> {
    let situation = draft.situation;
    let (shared, policy, now) = (situation.shared, situation.policy, situation.now);
    let pending = |awaited, next| {
        let pending = standing(State::Attached, Reason::SharedOrderPending, Some(next));
        Some((awaited, pending))
    };
    if let Some(ordered) = shared.ordered_at {
        let patience = if shared.unsure {
            policy.unsure_patience
        } else {
            policy.issue_patience
        };
        return pending(Awaited::OrderUnderWay, ordered + patience);
    }
    let blockers = &draft.plan.blockers;
    if !blockers.is_empty() {
        let mut blocked = standing(State::Attached, Reason::SharedOrderBlocked, unblocked);
        blocked.detail = blockers
            .iter()
            .take(3)
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        return Some((Awaited::Blockers, blocked));
    }
    if names.len() > policy.names_per_certificate {
        let next = Some(now + policy.dns_slowest);
        let full = standing(State::Attention, Reason::SharedCertificateFull, next);
        return Some((Awaited::Room, full));
    }
    if let Some(next) = draft.virtual_host_awaited {
        return pending(Awaited::VirtualHost, next);
    }
    if !shared.order.ready(now) {
        let failure = shared.order.failure.as_ref();
        let mut refused = failed(failure.map(|f| f.class), State::Attached);
        refused.detail = failure.map(|f| f.message.clone()).unwrap_or_default();
        refused.next_look = shared.order.not_before;
        return Some((Awaited::Retry, refused));
    }
    let attached = || {
        hosts
            .iter()
            .filter_map(|host| situation.records.get(host)?.attached_at)
    };
    if attached()
        .min()
        .is_none_or(|at| now.since(at) < policy.shared_max_wait)
    {
        // More names may come in a moment, and one order for all is worth a short wait.
        if let Some(quiet) = attached()
            .max()
            .map(|at| at + policy.shared_debounce)
            .filter(|at| *at > now)
        {
            return pending(Awaited::MoreNames, quiet);
        }
        let coming = |step: &Step| matches!(step, Step::Attach { .. } | Step::SwitchTwin { .. });
        if draft.plan.steps.iter().any(coming) || !situation.busy.is_empty() {
            return pending(Awaited::Attaching, now + policy.shared_debounce);
        }
    }
    let allowed = draft.orders.allowed_at(names, &policy.limits, now)?;
    let held_up = held_up(Some(&shared.order), allowed, false);
    Some((Awaited::Limits, held_up))
}

/// Asks for DNS of the names in the way, also of those that are secured and so looked at rarely; tells when next.
fn watch_blockers(draft: &mut Draft<'_>) -> Option<Timestamp> {
    let (records, now) = (draft.situation.records, draft.now());
    let mut next = None;
    for host in draft.plan.blockers.clone() {
        if let Some(record) = records.get(&host)
            && let Some(object) = &record.object
        {
            let twin = other_name(record, object);
            let look = draft.look(record, twin, Some(next_dns(record, now)), None);
            next = next.into_iter().chain(look).min();
        }
    }
    next
}

/// Asks for DNS of every attached name that was last asked long ago: one that moved in between spoils the order for all.
fn look_first(draft: &mut Draft<'_>) -> bool {
    let situation = draft.situation;
    let (now, age) = (situation.now, situation.policy.order_look_age);
    let mut asked = false;
    for record in situation.records.values() {
        let old = record
            .dns
            .as_ref()
            .is_none_or(|seen| now.since(seen.at) > age);
        if let Some(object) = record.object.as_ref().filter(|_| old) {
            draft.look(record, other_name(record, object), Some(now), None);
            asked = true;
        }
    }
    asked
}

/// Whether an attached host has a name that does not lead here, of which that is not known, or whose CAA records forbid
/// the order.
pub(crate) fn blocks(record: &Record, object: &Attached) -> bool {
    !unfit(record, object).is_empty()
}

/// Takes a name in the way of the shared certificate off, where a person said so. It is wanted all the same: once it
/// leads here it is attached like any other.
pub(crate) fn make_way(
    draft: &mut Draft<'_>,
    record: &Record,
    object: &Attached,
) -> Option<Standing> {
    let situation = draft.situation;
    let network = situation.network.complete()?;
    situation.panel.complete()?;
    if record.permit != Some(Permit::Detach)
        || situation.panel.value().ssl != SslMode::Basic
        || !blocks(record, object)
        || !may_detach(record, object)
    {
        return None;
    }
    let evidence = Evidence::permitted(network, situation.now);
    Some(detach(draft, record, object, evidence))
}

/// Attached names that would make the shared order fail, or of which it is not known that they would not.
fn blockers(draft: &Draft<'_>) -> Vec<DomainName> {
    let records = draft.situation.records.values();
    records
        .filter(|record| {
            let object = record.object.as_ref();
            object.is_some_and(|object| blocks(record, object))
        })
        .map(|record| record.host.clone())
        .collect()
}
