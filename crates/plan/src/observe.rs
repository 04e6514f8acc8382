//! Folds looks from outside into what is remembered of a host.

#[cfg(test)]
mod tests;

use std::mem::discriminant;

use crate::attach::other_name;
use crate::backoff::{Wait, wait};
use crate::lack::{Lack, is_valid, lack};
use crate::{
    Attempts, Caa, DomainName, Handshake, PointsHere, Record, Seen, Timestamp, VirtualHost, Visit,
};

/// What was seen of a host and, where it was of interest, of its twin.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// DNS of the host.
    pub dns: Option<PointsHere>,
    /// DNS of the twin.
    pub twin_dns: Option<PointsHere>,
    /// CAA of the host.
    pub caa: Option<Caa>,
    /// CAA of the twin.
    pub twin_caa: Option<Caa>,
    /// A visit at the host.
    pub visit: Option<Visit>,
    /// A visit at the twin.
    pub twin_visit: Option<Visit>,
    /// A handshake with the host.
    pub tls: Option<Handshake>,
    /// A handshake with the twin.
    pub twin_tls: Option<Handshake>,
    /// Whether the web server has the host.
    pub virtual_host: Option<VirtualHost>,
}

/// Folds what was seen at `now` into the record. An order is over once nothing is lacking any more.
pub fn observe(record: &mut Record, sight: Sight, now: Timestamp) {
    let could_be_issued = could_be_issued(record);
    fold(&mut record.visit, sight.visit, now, Visit::same_kind);
    fold(
        &mut record.twin_visit,
        sight.twin_visit,
        now,
        Visit::same_kind,
    );
    let host = &record.host;
    fold_dns(&mut record.dns, sight.dns, record.visit.as_ref(), host, now);
    fold_dns(
        &mut record.twin_dns,
        sight.twin_dns,
        record.twin_visit.as_ref(),
        host,
        now,
    );
    fold(&mut record.caa, sight.caa, now, kind);
    fold(&mut record.twin_caa, sight.twin_caa, now, kind);
    fold(&mut record.tls, sight.tls, now, kind);
    fold(&mut record.twin_tls, sight.twin_tls, now, kind);
    fold(&mut record.virtual_host, sight.virtual_host, now, kind);
    record.pointed_here |= leads_here(record.dns.as_ref());
    if !could_be_issued && self::could_be_issued(record) && record.ordered_at.is_none() {
        // What stood in the way is gone: tries that could not succeed must not delay the first that can.
        record.order = Attempts::default();
    }
    let twin = record
        .object
        .as_ref()
        .and_then(|object| other_name(record, object));
    if lack(record, record.renewal.as_ref(), twin.is_some(), now) == Lack::Nothing {
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

/// Whether what was seen last lets an authority issue for the host, and for the twin where it is known to lead here.
fn could_be_issued(record: &Record) -> bool {
    let forbids = |seen: &Option<Seen<Caa>>| seen.as_ref().is_some_and(|seen| seen.value.forbids());
    let twin = leads_here(record.twin_dns.as_ref()) && forbids(&record.twin_caa);
    leads_here(record.dns.as_ref()) && !forbids(&record.caa) && !twin
}

fn leads_here(seen: Option<&Seen<PointsHere>>) -> bool {
    seen.is_some_and(|seen| seen.value.is_yes())
}

/// Takes over what DNS says, unless a visit of the same time knows better.
///
/// A look before its time was made for another reason (CAA records of a name just attached, a visit) and does not
/// lengthen the pause to the next one.
fn fold_dns(
    known: &mut Option<Seen<PointsHere>>,
    new: Option<PointsHere>,
    visit: Option<&Seen<Visit>>,
    host: &DomainName,
    now: Timestamp,
) {
    let reached = visit.is_some_and(|seen| seen.at == now && seen.value.reaches_here());
    let new = new.or_else(|| {
        // A visit alone, soon after a look that left it open.
        let open = known
            .as_ref()
            .filter(|seen| reached && seen.value.visit_decides())?;
        Some(open.value.clone())
    });
    let new = new.map(|value| {
        if reached && value.visit_decides() {
            PointsHere::ByVisit
        } else {
            value
        }
    });
    let early = known
        .as_ref()
        .filter(|seen| now < seen.at + wait(Wait::Dns, seen.looks, host))
        .map(|seen| seen.looks);
    let before = known
        .as_ref()
        .filter(|seen| !seen.value.is_yes())
        .map(|seen| seen.looks);
    let looked = new.is_some();
    fold(known, new, now, PointsHere::same_kind);
    // Between answers that are not a yes the pauses go on growing: a zone that alternates gets no more looks than others.
    if let (Some(looks), Some(seen)) = (before, known.as_mut())
        && looked
        && !seen.value.is_yes()
        && seen.looks == 1
    {
        seen.looks = looks.saturating_add(1);
    }
    if let (Some(looks), Some(seen)) = (early, known) {
        seen.looks = seen.looks.min(looks);
    }
}

fn kind<T>(one: &T, other: &T) -> bool {
    discriminant(one) == discriminant(other)
}

/// A look that shows the same kind of thing prolongs what was known; another kind begins anew.
fn fold<T>(
    known: &mut Option<Seen<T>>,
    new: Option<T>,
    now: Timestamp,
    same: impl Fn(&T, &T) -> bool,
) {
    if let Some(value) = new {
        *known = Some(Seen::fold(known.take(), value, now, same));
    }
}
