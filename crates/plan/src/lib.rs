//! Decides what has to be done to keep a network and its web application in step.
//!
//! Nothing in this crate reads a clock, a file, a socket or a random number: the same inputs give the same plan,
//! in the same order.

mod absence;
mod advanced;
mod again;
mod anyway;
mod attach;
mod attempts;
mod away;
mod backoff;
mod basic;
mod brake;
mod budget;
mod caa;
mod call_budget;
mod class;
mod clock;
mod cut;
mod dns;
mod draft;
mod evidence;
mod explain;
mod fence;
#[cfg(test)]
mod fixture;
mod handshake;
#[cfg(any(test, feature = "fuzzing"))]
pub mod hostile;
mod index;
mod lack;
mod last_wanted;
mod limits;
mod main_domain;
mod moment;
mod name;
mod network;
mod no_answer;
mod observe;
mod outcome;
mod panel;
mod planned;
mod planner;
mod policy;
#[cfg(test)]
mod properties;
mod proxy;
mod queue;
mod reading;
mod reason;
mod record;
mod removal;
mod renewal;
mod rule;
mod share;
mod shared;
mod shared_order;
mod situation;
mod standing;
mod state;
mod step;
#[cfg(test)]
mod stories;
mod sub_domain_dns;
mod sub_domains;
mod table;
mod track;
mod virtual_host;
mod visit;
mod visiting;
mod waiting;
mod wanted;
#[cfg(test)]
mod world;

pub use attempts::{Attempts, Failure, FailureClass};
pub use backoff::{Wait, wait};
pub use budget::Orders;
pub use caa::{Caa, CaaAnswer, CaaRecord, may_issue};
pub use call_budget::{CallCount, Spending, month_ends, spending, spent_words};
pub use clock::{ClockWatch, Witness};
pub use dns::{DnsAnswer, DnsOutcome, Elsewhere, Here, PointsHere, points_here};
pub use evidence::{Evidence, RemovalRecord};
pub use explain::{Context, calls_secure, customer_text, operator_text, plain, remedy};
pub use fence::{Fence, Identity, fence};
pub use handshake::{CertificateFault, Handshake, Leaf};
pub use last_wanted::LastWanted;
pub use limits::{Limit, Limits};
pub use moment::Timestamp;
pub use name::{DomainName, InvalidName};
pub use network::{Mapping, Network, NetworkKind, RowClosed, Site, SiteClosed, SiteId, WwwPolicy};
pub use observe::{Sight, observe};
pub use outcome::{CertificateFound, Outcome, settle, settle_shared};
pub use panel::{Attached, ObjectKind, OrderFlags, Panel, SslMode};
pub use planned::{Hold, InvalidDigest, Look, Plan, PlanDigest};
pub use planner::plan;
pub use policy::Policy;
pub use queue::Forecast;
pub use reading::{Complete, Reading};
pub use reason::Reason;
pub use record::{Absence, Fingerprint, Permit, Record, RemovedBy, Seen, Standing};
pub use renewal::Renewal;
pub use rule::step_rule;
pub use shared::Shared;
pub use shared_order::{Awaited, SharedOrder, Unfit};
pub use situation::Situation;
pub use state::{Class, State, UnknownWord, Who};
pub use step::Step;
pub use sub_domain_dns::SubDomainDns;
pub use sub_domains::SubDomains;
pub use table::{Allowed, Rules, rules};
pub use track::{Records, track};
pub use virtual_host::VirtualHost;
pub use visit::Visit;
pub use wanted::{Rejected, Unit, Wanted, wanted};
