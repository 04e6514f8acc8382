//! Identifiers of the provider, one type for each kind of thing, so that they cannot be swapped.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

/// The text or number is not an identifier: only decimal digits above zero are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a {kind} is a whole number above zero, written in digits only")]
pub struct InvalidId {
    kind: &'static str,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU64);

        impl $name {
            /// The number the provider uses.
            pub fn get(self) -> u64 {
                self.0.get()
            }
        }

        impl TryFrom<u64> for $name {
            type Error = InvalidId;

            fn try_from(number: u64) -> Result<Self, InvalidId> {
                NonZeroU64::new(number).map(Self).ok_or(InvalidId { kind: $kind })
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse(text).map(Self).ok_or(InvalidId { kind: $kind })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            /// Takes a number or a string of digits; the provider has sent both.
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = match Value::deserialize(deserializer)? {
                    Value::Number(number) => number.as_u64().and_then(NonZeroU64::new),
                    Value::String(text) => parse(&text),
                    _ => None,
                };
                number.map(Self).ok_or_else(|| D::Error::custom(InvalidId { kind: $kind }))
            }
        }
    };
}

id!(
    /// A server of the panel.
    ServerId,
    "server id"
);
id!(
    /// A web application on a server.
    WebAppId,
    "web application id"
);
id!(
    /// A domain object of a web application.
    DomainId,
    "domain id"
);
id!(
    /// An installed certificate, of a web application or of one domain.
    CertificateId,
    "certificate id"
);

/// A web application and the server it lives on: every path about domains and certificates needs both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebAppRef {
    /// The server.
    pub server: ServerId,
    /// The web application on it.
    pub web_app: WebAppId,
}

impl fmt::Display for WebAppRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "web app {} on server {}", self.web_app, self.server)
    }
}

fn parse(text: &str) -> Option<NonZeroU64> {
    // `u64::from_str` would also take a leading `+`.
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_above_zero_are_an_id() {
        assert_eq!("4218".parse::<DomainId>().map(DomainId::get), Ok(4218));
        for text in [
            "",
            "0",
            "00",
            "-1",
            "+1",
            " 1",
            "1.0",
            "1e3",
            "١",
            "18446744073709551616",
        ] {
            assert!(
                text.parse::<DomainId>().is_err(),
                "{text:?} was taken as an id"
            );
        }
        assert!(ServerId::try_from(0).is_err());
    }

    #[test]
    fn an_id_is_read_from_a_number_or_a_numeric_string_and_nothing_else() {
        let read = |json: &str| {
            serde_json::from_str::<WebAppId>(json)
                .ok()
                .map(WebAppId::get)
        };
        assert_eq!(read("9001"), Some(9001));
        assert_eq!(read("\"9001\""), Some(9001));
        for json in ["0", "-3", "1.5", "\"\"", "\"x\"", "null", "true", "[1]"] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
