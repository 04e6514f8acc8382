//! Takes what tasks beside the loop found out, and writes down how steps ended.

use ledger::{Fence, IntentId};
use plan::{DomainName, Outcome, Sight, Step, Timestamp};
use probe::Knock;
use runcloud::{Class, Generation};
use serde_json::json;
use tokio::task::{JoinError, JoinSet};

use crate::agent::Agent;
use crate::chronicle::Glimpse;
use crate::event::EventKind;
use crate::eyes::{PanelView, Premises};
use crate::failure::{self, Meaning};
use crate::hands::End;
use crate::memory;

/// What a task beside the loop found out.
pub(crate) enum Done {
    Panel(Result<PanelView, runcloud::Error>, Option<Premises>),
    Ping(Result<(), runcloud::Error>),
    Look(DomainName, Sight),
    Step(Step, IntentId, Result<End, runcloud::Error>),
    Knock(Result<Knock, String>),
}

/// An intent whose outcome is known and not written down yet.
pub(crate) struct Closing {
    pub(crate) id: IntentId,
    pub(crate) host: Option<DomainName>,
    pub(crate) outcome: String,
    /// Whether it did what it was to do.
    pub(crate) ok: bool,
    /// Whether an order may have reached the certificate authority.
    pub(crate) placed: bool,
}

impl Agent {
    /// Waits for one task to end and takes its result; nothing where none is under way.
    pub async fn next_result(&mut self) -> Option<()> {
        let done = tokio::select! {
            biased;
            Some(done) = self.steps.join_next() => done,
            Some(done) = self.tasks.join_next() => done,
            else => return None,
        };
        self.take_joined(done);
        Some(())
    }

    fn take_joined(&mut self, done: Result<Done, JoinError>) {
        match done {
            Ok(done) => self.take(done),
            // A task that panicked is a bug in this program; what it was about is looked up like after a kill.
            Err(error) => {
                let message = format!("a task failed: {error}");
                self.tell_event(EventKind::Trouble {
                    side: "agent",
                    message,
                });
                self.recover_from_panic();
            }
        }
    }

    /// Takes the results that are there already.
    pub fn take_ready_results(&mut self) {
        while let Some(done) = self
            .steps
            .try_join_next()
            .or_else(|| self.tasks.try_join_next())
        {
            self.take_joined(done);
        }
    }

    /// Everything under way is dropped: the open intents are looked up like those of a killed process.
    pub(crate) fn recover_from_panic(&mut self) {
        self.tasks = JoinSet::new();
        self.steps = JoinSet::new();
        self.lease = None;
        self.calls = 0;
        self.reading_panel = false;
        self.looking.clear();
        self.knocks.drop_task();
        self.mind.busy.clear();
        self.mind.shared_busy = false;
        self.mind.panel = None;
    }

    pub(crate) fn take(&mut self, done: Done) {
        let now = self.clock.now();
        // What was seen since the clock was set is dropped with the next turn.
        self.clock_was_set |= self.mind.clock.tick(now, self.clock.steady());
        match done {
            // Whatever the plugin made of it comes back as a change of the network.
            Done::Knock(answer) => return self.knocks.answered(&answer, now),
            Done::Panel(result, premises) => {
                self.reading_panel = false;
                self.premises = premises;
                match result {
                    Ok(view) => {
                        let domains = view.panel.value().domains.len();
                        let partial = view.panel.partial_because().map(str::to_owned);
                        self.events
                            .tell(now, None, EventKind::PanelRead { domains, partial });
                        self.mind.take_panel(view);
                    }
                    Err(error) => self.reading_failed(&error, now),
                }
            }
            Done::Ping(result) => {
                self.reading_panel = false;
                match result {
                    Ok(()) => self.mind.calm(),
                    // Somebody answers, though not to this: the next real call tells more.
                    Err(error)
                        if matches!(error.class, Class::NotFound | Class::MethodNotAllowed) =>
                    {
                        self.mind.calm();
                    }
                    Err(error) => self.reading_failed(&error, now),
                }
            }
            Done::Look(host, _) if self.clock_was_set => drop(self.looking.remove(&host)),
            Done::Look(host, sight) => {
                self.looking.remove(&host);
                let before = Glimpse::of(self.mind.records.get(&host));
                self.mind.observe(&host, sight, now);
                if let Some(record) = self.mind.records.get(&host) {
                    self.chronicle.seen(&before, record, now);
                }
            }
            Done::Step(step, id, result) => self.take_step(&step, id, result, now),
        }
        self.settled = false;
    }

    fn reading_failed(&mut self, error: &runcloud::Error, now: Timestamp) {
        let trouble = match self.eyes.provider.generation() {
            Generation::V2 => failure::of_reading_v2(error),
            Generation::V3 => failure::of_reading(error),
        };
        self.mind.trouble(trouble, now);
    }

    pub(crate) fn take_step(
        &mut self,
        step: &Step,
        id: IntentId,
        result: Result<End, runcloud::Error>,
        now: Timestamp,
    ) {
        self.calls -= 1;
        match step.host() {
            Some(host) => drop(self.mind.busy.remove(host)),
            None => self.mind.shared_busy = false,
        }
        let mut placed = true;
        let (ok, words) = match result {
            Ok(End { outcome, renewal }) => {
                self.mind.calmed = None;
                self.mind.settle(step, &outcome, now);
                self.mind.learn_renewal(step, renewal);
                (
                    !matches!(outcome, Outcome::Accepted | Outcome::Changed(_)),
                    in_words(&outcome).to_owned(),
                )
            }
            Err(error) => {
                let words = error.to_string();
                placed = failure::was_placed(&error);
                if !placed && let Step::Order { names, .. } | Step::OrderShared { names, .. } = step
                {
                    self.mind.orders.withdraw(names);
                }
                match failure::of_change(&error) {
                    Meaning::Own(failure) => self.mind.settle(step, &Outcome::Failed(failure), now),
                    Meaning::Common(trouble, Some(failure)) if self.mind.keeps_coming(&trouble) => {
                        self.mind.settle(step, &Outcome::Failed(failure), now);
                    }
                    Meaning::Common(trouble, failure) => {
                        self.mind.trouble(trouble, now);
                        if let Some(failure) = failure {
                            self.mind.settle(step, &Outcome::Failed(failure), now);
                        }
                    }
                }
                (false, words)
            }
        };
        let kind = EventKind::End {
            step: step.word(),
            outcome: words.clone(),
            ok,
        };
        self.events.tell(now, step.host(), kind);
        self.closings.push(Closing {
            id,
            host: step.host().cloned(),
            outcome: words,
            ok,
            placed,
        });
    }

    /// Writes down how steps ended. What cannot be written now is kept and written later.
    pub(crate) async fn write_closings(
        &mut self,
        fence: &Fence,
        now: Timestamp,
    ) -> Result<(), ledger::Error> {
        while let Some(closing) = self.closings.first() {
            let record = closing
                .host
                .as_ref()
                .and_then(|host| self.mind.records.get(host));
            let rows: Vec<_> = record
                .map(|record| (record.clone(), memory::texts(record, &self.mind, now)))
                .into_iter()
                .collect();
            if closing.host.is_none() {
                // The shared certificate is no record: it is saved before its intent is closed.
                memory::save_learned(&self.ledger, fence, &self.mind, &mut self.saved, now).await?;
            }
            let outcome = closing.outcome.clone();
            let detail = json!({ "ok": closing.ok, "placed": closing.placed });
            match self
                .ledger
                .close_intent(fence, closing.id, &outcome, detail, &rows, now)
                .await
            {
                Ok(()) => self.saved.take(rows.iter().map(|(record, _)| record), now),
                // It was closed by a try whose answer was lost. These rows were not written with it.
                Err(ledger::Error::NoSuchIntent(_)) => {}
                Err(error) => return Err(error),
            }
            self.closings.remove(0);
        }
        Ok(())
    }
}

fn in_words(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Attached(_) => "attached",
        Outcome::Accepted => "accepted without showing the effect; it is looked up",
        Outcome::Switched => "switched",
        Outcome::Certificate(Some(_)) => "there is a certificate",
        Outcome::Certificate(None) => "there is no certificate",
        Outcome::Ordered(_) => "ordered",
        Outcome::Detached => "detached",
        Outcome::Changed(_) => "not as planned for, left alone",
        Outcome::Failed(_) => "failed",
    }
}
