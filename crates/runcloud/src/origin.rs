//! Where the API is: scheme, host and port, nothing else.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// The origin of the API, `https://manage.runcloud.io` by default.
///
/// Credentials travel to it, so plain `http` is accepted only for this machine itself.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ApiOrigin(Url);

/// Why a text is not an API origin. It does not repeat the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOrigin {
    /// Not a URL with a host.
    #[error("the API origin is not a URL such as https://manage.runcloud.io")]
    NotAUrl,
    /// `http` to a host that is not loopback, or another scheme.
    #[error(
        "the API origin must use https (http only for a loopback address): credentials travel to it"
    )]
    Insecure,
    /// A user name, path, query or fragment.
    #[error("the API origin is a scheme, a host and a port: no user, path, query or fragment")]
    MoreThanAnOrigin,
}

impl ApiOrigin {
    /// True where the connection is encrypted; false only for a loopback address.
    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl Default for ApiOrigin {
    fn default() -> Self {
        "https://manage.runcloud.io"
            .parse()
            .expect("the provider's own origin is valid")
    }
}

impl FromStr for ApiOrigin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let url = Url::parse(text).map_err(|_| InvalidOrigin::NotAUrl)?;
        let host = url.host_str().ok_or(InvalidOrigin::NotAUrl)?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(host) => {}
            _ => return Err(InvalidOrigin::Insecure),
        }
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if !bare {
            return Err(InvalidOrigin::MoreThanAnOrigin);
        }
        Ok(Self(url))
    }
}

impl fmt::Display for ApiOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.origin().ascii_serialization())
    }
}

impl fmt::Debug for ApiOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiOrigin({self})")
    }
}

/// `Url` has normalised the host already: `127.1` arrives here as `127.0.0.1`.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_fine_anywhere_and_http_only_on_loopback() {
        for text in [
            "https://manage.runcloud.io",
            "https://manage.runcloud.io/",
            "https://panel.example:8443",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://[::1]:8080",
            "http://localhost:3000",
        ] {
            assert!(text.parse::<ApiOrigin>().is_ok(), "{text}");
        }
        for text in [
            "http://manage.runcloud.io",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://0.0.0.0",
            "http://[::2]",
            "ftp://127.0.0.1",
        ] {
            assert_eq!(
                text.parse::<ApiOrigin>(),
                Err(InvalidOrigin::Insecure),
                "{text}"
            );
        }
    }

    #[test]
    fn an_origin_carries_nothing_but_scheme_host_and_port() {
        for text in [
            "https://user@panel.example",
            "https://user:pass@panel.example",
            "https://:pass@panel.example",
            "https://panel.example/api/v3",
            "https://panel.example/?q",
            "https://panel.example/#f",
        ] {
            assert_eq!(
                text.parse::<ApiOrigin>(),
                Err(InvalidOrigin::MoreThanAnOrigin),
                "{text}"
            );
        }
        assert_eq!(
            "panel.example".parse::<ApiOrigin>(),
            Err(InvalidOrigin::NotAUrl)
        );
        assert_eq!("data:x".parse::<ApiOrigin>(), Err(InvalidOrigin::NotAUrl));
    }

    #[test]
    fn it_is_shown_without_a_trailing_slash() {
        assert_eq!(
            ApiOrigin::default().to_string(),
            "https://manage.runcloud.io"
        );
    }
}
