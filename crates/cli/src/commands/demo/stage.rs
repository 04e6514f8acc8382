//! Lets the story's time pass, and tells what the agent makes of it.

use std::time::Duration;

use agent::{Agent, Event, Events, Turn};
use plan::{DomainName, Timestamp, customer_text};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::teller::{Known, Teller};
use super::world::{Records, World, failed};
use crate::exit::Exit;
use crate::output::{Printer, Report};

/// Time passes in steps between these; the agent itself takes a turn at least every half second.
const SHORTEST_STEP: Duration = Duration::from_secs(1);
const LONGEST_STEP: Duration = Duration::from_secs(5);
/// No scene takes longer in the story. A goal that is not reached by then never will be.
const LONGEST_SCENE: Duration = Duration::from_mins(30);
/// More turns than any moment of the story needs.
const MOST_TURNS: usize = 200;
/// How often the panel is looked at while a call is on its way, in real time, and how many times.
const GLANCE: Duration = Duration::from_millis(1);
const MOST_GLANCES: usize = 10_000;

/// The world, the agent in it, and who tells about them.
pub(super) struct Stage<'a> {
    pub(super) world: World,
    agent: Agent,
    agents: u32,
    sender: UnboundedSender<Event>,
    events: UnboundedReceiver<Event>,
    teller: Teller<'a>,
}

impl<'a> Stage<'a> {
    /// Sets the stage; nothing has happened yet.
    ///
    /// # Errors
    /// A report on what this machine refused.
    pub(super) async fn set(printer: &'a Printer) -> Result<Self, Report> {
        let world = World::make().await?;
        let (sender, events) = unbounded_channel();
        let agent = world.agent(1, Events::to(sender.clone()))?;
        Ok(Self {
            world,
            agent,
            agents: 1,
            sender,
            events,
            teller: Teller::new(printer),
        })
    }

    /// The story's moment.
    pub(super) fn now(&self) -> Timestamp {
        self.world.clock.moment()
    }

    /// Words for people only.
    pub(super) fn aside(&self, text: &str) {
        self.teller.aside(text);
    }

    /// Begins a scene.
    pub(super) async fn scene(&mut self, title: &str) {
        let now = self.now();
        self.teller.scene(title, now).await;
    }

    /// Tells what somebody else than the agent does.
    pub(super) async fn note(&self, text: &str) {
        self.teller.note(text, self.now()).await;
    }

    /// Tells what the ledger keeps for the owner of a host, in the words that the WordPress plugin shows.
    pub(super) async fn customer_reads(&self, who: &str, host: &DomainName) -> Result<(), Report> {
        let records = self.world.records().await?;
        let addresses = self.world.addresses();
        if let Some(record) = records.get(host) {
            let text = customer_text(record, &self.world.context(&addresses));
            self.note(&format!("{who}'s own page would say: \"{text}\""))
                .await;
        }
        Ok(())
    }

    /// Lets time pass until the ledger and the panel show what the scene is about.
    ///
    /// # Errors
    /// A report that names the goal, where it is not reached in the time a scene may take.
    pub(super) async fn until(
        &mut self,
        goal: &str,
        reached: impl Fn(&Records, &World) -> bool,
    ) -> Result<(), Report> {
        let end = self.now() + LONGEST_SCENE;
        loop {
            self.settle().await?;
            if reached(&self.world.records().await?, &self.world) {
                return Ok(());
            }
            if self.now() >= end {
                return Err(not_as_told(&format!("it never came to this: {goal}")));
            }
            self.step(end);
        }
    }

    /// Lets the agent work until the panel has done something, and kills it before it hears of that; another agent
    /// starts.
    ///
    /// # Errors
    /// A report where the panel never does it.
    pub(super) async fn kill_when(&mut self, done: impl Fn(&World) -> bool) -> Result<(), Report> {
        for _ in 0..MOST_GLANCES {
            self.turn().await?;
            if done(&self.world) {
                self.agents += 1;
                let events = Events::to(self.sender.clone());
                self.agent = self.world.agent(self.agents, events)?;
                return Ok(());
            }
            // The call is on its way through a real socket.
            tokio::time::sleep(GLANCE).await;
            self.agent.take_ready_results();
        }
        Err(not_as_told("the call never arrived at the panel"))
    }

    /// Lets so much time pass.
    ///
    /// # Errors
    /// When the database of the story fails.
    pub(super) async fn pass(&mut self, time: Duration) -> Result<(), Report> {
        let end = self.now() + time;
        while self.now() < end {
            self.step(end);
            self.settle().await?;
        }
        Ok(())
    }

    /// What is left when the story is over, for whoever wants it to go on.
    pub(super) fn leave(self) -> (World, Agent, UnboundedReceiver<Event>, Teller<'a>) {
        (self.world, self.agent, self.events, self.teller)
    }

    /// Moves the clock to the next whole second at which something may be due.
    fn step(&self, end: Timestamp) {
        let now = self.now();
        let next = self.agent.last_plan().next_look.unwrap_or(end).min(end);
        let seconds = next.since(now).as_millis().div_ceil(1000);
        let step = Duration::from_secs(u64::try_from(seconds).unwrap_or(u64::MAX));
        self.world
            .clock
            .advance(step.clamp(SHORTEST_STEP, LONGEST_STEP));
    }

    /// Does everything that is due at this moment, and tells it.
    ///
    /// What ends at the same moment is told in the order of the hosts, so that the story is the same each time.
    async fn settle(&mut self) -> Result<(), Report> {
        for _ in 0..MOST_TURNS {
            let turn = self.turn().await?;
            while self.agent.next_result().await.is_some() {}
            let mut told = self.told();
            told.sort_by(|one, other| one.host.cmp(&other.host));
            let quiet = told.is_empty();
            self.tell(told).await?;
            let rests = turn == Turn::StandingBy || self.agent.is_settled();
            if quiet && rests {
                return Ok(());
            }
        }
        Err(not_as_told("the agent does not come to rest"))
    }

    /// Lets the agent take one turn, and tells what it says at once.
    async fn turn(&mut self) -> Result<Turn, Report> {
        let turn = self.agent.turn().await;
        let turn = turn.map_err(failed("the database of the story failed"))?;
        let told = self.told();
        self.tell(told).await?;
        Ok(turn)
    }

    fn told(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.events.try_recv().ok()).collect()
    }

    async fn tell(&mut self, events: Vec<Event>) -> Result<(), Report> {
        tell(&mut self.teller, &self.world, &events).await
    }
}

/// Tells events with what the ledger holds at this moment.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) async fn tell(
    teller: &mut Teller<'_>,
    world: &World,
    events: &[Event],
) -> Result<(), Report> {
    if events.is_empty() {
        return Ok(());
    }
    let records = world.records().await?;
    let addresses = world.addresses();
    let known = Known {
        records: &records,
        context: world.context(&addresses),
    };
    for event in events {
        teller.event(event, &known).await;
    }
    Ok(())
}

/// The report of a story that took another turn.
pub(super) fn not_as_told(why: &str) -> Report {
    Report::new("the story did not go as it should", Exit::Look).cause(why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::OutputFormat;
    use crate::output::Streams;

    #[tokio::test]
    async fn a_goal_that_is_never_reached_ends_the_story_with_a_report() {
        let streams = Streams {
            stdout: Box::new(std::io::sink()),
            stderr: Box::new(std::io::sink()),
            colour: false,
            width: None,
        };
        let printer = Printer::new("demo", OutputFormat::Text, false, streams);
        let mut stage = Stage::set(&printer).await.unwrap();
        let began = stage.now();
        let report = stage.until("pigs fly", |_, _| false).await.unwrap_err();
        assert_eq!(report.exit, Exit::Look);
        assert_eq!(report.causes, ["it never came to this: pigs fly"]);
        assert_eq!(stage.now().since(began), LONGEST_SCENE);
    }
}
