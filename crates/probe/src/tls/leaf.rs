//! What a leaf certificate says about itself, cut down to what is fit to be stored and shown.

use plan::{Leaf, Timestamp};
use rustls::pki_types::CertificateDer;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;
use x509_parser::x509::X509Name;

/// More names than certificate authorities put into one certificate.
const MAX_NAMES: usize = 100;

/// The longest host name as text (RFC 1035), and a wildcard in front.
const MAX_NAME_CHARS: usize = 255;

const MAX_ISSUER_CHARS: usize = 100;

/// A leaf and what only its judge needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReadLeaf {
    pub(super) leaf: Leaf,
    /// Whether it names itself as its issuer.
    pub(super) self_issued: bool,
}

/// Reads a certificate; none when it is not one.
pub(super) fn read(der: &CertificateDer<'_>) -> Option<ReadLeaf> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Some(ReadLeaf {
        leaf: Leaf {
            issuer: issuer(certificate.issuer()),
            names: names(&certificate),
            not_before: moment(certificate.validity().not_before),
            not_after: moment(certificate.validity().not_after),
        },
        self_issued: certificate.issuer().as_raw() == certificate.subject().as_raw(),
    })
}

/// The common name, or else the organisation, or else nothing.
fn issuer(name: &X509Name<'_>) -> String {
    let common_names = name.iter_common_name();
    let organizations = name.iter_organization();
    common_names
        .chain(organizations)
        .filter_map(|attribute| attribute.as_str().ok())
        .map(printable)
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// Takes out what would move the cursor or turn the direction of text around.
fn printable(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .take(MAX_ISSUER_CHARS)
        .collect();
    kept.trim().to_owned()
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    extension
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(*name),
            _ => None,
        })
        .filter(|name| {
            name.len() <= MAX_NAME_CHARS && name.bytes().all(|byte| byte.is_ascii_graphic())
        })
        .take(MAX_NAMES)
        .map(str::to_owned)
        .collect()
}

fn moment(time: ASN1Time) -> Timestamp {
    Timestamp::from_millis(time.timestamp().saturating_mul(1000))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DnType, KeyPair, SanType, date_time_ymd};

    use super::*;

    fn self_signed(params: &CertificateParams) -> CertificateDer<'static> {
        let key = KeyPair::generate().unwrap();
        params.self_signed(&key).unwrap().der().clone()
    }

    #[test]
    fn a_leaf_says_who_signed_it_for_which_names_and_how_long() {
        let mut params =
            CertificateParams::new(["shop.test".to_owned(), "*.shop.test".to_owned()]).unwrap();
        params
            .distinguished_name
            .push(DnType::CommonName, "Example CA");
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2026, 4, 1);
        assert_eq!(
            read(&self_signed(&params)).unwrap(),
            ReadLeaf {
                leaf: Leaf {
                    issuer: "Example CA".to_owned(),
                    names: vec!["shop.test".to_owned(), "*.shop.test".to_owned()],
                    not_before: Timestamp::from_millis(1_767_225_600_000),
                    not_after: Timestamp::from_millis(1_775_001_600_000),
                },
                self_issued: true,
            }
        );
    }

    #[test]
    fn an_issuer_without_common_name_is_known_by_its_organisation() {
        let mut params = CertificateParams::new(["shop.test".to_owned()]).unwrap();
        params.distinguished_name.remove(DnType::CommonName);
        params
            .distinguished_name
            .push(DnType::OrganizationName, "Example Org");
        let leaf = read(&self_signed(&params)).unwrap().leaf;
        assert_eq!(leaf.issuer, "Example Org");
    }

    #[test]
    fn an_issuer_cannot_write_on_the_terminal_nor_at_length() {
        let mut params = CertificateParams::new(["shop.test".to_owned()]).unwrap();
        params.distinguished_name.push(
            DnType::CommonName,
            format!("\u{1b}[31m\u{202e}{}\n", "x".repeat(500)),
        );
        let leaf = read(&self_signed(&params)).unwrap().leaf;
        assert_eq!(leaf.issuer, format!("[31m{}", "x".repeat(96)));
    }

    #[test]
    fn at_most_a_hundred_names_are_kept_and_none_that_is_not_printable() {
        let mut params = CertificateParams::default();
        params.subject_alt_names = ["a\u{1b}b.test", "a b.test", "good.test"]
            .into_iter()
            .map(|name| SanType::DnsName(name.try_into().unwrap()))
            .collect();
        let leaf = read(&self_signed(&params)).unwrap().leaf;
        assert_eq!(leaf.names, ["good.test"]);

        let many: Vec<String> = (0..150).map(|i| format!("n{i}.test")).collect();
        let leaf = read(&self_signed(&CertificateParams::new(many).unwrap()))
            .unwrap()
            .leaf;
        assert_eq!(leaf.names.len(), MAX_NAMES);
    }

    #[test]
    fn rubbish_is_no_certificate() {
        assert_eq!(read(&CertificateDer::from(vec![0x30, 0x03, 1])), None);
    }
}
