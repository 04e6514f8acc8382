//! How a web application keeps its certificates.

use serde::Deserialize;

use crate::lenient;

/// The SSL mode of a web application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SslMode {
    /// `true`: one certificate per domain. `false`: one for the whole web application.
    pub advanced: bool,
    /// The provider issues certificates by itself (`AutoSSL`); off where it does not say.
    pub auto: bool,
}

/// The reply; without a readable `advancedSSL` the mode would be a guess, so it is required.
#[derive(Deserialize)]
pub(crate) struct Reply {
    #[serde(rename = "advancedSSL", deserialize_with = "lenient::flag")]
    advanced: Option<bool>,
    #[serde(rename = "autoSSL", default, deserialize_with = "lenient::switch")]
    auto: bool,
}

impl Reply {
    pub(crate) fn mode(&self) -> Option<SslMode> {
        Some(SslMode {
            advanced: self.advanced?,
            auto: self.auto,
        })
    }
}
