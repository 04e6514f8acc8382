//! Since when hosts are missing from the network, and in how many readings.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use crate::basic::blocks;
use crate::track::Records;
use crate::{
    Absence, DomainName, Network, Panel, Permit, Policy, Reading, Record, SslMode, Timestamp,
    Wanted,
};

/// Counts, for each host that was wanted once, the complete readings that lack it. A partial reading counts nothing.
pub(crate) fn track_absence(
    records: &mut Records,
    network: &Reading<Network>,
    wanted: &Wanted,
    panel: &Reading<Panel>,
    policy: &Policy,
) {
    let Some(complete) = network.complete() else {
        return;
    };
    let taken = network.taken_at();
    let rest = fingerprint(complete.value());
    let rows: HashSet<i64> = network.value().mappings.iter().map(|row| row.id).collect();
    let renamed: HashMap<i64, DomainName> = wanted
        .units
        .values()
        .filter_map(|unit| Some((unit.mapping?, unit.host())))
        .collect();
    for record in records.values_mut() {
        if !record.wanted_at.ever() || record.removed_at.is_some() {
            continue;
        }
        if wanted.named.contains(&record.host.bare()) {
            let was_absent = record.absence.take().is_some();
            if record.permit == Some(Permit::Detach) && (was_absent || !in_the_way(record, panel)) {
                // The yes was to removing what was gone, or in the way. It must not outlive that.
                record.permit = None;
            }
            continue;
        }
        let renamed_to = record.mapping.and_then(|row| renamed.get(&row).cloned());
        let row_remains = record.mapping.is_some_and(|row| rows.contains(&row));
        match &mut record.absence {
            None => {
                record.absence = Some(Absence {
                    since: taken,
                    quiet_since: taken,
                    readings: 1,
                    missed: 1,
                    rest,
                    renamed_to,
                    counted_at: Some(taken),
                    missed_at: Some(taken),
                });
            }
            Some(absence) => {
                // A row that is gone, too, leads nowhere any more.
                let before = absence.renamed_to.take().filter(|_| row_remains);
                absence.renamed_to = renamed_to.or(before);
                count(absence, taken, rest, spacing(policy));
            }
        }
    }
}

/// Whether a host may still keep the shared certificate from being ordered, as far as is known.
fn in_the_way(record: &Record, panel: &Reading<Panel>) -> bool {
    let basic = panel.value().ssl == SslMode::Basic || panel.complete().is_none();
    basic
        && record
            .object
            .as_ref()
            .is_some_and(|object| blocks(record, object))
}

/// Counts a reading, unless it was counted already or comes too soon after the last that was.
fn count(absence: &mut Absence, taken: Timestamp, rest: u64, spacing: Duration) {
    if taken.since(absence.missed_at.unwrap_or(absence.since)) >= spacing {
        absence.missed = absence.missed.saturating_add(1);
        absence.missed_at = Some(taken);
    }
    if absence.rest != rest {
        absence.rest = rest;
        absence.quiet_since = taken;
        absence.readings = 1;
        absence.counted_at = Some(taken);
    } else if taken.since(absence.counted_at.unwrap_or(absence.quiet_since)) >= spacing {
        absence.readings = absence.readings.saturating_add(1);
        absence.counted_at = Some(taken);
    }
}

/// Readings count towards absence only when they are apart, so that a burst of them proves no more than one.
pub(crate) fn spacing(policy: &Policy) -> Duration {
    policy.absence_quiet / policy.absence_readings.saturating_sub(1).max(1)
}

/// A fingerprint of the whole network as it is, stable between runs of one build.
fn fingerprint(network: &Network) -> u64 {
    let mut hosts: BTreeSet<(i64, i64, &str)> = network
        .mappings
        .iter()
        .map(|row| (row.id, row.site.0, row.host.as_str()))
        .collect();
    hosts.extend(
        network
            .sites
            .iter()
            .map(|site| (-1, site.id.0, site.host.as_str())),
    );
    let mut hasher = DefaultHasher::new();
    hosts.hash(&mut hasher);
    hasher.finish()
}
