//! What the program says to the shell when it ends.

use std::process::ExitCode;

/// The exit codes, all of them; scripts and monitoring rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Nothing is left to do.
    Fine = 0,
    /// A person should look; from `plan`, changes are pending.
    Look = 1,
    /// The arguments or the settings are wrong; nothing was started.
    Usage = 2,
    /// RunCloud or the network's database cannot be reached.
    Unreachable = 3,
    /// Changes are held: by the identity fence, the brake, or another agent's lease.
    Held = 4,
}

impl Exit {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [
        Self::Fine,
        Self::Look,
        Self::Usage,
        Self::Unreachable,
        Self::Held,
    ];

    /// What the number tells whoever reads it; the help is made of these.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Look => "a person should look; from `plan`: changes are pending",
            Self::Usage => "wrong arguments or settings",
            Self::Unreachable => "RunCloud or the database cannot be reached",
            Self::Held => "held by the identity fence, the brake, or another agent",
        }
    }

    /// The number the shell sees.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_that_the_documentation_promises() {
        assert_eq!(Exit::ALL.map(Exit::code), [0, 1, 2, 3, 4]);
    }
}
