//! The calls of a month: counted, written down now and then, and kept for what needs them when they get short.

use std::time::Duration;

use ledger::{Fence, Ledger};
use plan::{
    CallCount, DomainName, Hold, Plan, Reason, Spending, Timestamp, month_ends, spent_words,
};

use crate::agent::Agent;
use crate::memory::keys;
use crate::mind::Mind;

/// How long what a person asked for may go on although the calls are spent.
const ASKED: Duration = Duration::from_hours(1);
/// So many calls may be forgotten when the agent is killed.
const WRITE_EVERY: u64 = 10;
/// How often domains are listed when calls are short.
pub(crate) const RARELY: Duration = Duration::from_hours(24);

/// How many calls of this month were made, as the agent wrote down last.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn calls(ledger: &Ledger) -> Result<CallCount, ledger::Error> {
    let text = ledger.state(keys::CALLS).await?;
    let count = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(count.unwrap_or_default())
}

impl Agent {
    /// Counts the calls since the last time, where they are limited.
    pub(crate) fn count_calls(&mut self, now: Timestamp) {
        if self.mind.policy.calls_per_month.is_some() {
            let sent = self.eyes.provider.calls();
            let new = sent.saturating_sub(self.counted);
            self.mind.calls.add(new, now);
            self.counted = sent;
        }
    }

    /// Writes the count down where it went on by enough; at the `end` in any case.
    pub(crate) async fn save_calls(
        &mut self,
        fence: &Fence,
        end: bool,
        now: Timestamp,
    ) -> Result<(), ledger::Error> {
        self.count_calls(now);
        let every = if end { 1 } else { WRITE_EVERY };
        let count = self.mind.calls;
        if count.is_ahead_of(&self.saved.calls, every) {
            let text = serde_json::to_string(&count).unwrap_or_default();
            self.ledger
                .set_state(fence, keys::CALLS, &text, now)
                .await?;
            self.saved.calls = count;
        }
        Ok(())
    }

    /// A person stands beside and asked for everything that is due.
    pub fn a_person_asks(&mut self) {
        self.mind.asked_for(None, self.clock.now());
        self.settled = false;
    }
}

impl Mind {
    /// What calls may be made for.
    pub(crate) fn spending(&self, now: Timestamp) -> Spending {
        plan::spending(self.calls.used(now), self.policy.calls_per_month)
    }

    /// A person asked for one host, or for everything.
    pub(crate) fn asked_for(&mut self, host: Option<DomainName>, now: Timestamp) {
        self.asked.retain(|(at, _)| now.since(*at) < ASKED);
        self.asked.push((now, host));
    }

    fn is_asked(&self, host: &DomainName, now: Timestamp) -> bool {
        let mut recent = self.asked.iter().filter(|(at, _)| now.since(*at) < ASKED);
        recent.any(|(_, asked)| {
            asked
                .as_ref()
                .is_none_or(|asked| asked.bare() == host.bare())
        })
    }

    /// Whether a call may be made that is for no single domain.
    pub(crate) fn may_ask(&self, now: Timestamp) -> bool {
        self.spending(now) != Spending::OnRequest
            || self.asked.iter().any(|(at, _)| now.since(*at) < ASKED)
    }

    /// Why nothing can be planned where the panel was never read and no call is left to read it.
    pub(crate) fn spent(&self, now: Timestamp) -> Option<Hold> {
        let limit = self.policy.calls_per_month.filter(|_| !self.may_ask(now))?;
        Some(Hold {
            reason: Reason::CallBudget,
            detail: spent_words(limit, now),
            until: Some(month_ends(now)),
        })
    }

    /// Takes out of a plan what the calls of this month do not allow.
    pub(crate) fn withhold(&self, plan: &mut Plan, now: Timestamp) {
        if let Some(limit) = self.policy.calls_per_month
            && self.spending(now) == Spending::OnRequest
        {
            plan.withhold(limit, |host| self.is_asked(host, now), now);
        }
    }
}
