//! Whose a host is.

use std::collections::HashMap;

use crate::track::Records;
use crate::{
    Attached, Class, DomainName, Network, ObjectKind, Reading, Reason, Record, Timestamp, Wanted,
};

/// Whether an object is the web application's own name or the network's.
pub(crate) fn is_main(object: &Attached, network: &Network) -> bool {
    object.kind == ObjectKind::Primary || object.names(&network.main_domain)
}

/// Gives hosts that a row asks for in vain a record, so that there is an answer for them.
pub(crate) fn track_rejected(records: &mut Records, wanted: &Wanted, now: Timestamp) {
    // The oldest row of a host is the one that is told about.
    for rejected in wanted.rejected.iter().rev() {
        if let Some(host) = &rejected.host
            && !wanted.units.contains_key(&host.bare())
        {
            let class = rejected_class(rejected.reason);
            let record = records
                .entry(host.clone())
                .or_insert_with(|| Record::new(host.clone(), class, now));
            record.site = Some(rejected.site);
        }
    }
}

fn rejected_class(reason: Reason) -> Class {
    match reason {
        Reason::ClaimedTwice => Class::Conflict,
        Reason::SiteGone => Class::Orphan,
        _ => Class::Refused,
    }
}

/// Says of every record whose host it is.
pub(crate) fn classify(records: &mut Records, wanted: &Wanted, network: &Reading<Network>) {
    let mut rejected: HashMap<&DomainName, Reason> = HashMap::new();
    for row in &wanted.rejected {
        if let Some(host) = &row.host {
            rejected.entry(host).or_insert(row.reason);
        }
    }
    for record in records.values_mut() {
        let main = record
            .object
            .as_ref()
            .is_some_and(|object| is_main(object, network.value()));
        record.class = if main {
            Class::Foreign
        } else if wanted.units.contains_key(&record.host.bare()) {
            if record.created || record.object.is_none() {
                Class::Created
            } else {
                Class::Adopted
            }
        } else if let Some(reason) = rejected.get(&record.host) {
            rejected_class(*reason)
        } else if record.created {
            Class::Created
        } else if record.removed_at.is_some() && record.object.is_none() {
            // It is remembered as what it was.
            record.class
        } else if record.wanted_at.ever() {
            Class::Adopted
        } else if record.object.is_some() {
            Class::Foreign
        } else {
            record.class
        };
        let unasked = record.class == Class::Foreign && record.object.is_some() && !main;
        record.foreign_before |= unasked && network.complete().is_some();
    }
}
