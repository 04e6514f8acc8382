//! `--keep`: the story is over, and everything in it goes on in real time.

use agent::Agent;
use serde::Serialize;

use super::stage::Stage;
use super::world::{World, failed};
use crate::args::OutputFormat;
use crate::commands::emulator::Whereabouts;
use crate::commands::event_line;
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::runtime::Stop;

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
    let (world, agent, mut events) = stage.leave();
    let whereabouts = Whereabouts::of(&world.emulator, world.settings(), world.folder.path())?;
    say(&world, &whereabouts, printer);
    world.clock.let_go();
    let ended = tokio::join!(work(agent, &mut stop), async {
        while let Some(event) = events.recv().await {
            event_line::print(&event, printer);
        }
    });
    ended.0?;
    world.emulator.stop().await;
    Ok(Exit::Fine)
}

async fn work(agent: Agent, stop: &mut Stop) -> Result<(), Report> {
    agent
        .run(stop.asked())
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
            printer.text(&format!(
                "\nThe network and the ledger are in one SQLite file; map a domain and watch:\n  \
                 sqlite3 {database} \\\n    \"INSERT INTO wp_wu_domain_mappings (blog_id, domain) \
                 VALUES (2, 'new.example')\"\n"
            ));
        }
        OutputFormat::Json => printer.json(&Kept {
            event: "kept",
            database,
            whereabouts,
        }),
    }
}
