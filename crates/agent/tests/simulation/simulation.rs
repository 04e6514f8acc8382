//! The world with its agents, and how time passes in it.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use agent::{Agent, Turn};
use plan::{Network, Plan};
use store::Database;

use crate::chance::Chance;
use crate::doing;
use crate::end;
use crate::invariants;
use crate::known::{By, Known, Object, Past};
use crate::start;
use crate::story::{Broken, Story};
use crate::turn::{Actor, Sight, Window};
use crate::world::{MemorySource, World};

/// A copy of the database with what the network said then.
pub struct Backup {
    pub path: PathBuf,
    pub at: i64,
    pub network: Network,
    pub past: Past,
}

/// A copy of the whole install on another machine, with the credentials.
pub struct Copy {
    pub agent: Agent,
    pub source: MemorySource,
}

/// One simulation.
pub struct Simulation {
    pub chance: Chance,
    pub story: Story,
    pub world: World,
    pub known: Known,
    pub db: Database,
    /// The number of the agent that the world holds.
    pub first: u32,
    /// The last number given to an agent.
    pub numbers: u32,
    /// A second agent with its number.
    pub second: Option<(Agent, u32)>,
    pub copy: Option<Copy>,
    pub backups: Vec<Backup>,
    /// The network as it was before an import began that is not at its end.
    pub importing: Option<Network>,
    /// What answered when the last turn ended or a person's hands left the panel.
    pub answering: BTreeMap<String, i64>,
    pub unsure: crate::unsure::Unsure,
    /// The last turn that acted: when, and whose it was. Nothing where the lease was given back since.
    pub last_acting: Option<(i64, Actor)>,
    /// Turns so far in which an agent of the network acted.
    pub turns: u64,
    pub files: u32,
    pub folder: tempfile::TempDir,
}

/// Runs one seed to its end.
///
/// # Errors
/// The first invariant that does not hold.
pub async fn simulate(seed: u64, story: Story) -> Result<(), Broken> {
    let mut simulation = Simulation::begin(seed, story).await;
    let moves = simulation.chance.between(12, 26);
    for _ in 0..moves {
        Box::pin(doing::next(&mut simulation)).await?;
        let pause = simulation.chance.pause();
        simulation.pass(pause).await?;
    }
    end::come_right(&mut simulation).await
}

impl Simulation {
    async fn begin(seed: u64, story: Story) -> Self {
        let mut chance = Chance::of(seed);
        let mut world = start::world(&mut chance).await;
        let folder = start::folder();
        let now = world.now();
        let (db, ledger) = start::ledger(&folder.path().join("ledger"), now).await;
        world.ledger = ledger;
        let agent = world.another_agent();
        world.agent = agent;
        let mut known = Known::default();
        for (id, name) in start::furnish(&mut chance, &world) {
            let object = Object {
                name,
                by: By::Person,
                at: now.as_millis(),
                wanted: false,
                strange: false,
            };
            known.objects.insert(id, object);
        }
        let (advanced, auto) = world.panel.mode();
        let switches = world.panel.switches(|switches| switches.clone());
        let mut told = format!("{switches:?}");
        let usual = format!("{:?}", emulator::Switches::default());
        let usual: Vec<&str> = usual.split(", ").collect();
        let odd: Vec<&str> = told
            .split(", ")
            .filter(|one| !usual.contains(one))
            .collect();
        told = odd.join(", ");
        story.tell(format!("advanced: {advanced}, AutoSSL: {auto}, {told}"));
        Self {
            chance,
            story,
            known,
            db,
            first: 2,
            numbers: 2,
            second: None,
            copy: None,
            backups: Vec::new(),
            importing: None,
            answering: BTreeMap::new(),
            unsure: crate::unsure::Unsure::default(),
            last_acting: None,
            turns: 0,
            files: 0,
            folder,
            world,
        }
    }

    pub fn now(&self) -> i64 {
        self.world.clock.millis()
    }

    pub fn network(&self) -> Network {
        self.world.source.0.lock().unwrap().network.clone()
    }

    /// The plan of the agent that acts, where it is the first.
    pub fn acting_plan(&self) -> Option<&Plan> {
        let first = Actor::Agent(self.first);
        let acts = self.last_acting.is_some_and(|(_, actor)| actor == first);
        acts.then(|| self.world.agent.last_plan())
    }

    /// Whether the network can be read, and in whole.
    pub fn readable(&self) -> bool {
        let source = self.world.source.0.lock().unwrap();
        source.failure.is_none() && source.partial.is_none()
    }

    /// Changes rows and sites, as people and imports do.
    pub fn edit<T>(&mut self, change: impl FnOnce(&mut Network) -> T) -> T {
        let before = self.network();
        let result = self.world.edit(change);
        let (after, now) = (self.network(), self.now());
        self.known.network_changed(&before, &after, now);
        result
    }

    /// A new file in the folder of this simulation.
    pub fn file(&mut self) -> PathBuf {
        self.files += 1;
        self.folder.path().join(format!("copy{}", self.files))
    }

    /// Somebody's hands were on the panel: what answers from here on is what must go on answering.
    pub fn look_at_panel(&mut self) {
        let now = self.now();
        self.answering = Sight::of(&self.world.panel).answering(now);
    }

    /// Lets time pass, with a turn of every agent now and then.
    pub async fn pass(&mut self, duration: Duration) -> Result<(), Broken> {
        let end = self.world.now() + duration;
        let (shortest, longest) = (duration / 4, duration / 2);
        self.everybody().await?;
        while self.world.now() < end {
            let now = self.world.now();
            let next = self.world.agent.last_plan().next_look.unwrap_or(end);
            let soon = now + shortest.max(Duration::from_millis(500));
            let next = next.clamp(soon, (now + longest).max(soon)).min(end);
            self.world.advance(next.since(now)).await;
            self.everybody().await?;
        }
        Ok(())
    }

    /// A turn of each agent, in either order.
    pub async fn everybody(&mut self) -> Result<(), Broken> {
        let second_first = self.second.is_some() && self.chance.one_in(2);
        if second_first {
            self.turn_of_second().await?;
        }
        self.turn_of_first().await?;
        if !second_first {
            self.turn_of_second().await?;
        }
        self.turn_of_copy().await
    }

    pub async fn turn_of_first(&mut self) -> Result<(), Broken> {
        let before = self.begin_turn();
        let turn = self.world.agent.settle().await;
        let turn = self.told(turn);
        self.end_turn(Actor::Agent(self.first), before, turn).await
    }

    pub async fn turn_of_second(&mut self) -> Result<(), Broken> {
        let Some((mut agent, number)) = self.second.take() else {
            return Ok(());
        };
        let before = self.begin_turn();
        let turn = agent.settle().await;
        self.second = Some((agent, number));
        let turn = self.told(turn);
        self.end_turn(Actor::Agent(number), before, turn).await
    }

    async fn turn_of_copy(&mut self) -> Result<(), Broken> {
        let Some(mut copy) = self.copy.take() else {
            return Ok(());
        };
        let before = self.begin_turn();
        let turn = copy.agent.settle().await;
        self.copy = Some(copy);
        let turn = self.told(turn);
        self.end_turn(Actor::Copy, before, turn).await
    }

    /// The first agent does what is due, but is stopped after so many steps of the executor and never goes on.
    pub async fn killed_turn(&mut self, polls: usize) -> Result<(), Broken> {
        let before = self.begin_turn();
        polled(&mut self.world.agent, polls).await;
        let killed = self.first;
        self.numbers += 1;
        self.first = self.numbers;
        self.world.restart().await;
        self.end_turn(Actor::Agent(killed), before, None).await
    }

    pub fn begin_turn(&self) -> Sight {
        self.world.panel.clear_calls();
        Sight::of(&self.world.panel)
    }

    fn told(&self, turn: Result<Turn, ledger::Error>) -> Option<Turn> {
        turn.inspect_err(|error| self.story.tell(format!("      the database: {error}")))
            .ok()
    }

    /// Checks everything that can be seen of a turn.
    pub async fn end_turn(
        &mut self,
        actor: Actor,
        before: Sight,
        turn: Option<Turn>,
    ) -> Result<(), Broken> {
        let open = self.world.ledger.open_intents().await;
        let window = Window {
            actor,
            now: self.now(),
            before,
            after: Sight::of(&self.world.panel),
            calls: self.world.panel.calls(),
            network: self.network(),
            readable: self.readable(),
            turn,
            open_intents: open.map_or(0, |open| open.len()),
        };
        for call in window.writes() {
            let name = window.about(call).map(|domain| domain.name.clone());
            let name = name.or_else(|| call.body_name.clone()).unwrap_or_default();
            self.story.tell(format!(
                "      {actor:?}: {} {name} {}",
                call.route, call.status
            ));
        }
        invariants::check(self, &window)?;
        if window.turn == Some(Turn::Acting) && actor != Actor::Copy {
            self.turns += 1;
        }
        Ok(())
    }
}

/// Does what is due, but no further than so many steps of the executor; tells whether it came to the end.
pub async fn polled(agent: &mut Agent, polls: usize) -> bool {
    let mut settling = pin!(agent.settle());
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        settling.as_mut().poll(context).map(|_| true)
    })
    .await
}
