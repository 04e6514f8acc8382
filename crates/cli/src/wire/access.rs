//! What is needed to talk to RunCloud.

use std::hash::{DefaultHasher, Hash, Hasher};

use probe::SecretSlice;
use runcloud::{ApiOrigin, CertificateDer, Reader, WebAppRef};
use secrecy::ExposeSecret;
use wordpress::{Auth, Credentials, NetworkOptions, ProcessEnvironment, WpConfig};

use super::{Home, trouble};
use crate::exit::Exit;
use crate::output::Report;

/// The longest a call may be held back for the provider's pace: the agent has other domains to see to meanwhile.
const MAX_WAIT: std::time::Duration = std::time::Duration::from_secs(2);
const REQUEST_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(30);

/// Credentials, and the web application they are for.
pub(crate) struct Access {
    pub(crate) credentials: Credentials,
    pub(crate) web_app: WebAppRef,
    /// By which this network knows its own answers, where that can be told.
    pub(crate) salt: Option<SecretSlice<u8>>,
}

impl Access {
    /// Looks for the credentials in the environment, `wp-config.php` and the network's options.
    ///
    /// # Errors
    /// A report with all that is missing or wrong.
    pub(crate) async fn find(home: &Home) -> Result<Self, Report> {
        let options = home.network.options().await;
        let options = options.map_err(|error| trouble::of_reading(&error))?;
        Self::from(&home.installation.config, &options)
    }

    /// The same with options that were read already.
    ///
    /// # Errors
    /// As [`Access::find`].
    pub(crate) fn from(config: &WpConfig, options: &NetworkOptions) -> Result<Self, Report> {
        let found = wordpress::credentials(&ProcessEnvironment, config, options);
        let credentials = found.map_err(|error| trouble::of_credentials(&error))?;
        let (server, web_app) = (&credentials.server_id, &credentials.web_app_id);
        let id = |constant: &str, error: runcloud::InvalidId| {
            Report::new("the RunCloud credentials cannot be used", Exit::Usage)
                .cause(format!("{constant}: {error}"))
                .hint(format!(
                    "correct {constant}: RunCloud shows it in the address of the panel's page"
                ))
        };
        let web_app = WebAppRef {
            server: server
                .parse()
                .map_err(|error| id("WU_RUNCLOUD_SERVER_ID", error))?,
            web_app: web_app
                .parse()
                .map_err(|error| id("WU_RUNCLOUD_APP_ID", error))?,
        };
        Ok(Self {
            credentials,
            web_app,
            salt: wordpress::auth_salt(config, options),
        })
    }

    /// Tells this access from any other; for comparing within this process.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let secrets = match &self.credentials.auth {
            Auth::Token(token) => [token.expose_secret(), ""],
            Auth::KeyPair { key, secret } => [key.expose_secret(), secret.expose_secret()],
        };
        let salt = self.salt.as_ref().map(|salt| salt.expose_secret().to_vec());
        (secrets, self.web_app.to_string(), salt).hash(&mut hasher);
        hasher.finish()
    }

    /// The half of RunCloud's API that only looks.
    ///
    /// # Errors
    /// A report where no client can be made of the settings.
    pub(crate) fn reader(
        &self,
        origin: &ApiOrigin,
        roots: &[CertificateDer<'static>],
    ) -> Result<Reader, Report> {
        let credentials = match &self.credentials.auth {
            Auth::Token(token) => runcloud::Credentials::Token(token.clone()),
            Auth::KeyPair { key, secret } => runcloud::Credentials::KeyPair {
                key: key.clone(),
                secret: secret.clone(),
            },
        };
        let mut settings = runcloud::Settings::new(origin.clone(), credentials);
        settings.max_wait = MAX_WAIT;
        settings.request_timeout = REQUEST_TIMEOUT;
        settings.extra_roots = roots.to_vec();
        Reader::new(settings).map_err(|error| {
            Report::of(
                "no client for RunCloud's API can be made",
                &error,
                Exit::Usage,
            )
        })
    }
}
