//! The loop around the turns.

use std::future::Future;
use std::time::Duration;

use crate::agent::{Agent, TICK, Turn};
use crate::event::EventKind;

/// The longest pause after the database failed.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

impl Agent {
    /// Takes turns until `stop` is ready, then ends in good order.
    ///
    /// # Errors
    /// When the database fails at the very end. A database that fails in between is waited for.
    pub async fn run(mut self, stop: impl Future<Output = ()>) -> Result<(), ledger::Error> {
        let mut stop = std::pin::pin!(stop);
        let mut failures: u32 = 0;
        loop {
            let pause = match self.turn().await {
                Ok(Turn::Acting | Turn::StandingBy) => {
                    failures = 0;
                    TICK
                }
                Err(error) => {
                    failures = failures.saturating_add(1);
                    if failures == 1 {
                        self.tell_trouble("ledger", error.to_string());
                    }
                    (TICK * failures.min(60)).min(LONGEST_PAUSE)
                }
            };
            if !self.wait(pause, &mut stop).await {
                return self.stop().await;
            }
        }
    }

    /// Waits for the pause, for a result, or for the end; false means the end.
    async fn wait(
        &mut self,
        pause: Duration,
        stop: &mut (impl Future<Output = ()> + Unpin),
    ) -> bool {
        let clock = self.clock();
        let sleep = clock.sleep(pause);
        tokio::select! {
            biased;
            () = stop => false,
            Some(()) = self.next_result() => {
                self.take_ready_results();
                true
            }
            () = sleep => true,
        }
    }

    /// Takes turns until nothing is under way and nothing is due at this moment; for tests and one-shot commands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle(&mut self) -> Result<Turn, ledger::Error> {
        loop {
            let turn = self.turn().await?;
            if turn == Turn::StandingBy {
                return Ok(turn);
            }
            if self.next_result().await.is_none() && self.is_settled() {
                return Ok(turn);
            }
            self.take_ready_results();
        }
    }

    fn tell_trouble(&mut self, side: &'static str, message: String) {
        self.tell_event(EventKind::Trouble { side, message });
    }
}
