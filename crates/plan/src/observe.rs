//! Folds looks from outside into what is remembered of a host.

use std::mem::discriminant;

use crate::attach::other_name;
use crate::lack::{Lack, is_valid, lack};
use crate::{Attempts, Handshake, PointsHere, Record, Seen, Timestamp};

/// What was seen of a host and, where it was of interest, of its twin.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// DNS of the host.
    pub dns: Option<PointsHere>,
    /// DNS of the twin.
    pub twin_dns: Option<PointsHere>,
    /// A handshake with the host.
    pub tls: Option<Handshake>,
    /// A handshake with the twin.
    pub twin_tls: Option<Handshake>,
}

/// Folds what was seen at `now` into the record. An order is over once nothing is lacking any more.
pub fn observe(record: &mut Record, sight: Sight, now: Timestamp) {
    if !record.pointed_here && sight.dns.as_ref().is_some_and(PointsHere::is_yes) {
        record.pointed_here = true;
        if record.ordered_at.is_none() {
            // Tries that were made while it led elsewhere must not delay the first that can succeed.
            record.order = Attempts::default();
        }
    }
    fold(&mut record.dns, sight.dns, now);
    fold(&mut record.twin_dns, sight.twin_dns, now);
    fold(&mut record.tls, sight.tls, now);
    fold(&mut record.twin_tls, sight.twin_tls, now);
    let twin = record
        .object
        .as_ref()
        .and_then(|object| other_name(record, object));
    if lack(record, twin.is_some(), now) == Lack::Nothing {
        record.order = Attempts::default();
        record.order_unsure = false;
        record.order_read = false;
        if record.ordered_at.take().is_some() {
            // Which object holds the new certificate is asked again before it is replaced.
            record.certificate_known = false;
        }
    }
    if record.secured_at.is_none() && is_valid(record.tls.as_ref()) {
        record.secured_at = Some(now);
    }
}

/// A look that shows the same kind of thing prolongs what was known; another kind begins anew.
fn fold<T>(known: &mut Option<Seen<T>>, new: Option<T>, now: Timestamp) {
    if let Some(value) = new {
        *known = Some(Seen::fold(known.take(), value, now, |a, b| {
            discriminant(a) == discriminant(b)
        }));
    }
}
