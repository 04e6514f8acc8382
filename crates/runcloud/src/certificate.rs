//! An installed certificate and the order of one.

use std::time::SystemTime;

use serde::Deserialize;

use crate::object::{self, Shape};
use crate::{CertificateId, lenient};

/// What the provider tells about an installed certificate.
///
/// The provider may send the private key along; it is skipped while reading and never kept. Which
/// names the certificate covers is not told: a TLS handshake shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Certificate {
    /// The provider's number for it.
    pub id: CertificateId,
    /// `letsencrypt`, `custom` or `csr`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub method: Option<String>,
    /// When it expires (UTC).
    #[serde(rename = "validUntil", default, deserialize_with = "lenient::moment")]
    pub valid_until: Option<SystemTime>,
    /// When the provider means to renew it (UTC).
    #[serde(rename = "renewalDate", default, deserialize_with = "lenient::moment")]
    pub renewal_date: Option<SystemTime>,
    /// Whether plain HTTP is served beside HTTPS; `false` redirects it.
    #[serde(rename = "enableHttp", default, deserialize_with = "lenient::flag")]
    pub enable_http: Option<bool>,
    /// Whether browsers are told to insist on HTTPS.
    #[serde(rename = "enableHsts", default, deserialize_with = "lenient::flag")]
    pub enable_hsts: Option<bool>,
}

/// A Let's Encrypt certificate by http-01, to be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateOrder {
    /// Serve plain HTTP beside HTTPS; `false` redirects it.
    pub http: bool,
    /// Tell browsers to insist on HTTPS.
    pub hsts: bool,
    /// The web application's `AutoSSL` as it stands. An order for a single domain repeats it, as the
    /// API's own example does; a `false` here could switch it off.
    pub auto_ssl: bool,
}

impl Default for CertificateOrder {
    /// HTTP stays, no HSTS: a forced redirect loops behind some proxies.
    fn default() -> Self {
        Self {
            http: true,
            hsts: false,
            auto_ssl: false,
        }
    }
}

/// The certificate in a successful reply, `None` where the body has no `id`: the API answers
/// `{"message":"SSL not installed!"}` then. `Err` says why the body tells neither.
pub(crate) fn certificate_in(body: &[u8]) -> Result<Option<Certificate>, Shape> {
    match Shape::of(body) {
        Shape::Object if object::has_id(body) => {
            object::object(body).map(Some).ok_or(Shape::Object)
        }
        Shape::Object => Ok(None),
        // PHP writes an empty object as an empty list, and nothing as `null`.
        Shape::OtherJson if matches!(body.trim_ascii(), b"[]" | b"null") => Ok(None),
        shape => Err(shape),
    }
}

/// Whether the words of a 404 mean "no certificate" rather than "no such domain or web app".
///
/// The only text ever seen is `SSL not installed!`. A looser match would take a missing domain for
/// one that merely has no certificate.
pub(crate) fn means_not_installed(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    (message.contains("ssl") || message.contains("certificate"))
        && message.contains("not installed")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const FULL: &str = r#"{"id":77,"method":"letsencrypt","validUntil":"2001-09-09 01:46:40",
        "renewalDate":"2001-09-09 01:46:39","enableHttp":false,"enableHsts":0,"ssl_protocol_id":1,
        "authorizationMethod":"http-01","staging":false,"api_id":null,
        "privateKey":"-----BEGIN PRIVATE KEY-----hush","certificate":"x","created_at":"2026-09-02 10:00:00"}"#;

    #[test]
    fn the_known_object_is_read_without_its_private_key() {
        let certificate = certificate_in(FULL.as_bytes())
            .expect("readable")
            .expect("present");
        assert_eq!(certificate.id.get(), 77);
        assert_eq!(certificate.method.as_deref(), Some("letsencrypt"));
        let expiry = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        assert_eq!(certificate.valid_until, Some(expiry));
        assert_eq!(
            certificate.renewal_date,
            Some(expiry - Duration::from_secs(1))
        );
        assert_eq!(
            (certificate.enable_http, certificate.enable_hsts),
            (Some(false), Some(false))
        );
        assert!(!format!("{certificate:?}").contains("hush"));
    }

    #[test]
    fn without_an_id_there_is_no_certificate() {
        for body in [
            r#"{"message":"SSL not installed!"}"#,
            "{}",
            "[]",
            "null",
            r#"{"id":null}"#,
            r#"{"data":null}"#,
        ] {
            assert_eq!(certificate_in(body.as_bytes()), Ok(None), "{body}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_absence() {
        for body in [
            "",
            "<html>",
            r#"{"id":{"odd":1}}"#,
            r#"[{"id":77}]"#,
            "77",
            r#"{"id":77"#,
        ] {
            assert!(certificate_in(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn only_the_known_words_mean_not_installed() {
        assert!(means_not_installed("SSL not installed!"));
        for message in [
            "Domain not found",
            "The route servers/1/ssl could not be found.",
            "Web app not installed",
        ] {
            assert!(!means_not_installed(message), "{message}");
        }
    }
}
