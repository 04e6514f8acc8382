//! How many certificates may still be ordered, and when the next one may.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::{DomainName, Limit, Limits, Timestamp};

/// How long it matters that an order brought nothing: a little longer than the longest window.
pub(crate) const REMEMBERED: Duration = Duration::from_hours(8 * 24);

/// The orders of the last seven days, counted as the authority counts them.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    all: Vec<Timestamp>,
    by_registered: BTreeMap<String, Vec<Timestamp>>,
    by_set: BTreeMap<Vec<DomainName>, Vec<Timestamp>>,
    by_name: BTreeMap<DomainName, Vec<Timestamp>>,
}

impl Orders {
    /// Collects orders that were made, each with the names it was for.
    pub fn new(orders: impl IntoIterator<Item = (Timestamp, Vec<DomainName>)>) -> Self {
        let mut log = Self::default();
        for (at, names) in orders {
            log.add(at, &names);
        }
        log
    }

    /// Counts one more order. Until more is known it counts as one that led to a certificate and as one that failed.
    pub fn add(&mut self, at: Timestamp, names: &[DomainName]) {
        insert(&mut self.all, at);
        for domain in registered(names) {
            insert(self.by_registered.entry(domain.to_owned()).or_default(), at);
        }
        for name in names {
            insert(self.by_name.entry(name.clone()).or_default(), at);
        }
        insert(self.by_set.entry(set(names)).or_default(), at);
    }

    /// The last order for these names never reached the authority: it counts for nothing.
    pub fn withdraw(&mut self, names: &[DomainName]) {
        let Some(at) = self.by_set.get_mut(&set(names)).and_then(Vec::pop) else {
            return;
        };
        remove(&mut self.all, at);
        for domain in registered(names) {
            if let Some(times) = self.by_registered.get_mut(domain) {
                remove(times, at);
            }
        }
        for name in names {
            if let Some(times) = self.by_name.get_mut(name) {
                remove(times, at);
            }
        }
    }

    /// A certificate for `name` came: of its orders only those that ended at `failures` count as failed validations.
    pub fn issued(&mut self, name: &DomainName, failures: &[Timestamp]) {
        if let Some(times) = self.by_name.get_mut(name) {
            keep_failed(times, failures);
        }
    }

    /// The same for every name, where one certificate is for all.
    pub fn all_issued(&mut self, failures: &[Timestamp]) {
        for times in self.by_name.values_mut() {
            keep_failed(times, failures);
        }
    }

    /// Takes orders of moments that have yet to come for orders of now: the clock was ahead when they were made.
    pub fn cut_to(&mut self, now: Timestamp) {
        if self.all.last().is_none_or(|last| *last <= now) {
            return;
        }
        let all = std::iter::once(&mut self.all);
        let others = self
            .by_registered
            .values_mut()
            .chain(self.by_set.values_mut());
        for time in all.chain(others).chain(self.by_name.values_mut()).flatten() {
            *time = (*time).min(now);
        }
    }

    /// Forgets what is older than the longest window.
    pub fn forget_before(&mut self, moment: Timestamp) {
        let old = |times: &mut Vec<Timestamp>| {
            times.drain(..times.partition_point(|time| *time < moment));
            !times.is_empty()
        };
        old(&mut self.all);
        self.by_registered.retain(|_, times| old(times));
        self.by_set.retain(|_, times| old(times));
        self.by_name.retain(|_, times| old(times));
    }

    /// The last order for `host` before `moment` led to no certificate: it counts as a failure only.
    pub fn failed(&mut self, host: &DomainName, moment: Timestamp) {
        let times = self.by_name.get(host).map_or(&[][..], Vec::as_slice);
        let Some(at) = times[..times.partition_point(|time| *time <= moment)]
            .last()
            .copied()
        else {
            return;
        };
        let sets = self.by_set.iter_mut();
        let mut of_host = sets.filter(|(names, times)| names.contains(host) && times.contains(&at));
        let Some((names, times)) = of_host.next() else {
            return;
        };
        remove(times, at);
        for domain in registered(names) {
            if let Some(times) = self.by_registered.get_mut(domain) {
                remove(times, at);
            }
        }
    }

    /// The orders for the registered domain of `name` that count within a limit now, oldest first.
    pub(crate) fn of_registered(
        &self,
        name: &DomainName,
        limit: &Limit,
        now: Timestamp,
    ) -> &[Timestamp] {
        let times = self.by_registered.get(name.registered());
        limit.recent(times.map_or(&[], Vec::as_slice), now)
    }

    /// Whether it is the account's limit, which all domains share, that an order has to wait for longest.
    pub(crate) fn account_is_in_the_way(
        &self,
        limits: &Limits,
        until: Timestamp,
        now: Timestamp,
    ) -> bool {
        limits.account.free_at(&self.all, now) == Some(until)
    }

    /// When an order for `names` is allowed: nothing when it is allowed now, else the moment it will be.
    pub fn allowed_at(
        &self,
        names: &[DomainName],
        limits: &Limits,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let domains = registered(names).into_iter().map(|domain| {
            let times = self.by_registered.get(domain)?;
            limits.registered_domain.free_at(times, now)
        });
        let singles = names.iter().map(|name| {
            let times = self.by_name.get(name)?;
            limits.name.free_at(times, now)
        });
        let same = self.by_set.get(&set(names));
        let same = same.and_then(|times| limits.exact_set.free_at(times, now));
        let account = limits.account.free_at(&self.all, now);
        domains
            .chain(singles)
            .chain([same, account])
            .max()
            .flatten()
    }
}

/// Keeps of `times`, which are in order, the last before each failure.
fn keep_failed(times: &mut Vec<Timestamp>, failures: &[Timestamp]) {
    let failed: Vec<Timestamp> = failures
        .iter()
        .filter_map(|end| times[..times.partition_point(|time| time <= end)].last())
        .copied()
        .collect();
    times.retain(|time| failed.contains(time));
}

fn registered(names: &[DomainName]) -> Vec<&str> {
    let mut registered: Vec<&str> = names.iter().map(DomainName::registered).collect();
    registered.sort_unstable();
    registered.dedup();
    registered
}

fn set(names: &[DomainName]) -> Vec<DomainName> {
    let mut set = names.to_vec();
    set.sort();
    set.dedup();
    set
}

fn insert(times: &mut Vec<Timestamp>, at: Timestamp) {
    let place = times.partition_point(|time| *time <= at);
    times.insert(place, at);
}

fn remove(times: &mut Vec<Timestamp>, at: Timestamp) {
    if let Some(place) = times.iter().position(|time| *time == at) {
        times.remove(place);
    }
}
