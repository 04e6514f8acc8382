//! Which certificate the server shows for a name: one handshake, no data.
//!
//! The handshake goes to *our* server, whatever DNS says about the name. A certificate that a browser would refuse ends
//! it, as it would there, but is remembered and described.

mod fault;
mod leaf;
mod roots;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod tests;
mod trouble;
mod witness;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use plan::{DomainName, Handshake, Timestamp};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tracing::debug;

pub use roots::{BadCaFile, UnusableRoot, parse_ca_pem};
pub use rustls::pki_types::CertificateDer;

use crate::Prober;
use trouble::Trouble;
use witness::Witness;

/// Tells the time by which certificates are judged.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Where handshakes go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsTarget {
    /// Exactly here, loopback and private addresses included.
    Fixed(SocketAddr),
    /// To the first of the server's public addresses that answers.
    Server {
        /// In the order in which they are tried. Those that are not public are left out.
        addresses: Vec<IpAddr>,
        /// 443 as a rule.
        port: u16,
    },
}

/// How [`TlsProber`] shakes hands.
#[derive(Clone)]
pub struct TlsSettings {
    /// Where handshakes go.
    pub address: TlsTarget,
    /// Roots to trust besides the system's, as [`parse_ca_pem`] reads them.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// The time by which certificates are judged.
    pub clock: Clock,
    /// Patience with one address, from the first packet to the end of the handshake.
    pub timeout: Duration,
}

/// Shakes hands with the server and judges its certificate as a browser would.
#[derive(Clone)]
pub struct TlsProber {
    target: TlsTarget,
    timeout: Duration,
    clock: Clock,
    provider: Arc<CryptoProvider>,
    judge: Arc<WebPkiServerVerifier>,
}

impl TlsProber {
    /// Loads the roots of this system, or the roots of the common browsers where it has none, and the extra ones.
    ///
    /// Reads files: not for a hot path.
    ///
    /// # Errors
    /// When an extra root is no certificate that can be trusted.
    pub fn new(settings: TlsSettings) -> Result<Self, UnusableRoot> {
        let roots = roots::trusted(settings.extra_roots)?;
        Ok(Self::trusting(
            roots,
            settings.address,
            settings.clock,
            settings.timeout,
        ))
    }

    fn trusting(roots: RootCertStore, target: TlsTarget, clock: Clock, timeout: Duration) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let judge =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .expect("the roots are never empty and no revocation list is given");
        Self {
            target,
            timeout,
            clock,
            provider,
            judge,
        }
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        match &self.target {
            TlsTarget::Fixed(address) => vec![*address],
            TlsTarget::Server { addresses, port } => addresses
                .iter()
                .filter(|address| crate::is_public(**address))
                .map(|address| SocketAddr::new(*address, *port))
                .collect(),
        }
    }

    /// Tries the addresses in order until something at one of them answers, be it with an alert.
    async fn first_answer(
        &self,
        addresses: &[SocketAddr],
        name: &DomainName,
    ) -> Result<Handshake, Trouble> {
        let mut first = None;
        for address in addresses {
            match timeout(self.timeout, self.shake_hands(*address, name)).await {
                Ok(Err(trouble)) if trouble.is_silence() => {
                    first.get_or_insert(trouble);
                }
                Ok(answered) => return answered,
                Err(_) => {
                    first.get_or_insert(Trouble::NoAnswer(self.timeout));
                }
            }
        }
        Err(first.unwrap_or(Trouble::NoPublicAddress))
    }

    async fn shake_hands(
        &self,
        address: SocketAddr,
        name: &DomainName,
    ) -> Result<Handshake, Trouble> {
        let sni =
            ServerName::try_from(name.as_str().to_owned()).map_err(|_| Trouble::UnusableName)?;
        let now = (self.clock)();
        let witness = Arc::new(Witness::new(Arc::clone(&self.judge)));
        let connector = TlsConnector::from(Arc::new(self.config(Arc::clone(&witness), now)));
        let tcp = TcpStream::connect(address)
            .await
            .map_err(|error| Trouble::connecting(&error))?;
        let ended = connector.connect(sni, tcp).await;
        // The connection is dropped here, unused.
        let ended = ended.map(drop).map_err(|error| Trouble::shaking(&error));
        match (witness.testimony(), ended) {
            (Some((certificate, Err(verdict))), _) => {
                let leaf = leaf::read(&certificate).ok_or(Trouble::UnreadableCertificate)?;
                let fault = fault::of(&verdict, &leaf, now);
                Ok(Handshake::Refused(leaf.leaf, fault))
            }
            (Some((certificate, Ok(()))), Ok(())) => {
                let leaf = leaf::read(&certificate).ok_or(Trouble::UnreadableCertificate)?;
                Ok(Handshake::Valid(leaf.leaf))
            }
            (None, Ok(())) => Err(Trouble::Other),
            (_, Err(trouble)) => Err(trouble),
        }
    }

    /// A configuration for one handshake: its witness remembers, so nothing is shared or resumed.
    fn config(&self, witness: Arc<Witness>, now: Timestamp) -> ClientConfig {
        let mut config =
            ClientConfig::builder_with_details(Arc::clone(&self.provider), Arc::new(HeldTime(now)))
                .with_safe_default_protocol_versions()
                .expect("the provider supports TLS 1.2 and 1.3")
                .dangerous()
                .with_custom_certificate_verifier(witness)
                .with_no_client_auth();
        config.resumption = Resumption::disabled();
        config
    }
}

#[async_trait]
impl Prober for TlsProber {
    async fn handshake(&self, name: &DomainName) -> Handshake {
        let handshake = self
            .first_answer(&self.addresses(), name)
            .await
            .unwrap_or_else(|trouble| match trouble {
                Trouble::NoCertificate => Handshake::NoCertificate,
                trouble => Handshake::Failed(trouble.to_string()),
            });
        match &handshake {
            Handshake::Valid(_) => debug!(domain = %name, "handshake: valid"),
            Handshake::Refused(_, fault) => {
                debug!(domain = %name, reason = ?fault, "handshake: refused");
            }
            Handshake::NoCertificate => debug!(domain = %name, "handshake: no certificate"),
            Handshake::Failed(reason) => debug!(domain = %name, %reason, "handshake: failed"),
        }
        handshake
    }
}

impl fmt::Debug for TlsProber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsProber")
            .field("target", &self.target)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TlsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsSettings")
            .field("address", &self.address)
            .field("extra_roots", &self.extra_roots.len())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The moment at which one handshake is judged.
#[derive(Debug)]
struct HeldTime(Timestamp);

impl TimeProvider for HeldTime {
    fn current_time(&self) -> Option<UnixTime> {
        let millis = u64::try_from(self.0.as_millis()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_millis(millis)))
    }
}
