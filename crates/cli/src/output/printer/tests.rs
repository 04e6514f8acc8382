//! The printer on streams that remember or refuse.

use std::sync::Arc;

use super::*;

/// Remembers what was written.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Refuses everything in the same way.
struct Refusing(io::ErrorKind);

impl Write for Refusing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

struct Test {
    printer: Printer,
    stdout: Memory,
    stderr: Memory,
}

fn printer(format: OutputFormat, quiet: bool) -> Test {
    let (stdout, stderr) = (Memory::default(), Memory::default());
    let streams = Streams {
        stdout: Box::new(stdout.clone()),
        stderr: Box::new(stderr.clone()),
        colour: false,
        width: None,
    };
    Test {
        printer: Printer::new("status", format, quiet, streams),
        stdout,
        stderr,
    }
}

fn on_refusing_stdout(kind: io::ErrorKind) -> (Printer, Memory) {
    let stderr = Memory::default();
    let streams = Streams {
        stdout: Box::new(Refusing(kind)),
        stderr: Box::new(stderr.clone()),
        colour: false,
        width: None,
    };
    let printer = Printer::new("status", OutputFormat::Text, false, streams);
    (printer, stderr)
}

#[derive(Serialize)]
struct Body {
    domain: &'static str,
}

const BODY: Body = Body {
    domain: "xn--bcher-kva.example",
};

#[test]
fn json_is_one_line_with_a_version_and_the_command() {
    let test = printer(OutputFormat::Json, false);
    test.printer.json(&BODY);
    assert_eq!(
        test.stdout.text(),
        "{\"version\":1,\"command\":\"status\",\"domain\":\"xn--bcher-kva.example\"}\n"
    );
}

#[test]
fn an_error_is_told_to_people_and_where_they_read_json_to_programs() {
    let report = Report::new("no database", Exit::Unreachable).hint("start it");
    let test = printer(OutputFormat::Json, true);
    test.printer.error(&report);
    insta::assert_snapshot!(test.stdout.text(), @r#"{"version":1,"command":"status","error":{"what":"no database","causes":[],"hints":["start it"]}}"#);
    assert!(test.stderr.text().starts_with("error: no database\n"));

    let test = printer(OutputFormat::Text, true);
    test.printer.error(&report);
    assert_eq!(test.stdout.text(), "");
    assert!(test.stderr.text().starts_with("error: no database\n"));
}

#[test]
fn quiet_silences_conversation_and_nothing_else() {
    let test = printer(OutputFormat::Text, true);
    test.printer.say("looking");
    test.printer.warn(&Report::new("slow", Exit::Look));
    assert_eq!(test.stderr.text(), "");
    test.printer.text("result");
    assert_eq!(test.stdout.text(), "result\n");

    let test = printer(OutputFormat::Text, false);
    test.printer.say("looking");
    test.printer.warn(&Report::new("slow", Exit::Look));
    assert_eq!(test.stderr.text(), "looking\nwarning: slow\n");
    assert_eq!(test.stdout.text(), "");
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let (printer, stderr) = on_refusing_stdout(io::ErrorKind::BrokenPipe);
    assert!(!printer.reader_is_gone());
    printer.text("result");
    assert!(printer.reader_is_gone());
    assert_eq!(printer.finish(Exit::Fine), Exit::Fine);
    assert_eq!(stderr.text(), "");
}

#[test]
fn results_that_were_lost_do_not_look_fine() {
    for (said, meant) in [(Exit::Fine, Exit::Look), (Exit::Held, Exit::Held)] {
        let (printer, stderr) = on_refusing_stdout(io::ErrorKind::StorageFull);
        printer.text("result");
        assert_eq!(printer.finish(said), meant);
        assert!(stderr.text().contains("could not be written"));
    }
}

#[test]
fn a_body_that_is_no_object_is_a_failure_and_not_silence() {
    let test = printer(OutputFormat::Json, false);
    test.printer.json(&"text");
    assert_eq!(test.printer.finish(Exit::Fine), Exit::Look);
}

#[test]
fn results_cannot_command_the_terminal() {
    let test = printer(OutputFormat::Text, false);
    test.printer.text("a\x1b[2J\nb");
    assert_eq!(test.stdout.text(), "a\\u{1b}[2J\nb\n");
}
