//! `--keep`: the story is over, and everything in it goes on in real time.

use std::time::Duration;

use agent::Agent;
use serde::Serialize;

use super::stage::{self, Stage};
use super::world::{SERVER, World, failed};
use crate::args::OutputFormat;
use crate::commands::emulator::Whereabouts;
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::runtime::Stop;

/// Longer than a local database takes to write a record.
const WRITTEN_BY_THEN: Duration = Duration::from_millis(200);

#[derive(Serialize)]
struct Kept<'a> {
    event: &'static str,
    database: String,
    #[serde(flatten)]
    whereabouts: &'a Whereabouts,
}

/// Says where everything is and lets it run until stopped.
pub(super) async fn running(
    stage: Stage<'_>,
    mut stop: Stop,
    printer: &Printer,
) -> Result<Exit, Report> {
    let (world, agent, mut events, mut teller) = stage.leave();
    let whereabouts = Whereabouts::of(&world.emulator, world.settings(), world.folder.path())?;
    say(&world, &whereabouts, printer);
    world.clock.let_go();
    let told = async {
        while let Some(event) = events.recv().await {
            // The agent speaks first and writes then, and the sentences are made of what is written.
            tokio::time::sleep(WRITTEN_BY_THEN).await;
            stage::tell(&mut teller, &world, &[event]).await?;
        }
        Ok(())
    };
    tokio::try_join!(work(agent, &mut stop), told)?;
    world.emulator.stop().await;
    Ok(Exit::Fine)
}

async fn work(agent: Agent, stop: &mut Stop) -> Result<(), Report> {
    // On the heap: the agent and all it waits for take some room.
    Box::pin(agent.run(stop.asked()))
        .await
        .map_err(failed("the agent cannot end in good order"))
}

fn say(world: &World, whereabouts: &Whereabouts, printer: &Printer) {
    let database = world
        .folder
        .path()
        .join("network.sqlite")
        .display()
        .to_string();
    match printer.format() {
        OutputFormat::Text => {
            printer.text("\nEverything goes on until Ctrl-C; the clock runs from here.\n\n");
            printer.text(&whereabouts.text());
            let control = whereabouts.control();
            printer.text(&format!(
                "
The network and the ledger are in one SQLite file. Map a domain, then give it
an address, and watch:
  sqlite3 {database} \\
    \"INSERT INTO wp_wu_domain_mappings (blog_id, domain) VALUES (2, 'new.test')\"
  curl -X PUT {control}/dns/new.test \\
    -H 'Content-Type: application/json' \\
    -d '[{{\"type\":\"A\",\"value\":\"{SERVER}\"}}]'

"
            ));
        }
        OutputFormat::Json => printer.json(&Kept {
            event: "kept",
            database,
            whereabouts,
        }),
    }
}
