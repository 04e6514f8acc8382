//! `demo`: the whole story on this machine, with a real agent and an emulated RunCloud.
//!
//! The agent is the one that `run` starts. It knows the network only by its database, the panel only by HTTP, names
//! only by DNS and certificates only by handshakes; all of these are on loopback. Only the time is the story's own.

mod clock;
mod ending;
mod goals;
mod keep;
mod stage;
mod story;
mod taken_over;
mod teller;
mod world;
mod wrap;

use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::runtime::Stop;

use ending::Foreign;
use stage::Stage;

const PROLOGUE: &str = "A WordPress network, its database, a RunCloud panel, a name server and a web server \
    are made up on this machine; nothing outside is touched. The agent is the real one. Time is the story's own: \
    where people wait for minutes, the clock moves on.";

/// Plays the story and, with `keep`, leaves everything running until stopped.
///
/// # Errors
/// A report where the story does not go as it should.
pub(crate) async fn run(keep: bool, printer: &Printer) -> Result<Exit, Report> {
    let mut stop = Stop::on_signals()?;
    let story = async {
        let mut stage = Stage::set(printer).await?;
        stage.aside(PROLOGUE);
        let before = Foreign::at(&stage.world.panel);
        story::play(&mut stage).await?;
        let records = stage.world.records().await?;
        ending::tell(&records, &before, &stage.world.panel, printer)?;
        Ok::<_, Report>(stage)
    };
    let stage = tokio::select! {
        stage = story => stage?,
        () = stop.asked() => return Err(Report::new("stopped before the end of the story", Exit::Look)),
    };
    if keep {
        return Box::pin(keep::running(stage, stop, printer)).await;
    }
    let (world, agent, ..) = stage.leave();
    agent
        .stop()
        .await
        .map_err(world::failed("the agent cannot end in good order"))?;
    world.emulator.stop().await;
    Ok(Exit::Fine)
}
