//! `run`: the agent, until it is told to stop.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use agent::{Event, Events};
use runcloud::Class;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;

use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::runtime::Stop;
use crate::settings::Settings;
use crate::wire::{self, Crew, Surroundings};

use super::event_line;

/// How often `wp-config.php` is looked at for a change.
const LOOK: Duration = Duration::from_secs(2);
/// Each so many looks everything is read again: what it includes, and the network's options.
const READ_EACH: u32 = 5;
/// The same where PHP has to be asked, which costs more.
const PHP_EACH: u32 = 30;

/// Runs the agent. Trouble that passes is ridden out; what is wrong at the start ends it. What changes in the
/// configuration later is followed without a restart.
pub(crate) async fn run(settings: &Settings, printer: &Printer) -> Result<Exit, Report> {
    let stop = Stop::on_signals()?;
    let mut hangup = signal(SignalKind::hangup())
        .map_err(|error| Report::of("signals cannot be heard", &error, Exit::Look))?;
    if runs_as_root() {
        printer.warn(&root_warning());
    }
    let mut crew = wire::crew(settings).await?;
    loop {
        let next = Box::pin(serve(settings, printer, &crew, stop.clone(), &mut hangup)).await?;
        let Some(next) = next else {
            tracing::info!("stopped");
            return Ok(Exit::Fine);
        };
        tracing::info!("the configuration changed: going on with the new one");
        // The same process under the same name: its lease need not run out first.
        crew = next.in_the_name_of(crew.holder);
    }
}

/// Runs one agent until it is told to stop, or until the configuration is another one: then with what follows.
async fn serve(
    settings: &Settings,
    printer: &Printer,
    crew: &Crew,
    mut stop: Stop,
    hangup: &mut Signal,
) -> Result<Option<Crew>, Report> {
    let (sender, events) = unbounded_channel();
    let agent = crew.agent(Events::to(sender));
    tracing::info!(
        web_app = %crew.access.web_app,
        path = %crew.home.installation.web_root.display(),
        holder = crew.holder,
        "started"
    );
    let (nobody_reads, mut reader_left) = oneshot::channel();
    let mut next = None;
    let stopped = async {
        tokio::select! {
            () = stop.asked() => {}
            Ok(()) = &mut reader_left => {}
            crew = changed(settings, printer, crew, hangup) => next = Some(crew),
        }
    };
    let stopped = Box::pin(stopped);
    let (ended, ()) = tokio::join!(agent.run(stopped), tell(events, printer, nobody_reads));
    match ended {
        // With a database that refuses the old password nothing can be written down; the next one looks it up.
        Err(error) if next.is_none() => Err(wire::of_ledger(&error)),
        _ => Ok(next),
    }
}

/// Waits until the configuration says something else that can be used, also where nobody told (SIGHUP).
async fn changed(settings: &Settings, printer: &Printer, crew: &Crew, hangup: &mut Signal) -> Crew {
    let file = crew.home.installation.config.file();
    let asks_php = crew.home.installation.config.php_said().is_some();
    let mut known = stamp(file);
    let mut trouble: Option<Report> = None;
    for look in 1_u32.. {
        let told = tokio::select! {
            signal = hangup.recv() => signal.is_some(),
            () = tokio::time::sleep(LOOK) => false,
        };
        let now = stamp(file);
        let each = if asks_php { PHP_EACH } else { READ_EACH };
        if !told && now == known && !look.is_multiple_of(each) {
            continue;
        }
        known = now;
        let read = match Surroundings::read(settings, crew).await {
            Ok(read) if !read.differs_from(&crew.surroundings) => Ok(None),
            Ok(_) => match wire::crew(settings).await {
                Ok(next) => accepted(crew, &next).await.map(|()| Some(next)),
                Err(report) => Err(report),
            },
            Err(report) => Err(report),
        };
        match read {
            Ok(Some(next)) => return next,
            Ok(None) => {
                if trouble.take().is_some() {
                    tracing::info!("the configuration is well again");
                }
            }
            // A file that is being written is only half there for a moment; what lasts is told once.
            Err(report)
                if trouble
                    .as_ref()
                    .is_none_or(|told| told.causes != report.causes) =>
            {
                printer.warn(&Report {
                    what: format!("the agent goes on as before, as {}", report.what),
                    ..report.clone()
                });
                trouble = Some(report);
            }
            Err(_) => {}
        }
    }
    unreachable!("looks are counted for longer than any process lives")
}

/// Whether the new credentials are better than the old: a token mistyped while the old one still works changes nothing.
async fn accepted(crew: &Crew, next: &Crew) -> Result<(), Report> {
    match next.sight.reader.ping().await {
        Err(error)
            if error.class == Class::Unauthorized && crew.sight.reader.ping().await.is_ok() =>
        {
            Err(wire::of_provider(&error))
        }
        _ => Ok(()),
    }
}

/// What tells a file from a later one of the same name.
fn stamp(file: &Path) -> Option<(u64, u64, i64, i64)> {
    let found = std::fs::metadata(file).ok()?;
    Some((found.ino(), found.size(), found.mtime(), found.mtime_nsec()))
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
