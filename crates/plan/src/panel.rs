//! The RunCloud side as the planner sees it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::DomainName;

/// What the provider knows about our web application.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Every domain object of the web application.
    pub domains: Vec<Attached>,
    /// How certificates are kept.
    pub ssl: SslMode,
    /// Whether RunCloud may issue certificates by itself.
    pub auto_ssl: bool,
    /// The addresses of the server.
    pub server: Vec<IpAddr>,
    /// Whether an attached domain's `www` flag can be changed; not so in the older API.
    pub can_update: bool,
    /// `enableHttp` and `enableHsts` for new orders, copied from the primary domain's certificate where it has one.
    pub order_flags: OrderFlags,
}

/// One certificate for the web application, or one for each domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SslMode {
    /// One certificate covers the whole web application.
    Basic,
    /// Each domain has its own.
    Advanced,
}

/// What a new certificate order asks for besides the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrderFlags {
    /// Keep plain HTTP beside HTTPS; without it the provider redirects.
    pub http: bool,
    /// Send `Strict-Transport-Security`.
    pub hsts: bool,
}

impl Default for OrderFlags {
    /// Plain HTTP stays on: a redirect that nobody asked for loops behind some proxies.
    fn default() -> Self {
        Self {
            http: true,
            hsts: false,
        }
    }
}

/// A domain object of the web application.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attached {
    /// The provider's id of the object.
    pub id: u64,
    /// The name as the provider shows it.
    pub shown: String,
    /// The name, where it is one; a wildcard or an odd name has none.
    pub name: Option<DomainName>,
    /// What the provider says the object is.
    pub kind: ObjectKind,
    /// Whether `www.` of the name is covered as well.
    pub www: bool,
    /// Whether the provider does not tell about `www`, as older replies of v2 do not. Then it is what was last set, and
    /// off where nobody knows.
    #[serde(default)]
    pub www_untold: bool,
    /// Whether everything below the name is covered as well.
    pub wildcard: bool,
}

/// The `type` of a domain object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// The web application's main name.
    Primary,
    /// A further name.
    Alias,
    /// A name that redirects.
    Redirect,
    /// A value this program does not know.
    Other,
    /// The provider does not tell.
    Untold,
}

impl Attached {
    /// Parses a name as the provider shows it: `*.example.com` is the wildcard of `example.com`.
    pub fn new(id: u64, shown: &str, kind: ObjectKind, www: bool, wildcard: bool) -> Self {
        let star = shown.strip_prefix("*.");
        let name = DomainName::parse(star.unwrap_or(shown).trim_end_matches('.')).ok();
        Self {
            id,
            shown: shown.to_owned(),
            name,
            kind,
            www,
            www_untold: false,
            wildcard: wildcard || star.is_some(),
        }
    }

    /// The same object, with the flag that it was `known` to have where the provider does not tell.
    #[must_use]
    pub fn recalling(mut self, known: Option<&Self>) -> Self {
        if self.www_untold
            && let Some(known) = known.filter(|known| known.id == self.id)
        {
            self.www = known.www;
        }
        self
    }

    /// Every single name this object makes the web server answer to; what a wildcard covers is not listed.
    pub fn covers(&self) -> Vec<&DomainName> {
        if self.shown.starts_with("*.") {
            Vec::new()
        } else {
            self.name.iter().collect()
        }
    }

    /// The `www.` name that the object's flag adds, if it does.
    pub fn covered_twin(&self) -> Option<DomainName> {
        let name = self
            .name
            .as_ref()
            .filter(|name| self.www && !name.is_www())?;
        if self.shown.starts_with("*.") {
            None
        } else {
            name.twin()
        }
    }

    /// Whether a request for `name` reaches the web application because of this object.
    pub fn answers(&self, name: &DomainName) -> bool {
        self.names(name) || self.covers_by_wildcard(name)
    }

    /// Whether the object covers `name` by its own name or its `www` flag.
    pub fn names(&self, name: &DomainName) -> bool {
        self.covers().contains(&name) || self.covered_twin().as_ref() == Some(name)
    }

    /// Whether the object's own name is `host` or its twin. An id alone proves nothing about what an object is now.
    pub(crate) fn is_form_of(&self, host: &DomainName) -> bool {
        let name = self.covers().into_iter().next();
        name.is_some_and(|name| name.bare() == host.bare())
    }

    /// Whether a wildcard of this object covers `name`: exactly one label more, RFC 6125 section 6.4.3.
    pub fn covers_by_wildcard(&self, name: &DomainName) -> bool {
        self.wildcard
            && self.name.as_ref().is_some_and(|parent| {
                name.is_below(parent)
                    && name.as_str().split('.').count() == parent.as_str().split('.').count() + 1
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    #[test]
    fn an_object_covers_its_name_and_with_the_flag_its_twin() {
        let object = Attached::new(1, "Example.com", ObjectKind::Alias, true, false);
        assert!(object.names(&name("example.com")) && object.names(&name("www.example.com")));
        let plain = Attached::new(1, "example.com", ObjectKind::Alias, false, false);
        assert!(!plain.names(&name("www.example.com")));
        let www = Attached::new(1, "www.example.com", ObjectKind::Alias, true, false);
        assert!(
            !www.names(&name("example.com")),
            "the flag adds www. in front, it takes nothing away"
        );
    }

    #[test]
    fn a_flag_that_is_not_told_is_what_it_was_for_the_same_object_only() {
        let known = Attached::new(1, "example.com", ObjectKind::Alias, true, false);
        let told = Attached::new(1, "example.com", ObjectKind::Alias, false, false);
        assert!(!told.clone().recalling(Some(&known)).www);
        let untold = Attached {
            www_untold: true,
            ..told
        };
        assert!(untold.clone().recalling(Some(&known)).www);
        assert!(!untold.clone().recalling(None).www);
        let other = Attached { id: 2, ..untold };
        assert!(!other.recalling(Some(&known)).www);
    }

    #[test]
    fn a_wildcard_covers_one_label_and_not_the_name_itself() {
        let star = Attached::new(1, "*.network.example", ObjectKind::Alias, false, false);
        assert!(star.answers(&name("shop.network.example")));
        assert!(!star.answers(&name("a.shop.network.example")));
        assert!(!star.answers(&name("network.example")));
        let flag = Attached::new(1, "network.example", ObjectKind::Primary, false, true);
        assert!(
            flag.answers(&name("shop.network.example")) && flag.answers(&name("network.example"))
        );
    }
}
