//! Decides when each side is read again: on every change of the network, at the provider as rarely as possible.

use std::time::Duration;

use ledger::{Fence, RequestKind};
use plan::{Panel, Reading, Spending, Timestamp};

use crate::agent::Agent;
use crate::allowance::RARELY;
use crate::event::EventKind;
use crate::failure;
use crate::memory::{self, keys};
use crate::requests::{self, Answer};
use crate::results::Done;

/// The value by which the start of the first run is known.
const STARTED: &str = "1";
/// So many open requests may hide more of them.
const A_FLOOD: usize = 1_000;
/// How soon a listing that proves nothing is repeated for the first time.
const DOUBT: Duration = Duration::from_mins(2);
/// How often the network is read although its change token stands still.
const READ_NETWORK: Duration = Duration::from_mins(5);
/// The same while hosts are missing from it, so that absence is seen often enough to count.
const READ_NETWORK_ABSENT: Duration = Duration::from_secs(15);

impl Agent {
    pub(crate) async fn read_requests(
        &mut self,
        fence: &Fence,
        now: Timestamp,
    ) -> Result<(), ledger::Error> {
        let newest = self.ledger.newest_request().await?;
        if newest == self.newest_request && !self.requests_wait {
            return Ok(());
        }
        let pending = self.ledger.pending_requests().await?;
        let count = pending.len();
        let mut waits = false;
        let (mut results, mut state) = (Vec::new(), Vec::new());
        for request in pending {
            let is_word = matches!(
                request.kind,
                RequestKind::Retry | RequestKind::Confirm | RequestKind::Apply
            );
            // Where the last listing proves nothing, a person need not wait for the next.
            self.relist |= is_word && (self.mind.is_doubtful() || self.mind.is_fenced());
            let result = match requests::take(&mut self.mind, &request, now) {
                Answer::Later => {
                    waits |= request.kind == RequestKind::Confirm;
                    continue;
                }
                Answer::Done(words) => words,
                Answer::Confirmed(hashes) => {
                    state.push((keys::IDENTITY, hashes.join("\n")));
                    "this place is confirmed".to_owned()
                }
                Answer::Started => {
                    self.mind.started = true;
                    state.push((keys::STARTED, STARTED.to_owned()));
                    "started".to_owned()
                }
            };
            results.push((request.id, result));
        }
        // What was said and what it changes become durable together: a kill in between would lose a person's yes.
        memory::save_answers(
            &self.ledger,
            fence,
            &self.mind,
            &mut self.saved,
            &results,
            &state,
            now,
        )
        .await?;
        // A flood is read in parts, one each turn.
        self.requests_wait = waits || count >= A_FLOOD && !results.is_empty();
        // A request means that something changed, also where no token shows it.
        if newest != self.newest_request {
            self.newest_request = newest;
            self.network_read_at = None;
            self.settled = false;
        }
        Ok(())
    }

    pub(crate) async fn mark_started(
        &mut self,
        fence: &Fence,
        now: Timestamp,
    ) -> Result<(), ledger::Error> {
        self.mind.started = true;
        self.ledger
            .set_state(fence, keys::STARTED, STARTED, now)
            .await
    }

    pub(crate) async fn read_network_if_due(&mut self, now: Timestamp) {
        let token = self.eyes.source.change_token().await;
        let absent = self
            .mind
            .records
            .values()
            .any(|record| record.absence.is_some() && record.object.is_some());
        let rhythm = if absent {
            READ_NETWORK_ABSENT
        } else {
            READ_NETWORK
        };
        let due = self
            .network_read_at
            .is_none_or(|at| at > now || now.since(at) >= rhythm);
        match token {
            Ok(token) if !due && self.token.as_ref() == Some(&token) => {}
            Ok(token) => self.read_network(Some(token), now).await,
            Err(error) => self.source_failed(&error.to_string(), now),
        }
    }

    /// `token` was taken before: a change in between is seen at the next turn.
    pub(crate) async fn read_network(&mut self, token: Option<String>, now: Timestamp) {
        match self.eyes.source.read(now).await {
            Ok(reading) => {
                self.mind.take_network(reading);
                self.mind.source_error = None;
                self.network_read_at = Some(now);
                self.settled = false;
                let changed = token.is_some() && self.token != token;
                self.token = token.or(self.token.take());
                if changed {
                    let wanted = self.mind.wanted.units.len();
                    let rejected = self.mind.wanted.rejected.len();
                    self.events
                        .tell(now, None, EventKind::NetworkRead { wanted, rejected });
                }
            }
            Err(error) => self.source_failed(&error.to_string(), now),
        }
    }

    pub(crate) fn source_failed(&mut self, message: &str, now: Timestamp) {
        if self.mind.source_error.as_deref() != Some(message) {
            let kind = EventKind::Trouble {
                side: "network",
                message: message.to_owned(),
            };
            self.events.tell(now, None, kind);
            self.mind.source_error = Some(message.to_owned());
            self.settled = false;
        }
    }

    /// Lists the panel where it is time, or knocks after trouble.
    pub(crate) fn look_at_provider(&mut self, now: Timestamp) {
        let Some(main) = self
            .mind
            .network
            .as_ref()
            .map(|network| network.value().main_domain.clone())
        else {
            return;
        };
        if self.reading_panel || self.mind.paused(now) || !self.mind.may_ask(now) {
            return;
        }
        // Calls whose fate is unknown are settled by one listing for all of them, once none is under way. One of the
        // same moment proves nothing, and one that settled nothing is repeated ever more rarely.
        if !self.plan.read_panel {
            self.settlings = 0;
        }
        let pause = failure::pause_between_listings(self.settlings);
        // A listing of a moment that has yet to come was taken before the clock was set back.
        let age = |panel: &Reading<Panel>| match panel.taken_at() {
            taken_at if taken_at > now => Duration::MAX,
            taken_at => now.since(taken_at),
        };
        let settle =
            |panel: &Reading<Panel>| self.plan.read_panel && self.calls == 0 && age(panel) > pause;
        let interval = listing_interval(self.mind.panel_pages, self.mind.spending(now));
        // A listing that proves nothing is repeated within minutes, ever more rarely, and at once on a person's word.
        let doubtful = self.mind.is_doubtful();
        let interval = if doubtful {
            interval.min(pause_in_doubt(self.doubts))
        } else {
            interval
        };
        let asked = self.relist && self.calls == 0;
        let due = self
            .mind
            .panel
            .as_ref()
            .is_none_or(|panel| settle(panel) || asked || age(panel) >= interval);
        if due {
            self.settlings = self
                .settlings
                .saturating_add(u32::from(self.plan.read_panel));
            self.reading_panel = true;
            self.relist = false;
            self.doubts = if doubtful {
                self.doubts.saturating_add(1)
            } else {
                0
            };
            let (eyes, mut premises) = (self.eyes.clone(), self.premises.clone());
            let known = self.mind.attached_ids();
            self.tasks.spawn(async move {
                let view = eyes.panel(&main, &mut premises, &known, now).await;
                Done::Panel(view, premises)
            });
        } else if self.mind.trouble.is_some() {
            self.reading_panel = true;
            let provider = self.eyes.provider.clone();
            self.tasks
                .spawn(async move { Done::Ping(provider.ping().await) });
        }
    }
}

/// How soon a listing that proves nothing is repeated after so many of them in a row.
pub(crate) fn pause_in_doubt(doubts: u32) -> Duration {
    let pause = DOUBT.saturating_mul(1 << doubts.min(8));
    pause.min(Duration::from_hours(1))
}

/// So rarely that the pages of a month, also of one of 31 days, leave a tenth of 15,000 calls for everything else.
const PAUSE_FOR_A_PAGE: Duration = Duration::from_secs(200);

/// The longer a listing, the rarer. Once calls are short they are kept for what domains need.
fn listing_interval(pages: u32, spending: Spending) -> Duration {
    let least = match spending {
        Spending::Freely => Duration::from_hours(1),
        Spending::Sparingly => RARELY,
        // Only a person's word leads to a listing then, and that is for what it has to settle.
        Spending::OnRequest => Duration::MAX,
    };
    PAUSE_FOR_A_PAGE.saturating_mul(pages.max(1)).max(least)
}
