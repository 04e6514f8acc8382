//! What keeps an agent from acting although it could: a clock that cannot be believed, or a place that is not confirmed.

use std::time::Duration;

use ledger::Fence;
use plan::{Hold, Reason, Timestamp, Witness};

use crate::agent::Agent;
use crate::readings::pause_in_doubt;

/// How often the database is asked for the time.
const ASK_DATABASE: Duration = Duration::from_mins(1);

/// An agent without the lease, as its place is not the confirmed one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aside {
    /// By the steady clock.
    since: Duration,
    newest_request: i64,
}

impl Agent {
    /// Compares the clock with others. Where it was set, what looks found out meanwhile cannot be believed.
    pub(crate) async fn watch_clock(&mut self, now: Timestamp) {
        let steady = self.clock.steady();
        self.clock_was_set |= self.mind.clock.tick(now, steady);
        let due = self
            .database_asked
            .is_none_or(|asked| steady.saturating_sub(asked) >= ASK_DATABASE);
        // What the database cannot tell now is told by whatever is done next.
        if (self.clock_was_set || due)
            && let Ok(told) = self.ledger.clock().await
        {
            self.database_asked = Some(steady);
            if let Some(theirs) = told {
                let ours = self.clock.now();
                self.mind.clock.hear(Witness::Database, theirs, ours);
            }
        }
        self.hear_provider();
        if std::mem::take(&mut self.clock_was_set) {
            self.tasks.abort_all();
            self.looking.clear();
            self.knocks.drop_task();
            self.reading_panel = false;
            self.settled = false;
            // Whether it is right now, the provider tells.
            self.relist |= self.mind.clock.off_by().is_some();
        }
    }

    pub(crate) fn hear_provider(&mut self) {
        if let Some(told) = self.eyes.provider.take_told() {
            self.mind.hear_provider(told);
        }
    }

    /// Changes nothing while the clock cannot be believed, and says so.
    pub(crate) async fn stand_still(
        &mut self,
        fence: &Fence,
        hold: Hold,
        now: Timestamp,
    ) -> Result<(), ledger::Error> {
        self.write_closings(fence, now).await?;
        self.read_network_if_due(now).await;
        self.look_at_provider(now);
        let mut plan = std::mem::take(&mut self.plan);
        plan.hold = Some(hold);
        plan.steps.clear();
        plan.looks.clear();
        self.tell(&plan, now);
        self.plan = plan;
        self.settled = true;
        self.save(fence, now).await
    }

    /// Gives the lease back where this place is not the confirmed one: the agent that it belongs to may wait for it.
    pub(crate) async fn step_aside(&mut self, fence: &Fence) -> Result<bool, ledger::Error> {
        if !self.mind.is_fenced() || !self.is_settled() {
            return Ok(false);
        }
        self.ledger.release(fence).await?;
        self.lease = None;
        self.aside = Some(Aside {
            since: self.clock.steady(),
            newest_request: self.newest_request,
        });
        Ok(true)
    }

    /// Whether this agent still stands aside: until a person asks for something, and for as long as a listing that
    /// proves nothing is not repeated.
    pub(crate) async fn stands_aside(&mut self) -> Result<bool, ledger::Error> {
        let Some(aside) = self.aside else {
            return Ok(false);
        };
        let pause = pause_in_doubt(self.doubts);
        let rests = self.clock.steady().saturating_sub(aside.since) < pause;
        if rests && self.ledger.newest_request().await? == aside.newest_request {
            return Ok(true);
        }
        self.aside = None;
        self.relist = true;
        Ok(false)
    }

    /// Whether the last plan was held because of the clock.
    pub(crate) fn stood_still(&self) -> bool {
        let hold = self.mind.current_hold.as_ref();
        hold.is_some_and(|hold| hold.reason == Reason::ClockWrong)
    }
}
