//! What somebody meets who asks for a name over the public path, as Ultimate Multisite's own loop-back check does.

use std::mem::discriminant;

use serde::{Deserialize, Serialize};

use crate::{RowClosed, SiteId};

/// The answer to the loop-back question, asked at the addresses that DNS gives for the name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visit {
    /// This WordPress answered with the mapping row that serves the name. Whoever means to deceive can answer so too, for
    /// names of his own: what rests on it stays within the limits of orders.
    Answered {
        /// The row's id.
        row: i64,
        /// The site of the row.
        site: SiteId,
    },
    /// This WordPress answered with a mapping row that serves nobody: visitors get something else.
    Closed {
        /// The row's id.
        row: i64,
        /// The site of the row.
        site: SiteId,
        /// Why it serves nobody.
        why: RowClosed,
    },
    /// Whoever answers sends visitors elsewhere. Hostile text, shortened.
    Redirected {
        /// Where to.
        to: String,
    },
    /// A password is asked for before anything else.
    LoginWall,
    /// Something else answered: another server, or a WordPress that does not know the question.
    OtherAnswer {
        /// The HTTP status.
        status: u16,
    },
    /// Nothing answered. In short words that do not change while the cause stays the same.
    NoAnswer(String),
}

impl Visit {
    /// Whether the name reaches this WordPress for certain.
    pub const fn reaches_here(&self) -> bool {
        matches!(self, Self::Answered { .. } | Self::Closed { .. })
    }

    /// Whether both are the same kind of answer; another row is another kind.
    pub(crate) fn same_kind(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Answered { .. }, Self::Answered { .. })
            | (Self::Closed { .. }, Self::Closed { .. }) => self == other,
            _ => discriminant(self) == discriminant(other),
        }
    }
}
