//! A server of the panel.

use serde::Deserialize;

use crate::{ServerId, lenient};

/// What the client needs to know about a server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Server {
    /// The provider's number for it.
    pub id: ServerId,
    /// The name it has in the panel.
    pub name: String,
    /// Its public address as text; not validated.
    #[serde(rename = "ipAddress", default, deserialize_with = "lenient::text")]
    pub ip_address: Option<String>,
    /// Whether the panel reaches it; absent where it does not say.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub online: Option<bool>,
}
