//! Folds a pair of readings into what is remembered: whose a host is, which object serves it, since when it is missing.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::absence::track_absence;
use crate::backoff::{Wait, wait};
use crate::class::{classify, is_main, track_rejected};
use crate::{
    Attached, Attempts, Class, DomainName, Failure, FailureClass, Network, ObjectKind, Panel,
    Policy, Reading, Record, Timestamp, Unit, Wanted,
};

/// Everything remembered, by host.
pub type Records = BTreeMap<DomainName, Record>;

/// Folds the readings into the records. Records are changed in place; none is ever dropped.
pub fn track(
    records: &mut Records,
    network: &Reading<Network>,
    wanted: &Wanted,
    panel: &Reading<Panel>,
    policy: &Policy,
    now: Timestamp,
) {
    let objects = Objects::new(panel);
    claim_unknown(records, &objects, now);
    for unit in wanted.units.values() {
        track_unit(records, unit, &objects, network.taken_at(), now);
    }
    let mut known: HashSet<u64> = records.values().filter_map(object_id).collect();
    for object in &panel.value().domains {
        if known.insert(object.id) {
            track_object(records, object, panel.taken_at(), now);
        }
    }
    let whole_panel = panel.complete().is_some();
    for record in records.values_mut() {
        // Before the provider answered once nobody has told whether this clock is right.
        if panel.taken_at() > Timestamp::default() {
            record.cut_to(now);
        }
        refresh_object(record, &objects, whole_panel, panel.taken_at(), now);
        see_wanted(record, wanted, network);
        expire_order(record, policy, now);
    }
    track_rejected(records, wanted, now);
    track_absence(records, network, wanted, panel, policy);
    classify(records, wanted, network);
}

fn object_id(record: &Record) -> Option<u64> {
    record.object.as_ref().map(|object| object.id)
}

/// The objects of the panel, findable by the names they cover.
struct Objects<'a> {
    /// Whether a missing form of an object of ours can be had by its flag. So it seems too until the panel was read.
    flag_may_do: bool,
    by_id: HashMap<u64, &'a Attached>,
    by_name: HashMap<DomainName, &'a Attached>,
}

impl<'a> Objects<'a> {
    fn new(panel: &'a Reading<Panel>) -> Self {
        let read = panel.complete().is_some() || !panel.value().domains.is_empty();
        let panel = panel.value();
        let domains = &panel.domains;
        let mut by_name = HashMap::new();
        // Twins first, so that an object of that very name wins over one that covers it by its flag.
        for object in domains {
            if let Some(twin) = object.covered_twin() {
                by_name.insert(twin, object);
            }
        }
        for object in domains {
            for name in object.covers() {
                by_name.insert(name.clone(), object);
            }
        }
        Self {
            flag_may_do: panel.can_update || !read,
            by_id: domains.iter().map(|object| (object.id, object)).collect(),
            by_name,
        }
    }

    fn covering(&self, name: &DomainName) -> Option<&'a Attached> {
        self.by_name.get(name).copied()
    }
}

fn is_www(object: &Attached) -> bool {
    object.name.as_ref().is_some_and(DomainName::is_www)
}

/// The key under which a unit is remembered: the form it was first attached in.
pub(crate) fn key(records: &Records, unit: &Unit) -> DomainName {
    let host = unit.host();
    match host.twin() {
        Some(other)
            if !records.contains_key(&host)
                && records.get(&other).is_some_and(|record| {
                    let object = record.object.as_ref();
                    let serves_it = object.is_some_and(|object| object.names(&host));
                    let was_wanted = record.wanted_at.ever();
                    serves_it || was_wanted && (object.is_some() || record.attach_is_unsettled())
                }) =>
        {
            other
        }
        _ => host,
    }
}

fn track_unit(
    records: &mut Records,
    unit: &Unit,
    objects: &Objects<'_>,
    seen: Timestamp,
    now: Timestamp,
) {
    let key = key(records, unit);
    touch(records, &key, unit, objects, seen, now);
    // Both forms are asked for and the object of the first covers only one: the other is a host of its own, unless a
    // flag of an object of ours can take it in.
    for name in unit.asked() {
        let record = &records[&key];
        let needs_own = record.object.as_ref().is_some_and(|known| {
            let object = objects.by_id.get(&known.id).copied().unwrap_or(known);
            let flag_will_do = record.created && objects.flag_may_do && !is_www(object);
            !object.names(&name) && !flag_will_do
        });
        if name != key && needs_own {
            touch(records, &name, unit, objects, seen, now);
        }
    }
    if bare_needs_its_own(&records[&key]) && objects.covering(&unit.bare).is_none() {
        touch(records, &unit.bare, unit, objects, seen, now);
    }
}

/// Attached while the bare name led elsewhere, a `www.` name's object cannot take it in later: once it leads here it gets
/// one of its own, so that it does not matter which came first, the record or the mapping.
pub(crate) fn bare_needs_its_own(record: &Record) -> bool {
    let alone = record.created && record.object.as_ref().is_some_and(is_www);
    let seen = record.twin_dns.as_ref();
    alone && record.host.is_www() && seen.is_some_and(|seen| seen.value.is_yes())
}

fn touch(
    records: &mut Records,
    key: &DomainName,
    unit: &Unit,
    objects: &Objects<'_>,
    seen: Timestamp,
    now: Timestamp,
) {
    let record = records
        .entry(key.clone())
        .or_insert_with(|| Record::new(key.clone(), Class::Created, now));
    if record.removed_at.take().is_some() {
        // Wanted again after it was taken off: a new life, the old tries forgotten.
        *record = Record {
            first_seen: record.first_seen,
            removals: std::mem::take(&mut record.removals),
            vanished: std::mem::take(&mut record.vanished),
            ..Record::new(key.clone(), Class::Created, now)
        };
    }
    record.site = Some(unit.site);
    record.mapping = unit.mapping;
    record.row_closed = unit.row_closed;
    record.site_closed = unit.site_closed;
    record.wanted_at.see(seen);
    if record.object.is_none()
        && let Some(object) = objects.covering(key)
    {
        settle_attach(record, object, now);
        record.take_object(object);
    }
}

/// An attach whose reply was lost took effect after all when the object turns up.
fn settle_attach(record: &mut Record, object: &Attached, now: Timestamp) {
    if record.attach_is_unsettled() && object.kind != ObjectKind::Primary {
        record.created = true;
        record.attached_at = record.attach.last.or(Some(now));
        record.attach = Attempts::default();
    }
}

fn track_object(records: &mut Records, object: &Attached, listed: Timestamp, now: Timestamp) {
    let Some(name) = object.name.as_ref() else {
        return;
    };
    if object.shown.starts_with("*.") {
        return;
    }
    let record = records
        .entry(name.clone())
        .or_insert_with(|| Record::new(name.clone(), Class::Foreign, now));
    if record.object.is_some() {
        return;
    }
    if let Some(removed) = record.removed_at {
        // A listing from before the removal still shows what is gone.
        if listed <= removed {
            return;
        }
        // Somebody attached it after it was taken off: that is theirs, whatever it was to us before.
        *record = Record {
            first_seen: record.first_seen,
            removals: std::mem::take(&mut record.removals),
            vanished: std::mem::take(&mut record.vanished),
            ..Record::new(name.clone(), Class::Foreign, now)
        };
    }
    record.take_object(object);
}

/// Notes that a wanted host is wanted, and by whom; so too one whose object stands beside the unit's own.
fn see_wanted(record: &mut Record, wanted: &Wanted, network: &Reading<Network>) {
    let Some(unit) = wanted.units.get(&record.host.bare()) else {
        return;
    };
    let main = |object: &Attached| is_main(object, network.value());
    if record.removed_at.is_none() && !record.object.as_ref().is_some_and(main) {
        record.site = Some(unit.site);
        record.wanted_at.see(network.taken_at());
    }
}

/// Gives what a call of unknown fate made to the host it was made for, also where nobody wants that any more.
fn claim_unknown(records: &mut Records, objects: &Objects<'_>, now: Timestamp) {
    let known: HashSet<u64> = records.values().filter_map(object_id).collect();
    for record in records.values_mut() {
        if record.object.is_none()
            && record.attach_is_unsettled()
            && let Some(object) = objects.covering(&record.host)
            && !known.contains(&object.id)
        {
            settle_attach(record, object, now);
            record.object = Some(object.clone());
        }
    }
}

/// Takes over what the panel now says of a known object; one that a complete listing lacks is gone.
fn refresh_object(
    record: &mut Record,
    objects: &Objects<'_>,
    whole: bool,
    taken_at: Timestamp,
    now: Timestamp,
) {
    let Some(known) = &record.object else { return };
    match objects.by_id.get(&known.id) {
        // The flag of an object of ours is switched on again; that of another's is left, and covers the host no more.
        Some(object)
            if object.names(&record.host) || record.created && object.is_form_of(&record.host) =>
        {
            record.object = Some((*object).clone());
            // What a listing of before knows of it comes from the reply, too.
            record.unlisted &= record.attached_at.is_some_and(|at| at >= taken_at);
        }
        None if !whole => {}
        _ => {
            // An object made after the listing was taken is not missing from it.
            if record.attached_at.is_some_and(|at| at > taken_at) {
                return;
            }
            // What stands in its place is another object, and not ours; but one that was made a moment ago and was never
            // listed under the id of the reply is the same.
            let followed = std::mem::take(&mut record.unlisted) && record.created;
            record.lose_object();
            if let Some(object) = objects.covering(&record.host) {
                record.take_object(object);
                record.created |= followed && object.is_form_of(&record.host);
            }
            record.foreign_before =
                record.object.is_some() && record.absence.is_some() && !record.created;
            if record.object.is_none() && record.removed_at.is_none() && record.absence.is_some() {
                // It was this program after all, where the answer to its removal was lost.
                let by = record.removed_by.filter(|_| record.detach.fate_unknown());
                record.taken_off(by, now);
            }
        }
    }
}

/// An order that no handshake proved in time has failed.
fn expire_order(record: &mut Record, policy: &Policy, now: Timestamp) {
    let Some(ordered) = record.ordered_at else {
        return;
    };
    let unsure = std::mem::take(&mut record.order_unsure);
    if now.since(ordered)
        < if unsure {
            policy.unsure_patience
        } else {
            policy.issue_patience
        }
    {
        record.order_unsure = unsure;
        return;
    }
    // The provider was asked, and its certificate is none or the one of before.
    if record.order_read && record.order_brought_nothing {
        record.remember_unissued(ordered, now);
    }
    record.ordered_at = None;
    record.order_read = false;
    record.certificate_known = false;
    record.order.failed = record.order.failed.saturating_add(1);
    record.order.since = record.order.since.or(Some(ordered));
    record.order.last = Some(ordered);
    let (kind, class) = if unsure {
        (Wait::Call, FailureClass::Transient)
    } else {
        (Wait::Order, FailureClass::NoCertificate)
    };
    record.order.not_before = Some(now + wait(kind, record.order.failed, &record.host));
    record.order.failure = Some(Failure {
        class,
        message: String::new(),
    });
}
