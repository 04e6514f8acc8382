//! The one place that writes to the standard streams.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::{Report, escape};
use crate::args::OutputFormat;
use crate::exit::Exit;

/// Version of the JSON that every command writes; grows when a field changes its meaning or goes away.
const JSON_VERSION: u32 = 1;

/// The two streams, and what is known about them.
pub struct Streams {
    /// Data.
    pub stdout: Box<dyn Write + Send>,
    /// Conversation.
    pub stderr: Box<dyn Write + Send>,
    /// Whether `stderr` shows colours.
    pub colour: bool,
    /// Columns of the terminal that `stdout` is; absent for a pipe or a file.
    pub width: Option<u16>,
}

impl Streams {
    /// The streams of this process.
    pub fn of_process() -> Self {
        let stdout = io::stdout();
        let width = stdout
            .is_terminal()
            .then(|| terminal_size::terminal_size_of(&stdout))
            .flatten()
            .map(|(width, _)| width.0);
        Self {
            stdout: Box::new(stdout),
            stderr: Box::new(io::stderr()),
            colour: stderr_shows_colours(),
            width,
        }
    }
}

/// Whether standard error is a terminal, and `NO_COLOR` and its kin do not object.
pub(crate) fn stderr_shows_colours() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

/// Writes the results, the questions and the complaints of one command.
///
/// Writing does not fail: a reader that went away (`… | head`) is no error, and any other trouble with standard
/// output is told by [`Printer::finish`].
pub struct Printer {
    command: &'static str,
    format: OutputFormat,
    quiet: bool,
    colour: bool,
    width: Option<u16>,
    stdout: Mutex<Sink>,
    stderr: Mutex<Sink>,
}

struct Sink {
    stream: Box<dyn Write + Send>,
    state: State,
}

enum State {
    Open,
    /// The reader went away.
    Gone,
    Failed(io::Error),
}

impl Sink {
    fn new(stream: Box<dyn Write + Send>) -> Mutex<Self> {
        Mutex::new(Self {
            stream,
            state: State::Open,
        })
    }

    fn write(&mut self, text: &str) {
        if matches!(self.state, State::Open) {
            let written = self.stream.write_all(text.as_bytes());
            if let Err(error) = written.and_then(|()| self.stream.flush()) {
                self.fail(error);
            }
        }
    }

    fn fail(&mut self, error: io::Error) {
        self.state = match error.kind() {
            io::ErrorKind::BrokenPipe => State::Gone,
            _ => State::Failed(error),
        };
    }
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    version: u32,
    command: &'a str,
    #[serde(flatten)]
    body: &'a T,
}

#[derive(Serialize)]
struct Failure<'a> {
    error: &'a Report,
}

impl Printer {
    /// A printer for the command that JSON names so.
    pub fn new(command: &'static str, format: OutputFormat, quiet: bool, streams: Streams) -> Self {
        Self {
            command,
            format,
            quiet,
            colour: streams.colour,
            width: streams.width,
            stdout: Sink::new(streams.stdout),
            stderr: Sink::new(streams.stderr),
        }
    }

    /// How results are to be written.
    pub fn format(&self) -> OutputFormat {
        self.format
    }

    /// Whether conversation is left out.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Columns of the terminal; absent where results go into a pipe or a file.
    pub fn width(&self) -> Option<u16> {
        self.width
    }

    /// Writes a result for people; a line break is added where the last line has none.
    pub fn text(&self, text: &str) {
        let mut text = escape::lines(text);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        with(&self.stdout, |sink| sink.write(&text));
    }

    /// Writes a result for programs: one line with `version`, `command` and the fields of `body`, which has to
    /// be a struct or a map.
    pub fn json<T: Serialize>(&self, body: &T) {
        let envelope = Envelope {
            version: JSON_VERSION,
            command: self.command,
            body,
        };
        with(&self.stdout, |sink| {
            match serde_json::to_string(&envelope) {
                Ok(line) => sink.write(&format!("{}\n", escape::json(&line))),
                Err(error) => sink.fail(error.into()),
            }
        });
    }

    /// Tells a person something that is no result; not said with `--quiet`.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            with(&self.stderr, |sink| {
                sink.write(&format!("{}\n", escape::lines(text)));
            });
        }
    }

    /// Tells about something that went otherwise than it should while the command goes on; not said with
    /// `--quiet`.
    pub fn warn(&self, report: &Report) {
        if !self.quiet {
            with(&self.stderr, |sink| {
                sink.write(&report.as_warning(self.colour));
            });
        }
    }

    /// Tells why the command ends: always to people, and to programs too where results are JSON.
    pub fn error(&self, report: &Report) {
        if self.format == OutputFormat::Json {
            self.json(&Failure { error: report });
        }
        with(&self.stderr, |sink| {
            sink.write(&report.as_error(self.colour));
        });
    }

    /// Whether nobody reads the results any more, so that a command without an end may stop.
    pub fn reader_is_gone(&self) -> bool {
        with(&self.stdout, |sink| matches!(sink.state, State::Gone))
    }

    /// The exit code, with lost results taken into account: what was not written must not look fine.
    pub fn finish(self, exit: Exit) -> Exit {
        let lost = with(&self.stdout, |sink| match &sink.state {
            State::Failed(error) => Some(error.to_string()),
            State::Open | State::Gone => None,
        });
        let Some(error) = lost else {
            return exit;
        };
        let report = Report::new("the results could not be written", Exit::Look).cause(error);
        with(&self.stderr, |sink| {
            sink.write(&report.as_error(self.colour));
        });
        if exit == Exit::Fine {
            report.exit
        } else {
            exit
        }
    }
}

/// A writer that panicked half-way leaves nothing behind that would harm the next one.
fn with<R>(sink: &Mutex<Sink>, act: impl FnOnce(&mut Sink) -> R) -> R {
    act(&mut sink.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests;
