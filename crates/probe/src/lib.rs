//! Looks at domains from outside: DNS look-ups and TLS handshakes.
//!
//! A customer's zone and whatever answers on a port are hostile until parsed: answers are bounded in size, number and
//! time, authoritative name servers are asked only at public addresses, and no application data is ever sent.
//! What an answer *means* (does the name point here, is it secured) is decided elsewhere, in the `plan` crate.
//!
//! Read first: [`Resolver`] and [`Prober`], the two seams; then [`DnsResolver`] and [`TlsProber`], which fill them.
//!
//! ```no_run
//! use std::time::Duration;
//! use probe::{DnsResolver, DnsSettings, Resolver};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let resolver = DnsResolver::new(&DnsSettings { resolver: None, timeout: Duration::from_secs(3) })?;
//! let answer = resolver.look(&"example.com".parse()?).await;
//! # Ok(())
//! # }
//! ```

mod dns;
mod public;
mod tls;

use async_trait::async_trait;
use plan::{DnsAnswer, DomainName, Handshake};

pub use dns::{DnsResolver, DnsSettings, NoNameServer};
pub use public::is_public;
pub use tls::{
    BadCaFile, CertificateDer, Clock, TlsProber, TlsSettings, TlsTarget, UnusableRoot, parse_ca_pem,
};

/// Finds out where a name leads.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// Asks for all addresses of `name`. Whatever goes wrong is part of the answer.
    async fn look(&self, name: &DomainName) -> DnsAnswer;
}

/// Finds out which certificate the server shows for a name.
#[async_trait]
pub trait Prober: Send + Sync {
    /// Shakes hands once with `name` as SNI. Whatever goes wrong is part of the answer.
    async fn handshake(&self, name: &DomainName) -> Handshake;
}
