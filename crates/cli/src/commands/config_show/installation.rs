//! What the installation adds to the settings: where it is, whose database, which credentials. Never their values.

use plan::DomainName;
use serde_json::{Value, json};
use wordpress::{Auth, CredentialSource, NetworkOptions};

use agent::{Clock, SystemClock};

use crate::output::Report;
use crate::wire::{self, Access, Configured, Home};

/// One thing that the installation says.
pub(crate) struct Fact {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
    pub(crate) origin: Source,
}

/// Where it says so.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// The file system.
    Path,
    /// `wp-config.php`.
    WpConfig,
    /// The environment.
    Environment,
    /// The network's options.
    UltimateMultisite,
    /// The database.
    Database,
}

impl Source {
    /// As JSON names it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::WpConfig => "wp_config",
            Self::Environment => "environment",
            Self::UltimateMultisite => "ultimate_multisite",
            Self::Database => "database",
        }
    }

    /// As people say it.
    pub(crate) fn spoken(self) -> &'static str {
        match self {
            Self::Path => "found on disk",
            Self::WpConfig => "wp-config.php",
            Self::Environment => "environment",
            Self::UltimateMultisite => "Ultimate Multisite's settings",
            Self::Database => "the database",
        }
    }
}

impl From<CredentialSource> for Source {
    fn from(source: CredentialSource) -> Self {
        match source {
            CredentialSource::Environment => Self::Environment,
            CredentialSource::WpConfig => Self::WpConfig,
            CredentialSource::EncryptedOption => Self::UltimateMultisite,
        }
    }
}

/// Everything that can be told, and what kept the rest from being told.
pub(crate) async fn facts(configured: Configured) -> (Vec<Fact>, Vec<Report>) {
    let mut reports = Vec::new();
    let mut facts = of_config(&configured);
    let config = configured.installation.config.clone();
    let said = configured.hints.domain.clone();
    let home = configured.open().await;
    let home = home.map_err(|report| reports.push(report)).ok();

    let options = match &home {
        Some(home) => options(home, &mut reports).await,
        None => NetworkOptions::default(),
    };
    match Access::from(&config, &options) {
        Ok(access) => facts.extend(of_access(&access)),
        Err(report) => reports.push(report),
    }
    match (said.as_deref().map(str::parse::<DomainName>), &home) {
        (Some(Ok(main)), _) => facts.push(main_domain(&main, Source::WpConfig)),
        (None, Some(home)) => match home.network.read(SystemClock.now()).await {
            Ok(network) => facts.push(main_domain(&network.value().main_domain, Source::Database)),
            Err(error) => reports.push(wire::of_reading(&error)),
        },
        (Some(Err(_)) | None, _) => {}
    }
    (facts, reports)
}

async fn options(home: &Home, reports: &mut Vec<Report>) -> NetworkOptions {
    match home.network.options().await {
        Ok(options) => options,
        Err(error) => {
            reports.push(wire::of_reading(&error));
            NetworkOptions::default()
        }
    }
}

fn of_config(configured: &Configured) -> Vec<Fact> {
    let installation = &configured.installation;
    let addresses: Vec<String> = configured
        .database
        .candidates
        .iter()
        .map(ToString::to_string)
        .collect();
    let from_config = |name, value| Fact {
        name,
        value,
        origin: Source::WpConfig,
    };
    let path = |name, path: &std::path::Path| Fact {
        name,
        value: json!(path),
        origin: Source::Path,
    };
    vec![
        path("web_root", &installation.web_root),
        path("wp_config", &installation.config_file),
        from_config("database.address", json!(addresses)),
        from_config("database.name", json!(configured.database.database)),
        from_config("table_prefix", json!(configured.prefix.as_str())),
    ]
}

fn of_access(access: &Access) -> [Fact; 3] {
    let found = &access.credentials;
    let kind = match found.auth {
        Auth::Token(_) => "token (API v3)",
        Auth::KeyPair { .. } => "key and secret (API v2)",
    };
    let fact = |name, value, source: CredentialSource| Fact {
        name,
        value,
        origin: source.into(),
    };
    [
        fact("credentials", json!(kind), found.auth_source),
        fact("server_id", json!(found.server_id), found.server_id_source),
        fact(
            "web_app_id",
            json!(found.web_app_id),
            found.web_app_id_source,
        ),
    ]
}

fn main_domain(host: &DomainName, origin: Source) -> Fact {
    Fact {
        name: "main_domain",
        value: json!(host),
        origin,
    }
}
