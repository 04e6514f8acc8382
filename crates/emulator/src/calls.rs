//! The log of API calls.

use std::collections::VecDeque;

use serde::Serialize;

/// One call of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// When it arrived, in milliseconds since 1970.
    pub at: i64,
    /// The HTTP method.
    pub method: String,
    /// Method and route template without the ids of server and web application, such as `DELETE domains/{d}`,
    /// `PUT ssl/{id}` or `POST domains/{d}/ssl`; the bare path when no such route exists.
    pub route: String,
    /// The path and query as sent.
    pub path: String,
    /// Status of the reply; 0 while there is none, and for good when the connection was dropped.
    pub status: u16,
    /// `name` in the body, if there is one.
    pub body_name: Option<String>,
}

/// How many calls are remembered; an emulator that runs for weeks must not grow without end.
const REMEMBERED: usize = 100_000;

/// Calls in the order of their arrival.
#[derive(Debug, Default)]
pub(crate) struct CallLog {
    calls: VecDeque<(u64, Call)>,
    next: u64,
}

impl CallLog {
    /// Records a call and returns the ticket to close it with.
    pub(crate) fn open(&mut self, call: Call) -> u64 {
        self.next += 1;
        if self.calls.len() == REMEMBERED {
            self.calls.pop_front();
        }
        self.calls.push_back((self.next, call));
        self.next
    }

    /// Notes the status the caller got. A call cleared in the meantime stays forgotten.
    pub(crate) fn close(&mut self, ticket: u64, status: u16) {
        if let Some((_, call)) = self
            .calls
            .iter_mut()
            .rev()
            .find(|(number, _)| *number == ticket)
        {
            call.status = status;
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Call> {
        self.calls.iter().map(|(_, call)| call)
    }

    pub(crate) fn clear(&mut self) {
        self.calls.clear();
    }
}
