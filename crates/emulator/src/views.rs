//! What [`crate::Panel`] shows of domains and certificates.

use serde::Serialize;

use crate::world::certificates::{Certificate, Method};
use crate::world::domains::{Domain, Kind, Redirection};

/// A domain of the web application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DomainView {
    /// The API's id.
    pub id: u64,
    /// The name, lower case.
    pub name: String,
    /// Its `type`.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Whether `www.<name>` is served too.
    pub www: bool,
    /// Its `redirection`.
    pub redirection: Redirection,
    /// When it was added, in milliseconds since 1970.
    pub created_at: i64,
}

/// An installed certificate of the present SSL mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificateView {
    /// The API's id.
    pub id: u64,
    /// The domain it belongs to; `None` for the one certificate of basic mode.
    pub domain: Option<String>,
    /// The names in it.
    pub names: Vec<String>,
    /// How it came to be.
    pub method: Method,
    /// Its end, in milliseconds since 1970.
    pub valid_until: i64,
}

impl From<&Domain> for DomainView {
    fn from(domain: &Domain) -> Self {
        Self {
            id: domain.id,
            name: domain.name.clone(),
            kind: domain.kind,
            www: domain.www,
            redirection: domain.redirection,
            created_at: domain.created_at,
        }
    }
}

impl CertificateView {
    pub(crate) fn new(certificate: &Certificate, domain: Option<String>) -> Self {
        Self {
            id: certificate.id,
            domain,
            names: certificate.names.clone(),
            method: certificate.method,
            valid_until: certificate.valid_until,
        }
    }
}
