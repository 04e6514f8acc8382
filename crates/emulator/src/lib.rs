//! A RunCloud on loopback: API, DNS zone, TLS edge and faults, for tests and for people who write against RunCloud.

mod api;
mod authority;
mod calls;
mod control;
mod dns;
mod edge;
mod emulator;
mod faults;
mod meter;
mod moment;
mod names;
mod panel;
mod settings;
mod shared;
mod switches;
mod world;
mod zone;

pub use calls::Call;
pub use emulator::Emulator;
pub use faults::{Fault, FaultId, FaultKind};
pub use panel::{CertificateView, DomainView, Panel};
pub use settings::{Clock, Settings};
pub use switches::{
    DnsFailure, DomainShape, DuplicateScope, FlagForm, OrderReply, PagingForm, PrimaryDelete, Switches,
    UnknownName, UserAgentFilter,
};
pub use world::certificates::Method;
pub use world::domains::{Kind, Redirection};
pub use world::orders::{CertificateFault, Order, OrderedBy};
pub use zone::{DnsFault, Record};
