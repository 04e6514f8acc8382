//! One certificate, or the lack of one.

use agent::About;
use plan::{DomainName, Handshake, Leaf, Reason, Record, Shared, SslMode, State, Timestamp, Who};
use serde::Serialize;

use crate::commands::domain_row::spoken;
use crate::output::rfc3339_or_null;

/// How many names a table shows of a certificate that has many.
const MOST_NAMES: usize = 3;

/// A certificate as the last handshakes showed it, or a host that has none.
#[derive(Serialize)]
pub(crate) struct Certificate {
    /// The hosts that get it.
    pub(crate) hosts: Vec<DomainName>,
    /// The names it is for, as it spells them; none where there is no certificate.
    names: Vec<String>,
    issuer: Option<String>,
    #[serde(serialize_with = "rfc3339_or_null")]
    pub(crate) expires: Option<Timestamp>,
    /// Whether a browser accepts it now.
    valid: bool,
    mode: Mode,
    state: State,
    reason: Reason,
    who: Who,
    /// What comes next, in words.
    next: String,
}

/// Whose business a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// Of this domain alone.
    Own,
    /// One for all domains.
    Shared,
    /// Somebody's own, never replaced.
    Custom,
    /// RunCloud issues by itself.
    AutoSsl,
}

impl Mode {
    fn of(record: &Record, about: &About, shared: &Shared) -> Self {
        let basic = about.ssl == Some(SslMode::Basic);
        match basic {
            _ if record.custom_certificate || (basic && shared.custom) => Self::Custom,
            true => Self::Shared,
            false if about.auto_ssl == Some(true) => Self::AutoSsl,
            false => Self::Own,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Shared => "shared",
            Self::Custom => "custom",
            Self::AutoSsl => "AutoSSL",
        }
    }
}

impl Certificate {
    pub(crate) fn of(record: &Record, about: &About, shared: &Shared, now: Timestamp) -> Self {
        let leaf = leaf(record);
        let accepted = matches!(
            record.tls.as_ref().map(|seen| &seen.value),
            Some(Handshake::Valid(_))
        );
        let valid = accepted && leaf.is_some_and(|leaf| leaf.not_after > now);
        let standing = &record.standing;
        Self {
            hosts: vec![record.host.clone()],
            names: leaf.map(|leaf| leaf.names.clone()).unwrap_or_default(),
            issuer: leaf.map(|leaf| leaf.issuer.clone()),
            expires: leaf.map(|leaf| leaf.not_after),
            valid,
            mode: Mode::of(record, about, shared),
            state: standing.state,
            reason: standing.reason,
            who: standing.who,
            next: next(record, leaf.filter(|_| valid)),
        }
    }

    pub(crate) fn cells(&self) -> [String; 5] {
        let dash = || "-".to_owned();
        let names = if self.names.is_empty() {
            self.hosts.iter().map(DomainName::unicode).collect()
        } else {
            self.names.clone()
        };
        let mut shown = names
            .iter()
            .take(MOST_NAMES)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        if names.len() > MOST_NAMES {
            shown = format!("{shown} and {} more", names.len() - MOST_NAMES);
        }
        let expires = self.expires.map_or_else(dash, |moment| {
            let broken = if self.valid { "" } else { ", not valid" };
            moment.day() + broken
        });
        [
            shown,
            self.issuer.clone().unwrap_or_else(dash),
            expires,
            self.mode.words().to_owned(),
            self.next.clone(),
        ]
    }
}

/// The certificate that visitors of a host get. One that is for other names is the server's and not its own.
pub(crate) fn leaf(record: &Record) -> Option<&Leaf> {
    match &record.tls.as_ref()?.value {
        Handshake::Valid(leaf) => Some(leaf),
        Handshake::Refused(leaf, _) if leaf.covers(&record.host) => Some(leaf),
        Handshake::Refused(..) | Handshake::NoCertificate | Handshake::Failed(_) => None,
    }
}

fn next(record: &Record, valid: Option<&Leaf>) -> String {
    let standing = &record.standing;
    match (standing.reason, valid) {
        (Reason::CertificateOrdered, _) => "ordered: handshakes until one shows it".to_owned(),
        (Reason::AutoSslExpected, _) => "RunCloud is given time to issue it".to_owned(),
        (Reason::CertificateValid | Reason::MainDomain | Reason::CoveredByWildcard, Some(leaf)) => {
            // A sixth of the lifetime before its end this program steps in.
            let late = leaf.not_after - leaf.not_after.since(leaf.not_before) / 6;
            format!("watched until {}", late.day())
        }
        (reason, _) if standing.detail.is_empty() => spoken(reason.as_str()),
        (reason, _) => format!("{} ({})", spoken(reason.as_str()), standing.detail),
    }
}
