//! One line for each event of the agent.

use agent::{Event, EventKind};
use plan::Timestamp;
use serde_json::{Map, Value};

use crate::args::OutputFormat;
use crate::output::Printer;

/// Writes one event: time, host and words for people, an object for programs.
pub(crate) fn print(event: &Event, printer: &Printer) {
    match printer.format() {
        OutputFormat::Text => printer.text(&text(event)),
        OutputFormat::Json => printer.json(&fields(event)),
    }
}

fn text(event: &Event) -> String {
    let host = event
        .host
        .as_ref()
        .map_or_else(|| "-".to_owned(), ToString::to_string);
    let line = format!("{}  {host}  {}", event.at, words(&event.kind));
    // What strangers wrote must not look like an event of its own.
    line.replace(['\n', '\r'], " ")
}

/// What happened, in a few words.
pub(crate) fn words(kind: &EventKind) -> String {
    match kind {
        EventKind::NetworkRead { wanted, rejected } => {
            format!("the network wants {wanted} hosts, {rejected} rows are not served")
        }
        EventKind::PanelRead {
            domains,
            partial: None,
        } => format!("the web application has {domains} domains"),
        EventKind::PanelRead {
            domains,
            partial: Some(why),
        } => format!("the web application has {domains} domains or more: {why}"),
        EventKind::Begin { step } => format!("begin: {step}"),
        EventKind::End { step, outcome, ok } => {
            let word = step.replace('_', " ");
            format!(
                "{} {word}: {outcome}",
                if *ok { "done," } else { "not done," }
            )
        }
        EventKind::Standing { standing, .. } => {
            let reason = standing.reason.as_str().replace('_', " ");
            let state = standing.state.as_str().replace('_', " ");
            let detail = &standing.detail;
            if detail.is_empty() {
                format!("{state}: {reason}")
            } else {
                format!("{state}: {reason} ({detail})")
            }
        }
        EventKind::Hold { reason: None, .. } => "changes are allowed again".to_owned(),
        EventKind::Hold { detail, .. } => format!("nothing is changed: {detail}"),
        EventKind::Brake { hosts } => format!(
            "{} removals are held back; `confirm brake` allows them",
            hosts.len()
        ),
        EventKind::Trouble { side, message } => format!("trouble with the {side}: {message}"),
        EventKind::Advice { message, advice } => format!("advice: {message}; {advice}"),
        EventKind::Lease { held: true, .. } => "this agent acts now".to_owned(),
        EventKind::Lease {
            held: false,
            holder: Some(holder),
        } => format!("standing by: {holder} acts"),
        EventKind::Lease {
            held: false,
            holder: None,
        } => "this agent does not act any more".to_owned(),
    }
}

/// The event's own fields with times in RFC 3339.
fn fields(event: &Event) -> Map<String, Value> {
    let mut fields = match serde_json::to_value(event) {
        Ok(Value::Object(fields)) => fields,
        // Every event is a struct of plain fields.
        _ => Map::new(),
    };
    if let Some(next_look) = fields.get_mut("next_look") {
        *next_look = next_look.as_i64().map_or(Value::Null, |millis| {
            Timestamp::from_millis(millis).to_string().into()
        });
    }
    fields.insert("at".to_owned(), event.at.to_string().into());
    fields
}

#[cfg(test)]
mod tests {
    use plan::{Class, Reason, Standing, State, Who};

    use super::*;

    fn event(kind: EventKind) -> Event {
        Event {
            at: Timestamp::from_millis(1_767_225_600_000),
            host: Some("shop.example".parse().unwrap()),
            kind,
        }
    }

    fn waiting() -> EventKind {
        EventKind::Standing {
            class: Class::Created,
            standing: Standing {
                state: State::WaitingDns,
                reason: Reason::DnsElsewhere,
                detail: "A 198.51.100.7".to_owned(),
                who: Who::Customer,
                next_look: Some(Timestamp::from_millis(1_767_225_610_000)),
            },
        }
    }

    #[test]
    fn a_person_reads_time_host_and_words() {
        assert_eq!(
            text(&event(waiting())),
            "2026-01-01T00:00:00Z  shop.example  waiting dns: dns elsewhere (A 198.51.100.7)"
        );
    }

    #[test]
    fn programs_read_times_as_rfc_3339() {
        let fields = fields(&event(waiting()));
        assert_eq!(fields["event"], "standing");
        assert_eq!(fields["host"], "shop.example");
        assert_eq!(fields["at"], "2026-01-01T00:00:00Z");
        assert_eq!(fields["next_look"], "2026-01-01T00:00:10Z");
        assert_eq!(fields["state"], "waiting_dns");
    }

    #[test]
    fn advice_is_one_line_with_what_to_do() {
        let kind = EventKind::Advice {
            message: "45 sub-domains have no certificate".to_owned(),
            advice: "attach a wildcard".to_owned(),
        };
        assert_eq!(
            words(&kind),
            "advice: 45 sub-domains have no certificate; attach a wildcard"
        );
    }

    #[test]
    fn words_of_strangers_stay_on_the_line_of_their_event() {
        let kind = EventKind::Trouble {
            side: "network",
            message: "x\n2026-01-01T00:00:00Z  shop.example  secured".to_owned(),
        };
        assert_eq!(text(&event(kind)).lines().count(), 1);
    }
}
