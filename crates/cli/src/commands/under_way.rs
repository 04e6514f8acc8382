//! What is still under way when nothing is due at the moment.

use std::time::Duration;

use plan::{Reason, Standing, State, Timestamp};

/// How long a command waits for certificates that were ordered and calls that are tried again.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// Whether waiting until `deadline` may still bring this host further without anybody else doing something.
pub(crate) fn is_under_way(standing: &Standing, deadline: Timestamp) -> bool {
    let moves = matches!(
        standing.state,
        State::Attaching | State::Ordering | State::Removing
    ) || matches!(
        standing.reason,
        Reason::New | Reason::Queued | Reason::FateUnknown | Reason::SharedOrderPending
    );
    // What waits for evidence takes its time, and rightly so.
    let patient = matches!(standing.reason, Reason::AbsenceWatched | Reason::BrakeOn);
    moves && !patient && standing.next_look.is_none_or(|look| look <= deadline)
}

#[cfg(test)]
mod tests {
    use plan::Who;

    use super::*;

    fn standing(state: State, reason: Reason, next_look: i64) -> Standing {
        Standing {
            state,
            reason,
            detail: String::new(),
            who: Who::Nobody,
            next_look: Some(Timestamp::from_millis(next_look)),
        }
    }

    #[test]
    fn an_ordered_certificate_is_waited_for_and_missing_dns_is_not() {
        let deadline = Timestamp::from_millis(1000);
        let ordering = standing(State::Ordering, Reason::CertificateOrdered, 500);
        assert!(is_under_way(&ordering, deadline));
        let waiting = standing(State::WaitingDns, Reason::DnsMissing, 500);
        assert!(!is_under_way(&waiting, deadline));
        let tomorrow = standing(State::Attaching, Reason::ProviderRejected, 5000);
        assert!(!is_under_way(&tomorrow, deadline));
    }
}
