//! The brake on mass removal, over a rolling window, planned and done counted together.

#[cfg(test)]
mod tests;

use crate::track::Records;
use crate::{Policy, Record, RemovedBy, Step, Timestamp};

/// How many removals of each kind count against the brake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    recorded: usize,
    absent: usize,
}

impl Count {
    fn add(&mut self, kind: RemovedBy) {
        match kind {
            RemovedBy::Record => self.recorded += 1,
            RemovedBy::Absence => self.absent += 1,
            // What a person allowed by name is no mass removal.
            RemovedBy::Person => {}
        }
    }
}

/// Whether the planned removals, with those under way and those done within the window, are more than the policy
/// allows.
pub(crate) fn trips(
    planned: &[Step],
    under_way: impl Iterator<Item = RemovedBy>,
    records: &Records,
    policy: &Policy,
    now: Timestamp,
) -> bool {
    let mut count = Count::default();
    under_way.for_each(|kind| count.add(kind));
    let lately = |at: Timestamp| now.since(at) < policy.brake_window;
    // Whoever adds and removes one name again and again, and says so each time, removes one name.
    let recorded = |record: &Record| {
        let mut removals = record.removals.iter();
        removals.any(|(at, kind)| *kind == RemovedBy::Record && lately(*at))
    };
    for step in planned {
        if let Step::Detach { host, evidence, .. } = step
            && !(evidence.kind() == RemovedBy::Record && records.get(host).is_some_and(recorded))
        {
            count.add(evidence.kind());
        }
    }
    let mut ours = 0;
    for record in records.values() {
        let removed_lately = record.removed_at.is_some_and(lately);
        // What was attached again counts too: a network that comes and goes would have its names taken off every time.
        let removals = record.removals.iter().filter(|(at, _)| lately(*at));
        let others = removals.filter(|(_, kind)| *kind != RemovedBy::Record);
        others.for_each(|(_, kind)| count.add(*kind));
        if recorded(record) {
            count.add(RemovedBy::Record);
        }
        // The share is taken of what there was before the removals of the window.
        if record.is_ours()
            && (record.object.is_some() || (removed_lately && record.removed_by.is_some()))
        {
            ours += 1;
        }
    }
    count.recorded > policy.recorded_removals(ours) || count.absent > policy.absent_removals(ours)
}
