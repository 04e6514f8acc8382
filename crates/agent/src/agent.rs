//! One turn of the loop: look, plan, begin what is due. Everything that waits for the outside runs beside it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use ledger::{Effects, Fence, Ledger};
use plan::{DomainName, Hold, Plan, Reason, Timestamp};
use probe::Knocker;
use tokio::task::JoinSet;

use crate::chronicle::Chronicle;
use crate::clock::Clock;
use crate::event::{EventKind, Events};
use crate::eyes::{Eyes, Premises};
use crate::hands::Hands;
use crate::knock::Knocks;
use crate::lease::Lease;
use crate::memory::{self, keys};
use crate::mind::Mind;
use crate::requests;
use crate::results::{Closing, Done};
use crate::saved::Saved;

/// How long until the next turn where nothing else happens.
pub(crate) const TICK: Duration = Duration::from_millis(500);

/// How long what was done and asked stays in the ledger; the budgets look back a week.
const KEEP_HISTORY: Duration = Duration::from_hours(90 * 24);
/// A little longer than the authority's longest window.
const KEEP_ORDERS: Duration = Duration::from_hours(8 * 24);
/// How often what is older is dropped.
const PRUNE_EVERY: Duration = Duration::from_hours(24);
const PRUNE_AGAIN: Duration = Duration::from_hours(1);

/// Everything an agent is made of.
pub struct Parts {
    /// What it can look at.
    pub eyes: Eyes,
    /// What it can change.
    pub hands: Hands,
    /// Tells the WordPress plugin that there is news; none where it would not know who knocks.
    pub knocker: Option<Arc<dyn Knocker>>,
    /// What it remembers.
    pub ledger: Ledger,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
    /// What it knows to begin with.
    pub mind: Mind,
    /// The name under which it holds the lease; no two agents share one.
    pub holder: String,
    /// Who is told what happens.
    pub events: Events,
}

/// An agent.
pub struct Agent {
    pub(crate) eyes: Eyes,
    pub(crate) hands: Hands,
    pub(crate) knocker: Option<Arc<dyn Knocker>>,
    pub(crate) ledger: Ledger,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) mind: Mind,
    pub(crate) holder: String,
    pub(crate) events: Events,
    pub(crate) lease: Option<Lease>,
    /// When it was looked up whether the holder of the lease only looks, by the steady clock.
    pub(crate) rival_asked: Option<Duration>,
    pub(crate) standby: Option<String>,
    pub(crate) saved: Saved,
    pub(crate) chronicle: Chronicle,
    pub(crate) token: Option<String>,
    pub(crate) newest_request: i64,
    /// Requests are open although none is new: a confirmation waits for the first plan, or a flood is read in parts.
    pub(crate) requests_wait: bool,
    pub(crate) network_read_at: Option<Timestamp>,
    prune_at: Option<Timestamp>,
    pub(crate) premises: Option<Premises>,
    pub(crate) reading_panel: bool,
    /// Listings in a row that left open what they were to settle.
    pub(crate) settlings: u32,
    pub(crate) looking: BTreeSet<DomainName>,
    /// The clock was set, and what follows from that was not done yet.
    pub(crate) clock_was_set: bool,
    /// By the steady clock.
    pub(crate) database_asked: Option<Duration>,
    /// What looks and reads; it may be dropped at any moment.
    pub(crate) tasks: JoinSet<Done>,
    /// What changes something outside; it is waited for.
    pub(crate) steps: JoinSet<Done>,
    pub(crate) calls: usize,
    pub(crate) closings: Vec<Closing>,
    pub(crate) knocks: Knocks,
    /// How many calls of this process are counted already.
    pub(crate) counted: u64,
    /// Nothing has changed since the last plan.
    pub(crate) settled: bool,
    pub(crate) plan: Plan,
    /// A person started the first run; that is written down with the first turn that has the lease.
    start_asked: bool,
    /// A person's word asks for a listing now.
    pub(crate) relist: bool,
    /// Listings in a row that proved nothing.
    pub(crate) doubts: u32,
}

/// What one turn came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// This agent has the lease and did what was due.
    Acting,
    /// Another agent has it.
    StandingBy,
}

impl Agent {
    /// Puts an agent together. It has done nothing yet.
    pub fn new(parts: Parts) -> Self {
        Self {
            eyes: parts.eyes,
            hands: parts.hands,
            knocker: parts.knocker,
            ledger: parts.ledger,
            clock: parts.clock,
            mind: parts.mind,
            holder: parts.holder,
            events: parts.events,
            lease: None,
            rival_asked: None,
            clock_was_set: false,
            database_asked: None,
            steps: JoinSet::new(),
            standby: None,
            saved: Saved::default(),
            chronicle: Chronicle::default(),
            token: None,
            newest_request: -1,
            requests_wait: false,
            network_read_at: None,
            prune_at: None,
            premises: None,
            reading_panel: false,
            settlings: 0,
            looking: BTreeSet::new(),
            tasks: JoinSet::new(),
            calls: 0,
            closings: Vec::new(),
            knocks: Knocks::default(),
            counted: 0,
            settled: false,
            plan: Plan::default(),
            start_asked: false,
            relist: false,
            doubts: 0,
        }
    }

    /// The plan of the last turn.
    pub fn last_plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether nothing is under way and the last plan found nothing to begin.
    pub fn is_settled(&self) -> bool {
        self.tasks.is_empty() && self.steps.is_empty() && self.settled && self.closings.is_empty()
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    pub(crate) fn tell_event(&self, kind: EventKind) {
        self.events.tell(self.clock.now(), None, kind);
    }

    /// Lets the first run start although many names are missing.
    pub fn start_first_run(&mut self) {
        self.mind.started = true;
        self.start_asked = true;
        self.settled = false;
    }

    /// One turn.
    ///
    /// # Errors
    /// When the database fails. Nothing was begun that is not written down; the next turn goes on.
    pub async fn turn(&mut self) -> Result<Turn, ledger::Error> {
        let now = self.clock.now();
        match Box::pin(self.take_turn(now)).await {
            Err(ledger::Error::LeaseLost) => {
                self.lose_lease(now).await;
                Ok(Turn::StandingBy)
            }
            result => result,
        }
    }

    async fn take_turn(&mut self, now: Timestamp) -> Result<Turn, ledger::Error> {
        self.watch_clock(now).await;
        let Some(fence) = self.keep_lease(now).await? else {
            return Ok(Turn::StandingBy);
        };
        if let Some(hold) = self.mind.clock.hold() {
            self.stand_still(&fence, hold, now).await?;
            return Ok(Turn::Acting);
        }
        if self.stood_still() {
            self.settled = false;
        }
        self.count_calls(now);
        if self.start_asked {
            self.mark_started(&fence, now).await?;
            self.start_asked = false;
        }
        self.write_closings(&fence, now).await?;
        self.prune(now).await;
        self.read_requests(&fence, now).await?;
        self.read_network_if_due(now).await;
        self.look_at_provider(now);
        let due = self.plan.next_look.is_some_and(|moment| moment <= now);
        if !self.settled || due {
            self.replan(&fence, now).await?;
        }
        self.mind.network_is_fresh = false;
        self.knock_if_due(now);
        Ok(Turn::Acting)
    }

    async fn replan(&mut self, fence: &Fence, now: Timestamp) -> Result<(), ledger::Error> {
        let Some(mut plan) = self.mind.plan(now) else {
            // Without a network there is nothing to plan until it can be read.
            self.settled = true;
            return self.save(fence, now).await;
        };
        if plan.read_network && !self.mind.network_is_fresh {
            self.read_network(None, now).await;
            if let Some(fresh) = self.mind.plan(now) {
                plan = fresh;
            }
        }
        self.confirm_first_identity(fence, now).await?;
        self.tell(&plan, now);
        let saved = &self.saved.records;
        let forgotten: Vec<DomainName> = plan
            .forget
            .iter()
            .filter(|host| saved.contains_key(*host))
            .cloned()
            .collect();
        // Only what the ledger forgot is forgotten: after an error it is tried again.
        self.ledger.forget(fence, &forgotten).await?;
        for host in &plan.forget {
            self.mind.records.remove(host);
            self.saved.records.remove(host);
        }
        self.save(fence, now).await?;
        let settled = requests::settled_removals(&mut self.mind);
        let finished = self
            .ledger
            .finish_requests(fence, &settled, Effects::default(), now)
            .await;
        if finished.is_err() {
            // They are open still, and known here no more.
            self.newest_request = -1;
        }
        finished?;
        self.begin_looks(&plan);
        let waiting = self.begin_steps(fence, &plan, now).await?;
        // A plan that could not begin everything is made anew as soon as something ends.
        self.settled = !waiting;
        self.plan = plan;
        Ok(())
    }

    async fn confirm_first_identity(
        &mut self,
        fence: &Fence,
        now: Timestamp,
    ) -> Result<(), ledger::Error> {
        let (Some(network), Some(panel)) = (&self.mind.network, &self.mind.panel) else {
            return Ok(());
        };
        if self.mind.fence(network.value(), panel) != plan::Fence::First {
            return Ok(());
        }
        let hash = self.mind.identity(&network.value().main_domain).hash();
        self.ledger
            .set_state(fence, keys::IDENTITY, &hash, now)
            .await?;
        self.mind.confirmed = vec![hash];
        Ok(())
    }

    pub(crate) async fn save(
        &mut self,
        fence: &Fence,
        now: Timestamp,
    ) -> Result<(), ledger::Error> {
        self.chronicle.flush(&self.ledger, fence).await?;
        self.save_calls(fence, false, now).await?;
        memory::save(&self.ledger, fence, &self.mind, &mut self.saved, now).await
    }

    /// Once a day what is older than anybody asks for is dropped, a little in each turn, so that the tables do not grow
    /// for ever. Nothing waits for it: where it fails it is tried again an hour later.
    async fn prune(&mut self, now: Timestamp) {
        if self.prune_at.is_some_and(|at| at > now) {
            return;
        }
        self.mind.orders.forget_before(now - KEEP_ORDERS);
        let before = now - KEEP_HISTORY;
        let removed = match self.ledger.prune_history(before).await {
            Ok(0) => self.ledger.prune_requests(before).await,
            removed => removed,
        };
        match removed {
            Ok(0) => self.prune_at = Some(now + PRUNE_EVERY),
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "old entries could not be dropped");
                self.prune_at = Some(now + PRUNE_AGAIN);
            }
        }
    }

    /// Ends in good order: drops looks, waits for calls under way, writes down how they ended, gives the lease back.
    ///
    /// # Errors
    /// When the database fails; the next start looks up what could not be written.
    pub async fn stop(mut self) -> Result<(), ledger::Error> {
        self.tasks.shutdown().await;
        let clock = self.clock();
        while !self.steps.is_empty() {
            // Another agent must not begin while a call of this one may still take effect.
            // Where the database fails, they are waited for all the same.
            if self.lease.is_some() && matches!(self.keep_lease(clock.now()).await, Ok(None)) {
                return Ok(());
            }
            tokio::select! {
                biased;
                Some(()) = self.next_result() => {}
                () = clock.sleep(TICK) => {}
            }
        }
        let now = self.clock.now();
        if let Some(Lease { fence, .. }) = self.lease.take() {
            self.write_closings(&fence, now).await?;
            self.save(&fence, now).await?;
            self.save_calls(&fence, true, now).await?;
            self.ledger.release(&fence).await?;
        }
        Ok(())
    }

    pub(crate) fn tell(&mut self, plan: &Plan, now: Timestamp) {
        for moved in self.mind.take_standings(plan) {
            let Some(record) = self.mind.records.get(&moved.host) else {
                continue;
            };
            // That the panel was not read yet is no decision about a host.
            let unread = self.mind.panel.is_none() && self.mind.trouble.is_none();
            if !unread || moved.standing.reason != Reason::ProviderTrouble {
                self.knocks.news();
                let sentence = memory::texts(record, &self.mind, now).operator;
                self.chronicle.decided(record, sentence, now);
            }
            let kind = EventKind::Standing {
                class: record.class,
                standing: moved.standing,
            };
            self.events.tell(now, Some(&moved.host), kind);
        }
        let key =
            |hold: &Option<Hold>| hold.as_ref().map(|hold| (hold.reason, hold.detail.clone()));
        if key(&plan.hold) != key(&self.mind.current_hold) {
            let (reason, detail) = match &plan.hold {
                Some(hold) => (Some(hold.reason), hold.detail.clone()),
                None => (None, String::new()),
            };
            // Before the panel was read once there is nothing to tell.
            if self.mind.panel.is_some()
                || reason.is_none_or(|reason| reason != Reason::ProviderTrouble)
                || self.mind.trouble.is_some()
            {
                self.events
                    .tell(now, None, EventKind::Hold { reason, detail });
            }
        }
        self.mind.current_hold.clone_from(&plan.hold);
        self.mind.planned = self.mind.panel.is_some();
        self.mind.blockers.clone_from(&plan.blockers);
        for advice in self.mind.take_advice(plan) {
            self.events.tell(now, None, advice);
        }
        if plan.braked != self.mind.braked {
            if !plan.braked.is_empty() {
                self.events.tell(
                    now,
                    None,
                    EventKind::Brake {
                        hosts: plan.braked.clone(),
                    },
                );
            }
            self.mind.braked.clone_from(&plan.braked);
        }
    }
}
