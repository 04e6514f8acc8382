//! The story of one domain: what happened, and where that led.

use agent::About;
use plan::{Record, Timestamp, operator_text, remedy};
use serde::Serialize;

use super::MOST;
use super::entry::Entry;
use crate::commands::context::context;
use crate::commands::dns_records::{self, DnsRecord, DnsSeen};
use crate::commands::domain_row::{DomainRow, spoken};
use crate::commands::when::until;
use crate::exit::Exit;

/// The whole story of one domain.
#[derive(Serialize)]
pub(crate) struct Tale {
    domain: DomainRow,
    /// What happened, oldest first.
    story: Vec<Entry>,
    /// Whether more happened before that is not shown.
    more: bool,
    operator_text: String,
    /// The rule by which it stands where it stands.
    rule: &'static str,
    /// What whoever runs the network can do.
    remedy: Option<&'static str>,
    records_are: Vec<DnsSeen>,
    records_should_be: Vec<DnsRecord>,
}

impl Tale {
    /// `story` is the oldest first, one entry more than is shown where there are more.
    pub(crate) fn of(
        record: &Record,
        about: &About,
        mut story: Vec<Entry>,
        now: Timestamp,
    ) -> Self {
        let context = context(record, about, now);
        let more = story.len() > MOST as usize;
        if more {
            story.remove(0);
        }
        Self {
            domain: DomainRow::of(record),
            story,
            more,
            operator_text: operator_text(record, &context),
            rule: record.standing.reason.rule(),
            remedy: remedy(record.standing.reason),
            records_are: dns_records::are(record),
            records_should_be: dns_records::should_be(record, about),
        }
    }

    /// As `status` of one domain ends.
    pub(crate) fn exit(&self) -> Exit {
        if self.domain.needs_operator() {
            Exit::Look
        } else {
            Exit::Fine
        }
    }

    pub(crate) fn text(&self, now: Timestamp) -> String {
        let row = &self.domain;
        let mut lines = vec![format!("{}, oldest first:", row.host.unicode())];
        if self.more {
            lines.push(format!("  there is more before these {MOST} entries"));
        }
        if self.story.is_empty() {
            lines.push("  nothing was written down yet".to_owned());
        }
        lines.extend(self.story.iter().flat_map(|entry| entry.lines(now)));
        lines.push("where it stands:".to_owned());
        lines.push(format!(
            "  {}, {}: {}",
            spoken(row.state.as_str()),
            spoken(row.reason.as_str()),
            self.operator_text
        ));
        lines.push(format!("  rule: {}", self.rule));
        lines.push(format!("  who acts: {}", spoken(row.who.as_str())));
        lines.extend(self.remedy.map(|remedy| format!("  what helps: {remedy}")));
        lines.push(match row.next_look {
            Some(moment) => format!("  next: it is looked at {} ({moment})", until(moment, now)),
            None => "  next: nothing until something changes".to_owned(),
        });
        if !self.records_are.is_empty() {
            lines.push("records that are:".to_owned());
            lines.extend(self.records_are.iter().map(DnsSeen::line));
        }
        if !self.records_should_be.is_empty() {
            lines.push("records that should be:".to_owned());
            lines.extend(self.records_should_be.iter().map(DnsRecord::line));
        }
        lines.join("\n") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use ledger::HistoryEntry;
    use plan::Class;

    use super::*;

    fn entry(id: i64) -> Entry {
        Entry::from(HistoryEntry {
            id,
            at: Timestamp::from_millis(id),
            host: None,
            kind: "observation".to_owned(),
            step: Some("dns".to_owned()),
            why: None,
            outcome: Some(format!("look {id}")),
            closed_at: None,
            detail: serde_json::Value::Null,
            fence: 1,
        })
    }

    #[test]
    fn of_a_long_story_the_end_is_told_and_that_there_is_more() {
        let now = Timestamp::from_millis(1_000);
        let record = Record::new("shop.example".parse().unwrap(), Class::Created, now);
        let long: Vec<_> = (1..=501).map(entry).collect();
        let tale = Tale::of(&record, &About::default(), long, now);
        let text = tale.text(now);
        assert!(text.contains("there is more before these 500 entries"));
        assert!(!text.contains("look 1\n") && text.contains("look 2\n"));
        assert!(text.find("look 2\n") < text.find("look 501\n"));

        let tale = Tale::of(&record, &About::default(), vec![entry(1)], now);
        assert!(!tale.more && tale.text(now).contains("look 1\n"));
    }
}
