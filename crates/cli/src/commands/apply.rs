//! `apply`: the plan carried out once, here or by the agent that runs already.

mod beside;
mod outcome;
mod progress;

use std::time::Duration;

use agent::{Agent, Clock, Event, EventKind, Events, SystemClock, Turn};
use ledger::{Fence, LeaseOutcome};
use plan::{PlanDigest, Timestamp};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::sleep;

use super::under_way::{PATIENCE, is_under_way};
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::runtime::Stop;
use crate::settings::Settings;
use crate::wire::{self, Crew};

use outcome::{Done, Outcome};
use progress::Progress;

/// Long enough to make the plan that is compared with the digest; the agent then renews it at its own pace.
const LEASE: Duration = Duration::from_mins(2);
/// How long until the next turn where nothing else happens.
const TICK: Duration = Duration::from_millis(500);

/// Carries out the plan and shows what came of it.
pub(crate) async fn run(
    digest: Option<&PlanDigest>,
    settings: &Settings,
    printer: &Printer,
) -> Result<Exit, Report> {
    let stop = Stop::on_signals()?;
    let crew = wire::crew(settings).await?;
    let lease = crew
        .ledger
        .acquire_lease(&crew.holder, LEASE, SystemClock.now())
        .await
        .map_err(|error| wire::of_ledger(&error))?;
    let outcome = match lease {
        LeaseOutcome::Held { fence, .. } => {
            if let Err(report) = still_that_plan(digest, &crew).await {
                give_back(&crew, &fence).await;
                return Err(report);
            }
            Box::pin(carry_out(&crew, stop, printer)).await?
        }
        LeaseOutcome::HeldBy { holder, .. } => {
            still_that_plan(digest, &crew).await?;
            printer.say(&format!(
                "an agent runs already ({holder}): it is asked to do it"
            ));
            beside::follow(&crew, &holder).await?
        }
    };
    outcome.print(printer, SystemClock.now());
    Ok(outcome.exit())
}

/// Compares the plan of this moment with the one that a person looked at.
async fn still_that_plan(digest: Option<&PlanDigest>, crew: &Crew) -> Result<(), Report> {
    let Some(digest) = digest else {
        return Ok(());
    };
    let mut mind = crew.mind();
    let plan = agent::foresee(
        &crew.sight.eyes,
        Some(&crew.ledger),
        &mut mind,
        &SystemClock,
    )
    .await
    .map_err(|error| wire::of_foresight(&error))?;
    if *digest == plan.digest() {
        return Ok(());
    }
    Err(
        Report::new("nothing was done: the plan is another one now", Exit::Look)
            .cause(format!("its digest is {}", plan.digest()))
            .hint("look at `plan` again"),
    )
}

/// Others need not wait until the lease runs out. Where that fails, it runs out.
async fn give_back(crew: &Crew, fence: &Fence) {
    if let Err(error) = crew.ledger.release(fence).await {
        tracing::debug!(%error, "the lease was not given back");
    }
}

/// How the work ended.
enum End {
    /// Nothing is left that waiting a little would bring further.
    Through,
    /// Somebody asked to stop.
    Interrupted,
    /// Another agent has the lease.
    TakenOver,
}

async fn carry_out(crew: &Crew, mut stop: Stop, printer: &Printer) -> Result<Outcome, Report> {
    let broken = |error| wire::of_ledger(&error);
    let (sender, mut events) = unbounded_channel();
    let mut agent = crew.agent(Events::to(sender));
    agent.start_first_run();
    agent.a_person_asks();
    let mut work = Work::new(printer);
    let deadline = SystemClock.now() + PATIENCE;
    let end = loop {
        let turn = agent.turn().await.map_err(broken)?;
        work.take(&mut events);
        if turn == Turn::StandingBy {
            break End::TakenOver;
        }
        if stop.is_asked() {
            break End::Interrupted;
        }
        if work.is_through(&agent, deadline) {
            break End::Through;
        }
        tokio::select! {
            biased;
            () = stop.asked() => {}
            Some(()) = agent.next_result() => agent.take_ready_results(),
            () = sleep(TICK) => {}
        }
    };
    let plan = agent.last_plan().clone();
    agent.stop().await.map_err(broken)?;
    work.take(&mut events);
    work.progress.end();
    if matches!(end, End::TakenOver) {
        return Err(
            Report::new("another agent took over", Exit::Held).hint("`status` shows what it does")
        );
    }
    let records = crew.ledger.records().await.map_err(broken)?;
    Ok(Outcome {
        interrupted: matches!(end, End::Interrupted),
        ..Outcome::of_plan(work.done, &plan, &records)
    })
}

/// What was done so far.
struct Work {
    done: Vec<Done>,
    progress: Progress,
    /// Whether RunCloud answered at all; trouble after that is waited out.
    panel_was_read: bool,
}

impl Work {
    fn new(printer: &Printer) -> Self {
        Self {
            done: Vec::new(),
            progress: Progress::new(printer),
            panel_was_read: false,
        }
    }

    fn take(&mut self, events: &mut UnboundedReceiver<Event>) {
        while let Ok(event) = events.try_recv() {
            self.progress.show(&event);
            match event.kind {
                EventKind::PanelRead { .. } => self.panel_was_read = true,
                EventKind::End { step, outcome, ok } => self.done.push(Done {
                    at: event.at,
                    host: event.host.map(|host| host.to_string()),
                    step: step.to_owned(),
                    outcome,
                    ok,
                }),
                _ => {}
            }
        }
    }

    /// Nothing is due, and nothing that waiting a little would bring further.
    fn is_through(&self, agent: &Agent, deadline: Timestamp) -> bool {
        if !agent.is_settled() {
            return false;
        }
        if SystemClock.now() >= deadline {
            return true;
        }
        let plan = agent.last_plan();
        match &plan.hold {
            Some(hold) => !(self.panel_was_read && hold.until.is_some_and(|end| end <= deadline)),
            None => !plan
                .standings
                .values()
                .any(|standing| is_under_way(standing, deadline)),
        }
    }
}
