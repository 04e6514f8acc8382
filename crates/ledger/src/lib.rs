//! The durable record: what is ours, what was tried, what was asked, who holds the lease.
