//! Who answers a visitor of a host: this network's WordPress with Ultimate Multisite, or somebody else.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::names::{canonical, twin};

/// The parameter by which Ultimate Multisite asks itself, over the public path, whether a host leads to it.
const CHECK: &str = "async_check_dns_nonce";

/// What a host answers with on both ports, in place of the plain page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Page {
    /// The network's WordPress. To Ultimate Multisite's check, with any nonce, it answers with this mapping row as
    /// JSON; to anything else with the plain page.
    Row {
        /// The row's id.
        id: i64,
        /// Its site.
        site: i64,
        /// Its domain, which may be the other one of a pair with `www.`.
        domain: String,
    },
    /// 301 to this URL.
    Redirect(String),
    /// 401, as where a site is behind a password.
    LoginWall,
    /// 200 with a page of another server.
    OtherServer,
    /// The connection is closed without an answer.
    Silence,
}

/// Whether a query is that of the check.
pub(crate) fn is_check(query: &str) -> bool {
    query.split('&').any(|pair| {
        pair.split_once('=')
            .is_some_and(|(name, nonce)| name == CHECK && !nonce.is_empty())
    })
}

/// A mapping row as the plugin prints it: every column is text.
pub(crate) fn row(id: i64, site: i64, domain: &str) -> String {
    let row = json!({
        "id": id.to_string(),
        "blog_id": site.to_string(),
        "domain": domain,
        "active": "1",
        "primary_domain": "0",
        "secure": "0",
        "stage": "done",
        "date_created": "2026-01-01 00:00:00",
        "date_modified": "2026-01-01 00:00:00",
    });
    row.to_string()
}

/// A host and its other form, with and without `www.`.
pub(crate) fn pair(host: &str) -> [String; 2] {
    let host = canonical(host);
    let other = host
        .strip_prefix("www.")
        .map_or_else(|| twin(&host), ToOwned::to_owned);
    [host, other]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_nonce_makes_it_a_check_and_none_does_not() {
        assert!(is_check("async_check_dns_nonce=abc"));
        assert!(is_check("nocache=1&async_check_dns_nonce=7"));
        assert!(!is_check("async_check_dns_nonce="));
        assert!(!is_check("nonce=async_check_dns_nonce"));
        assert!(!is_check(""));
    }

    #[test]
    fn each_form_of_a_host_has_the_other() {
        assert_eq!(pair("Shop.example"), ["shop.example", "www.shop.example"]);
        assert_eq!(
            pair("www.shop.example"),
            ["www.shop.example", "shop.example"]
        );
    }
}
