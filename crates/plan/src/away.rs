//! Names that lead elsewhere for days: looked at ever more rarely, then not at all, and somebody is told.

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::backoff::{Wait, wait};
use crate::{PointsHere, Policy, Reason, Record, Seen, Standing, State, Timestamp};

/// How long a name has definitely led elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Away {
    /// Not for long, or not for certain.
    Recently,
    /// It led here before, and left a day or longer ago.
    Left,
    /// So long that nobody looks any more.
    GivenUp,
}

/// How long a name has definitely led elsewhere. What is not known is no time away.
pub(crate) fn stage(
    record: &Record,
    seen: &Seen<PointsHere>,
    policy: &Policy,
    now: Timestamp,
) -> Away {
    // A person or a change in the network asked for a look: that is made, whatever came before.
    let asked = seen.at == Timestamp::default();
    let away = now.since(seen.since);
    if !seen.value.is_no() || asked {
        Away::Recently
    } else if away >= policy.away_stop_after {
        Away::GivenUp
    } else if record.pointed_here && away >= policy.away_told_after {
        Away::Left
    } else {
        Away::Recently
    }
}

/// When DNS is asked next: by the common schedule at first, and some times a day after days of a definite no.
pub(crate) fn next_look(record: &Record, seen: &Seen<PointsHere>, policy: &Policy) -> Timestamp {
    let common = wait(Wait::Dns, seen.looks, &record.host);
    let slow = seen.value.is_no() && seen.at.since(seen.since) >= policy.away_slow_after;
    let pause = if slow {
        common.max(Duration::from_hours(6))
    } else {
        common
    };
    seen.at + pause
}

/// Tells the operator what the owner did not mend.
pub(crate) fn tell(standing: &mut Standing, stage: Away) {
    let reason = match stage {
        Away::Recently => return,
        Away::Left => Reason::MovedAway,
        Away::GivenUp => Reason::DnsGivenUp,
    };
    standing.reason = reason;
    standing.who = reason.who();
    if stage == Away::GivenUp {
        standing.state = State::Attention;
    }
}
