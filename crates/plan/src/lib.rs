//! Decides what has to be done to keep a network and its web application in step.
//!
//! Nothing in this crate reads a clock, a file, a socket or a random number: the same inputs give the same plan,
//! in the same order.

mod attempts;
mod dns;
mod handshake;
mod moment;
mod name;
mod network;
mod panel;
mod reading;
mod reason;
mod record;
mod state;

pub use attempts::{Attempts, Failure, FailureClass};
pub use dns::{DnsAnswer, DnsOutcome, Elsewhere, PointsHere, points_here};
pub use handshake::{CertificateFault, Handshake, Leaf};
pub use moment::Timestamp;
pub use name::{DomainName, InvalidName};
pub use network::{Mapping, Network, NetworkKind, Site, SiteId, WwwPolicy};
pub use panel::{Attached, ObjectKind, OrderFlags, Panel, SslMode};
pub use reading::{Complete, Reading};
pub use reason::Reason;
pub use record::{Absence, Permit, Record, RemovedBy, Seen, Standing};
pub use state::{Class, State, UnknownWord, Who};
