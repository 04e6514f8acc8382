//! A bar on the terminal while `apply` works.

use std::io::{self, IsTerminal};

use agent::{Event, EventKind};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::{Printer, line};

/// How many steps ended of those that began; hidden where nobody watches.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(printer: &Printer) -> Self {
        let target = if io::stderr().is_terminal() && !printer.is_quiet() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// Takes an event into account.
    pub(crate) fn show(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Begin { step } => {
                self.bar.inc_length(1);
                self.bar.set_message(line(step));
            }
            EventKind::End { .. } => self.bar.inc(1),
            EventKind::Trouble { message, .. } => self.bar.set_message(line(message)),
            _ => {}
        }
    }

    /// Clears the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
