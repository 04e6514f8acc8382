//! Reads both sides, plans, acts, proves and remembers.
//!
//! [`Eyes`] can look at everything and change nothing, [`Hands`] can change the web application and decide nothing,
//! and the [`Mind`] between them knows and plans without any I/O. An [`Agent`] is the loop that joins the three with
//! the ledger.

mod about;
mod advice;
mod agent;
mod allowance;
mod begin;
mod chronicle;
mod clock;
mod event;
mod eyes;
mod failure;
mod foresight;
mod hands;
mod knock;
mod lease;
mod memory;
mod mind;
mod readings;
mod requests;
mod results;
mod run;
mod saved;
mod sights;
mod watch;

pub use about::{About, AboutHold, AboutRejected, about, confirmed};
pub use agent::{Agent, Parts, Turn};
pub use allowance::calls;
pub use clock::{Clock, SystemClock};
pub use event::{Event, EventKind, Events};
pub use eyes::{Eyes, Handshaker, PanelView, Premises, Source, SourceError};
pub use foresight::{Unforeseen, foresee};
pub use hands::Hands;
pub use memory::{recall, shared_certificate};
pub use mind::{Mind, Place};
