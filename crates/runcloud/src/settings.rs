//! Everything a client is built from.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;

use crate::{ApiOrigin, Clock, Credentials, SystemClock};

/// How to reach the API and how patient to be. Build with [`Settings::new`], then change fields.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the API is.
    pub origin: ApiOrigin,
    /// The key to the account; it also decides the generation of the API.
    pub credentials: Credentials,
    /// Sent with each request. The provider's edge refuses user agents of common HTTP libraries.
    pub user_agent: String,
    /// The longest time for a connection including its TLS handshake.
    pub connect_timeout: Duration,
    /// The longest time for one request, from connecting to the last byte of the reply.
    pub request_timeout: Duration,
    /// The longest a single request may be held back for the provider's pace or for a retry,
    /// counted from the moment it was asked for; an hour at most. A listing makes one request per
    /// page.
    pub max_wait: Duration,
    /// The same for what completes a reading that took several calls already: the further pages of a
    /// list, and the calls of a [patient](crate::Reader::patient) reader. To fail there would throw
    /// away what was read. Where it is shorter, `max_wait` counts.
    pub reading_wait: Duration,
    /// The wait before the first retry of a read; the second is about twice as long. Both get jitter.
    pub retry_delay: Duration,
    /// Roots to trust besides those of the system, for a private panel or a test.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
}

/// The settings do not make a client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Empty, or with characters that cannot travel in a header. The value is not repeated here.
    #[error(
        "the {which} is empty or holds characters that no {which} has: copy it again from the panel"
    )]
    Credential {
        /// Which secret it is.
        which: &'static str,
    },
    /// A root in `extra_roots` is not a certificate.
    #[error("an additional root certificate cannot be used")]
    ExtraRoot(#[source] rustls::Error),
    /// The TLS or HTTP stack refused the settings.
    #[error("cannot set up the HTTPS client")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Settings {
    /// Settings that suit an agent: 10 s to connect, 60 s for a request, and 65 s of patience, a
    /// little more than one window of the provider's rate limit.
    pub fn new(origin: ApiOrigin, credentials: Credentials) -> Self {
        Self {
            origin,
            credentials,
            user_agent: concat!(
                "runcloud-multisite/",
                env!("CARGO_PKG_VERSION"),
                " (+",
                env!("CARGO_PKG_REPOSITORY"),
                ")"
            )
            .to_owned(),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_mins(1),
            max_wait: Duration::from_secs(65),
            reading_wait: Duration::from_secs(65),
            retry_delay: Duration::from_millis(500),
            extra_roots: Vec::new(),
            clock: Arc::new(SystemClock),
        }
    }
}
