//! Visits over the public path: when they are made, and what a secured name is called after one.

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::lack::next_watch;
use crate::standing::standing;
use crate::{Policy, Reason, Record, RowClosed, SiteClosed, Standing, State, Timestamp, Visit};

/// Pauses between visits that met something else than the right site, in minutes; then the rhythm of the watch.
const AGAIN: &[u64] = &[1, 5, 15, 60];

/// When a secured name is visited next; nothing where no mapping row could answer.
pub(crate) fn next(record: &Record, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    record.mapping?;
    let Some(seen) = &record.visit else {
        return Some(now);
    };
    let watch = next_watch(record, policy, now).max(seen.at + policy.watch_every / 2);
    if matches!(seen.value, Visit::Answered { .. })
        || seen.value.reaches_here() && closed(record).is_some()
    {
        return Some(watch);
    }
    let done = seen.looks.max(1) as usize - 1;
    Some(
        AGAIN
            .get(done)
            .map_or(watch, |minutes| seen.at + Duration::from_mins(*minutes)),
    )
}

/// Whether a visit goes along with a look, which asks DNS or does not: where DNS leaves it open, each look is one of both.
pub(crate) fn goes_along(record: &Record, asks_dns: bool) -> bool {
    let open = record
        .dns
        .as_ref()
        .is_some_and(|seen| seen.value.visit_decides());
    let attached = record.object.is_some() && record.mapping.is_some();
    attached && (asks_dns && open || may_tell(record))
}

/// Whether a visit may tell of a name what DNS does not, and was not made since DNS was asked last.
fn may_tell(record: &Record) -> bool {
    let open = record
        .dns
        .as_ref()
        .filter(|seen| seen.value.visit_decides());
    record.mapping.is_some()
        && open.is_some_and(|dns| record.visit.as_ref().is_none_or(|visit| visit.at < dns.at))
}

/// What a name with a valid certificate is called, by what its last visit met.
pub(crate) fn met(record: &Record, next: Option<Timestamp>) -> Standing {
    let secured = |reason| standing(State::Secured, reason, next);
    // What the database says of row and site is newer than any visit.
    if let Some(reason) = closed(record) {
        return secured(reason);
    }
    match record.visit.as_ref().map(|seen| &seen.value) {
        Some(Visit::Answered { site, .. }) if Some(*site) == record.site => {
            standing(State::Serving, Reason::ServesSite, next)
        }
        Some(Visit::Answered { site, .. }) => Standing {
            detail: format!("site {site}"),
            ..secured(Reason::ServesOtherSite)
        },
        Some(Visit::Closed { why, .. }) => secured(row_reason(*why)),
        _ => secured(Reason::CertificateValid),
    }
}

/// Why visitors cannot get the site, as the database tells it.
fn closed(record: &Record) -> Option<Reason> {
    let site = record.site_closed.map(|closed| match closed {
        SiteClosed::Archived => Reason::SiteArchived,
        SiteClosed::Suspended => Reason::SiteSuspended,
    });
    site.or(record.row_closed.map(row_reason))
}

const fn row_reason(why: RowClosed) -> Reason {
    match why {
        RowClosed::NotOpened => Reason::MappingNotOpened,
        RowClosed::SwitchedOff => Reason::MappingSwitchedOff,
    }
}
