//! What a process writes, kept as it comes, so that a failing test can show it.

use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The lines a running process has written so far to one of its streams.
#[derive(Clone, Debug, Default)]
pub(crate) struct Captured(Arc<Mutex<String>>);

impl Captured {
    /// Reads `stream` to its end on a thread of its own.
    pub(crate) fn follow(stream: impl Read + Send + 'static) -> Self {
        let captured = Self::default();
        let sink = captured.clone();
        thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            let mut line = Vec::new();
            while matches!(reader.read_until(b'\n', &mut line), Ok(count) if count > 0) {
                sink.push(&String::from_utf8_lossy(&line));
                line.clear();
            }
        });
        captured
    }

    /// Everything so far.
    pub(crate) fn text(&self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn push(&self, text: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_str(text);
    }
}
