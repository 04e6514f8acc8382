//! `run`: the agent, until it is told to stop.

use std::os::unix::fs::MetadataExt;

use agent::{Event, Events};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;

use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::runtime::Stop;
use crate::settings::Settings;
use crate::wire;

use super::event_line;

/// Runs the agent. Trouble that passes is ridden out; what is wrong at the start ends it.
pub(crate) async fn run(settings: &Settings, printer: &Printer) -> Result<Exit, Report> {
    let mut stop = Stop::on_signals()?;
    if runs_as_root() {
        printer.warn(&root_warning());
    }
    let crew = wire::crew(settings).await?;
    let (sender, events) = unbounded_channel();
    let agent = crew.agent(Events::to(sender));
    tracing::info!(
        web_app = %crew.access.web_app,
        path = %crew.home.installation.web_root.display(),
        holder = crew.holder,
        "started"
    );
    let (nobody_reads, mut reader_left) = oneshot::channel();
    let stopped = async move {
        tokio::select! {
            () = stop.asked() => {}
            Ok(()) = &mut reader_left => {}
        }
    };
    let (ended, ()) = tokio::join!(agent.run(stopped), tell(events, printer, nobody_reads));
    ended.map_err(|error| wire::of_ledger(&error))?;
    tracing::info!("stopped");
    Ok(Exit::Fine)
}

/// Writes events until the agent is gone; tells when nobody reads them any more.
async fn tell(
    mut events: UnboundedReceiver<Event>,
    printer: &Printer,
    nobody_reads: oneshot::Sender<()>,
) {
    let mut nobody_reads = Some(nobody_reads);
    while let Some(event) = events.recv().await {
        event_line::print(&event, printer);
        if printer.reader_is_gone()
            && let Some(sender) = nobody_reads.take()
        {
            // The agent may be ending already.
            let _ = sender.send(());
        }
    }
}

/// The owner of this process' own entry is its effective user.
fn runs_as_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
}

fn root_warning() -> Report {
    Report::new("this runs as root and need not", Exit::Fine)
        .hint("run it as the web application's system user, who can read wp-config.php")
}
