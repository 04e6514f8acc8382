//! One entry of a story: what was seen, decided, asked or done, and the rule behind it.

use ledger::{HistoryEntry, Request};
use plan::{Class, DomainName, Reason, Timestamp, step_rule};
use serde::Serialize;
use serde_json::Value;

use crate::commands::domain_row::spoken;
use crate::commands::when::ago;
use crate::output::{rfc3339, rfc3339_or_null};

/// Something that was seen, decided, asked or done.
#[derive(Serialize)]
pub(crate) struct Entry {
    #[serde(serialize_with = "rfc3339")]
    at: Timestamp,
    kind: String,
    step: Option<String>,
    /// Where the domain stood from then on, for a decision.
    state: Option<String>,
    /// Why it stood there, for a decision.
    reason: Option<String>,
    /// What led to it.
    why: Option<String>,
    /// The rule of the program that decided.
    rule: Option<&'static str>,
    outcome: Option<String>,
    #[serde(serialize_with = "rfc3339_or_null")]
    closed_at: Option<Timestamp>,
    /// Whether it is a change that did not come about, where that is known.
    #[serde(skip)]
    failed: bool,
}

/// Whether an intent for the web application as a whole is about this host, too.
pub(crate) fn names(entry: &HistoryEntry, host: &DomainName) -> bool {
    let names = entry.detail.get("names").and_then(Value::as_array);
    let is_named = |name: &str| name == host.as_str();
    names.is_some_and(|names| names.iter().filter_map(Value::as_str).any(is_named))
}

impl From<HistoryEntry> for Entry {
    fn from(entry: HistoryEntry) -> Self {
        let word = |name: &str| {
            let value = entry.detail.get(name).and_then(Value::as_str);
            value
                .filter(|_| entry.kind == "decision")
                .map(str::to_owned)
        };
        let (state, reason) = (word("state"), word("reason"));
        let decided = reason.as_deref().and_then(|reason| reason.parse().ok());
        let done = entry.step.as_deref().filter(|_| entry.kind == "intent");
        // Older entries tell it by their words alone.
        let failed = match entry.detail.pointer("/result/ok") {
            Some(ok) => ok == &Value::Bool(false),
            None => entry
                .outcome
                .as_deref()
                .is_some_and(|words| words.starts_with("cannot ")),
        };
        Self {
            failed,
            at: entry.at,
            rule: decided
                .map(Reason::rule)
                .or_else(|| done.and_then(step_rule)),
            state,
            reason,
            // The class of a domain is no reason in itself.
            why: entry
                .why
                .filter(|why| !why.is_empty() && why.parse::<Class>().is_err()),
            kind: entry.kind,
            step: entry.step,
            outcome: entry.outcome,
            closed_at: entry.closed_at,
        }
    }
}

impl From<Request> for Entry {
    fn from(request: Request) -> Self {
        let kind = request.kind.as_str().to_owned();
        Self {
            failed: false,
            at: request.at,
            kind: "request".to_owned(),
            step: Some(kind),
            state: None,
            reason: None,
            why: request
                .user
                .filter(|user| !user.is_empty())
                .map(|user| format!("{user} asked for it")),
            rule: None,
            outcome: request.result,
            closed_at: request.handled_at,
        }
    }
}

impl Entry {
    pub(crate) const fn at(&self) -> Timestamp {
        self.at
    }

    /// The entry with what led to it on lines of their own.
    pub(crate) fn lines(&self, now: Timestamp) -> Vec<String> {
        let outcome = self.outcome.as_deref().unwrap_or("under way");
        let mut lines = vec![format!(
            "  {} ({})  {}: {outcome}",
            self.at,
            ago(self.at, now),
            self.head()
        )];
        lines.extend(self.why.as_ref().map(|why| format!("    because: {why}")));
        lines.extend(self.rule.map(|rule| format!("    rule: {rule}")));
        // What strangers wrote must not look like an entry of its own.
        let on_one = |line: String| line.replace(['\n', '\r'], " ");
        lines.into_iter().map(on_one).collect()
    }

    fn head(&self) -> String {
        let step = self.step.as_deref().map(spoken);
        match (self.kind.as_str(), step) {
            ("observation", Some(step)) => format!("seen, {step}"),
            ("decision", _) => {
                let both = self.state.iter().chain(&self.reason);
                let words: Vec<String> = both.map(|word| spoken(word)).collect();
                format!("decided, {}", words.join(", "))
            }
            ("intent", Some(step)) if self.failed => format!("tried, {step}"),
            ("intent", Some(step)) => format!("done, {step}"),
            ("request", Some(step)) => format!("asked, {step}"),
            (kind, Some(step)) => format!("{}, {step}", spoken(kind)),
            (kind, None) => spoken(kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use ledger::RequestKind;
    use serde_json::json;

    use super::*;

    fn entry(kind: &str, step: Option<&str>, detail: Value) -> HistoryEntry {
        HistoryEntry {
            id: 1,
            at: Timestamp::from_millis(1_767_225_600_000),
            host: Some("shop.example".to_owned()),
            kind: kind.to_owned(),
            step: step.map(str::to_owned),
            why: Some("created".to_owned()),
            outcome: Some("what\ncame of it".to_owned()),
            closed_at: None,
            detail,
            fence: 1,
        }
    }

    fn lines(entry: HistoryEntry) -> Vec<String> {
        let now = entry.at;
        Entry::from(entry).lines(now)
    }

    #[test]
    fn a_decision_is_told_with_the_rule_that_led_to_it() {
        let detail = json!({ "state": "waiting_dns", "reason": "dns_missing" });
        assert_eq!(
            lines(entry("decision", None, detail)),
            [
                "  2026-01-01T00:00:00Z (just now)  decided, waiting dns, dns missing: what came of it".to_owned(),
                format!("    rule: {}", Reason::DnsMissing.rule()),
            ]
        );
    }

    #[test]
    fn what_a_person_asked_is_told_with_who_asked_and_what_came_of_it() {
        let at = Timestamp::from_millis(1_767_225_600_000);
        let request = Request {
            id: 1,
            at,
            kind: RequestKind::Retry,
            host: Some("shop.example".to_owned()),
            site: None,
            user_id: Some(7),
            user: Some("anna\nfake".to_owned()),
            payload: Value::Null,
            handled_at: Some(at),
            result: Some("looked at again".to_owned()),
        };
        assert_eq!(
            Entry::from(request).lines(at),
            [
                "  2026-01-01T00:00:00Z (just now)  asked, retry: looked at again",
                "    because: anna fake asked for it",
            ]
        );
    }

    #[test]
    fn a_change_that_failed_is_not_told_as_done() {
        let failed = json!({ "result": { "ok": false } });
        let line = &lines(entry("intent", Some("order"), failed))[0];
        assert!(line.contains("tried, order"), "{line}");
        let done = json!({ "result": { "ok": true } });
        let line = &lines(entry("intent", Some("order"), done))[0];
        assert!(line.contains("done, order"), "{line}");
    }

    #[test]
    fn a_word_of_another_version_is_told_without_a_rule() {
        let detail = json!({ "state": "elsewhere", "reason": "not_known_here" });
        assert_eq!(lines(entry("decision", None, detail)).len(), 1);
        assert_eq!(
            lines(entry("intent", Some("not_known"), json!({}))).len(),
            1
        );
        assert_eq!(lines(entry("intent", Some("attach"), json!({}))).len(), 2);
    }

    #[test]
    fn an_order_for_all_belongs_to_the_story_of_each_of_its_names() {
        let shared = entry(
            "intent",
            Some("order_shared"),
            json!({ "names": ["a.example"] }),
        );
        assert!(names(&shared, &"a.example".parse().unwrap()));
        assert!(!names(&shared, &"b.example".parse().unwrap()));
    }
}
