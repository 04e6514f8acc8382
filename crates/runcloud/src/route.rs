//! The paths of the API that the client uses.

use std::fmt;

use crate::{CertificateId, DomainId, ServerId, WebAppRef};

/// A place in the API. Both generations share the paths below `/api/v2` and `/api/v3`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Route {
    Ping,
    Servers,
    Server(ServerId),
    WebApps(ServerId),
    WebApp(WebAppRef),
    Domains(WebAppRef),
    Domain(WebAppRef, DomainId),
    DomainMeta(WebAppRef, DomainId),
    SslMode(WebAppRef),
    Ssl(WebAppRef),
    SslById(WebAppRef, CertificateId),
    DomainSsl(WebAppRef, DomainId),
    DomainSslById(WebAppRef, DomainId, CertificateId),
}

impl Route {
    pub(crate) fn path(&self) -> String {
        let web_app = |at: &WebAppRef| format!("/servers/{}/webapps/{}", at.server, at.web_app);
        match self {
            Self::Ping => "/ping".to_owned(),
            Self::Servers => "/servers".to_owned(),
            Self::Server(server) => format!("/servers/{server}"),
            Self::WebApps(server) => format!("/servers/{server}/webapps"),
            Self::WebApp(at) => web_app(at),
            Self::Domains(at) => format!("{}/domains", web_app(at)),
            Self::Domain(at, domain) => format!("{}/domains/{domain}", web_app(at)),
            Self::DomainMeta(at, domain) => format!("{}/domains/{domain}/meta", web_app(at)),
            Self::SslMode(at) => format!("{}/ssl/advanced", web_app(at)),
            Self::Ssl(at) => format!("{}/ssl", web_app(at)),
            Self::SslById(at, ssl) => format!("{}/ssl/{ssl}", web_app(at)),
            Self::DomainSsl(at, domain) => format!("{}/domains/{domain}/ssl", web_app(at)),
            Self::DomainSslById(at, domain, ssl) => {
                format!("{}/domains/{domain}/ssl/{ssl}", web_app(at))
            }
        }
    }

    /// The path without its numbers, for traces: a small closed set.
    pub(crate) fn template(&self) -> &'static str {
        match self {
            Self::Ping => "/ping",
            Self::Servers => "/servers",
            Self::Server(_) => "/servers/{server}",
            Self::WebApps(_) => "/servers/{server}/webapps",
            Self::WebApp(_) => "/servers/{server}/webapps/{webapp}",
            Self::Domains(_) => "/servers/{server}/webapps/{webapp}/domains",
            Self::Domain(..) => "/servers/{server}/webapps/{webapp}/domains/{domain}",
            Self::DomainMeta(..) => "/servers/{server}/webapps/{webapp}/domains/{domain}/meta",
            Self::SslMode(_) => "/servers/{server}/webapps/{webapp}/ssl/advanced",
            Self::Ssl(_) => "/servers/{server}/webapps/{webapp}/ssl",
            Self::SslById(..) => "/servers/{server}/webapps/{webapp}/ssl/{ssl}",
            Self::DomainSsl(..) => "/servers/{server}/webapps/{webapp}/domains/{domain}/ssl",
            Self::DomainSslById(..) => {
                "/servers/{server}/webapps/{webapp}/domains/{domain}/ssl/{ssl}"
            }
        }
    }
}

/// The place in the words of an operator.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ping => f.write_str("the API"),
            Self::Servers => f.write_str("the account"),
            Self::Server(server) | Self::WebApps(server) => write!(f, "server {server}"),
            Self::WebApp(at) | Self::Domains(at) | Self::SslMode(at) | Self::Ssl(at) => at.fmt(f),
            Self::Domain(at, domain)
            | Self::DomainMeta(at, domain)
            | Self::DomainSsl(at, domain) => {
                write!(f, "domain {domain} of {at}")
            }
            Self::SslById(at, ssl) => write!(f, "certificate {ssl} of {at}"),
            Self::DomainSslById(at, domain, ssl) => {
                write!(f, "certificate {ssl} of domain {domain} of {at}")
            }
        }
    }
}
