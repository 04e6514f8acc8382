//! Why there are no credentials to use, for each of them, all at once.

use std::fmt;

use crate::config::Mention;
use crate::credentials::CredentialSource;

/// Everything that is wrong with the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialError {
    /// The problems, in the order of the constants; never empty.
    pub problems: Vec<CredentialProblem>,
}

/// What is wrong with one credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialProblem {
    /// The constant, which is also the name of the environment variable.
    pub constant: &'static str,
    /// What is wrong.
    pub trouble: Trouble,
}

/// The ways in which a credential can be unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// It is in none of the places.
    Missing,
    /// `wp-config.php` names it where it does not count.
    DoesNotCount(Mention),
    /// It still says what an example says.
    Example {
        /// Where it is.
        source: CredentialSource,
    },
    /// `wp-config.php` may define it, but with what cannot be told without running PHP.
    Unknown {
        /// Why, as a clause.
        reason: String,
        /// The line, counted from 1.
        line: usize,
    },
    /// A value is there that cannot be right.
    Invalid {
        /// Where it is.
        source: CredentialSource,
        /// What is wrong; the value is not repeated.
        problem: &'static str,
    },
    /// The network option does not open with the salts of this installation.
    Undecryptable,
    /// The network option is encrypted and the salt to open it is not known.
    NoSalt {
        /// The constant of the salt.
        salt: &'static str,
        /// Why it is not known, as a clause.
        reason: String,
    },
}

impl CredentialProblem {
    /// What a person can do about it.
    pub fn hint(&self) -> String {
        let constant = self.constant;
        match &self.trouble {
            Trouble::Missing => format!(
                "define {constant} in `wp-config.php`, or set the environment variable of that name"
            ),
            Trouble::DoesNotCount(mention) => format!("in `wp-config.php` {}", mention.advice()),
            Trouble::Example { .. } => {
                format!("put your own value in the place of the example's {constant}")
            }
            Trouble::Unknown { .. } => format!(
                "set the environment variable {constant} for this program, or write the value plainly in `wp-config.php`"
            ),
            Trouble::Invalid {
                source: CredentialSource::Environment,
                ..
            } => {
                format!("correct the environment variable {constant}")
            }
            Trouble::Invalid {
                source: CredentialSource::WpConfig,
                ..
            } => {
                format!("correct {constant} in `wp-config.php`")
            }
            Trouble::Invalid {
                source: CredentialSource::EncryptedOption,
                ..
            }
            | Trouble::Undecryptable => format!(
                "the salts in `wp-config.php` may have changed since it was saved: enter it again in Ultimate Multisite's RunCloud settings, or define {constant} in `wp-config.php`"
            ),
            Trouble::NoSalt { salt, .. } => {
                format!("write {salt} plainly in `wp-config.php`, or define {constant} there")
            }
        }
    }
}

impl fmt::Display for CredentialProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let constant = self.constant;
        match &self.trouble {
            Trouble::Missing | Trouble::DoesNotCount(_) => {
                write!(f, "{constant} is not set anywhere")
            }
            Trouble::Example { source } => {
                write!(f, "{constant} from {source} is still the example's")
            }
            Trouble::Unknown { reason, line } => {
                write!(
                    f,
                    "{constant} cannot be told from `wp-config.php`, line {line}: {reason}"
                )
            }
            Trouble::Invalid { source, problem } => write!(f, "{constant} from {source} {problem}"),
            Trouble::Undecryptable => write!(
                f,
                "{constant}, stored encrypted by Ultimate Multisite, does not open with this installation's salts"
            ),
            Trouble::NoSalt { salt, reason } => write!(
                f,
                "{constant} is stored encrypted by Ultimate Multisite, and {salt} to open it is not known: {reason}"
            ),
        }
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.problems.iter().enumerate() {
            if number > 0 {
                f.write_str("; ")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for CredentialError {}
