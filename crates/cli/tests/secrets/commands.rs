//! Every command there is, and how it is run here.

use clap::CommandFactory;
use cli::args::Args;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// By itself.
    Short,
    /// By itself, in a world that it makes up.
    Own,
    /// When it is told to, in a world that it makes up.
    Serves,
    /// When it is told to, or because of trouble.
    Runs,
}

pub(crate) struct Command {
    pub(crate) line: &'static str,
    pub(crate) life: Life,
}

/// A line for each command that the program has, and for each of its ways.
pub(crate) fn all() -> Vec<Command> {
    let mut lines: Vec<Command> = leaves(&Args::command(), "")
        .iter()
        .flat_map(|name| lines(name))
        .collect();
    // What the others tell about comes first.
    lines.sort_by_key(|command| !command.line.starts_with("apply"));
    lines
}

/// The commands as they are typed, from the definition that the program itself goes by.
fn leaves(command: &clap::Command, typed: &str) -> Vec<String> {
    let subs: Vec<&clap::Command> = command.get_subcommands().collect();
    if subs.is_empty() {
        return vec![typed.trim_start().to_owned()];
    }
    let below = |sub: &&clap::Command| leaves(sub, &format!("{typed} {}", sub.get_name()));
    subs.iter().flat_map(below).collect()
}

fn lines(name: &str) -> Vec<Command> {
    let (lines, life): (&[&'static str], Life) = match name {
        "plan" => (&["plan"], Life::Short),
        "apply" => (&["apply"], Life::Short),
        "status" => (&["status", "status shop.network.example"], Life::Short),
        "explain" => (&["explain shop.network.example"], Life::Short),
        "certs" => (&["certs"], Life::Short),
        "retry" => (&["retry shop.network.example"], Life::Short),
        "confirm" => (
            &["confirm brake", "confirm identity --yes network.example"],
            Life::Short,
        ),
        "config show" => (&["config show"], Life::Short),
        "plugin install" => (&["plugin install"], Life::Short),
        "plugin status" => (&["plugin status"], Life::Short),
        "doctor" => (&["doctor"], Life::Short),
        "run" => (&["run"], Life::Runs),
        "demo" => (&["demo"], Life::Own),
        "emulator" => (&["emulator"], Life::Serves),
        other => {
            panic!("`{other}` is new: say here how it is run, so that its output is looked at")
        }
    };
    lines.iter().map(|line| Command { line, life }).collect()
}
