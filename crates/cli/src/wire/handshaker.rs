//! Handshakes at the server, wherever it is at the moment.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use agent::Handshaker;
use async_trait::async_trait;
use plan::{DomainName, Handshake, VirtualHost};
use probe::{CertificateDer, Clock, Prober, TlsProber, TlsSettings, TlsTarget, UnusableRoot};

/// Patience with one address; the server is ours, so it answers at once or not at all.
const PATIENCE: Duration = Duration::from_secs(5);
const HTTPS: u16 = 443;
const HTTP: u16 = 80;

/// Shakes hands at a fixed address, or at those that the provider tells.
pub(crate) struct ServerHandshaker {
    fixed: Option<SocketAddr>,
    roots: Vec<CertificateDer<'static>>,
    clock: Clock,
    /// The prober made last: a new one reads the system's roots again, so it is kept while the addresses stay.
    latest: Mutex<Latest>,
}

struct Latest {
    addresses: Vec<IpAddr>,
    prober: TlsProber,
}

impl ServerHandshaker {
    /// Prepares handshakes at `fixed`, or else at the server's addresses.
    ///
    /// # Errors
    /// When one of the roots is no certificate that can be trusted.
    pub(crate) fn new(
        fixed: Option<SocketAddr>,
        roots: Vec<CertificateDer<'static>>,
        clock: Clock,
    ) -> Result<Self, UnusableRoot> {
        let prober = prober(fixed, &[], &roots, &clock)?;
        let latest = Mutex::new(Latest {
            addresses: Vec::new(),
            prober,
        });
        Ok(Self {
            fixed,
            roots,
            clock,
            latest,
        })
    }

    fn prober(&self, server: &[IpAddr]) -> Result<TlsProber, UnusableRoot> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if self.fixed.is_none() && latest.addresses != server {
            *latest = Latest {
                prober: prober(None, server, &self.roots, &self.clock)?,
                addresses: server.to_vec(),
            };
        }
        Ok(latest.prober.clone())
    }
}

#[async_trait]
impl Handshaker for ServerHandshaker {
    async fn handshake(&self, name: &DomainName, server: &[IpAddr]) -> Handshake {
        match self.prober(server) {
            Ok(prober) => prober.handshake(name).await,
            Err(error) => Handshake::Failed(error.to_string()),
        }
    }

    /// As the certificate authority would: by plain HTTP. A fixed server is asked where handshakes go.
    async fn virtual_host(&self, name: &DomainName, server: &[IpAddr]) -> VirtualHost {
        match (self.fixed, server.first()) {
            (Some(fixed), _) => probe::virtual_host(name, fixed, true).await,
            (None, Some(address)) => {
                probe::virtual_host(name, SocketAddr::new(*address, HTTP), false).await
            }
            (None, None) => VirtualHost::Untold,
        }
    }
}

fn prober(
    fixed: Option<SocketAddr>,
    server: &[IpAddr],
    roots: &[CertificateDer<'static>],
    clock: &Clock,
) -> Result<TlsProber, UnusableRoot> {
    let address = match fixed {
        Some(address) => TlsTarget::Fixed(address),
        None => TlsTarget::Server {
            addresses: server.to_vec(),
            port: HTTPS,
        },
    };
    TlsProber::new(TlsSettings {
        address,
        extra_roots: roots.to_vec(),
        clock: clock.clone(),
        timeout: PATIENCE,
    })
}
