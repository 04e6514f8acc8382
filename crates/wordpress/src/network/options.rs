//! The network options that matter to us.

use std::collections::BTreeMap;

use plan::WwwPolicy;
use secrecy::{ExposeSecret, SecretSlice};
use store::{TablePrefix, Transaction, Value};

use super::ReadError;
use crate::config::CREDENTIALS;
use crate::unserialize::{Data, option_value};

pub(crate) const ENABLED: &str = "wu_host_integrations_enabled";
pub(crate) const SETTINGS: &str = "wp-ultimo_v2_settings";
pub(crate) const PLUGINS: &str = "active_sitewide_plugins";
const AUTH_KEY: &str = "auth_key";
const AUTH_SALT: &str = "auth_salt";
const SUBDOMAIN_INSTALL: &str = "subdomain_install";

/// Ultimate Multisite's name for the integration we take the place of.
const INTEGRATION: &str = "runcloud";
/// Our WordPress plugin, as WordPress names it.
const OUR_PLUGIN: &str = "runcloud-multisite/runcloud-multisite.php";
const CREDENTIAL_PREFIX: &str = "wu_hosting_credential_";

/// More than any option has.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The options of one network, as far as they concern us.
#[derive(Clone, Debug)]
pub struct NetworkOptions {
    /// Whether the RunCloud integration is switched on in Ultimate Multisite.
    pub enabled: bool,
    /// Which names should also be served with a leading `www.`.
    pub www: WwwPolicy,
    /// Whether our own WordPress plugin is active in the network.
    pub plugin_active: bool,
    /// What the database says about the kind of network; a constant in `wp-config.php` wins.
    pub subdomain_install: Option<bool>,
    /// `auth_key`, in use where `wp-config.php` has no usable one.
    pub(crate) auth_key: Option<SecretSlice<u8>>,
    /// `auth_salt`, likewise.
    pub(crate) auth_salt: Option<SecretSlice<u8>>,
    credentials: BTreeMap<&'static str, SecretSlice<u8>>,
}

impl Default for NetworkOptions {
    /// A network on which nothing was ever set.
    fn default() -> Self {
        Self {
            enabled: false,
            www: WwwPolicy::Always,
            plugin_active: false,
            subdomain_install: None,
            auth_key: None,
            auth_salt: None,
            credentials: BTreeMap::new(),
        }
    }
}

impl NetworkOptions {
    /// The stored form of a credential, encrypted or not.
    pub(crate) fn credential(&self, constant: &str) -> Option<&[u8]> {
        self.credentials
            .get(constant)
            .map(ExposeSecret::expose_secret)
            .filter(|stored| !stored.is_empty())
    }

    pub(crate) async fn read(
        transaction: &mut Transaction,
        prefix: &TablePrefix,
        network_id: i64,
    ) -> Result<Self, ReadError> {
        let mut keys: Vec<String> = [
            ENABLED,
            SETTINGS,
            PLUGINS,
            AUTH_KEY,
            AUTH_SALT,
            SUBDOMAIN_INSTALL,
        ]
        .map(str::to_owned)
        .into();
        keys.extend(CREDENTIALS.map(|constant| format!("{CREDENTIAL_PREFIX}{constant}")));
        let places = vec!["?"; keys.len()].join(", ");
        let sitemeta = prefix.table("sitemeta");
        let mut values = vec![Value::from(network_id)];
        values.extend(keys.into_iter().map(Value::from));
        let rows = transaction
            .query(
                &format!(
                    "SELECT meta_key, meta_value FROM {sitemeta} \
                     WHERE site_id = ? AND meta_key IN ({places}) ORDER BY meta_id LIMIT 1000"
                ),
                &values,
            )
            .await
            .map_err(ReadError::store("the network's options"))?;
        let mut found: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for row in rows {
            let key = row
                .text(0)
                .map_err(ReadError::store("the network's options"))?;
            let value = match row.opt_bytes(1) {
                Ok(bytes) => bytes.unwrap_or_default().to_vec(),
                // A number in a database without types.
                Err(_) => row
                    .text(1)
                    .map_err(ReadError::store("the network's options"))?
                    .into_bytes(),
            };
            // WordPress takes the first where an option is there twice.
            found.entry(key).or_insert(value);
        }
        Self::parse(&mut found)
    }

    fn parse(found: &mut BTreeMap<String, Vec<u8>>) -> Result<Self, ReadError> {
        let enabled = array(found, ENABLED)?;
        let settings = array(found, SETTINGS)?;
        let plugins = array(found, PLUGINS)?;
        let mut secret = |key: &str| found.remove(key).map(SecretSlice::from);
        Ok(Self {
            enabled: enabled.get(INTEGRATION).is_some_and(Data::is_truthy),
            www: www_policy(&settings)?,
            // WordPress keeps the time of activation as the value.
            plugin_active: plugins.get(OUR_PLUGIN).is_some(),
            auth_key: secret(AUTH_KEY),
            auth_salt: secret(AUTH_SALT),
            credentials: CREDENTIALS
                .into_iter()
                .filter_map(|constant| {
                    Some((constant, secret(&format!("{CREDENTIAL_PREFIX}{constant}"))?))
                })
                .collect(),
            subdomain_install: found
                .get(SUBDOMAIN_INSTALL)
                .map(|value| !matches!(value.as_slice(), b"" | b"0")),
        })
    }
}

/// An option that holds an array; an absent or empty one is an empty array.
fn array(found: &BTreeMap<String, Vec<u8>>, key: &'static str) -> Result<Data, ReadError> {
    let Some(raw) = found.get(key).filter(|raw| !raw.is_empty()) else {
        return Ok(Data::Array(Vec::new()));
    };
    let damaged = |problem: &str| ReadError::Option {
        key,
        problem: problem.to_owned(),
    };
    if raw.len() > MAX_BYTES {
        return Err(damaged("it is larger than any option"));
    }
    match option_value(raw).map_err(ReadError::option(key))? {
        array @ Data::Array(_) => Ok(array),
        // What WordPress stores for false.
        value if !value.is_truthy() => Ok(Data::Array(Vec::new())),
        _ => Err(damaged("it is not an array")),
    }
}

fn www_policy(settings: &Data) -> Result<WwwPolicy, ReadError> {
    match settings.get("auto_create_www_subdomain") {
        None | Some(Data::Null) => Ok(WwwPolicy::Always),
        Some(Data::Bytes(word)) => match word.as_slice() {
            b"always" | b"" => Ok(WwwPolicy::Always),
            b"main_only" => Ok(WwwPolicy::MainOnly),
            b"never" => Ok(WwwPolicy::Never),
            _ => Err(unknown_www()),
        },
        Some(_) => Err(unknown_www()),
    }
}

fn unknown_www() -> ReadError {
    ReadError::Option {
        key: SETTINGS,
        problem: "`auto_create_www_subdomain` has a value that is not known".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(options: &[(&str, &str)]) -> Result<NetworkOptions, ReadError> {
        NetworkOptions::parse(
            &mut options
                .iter()
                .map(|(key, value)| ((*key).to_owned(), value.as_bytes().to_vec()))
                .collect(),
        )
    }

    #[test]
    fn what_was_never_saved_has_the_defaults_of_the_plugin() {
        let options = parse(&[]).unwrap();
        assert!(!options.enabled && !options.plugin_active);
        assert_eq!(options.www, WwwPolicy::Always);
    }

    #[test]
    fn the_switch_the_www_policy_and_our_plugin_are_found() {
        let options = parse(&[
            (ENABLED, r#"a:2:{s:8:"runcloud";b:1;s:9:"cloudways";b:0;}"#),
            (
                SETTINGS,
                r#"a:1:{s:25:"auto_create_www_subdomain";s:9:"main_only";}"#,
            ),
            (
                PLUGINS,
                r#"a:1:{s:41:"runcloud-multisite/runcloud-multisite.php";i:1767225600;}"#,
            ),
            (SUBDOMAIN_INSTALL, "1"),
        ])
        .unwrap();
        assert!(options.enabled && options.plugin_active);
        assert_eq!(options.www, WwwPolicy::MainOnly);
        assert_eq!(options.subdomain_install, Some(true));
    }

    #[test]
    fn a_switch_that_is_off_is_off() {
        let off = parse(&[(ENABLED, r#"a:1:{s:8:"runcloud";b:0;}"#)]).unwrap();
        assert!(!off.enabled);
        assert!(!parse(&[(ENABLED, "")]).unwrap().enabled);
    }

    #[test]
    fn damaged_options_are_errors_and_not_defaults() {
        for value in [r#"a:1:{s:8:"runcloud";b:1;"#, "a:1:{", "rubbish"] {
            let error = parse(&[(ENABLED, value)]).unwrap_err();
            assert!(error.to_string().contains(ENABLED), "{error}");
            assert!(!error.to_string().contains("rubbish"));
        }
        assert!(
            parse(&[(
                SETTINGS,
                r#"a:1:{s:25:"auto_create_www_subdomain";s:5:"maybe";}"#
            )])
            .is_err()
        );
    }
}
