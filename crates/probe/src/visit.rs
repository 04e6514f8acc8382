//! What somebody meets who asks for a name over the public path.
//!
//! The question is the one that Ultimate Multisite asks itself: a request with the query `async_check_dns_nonce`, which
//! it answers with the mapping row of the host. Whoever answers so is this WordPress, whatever proxies stand between.

mod answer;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};

use async_trait::async_trait;
use plan::{DomainName, Visit};
use tracing::debug;

use crate::Visitor;
use crate::way::{VisitSettings, Way};
use answer::telling;

/// Visits a name by HTTPS, then by HTTP.
#[derive(Debug)]
pub struct HttpVisitor {
    way: Way,
}

impl HttpVisitor {
    /// Prepares visits; nothing is asked yet.
    pub fn new(settings: VisitSettings) -> Self {
        Self {
            way: Way::new(settings),
        }
    }

    async fn ask(&self, scheme: &str, name: &DomainName, at: &[SocketAddr]) -> Option<Visit> {
        let client = self.way.client(name, at)?;
        let nonce = self.way.word(name.as_str());
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
        let [https, http] = self.way.targets(at);
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
