//! Looks at domains from outside: DNS look-ups, TLS handshakes, and visits over the public path.
//!
//! A customer's zone and whatever answers on a port are hostile until parsed: answers are bounded in size, number and
//! time, and strangers' addresses are asked only where they are public.
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
mod visit;

use std::net::IpAddr;

use async_trait::async_trait;
use plan::{CaaAnswer, DnsAnswer, DomainName, Handshake, Visit};

pub use dns::{DnsResolver, DnsSettings, NoNameServer};
pub use public::is_public;
pub use secrecy::SecretSlice;
pub use tls::{
    BadCaFile, CertificateDer, Clock, TlsProber, TlsSettings, TlsTarget, UnusableRoot, parse_ca_pem,
};
pub use visit::{HttpVisitor, VisitSettings, VisitTarget};

/// Finds out where a name leads.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// Asks for all addresses of `name`. Whatever goes wrong is part of the answer.
    async fn look(&self, name: &DomainName) -> DnsAnswer;

    /// Asks which CAA records decide for `name`. Whatever goes wrong is part of the answer.
    async fn caa(&self, name: &DomainName) -> CaaAnswer;
}

/// Finds out what somebody meets who asks for a name over the public path.
#[async_trait]
pub trait Visitor: Send + Sync {
    /// Visits `name` at the addresses that DNS gives for it. Whatever goes wrong is part of the answer.
    async fn visit(&self, name: &DomainName, at: &[IpAddr]) -> Visit;
}

/// Finds out which certificate the server shows for a name.
#[async_trait]
pub trait Prober: Send + Sync {
    /// Shakes hands once with `name` as SNI. Whatever goes wrong is part of the answer.
    async fn handshake(&self, name: &DomainName) -> Handshake;
}
