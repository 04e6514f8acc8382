//! One figure: what was measured, what it should be, and how somebody else can measure it again.

use std::io::{self, Write};
use std::time::Duration;

use crate::samples::words;

/// One figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What it is about, in a few words.
    pub name: &'static str,
    /// What was measured, with its unit.
    pub measured: String,
    /// What it should be; none where it only explains another figure.
    pub goal: Option<Goal>,
    /// How it was measured, in a line or two that a stranger can repeat.
    pub how: String,
}

/// What a figure should be, and whether it is.
#[derive(Clone, Debug)]
pub struct Goal {
    /// The goal in words.
    pub words: String,
    /// Whether it is met.
    pub met: bool,
}

impl Goal {
    /// A time that is not to be passed.
    pub fn at_most(most: Duration, measured: Duration) -> Self {
        Self {
            words: format!("at most {}", words(most)),
            met: measured <= most,
        }
    }
}

impl Figure {
    /// The figure as one line: name, measured, goal, `met` or `missed`, how; with tabs between.
    pub fn line(&self) -> String {
        let (goal, verdict) = match &self.goal {
            Some(goal) if goal.met => (goal.words.as_str(), "met"),
            Some(goal) => (goal.words.as_str(), "missed"),
            None => ("-", "-"),
        };
        let fields = [self.name, &self.measured, goal, verdict, &self.how];
        fields
            .map(|field| field.replace(['\t', '\n'], " "))
            .join("\t")
    }

    /// Writes the line to stdout.
    ///
    /// # Errors
    /// When nobody reads it.
    pub fn print(&self) -> io::Result<()> {
        writeln!(io::stdout(), "figure\t{}", self.line())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_five_fields_whatever_the_words_hold() {
        let mut figure = Figure {
            name: "size",
            measured: "9\tMB".to_owned(),
            goal: None,
            how: "one\ntwo".to_owned(),
        };
        assert_eq!(figure.line(), "size\t9 MB\t-\t-\tone two");
        figure.goal = Some(Goal::at_most(
            Duration::from_millis(5),
            Duration::from_millis(6),
        ));
        assert_eq!(figure.line(), "size\t9 MB\tat most 5 ms\tmissed\tone two");
    }

    #[test]
    fn a_goal_that_is_just_reached_is_met() {
        let second = Duration::from_secs(1);
        assert!(Goal::at_most(second, second).met);
    }
}
