//! Faults on demand: what happens to the next calls instead of, or before, the ordinary answer.

use serde::{Deserialize, Serialize};

/// A fault that waits for matching calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only calls of this route (see [`crate::Call::route`]); `None` for any.
    #[serde(default)]
    pub route: Option<String>,
    /// Only calls about this domain: `name` in the body, or the domain in the path.
    #[serde(default)]
    pub name: Option<String>,
    /// What happens.
    pub kind: FaultKind,
    /// How many calls it hits before it is gone; `u32::MAX` lasts until it is cleared.
    pub times: u32,
}

/// What a fault does. Except for [`FaultKind::ReplyLost`] and [`FaultKind::Delay`] the call has no effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Answers with this status.
    Status {
        /// The status code.
        code: u16,
        /// A JSON body with the message; otherwise an HTML page with it.
        json: bool,
        /// `Retry-After` in seconds.
        retry_after: Option<u64>,
        /// What the body says.
        message: String,
    },
    /// Answers with this status and these bytes as JSON, whatever they are.
    Json {
        /// The status code.
        code: u16,
        /// The body.
        body: String,
    },
    /// Answers 200 with an HTML page, as a login page or a proxy does.
    HtmlOk,
    /// Answers 200 with an empty body.
    EmptyOk,
    /// Never answers.
    Hang,
    /// Drops the connection.
    Reset,
    /// Does what was asked, then drops the connection.
    ReplyLost,
    /// Does what was asked, and answers so many milliseconds of real time later.
    Delay(u64),
}

/// Names a fault, to remove it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FaultId(pub u64);

/// The faults that wait.
#[derive(Debug, Default)]
pub(crate) struct FaultBook {
    waiting: Vec<(FaultId, Fault)>,
    next: u64,
}

impl FaultBook {
    pub(crate) fn add(&mut self, fault: Fault) -> FaultId {
        self.next += 1;
        let id = FaultId(self.next);
        if fault.times > 0 {
            self.waiting.push((id, fault));
        }
        id
    }

    pub(crate) fn remove(&mut self, id: FaultId) {
        self.waiting.retain(|(other, _)| *other != id);
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    pub(crate) fn all(&self) -> &[(FaultId, Fault)] {
        &self.waiting
    }

    /// Uses up one hit of the oldest fault that matches.
    pub(crate) fn take(&mut self, route: &str, name: Option<&str>) -> Option<FaultKind> {
        let at = self.waiting.iter().position(|(_, fault)| {
            fault.route.as_deref().is_none_or(|wanted| wanted == route)
                && fault
                    .name
                    .as_deref()
                    .is_none_or(|wanted| name.is_some_and(|name| name.eq_ignore_ascii_case(wanted)))
        })?;
        let (_, fault) = self.waiting.get_mut(at)?;
        let kind = fault.kind.clone();
        if fault.times != u32::MAX {
            fault.times -= 1;
        }
        if fault.times == 0 {
            self.waiting.remove(at);
        }
        Some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(route: Option<&str>, name: Option<&str>, times: u32) -> Fault {
        Fault {
            route: route.map(Into::into),
            name: name.map(Into::into),
            kind: FaultKind::Hang,
            times,
        }
    }

    #[test]
    fn a_fault_hits_only_what_matches_and_is_used_up() {
        let mut book = FaultBook::default();
        book.add(fault(Some("POST domains"), Some("shop.example"), 2));
        assert_eq!(book.take("GET domains", Some("shop.example")), None);
        assert_eq!(book.take("POST domains", Some("other.example")), None);
        assert_eq!(book.take("POST domains", None), None);
        assert_eq!(
            book.take("POST domains", Some("Shop.example")),
            Some(FaultKind::Hang)
        );
        assert_eq!(
            book.take("POST domains", Some("shop.example")),
            Some(FaultKind::Hang)
        );
        assert_eq!(book.take("POST domains", Some("shop.example")), None);
    }

    #[test]
    fn a_fault_for_ever_ends_when_it_is_removed() {
        let mut book = FaultBook::default();
        let id = book.add(fault(None, None, u32::MAX));
        assert!(book.take("GET ping", None).is_some());
        assert!(book.take("GET ping", None).is_some());
        book.remove(id);
        assert_eq!(book.take("GET ping", None), None);
    }
}
