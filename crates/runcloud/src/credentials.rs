//! What the provider knows us by, and which generation of the API follows from it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use crate::settings::BuildError;

/// The key to one workspace or account. `Debug` never shows it.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// A workspace token: bearer authentication, API v3.
    Token(SecretString),
    /// A legacy personal key and its secret: basic authentication, API v2.
    KeyPair {
        /// The API key, used as the user name.
        key: SecretString,
        /// The API secret, used as the password.
        secret: SecretString,
    },
}

/// A generation of the API; it decides the path and what the API can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Generation {
    /// The older API under `/api/v2`.
    V2,
    /// The present API under `/api/v3`.
    V3,
}

impl Credentials {
    /// The generation these credentials are good for.
    pub fn generation(&self) -> Generation {
        match self {
            Self::Token(_) => Generation::V3,
            Self::KeyPair { .. } => Generation::V2,
        }
    }

    /// Refuses what could not travel in a header, before the first call rather than in it.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        match self {
            Self::Token(token) => visible(token, "API token"),
            Self::KeyPair { key, secret } => {
                visible(key, "API key")?;
                if key.expose_secret().contains(':') {
                    // Basic authentication ends the user name at the first colon (RFC 7617).
                    return Err(BuildError::Credential { which: "API key" });
                }
                visible(secret, "API secret")
            }
        }
    }

    pub(crate) fn authorize(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match self {
            Self::Token(token) => request.bearer_auth(token.expose_secret()),
            Self::KeyPair { key, secret } => {
                request.basic_auth(key.expose_secret(), Some(secret.expose_secret()))
            }
        }
    }

    /// Blots the secrets out of a text of the provider, should it ever quote them back to us.
    pub(crate) fn redact(&self, text: &str) -> String {
        let blot = |text: &str, secret: &str| text.replace(secret, "[redacted]");
        match self {
            Self::Token(token) => blot(text, token.expose_secret()),
            Self::KeyPair { key, secret } => {
                let (key, secret) = (key.expose_secret(), secret.expose_secret());
                // The pair as its header carries it.
                let pair = STANDARD.encode(format!("{key}:{secret}"));
                let text = blot(text, pair.trim_end_matches('='));
                blot(&blot(&text, key), secret)
            }
        }
    }
}

impl Generation {
    /// The path that precedes every route.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::V2 => "/api/v2",
            Self::V3 => "/api/v3",
        }
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2 => "v2",
            Self::V3 => "v3",
        })
    }
}

fn visible(secret: &SecretString, which: &'static str) -> Result<(), BuildError> {
    let text = secret.expose_secret();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(BuildError::Credential { which });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(key: &str, secret: &str) -> Credentials {
        Credentials::KeyPair {
            key: key.into(),
            secret: secret.into(),
        }
    }

    #[test]
    fn a_token_means_v3_and_a_key_pair_means_v2() {
        assert_eq!(Credentials::Token("t".into()).generation(), Generation::V3);
        assert_eq!(pair("k", "s").generation(), Generation::V2);
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!(
            "{:?} {:?}",
            Credentials::Token("hush".into()),
            pair("hush", "hush")
        );
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn credentials_that_cannot_travel_in_a_header_are_refused() {
        for token in ["", "two words", "line\nbreak", "umlaut-ä"] {
            assert!(
                Credentials::Token(token.into()).check().is_err(),
                "{token:?}"
            );
        }
        assert!(pair("k:x", "s").check().is_err());
        assert!(pair("k", "").check().is_err());
        assert!(pair("k", "s:with-colon").check().is_ok());
    }

    #[test]
    fn secrets_quoted_back_by_the_provider_are_blotted_out() {
        let text = pair("key-1", "sec-2").redact("unknown pair key-1 and sec-2");
        assert_eq!(text, "unknown pair [redacted] and [redacted]");
        let header = pair("key-1", "sec-2").redact("got Basic a2V5LTE6c2VjLTI= here");
        assert_eq!(header, "got Basic [redacted]= here");
    }
}
