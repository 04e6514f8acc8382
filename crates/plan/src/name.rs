//! Host names as strangers type them, and what is left of them once they are parsed.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A registrable-looking host name: A-labels, lower case, at least two labels, no trailing dot, never an address.
///
/// Equality is equality of the host. Whether the name is a public suffix is a separate question
/// ([`DomainName::is_public_suffix`]), because a zone may be asked about while it can never be attached.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(String);

/// Why a text is not a [`DomainName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidName {
    /// Nothing, or only white space.
    #[error("the name is empty")]
    Empty,
    /// `example.com.`
    #[error("the name ends in a dot")]
    TrailingDot,
    /// `example.com:8080`
    #[error("the name carries a port")]
    Port,
    /// An IPv4 or IPv6 address, in any of its spellings.
    #[error("this is an address, not a name")]
    Address,
    /// `localhost`
    #[error("the name has a single label")]
    SingleLabel,
    /// `www.www.example.com`
    #[error("the name begins with www. twice")]
    DoubleWww,
    /// `*.example.com`
    #[error("the name is a wildcard")]
    Wildcard,
    /// White space, a scheme, a path, or anything else no host name contains.
    #[error("the name contains a character that no host name has")]
    Character,
    /// Longer than RFC 1035 allows, or a label that is empty, too long, or starts or ends with a hyphen, or bad punycode.
    #[error("the name is not a valid host name")]
    Malformed,
}

/// RFC 1035, section 2.3.4: 255 octets on the wire, 253 characters as text.
const MAX_LENGTH: usize = 253;

/// No host begins so that anybody meant.
const TWICE: &str = "www.www.";

impl DomainName {
    /// Parses what somebody typed.
    ///
    /// # Errors
    /// Says which rule the text breaks; the text itself is not repeated.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        if text.trim().is_empty() {
            return Err(InvalidName::Empty);
        }
        if text.parse::<IpAddr>().is_ok() || text.starts_with('[') {
            return Err(InvalidName::Address);
        }
        if text.starts_with("*.") {
            return Err(InvalidName::Wildcard);
        }
        if text.ends_with('.') {
            return Err(InvalidName::TrailingDot);
        }
        if let Some((_, port)) = text.rsplit_once(':')
            && !port.is_empty()
            && port.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(InvalidName::Port);
        }
        if text
            .chars()
            .any(|c| c.is_ascii() && !(c.is_ascii_alphanumeric() || c == '-' || c == '.'))
        {
            return Err(InvalidName::Character);
        }
        // A text this long cannot become a shorter name worth having, and IDNA work grows with the input.
        if text.len() > 4 * MAX_LENGTH {
            return Err(InvalidName::Malformed);
        }
        let ascii = idna::domain_to_ascii_strict(text).map_err(|_| InvalidName::Malformed)?;
        // Full-width digits become ASCII digits only now.
        if ascii.parse::<IpAddr>().is_ok() || ascii.rsplit('.').next().is_some_and(is_numeric_label)
        {
            return Err(InvalidName::Address);
        }
        if ascii.len() > MAX_LENGTH || ascii.ends_with('.') {
            return Err(InvalidName::Malformed);
        }
        if !ascii.contains('.') {
            return Err(InvalidName::SingleLabel);
        }
        if ascii.starts_with(TWICE) {
            return Err(InvalidName::DoubleWww);
        }
        Ok(Self(ascii))
    }

    /// The A-label form, as it goes to DNS, certificates and the provider.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form its owner would recognise; the A-label form where the Unicode form is not valid.
    pub fn unicode(&self) -> String {
        let (text, result) = idna::domain_to_unicode(&self.0);
        if result.is_ok() { text } else { self.0.clone() }
    }

    /// Whether the name begins with `www.`.
    pub fn is_www(&self) -> bool {
        self.bare_text() != self.0
    }

    /// The name without a leading `www.`; a name such as `www.com` is already bare.
    pub fn bare(&self) -> Self {
        Self(self.bare_text().to_owned())
    }

    /// The other half of the pair `example.com` and `www.example.com`, unless it would be too long to exist, or begin
    /// with `www.` twice.
    pub fn twin(&self) -> Option<Self> {
        if self.is_www() {
            return Some(self.bare());
        }
        let twin = format!("www.{}", self.0);
        (twin.len() <= MAX_LENGTH && !twin.starts_with(TWICE)).then_some(Self(twin))
    }

    /// Whether this name lies below `parent`, on a label boundary.
    pub fn is_below(&self, parent: &Self) -> bool {
        self.0
            .strip_suffix(parent.as_str())
            .is_some_and(|rest| rest.ends_with('.'))
    }

    /// The name under the public suffix for which certificate authorities count their limits.
    ///
    /// For a name that is itself a public suffix this is the name.
    pub fn registered(&self) -> &str {
        psl::domain_str(&self.0).unwrap_or(&self.0)
    }

    /// Whether nobody can own this name because others register below it, such as `co.uk` or `github.io`.
    pub fn is_public_suffix(&self) -> bool {
        psl::domain_str(&self.0).is_none()
    }

    fn bare_text(&self) -> &str {
        match self.0.strip_prefix("www.") {
            Some(rest) if rest.contains('.') => rest,
            _ => &self.0,
        }
    }
}

/// The URL standard reads a host whose last label is a number as an IPv4 address.
fn is_numeric_label(label: &str) -> bool {
    label.bytes().all(|b| b.is_ascii_digit())
        || label
            .strip_prefix("0x")
            .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

impl FromStr for DomainName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DomainName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<DomainName> for String {
    fn from(name: DomainName) -> Self {
        name.0
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> DomainName {
        DomainName::parse(text).unwrap()
    }

    #[test]
    fn names_are_normalised_so_that_equality_is_equality_of_the_host() {
        assert_eq!(name("Example.COM"), name("example.com"));
        assert_eq!(name("bücher.example"), name("xn--bcher-kva.example"));
        assert_eq!(name("BÜCHER.example").as_str(), "xn--bcher-kva.example");
        assert_eq!(name("xn--bcher-kva.example").unicode(), "bücher.example");
        assert_eq!(name("xn--80ak6aa92e.xn--p1ai").unicode(), "аррӏе.рф");
    }

    #[test]
    fn what_no_customer_owns_is_refused_with_the_rule_it_breaks() {
        for (text, why) in [
            ("", InvalidName::Empty),
            ("  ", InvalidName::Empty),
            ("example.com.", InvalidName::TrailingDot),
            ("example.com:8080", InvalidName::Port),
            ("203.0.113.7", InvalidName::Address),
            ("2001:db8::1", InvalidName::Address),
            ("[::1]", InvalidName::Address),
            ("203.0.113.7", InvalidName::Address),
            ("1.2.3.0x7f", InvalidName::Address),
            ("localhost", InvalidName::SingleLabel),
            ("www.www.example.com", InvalidName::DoubleWww),
            ("*.example.com", InvalidName::Wildcard),
            ("https://example.com", InvalidName::Character),
            ("example.com/path", InvalidName::Character),
            ("exam ple.com", InvalidName::Character),
            ("ex_ample.com", InvalidName::Character),
            ("example.com'; DROP TABLE x", InvalidName::Character),
            ("a..example.com", InvalidName::Malformed),
            ("-a.example.com", InvalidName::Malformed),
            ("xn--zzzzzz--.example", InvalidName::Malformed),
        ] {
            assert_eq!(DomainName::parse(text), Err(why), "{text:?}");
        }
        assert_eq!(
            DomainName::parse(&format!("{}.com", "a".repeat(64))),
            Err(InvalidName::Malformed)
        );
        assert_eq!(
            DomainName::parse(&"a.".repeat(2000)),
            Err(InvalidName::TrailingDot)
        );
    }

    #[test]
    fn twins_meet_each_other() {
        assert_eq!(name("example.com").twin(), Some(name("www.example.com")));
        assert_eq!(name("www.example.com").twin(), Some(name("example.com")));
        assert_eq!(name("www.example.com").bare(), name("example.com"));
        assert_eq!(
            name("www.com").bare(),
            name("www.com"),
            "www.com is a domain of its own"
        );
        assert_eq!(name("www.com").twin(), None, "no name is refused when read");
    }

    #[test]
    fn below_means_on_a_label_boundary() {
        let network = name("network.example");
        assert!(name("shop.network.example").is_below(&network));
        assert!(!name("shopnetwork.example").is_below(&network));
        assert!(!network.is_below(&network));
    }

    #[test]
    fn public_suffixes_are_known_private_ones_too() {
        assert!(name("co.uk").is_public_suffix());
        assert!(name("github.io").is_public_suffix());
        assert!(!name("example.co.uk").is_public_suffix());
        assert_eq!(name("www.shop.example.co.uk").registered(), "example.co.uk");
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_what_it_accepts_it_accepts_again(text in "\\PC{0,80}") {
            if let Ok(parsed) = DomainName::parse(&text) {
                prop_assert_eq!(DomainName::parse(parsed.as_str()), Ok(parsed.clone()));
                prop_assert!(parsed.as_str().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.'));
                if let Some(twin) = parsed.twin() {
                    prop_assert_eq!(twin.bare(), parsed.bare());
                }
            }
        }
    }
}
