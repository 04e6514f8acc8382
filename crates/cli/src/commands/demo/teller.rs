//! Tells the story as it happens: lines for people, objects for programs.

use std::time::Duration;

use agent::{Event, EventKind};
use plan::{Context, DomainName, Reason, Timestamp, Who, operator_text};
use serde::Serialize;

use super::world::Records;
use super::wrap::wrapped;
use crate::args::OutputFormat;
use crate::commands::domain_row::spoken;
use crate::commands::event_line;
use crate::output::{Printer, rfc3339};

/// So that a reader at a terminal can follow; in a pipe nothing waits.
const BETWEEN_LINES: Duration = Duration::from_millis(50);
const BETWEEN_SCENES: Duration = Duration::from_millis(700);

/// What is known when something is told.
pub(super) struct Known<'a> {
    pub(super) records: &'a Records,
    pub(super) context: Context<'a>,
}

/// Writes the story.
pub(super) struct Teller<'a> {
    printer: &'a Printer,
    scenes: u32,
    /// What the last listing showed, so that only news is told.
    domains: Option<usize>,
    /// Whether a hold was told that is not over.
    held: bool,
}

#[derive(Serialize)]
struct Scene<'a> {
    event: &'static str,
    number: u32,
    #[serde(serialize_with = "rfc3339")]
    at: Timestamp,
    title: &'a str,
}

#[derive(Serialize)]
struct Note<'a> {
    event: &'static str,
    #[serde(serialize_with = "rfc3339")]
    at: Timestamp,
    text: &'a str,
}

impl<'a> Teller<'a> {
    pub(super) fn new(printer: &'a Printer) -> Self {
        Self {
            printer,
            scenes: 0,
            domains: None,
            held: false,
        }
    }

    /// Words before and after the story, which only people need.
    pub(super) fn aside(&self, text: &str) {
        if self.printer.format() == OutputFormat::Text {
            self.printer.text(&wrapped("", text));
        }
    }

    /// Begins a scene.
    pub(super) async fn scene(&mut self, title: &str, at: Timestamp) {
        self.pause(BETWEEN_SCENES).await;
        self.scenes += 1;
        let number = self.scenes;
        match self.printer.format() {
            OutputFormat::Text => {
                let heading = wrapped(&format!("{number}. "), title);
                self.printer.text(&format!("\n{heading}"));
            }
            OutputFormat::Json => self.printer.json(&Scene {
                event: "scene",
                number,
                at,
                title,
            }),
        }
        self.pause(BETWEEN_SCENES).await;
    }

    /// Tells what somebody else than the agent does.
    pub(super) async fn note(&self, text: &str, at: Timestamp) {
        match self.printer.format() {
            OutputFormat::Text => self.line(at, "world", text).await,
            OutputFormat::Json => self.printer.json(&Note {
                event: "note",
                at,
                text,
            }),
        }
    }

    /// Tells what the agent did or saw, if it is worth a line.
    pub(super) async fn event(&mut self, event: &Event, known: &Known<'_>) {
        if !self.is_news(&event.kind) {
            return;
        }
        match self.printer.format() {
            OutputFormat::Text => {
                let (verb, words) = told(event, known);
                self.line(event.at, verb, &words).await;
            }
            OutputFormat::Json => event_line::print(event, self.printer),
        }
    }

    fn is_news(&mut self, kind: &EventKind) -> bool {
        match kind {
            // What begins in the same moment is told by its own line.
            EventKind::Standing { standing, .. } => {
                !matches!(standing.reason, Reason::New | Reason::Queued)
            }
            EventKind::PanelRead {
                domains,
                partial: None,
            } => self.domains.replace(*domains) != Some(*domains),
            // The first reading ends a hold that nobody was told about.
            EventKind::Hold { reason, .. } => {
                std::mem::replace(&mut self.held, reason.is_some()) || reason.is_some()
            }
            _ => true,
        }
    }

    async fn line(&self, at: Timestamp, verb: &str, words: &str) {
        let lead = format!("   {}  {verb:<7} ", time_of_day(at));
        self.printer.text(&wrapped(&lead, words));
        self.pause(BETWEEN_LINES).await;
    }

    async fn pause(&self, pause: Duration) {
        let at_a_terminal =
            self.printer.width().is_some() && self.printer.format() == OutputFormat::Text;
        if at_a_terminal {
            tokio::time::sleep(pause).await;
        }
    }
}

/// A verb for the margin, and the words.
fn told(event: &Event, known: &Known<'_>) -> (&'static str, String) {
    let host = event
        .host
        .as_ref()
        .map(DomainName::unicode)
        .unwrap_or_default();
    match &event.kind {
        EventKind::NetworkRead { wanted, .. } => (
            "sees",
            format!(
                "the network wants {} besides its own",
                counted(*wanted, "host")
            ),
        ),
        EventKind::PanelRead {
            domains,
            partial: None,
        } => (
            "sees",
            format!("the web application has {}", counted(*domains, "domain")),
        ),
        EventKind::Begin { step } => ("begins", step.clone()),
        EventKind::End { step, outcome, ok } => {
            let verb = if *ok { "done" } else { "fails" };
            let subject = event.host.as_ref().map_or_else(|| spoken(step), |_| host);
            (verb, format!("{subject}: {outcome}"))
        }
        EventKind::Standing { standing, .. } => {
            let record = event
                .host
                .as_ref()
                .and_then(|host| known.records.get(host))
                // A record that has moved on would tell a later chapter.
                .filter(|record| record.standing == *standing);
            let sentence = record.map_or_else(
                || format!("{}.", spoken(standing.reason.as_str())),
                |record| operator_text(record, &known.context),
            );
            let mut words = format!("{host}: {}. {sentence}", spoken(standing.state.as_str()));
            if let Some(who) = acts(standing.who) {
                words.extend([" ", who, " acts next"]);
                if let Some(next) = standing.next_look {
                    words.extend(["; the agent looks again at ", &time_of_day(next)]);
                }
                words.push('.');
            }
            ("stands", words)
        }
        EventKind::Hold {
            reason: Some(_),
            detail,
        } => ("waits", format!("nothing is changed: {detail}")),
        EventKind::Hold { reason: None, .. } => ("goes on", event_line::words(&event.kind)),
        EventKind::Lease { held: true, .. } => (
            "acts",
            "this agent holds the lease, so it alone acts".to_owned(),
        ),
        EventKind::Lease {
            held: false,
            holder: Some(holder),
        } => (
            "waits",
            format!("the lease of {holder} has to run out first"),
        ),
        EventKind::Lease { .. }
        | EventKind::Brake { .. }
        | EventKind::Trouble { .. }
        | EventKind::Advice { .. }
        | EventKind::PanelRead { .. } => ("says", event_line::words(&event.kind)),
    }
}

/// Who acts next, at the beginning of a sentence; nothing where nobody has to.
fn acts(who: Who) -> Option<&'static str> {
    match who {
        Who::Nobody => None,
        Who::Customer => Some("The customer"),
        Who::Operator => Some("The operator"),
        Who::Provider => Some("RunCloud"),
        Who::Authority => Some("The certificate authority"),
    }
}

fn counted(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}"),
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// `09:00:00`, UTC.
fn time_of_day(moment: Timestamp) -> String {
    moment.to_string().chars().skip(11).take(8).collect()
}
