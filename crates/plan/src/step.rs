//! What is to be done at the provider, decided down to the last argument.

use std::fmt;

use serde::Serialize;

use crate::{DomainName, Evidence, OrderFlags};

/// One change (or one question about a certificate) at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Add a domain to the web application.
    Attach {
        /// The host this is for.
        host: DomainName,
        /// The name of the new object.
        name: DomainName,
        /// Whether `www.` of the name is covered too.
        www: bool,
    },
    /// Switch the `www` flag of an attached domain.
    SwitchTwin {
        /// The host this is for.
        host: DomainName,
        /// The object.
        object: u64,
        /// The new value.
        on: bool,
    },
    /// Ask the provider about a domain's own certificate (advanced mode).
    ReadCertificate {
        /// The host this is for.
        host: DomainName,
        /// The object.
        object: u64,
    },
    /// Order a domain's own certificate (advanced mode).
    Order {
        /// The host this is for.
        host: DomainName,
        /// The object.
        object: u64,
        /// Every name the certificate will have to cover.
        names: Vec<DomainName>,
        /// The certificate to replace; none where there is none yet.
        replaces: Option<u64>,
        /// What is asked for besides the names.
        #[serde(skip)]
        flags: OrderFlags,
    },
    /// Ask the provider about the web application's certificate (basic mode).
    ReadSharedCertificate,
    /// Order one certificate for all names of the web application (basic mode).
    OrderShared {
        /// The hosts that wait for it.
        hosts: Vec<DomainName>,
        /// Every name it will have to cover.
        names: Vec<DomainName>,
        /// The certificate to replace; none where there is none yet.
        replaces: Option<u64>,
        /// What is asked for besides the names.
        #[serde(skip)]
        flags: OrderFlags,
    },
    /// Take a domain off the web application.
    Detach {
        /// The host this is for.
        host: DomainName,
        /// The object.
        object: u64,
        /// The name the object must still have when it is read once more just before.
        name: String,
        /// Why it may be removed. There is no way to write a removal without it.
        evidence: Evidence,
    },
}

impl Step {
    /// A short stable word for the kind of step.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Attach { .. } => "attach",
            Self::SwitchTwin { .. } => "switch_twin",
            Self::ReadCertificate { .. } => "read_certificate",
            Self::Order { .. } => "order",
            Self::ReadSharedCertificate => "read_shared_certificate",
            Self::OrderShared { .. } => "order_shared",
            Self::Detach { .. } => "detach",
        }
    }

    /// The host the step is for; none where it is for the web application as a whole.
    pub const fn host(&self) -> Option<&DomainName> {
        match self {
            Self::Attach { host, .. }
            | Self::SwitchTwin { host, .. }
            | Self::ReadCertificate { host, .. }
            | Self::Order { host, .. }
            | Self::Detach { host, .. } => Some(host),
            Self::ReadSharedCertificate | Self::OrderShared { .. } => None,
        }
    }

    /// The existing domain object the step is about, where it is about one.
    pub(crate) const fn object(&self) -> Option<u64> {
        match self {
            Self::SwitchTwin { object, .. }
            | Self::ReadCertificate { object, .. }
            | Self::Order { object, .. }
            | Self::Detach { object, .. } => Some(*object),
            Self::Attach { .. } | Self::ReadSharedCertificate | Self::OrderShared { .. } => None,
        }
    }

    /// Whether the step changes something at the provider.
    pub const fn changes(&self) -> bool {
        !matches!(
            self,
            Self::ReadCertificate { .. } | Self::ReadSharedCertificate
        )
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attach { name, www, .. } => {
                write!(f, "attach {name}{}", if *www { " with www" } else { "" })
            }
            Self::SwitchTwin { host, on, .. } => {
                write!(
                    f,
                    "switch www of {} {}",
                    host.bare(),
                    if *on { "on" } else { "off" }
                )
            }
            Self::ReadCertificate { host, .. } => write!(f, "read the certificate of {host}"),
            Self::Order {
                host,
                replaces: None,
                ..
            } => write!(f, "order a certificate for {host}"),
            Self::Order { host, .. } => write!(f, "order a new certificate for {host}"),
            Self::ReadSharedCertificate => f.write_str("read the shared certificate"),
            Self::OrderShared { hosts, names, .. } => {
                write!(
                    f,
                    "order the shared certificate anew for {} names ({} of them waiting)",
                    names.len(),
                    hosts.len()
                )
            }
            Self::Detach { host, evidence, .. } => write!(f, "detach {host} ({evidence})"),
        }
    }
}
