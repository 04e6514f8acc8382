//! How many certificates may still be ordered for a registered domain.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::{DomainName, Policy, Timestamp};

const HOUR: Duration = Duration::from_hours(1);
const WEEK: Duration = Duration::from_hours(7 * 24);

/// The orders of the last seven days, by registered domain.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    by_registered: BTreeMap<String, Vec<Timestamp>>,
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

    /// Counts one more order: once for each registered domain among its names.
    pub fn add(&mut self, at: Timestamp, names: &[DomainName]) {
        let mut registered: Vec<&str> = names.iter().map(DomainName::registered).collect();
        registered.sort_unstable();
        registered.dedup();
        for domain in registered {
            let times = self.by_registered.entry(domain.to_owned()).or_default();
            let place = times.partition_point(|time| *time <= at);
            times.insert(place, at);
        }
    }

    /// When an order for `names` is allowed: nothing when it is allowed now, else the moment it will be.
    pub fn allowed_at(
        &self,
        names: &[DomainName],
        policy: &Policy,
        now: Timestamp,
    ) -> Option<Timestamp> {
        names
            .iter()
            .filter_map(|name| self.free_at(name.registered(), policy, now))
            .max()
    }

    fn free_at(&self, registered: &str, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
        let times = self.by_registered.get(registered)?;
        let limit = |most: usize, window: Duration| {
            let recent = &times[times.partition_point(|time| *time + window <= now)..];
            // The order that has to leave the window before one more fits in.
            (recent.len() >= most).then(|| recent[recent.len() - most.max(1)] + window)
        };
        limit(policy.orders_per_hour, HOUR).max(limit(policy.orders_per_week, WEEK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: u64) -> Timestamp {
        Timestamp::from_millis(1_800_000_000_000) + Duration::from_mins(minutes)
    }

    #[test]
    fn the_twenty_first_order_within_an_hour_waits_for_the_first_to_leave_it() {
        let names: [DomainName; 1] = ["a.shop.example".parse().unwrap()];
        let orders = Orders::new((0..20).map(|n| (at(n), names.to_vec())));
        let policy = Policy::default();
        assert_eq!(orders.allowed_at(&names, &policy, at(20)), Some(at(60)));
        assert_eq!(orders.allowed_at(&names, &policy, at(60)), None);
        let sibling = ["b.shop.example".parse().unwrap()];
        assert_eq!(
            orders.allowed_at(&sibling, &policy, at(20)),
            Some(at(60)),
            "the limit is that of the registered domain"
        );
        assert_eq!(
            orders.allowed_at(&["other.example".parse().unwrap()], &policy, at(20)),
            None
        );
    }

    #[test]
    fn the_forty_first_order_within_a_week_waits_for_days() {
        let names: [DomainName; 1] = ["shop.example".parse().unwrap()];
        let orders = Orders::new((0..40).map(|n| (at(n * 60), names.to_vec())));
        let week = 7 * 24 * 60;
        assert_eq!(
            orders.allowed_at(&names, &Policy::default(), at(39 * 60 + 59)),
            Some(at(week))
        );
    }
}
