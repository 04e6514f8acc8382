//! Certificates in advanced mode: each domain has its own.

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::anyway::try_at;
use crate::attach::other_name;
use crate::draft::Draft;
use crate::lack::{Lack, lack, next_proof, next_watch, shows_own};
use crate::no_answer::no_answer;
use crate::queue::Due;
use crate::standing::{failed, next_dns, standing};
use crate::table::{Allowed, rules};
use crate::waiting::{
    auto_ssl, fine, first_look, keep_secured, twin_watch, wait_for_caa, wait_for_dns,
    wait_for_virtual_host,
};
use crate::{
    Attached, Class, DomainName, Handshake, Policy, Reason, Record, SiteClosed, Standing, State,
    Step, Timestamp,
};

/// Where an attached domain stands with its own certificate; adds what is due to the draft.
pub(crate) fn certificate(draft: &mut Draft<'_>, record: &Record, object: &Attached) -> Standing {
    let now = draft.now();
    let policy = draft.situation.policy;
    let twin = other_name(record, object);
    if let Some(first) = first_look(draft, record, twin.as_ref()) {
        return first;
    }
    if record.ordered_at.is_none()
        && let Some(silent) = no_answer(draft, record, twin.as_ref())
    {
        return silent;
    }
    match lack(record, record.renewal.as_ref(), twin.is_some(), now) {
        Lack::Nothing => {
            let watch = next_watch(record, policy, now);
            let dns = twin_watch(draft, record).map_or(watch, |twin| watch.min(twin));
            let next = draft.look_at_both(record, dns, watch);
            fine(draft, record, object, next)
        }
        lack if record.ordered_at.is_some() => {
            let awaited = await_proof(draft, record, object, twin);
            keep_secured(awaited, lack != Lack::Certificate)
        }
        lack => order(draft, record, object, twin, lack),
    }
}

/// An order was accepted: shake hands until it is proved, and ask the provider once when it takes long.
fn await_proof(
    draft: &mut Draft<'_>,
    record: &Record,
    object: &Attached,
    twin: Option<DomainName>,
) -> Standing {
    let now = draft.now();
    let policy = draft.situation.policy;
    let ordered = record.ordered_at.unwrap_or(now);
    let read_after = if record.order_unsure {
        policy.unsure_read_after
    } else {
        policy.order_read_after
    };
    if !record.order_read && now.since(ordered) >= read_after && record.order.ready(now) {
        draft.plan.steps.push(Step::ReadCertificate {
            host: record.host.clone(),
            object: object.id,
        });
    }
    let next = draft.look(
        record,
        twin,
        None,
        Some(next_proof(record.tls.as_ref(), ordered, now)),
    );
    standing(State::Ordering, Reason::CertificateOrdered, next)
}

/// A certificate is needed: order it, or say what is waited for.
fn order(
    draft: &mut Draft<'_>,
    record: &Record,
    object: &Attached,
    twin: Option<DomainName>,
    lack: Lack,
) -> Standing {
    let situation = draft.situation;
    let (policy, now) = (situation.policy, situation.now);
    let secured = lack != Lack::Certificate;
    let watch = record
        .tls
        .as_ref()
        .map_or(now, |seen| seen.at + Duration::from_mins(10));
    if rules(record.class).order != Allowed::Yes || record.custom_certificate {
        return not_ours_to_order(draft, record, object, twin, secured);
    }
    let anyway = try_at(record, twin.is_some(), lack, policy, now);
    if anyway.is_none_or(|moment| moment > now)
        && let Some(mut waiting) = wait_for_dns(draft, record, twin.as_ref(), secured)
    {
        waiting.next_look = waiting.next_look.into_iter().chain(anyway).min();
        return waiting;
    }
    if let Some(forbidden) = wait_for_caa(draft, record, twin.as_ref(), secured) {
        return forbidden;
    }
    if record.order.failed == 0
        && let Some(expected) = auto_ssl(draft, record, twin.clone(), secured)
    {
        return expected;
    }
    if record.order.given_up(policy.order_stop_after, now) {
        return keep_secured(given_up(draft, record, twin), secured);
    }
    if !record.order.ready(now) {
        let next = draft.look(record, twin, None, Some(watch));
        let mut result = failed(
            record.order.failure.as_ref().map(|f| f.class),
            State::Attached,
        );
        result.detail = record
            .order
            .failure
            .as_ref()
            .map(|f| f.message.clone())
            .unwrap_or_default();
        result.next_look = next.into_iter().chain(record.order.not_before).min();
        return keep_secured(result, secured);
    }
    // What may have a certificate already is asked about first: it may be a custom one, and a second order of the
    // first kind is refused. A domain just attached by this program has none.
    let may_exist = record.secured_at.is_some()
        || record.class == Class::Adopted
        || record.order.failed > 0
        || shows_own(record);
    if !record.certificate_known && may_exist {
        draft.plan.steps.push(Step::ReadCertificate {
            host: record.host.clone(),
            object: object.id,
        });
        return keep_secured(
            standing(State::Attached, Reason::Queued, Some(now)),
            secured,
        );
    }
    if record.site_closed == Some(SiteClosed::Suspended) {
        let own = standing(State::Attached, Reason::SiteSuspended, None);
        return keep_secured(own, secured);
    }
    if let Some(pending) = wait_for_virtual_host(draft, record, secured) {
        return pending;
    }
    let names: Vec<DomainName> = std::iter::once(record.host.clone()).chain(twin).collect();
    let leaf = record.tls.as_ref().and_then(|seen| match &seen.value {
        Handshake::Valid(leaf) => Some(leaf.not_after),
        _ => None,
    });
    draft.due.push(Due {
        host: record.host.clone(),
        object: object.id,
        names,
        replaces: record.certificate,
        expires: leaf.filter(|_| lack == Lack::Renewal),
        since: record.attached_at.unwrap_or(record.first_seen),
        secured,
    });
    // Whether its turn is now is decided once all that is due is known.
    keep_secured(
        standing(State::Ordering, Reason::Queued, Some(now)),
        secured,
    )
}

/// The certificate is somebody's own, or the domain is: it is watched, and asked about where it lets its visitors down.
fn not_ours_to_order(
    draft: &mut Draft<'_>,
    record: &Record,
    object: &Attached,
    twin: Option<DomainName>,
    secured: bool,
) -> Standing {
    let (policy, now) = (draft.situation.policy, draft.now());
    if custom_is_due(record, policy, now) {
        draft.plan.steps.push(Step::ReadCertificate {
            host: record.host.clone(),
            object: object.id,
        });
    }
    let next = draft.look(
        record,
        twin,
        Some(next_dns(record, now)),
        Some(next_watch(record, policy, now)),
    );
    let state = if secured {
        State::Secured
    } else {
        State::Attention
    };
    standing(state, Reason::CustomCertificate, next)
}

/// No more orders are made. A certificate may come all the same: somebody mended it in the panel.
fn given_up(draft: &mut Draft<'_>, record: &Record, twin: Option<DomainName>) -> Standing {
    let (policy, now) = (draft.situation.policy, draft.now());
    let dns = next_dns(record, now);
    let watch = next_watch(record, policy, now);
    let next = draft.look(record, twin, Some(dns), Some(watch));
    let failure = record.order.failure.as_ref();
    Standing {
        detail: failure.map(|f| f.message.clone()).unwrap_or_default(),
        ..standing(State::Attention, Reason::CertificateGivenUp, next)
    }
}

/// Whether it is time to ask again about a certificate that is somebody's own and lets its visitors down.
fn custom_is_due(record: &Record, policy: &Policy, now: Timestamp) -> bool {
    let old = |at: Timestamp| now.since(at) >= policy.custom_read_every;
    record.custom_certificate
        && record.order.ready(now)
        && (!record.certificate_known || record.certificate_read_at.is_none_or(old))
}

/// Asks for another look before an order where the last one is old: after a long wait the name may have moved, or may
/// have its certificate already.
pub(crate) fn look_first(
    draft: &mut Draft<'_>,
    record: &Record,
    twin: Option<DomainName>,
) -> Option<Standing> {
    let now = draft.now();
    let old = |at: Timestamp| now.since(at) > draft.situation.policy.order_look_age;
    let dns = record.dns.as_ref().is_none_or(|seen| old(seen.at));
    let tls = record.tls.as_ref().is_none_or(|seen| old(seen.at));
    if !dns && !tls {
        return None;
    }
    let next = draft.look(record, twin, dns.then_some(now), tls.then_some(now));
    Some(standing(State::Attached, Reason::Queued, next))
}
