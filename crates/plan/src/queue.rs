//! Which of the certificates that are due is ordered first when the authority does not allow all of them at once.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::advanced::look_first;
use crate::draft::Draft;
use crate::standing::{failed, standing};
use crate::waiting::keep_secured;
use crate::{Attempts, DomainName, Reason, Record, Standing, State, Step, Timestamp};

/// A certificate that is due.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    pub(crate) host: DomainName,
    pub(crate) object: u64,
    pub(crate) names: Vec<DomainName>,
    pub(crate) replaces: Option<u64>,
    /// When the one that visitors get now ends, where that is why.
    pub(crate) expires: Option<Timestamp>,
    /// Since when it waits.
    pub(crate) since: Timestamp,
    /// Whether visitors get a valid certificate meanwhile.
    pub(crate) secured: bool,
}

/// The pause between handshakes with a name whose order has to wait, which may be for days.
const LOOK: Duration = Duration::from_hours(1);
/// So many names of one registered domain have to fail until the rest of them waits.
const FAILED_TOGETHER: usize = 5;
/// How a limit is told that all domains share.
pub(crate) const ALL_TOGETHER: &str = "by the limit for all domains together";

/// How many certificates are due, and by when the authority allows the last of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// Orders that may be made now.
    pub now: usize,
    /// Orders that have to wait for their turn.
    pub later: usize,
    /// When the last of these may be made.
    pub last_at: Option<Timestamp>,
}

/// Orders what is due while the authority allows it; says of the rest when its turn comes.
pub(crate) fn order_due(draft: &mut Draft<'_>) {
    let situation = draft.situation;
    let (limits, now) = (&situation.policy.limits, situation.now);
    let for_expiring = limits.for_expiring();
    let mut due = std::mem::take(&mut draft.due);
    let failed = |host: &DomainName| {
        let record = situation.records.get(host);
        record.is_some_and(|record| record.order.failed > 0)
    };
    // What is about to expire comes first, then what never failed, then what waits longest.
    due.sort_by(|a, b| {
        let order = |due: &Due| {
            let failed = due.expires.is_none() && failed(&due.host);
            (due.expires.is_none(), failed, due.expires, due.since)
        };
        order(a).cmp(&order(b)).then_with(|| a.host.cmp(&b.host))
    });
    let mut due = in_turns(due, |due| {
        let failed = due.expires.is_none() && failed(&due.host);
        let site = situation
            .records
            .get(&due.host)
            .and_then(|record| record.site);
        ((due.expires, failed), site)
    });
    let stuck = hold_back_after_failures(draft, &mut due);
    let mut forecast = Forecast::default();
    for Due {
        host,
        object,
        names,
        replaces,
        expires,
        secured,
        ..
    } in due
    {
        let own_limits = expires.map_or(limits, |_| &for_expiring);
        let turn = draft.orders.allowed_at(&names, own_limits, now);
        let own = if let Some(moment) = turn {
            let account = draft.orders.account_is_in_the_way(own_limits, moment, now);
            // The simulated order takes its place, so that the next one is not promised the same moment.
            draft.orders.to_mut().add(moment, &names);
            forecast.later += 1;
            forecast.last_at = forecast.last_at.max(Some(moment));
            let record = situation.records.get(&host);
            let mut own = held_up(record.map(|record| &record.order), moment, account);
            // It may come by other hands meanwhile: the provider's own, or a person's.
            if let Some(record) = record {
                let seen = record.tls.as_ref();
                let due = seen.map_or(now, |seen| seen.at + LOOK);
                let look = draft.look(record, names.get(1).cloned(), None, Some(due));
                own.next_look = own.next_look.into_iter().chain(look).min();
            }
            own
        } else {
            draft.orders.to_mut().add(now, &names);
            forecast.now += 1;
            let record = situation.records.get(&host);
            let twin = names.get(1).cloned();
            if let Some(queued) = record.and_then(|record| look_first(draft, record, twin)) {
                queued
            } else {
                draft.plan.steps.push(Step::Order {
                    host: host.clone(),
                    object,
                    names,
                    replaces,
                    flags: situation.panel.value().order_flags,
                });
                standing(State::Ordering, Reason::Queued, Some(now))
            }
        };
        draft
            .plan
            .standings
            .insert(host, keep_secured(own, secured));
    }
    // What is to be attached and leads here will be due in a moment.
    for names in std::mem::take(&mut draft.soon_due) {
        let turn = draft.orders.allowed_at(&names, limits, now);
        draft.orders.to_mut().add(turn.unwrap_or(now), &names);
        match turn {
            None => forecast.now += 1,
            Some(moment) => {
                forecast.later += 1;
                forecast.last_at = forecast.last_at.max(Some(moment));
            }
        }
    }
    draft.plan.forecast = forecast;
    draft.plan.standings.extend(stuck);
}

/// Sites take turns among what is equally urgent: one with hundreds of names does not go before everybody else's first.
fn in_turns<K: PartialEq, S: Ord>(due: Vec<Due>, key: impl Fn(&Due) -> (K, S)) -> Vec<Due> {
    let mut turns: BTreeMap<S, usize> = BTreeMap::new();
    let (mut class, mut number) = (None, 0);
    let mut placed = Vec::with_capacity(due.len());
    for due in due {
        let (own, site) = key(&due);
        if class.as_ref() != Some(&own) {
            class = Some(own);
            number += 1;
            turns.clear();
        }
        let turn = turns.entry(site).or_default();
        placed.push(((number, *turn), due));
        *turn += 1;
    }
    // What has the same turn stays in its order.
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, due)| due).collect()
}

/// What is known of the orders for names below one registered domain.
#[derive(Default)]
struct Below<'a> {
    /// Names whose last order failed, and one of them.
    failed: usize,
    sibling: Option<&'a Record>,
    /// Orders under way, and those of this plan.
    begun: usize,
    /// Whether one came through at any time.
    came_through: bool,
}

/// Where several names below one registered domain have failed, more of them would fail as well: those that were never
/// ordered wait until one comes through. Before the first did, only as many are tried at once as may fail.
fn hold_back_after_failures(draft: &Draft<'_>, due: &mut Vec<Due>) -> Vec<(DomainName, Standing)> {
    if due.is_empty() {
        return Vec::new();
    }
    let situation = draft.situation;
    let (main, now) = (&situation.network.value().main_domain, situation.now);
    let mut below: HashMap<&str, Below<'_>> = HashMap::new();
    for record in situation.records.values() {
        let fails = record.order.failure.as_ref();
        let fails = fails.is_some_and(|failure| failure.class.is_of_the_authority());
        let own = below.entry(record.host.registered()).or_default();
        if fails && record.object.is_some() {
            own.failed += 1;
            own.sibling = Some(record);
        }
        own.begun += usize::from(record.ordered_at.is_some());
        own.came_through |= record.secured_at.is_some();
    }
    let mut held = Vec::new();
    due.retain(|due| {
        let own = situation.records.get(&due.host);
        let new = due.expires.is_none() && own.is_some_and(|record| record.order.failed == 0);
        let registered = due.host.registered();
        // The network's own names fail for a reason of the operator's.
        let known = below
            .get_mut(registered)
            .filter(|_| new && registered != main.registered());
        let Some(known) = known else {
            return true;
        };
        if known.failed >= FAILED_TOGETHER {
            let failure = known
                .sibling
                .and_then(|record| record.order.failure.as_ref());
            let mut standing = failed(failure.map(|failure| failure.class), State::Attached);
            let said = failure.map_or("", |failure| failure.message.as_str());
            standing.detail = format!(
                "{} other names of {registered} failed: {said}",
                known.failed
            );
            standing.next_look = Some(now + LOOK);
            held.push((due.host.clone(), keep_secured(standing, due.secured)));
            return false;
        }
        if !known.came_through && known.begun >= FAILED_TOGETHER {
            let next = Some(now + Duration::from_mins(1));
            let queued = standing(State::Attached, Reason::Queued, next);
            held.push((due.host.clone(), keep_secured(queued, due.secured)));
            return false;
        }
        known.begun += 1;
        true
    });
    held
}

/// The standing of a host whose order has to wait for the authority's limits. What went wrong before says more.
pub(crate) fn held_up(attempts: Option<&Attempts>, until: Timestamp, account: bool) -> Standing {
    let failure = attempts.and_then(|attempts| attempts.failure.as_ref());
    match failure {
        Some(failure) => Standing {
            detail: failure.message.clone(),
            next_look: Some(until),
            ..failed(Some(failure.class), State::Attached)
        },
        None => Standing {
            detail: if account {
                format!("{}, {ALL_TOGETHER}", until.day())
            } else {
                until.day()
            },
            ..standing(State::Attached, Reason::CertificateBudget, Some(until))
        },
    }
}
