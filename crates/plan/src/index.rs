//! Look-ups that a plan needs for many hosts, built once, so that a plan costs what its inputs are long.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::removal::{awaited_name, may_detach};
use crate::{
    Attached, DomainName, Permit, Record, Records, Rejected, RemovalRecord, RemovedBy, Situation,
    State,
};

/// What is asked of a situation once for each host.
pub(crate) struct Index<'a> {
    objects: &'a [Attached],
    /// Which objects cover a name. Made when it is asked for first: where nothing is to be attached nobody asks.
    covered: OnceCell<HashMap<DomainName, Vec<u64>>>,
    wildcards: Vec<&'a Attached>,
    rejected: HashMap<&'a DomainName, &'a Rejected>,
    rejected_rows: HashMap<i64, &'a Rejected>,
    removals: HashMap<DomainName, Vec<&'a RemovalRecord>>,
    /// How many hosts that could be taken off are missing from the network without anything that says why.
    pub(crate) missing: usize,
}

impl<'a> Index<'a> {
    pub(crate) fn new(situation: &'a Situation<'a>) -> Self {
        let objects = &situation.panel.value().domains;
        let rows = situation.wanted.rejected.iter();
        let rejected_rows = rows.filter_map(|row| Some((row.mapping?, row))).collect();
        let mut rejected: HashMap<&DomainName, &Rejected> = HashMap::new();
        for row in &situation.wanted.rejected {
            if let Some(host) = &row.host {
                rejected.entry(host).or_insert(row);
            }
        }
        let mut removals: HashMap<DomainName, Vec<&RemovalRecord>> = HashMap::new();
        for removal in situation.removals {
            removals
                .entry(removal.host.bare())
                .or_default()
                .push(removal);
        }
        let mut index = Self {
            objects,
            covered: OnceCell::new(),
            wildcards: objects.iter().filter(|object| object.wildcard).collect(),
            rejected,
            rejected_rows,
            removals,
            missing: 0,
        };
        let records = situation.records.values();
        index.missing = records
            .filter(|record| index.is_missing(record, situation.records))
            .count();
        index
    }

    /// How many names the web application covers, and so how many a shared certificate has to hold.
    pub(crate) fn names(&self) -> usize {
        self.covered().len()
    }

    /// Whether an object other than `except` covers `name` already.
    pub(crate) fn covered_by_other(&self, name: &DomainName, except: Option<u64>) -> bool {
        self.covered()
            .get(name)
            .is_some_and(|ids| ids.iter().any(|id| Some(*id) != except))
    }

    fn covered(&self) -> &HashMap<DomainName, Vec<u64>> {
        self.covered.get_or_init(|| {
            let mut covered: HashMap<DomainName, Vec<u64>> = HashMap::new();
            for object in self.objects {
                let names = object.covers().into_iter().cloned();
                for name in names.chain(object.covered_twin()) {
                    covered.entry(name).or_default().push(object.id);
                }
            }
            covered
        })
    }

    /// Whether some wildcard of the web application answers for `name`.
    pub(crate) fn wildcard_answers(&self, name: &DomainName) -> bool {
        self.wildcards
            .iter()
            .any(|object| object.covers_by_wildcard(name))
    }

    /// The oldest row that names `host` and is not served.
    pub(crate) fn rejected(&self, host: &DomainName) -> Option<&'a Rejected> {
        self.rejected.get(host).copied()
    }

    /// The row that asked for a host, where it was changed to something that is not served. Whoever changed it may mean
    /// the old name still, and the new one will never be secured; so only a person's yes goes past it.
    pub(crate) fn unserved_row(&self, record: &Record) -> Option<&'a Rejected> {
        let row = self.rejected_rows.get(&record.mapping?).copied();
        row.filter(|_| record.permit != Some(Permit::Detach))
    }

    /// The recorded removals of `host` or its twin.
    pub(crate) fn removals(&self, host: &DomainName) -> &[&'a RemovalRecord] {
        self.removals.get(&host.bare()).map_or(&[], Vec::as_slice)
    }

    /// How the removals rest that are under way; the brake counts them with those planned and done.
    pub(crate) fn removals_under_way(
        &self,
        situation: &Situation<'_>,
    ) -> impl Iterator<Item = RemovedBy> {
        let busy = situation
            .busy
            .iter()
            .filter_map(|host| situation.records.get(host));
        busy.filter(|record| record.standing.state == State::Removing && record.object.is_some())
            .map(|record| {
                if record.permit == Some(Permit::Detach) {
                    RemovedBy::Person
                } else if self.removals(&record.host).is_empty() {
                    RemovedBy::Absence
                } else {
                    RemovedBy::Record
                }
            })
    }

    /// Whether a host is one of those that may vanish together. What cannot be taken off anyway does not count: it
    /// would be in the way of all others for ever.
    fn is_missing(&self, record: &Record, records: &Records) -> bool {
        let object = record.object.as_ref();
        record.absence.is_some()
            && object.is_some_and(|object| may_detach(record, object))
            && awaited_name(record, records).is_none()
            && self.unserved_row(record).is_none()
            && self.removals(&record.host).is_empty()
            && record.permit != Some(Permit::Detach)
    }
}
