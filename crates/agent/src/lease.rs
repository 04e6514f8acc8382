//! One agent acts at a time: takes the lease, loses it, and learns what its predecessor left open.

use std::time::Duration;

use ledger::{Fence, LeaseOutcome, Tenure};
use plan::{Reason, Timestamp};

use crate::about;
use crate::agent::Agent;
use crate::chronicle::Chronicle;
use crate::event::EventKind;
use crate::memory;
use crate::saved::Saved;

/// How long the lease lasts without being renewed.
///
/// Also after a kill on the same machine, where the end of the predecessor could be proved at once: its last calls may be
/// under way at the provider for a while, and a look that came before their effect would lead to a second call.
const LEASE: Duration = Duration::from_secs(15);

/// The lease while it is held.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    pub(crate) fence: Fence,
    /// When it runs out, by the clock that judges it.
    until: Timestamp,
    /// When it was renewed last, by the steady clock.
    renewed: Duration,
}

impl Agent {
    pub(crate) async fn keep_lease(
        &mut self,
        now: Timestamp,
    ) -> Result<Option<Fence>, ledger::Error> {
        let steady = self.clock.steady();
        if let Some(lease) = &mut self.lease {
            if steady.saturating_sub(lease.renewed) < LEASE / 3 {
                return Ok(Some(lease.fence.clone()));
            }
            let tenure = self.ledger.renew(&lease.fence, LEASE, lease.until, now);
            match tenure.await? {
                Tenure::Lost => self.lose_lease(now).await,
                tenure @ (Tenure::Kept(until) | Tenure::KeptInThePast(until)) => {
                    (lease.until, lease.renewed) = (until, steady);
                    let fence = lease.fence.clone();
                    if tenure == Tenure::KeptInThePast(until) {
                        // What is known here is newer than what stands there.
                        self.saved.doubt();
                        self.settled = false;
                    }
                    return Ok(Some(fence));
                }
            }
        }
        let outcome = self.ledger.acquire_lease(&self.holder, LEASE, now).await?;
        let outcome = match outcome {
            LeaseOutcome::HeldBy { holder, .. }
                if self.is_confirmed_and_holder_is_not(now).await? =>
            {
                self.ledger
                    .take_over(&self.holder, &holder, LEASE, now)
                    .await?
            }
            outcome => outcome,
        };
        match outcome {
            LeaseOutcome::Held { fence, until } => {
                // The tenure counts from here on only once everything is recalled: an agent that knows a part of
                // what it did before must not plan.
                self.begin(&fence, now).await?;
                self.lease = Some(Lease {
                    fence: fence.clone(),
                    until,
                    renewed: steady,
                });
                self.standby = None;
                self.events.tell(
                    now,
                    None,
                    EventKind::Lease {
                        held: true,
                        holder: None,
                    },
                );
                Ok(Some(fence))
            }
            LeaseOutcome::HeldBy { holder, .. } => {
                if self.standby.as_deref() != Some(&holder) {
                    let kind = EventKind::Lease {
                        held: false,
                        holder: Some(holder.clone()),
                    };
                    self.events.tell(now, None, kind);
                    self.standby = Some(holder);
                }
                Ok(None)
            }
        }
    }

    /// Whether the holder is held because it may be a copy, and this is the confirmed place: then it may wait for the lease.
    ///
    /// An agent that was held for that reason itself takes nothing from anybody.
    async fn is_confirmed_and_holder_is_not(
        &mut self,
        now: Timestamp,
    ) -> Result<bool, ledger::Error> {
        let steady = self.clock.steady();
        let lately = |asked: Duration| steady.saturating_sub(asked) < LEASE / 3;
        if self.mind.is_fenced() || self.rival_asked.is_some_and(lately) {
            return Ok(false);
        }
        self.rival_asked = Some(steady);
        let hold = about::about(&self.ledger)
            .await?
            .and_then(|about| about.hold);
        if hold.is_none_or(|hold| hold.reason != Reason::Fenced) {
            return Ok(false);
        }
        let Ok(network) = self.eyes.source.read(now).await else {
            return Ok(false);
        };
        let identity = self.mind.identity(&network.value().main_domain);
        let confirmed = about::confirmed(&self.ledger).await?;
        Ok(confirmed.contains(&identity.hash()))
    }

    /// Another agent acts now: whatever is known here may be outdated at any moment.
    pub(crate) async fn lose_lease(&mut self, now: Timestamp) {
        self.lease = None;
        self.closings.clear();
        self.chronicle = Chronicle::default();
        self.tasks.shutdown().await;
        self.steps.shutdown().await;
        self.calls = 0;
        self.looking.clear();
        self.knocks.drop_task();
        self.reading_panel = false;
        let mind = &mut self.mind;
        mind.busy.clear();
        mind.shared_busy = false;
        mind.planned = false;
        (mind.network, mind.panel) = (None, None);
        self.token = None;
        self.events.tell(
            now,
            None,
            EventKind::Lease {
                held: false,
                holder: None,
            },
        );
    }

    /// The lease is ours: recall everything, and learn from what was left open.
    pub(crate) async fn begin(
        &mut self,
        fence: &Fence,
        now: Timestamp,
    ) -> Result<(), ledger::Error> {
        let started = self.mind.started;
        memory::recall(&self.ledger, &mut self.mind, now).await?;
        self.mind.started |= started;
        self.saved = Saved::default();
        self.saved.calls = self.mind.calls;
        self.saved.take(self.mind.records.values(), now);
        self.newest_request = -1;
        self.settled = false;
        let open = self.ledger.open_intents().await?;
        for intent in &open {
            memory::recover(&mut self.mind, intent);
        }
        self.read_network_if_due(now).await;
        // What was learned is saved before the intents are closed: a kill in between only repeats the learning.
        memory::save_learned(&self.ledger, fence, &self.mind, &mut self.saved, now).await?;
        for intent in open {
            let outcome = "left open by an agent that stopped; its effect is looked up";
            self.ledger
                .close_intent(fence, intent.id, outcome, serde_json::Value::Null, &[], now)
                .await?;
        }
        Ok(())
    }
}
