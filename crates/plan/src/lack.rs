//! What a host's certificate lacks, as the last handshakes showed it, and when to shake hands next.

use std::time::Duration;

use crate::backoff::{Wait, wait};
use crate::{Handshake, Leaf, Policy, Record, Renewal, Seen, Timestamp};

/// What a host's certificate lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    /// Nothing.
    Nothing,
    /// The host itself has no valid certificate.
    Certificate,
    /// The certificate is about to expire and nobody renewed it.
    Renewal,
    /// The twin leads here and the certificate does not cover it.
    Twin,
}

/// What a host's certificate lacks now. `renewal` is what the provider told about that certificate.
pub(crate) fn lack(
    record: &Record,
    renewal: Option<&Renewal>,
    has_twin: bool,
    now: Timestamp,
) -> Lack {
    let Some(leaf) = valid(record.tls.as_ref(), now) else {
        return Lack::Certificate;
    };
    if is_expiring(leaf, now) || renewal.is_some_and(|renewal| renewal.is_overdue(leaf, now)) {
        return Lack::Renewal;
    }
    let twin_here = record
        .twin_dns
        .as_ref()
        .is_some_and(|seen| seen.value.is_yes());
    if has_twin && twin_here && valid(record.twin_tls.as_ref(), now).is_none() {
        return Lack::Twin;
    }
    Lack::Nothing
}

/// The certificate that the last handshake showed, where it was valid then and its time is not over now.
fn valid(seen: Option<&Seen<Handshake>>, now: Timestamp) -> Option<&Leaf> {
    match &seen?.value {
        Handshake::Valid(leaf) if leaf.not_after > now => Some(leaf),
        _ => None,
    }
}

/// Whether the last handshake showed a valid certificate.
pub(crate) fn is_valid(seen: Option<&Seen<Handshake>>) -> bool {
    seen.is_some_and(|seen| matches!(seen.value, Handshake::Valid(_)))
}

/// Whether the server showed a certificate for this very name that a browser would refuse.
pub(crate) fn shows_own(record: &Record) -> bool {
    match record.tls.as_ref().map(|seen| &seen.value) {
        Some(Handshake::Refused(leaf, _)) => leaf.covers(&record.host),
        _ => false,
    }
}

/// A sixth of the lifetime is left: renewal is the provider's, and it is late.
pub(crate) fn is_expiring(leaf: &Leaf, now: Timestamp) -> bool {
    leaf.not_after.since(now) < leaf.not_after.since(leaf.not_before) / 6
}

/// The next handshake while an order is awaited: often at first, then less.
pub(crate) fn next_proof(
    seen: Option<&Seen<Handshake>>,
    ordered: Timestamp,
    now: Timestamp,
) -> Timestamp {
    let pause = match now.since(ordered).as_secs() {
        0..10 => 2,
        10..60 => 5,
        60..180 => 15,
        _ => 30,
    };
    seen.map_or(now, |seen| seen.at + Duration::from_secs(pause))
}

/// The next handshake with a name that is fine; sooner where its certificate ends soon.
pub(crate) fn next_watch(record: &Record, policy: &Policy, now: Timestamp) -> Timestamp {
    let Some(seen) = &record.tls else { return now };
    let pause = match &seen.value {
        Handshake::Valid(leaf) => policy
            .watch_every
            .min(leaf.not_after.since(seen.at) / 8)
            .max(Duration::from_mins(1)),
        _ => Duration::from_mins(30),
    };
    // Up to a fifth earlier, so that names secured together are not all looked at together.
    let spread = wait(Wait::Dns, 1, &record.host).as_millis() % 1000;
    seen.at + pause.mul_f64(1.0 - 0.0002 * spread as f64)
}
