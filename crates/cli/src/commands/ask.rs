//! Asks the agent for something, through the table of requests.

use std::time::Duration;

use agent::{Clock, SystemClock};
use ledger::{Ledger, NewRequest, RequestKind};
use plan::{DomainName, Timestamp};
use serde_json::Value;
use tokio::time::sleep;

use crate::output::Report;
use crate::wire;

/// How often the answer is looked for; the agent looks for requests twice a second.
const PAUSE: Duration = Duration::from_millis(250);

/// A request that was made.
pub(crate) struct Asked<'a> {
    ledger: &'a Ledger,
    id: i64,
}

impl<'a> Asked<'a> {
    /// Writes the request down.
    ///
    /// # Errors
    /// A report where the table cannot be written.
    pub(crate) async fn ask(
        ledger: &'a Ledger,
        kind: RequestKind,
        host: Option<DomainName>,
        payload: Value,
    ) -> Result<Self, Report> {
        let request = NewRequest {
            kind,
            host,
            site: None,
            user: user(),
            payload,
            at: SystemClock.now(),
        };
        let id = ledger.insert_request(&request).await;
        let id = id.map_err(|error| wire::of_ledger(&error))?;
        Ok(Self { ledger, id })
    }

    /// What the agent answered, where it does within `patience`.
    ///
    /// # Errors
    /// A report where the table cannot be read.
    pub(crate) async fn answer(&self, patience: Duration) -> Result<Option<String>, Report> {
        let deadline = SystemClock.now() + patience;
        loop {
            let request = self.ledger.request(self.id).await;
            let request = request.map_err(|error| wire::of_ledger(&error))?;
            match request {
                Some(request) if request.handled_at.is_some() => {
                    return Ok(Some(request.result.unwrap_or_default()));
                }
                // Old requests are cleared away, handled ones only.
                None => return Ok(Some(String::new())),
                Some(_) if SystemClock.now() >= deadline => return Ok(None),
                Some(_) => sleep(PAUSE).await,
            }
        }
    }
}

/// The name of the agent that acts now, where one does.
///
/// # Errors
/// A report where the ledger cannot be read.
pub(crate) async fn acting_agent(
    ledger: &Ledger,
    now: Timestamp,
) -> Result<Option<String>, Report> {
    let holder = ledger.lease_holder(now).await;
    let holder = holder.map_err(|error| wire::of_ledger(&error))?;
    Ok(holder.map(|(holder, _)| holder))
}

/// Who sits at this terminal, for the history.
fn user() -> String {
    ["SUDO_USER", "USER", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_else(|| "command line".to_owned())
}
