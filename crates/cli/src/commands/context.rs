//! What sentences about a host need to know, from what the agent said of itself.

use agent::About;
use plan::{Context, Record, Timestamp};

/// The context of a host. Before the network was read there is no main domain to point to, and nothing else to say either.
pub(crate) fn context<'a>(record: &'a Record, about: &'a About, now: Timestamp) -> Context<'a> {
    Context {
        main_domain: about.main_domain.as_ref().unwrap_or(&record.host),
        addresses: about.addresses.as_deref().unwrap_or_default(),
        now,
    }
}
