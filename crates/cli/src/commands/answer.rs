//! What came of a request that a person made.

use std::time::Duration;

use ledger::{Ledger, RequestKind};
use plan::{DomainName, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::ask::{Asked, acting_agent};
use crate::args::OutputFormat;
use crate::output::{Printer, Report};

/// An agent that acts looks for requests twice a second; one that reads a slow panel takes a little longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request and, where an agent runs, its answer.
#[derive(Serialize)]
pub(crate) struct Answer {
    host: Option<DomainName>,
    /// The agent that acts.
    agent: Option<String>,
    /// Its answer; absent while it has not given one.
    #[serde(rename = "answer")]
    said: Option<String>,
}

impl Answer {
    /// Makes the request, and waits briefly where somebody can answer.
    ///
    /// # Errors
    /// A report where the tables cannot be used.
    pub(crate) async fn to(
        ledger: &Ledger,
        kind: RequestKind,
        host: Option<DomainName>,
        payload: Value,
        now: Timestamp,
    ) -> Result<Self, Report> {
        let agent = acting_agent(ledger, now).await?;
        let asked = Asked::ask(ledger, kind, host.clone(), payload).await?;
        let said = match &agent {
            Some(_) => asked.answer(PATIENCE).await?,
            None => None,
        };
        Ok(Self { host, agent, said })
    }

    pub(crate) fn print(&self, printer: &Printer) {
        match printer.format() {
            OutputFormat::Json => printer.json(self),
            OutputFormat::Text => printer.text(&self.text()),
        }
    }

    fn text(&self) -> String {
        let answer = match (&self.agent, &self.said) {
            (_, Some(answer)) => answer.as_str(),
            (Some(_), None) => "noted; the agent has not answered yet and does it next",
            (None, None) => "noted; no agent runs, so it is done at the next start",
        };
        match &self.host {
            Some(host) => format!("{}: {answer}", host.unicode()),
            None => answer.to_owned(),
        }
    }
}
