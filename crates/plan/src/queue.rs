//! Which of the certificates that are due is ordered first when the authority does not allow all of them at once.

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::advanced::look_first;
use crate::draft::Draft;
use crate::standing::{failed, standing};
use crate::waiting::keep_secured;
use crate::{Attempts, DomainName, Reason, Standing, State, Step, Timestamp};

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
            // The simulated order takes its place, so that the next one is not promised the same moment.
            draft.orders.to_mut().add(moment, &names);
            forecast.later += 1;
            forecast.last_at = forecast.last_at.max(Some(moment));
            let record = situation.records.get(&host);
            let mut own = held_up(record.map(|record| &record.order), moment);
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
}

/// The standing of a host whose order has to wait for the authority's limits. What went wrong before says more.
pub(crate) fn held_up(attempts: Option<&Attempts>, until: Timestamp) -> Standing {
    let failure = attempts.and_then(|attempts| attempts.failure.as_ref());
    match failure {
        Some(failure) => Standing {
            detail: failure.message.clone(),
            next_look: Some(until),
            ..failed(Some(failure.class), State::Attached)
        },
        None => Standing {
            detail: until.day(),
            ..standing(State::Attached, Reason::CertificateBudget, Some(until))
        },
    }
}
