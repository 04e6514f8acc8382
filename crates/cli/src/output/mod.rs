//! What the program says: data on standard output, conversation on standard error.
//!
//! Everything goes through the [`Printer`]. Texts may hold what strangers typed, so control characters are made
//! visible here and nowhere else; callers pass plain text and never their own escape sequences.

pub(crate) mod escape;
mod moment;
mod printer;
mod report;
mod table;

pub(crate) use escape::line;
pub use moment::{rfc3339, rfc3339_or_null};
pub(crate) use printer::stderr_shows_colours;
pub use printer::{Printer, Streams};
pub use report::Report;
pub use table::Table;
