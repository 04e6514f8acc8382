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
mod knock;
mod public;
mod salted;
mod tls;
mod trusting;
mod virtual_host;
mod visit;
mod way;
#[cfg(test)]
mod web_stage;

use std::net::IpAddr;

use async_trait::async_trait;
use plan::{CaaAnswer, DnsAnswer, DomainName, Handshake, Timestamp, Visit};

#[cfg(any(test, feature = "fuzzing"))]
pub use dns::hostile;
pub use dns::{DnsResolver, DnsSettings, NoNameServer};
pub use knock::HttpKnocker;
pub use public::is_public;
pub use secrecy::SecretSlice;
pub use tls::{
    BadCaFile, CertificateDer, Clock, TlsProber, TlsSettings, TlsTarget, UnusableRoot, parse_ca_pem,
};
pub use virtual_host::virtual_host;
pub use visit::HttpVisitor;
pub use way::{VisitSettings, VisitTarget};

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

/// What the WordPress plugin made of a knock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knock {
    /// It looked; if not, it did so a moment ago and another knock is worth it later.
    pub swept: bool,
    /// Rows that it moved.
    pub moved: u64,
    /// Rows that wait to be moved.
    pub waiting: u64,
}

/// Tells the WordPress plugin that there is news.
#[async_trait]
pub trait Knocker: Send + Sync {
    /// Knocks at the main site, at the server's addresses.
    ///
    /// # Errors
    /// Why nobody opened, in a few words.
    async fn knock(
        &self,
        main_domain: &DomainName,
        at: &[IpAddr],
        now: Timestamp,
    ) -> Result<Knock, String>;
}

/// Finds out which certificate the server shows for a name.
#[async_trait]
pub trait Prober: Send + Sync {
    /// Shakes hands once with `name` as SNI. Whatever goes wrong is part of the answer.
    async fn handshake(&self, name: &DomainName) -> Handshake;
}
