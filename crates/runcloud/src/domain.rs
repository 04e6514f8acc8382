//! A domain object of a web application, and what is sent to make or change one.

use serde::{Deserialize, Serialize};

use crate::{DomainId, lenient};

/// A domain attached to a web application, as the provider tells it. Nothing here is validated:
/// `name` is whatever was typed into the panel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Domain {
    /// The provider's number for it.
    pub id: DomainId,
    /// The host name.
    pub name: String,
    /// `primary`, `alias` or `redirect`; older replies of v2 do not say.
    #[serde(rename = "type", default, deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// Whether `www.<name>` is covered as well; older replies of v2 do not say.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub www: Option<bool>,
    /// `none`, `www` or `non-www`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub redirection: Option<String>,
    /// Whether every name below it is covered.
    #[serde(default, deserialize_with = "lenient::switch")]
    pub wildcard: bool,
    /// When it was attached, in the provider's own form: `2024-07-18 01:31:10`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_at: Option<String>,
}

/// A domain to attach. All four fields are sent: which of them the API insists on is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewDomain {
    /// The host name, lower case, as an A-label.
    pub name: String,
    /// Cover `www.<name>` as well.
    pub www: bool,
    /// `none`, `www` or `non-www`.
    pub redirection: String,
    /// `alias` or `redirect`.
    #[serde(rename = "type")]
    pub kind: String,
}

impl NewDomain {
    /// An alias that redirects nowhere.
    pub fn alias(name: impl Into<String>, www: bool) -> Self {
        Self {
            name: name.into(),
            www,
            redirection: "none".to_owned(),
            kind: "alias".to_owned(),
        }
    }
}

/// What an attached domain shall be from now on. What is `None` is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DomainChange {
    /// Cover `www.<name>` as well.
    pub www: bool,
    /// `none`, `www` or `non-www`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirection: Option<String>,
    /// `primary`, `alias` or `redirect`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl DomainChange {
    /// Everything as it is but the twin: `www.<name>` is covered or not.
    pub fn twin(domain: &Domain, www: bool) -> Self {
        Self {
            www,
            redirection: domain.redirection.clone(),
            kind: domain.kind.clone(),
        }
    }
}

/// How a deletion ended. Either way the domain is expected to be gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deleted {
    /// The reply holds the deleted domain.
    Confirmed(Domain),
    /// A success by its status, but the reply does not hold the domain: v2 is known to answer a
    /// failed deletion so. Only a reading tells.
    Accepted,
    /// There was no such domain (404 in the API's own words).
    AlreadyGone,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_object_is_read() {
        let json = r#"{"id":4218,"name":"shop.example.com","type":"alias","www":0,"redirection":"non-www",
            "wildcard":0,"dns_integration":"none","status":null,"created_at":"2024-07-18 01:31:10"}"#;
        let domain: Domain = serde_json::from_str(json).expect("a domain");
        assert_eq!(
            (domain.id.get(), domain.name.as_str()),
            (4218, "shop.example.com")
        );
        assert_eq!(domain.kind.as_deref(), Some("alias"));
        assert_eq!((domain.www, domain.wildcard), (Some(false), false));
        assert_eq!(domain.redirection.as_deref(), Some("non-www"));
        assert_eq!(domain.created_at.as_deref(), Some("2024-07-18 01:31:10"));
    }

    #[test]
    fn the_poor_object_of_old_v2_says_nothing_about_type_and_twin() {
        let json = r#"{"id":"7","name":"a.example","created_at":{"date":"odd"}}"#;
        let domain: Domain = serde_json::from_str(json).expect("a domain");
        assert_eq!(
            (domain.kind, domain.www, domain.created_at),
            (None, None, None)
        );
    }

    #[test]
    fn a_domain_without_id_or_name_is_none() {
        for json in [
            r#"{"name":"a.example"}"#,
            r#"{"id":7}"#,
            r#"{"id":7,"name":null}"#,
            r#"{"id":0,"name":"a"}"#,
        ] {
            assert!(serde_json::from_str::<Domain>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_change_of_the_twin_keeps_the_rest_and_invents_nothing() {
        let domain: Domain = serde_json::from_str(r#"{"id":7,"name":"a.example","type":"alias"}"#)
            .expect("a domain");
        let sent = serde_json::to_value(DomainChange::twin(&domain, true)).expect("plain JSON");
        assert_eq!(sent, serde_json::json!({"www": true, "type": "alias"}));
    }
}
