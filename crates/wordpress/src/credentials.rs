//! What is needed to talk to RunCloud, and where it was found.

use std::fmt;

use secrecy::{ExposeSecret, SecretSlice, SecretString};

pub(crate) use crate::config::{KEY, SECRET, SERVER, TOKEN, WEB_APP};
use crate::config::{Lookup, NoSalt, WpConfig};
use crate::credential_error::{CredentialError, CredentialProblem, Trouble};
use crate::encrypted::{decrypt, is_encrypted};
use crate::environment::Environment;
use crate::network::NetworkOptions;

/// Longer than any token.
const MAX_SECRET: usize = 4096;
/// As long as a 64-bit number.
const MAX_ID: usize = 19;

/// Where a credential was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialSource {
    /// An environment variable of the constant's name.
    Environment,
    /// A constant in `wp-config.php`.
    WpConfig,
    /// A network option that Ultimate Multisite wrote.
    EncryptedOption,
}

impl fmt::Display for CredentialSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Environment => "the environment",
            Self::WpConfig => "`wp-config.php`",
            Self::EncryptedOption => "Ultimate Multisite's settings",
        })
    }
}

/// Who we are to RunCloud.
#[derive(Clone, Debug)]
pub enum Auth {
    /// API v3, bearer.
    Token(SecretString),
    /// API v2, basic.
    KeyPair {
        /// The key.
        key: SecretString,
        /// The secret.
        secret: SecretString,
    },
}

/// Everything needed to talk to RunCloud about one web application.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Who we are.
    pub auth: Auth,
    /// Where the token, or the key, was found.
    pub auth_source: CredentialSource,
    /// The server's id, digits.
    pub server_id: String,
    /// Where it was found.
    pub server_id_source: CredentialSource,
    /// The web application's id, digits.
    pub web_app_id: String,
    /// Where it was found.
    pub web_app_id_source: CredentialSource,
}

/// Puts the credentials together: for each the environment, else `wp-config.php`, else Ultimate Multisite's options.
/// A token wins over a key pair.
///
/// # Errors
/// All problems at once.
pub fn credentials(
    environment: &dyn Environment,
    config: &WpConfig,
    options: &NetworkOptions,
) -> Result<Credentials, CredentialError> {
    let sources = Sources {
        environment,
        config,
        options,
    };
    let mut problems = Vec::new();
    let auth = sources.auth().map_err(|found| problems.extend(found)).ok();
    let mut id = |constant| {
        sources
            .id(constant)
            .map_err(|found| problems.push(found))
            .ok()
    };
    match (auth, id(SERVER), id(WEB_APP)) {
        (Some((auth, auth_source)), Some(server), Some(web_app)) => Ok(Credentials {
            auth,
            auth_source,
            server_id: server.0,
            server_id_source: server.1,
            web_app_id: web_app.0,
            web_app_id_source: web_app.1,
        }),
        _ => Err(CredentialError { problems }),
    }
}

type Found = Option<(SecretString, CredentialSource)>;

struct Sources<'a> {
    environment: &'a dyn Environment,
    config: &'a WpConfig,
    options: &'a NetworkOptions,
}

impl Sources<'_> {
    fn auth(&self) -> Result<(Auth, CredentialSource), Vec<CredentialProblem>> {
        let token = match self.find(TOKEN, check_secret) {
            Ok(Some((token, source))) => return Ok((Auth::Token(token), source)),
            Ok(None) => None,
            Err(problem) => Some(problem),
        };
        let pair = (
            self.find(KEY, check_secret),
            self.find(SECRET, check_secret),
        );
        match (token, pair) {
            // A pair in the environment was put there for us; a token that may be somewhere else does not undo that.
            (
                Some(CredentialProblem {
                    trouble: Trouble::Unknown { .. },
                    ..
                }),
                (
                    Ok(Some((key, CredentialSource::Environment))),
                    Ok(Some((secret, CredentialSource::Environment))),
                ),
            ) => Ok((Auth::KeyPair { key, secret }, CredentialSource::Environment)),
            (Some(problem), _) => Err(vec![problem]),
            (None, (Ok(Some((key, source))), Ok(Some((secret, _))))) => {
                Ok((Auth::KeyPair { key, secret }, source))
            }
            (None, (Ok(None), Ok(None))) => Err(vec![self.missing(TOKEN)]),
            (None, (key, secret)) => {
                let halves = [(KEY, key), (SECRET, secret)];
                Err(halves
                    .into_iter()
                    .filter_map(|(constant, half)| match half {
                        Ok(Some(_)) => None,
                        Ok(None) => Some(self.missing(constant)),
                        Err(problem) => Some(problem),
                    })
                    .collect())
            }
        }
    }

    fn id(&self, constant: &'static str) -> Result<(String, CredentialSource), CredentialProblem> {
        let (id, source) = self
            .find(constant, check_id)?
            .ok_or_else(|| self.missing(constant))?;
        Ok((id.expose_secret().to_owned(), source))
    }

    fn missing(&self, constant: &'static str) -> CredentialProblem {
        let mention = self.config.mention(constant).cloned();
        CredentialProblem {
            constant,
            trouble: mention.map_or(Trouble::Missing, Trouble::DoesNotCount),
        }
    }

    /// The first place that has a value decides, right or wrong.
    fn find(
        &self,
        constant: &'static str,
        check: fn(&str) -> Result<(), &'static str>,
    ) -> Result<Found, CredentialProblem> {
        let trouble = |trouble| CredentialProblem { constant, trouble };
        let parse = |raw: &[u8], source| {
            if std::str::from_utf8(raw).is_ok_and(|text| is_example(text.trim())) {
                return Err(trouble(Trouble::Example { source }));
            }
            let text = std::str::from_utf8(raw)
                .map_err(|_| "is not text")
                .and_then(|text| {
                    let text = text.trim();
                    check(text).map(|()| SecretString::from(text))
                });
            text.map(|text| Some((text, source)))
                .map_err(|problem| trouble(Trouble::Invalid { source, problem }))
        };
        if let Some(raw) = self
            .environment
            .get(constant)
            .filter(|raw| !raw.trim_ascii().is_empty())
        {
            return parse(&raw, CredentialSource::Environment);
        }
        match self.config.constant(constant) {
            Lookup::Known(value) => {
                if let Some(raw) = value.to_bytes().filter(|raw| !raw.trim_ascii().is_empty()) {
                    return parse(&raw, CredentialSource::WpConfig);
                }
            }
            Lookup::Unset => {}
            Lookup::Unknown { reason, line } => {
                return Err(trouble(Trouble::Unknown { reason, line }));
            }
        }
        let Some(stored) = self.options.credential(constant) else {
            return Ok(None);
        };
        let plain = self.open(stored).map_err(trouble)?;
        if plain.expose_secret().trim_ascii().is_empty() {
            return Ok(None);
        }
        // Rubbish is what a wrong salt gives when the padding happens to fit.
        parse(plain.expose_secret(), CredentialSource::EncryptedOption).map_err(|problem| {
            if is_encrypted(stored) {
                trouble(Trouble::Undecryptable)
            } else {
                problem
            }
        })
    }

    fn open(&self, stored: &[u8]) -> Result<SecretSlice<u8>, Trouble> {
        if !is_encrypted(stored) {
            return Ok(SecretSlice::from(stored.to_vec()));
        }
        let salt = self
            .config
            .auth_salt(
                self.options.auth_key.as_ref(),
                self.options.auth_salt.as_ref(),
            )
            .map_err(|problem| match problem {
                NoSalt::Unknown { name, reason, line } => Trouble::NoSalt {
                    salt: name,
                    reason: format!("{reason} (line {line})"),
                },
                NoSalt::Missing { name } => Trouble::NoSalt {
                    salt: name,
                    reason: "neither `wp-config.php` nor the network's options have it".into(),
                },
            })?;
        decrypt(stored, &salt).map_err(|_| Trouble::Undecryptable)
    }
}

/// What examples say, of this program and of others.
fn is_example(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let ours = ["the token", "the key", "the secret", "changeme"];
    ours.contains(&text.as_str())
        || text.starts_with("your")
        || text.len() > 3 && text.bytes().all(|byte| byte == b'x')
}

fn check_secret(text: &str) -> Result<(), &'static str> {
    if text.len() > MAX_SECRET {
        return Err("is longer than any token");
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("holds a character that no token has");
    }
    Ok(())
}

fn check_id(text: &str) -> Result<(), &'static str> {
    if text.len() <= MAX_ID && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err("is not a number")
    }
}

#[cfg(test)]
mod tests;
