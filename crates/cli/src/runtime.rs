//! Where commands that wait for the outside run, and how they are told to stop.

use std::future::Future;
use std::io;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::exit::Exit;
use crate::output::Report;

/// What the shell expects of a program that was interrupted: 128 and the number of SIGINT.
const INTERRUPTED: i32 = 130;

/// Runs a command to its end.
///
/// # Errors
/// The command's own report, or one that the system gives no threads.
pub(crate) fn block_on<T>(command: impl Future<Output = Result<T, Report>>) -> Result<T, Report> {
    // Said explicitly, so that no other crate's choice of features can make TLS ambiguous. A second call changes
    // nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Report::of("the program cannot start its threads", &error, Exit::Look))?;
    runtime.block_on(command)
}

/// Becomes true when the program should stop.
#[derive(Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens to SIGINT and SIGTERM from now on: the first asks to stop, the second ends the process at once.
    ///
    /// # Errors
    /// A report where the system refuses.
    pub(crate) fn on_signals() -> Result<Self, Report> {
        let refused = |error: io::Error| Report::of("signals cannot be heard", &error, Exit::Look);
        let mut interrupt = signal(SignalKind::interrupt()).map_err(refused)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(refused)?;
        let (sender, receiver) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            // Nobody listens any more when the command is at its end already.
            let _ = sender.send(true);
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            std::process::exit(INTERRUPTED);
        });
        Ok(Self(receiver))
    }

    /// Waits for the signal.
    pub(crate) async fn asked(&mut self) {
        if self.0.wait_for(|stop| *stop).await.is_err() {
            // The listener lives as long as the process; without it there is nothing to wait for.
            std::future::pending::<()>().await;
        }
    }

    /// Whether the signal came already.
    pub(crate) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }
}
