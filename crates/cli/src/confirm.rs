//! Asks a person for a yes: the name of what is at stake, typed.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use plan::DomainName;

use crate::exit::Exit;
use crate::output::{Report, escape};

/// Somebody who can be asked, or nobody.
pub trait Dialogue {
    /// Whether a person sits at the other end.
    fn is_possible(&self) -> bool;
    /// Shows the prompt and waits for one line; `None` when the other end closes.
    fn ask(&mut self, prompt: &str) -> io::Result<Option<String>>;
}

/// The terminal of this process: asks on standard error, listens on standard input.
#[derive(Clone, Copy, Debug)]
pub struct Console;

/// Longer than any name, in bytes; what follows is not read.
const MAX_ANSWER: u64 = 2048;

impl Dialogue for Console {
    fn is_possible(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    fn ask(&mut self, prompt: &str) -> io::Result<Option<String>> {
        let mut stderr = io::stderr();
        stderr.write_all(prompt.as_bytes())?;
        stderr.flush()?;
        one_line(&mut io::stdin().lock())
    }
}

/// Returns when `name` was given as `--yes`, or typed after `what` was explained; without a terminal it never
/// asks.
///
/// Names are compared as hosts, so that capitals and the Unicode form are as good as the A-label form.
///
/// # Errors
/// A report for a wrong name, no name, or nobody to ask. Nothing must be done then.
pub fn by_name(
    what: &str,
    name: &DomainName,
    yes: Option<&DomainName>,
    dialogue: &mut dyn Dialogue,
) -> Result<(), Report> {
    if let Some(given) = yes {
        if given == name {
            return Ok(());
        }
        return Err(refusal(format!("`--yes {given}` is not the name"))
            .hint(format!("if you mean it: `--yes {name}`")));
    }
    if !dialogue.is_possible() {
        return Err(refusal("there is no terminal to ask on")
            .hint(format!("if you mean it: `--yes {name}`")));
    }
    let what = escape::lines(what);
    let prompt = format!("{what}\nType `{name}` to confirm: ");
    match dialogue.ask(&prompt) {
        Ok(Some(answer)) if DomainName::parse(answer.trim()).as_ref() == Ok(name) => Ok(()),
        Ok(Some(_)) => Err(refusal(format!("what was typed is not `{name}`"))),
        Ok(None) => Err(refusal("no answer was given")),
        Err(error) => Err(refusal(format!("the answer could not be read: {error}"))),
    }
}

fn refusal(why: impl Into<String>) -> Report {
    Report::new("nothing was confirmed", Exit::Usage).cause(why)
}

fn one_line(input: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let count = input.take(MAX_ANSWER).read_until(b'\n', &mut line)?;
    Ok((count > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers once, or is not there.
    struct Person(Option<&'static str>, Vec<String>);

    impl Dialogue for Person {
        fn is_possible(&self) -> bool {
            self.0.is_some()
        }

        fn ask(&mut self, prompt: &str) -> io::Result<Option<String>> {
            self.1.push(prompt.to_owned());
            one_line(&mut self.0.unwrap_or_default().as_bytes())
        }
    }

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    fn answer(typed: &'static str) -> Result<(), Report> {
        let mut person = Person(Some(typed), Vec::new());
        let outcome = by_name("12 removals", &name("bücher.example"), None, &mut person);
        assert_eq!(
            person.1,
            ["12 removals\nType `xn--bcher-kva.example` to confirm: "]
        );
        outcome
    }

    #[test]
    fn the_typed_name_confirms_in_any_of_its_spellings() {
        for typed in [
            "xn--bcher-kva.example\n",
            " Bücher.example \r\n",
            "xn--bcher-kva.example",
        ] {
            assert_eq!(answer(typed), Ok(()), "{typed}");
        }
    }

    #[test]
    fn anything_else_confirms_nothing() {
        for typed in ["", "\n", "y\n", "yes\n", "bücher.example.org\n", "\x1b[A\n"] {
            assert_eq!(answer(typed).unwrap_err().exit, Exit::Usage, "{typed}");
        }
    }

    #[test]
    fn without_a_terminal_nobody_is_asked_and_the_flag_is_named() {
        let mut nobody = Person(None, Vec::new());
        let network = name("network.example");
        let report = by_name("?", &network, None, &mut nobody).unwrap_err();
        assert_eq!(report.hints, ["if you mean it: `--yes network.example`"]);
        assert_eq!(nobody.1, Vec::<String>::new());
    }

    #[test]
    fn the_flag_confirms_the_name_it_gives_and_no_other_even_at_a_terminal() {
        let network = name("network.example");
        let mut person = Person(Some("network.example\n"), Vec::new());
        assert_eq!(by_name("?", &network, Some(&network), &mut person), Ok(()));
        let other = name("staging.example");
        assert!(by_name("?", &network, Some(&other), &mut person).is_err());
        assert_eq!(person.1, Vec::<String>::new(), "the flag is the answer");
    }

    #[test]
    fn a_question_cannot_command_the_terminal_it_is_asked_on() {
        let mut person = Person(Some(""), Vec::new());
        let network = name("network.example");
        assert!(by_name("remove \x1b[2Jold.example", &network, None, &mut person).is_err());
        assert!(person.1.iter().all(|prompt| !prompt.contains('\x1b')));
    }

    #[test]
    fn an_endless_answer_is_cut() {
        let line = one_line(&mut io::BufReader::new(io::repeat(b'a')));
        assert_eq!(line.unwrap().unwrap().len() as u64, MAX_ANSWER);
    }
}
