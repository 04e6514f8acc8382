//! A web application on a server.

use serde::Deserialize;

use crate::{WebAppId, lenient};

/// What the client needs to know about a web application. Its pull keys are secrets and never kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WebApp {
    /// The provider's number for it.
    pub id: WebAppId,
    /// The name it has in the panel.
    pub name: String,
    /// The folder that holds the application.
    #[serde(rename = "rootPath", default, deserialize_with = "lenient::text")]
    pub root_path: Option<String>,
    /// The folder the web server serves; the root path or below.
    #[serde(rename = "publicPath", default, deserialize_with = "lenient::text")]
    pub public_path: Option<String>,
    /// `wordpress`, `custom` and the like.
    #[serde(rename = "type", default, deserialize_with = "lenient::text")]
    pub kind: Option<String>,
}
