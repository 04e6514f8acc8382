//! Orders for names that DNS does not lead here: behind a proxy they never will, and a certificate may come all the same.

#[cfg(test)]
mod tests;

use crate::lack::Lack;
use crate::{Elsewhere, PointsHere, Policy, Record, Seen, Timestamp};

/// When an order is tried although the host does not lead here; nothing where it never is.
///
/// Never for a name without a record, which no authority can reach; never for one with records of two kinds, where the
/// owner has something to mend; and never for one that led here before and left.
pub(crate) fn try_at(
    record: &Record,
    has_twin: bool,
    lack: Lack,
    policy: &Policy,
    now: Timestamp,
) -> Option<Timestamp> {
    let twin = record.twin_dns.as_ref().filter(|_| has_twin);
    let twin_fits = twin.is_none_or(|twin| twin.value.is_yes() || may_be_hidden(twin));
    if record.order.given_up(policy.order_stop_after, now) {
        return None;
    }
    let dns = record.dns.as_ref()?;
    let proxied = matches!(dns.value, PointsHere::Proxied(_));
    // One that led here and now is behind a known proxy may well lead here still.
    if record.pointed_here && !proxied || !may_be_hidden(dns) || !twin_fits {
        return None;
    }
    let after = if proxied {
        policy.order_proxied_after
    } else {
        policy.order_anyway_after
    };
    let due = match lack {
        Lack::Renewal => now,
        Lack::Certificate => {
            let waits_since = record.attached_at.unwrap_or(record.first_seen);
            let patient = waits_since + after;
            let last = record.order.last;
            last.map_or(patient, |last| {
                patient.max(last + policy.order_anyway_every)
            })
        }
        Lack::Nothing | Lack::Twin => return None,
    };
    Some(
        record
            .order
            .not_before
            .map_or(due, |moment| due.max(moment)),
    )
}

/// Whether a proxy may stand before the name: all its addresses are others, or nothing definite is known.
fn may_be_hidden(seen: &Seen<PointsHere>) -> bool {
    matches!(
        seen.value,
        PointsHere::No(Elsewhere::Other(_)) | PointsHere::Proxied(_) | PointsHere::Unknown(_)
    )
}
