//! What a TLS handshake at the server showed.

use serde::{Deserialize, Serialize};

use crate::{DomainName, Timestamp};

/// The result of one handshake with a name as SNI.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handshake {
    /// The chain is trusted and the certificate is valid for the name now.
    Valid(Leaf),
    /// A certificate was shown that a browser would refuse.
    Refused(Leaf, CertificateFault),
    /// The server answered that it has no certificate for the name, by an alert.
    NoCertificate,
    /// No certificate came and nothing tells whether there is one: no answer, no TLS, another alert. In short words.
    Failed(String),
}

/// What the leaf certificate says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Leaf {
    /// The issuer's common name or organisation. Hostile text.
    pub issuer: String,
    /// The DNS names of the certificate, as it spells them, wildcards included. At most 100.
    pub names: Vec<String>,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
}

/// Why a browser would refuse a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateFault {
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYetValid,
    /// It is for other names.
    WrongName,
    /// No trusted authority signed it (a self-signed or staging certificate, or a chain with a gap).
    Untrusted,
    /// Anything else.
    Other,
}

impl Leaf {
    /// Whether the certificate lists `name`, a wildcard counting for one label.
    pub fn covers(&self, name: &DomainName) -> bool {
        self.names.iter().any(|listed| {
            let listed = listed.to_ascii_lowercase();
            match listed.strip_prefix("*.") {
                Some(parent) => name
                    .as_str()
                    .split_once('.')
                    .is_some_and(|(_, rest)| rest == parent),
                None => listed == name.as_str(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_covers_listed_names_and_one_label_below_a_wildcard() {
        let leaf = Leaf {
            issuer: String::new(),
            names: vec!["Example.com".into(), "*.network.example".into()],
            not_before: Timestamp::default(),
            not_after: Timestamp::default(),
        };
        for (name, covered) in [
            ("example.com", true),
            ("www.example.com", false),
            ("shop.network.example", true),
            ("a.shop.network.example", false),
            ("network.example", false),
        ] {
            assert_eq!(leaf.covers(&name.parse().unwrap()), covered, "{name}");
        }
    }
}
