//! One turn of the loop: look, plan, begin what is due. Everything that waits for the outside runs beside it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use ledger::{Fence, Intent, IntentId, LeaseOutcome, Ledger};
use plan::{DomainName, Hold, Outcome, Plan, Reason, Sight, Step, Timestamp};
use serde_json::json;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::event::{EventKind, Events};
use crate::eyes::{Eyes, PanelView, Premises};
use crate::failure::{self, Meaning};
use crate::hands::Hands;
use crate::memory::{self, Saved, keys};
use crate::mind::Mind;
use crate::requests::{self, Answer};

/// How long the lease lasts without being renewed.
const LEASE: Duration = Duration::from_secs(15);
/// Calls to the provider under way at the same time.
const CALLS: usize = 4;
/// Hosts looked at from outside at the same time.
const LOOKS: usize = 64;
/// How often the network is read although its change token stands still.
const READ_NETWORK: Duration = Duration::from_mins(5);
/// The same while hosts are missing from it, so that absence is seen often enough to count.
const READ_NETWORK_ABSENT: Duration = Duration::from_secs(15);

/// Everything an agent is made of.
pub struct Parts {
    /// What it can look at.
    pub eyes: Eyes,
    /// What it can change.
    pub hands: Hands,
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
    eyes: Eyes,
    hands: Hands,
    ledger: Ledger,
    clock: Arc<dyn Clock>,
    pub(crate) mind: Mind,
    holder: String,
    events: Events,
    lease: Option<(Fence, Timestamp)>,
    standby: Option<String>,
    saved: Saved,
    token: Option<String>,
    newest_request: i64,
    network_read_at: Option<Timestamp>,
    premises: Option<Premises>,
    reading_panel: bool,
    looking: BTreeSet<DomainName>,
    tasks: JoinSet<Done>,
    calls: usize,
    closings: Vec<Closing>,
    /// Nothing has changed since the last plan.
    settled: bool,
    plan: Plan,
}

/// What a task beside the loop found out.
enum Done {
    Panel(Result<(PanelView, Premises), runcloud::Error>),
    Ping(Result<(), runcloud::Error>),
    Look(DomainName, Sight),
    Step(Step, IntentId, Result<Outcome, runcloud::Error>),
}

/// An intent whose outcome is known and not written down yet.
struct Closing {
    id: IntentId,
    host: Option<DomainName>,
    outcome: String,
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
            ledger: parts.ledger,
            clock: parts.clock,
            mind: parts.mind,
            holder: parts.holder,
            events: parts.events,
            lease: None,
            standby: None,
            saved: Saved::default(),
            token: None,
            newest_request: -1,
            network_read_at: None,
            premises: None,
            reading_panel: false,
            looking: BTreeSet::new(),
            tasks: JoinSet::new(),
            calls: 0,
            closings: Vec::new(),
            settled: false,
            plan: Plan::default(),
        }
    }

    /// The plan of the last turn.
    pub fn last_plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether nothing is under way and the last plan found nothing to begin.
    pub fn is_settled(&self) -> bool {
        self.tasks.is_empty() && self.settled && self.closings.is_empty()
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
        self.settled = false;
    }

    /// One turn.
    ///
    /// # Errors
    /// When the database fails. Nothing was begun that is not written down; the next turn goes on.
    pub async fn turn(&mut self) -> Result<Turn, ledger::Error> {
        let now = self.clock.now();
        let Some(fence) = self.keep_lease(now).await? else {
            return Ok(Turn::StandingBy);
        };
        self.write_closings(&fence, now).await?;
        self.read_requests(&fence, now).await?;
        self.read_network_if_due(now).await;
        self.look_at_provider(now);
        let due = self.plan.next_look.is_some_and(|moment| moment <= now);
        if !self.settled || due {
            self.replan(&fence, now).await?;
        }
        self.mind.network_is_fresh = false;
        Ok(Turn::Acting)
    }

    async fn keep_lease(&mut self, now: Timestamp) -> Result<Option<Fence>, ledger::Error> {
        if let Some((fence, renewed)) = &mut self.lease {
            if now.since(*renewed) < LEASE / 3 {
                return Ok(Some(fence.clone()));
            }
            if self.ledger.renew(fence, LEASE, now).await? {
                *renewed = now;
                return Ok(Some(fence.clone()));
            }
            self.lose_lease(now).await;
        }
        match self.ledger.acquire_lease(&self.holder, LEASE, now).await? {
            LeaseOutcome::Held(fence) => {
                self.lease = Some((fence.clone(), now));
                self.standby = None;
                self.events.tell(
                    now,
                    None,
                    EventKind::Lease {
                        held: true,
                        holder: None,
                    },
                );
                self.begin(&fence, now).await?;
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

    /// Another agent acts now: whatever is known here may be outdated at any moment.
    async fn lose_lease(&mut self, now: Timestamp) {
        self.lease = None;
        self.closings.clear();
        self.tasks.shutdown().await;
        self.calls = 0;
        self.looking.clear();
        self.reading_panel = false;
        let mind = &mut self.mind;
        mind.busy.clear();
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
    async fn begin(&mut self, fence: &Fence, now: Timestamp) -> Result<(), ledger::Error> {
        let started = self.mind.started;
        memory::recall(&self.ledger, &mut self.mind, now).await?;
        self.mind.started |= started;
        self.saved = Saved {
            records: self.mind.records.clone(),
            ..Saved::default()
        };
        self.newest_request = -1;
        self.settled = false;
        let open = self.ledger.open_intents().await?;
        for intent in &open {
            memory::recover(&mut self.mind, intent);
        }
        self.read_network_if_due(now).await;
        // What was learned is saved before the intents are closed: a kill in between only repeats the learning.
        memory::save(&self.ledger, fence, &self.mind, &mut self.saved, now).await?;
        for intent in open {
            let outcome = "left open by an agent that stopped; its effect is looked up";
            self.ledger
                .close_intent(fence, intent.id, outcome, serde_json::Value::Null, &[], now)
                .await?;
        }
        Ok(())
    }

    async fn read_requests(&mut self, fence: &Fence, now: Timestamp) -> Result<(), ledger::Error> {
        let newest = self.ledger.newest_request().await?;
        if newest == self.newest_request {
            return Ok(());
        }
        for request in self.ledger.pending_requests().await? {
            let result = match requests::take(&mut self.mind, &request, now) {
                Answer::Later => continue,
                Answer::Done(words) => words,
                Answer::Confirmed(hashes) => {
                    self.ledger
                        .set_state(fence, keys::IDENTITY, &hashes.join("\n"), now)
                        .await?;
                    "this place is confirmed".to_owned()
                }
                Answer::Started => {
                    self.mark_started(fence, now).await?;
                    "started".to_owned()
                }
            };
            self.ledger
                .finish_request(fence, request.id, &result, now)
                .await?;
        }
        // A request means that something changed, also where no token shows it.
        self.newest_request = newest;
        self.network_read_at = None;
        self.settled = false;
        Ok(())
    }

    async fn mark_started(&mut self, fence: &Fence, now: Timestamp) -> Result<(), ledger::Error> {
        self.mind.started = true;
        self.ledger.set_state(fence, keys::STARTED, "1", now).await
    }

    async fn read_network_if_due(&mut self, now: Timestamp) {
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
            .is_none_or(|at| now.since(at) >= rhythm);
        match token {
            Ok(token) if !due && self.token.as_ref() == Some(&token) => {}
            Ok(token) => self.read_network(Some(token), now).await,
            Err(error) => self.source_failed(&error.message, now),
        }
    }

    /// `token` was taken before: a change in between is seen at the next turn.
    async fn read_network(&mut self, token: Option<String>, now: Timestamp) {
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
            Err(error) => self.source_failed(&error.message, now),
        }
    }

    fn source_failed(&mut self, message: &str, now: Timestamp) {
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
    fn look_at_provider(&mut self, now: Timestamp) {
        let Some(main) = self
            .mind
            .network
            .as_ref()
            .map(|network| network.value().main_domain.clone())
        else {
            return;
        };
        if self.reading_panel || self.mind.paused(now) {
            return;
        }
        // Calls whose fate is unknown are settled by one listing for all of them, once none is under way.
        let settle = self.plan.read_panel && self.calls == 0;
        let interval = listing_interval(self.mind.panel_pages);
        let due = self
            .mind
            .panel
            .as_ref()
            .is_none_or(|panel| settle || now.since(panel.taken_at()) >= interval);
        if due {
            self.reading_panel = true;
            let (eyes, premises) = (self.eyes.clone(), self.premises.clone());
            self.tasks
                .spawn(async move { Done::Panel(eyes.panel(&main, premises, now).await) });
        } else if self.mind.trouble.is_some() {
            self.reading_panel = true;
            let provider = self.eyes.provider.clone();
            self.tasks
                .spawn(async move { Done::Ping(provider.ping().await) });
        }
    }

    async fn replan(&mut self, fence: &Fence, now: Timestamp) -> Result<(), ledger::Error> {
        let Some(mut plan) = self.mind.plan(now) else {
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
        for host in &plan.forget {
            self.mind.records.remove(host);
            if self.saved.records.remove(host).is_some() {
                self.ledger.forget(fence, host).await?;
            }
        }
        self.save(fence, now).await?;
        for (request, words) in requests::settled_removals(&mut self.mind) {
            self.ledger
                .finish_request(fence, request, words, now)
                .await?;
        }
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

    fn tell(&mut self, plan: &Plan, now: Timestamp) {
        for moved in self.mind.take_standings(plan) {
            let Some(record) = self.mind.records.get(&moved.host) else {
                continue;
            };
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

    fn begin_looks(&mut self, plan: &Plan) {
        let Some(panel) = &self.mind.panel else {
            return;
        };
        for look in &plan.looks {
            if self.looking.len() >= LOOKS || self.looking.contains(&look.host) {
                continue;
            }
            let object = self
                .mind
                .records
                .get(&look.host)
                .and_then(|record| record.object.as_ref());
            let twin_tls = look
                .twin
                .as_ref()
                .zip(object)
                .is_some_and(|(twin, object)| object.names(twin));
            let (eyes, ours, look) = (
                self.eyes.clone(),
                panel.value().server.clone(),
                look.clone(),
            );
            self.looking.insert(look.host.clone());
            self.tasks.spawn(async move {
                let sight = eyes.sight(&look, &ours, twin_tls).await;
                Done::Look(look.host, sight)
            });
        }
    }

    /// Begins steps, each written down first. Tells whether some have to wait for their turn.
    async fn begin_steps(
        &mut self,
        fence: &Fence,
        plan: &Plan,
        now: Timestamp,
    ) -> Result<bool, ledger::Error> {
        if plan.hold.is_some() || self.mind.panel.is_none() {
            return Ok(false);
        }
        if !plan.steps.is_empty() && !self.mind.started {
            self.mark_started(fence, now).await?;
        }
        let auto_ssl = self
            .mind
            .panel
            .as_ref()
            .is_some_and(|panel| panel.value().auto_ssl);
        let mut shared_busy = self.mind.shared_busy;
        for step in &plan.steps {
            if self.calls >= CALLS {
                return Ok(true);
            }
            match step.host() {
                Some(host) if self.mind.busy.contains(host) => continue,
                None if shared_busy => continue,
                _ => {}
            }
            let intent = Intent {
                host: step.host().cloned(),
                step: step.word().to_owned(),
                why: self.why(step),
                detail: detail(step),
                at: now,
            };
            let id = self.ledger.open_intent(fence, &intent).await?;
            if let Some(host) = step.host() {
                self.mind.busy.insert(host.clone());
            } else {
                self.mind.shared_busy = true;
                shared_busy = true;
            }
            if let Step::Order { names, .. } | Step::OrderShared { names, .. } = step {
                self.mind.orders.add(now, names);
            }
            self.events.tell(
                now,
                step.host(),
                EventKind::Begin {
                    step: step.to_string(),
                },
            );
            self.calls += 1;
            let (hands, step) = (self.hands.clone(), step.clone());
            self.tasks.spawn(async move {
                let result = hands.carry_out(&step, auto_ssl).await;
                Done::Step(step, id, result)
            });
        }
        Ok(false)
    }

    fn why(&self, step: &Step) -> String {
        match step {
            Step::Detach { evidence, .. } => evidence.to_string(),
            _ => step
                .host()
                .and_then(|host| self.mind.records.get(host))
                .map_or_else(String::new, |record| record.class.to_string()),
        }
    }

    /// Waits for one task to end and takes its result; nothing where none is under way.
    pub async fn next_result(&mut self) -> Option<()> {
        let done = self.tasks.join_next().await?;
        match done {
            Ok(done) => self.take(done),
            // A task that panicked is a bug in this program: its host stays marked busy in no case.
            Err(error) => {
                let message = format!("a task failed: {error}");
                self.events.tell(
                    self.clock.now(),
                    None,
                    EventKind::Trouble {
                        side: "agent",
                        message,
                    },
                );
                self.recover_from_panic();
            }
        }
        Some(())
    }

    /// Takes the results that are there already.
    pub fn take_ready_results(&mut self) {
        while let Some(Ok(done)) = self.tasks.try_join_next() {
            self.take(done);
        }
    }

    /// Everything under way is dropped: the open intents are looked up like those of a killed process.
    fn recover_from_panic(&mut self) {
        self.tasks.abort_all();
        self.tasks = JoinSet::new();
        self.lease = None;
        self.calls = 0;
        self.reading_panel = false;
        self.looking.clear();
        self.mind.busy.clear();
        self.mind.shared_busy = false;
        self.mind.panel = None;
    }

    fn take(&mut self, done: Done) {
        let now = self.clock.now();
        self.settled = false;
        match done {
            Done::Panel(result) => {
                self.reading_panel = false;
                match result {
                    Ok((view, premises)) => {
                        let domains = view.panel.value().domains.len();
                        let partial = view.panel.partial_because().map(str::to_owned);
                        self.events
                            .tell(now, None, EventKind::PanelRead { domains, partial });
                        self.premises = Some(premises);
                        self.mind.take_panel(view);
                    }
                    Err(error) => self.mind.trouble(failure::of_reading(&error), now),
                }
            }
            Done::Ping(result) => {
                self.reading_panel = false;
                match result {
                    Ok(()) => self.mind.trouble = None,
                    Err(error) => self.mind.trouble(failure::of_reading(&error), now),
                }
            }
            Done::Look(host, sight) => {
                self.looking.remove(&host);
                self.mind.observe(&host, sight, now);
            }
            Done::Step(step, id, result) => self.take_step(&step, id, result, now),
        }
    }

    fn take_step(
        &mut self,
        step: &Step,
        id: IntentId,
        result: Result<Outcome, runcloud::Error>,
        now: Timestamp,
    ) {
        self.calls -= 1;
        match step.host() {
            Some(host) => drop(self.mind.busy.remove(host)),
            None => self.mind.shared_busy = false,
        }
        let (ok, words) = match result {
            Ok(outcome) => {
                self.mind.settle(step, &outcome, now);
                (
                    !matches!(outcome, Outcome::Accepted | Outcome::Changed(_)),
                    in_words(&outcome).to_owned(),
                )
            }
            Err(error) => {
                let words = error.to_string();
                match failure::of_change(&error) {
                    Meaning::Own(failure) => self.mind.settle(step, &Outcome::Failed(failure), now),
                    Meaning::Common(trouble) => self.mind.trouble(trouble, now),
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
        });
    }

    /// Writes down how steps ended. What cannot be written now is kept and written later.
    async fn write_closings(&mut self, fence: &Fence, now: Timestamp) -> Result<(), ledger::Error> {
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
                memory::save(&self.ledger, fence, &self.mind, &mut self.saved, now).await?;
            }
            let outcome = closing.outcome.clone();
            match self
                .ledger
                .close_intent(fence, closing.id, &outcome, json!(null), &rows, now)
                .await
            {
                Ok(()) | Err(ledger::Error::NoSuchIntent(_)) => {}
                Err(error) => return Err(error),
            }
            self.saved.records.extend(
                rows.into_iter()
                    .map(|(record, _)| (record.host.clone(), record)),
            );
            self.closings.remove(0);
        }
        Ok(())
    }

    async fn save(&mut self, fence: &Fence, now: Timestamp) -> Result<(), ledger::Error> {
        memory::save(&self.ledger, fence, &self.mind, &mut self.saved, now).await
    }

    /// Ends in good order: waits for what is under way, writes it down, gives the lease back.
    ///
    /// # Errors
    /// When the database fails; the next start looks up what could not be written.
    pub async fn stop(mut self) -> Result<(), ledger::Error> {
        while self.next_result().await.is_some() {}
        let now = self.clock.now();
        if let Some((fence, _)) = self.lease.take() {
            self.write_closings(&fence, now).await?;
            self.save(&fence, now).await?;
            self.ledger.release(&fence).await?;
        }
        Ok(())
    }
}

/// The longer a listing, the rarer: at most one page in three minutes over time, which is below 15,000 a month.
fn listing_interval(pages: u32) -> Duration {
    Duration::from_mins(3)
        .saturating_mul(pages.max(1))
        .max(Duration::from_hours(1))
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

/// What is needed to look up later whether a step took effect.
fn detail(step: &Step) -> serde_json::Value {
    let mut detail = serde_json::to_value(step).unwrap_or_default();
    if let (Step::Detach { evidence, .. }, Some(fields)) = (step, detail.as_object_mut()) {
        fields.insert("by".to_owned(), json!(evidence.kind()));
    }
    detail
}

/// How long until the next turn where nothing else happens.
pub(crate) const TICK: Duration = Duration::from_millis(500);
