//! Standings as they are made from a reason, a failure or what DNS said.

use crate::backoff::{Wait, wait};
use crate::{
    DnsOutcome, Elsewhere, FailureClass, PointsHere, Reason, Record, Seen, Standing, State,
    Timestamp, Who,
};

/// A standing whose who follows from its reason.
pub(crate) fn standing(state: State, reason: Reason, next_look: Option<Timestamp>) -> Standing {
    Standing {
        state,
        reason,
        detail: String::new(),
        who: reason.who(),
        next_look,
    }
}

/// The standing after a failed call.
pub(crate) fn failed(class: Option<FailureClass>, otherwise: State) -> Standing {
    let (state, reason) = match class {
        // What was looked up and did not happen is tried again, like any passing trouble.
        Some(FailureClass::Transient | FailureClass::Unreadable | FailureClass::FateUnknown) => {
            (otherwise, Reason::ProviderTrouble)
        }
        Some(FailureClass::Throttled) => (otherwise, Reason::ProviderThrottled),
        Some(FailureClass::Busy) => (otherwise, Reason::ProviderBusy),
        Some(FailureClass::Unauthorized) => (State::Attention, Reason::CredentialsRejected),
        Some(FailureClass::Forbidden) => (State::Attention, Reason::PermissionMissing),
        // What is not attached yet has no object that could be missing.
        Some(FailureClass::NotFound) if otherwise == State::Attaching => {
            (State::Attention, Reason::WebAppMissing)
        }
        Some(FailureClass::NotFound) => (otherwise, Reason::DomainMissing),
        Some(FailureClass::Taken) => (State::Attention, Reason::AttachedElsewhere),
        Some(FailureClass::Rejected) => (State::Attention, Reason::ProviderRejected),
        Some(FailureClass::NoCertificate) => (State::Attention, Reason::CertificateNeverCame),
        Some(FailureClass::IssueRefused) => (State::Attention, Reason::CertificateRefused),
        None => (otherwise, Reason::Queued),
    };
    standing(state, reason, None)
}

/// The standing of a host that DNS does not lead here.
pub(crate) fn dns_standing(seen: &Seen<PointsHere>, next_look: Option<Timestamp>) -> Standing {
    let (reason, detail) = match &seen.value {
        PointsHere::Yes | PointsHere::ByAlias | PointsHere::ByVisit => {
            (Reason::Queued, String::new())
        }
        PointsHere::Proxied(found) => (Reason::DnsProxied, list(found)),
        PointsHere::Unknown(outcome) => (unknown(*outcome), outcome.to_string()),
        PointsHere::No(Elsewhere::NoRecord) => (Reason::DnsMissing, String::new()),
        PointsHere::No(Elsewhere::NoSuchName) => (Reason::DnsNoSuchName, String::new()),
        PointsHere::No(Elsewhere::DeadAlias(target)) => (Reason::DnsDeadAlias, target.clone()),
        PointsHere::No(Elsewhere::StaleIpv6(found)) => (Reason::DnsStaleIpv6, list(found)),
        PointsHere::No(Elsewhere::Mixed(found)) => (Reason::DnsMixed, list(found)),
        PointsHere::No(Elsewhere::Other(found)) => (Reason::DnsElsewhere, list(found)),
    };
    Standing {
        state: State::WaitingDns,
        reason,
        detail,
        who: Who::Customer,
        next_look,
    }
}

const fn unknown(outcome: DnsOutcome) -> Reason {
    match outcome {
        DnsOutcome::ServerFailure => Reason::DnsServfail,
        DnsOutcome::Refused => Reason::DnsLame,
        DnsOutcome::TimedOut => Reason::DnsTimeout,
        _ => Reason::DnsUnknown,
    }
}

fn list(addresses: &[std::net::IpAddr]) -> String {
    // Sorted before it is cut, since servers answer in any order.
    let mut sorted = addresses.to_vec();
    sorted.sort_unstable();
    let texts: Vec<String> = sorted.iter().take(4).map(ToString::to_string).collect();
    texts.join(", ")
}

/// When DNS is asked next about a host that does not (yet) lead here; at once where it was never asked.
pub(crate) fn next_dns(record: &Record, now: Timestamp) -> Timestamp {
    let next = |seen: &Seen<PointsHere>| seen.at + wait(Wait::Dns, seen.looks, &record.host);
    record.dns.as_ref().map_or(now, next)
}
