//! Certificates in advanced mode: each domain has its own.

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::anyway::try_at;
use crate::attach::{other_name, wants_twin};
use crate::backoff::{Wait, wait};
use crate::draft::Draft;
use crate::lack::{Lack, lack, next_proof, next_watch, shows_own};
use crate::no_answer::no_answer;
use crate::standing::{dns_standing, failed, next_dns, standing};
use crate::table::{Allowed, rules};
use crate::{
    Attached, Class, DomainName, Permit, PointsHere, Policy, Reason, Record, Seen, Standing, State,
    Step, Timestamp, Unit,
};

/// Where an attached domain stands with its own certificate; adds what is due to the draft.
pub(crate) fn certificate(draft: &mut Draft<'_>, record: &Record, object: &Attached) -> Standing {
    let now = draft.now();
    let policy = draft.situation.policy;
    let twin = other_name(record, object);
    if let Some(first) = first_look(draft, record, twin.clone()) {
        return first;
    }
    if record.ordered_at.is_none()
        && let Some(silent) = no_answer(draft, record, twin.clone())
    {
        return silent;
    }
    match lack(record, twin.is_some(), now) {
        Lack::Nothing => {
            let watch = next_watch(record, policy, now);
            let dns = twin_watch(draft, record).map_or(watch, |twin| watch.min(twin));
            let next = draft.look(record, record.host.twin(), Some(dns), Some(watch));
            fine(draft, record, object, next)
        }
        lack if record.ordered_at.is_some() => {
            let awaited = await_proof(draft, record, object, twin);
            keep_secured(awaited, lack != Lack::Certificate)
        }
        lack => order(draft, record, object, twin, lack),
    }
}

/// Nothing is lacking of what is attached; a form that a row asks for may still wait for its DNS.
pub(crate) fn fine(
    draft: &Draft<'_>,
    record: &Record,
    object: &Attached,
    next: Option<Timestamp>,
) -> Standing {
    let unit = draft.situation.unit(&record.host);
    let asked = unit.map(Unit::asked).unwrap_or_default();
    let missing = record.host.twin().filter(|twin| {
        asked.contains(twin) && !object.names(twin) && !draft.situation.records.contains_key(twin)
    });
    match (missing, &record.twin_dns) {
        (Some(twin), Some(seen)) if !seen.value.is_yes() => {
            twin_standing(&twin, seen, State::Secured, next)
        }
        _ => standing(State::Secured, Reason::CertificateValid, next),
    }
}

/// The standing of a host whose twin does not lead here.
fn twin_standing(
    twin: &DomainName,
    seen: &Seen<PointsHere>,
    state: State,
    next: Option<Timestamp>,
) -> Standing {
    let mut result = dns_standing(seen, next);
    let why = if result.detail.is_empty() {
        "no record".to_owned()
    } else {
        result.detail
    };
    result.state = state;
    result.detail = format!("{twin} ({why})");
    result.reason = Reason::TwinElsewhere;
    result
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
    let may_order = rules(record.class).order == Allowed::Yes && !record.custom_certificate;
    if !may_order {
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
    let anyway = try_at(record, twin.is_some(), lack, policy, now);
    if anyway.is_none_or(|moment| moment > now)
        && let Some(mut waiting) = wait_for_dns(draft, record, twin.as_ref(), secured)
    {
        waiting.next_look = waiting.next_look.into_iter().chain(anyway).min();
        return waiting;
    }
    if record.order.failed == 0
        && let Some(expected) = auto_ssl(draft, record, twin.clone(), secured)
    {
        return expected;
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
    let names: Vec<DomainName> = std::iter::once(record.host.clone()).chain(twin).collect();
    if let Some(moment) = draft.orders.allowed_at(&names, policy, now) {
        return keep_secured(
            standing(State::Attached, Reason::CertificateBudget, Some(moment)),
            secured,
        );
    }
    if let Some(queued) = look_first(draft, record, names.get(1).cloned(), secured) {
        return queued;
    }
    draft.orders.add(now, &names);
    draft.plan.steps.push(Step::Order {
        host: record.host.clone(),
        object: object.id,
        names,
        replaces: record.certificate,
        flags: situation.panel.value().order_flags,
    });
    keep_secured(
        standing(State::Ordering, Reason::Queued, Some(now)),
        secured,
    )
}

/// Whether it is time to ask again about a certificate that is somebody's own and lets its visitors down.
fn custom_is_due(record: &Record, policy: &Policy, now: Timestamp) -> bool {
    let old = |at: Timestamp| now.since(at) >= policy.custom_read_every;
    record.custom_certificate
        && record.order.ready(now)
        && (!record.certificate_known || record.certificate_read_at.is_none_or(old))
}

/// Where `AutoSSL` is on, RunCloud is given time to issue by itself; nothing once that is over.
pub(crate) fn auto_ssl(
    draft: &mut Draft<'_>,
    record: &Record,
    twin: Option<DomainName>,
    secured: bool,
) -> Option<Standing> {
    let now = draft.now();
    if !draft.situation.panel.value().auto_ssl {
        return None;
    }
    let since = record
        .dns
        .as_ref()
        .map_or(now, |seen| seen.since)
        .max(record.attached_at.unwrap_or(record.first_seen));
    if now.since(since) >= draft.situation.policy.auto_ssl_patience {
        return None;
    }
    let proof = next_proof(record.tls.as_ref(), since, now);
    let next = draft.look(record, twin, None, Some(proof));
    let expected = standing(State::Ordering, Reason::AutoSslExpected, next);
    Some(keep_secured(expected, secured))
}

/// Asks for another look before an order where the last one is old: after a long wait the name may have moved, or may
/// have its certificate already.
fn look_first(
    draft: &mut Draft<'_>,
    record: &Record,
    twin: Option<DomainName>,
    secured: bool,
) -> Option<Standing> {
    let now = draft.now();
    let old = |at: Timestamp| now.since(at) > draft.situation.policy.order_look_age;
    let dns = record.dns.as_ref().is_none_or(|seen| old(seen.at));
    let tls = record.tls.as_ref().is_none_or(|seen| old(seen.at));
    if !dns && !tls {
        return None;
    }
    let next = draft.look(record, twin, dns.then_some(now), tls.then_some(now));
    Some(keep_secured(
        standing(State::Attached, Reason::Queued, next),
        secured,
    ))
}

/// A name that answers properly now stays `secured` while something is improved.
pub(crate) fn keep_secured(mut standing: Standing, secured: bool) -> Standing {
    if secured {
        standing.state = State::Secured;
    }
    standing
}

/// Asks for the first DNS look-up and the first handshake of an attached name.
pub(crate) fn first_look(
    draft: &mut Draft<'_>,
    record: &Record,
    twin: Option<DomainName>,
) -> Option<Standing> {
    let now = draft.now();
    let tls_missing = record.tls.is_none() || (twin.is_some() && record.twin_tls.is_none());
    let dns_missing = record.dns.is_none() || (twin.is_some() && record.twin_dns.is_none());
    if !tls_missing && !dns_missing {
        return None;
    }
    let next = draft.look(
        record,
        twin,
        dns_missing.then_some(now),
        tls_missing.then_some(now),
    );
    Some(standing(State::Attached, Reason::Queued, next))
}

/// The standing of an attached name that does not lead here, or whose twin does not; nothing where both do.
pub(crate) fn wait_for_dns(
    draft: &mut Draft<'_>,
    record: &Record,
    twin: Option<&DomainName>,
    secured: bool,
) -> Option<Standing> {
    let dns = record.dns.as_ref()?;
    let twin_seen = record.twin_dns.as_ref().filter(|_| twin.is_some());
    let bad: &Seen<PointsHere> = if dns.value.is_yes() {
        twin_seen.filter(|seen| !seen.value.is_yes())?
    } else {
        dns
    };
    let tls = record
        .tls
        .as_ref()
        .map(|seen| seen.at + Duration::from_hours(1));
    let next = draft.look(
        record,
        record.host.twin(),
        Some(next_dns_of(bad, record)),
        tls,
    );
    let result = match twin.filter(|_| dns.value.is_yes()) {
        Some(twin) => twin_standing(twin, bad, State::WaitingDns, next),
        None => dns_standing(bad, next),
    };
    Some(keep_secured(result, secured))
}

fn next_dns_of(seen: &Seen<PointsHere>, record: &Record) -> Timestamp {
    seen.at + wait(Wait::Dns, seen.looks, &record.host)
}

/// Whether the twin of a secured name should be watched for DNS more often than the certificate is.
pub(crate) fn twin_watch(draft: &Draft<'_>, record: &Record) -> Option<Timestamp> {
    let unit = draft.situation.unit(&record.host)?;
    let object = record.object.as_ref()?;
    let may_switch = match rules(record.class).twin_on {
        Allowed::Yes => true,
        Allowed::OnRequest => record.permit == Some(Permit::ChangeTwin),
        _ => false,
    };
    if !wants_twin(record, unit) || object.www || !may_switch {
        return None;
    }
    match &record.twin_dns {
        None => Some(draft.now()),
        Some(seen) if seen.value.is_yes() => None,
        Some(seen) => Some(next_dns_of(seen, record)),
    }
}
