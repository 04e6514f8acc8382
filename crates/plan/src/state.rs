//! The closed vocabulary in which the program says where a domain stands.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Writes an enum of unit variants with one stable word each, for the database, JSON and people.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in the order a list shows them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word).ok_or(UnknownWord)
            }
        }
    };
}
pub(crate) use words;

/// A word that does not belong to the vocabulary, for example from a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this word is not known to this version")]
pub struct UnknownWord;

words! {
    /// Where a domain stands.
    State {
        /// Something has to be done by a person.
        Attention = "attention",
        /// DNS does not lead to the server yet.
        WaitingDns = "waiting_dns",
        /// It is to be added to the web application.
        Attaching = "attaching",
        /// It is part of the web application.
        Attached = "attached",
        /// A certificate was ordered and is awaited.
        Ordering = "ordering",
        /// A handshake at the server shows a valid certificate for it.
        Secured = "secured",
        /// Secured, and a visitor gets the right site.
        Serving = "serving",
        /// It is to be taken off the web application.
        Removing = "removing",
        /// It was taken off.
        Removed = "removed",
    }
}

words! {
    /// Whose a domain is, and so what may be done to it.
    Class {
        /// This program attached it.
        Created = "created",
        /// It was attached already and the network wants it.
        Adopted = "adopted",
        /// It was attached already and the network never wanted it.
        Foreign = "foreign",
        /// A row asks for a host that this network must not give away.
        Refused = "refused",
        /// Two sites claim it.
        Conflict = "conflict",
        /// The site of its row is gone.
        Orphan = "orphan",
    }
}

words! {
    /// Who has to act next.
    Who {
        /// Nobody: it is fine, or this program is at work.
        Nobody = "nobody",
        /// The owner of the domain.
        Customer = "customer",
        /// Whoever runs the network.
        Operator = "operator",
        /// RunCloud.
        Provider = "runcloud",
        /// The certificate authority.
        Authority = "certificate_authority",
    }
}
