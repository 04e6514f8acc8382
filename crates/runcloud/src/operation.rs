//! The closed set of things the client can be asked to do.

use std::fmt;

/// What a call was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "each variant is its own name, spelled out by `as_str`"
)]
pub enum Operation {
    Ping,
    ListServers,
    ReadServer,
    ListWebApps,
    ReadWebApp,
    ListDomains,
    ReadDomain,
    ReadSslMode,
    ReadCertificate,
    AddDomain,
    DeleteDomain,
    UpdateDomain,
    InstallCertificate,
    RedeployCertificate,
}

impl Operation {
    /// The operation in two words, fit for a metric's label too.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ping => "ping",
            Self::ListServers => "list servers",
            Self::ReadServer => "read server",
            Self::ListWebApps => "list web apps",
            Self::ReadWebApp => "read web app",
            Self::ListDomains => "list domains",
            Self::ReadDomain => "read domain",
            Self::ReadSslMode => "read SSL mode",
            Self::ReadCertificate => "read certificate",
            Self::AddDomain => "add domain",
            Self::DeleteDomain => "delete domain",
            Self::UpdateDomain => "update domain",
            Self::InstallCertificate => "install certificate",
            Self::RedeployCertificate => "redeploy certificate",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
