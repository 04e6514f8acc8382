//! The salt that Ultimate Multisite encrypts credentials with: `wp_salt('auth')`.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretSlice};

use super::names::SALTS;
use super::{Lookup, WpConfig};
use crate::php::PhpValue;

/// What `wp-config-sample.php` says until somebody changes it.
const SAMPLE: &[u8] = b"put your unique phrase here";

/// Why the salt is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoSalt {
    /// A constant cannot be told.
    Unknown {
        name: &'static str,
        reason: String,
        line: usize,
    },
    /// Neither the configuration nor the database has one.
    Missing { name: &'static str },
}

impl WpConfig {
    /// `wp_salt('auth')`: the key, then the salt. A constant that is missing, empty, the sample phrase, or equal to
    /// another one is not used; the network's own option (`stored_key`, `stored_salt`) takes its place.
    pub(crate) fn auth_salt(
        &self,
        stored_key: Option<&SecretSlice<u8>>,
        stored_salt: Option<&SecretSlice<u8>>,
    ) -> Result<SecretSlice<u8>, NoSalt> {
        let mut salt = self.half("AUTH_KEY", "SECRET_KEY", stored_key)?;
        salt.extend(self.half("AUTH_SALT", "SECRET_SALT", stored_salt)?);
        Ok(SecretSlice::from(salt))
    }

    fn half(
        &self,
        name: &'static str,
        ancient: &'static str,
        stored: Option<&SecretSlice<u8>>,
    ) -> Result<Vec<u8>, NoSalt> {
        let mut counts: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
        for other in SALTS {
            if let Lookup::Known(value) = self.constant(other)
                && let Some(bytes) = value.to_bytes()
            {
                *counts.entry(bytes.into_owned()).or_default() += 1;
            }
        }
        for candidate in [name, ancient] {
            match self.constant(candidate) {
                Lookup::Known(value) => {
                    if let Some(bytes) = usable(&value, &counts) {
                        return Ok(bytes);
                    }
                }
                Lookup::Unset => {}
                Lookup::Unknown { reason, line } => {
                    return Err(NoSalt::Unknown {
                        name: candidate,
                        reason,
                        line,
                    });
                }
            }
        }
        stored
            .map(|stored| stored.expose_secret().to_vec())
            .filter(|stored| !stored.is_empty())
            .ok_or(NoSalt::Missing { name })
    }
}

fn usable(value: &PhpValue, counts: &BTreeMap<Vec<u8>, usize>) -> Option<Vec<u8>> {
    let bytes = value.to_bytes()?.into_owned();
    let unique = counts.get(&bytes).is_none_or(|count| *count < 2);
    (value.is_truthy() && unique && bytes != SAMPLE).then_some(bytes)
}
