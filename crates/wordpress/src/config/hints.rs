//! What the configuration says about the network itself; it wins over the database.

use super::{ConfigError, Lookup, WpConfig};
use crate::php::PhpValue;

/// The constants that place a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkHints {
    /// `DOMAIN_CURRENT_SITE`, the network's host.
    pub domain: Option<String>,
    /// `SITE_ID_CURRENT_SITE`, the network's id.
    pub network_id: Option<i64>,
    /// `SUBDOMAIN_INSTALL`, or the older `VHOST`.
    pub subdomain_install: Option<bool>,
}

impl WpConfig {
    /// What the configuration says about the network. That it is one is checked here.
    pub fn hints(&self) -> Result<NetworkHints, ConfigError> {
        let subdomain = self.optional("SUBDOMAIN_INSTALL")?;
        // The constant of WordPress before 3.0 says something only where the newer one is missing.
        let vhost = match subdomain {
            Some(_) => None,
            None => self.optional("VHOST")?,
        };
        // The order of WordPress' `is_multisite()`.
        let named = subdomain.is_some() || vhost.is_some();
        let multisite = match self.constant("MULTISITE") {
            Lookup::Known(value) => value.is_truthy(),
            // Nobody writes the one without the other.
            Lookup::Unset | Lookup::Unknown { .. } if named => true,
            Lookup::Unset => self.optional("SUNRISE")?.is_some(),
            Lookup::Unknown { .. } => self.optional("MULTISITE")?.is_some(),
        };
        if !multisite {
            return Err(ConfigError::NotMultisite {
                path: self.file().to_owned(),
            });
        }
        let domain = match self.constant("DOMAIN_CURRENT_SITE") {
            Lookup::Known(value) => Some(value.to_text().ok_or_else(|| {
                self.invalid("DOMAIN_CURRENT_SITE", "is not text in UTF-8".into())
            })?),
            // Made from the request, as a rule: the network's own row says what it is for every visitor.
            Lookup::Unset | Lookup::Unknown { .. } => None,
        };
        Ok(NetworkHints {
            domain,
            network_id: self.id("SITE_ID_CURRENT_SITE")?,
            subdomain_install: match (subdomain, vhost) {
                (Some(value), _) => Some(value.is_truthy()),
                (None, Some(value)) => Some(value == PhpValue::text("yes")),
                (None, None) => None,
            },
        })
    }

    fn id(&self, name: &'static str) -> Result<Option<i64>, ConfigError> {
        let Some(value) = self.optional(name)? else {
            return Ok(None);
        };
        value
            .to_text()
            .and_then(|text| text.trim().parse().ok())
            .filter(|id| *id > 0)
            .map(Some)
            .ok_or_else(|| self.invalid(name, "is not a number above zero".into()))
    }
}
