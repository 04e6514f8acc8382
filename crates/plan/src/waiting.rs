//! What both certificate modes wait for: the first look, DNS, RunCloud's own issuing.

use std::time::Duration;

use crate::attach::wants_twin;
use crate::away::{self, Away};
use crate::backoff::{Wait, wait};
use crate::draft::Draft;
use crate::lack::next_proof;
use crate::standing::{dns_standing, standing};
use crate::table::{Allowed, rules};
use crate::virtual_host;
use crate::visiting;
use crate::{
    Attached, Caa, DomainName, Permit, PointsHere, Reason, Record, Seen, Standing, State, Timestamp,
};

/// Nothing is lacking of what is attached; a form that a row asks for may still wait for its DNS.
pub(crate) fn fine(
    draft: &mut Draft<'_>,
    record: &Record,
    object: &Attached,
    next: Option<Timestamp>,
) -> Standing {
    let visit = visiting::next(record, draft.situation.policy, draft.now());
    let next = next.into_iter().chain(draft.visit(record, visit)).min();
    let unit = draft.situation.unit(&record.host);
    let asked = unit.filter(|unit| {
        if record.host.is_www() {
            unit.asks_bare
        } else {
            unit.asks_www
        }
    });
    let missing = asked
        .and_then(|_| record.host.twin())
        .filter(|twin| !object.names(twin) && !draft.situation.records.contains_key(twin));
    match (missing, &record.twin_dns) {
        (Some(twin), Some(seen)) if !seen.value.is_yes() => {
            twin_standing(&twin, seen, State::Secured, next)
        }
        _ => visiting::met(record, next),
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
    twin: Option<&DomainName>,
) -> Option<Standing> {
    let now = draft.now();
    let tls_missing = record.tls.is_none() || (twin.is_some() && record.twin_tls.is_none());
    // What the owner's records allow is asked once the name is attached, and known before anything is ordered.
    let own_missing = record.dns.is_none() || record.caa.is_none();
    let twin_missing = record.twin_dns.is_none() || record.twin_caa.is_none();
    let dns_missing = own_missing || (twin.is_some() && twin_missing);
    if !tls_missing && !dns_missing {
        return None;
    }
    let next = draft.look(
        record,
        twin.cloned(),
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
    let (policy, now) = (draft.situation.policy, draft.now());
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
    // A twin is given up by switching it off, not by looking away.
    let stage = if dns.value.is_yes() {
        Away::Recently
    } else {
        away::stage(record, bad, policy, now)
    };
    let look = match stage {
        Away::GivenUp => None,
        _ => Some(away::next_look(record, bad, policy)),
    };
    let next = draft.look(
        record,
        record.host.twin(),
        look,
        tls.filter(|_| look.is_some()),
    );
    let mut result = match twin.filter(|_| dns.value.is_yes()) {
        Some(twin) => {
            let mut waiting = twin_standing(twin, bad, State::WaitingDns, next);
            if record.www_unasked && !draft.situation.panel.value().can_update {
                waiting.reason = Reason::TwinForced;
                waiting.who = Reason::TwinForced.who();
                waiting.state = State::Attention;
            }
            waiting
        }
        None => dns_standing(bad, next),
    };
    away::tell(&mut result, stage);
    Some(keep_secured(result, secured))
}

/// The standing of a name whose CAA records keep the authority from issuing; nothing where they do not.
pub(crate) fn wait_for_caa(
    draft: &mut Draft<'_>,
    record: &Record,
    twin: Option<&DomainName>,
    secured: bool,
) -> Option<Standing> {
    let twin_caa = record.twin_caa.as_ref().filter(|_| twin.is_some());
    let mut seen = record.caa.iter().chain(twin_caa);
    let seen = seen.find(|seen| seen.value.forbids())?;
    let detail = forbidden(&seen.value)?;
    let dns = seen.at + wait(Wait::Dns, seen.looks, &record.host);
    let next = draft.look(record, record.host.twin(), Some(dns), None);
    let result = Standing {
        detail,
        ..standing(State::WaitingDns, Reason::CaaForbids, next)
    };
    Some(keep_secured(result, secured))
}

/// The standing of a name that the web server does not have yet; nothing where an order need not wait for it.
pub(crate) fn wait_for_virtual_host(
    draft: &mut Draft<'_>,
    record: &Record,
    secured: bool,
) -> Option<Standing> {
    let next = virtual_host::awaited(record, draft.situation.policy, draft.now())?;
    draft.look(record, None, None, None);
    let pending = standing(State::Attached, Reason::VirtualHostAwaited, Some(next));
    Some(keep_secured(pending, secured))
}

/// Who may issue instead, where CAA records forbid it.
pub(crate) fn forbidden(caa: &Caa) -> Option<String> {
    let Caa::Forbidden { at, allowed } = caa else {
        return None;
    };
    Some(if allowed.is_empty() {
        format!("{at} lets no authority issue")
    } else {
        format!("{at} lets only {} issue", allowed.join(", "))
    })
}

/// When DNS is asked next about a name that did not lead here when it was last asked.
pub(crate) fn next_dns_of(seen: &Seen<PointsHere>, record: &Record) -> Timestamp {
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
    // The bare name of a `www.` name is of interest in any case: it is attached once it leads here.
    let of_interest = wants_twin(record, unit) && may_switch || record.host.is_www();
    if !of_interest || object.www {
        return None;
    }
    match &record.twin_dns {
        None => Some(draft.now()),
        Some(seen) if seen.value.is_yes() => None,
        Some(seen) => Some(next_dns_of(seen, record)),
    }
}
