//! What somebody meets who asks for a name over the public path.
//!
//! The question is the one that Ultimate Multisite asks itself: a request with the query `async_check_dns_nonce`, which
//! it answers with the mapping row of the host. Whoever answers so is this WordPress, whatever proxies stand between.

mod answer;
mod nonce;
#[cfg(test)]
mod tests;
mod trusting;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use async_trait::async_trait;
use plan::{DomainName, Visit};
use reqwest::Client;
use rustls::ClientConfig;
use secrecy::SecretSlice;
use tracing::debug;

use crate::Visitor;
use answer::telling;

/// How many of a name's addresses are tried.
const MOST_ADDRESSES: usize = 4;
const USER_AGENT: &str = concat!("runcloud-multisite/", env!("CARGO_PKG_VERSION"));

/// Where visits go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisitTarget {
    /// To the addresses that DNS gives, those of the public internet only, at the usual ports.
    Public,
    /// Exactly here, loopback and private addresses included.
    Fixed {
        /// For `https`.
        https: SocketAddr,
        /// For `http`; it is not asked without.
        http: Option<SocketAddr>,
    },
}

/// How [`HttpVisitor`] visits.
#[derive(Debug)]
pub struct VisitSettings {
    /// WordPress' salt for authentication: `AUTH_KEY` followed by `AUTH_SALT`.
    pub salt: SecretSlice<u8>,
    /// Where visits go.
    pub target: VisitTarget,
    /// Patience with each of the two requests of a visit.
    pub timeout: Duration,
}

/// Visits a name by HTTPS, then by HTTP.
pub struct HttpVisitor {
    settings: VisitSettings,
    tls: ClientConfig,
}

impl HttpVisitor {
    /// Prepares visits; nothing is asked yet.
    pub fn new(settings: VisitSettings) -> Self {
        Self {
            settings,
            tls: trusting::config(),
        }
    }

    /// Where requests of both schemes go.
    fn targets(&self, at: &[IpAddr]) -> [Vec<SocketAddr>; 2] {
        match &self.settings.target {
            VisitTarget::Fixed { https, http } => [vec![*https], http.iter().copied().collect()],
            VisitTarget::Public => {
                let public = at.iter().filter(|address| crate::is_public(**address));
                let public: Vec<IpAddr> = public.take(MOST_ADDRESSES).copied().collect();
                [443, 80].map(|port| {
                    let with_port = |address: &IpAddr| SocketAddr::new(*address, port);
                    public.iter().map(with_port).collect()
                })
            }
        }
    }

    async fn ask(&self, scheme: &str, name: &DomainName, at: &[SocketAddr]) -> Option<Visit> {
        if at.is_empty() {
            return None;
        }
        let client = Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .user_agent(USER_AGENT)
            .timeout(self.settings.timeout)
            // Shared among the addresses, so that a silent one leaves time for the others.
            .connect_timeout(self.settings.timeout / 2)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // A proxy found in the environment is not the path that visitors take.
            .no_proxy()
            .resolve_to_addrs(name.as_str(), at)
            .build()
            .ok()?;
        let nonce = nonce::of(name, &self.settings.salt);
        let url = format!("{scheme}://{name}/?async_check_dns_nonce={nonce}");
        let request = client.get(url).header("Accept", "application/json");
        Some(match request.send().await {
            Ok(response) => answer::read(response).await,
            Err(error) => Visit::NoAnswer(answer::silence(&error).to_owned()),
        })
    }
}

#[async_trait]
impl Visitor for HttpVisitor {
    async fn visit(&self, name: &DomainName, at: &[IpAddr]) -> Visit {
        let [https, http] = self.targets(at);
        let mut met = self.ask("https", name, &https).await;
        if !met.as_ref().is_some_and(Visit::reaches_here) {
            let plain = self.ask("http", name, &http).await;
            met = met.into_iter().chain(plain).max_by_key(telling);
        }
        let met = met.unwrap_or_else(|| Visit::NoAnswer("no public address".to_owned()));
        debug!(domain = %name, ?met, "visited");
        met
    }
}

impl fmt::Debug for HttpVisitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpVisitor")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
