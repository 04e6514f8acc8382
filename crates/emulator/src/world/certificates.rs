//! Certificates as the panel keeps them, and which one a visitor meets. The X.509 side is in [`crate::authority`].

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::Serialize;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::names::canonical;
use crate::world::domains::Domain;
use crate::world::{Scope, WebApp, World};

pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Lifetime of a Let's Encrypt certificate.
const LIFETIME_MS: i64 = 90 * DAY_MS;
/// How long before its end a certificate is renewed.
const RENEWAL_LEAD_MS: i64 = 30 * DAY_MS;

/// How a certificate came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Ordered by RunCloud from Let's Encrypt.
    LetsEncrypt,
    /// Uploaded by somebody.
    Custom,
}

/// A certificate as the panel knows it.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    /// What the API calls it; a redeploy keeps it.
    pub(crate) id: u64,
    /// Changes with every issue: the X.509 serial number.
    pub(crate) serial: u64,
    pub(crate) method: Method,
    /// What was ordered.
    pub(crate) asked: Vec<String>,
    /// What the certificate holds; differs from `asked` only by a fault.
    pub(crate) names: Vec<String>,
    pub(crate) issued_at: i64,
    pub(crate) valid_until: i64,
    /// Whether it leads to the emulator's root certificate.
    pub(crate) trusted: bool,
    /// Whether the web server has it.
    pub(crate) deployed: bool,
    pub(crate) created_at: i64,
    pub(crate) options: Options,
    /// What a real authority issued; without it the emulated one makes the certificate when it is asked for.
    pub(crate) chain: Option<Chain>,
}

/// A certificate of a real authority, with the certificates that lead to its root.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    pub(crate) pem: Arc<str>,
    pub(crate) certificates: Vec<CertificateDer<'static>>,
    pub(crate) issued_at: i64,
    pub(crate) valid_until: i64,
}

impl Chain {
    /// Reads the leaf's dates; the chain is not verified, as the panel does not either.
    pub(crate) fn parse(pem: String) -> io::Result<Self> {
        let certificates = CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .map_err(io::Error::other)?;
        let leaf = certificates
            .first()
            .ok_or_else(|| io::Error::other("the chain is empty"))?;
        let (_, leaf) = X509Certificate::from_der(leaf).map_err(io::Error::other)?;
        let validity = leaf.validity();
        let (issued_at, valid_until) = (
            validity.not_before.timestamp() * 1000,
            validity.not_after.timestamp() * 1000,
        );
        Ok(Self {
            pem: pem.into(),
            certificates,
            issued_at,
            valid_until,
        })
    }
}

/// What an install request chooses beside the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) enable_http: bool,
    pub(crate) enable_hsts: bool,
    pub(crate) ssl_protocol_id: u64,
    pub(crate) staging: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            enable_http: true,
            enable_hsts: false,
            ssl_protocol_id: 2,
            staging: false,
        }
    }
}

impl Certificate {
    /// When RunCloud renews it.
    pub(crate) fn renewal_date(&self) -> i64 {
        self.valid_until - RENEWAL_LEAD_MS
    }
}

/// The place of one certificate: what the panel has, what the web server has, and what is on its way.
#[derive(Debug, Default)]
pub(crate) struct Slot {
    pub(crate) installed: Option<Certificate>,
    served: Option<Certificate>,
    pub(crate) pending: Option<Pending>,
}

impl Slot {
    /// Installs a certificate in place of what is there; the web server gets it only if it is deployed.
    pub(crate) fn put(&mut self, certificate: Certificate) {
        if certificate.deployed {
            self.served = Some(certificate.clone());
        }
        self.installed = Some(certificate);
    }

    /// Takes the certificate away. False when there was none.
    pub(crate) fn clear(&mut self) -> bool {
        self.served = None;
        self.installed.take().is_some()
    }
}

/// An accepted order that has not shown its result yet.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) ready_at: i64,
    pub(crate) certificate: Certificate,
}

/// What stands behind a host at the edge.
#[derive(Debug)]
pub(crate) enum Behind<'world> {
    /// No web application serves the host.
    Nobody,
    /// It is served, without a certificate.
    Plain,
    /// It is served with this certificate, which may not hold the host's name.
    Secured(&'world Certificate),
}

impl World {
    pub(crate) fn new_certificate(
        &mut self,
        method: Method,
        names: Vec<String>,
        now: i64,
    ) -> Certificate {
        Certificate {
            id: self.fresh_id(),
            serial: self.fresh_id(),
            method,
            asked: names.clone(),
            names,
            issued_at: now,
            valid_until: now + LIFETIME_MS,
            trusted: true,
            deployed: true,
            created_at: now,
            options: Options::default(),
            chain: None,
        }
    }

    /// What a visitor of this host meets.
    pub(crate) fn behind(&self, host: &str, now: i64) -> Behind<'_> {
        let host = canonical(host);
        let known_since = now.saturating_sub(self.switches.attach_delay_ms);
        let known = self
            .apps
            .iter()
            .flat_map(|app| app.domains.values().map(move |domain| (app, domain)))
            .filter(|(_, domain)| domain.created_at <= known_since && domain.covers(&host));
        // As a web server does: the longest name wins, so `www.example.com` itself before the twin of `example.com`.
        let Some((app, domain)) = known.max_by_key(|(_, domain)| domain.name.len()) else {
            return Behind::Nobody;
        };
        let slot = if app.advanced {
            &domain.slot
        } else {
            &app.slot
        };
        slot.served.as_ref().map_or(Behind::Plain, Behind::Secured)
    }
}

impl WebApp {
    /// All names an order for this scope is about, each once: one domain may be the twin of another.
    pub(crate) fn names(&self, scope: Scope) -> Vec<String> {
        let mut names: Vec<String> = match scope {
            Scope::App => self.domains.values().flat_map(Domain::names).collect(),
            Scope::Domain(id) => self.domain(id).map(Domain::names).unwrap_or_default(),
        };
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }
}
