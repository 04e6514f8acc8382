//! What stands behind a host at the edge: a plain page, or what a test puts there.

use serde::{Deserialize, Serialize};

/// What a visitor of a host meets instead of the plain page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Page {
    /// A WordPress with Ultimate Multisite: it answers that plugin's loop-back question with this mapping row.
    Row {
        /// The row's id.
        row: i64,
        /// The site the row belongs to.
        site: i64,
    },
    /// Every request is sent elsewhere.
    Redirect {
        /// Where to.
        to: String,
    },
    /// A password is asked for first.
    LoginWall,
    /// The connection is closed without an answer.
    Silence,
}

/// The query by which Ultimate Multisite asks whether a host leads to its own WordPress.
const QUESTION: &str = "async_check_dns_nonce=";

/// Status line and further headers, and the body; nothing where there is no answer at all.
pub(crate) fn answer(page: &Page, host: &str, request: &str) -> Option<(String, String)> {
    match page {
        Page::Row { row, site } if request.contains(QUESTION) => {
            // As the plugin answers: every value of a database row is text.
            let row = serde_json::json!({
                "id": row.to_string(),
                "blog_id": site.to_string(),
                "domain": host,
                "active": "1",
                "primary_domain": "0",
                "secure": "0",
                "stage": "checking-dns",
            });
            let head = "200 OK\r\nContent-Type: application/json";
            Some((head.to_owned(), row.to_string()))
        }
        Page::Row { .. } => Some(("200 OK".to_owned(), format!("emulated site {host}\n"))),
        Page::Redirect { to } => {
            let to: String = to.chars().filter(|c| !c.is_control()).collect();
            Some((
                format!("301 Moved Permanently\r\nLocation: {to}"),
                String::new(),
            ))
        }
        Page::LoginWall => {
            let head = "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"site\"";
            Some((head.to_owned(), String::new()))
        }
        Page::Silence => None,
    }
}
