//! A server that gives no answer is no sign of a missing certificate: it may be restarting, or a firewall in between.

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::draft::Draft;
use crate::standing::standing;
use crate::{DomainName, Handshake, Reason, Record, Seen, Standing, State, Who};

/// The pause between handshakes with a name that gave no answer.
const AGAIN: Duration = Duration::from_secs(150);
/// How much older than the name's last look one at the main domain may be to be compared with it.
const TOGETHER: Duration = Duration::from_mins(1);

/// Where a name stands that was secured before and gives no answer now; nothing once that can only mean that its
/// certificate is gone: it lasts, and the network's own host does answer.
pub(crate) fn no_answer(
    draft: &mut Draft<'_>,
    record: &Record,
    twin: Option<&DomainName>,
) -> Option<Standing> {
    let (policy, now) = (draft.situation.policy, draft.now());
    let seen = record.tls.as_ref();
    // A server that is being set up anew may say for a moment that it has no certificate: that has to last as well.
    let seen = seen.filter(|seen| is_silent(seen) || seen.value == Handshake::NoCertificate)?;
    record.secured_at?;
    let lasts =
        seen.looks >= policy.no_answer_looks && now.since(seen.since) >= policy.no_answer_patience;
    let mut main_is_silent = false;
    if lasts {
        // It says so itself, so nothing has to be compared.
        if !is_silent(seen) {
            return None;
        }
        let main = draft.main_record().map(|main| main.tls.as_ref());
        let compared = main.map(|tls| tls.filter(|tls| tls.at + TOGETHER >= seen.at));
        match compared {
            // Without a main domain there is nothing to compare with.
            None => return None,
            Some(Some(tls)) if !is_silent(tls) => return None,
            Some(tls) => {
                main_is_silent = tls.is_some();
                draft.watch_main |= tls.is_none();
            }
        }
    }
    let next = draft.look(record, twin.cloned(), None, Some(seen.at + AGAIN));
    let mut result = standing(State::Attached, Reason::NoAnswer, next);
    if main_is_silent {
        result.state = State::Attention;
        result.who = Who::Operator;
    } else if lasts && record.standing.reason == Reason::NoAnswer {
        // Until the main domain is looked at again, it is as it was.
        result.state = record.standing.state;
        result.who = record.standing.who;
    } else if matches!(record.standing.state, State::Secured | State::Serving) {
        // A moment without an answer takes nothing back yet.
        result.state = State::Secured;
    }
    Some(result)
}

fn is_silent(seen: &Seen<Handshake>) -> bool {
    matches!(seen.value, Handshake::Failed(_))
}
