//! What happens to the agents and to their memory: killed, frozen, doubled, copied, set back to another day.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use crate::simulation::{Backup, Copy, Simulation};
use crate::start;
use crate::story::Broken;
use crate::turn::Actor;
use crate::world::{MemorySource, Spoilable};

const ONLY_ON_THE_COPY: &str = "tried-out.example";

/// The first agent is killed at any instant, and another is started in its place.
pub async fn kill(simulation: &mut Simulation) -> Result<(), Broken> {
    let polls = simulation.chance.between(1, 80);
    simulation
        .story
        .tell(format!("the agent is killed after {polls} steps of a turn"));
    simulation.killed_turn(polls).await
}

/// A second agent starts beside the first, or ends in good order.
pub async fn second(simulation: &mut Simulation) -> Result<(), Broken> {
    if let Some((agent, number)) = simulation.second.take() {
        simulation.story.tell(format!("agent {number} ends"));
        let before = simulation.begin_turn();
        let _ = agent.stop().await;
        simulation.last_acting = None;
        return simulation
            .end_turn(Actor::Agent(number), before, None)
            .await;
    }
    let agent = simulation.world.another_agent();
    simulation.numbers += 1;
    simulation
        .story
        .tell(format!("agent {} starts beside", simulation.numbers));
    simulation.second = Some((agent, simulation.numbers));
    Ok(())
}

/// The first agent is frozen in the middle of a turn for longer than its lease, another one goes on, the first wakes.
pub async fn freeze(simulation: &mut Simulation) -> Result<(), Broken> {
    if simulation.second.is_none() {
        Box::pin(second(simulation)).await?;
    }
    let polls = simulation.chance.between(1, 60);
    simulation.story.tell(format!(
        "the first agent is frozen after {polls} steps of a turn"
    ));
    let before = simulation.begin_turn();
    let number = simulation.first;
    // The world needs an agent while the frozen one is held; this one is never asked for anything.
    let idle = simulation.world.another_agent();
    simulation.numbers += 1;
    let mut frozen = std::mem::replace(&mut simulation.world.agent, idle);
    let turn;
    {
        let mut settling = pin!(frozen.settle());
        let mut left = polls;
        let ended = poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(None);
            }
            left -= 1;
            settling.as_mut().poll(context).map(Some)
        })
        .await;
        // What it had begun comes to its end meanwhile.
        tokio::time::sleep(Duration::from_millis(3)).await;
        simulation
            .end_turn(Actor::Agent(number), before, None)
            .await?;
        simulation.world.advance(Duration::from_secs(21)).await;
        simulation.turn_of_second().await?;
        simulation.story.tell("the first agent wakes".to_owned());
        let before = simulation.begin_turn();
        turn = match ended {
            Some(_) => None,
            None => settling.await.ok(),
        };
        simulation
            .end_turn(Actor::Agent(number), before, turn)
            .await?;
    }
    simulation.world.agent = frozen;
    Ok(())
}

/// The database is copied, as every night.
pub async fn back_up(simulation: &mut Simulation) {
    let path = simulation.file();
    simulation
        .story
        .tell("the database is backed up".to_owned());
    copy_ledger(simulation, &path).await;
    let backup = Backup {
        path,
        at: simulation.now(),
        network: simulation.network(),
        past: simulation.known.past.clone(),
    };
    simulation.backups.push(backup);
}

async fn copy_ledger(simulation: &Simulation, path: &std::path::Path) {
    let path = [path.display().to_string().into()];
    simulation.db.execute("VACUUM INTO ?", &path).await.unwrap();
}

/// The database is set back to a copy, rows and sites and ledger together, and the agent is started again.
pub async fn restore(simulation: &mut Simulation) -> Result<(), Broken> {
    if simulation.backups.is_empty() {
        back_up(simulation).await;
        return Ok(());
    }
    let which = simulation.chance.below(simulation.backups.len());
    let backup = &simulation.backups[which];
    let (at, network, past) = (backup.at, backup.network.clone(), backup.past.clone());
    let age = (simulation.now() - at) / 1000;
    simulation
        .story
        .tell(format!("the database is set back by {age} s"));
    let file = backup.path.clone();
    let path = simulation.file();
    std::fs::copy(file, &path).unwrap();
    simulation.second = None;
    let now = simulation.world.now();
    let (db, ledger) = start::ledger(&path, now).await;
    (simulation.db, simulation.world.ledger) = (db, ledger);
    simulation.importing = None;
    simulation.world.edit(|current| *current = network);
    let now = simulation.now();
    let named = crate::known::Known::named(&simulation.network());
    simulation.known.restored(past, at, now, &named);
    simulation.numbers += 1;
    simulation.first = simulation.numbers;
    simulation.world.restart().await;
    simulation.last_acting = None;
    Ok(())
}

/// The install is copied to another machine, with its database and credentials; or the copy is taken away.
pub async fn copy(simulation: &mut Simulation) {
    if simulation.copy.take().is_some() {
        simulation.story.tell("the copy is taken away".to_owned());
        return;
    }
    let confirmed = simulation.world.ledger.state("identity").await.unwrap();
    if confirmed.is_none() {
        return;
    }
    simulation
        .story
        .tell("the install is copied to another machine".to_owned());
    let path = simulation.file();
    copy_ledger(simulation, &path).await;
    let now = simulation.world.now();
    let (_, ledger) = start::ledger(&path, now).await;
    let spoilable = Spoilable {
        network: simulation.network(),
        version: 1,
        partial: None,
        failure: None,
        reads: 0,
    };
    let source = MemorySource(Arc::new(Mutex::new(spoilable)));
    try_out(simulation, &source);
    let world = &mut simulation.world;
    let own = (
        std::mem::replace(&mut world.ledger, ledger.clone()),
        std::mem::replace(&mut world.source, source.clone()),
    );
    let elsewhere = simulation.chance.one_in(2);
    let agent = world.agent_at(|place| {
        "another machine".clone_into(&mut place.machine);
        if elsewhere {
            place.path = "/home/staging/network".into();
        }
    });
    (world.ledger, world.source) = own;
    simulation.numbers += 1;
    simulation.copy = Some(Copy { agent, source });
}

/// A copy is made to try things out: a host is mapped there that is ready, and that only the copy wants.
fn try_out(simulation: &Simulation, source: &MemorySource) {
    simulation.world.panel.point_here(ONLY_ON_THE_COPY);
    let mut source = source.0.lock().unwrap();
    let site = source.network.sites[0].id;
    source.network.mappings.push(plan::Mapping {
        id: 1_000_000,
        site,
        host: ONLY_ON_THE_COPY.to_owned(),
        stage: "done".to_owned(),
        active: true,
        primary: false,
        secure: false,
    });
}

/// Somebody works on the copy: what was mapped there goes, and something new comes.
pub fn edit_copy(simulation: &mut Simulation) {
    let Some(copy) = &simulation.copy else {
        return;
    };
    simulation
        .story
        .tell("somebody empties the copy".to_owned());
    let mut source = copy.source.0.lock().unwrap();
    source.network.mappings.clear();
    source.version += 1;
}
