//! What keeps an agent from acting although it could: a clock that cannot be believed.

use std::time::Duration;

use ledger::Fence;
use plan::{Hold, Reason, Timestamp, Witness};
use tokio::task::JoinSet;

use crate::agent::Agent;

/// How often the database is asked for the time.
const ASK_DATABASE: Duration = Duration::from_mins(1);

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
        if let Some(reading) = self.eyes.provider.take_clock_reading() {
            self.mind.hear_provider(reading);
        }
        if std::mem::take(&mut self.clock_was_set) {
            // What has ended already was seen by that clock, too.
            self.tasks = JoinSet::new();
            self.looking.clear();
            self.knocks.drop_task();
            self.reading_panel = false;
            self.settled = false;
            // Whether it is right now, the provider tells.
            self.relist |= self.mind.clock.off_by().is_some();
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

    /// Whether the last plan was held because of the clock.
    pub(crate) fn stood_still(&self) -> bool {
        let hold = self.mind.current_hold.as_ref();
        hold.is_some_and(|hold| hold.reason == Reason::ClockWrong)
    }
}
