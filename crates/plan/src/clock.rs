//! Whether this machine's clock can be believed: it is compared with the provider's, with the database's, and with a
//! steady one that nobody sets.

use std::time::Duration;

use crate::{Hold, Reason, Timestamp};

/// Who else tells the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witness {
    /// The provider, in the `Date` of its replies (RFC 9110, section 6.6.1).
    Provider,
    /// The database server, which may be this very machine.
    Database,
}

/// What is known of this machine's clock.
#[derive(Clone, Debug, Default)]
pub struct ClockWatch {
    /// The wall clock less the steady one, when both were read last: it moves only when the clock is set.
    base: Option<i64>,
    provider: Option<i64>,
    database: Option<i64>,
    /// The provider's clock agreed with this one until this one was set.
    left_the_provider: bool,
}

/// More than clocks that are kept in step ever differ, and less than any rule waits for in earnest: five minutes.
const TOLERANCE: i64 = 5 * 60 * 1000;
/// A provider whose clock is off by less than this while the database agrees with ours may be the one that is wrong:
/// half a day, more than a mistaken time zone makes.
const ALONE: i64 = 12 * 60 * 60 * 1000;
/// A clock that is kept in step is moved by less at once: a second.
const SLEW: i64 = 1000;

impl ClockWatch {
    /// Compares this clock with a steady one that began anywhere; tells whether it was set since the last time.
    pub fn tick(&mut self, wall: Timestamp, steady: Duration) -> bool {
        let steady = i64::try_from(steady.as_millis()).unwrap_or(i64::MAX);
        let base = wall.as_millis().saturating_sub(steady);
        let step = base.saturating_sub(*self.base.get_or_insert(base));
        if step.saturating_abs() < SLEW {
            return false;
        }
        self.base = Some(base);
        let fitted = self.provider.is_some_and(fits);
        // What others said last is compared with the clock as it is now.
        for offset in self.provider.iter_mut().chain(&mut self.database) {
            *offset = offset.saturating_sub(step);
        }
        let left = fitted || self.left_the_provider;
        self.left_the_provider = left && !self.provider.is_some_and(fits);
        true
    }

    /// Takes what a witness said when this clock said `ours`.
    pub fn hear(&mut self, witness: Witness, theirs: Timestamp, ours: Timestamp) {
        let offset = Some(theirs.as_millis().saturating_sub(ours.as_millis()));
        match witness {
            Witness::Provider => {
                self.provider = offset;
                self.left_the_provider &= !offset.is_some_and(fits);
            }
            Witness::Database => self.database = offset,
        }
    }

    /// How far this clock is off in milliseconds, positive where it is behind; nothing where it can be believed.
    ///
    /// It is doubted where nobody who told the time agrees with it. A database that agrees may be on this very machine,
    /// so it does not outweigh a provider that differs by more than half a day, nor one that agreed until this clock was
    /// set.
    pub fn off_by(&self) -> Option<i64> {
        match (self.provider, self.database) {
            (Some(provider), Some(database)) if fits(database) => {
                let doubted = self.left_the_provider || provider.saturating_abs() > ALONE;
                (doubted && !fits(provider)).then_some(provider)
            }
            (Some(provider), _) => (!fits(provider)).then_some(provider),
            (None, database) => database.filter(|offset| !fits(*offset)),
        }
    }

    /// Why nothing may be changed, where this clock cannot be believed.
    pub fn hold(&self) -> Option<Hold> {
        let off = self.off_by()?;
        let by = Duration::from_millis(off.unsigned_abs());
        let side = if off < 0 { "ahead of" } else { "behind" };
        let others = match (self.provider, self.database) {
            (Some(_), Some(database)) if !fits(database) => "RunCloud's and the database's",
            (Some(_), _) => "RunCloud's",
            (None, _) => "the database's",
        };
        Some(Hold {
            reason: Reason::ClockWrong,
            detail: format!("this machine's clock is {} {side} {others}", in_words(by)),
            until: None,
        })
    }
}

fn fits(offset: i64) -> bool {
    offset.saturating_abs() <= TOLERANCE
}

fn in_words(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match minutes {
        0..120 => format!("{minutes} min"),
        120..2880 => format!("{} h", minutes / 60),
        _ => format!("{} d", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60 * 1000;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    const START: i64 = 1_800_000_000_000;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(START + millis)
    }

    fn steady(millis: i64) -> Duration {
        Duration::from_millis(u64::try_from(millis).unwrap())
    }

    /// A watch that both witnesses told their time once, as far as they are known.
    fn heard(provider: Option<i64>, database: Option<i64>) -> ClockWatch {
        let mut watch = ClockWatch::default();
        assert!(!watch.tick(at(0), steady(0)));
        if let Some(offset) = provider {
            watch.hear(Witness::Provider, at(offset), at(0));
        }
        if let Some(offset) = database {
            watch.hear(Witness::Database, at(offset), at(0));
        }
        watch
    }

    #[test]
    fn a_clock_is_doubted_where_nobody_agrees_with_it() {
        for (provider, database, off) in [
            (None, None, None),
            (Some(0), Some(0), None),
            (Some(4 * MINUTE), Some(-4 * MINUTE), None),
            (Some(-DAY), None, Some(-DAY)),
            (Some(6 * MINUTE), None, Some(6 * MINUTE)),
            (None, Some(6 * MINUTE), Some(6 * MINUTE)),
            (Some(-20 * DAY), Some(-20 * DAY), Some(-20 * DAY)),
            // One of two is enough to be believed, whichever it is.
            (Some(0), Some(20 * DAY), None),
            (Some(5 * HOUR), Some(0), None),
            // A database on the same machine knows no better.
            (Some(DAY), Some(0), Some(DAY)),
        ] {
            let watch = heard(provider, database);
            assert_eq!(watch.off_by(), off, "{provider:?} {database:?}");
            assert_eq!(watch.hold().is_some(), off.is_some());
        }
    }

    #[test]
    fn a_clock_that_is_set_is_doubted_at_once_and_believed_again_when_it_is_set_back() {
        for step in [10 * MINUTE, -10 * MINUTE, 20 * DAY] {
            // The database is on another machine, on this one, or does not tell.
            for database in [None, Some(0)] {
                let mut watch = heard(Some(0), database);
                assert!(watch.tick(at(step + 8000), steady(8000)));
                if database.is_some() {
                    watch.hear(Witness::Database, at(step + 8000), at(step + 8000));
                }
                assert_eq!(watch.off_by(), Some(-step), "{database:?}");
                assert!(!watch.tick(at(step + 9000), steady(9000)));
                assert_eq!(watch.off_by(), Some(-step));
                assert!(watch.tick(at(16_000), steady(16_000)));
                watch.hear(Witness::Database, at(16_000), at(16_000));
                assert_eq!(watch.off_by(), None, "{database:?}");
            }
        }
    }

    /// A machine that slept: the steady clock stood still, and everybody else's went on with this one.
    #[test]
    fn after_a_sleep_the_next_answer_of_the_provider_ends_the_doubt() {
        let mut watch = heard(Some(0), Some(0));
        assert!(watch.tick(at(8 * HOUR), steady(1000)));
        assert!(watch.off_by().is_some());
        watch.hear(Witness::Provider, at(8 * HOUR), at(8 * HOUR));
        assert_eq!(watch.off_by(), None);
    }

    #[test]
    fn a_clock_that_is_kept_in_step_is_never_set() {
        let mut watch = heard(Some(0), Some(0));
        for second in 1..10_000 {
            // Half a second is made up in a thousand.
            let wall = second * 1000 + second % 500;
            assert!(!watch.tick(at(wall), steady(second * 1000)), "{second}");
        }
        assert_eq!(watch.off_by(), None);
    }

    #[test]
    fn a_person_reads_by_how_much_and_compared_with_whom() {
        let said = |provider, database| heard(provider, database).hold().unwrap().detail;
        assert_eq!(
            said(Some(-20 * DAY), Some(-20 * DAY)),
            "this machine's clock is 20 d ahead of RunCloud's and the database's"
        );
        assert_eq!(
            said(Some(DAY), Some(0)),
            "this machine's clock is 24 h behind RunCloud's"
        );
        assert_eq!(
            said(None, Some(7 * MINUTE)),
            "this machine's clock is 7 min behind the database's"
        );
    }
}
