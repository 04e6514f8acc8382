//! How many calls of the month are made, where they are limited.

use plan::{CallCount, Spending, Timestamp, month_ends, spending};
use serde::Serialize;

use crate::output::rfc3339;

/// The calls of this month.
#[derive(Serialize)]
pub(crate) struct CallsLine {
    used: u64,
    limit: u64,
    #[serde(serialize_with = "rfc3339")]
    month_ends: Timestamp,
}

impl CallsLine {
    /// Nothing where no limit is set.
    pub(crate) fn of(count: CallCount, limit: Option<u64>, now: Timestamp) -> Option<Self> {
        Some(Self {
            used: count.used(now),
            limit: limit?,
            month_ends: month_ends(now),
        })
    }

    /// Whether no call is made but for what a person asks for.
    pub(crate) fn all_spent(&self) -> bool {
        self.spending() == Spending::OnRequest
    }

    /// One line.
    pub(crate) fn text(&self) -> String {
        let meaning = match self.spending() {
            Spending::Freely => "",
            Spending::Sparingly => ", so domains are listed once a day only",
            Spending::OnRequest => ", so nothing is called but for what a person asks for",
        };
        format!(
            "calls of RunCloud's API until {}: {} of {} used{meaning}",
            self.month_ends.day(),
            self.used,
            self.limit
        )
    }

    fn spending(&self) -> Spending {
        spending(self.used, Some(self.limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

    fn line(used: u64) -> CallsLine {
        let mut count = CallCount::default();
        count.add(used, NOW);
        CallsLine::of(count, Some(1000), NOW).unwrap()
    }

    #[test]
    fn what_is_used_and_what_that_means_is_one_line() {
        let lines = [12, 800, 1004].map(|used| line(used).text());
        assert_eq!(
            lines,
            [
                "calls of RunCloud's API until 2026-02-01: 12 of 1000 used",
                "calls of RunCloud's API until 2026-02-01: 800 of 1000 used, so domains are listed once a day only",
                "calls of RunCloud's API until 2026-02-01: 1004 of 1000 used, so nothing is called but for what a person asks for",
            ]
        );
        assert_eq!(
            [12, 800, 1004].map(|used| line(used).all_spent()),
            [false, false, true]
        );
    }

    #[test]
    fn without_a_limit_there_is_nothing_to_tell() {
        assert!(CallsLine::of(CallCount::default(), None, NOW).is_none());
    }
}
