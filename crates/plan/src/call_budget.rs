//! Calls of the provider's API are metered by the month: how many were made, and what the rest is kept for.

#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::{Date, Month, OffsetDateTime};

use crate::{DomainName, Plan, Reason, State, Step, Timestamp};

/// Of so many parts of the limit the last is kept for domains that need something.
const RESERVE: u64 = 5;
/// How often a domain is looked at whose step waits for the next month; looks from outside cost no call.
const LOOK: Duration = Duration::from_hours(1);

/// The calls of one calendar month, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallCount {
    /// Months since the year 0.
    month: i32,
    used: u64,
}

/// What calls may be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spending {
    /// Whatever is due.
    Freely,
    /// What domains need; listings come rarely.
    Sparingly,
    /// What a person asks for, and nothing else.
    OnRequest,
}

impl CallCount {
    /// Counts calls made by `now`. The first of a new month begin a new count.
    pub fn add(&mut self, calls: u64, now: Timestamp) {
        if calls > 0 {
            let used = self.used(now).saturating_add(calls);
            *self = Self {
                // A clock that is set back does not bring back what was spent.
                month: month(now).max(self.month),
                used,
            };
        }
    }

    /// How many were made in the month of `now`.
    pub fn used(&self, now: Timestamp) -> u64 {
        if month(now) > self.month {
            0
        } else {
            self.used
        }
    }

    /// Whether so many calls were counted since `earlier` that they should be written down.
    pub fn is_ahead_of(&self, earlier: &Self, by: u64) -> bool {
        self.month != earlier.month || self.used >= earlier.used.saturating_add(by)
    }
}

/// What calls may be made for after `used` of them in a month.
pub fn spending(used: u64, limit: Option<u64>) -> Spending {
    match limit {
        Some(limit) if used >= limit => Spending::OnRequest,
        Some(limit) if limit - used <= limit / RESERVE => Spending::Sparingly,
        _ => Spending::Freely,
    }
}

/// When the month of `now` ends and the count begins anew, UTC.
pub fn month_ends(now: Timestamp) -> Timestamp {
    let next = month(now) + 1;
    let first = u8::try_from(next.rem_euclid(12) + 1)
        .ok()
        .and_then(|number| Month::try_from(number).ok())
        .and_then(|month| Date::from_calendar_date(next.div_euclid(12), month, 1).ok());
    first.map_or(now, |day| {
        Timestamp::from_millis(day.midnight().assume_utc().unix_timestamp() * 1000)
    })
}

/// Why nothing is asked of the provider: the limit, and when the month ends.
pub fn spent_words(limit: u64, now: Timestamp) -> String {
    let end = month_ends(now).day();
    format!("all {limit} calls of this month are spent, the next may be made on {end}")
}

impl Plan {
    /// Takes out every step that nobody asked for, where the calls of the month are spent.
    pub fn withhold(&mut self, limit: u64, asked: impl Fn(&DomainName) -> bool, now: Timestamp) {
        if self.hold.is_some() {
            return;
        }
        let steps = std::mem::take(&mut self.steps);
        let (kept, withheld): (Vec<Step>, Vec<Step>) = steps
            .into_iter()
            .partition(|step| self.concerned(step).iter().any(&asked));
        self.steps = kept;
        let next = month_ends(now).min(now + LOOK);
        let detail = spent_words(limit, now);
        let hosts: Vec<DomainName> = withheld
            .iter()
            .flat_map(|step| self.concerned(step))
            .collect();
        for host in hosts {
            let Some(standing) = self.standings.get_mut(&host) else {
                continue;
            };
            standing.reason = Reason::CallBudget;
            standing.detail.clone_from(&detail);
            standing.who = Reason::CallBudget.who();
            standing.next_look = Some(next);
            // It was about to be ordered, and is not.
            if standing.state == State::Ordering {
                standing.state = State::Attached;
            }
        }
        let looks = self.standings.values();
        self.next_look = looks.filter_map(|standing| standing.next_look).min();
    }
}

fn month(moment: Timestamp) -> i32 {
    let day = OffsetDateTime::from_unix_timestamp(moment.as_millis().div_euclid(1000));
    let day = day.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    day.year() * 12 + i32::from(u8::from(day.month())) - 1
}
