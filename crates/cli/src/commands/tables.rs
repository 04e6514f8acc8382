//! The agent's tables, for commands that only make sense once an agent was here.

use ledger::Ledger;

use crate::exit::Exit;
use crate::output::Report;
use crate::wire::{self, Home};

/// Opens the ledger that is there; nothing is created.
///
/// # Errors
/// A report where no agent ever ran for this network, or the tables cannot be read.
pub(crate) async fn open(home: &Home) -> Result<Ledger, Report> {
    let ledger = Ledger::open_existing(home.database.clone(), home.prefix.clone()).await;
    let ledger = ledger.map_err(|error| wire::of_ledger(&error))?;
    ledger.ok_or_else(|| {
        Report::new("no agent ran for this network yet", Exit::Look)
            .cause("its database has no tables of this program")
            .hint("`plan` shows what would be done, `run` starts the agent")
    })
}
