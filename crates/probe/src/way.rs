//! The way to a WordPress: where requests go, and the word by which it knows who asks.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use plan::DomainName;
use reqwest::Client;
use rustls::ClientConfig;
use secrecy::SecretSlice;

use crate::salted::wp_hash;
use crate::trusting;

/// How many of a name's addresses are tried.
const MOST_ADDRESSES: usize = 4;
const USER_AGENT: &str = concat!("runcloud-multisite/", env!("CARGO_PKG_VERSION"));

/// Where visits and knocks go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisitTarget {
    /// To the addresses given, those of the public internet only, at the usual ports.
    Public,
    /// Exactly here, loopback and private addresses included.
    Fixed {
        /// For `https`.
        https: SocketAddr,
        /// For `http`; it is not asked without.
        http: Option<SocketAddr>,
    },
}

/// How a WordPress is asked.
#[derive(Debug)]
pub struct VisitSettings {
    /// WordPress' salt for authentication: `AUTH_KEY` followed by `AUTH_SALT`.
    pub salt: SecretSlice<u8>,
    /// Where requests go.
    pub target: VisitTarget,
    /// Patience with each of the two requests, one by HTTPS and one by HTTP.
    pub timeout: Duration,
}

/// The settings at work.
pub(crate) struct Way {
    settings: VisitSettings,
    tls: ClientConfig,
}

impl Way {
    pub(crate) fn new(settings: VisitSettings) -> Self {
        Self {
            settings,
            tls: trusting::config(),
        }
    }

    /// Where requests of both schemes go.
    pub(crate) fn targets(&self, at: &[IpAddr]) -> [Vec<SocketAddr>; 2] {
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

    /// A client that reaches the name at these addresses and nowhere else; nothing where there is none.
    pub(crate) fn client(&self, name: &DomainName, at: &[SocketAddr]) -> Option<Client> {
        if at.is_empty() {
            return None;
        }
        Client::builder()
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
            .ok()
    }

    /// The word for a text that only those who know the salts can make.
    pub(crate) fn word(&self, text: &str) -> String {
        wp_hash(text, &self.settings.salt)
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Way")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
