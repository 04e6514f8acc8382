//! Let's Encrypt's published limits, each a sliding window over the orders so far.

use crate::moment;
use crate::world::certificates::DAY_MS;
use crate::world::orders::{Order, same_names};

const HOUR_MS: i64 = DAY_MS / 24;
const WEEK: (i64, &str) = (7 * DAY_MS, "168h0m0s");
/// Certificates with exactly the same names, a week.
const SAME_NAMES_A_WEEK: usize = 5;
/// New certificates for one registered domain, a week; renewals of the same names are exempt.
const PER_REGISTERED_DOMAIN_A_WEEK: usize = 50;
/// Failed validations of one host name, an hour.
const FAILURES_AN_HOUR: usize = 5;
/// New orders, failed ones among them, three hours; renewals of the same names are exempt. The panel orders everything
/// with one account.
const ORDERS_IN_THREE_HOURS: usize = 300;

/// The limit that an order for these names would break, in the authority's words.
pub(crate) fn reached(orders: &[Order], names: &[String], now: i64) -> Option<String> {
    let seen = Seen { orders, now };
    let new = || !seen.is_renewal(names);
    seen.failures(names)
        .or_else(|| seen.same_names(names))
        .or_else(|| seen.all_orders().filter(|_| new()))
        .or_else(|| seen.registered_domain(names).filter(|_| new()))
}

/// The orders as the authority sees them now.
struct Seen<'orders> {
    orders: &'orders [Order],
    now: i64,
}

impl Seen<'_> {
    /// A certificate for exactly these names was issued before.
    fn is_renewal(&self, names: &[String]) -> bool {
        self.counted()
            .any(|order| order.ok && same_names(&order.names, names))
    }

    fn all_orders(&self) -> Option<String> {
        let window = (3 * HOUR_MS, "3h0m0s");
        self.full(
            window,
            ORDERS_IN_THREE_HOURS,
            |_| true,
            |limit| format!("too many new orders ({limit}) from this account"),
        )
    }

    fn failures(&self, names: &[String]) -> Option<String> {
        names.iter().find_map(|name| {
            let failed = |order: &Order| order.failed_names.contains(name);
            self.full((HOUR_MS, "1h0m0s"), FAILURES_AN_HOUR, failed, |limit| {
                format!("too many failed authorizations ({limit}) for \"{name}\"")
            })
        })
    }

    fn same_names(&self, names: &[String]) -> Option<String> {
        let same = |order: &Order| order.ok && same_names(&order.names, names);
        self.full(WEEK, SAME_NAMES_A_WEEK, same, |limit| {
            format!(
                "too many certificates ({limit}) already issued for this exact set of identifiers"
            )
        })
    }

    fn registered_domain(&self, names: &[String]) -> Option<String> {
        names.iter().find_map(|name| {
            let registered = psl::domain_str(name).unwrap_or(name);
            let within = |order: &Order| {
                order.ok && order.names.iter().any(|name| is_within(name, registered))
            };
            self.full(WEEK, PER_REGISTERED_DOMAIN_A_WEEK, within, |limit| {
                format!("too many certificates ({limit}) already issued for \"{registered}\"")
            })
        })
    }

    /// What the authority took on, newest first: neither what it refused at the door nor what went to its staging twin.
    fn counted(&self) -> impl Iterator<Item = &Order> {
        self.orders
            .iter()
            .rev()
            .filter(|order| !order.limited && !order.staging)
    }

    /// The refusal, if as many orders as are allowed lie within the window.
    fn full(
        &self,
        (length, words): (i64, &str),
        limit: usize,
        counts: impl Fn(&Order) -> bool,
        subject: impl Fn(usize) -> String,
    ) -> Option<String> {
        // Orders are in the order of time: the first one too old ends the search.
        let oldest = self
            .counted()
            .take_while(|order| order.at > self.now - length)
            .filter(|order| counts(order))
            .nth(limit - 1)?;
        Some(format!(
            "urn:ietf:params:acme:error:rateLimited :: {} in the last {words}, retry after {} UTC: see https://letsencrypt.org/docs/rate-limits/",
            subject(limit),
            moment::plain(oldest.at + length)
        ))
    }
}

/// Whether the name is the domain or below it.
fn is_within(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::orders::OrderedBy;

    fn order(at: i64, name: &str, ok: bool) -> Order {
        let names = vec![name.to_owned()];
        let failed_names = if ok { Vec::new() } else { names.clone() };
        Order {
            at,
            names,
            ok,
            by: OrderedBy::Caller,
            problem: None,
            failed_names,
            limited: false,
            staging: false,
        }
    }

    fn names(name: &str) -> Vec<String> {
        vec![name.to_owned()]
    }

    #[test]
    fn five_failures_of_a_host_close_it_for_an_hour() {
        let mut orders: Vec<Order> = (0..4)
            .map(|at| order(at, "shop.example.com", false))
            .collect();
        assert_eq!(reached(&orders, &names("shop.example.com"), 10), None);
        orders.push(order(4, "shop.example.com", false));
        let refusal = reached(&orders, &names("shop.example.com"), 10).unwrap();
        assert!(
            refusal.contains("too many failed authorizations (5) for \"shop.example.com\""),
            "{refusal}"
        );
        assert_eq!(reached(&orders, &names("other.example.com"), 10), None);
        assert_eq!(reached(&orders, &names("shop.example.com"), HOUR_MS), None);
    }

    #[test]
    fn the_same_names_are_issued_five_times_a_week_and_the_refusal_says_when_again() {
        let orders: Vec<Order> = (0..5)
            .map(|at| order(at, "shop.example.com", true))
            .collect();
        assert_eq!(
            reached(&orders, &names("shop.example.com"), 10).unwrap(),
            "urn:ietf:params:acme:error:rateLimited :: too many certificates (5) already issued for this exact set of \
             identifiers in the last 168h0m0s, retry after 1970-01-08 00:00:00 UTC: see \
             https://letsencrypt.org/docs/rate-limits/"
        );
        assert_eq!(reached(&orders, &names("shop.example.com"), WEEK.0), None);
    }

    #[test]
    fn fifty_new_names_of_a_registered_domain_fill_its_week_and_renewals_are_exempt() {
        let orders: Vec<Order> = (0..50)
            .map(|at| order(at, &format!("s{at}.example.co.uk"), true))
            .collect();
        let refusal = reached(&orders, &names("new.example.co.uk"), 60).unwrap();
        assert!(
            refusal.contains("too many certificates (50) already issued for \"example.co.uk\""),
            "{refusal}"
        );
        assert_eq!(reached(&orders, &names("s7.example.co.uk"), 60), None);
        assert_eq!(reached(&orders, &names("new.other.co.uk"), 60), None);
        // The window slides: one place is free as soon as the first of them is a week old.
        assert_eq!(reached(&orders, &names("new.example.co.uk"), WEEK.0), None);
    }

    #[test]
    fn an_account_has_300_new_orders_in_three_hours_whatever_came_of_them_and_renewals_are_exempt()
    {
        let mut orders: Vec<Order> = (0..300)
            .map(|at| order(at, &format!("shop{at}.test"), at % 2 == 0))
            .collect();
        let refusal = reached(&orders, &names("new.test"), 400).unwrap();
        assert!(
            refusal.contains("too many new orders (300) from this account"),
            "{refusal}"
        );
        assert_eq!(reached(&orders, &names("shop0.test"), 400), None);
        assert_eq!(reached(&orders, &names("new.test"), 3 * HOUR_MS), None);
        orders.pop();
        assert_eq!(reached(&orders, &names("new.test"), 400), None);
    }

    #[test]
    fn what_was_refused_by_a_limit_or_went_to_staging_does_not_count() {
        let plain = |at| order(at, "shop.example.com", true);
        let mut orders: Vec<Order> = (0..4).map(plain).collect();
        orders.push(Order {
            limited: true,
            ..plain(4)
        });
        orders.push(Order {
            staging: true,
            ..plain(5)
        });
        assert_eq!(reached(&orders, &names("shop.example.com"), 10), None);
        orders.push(plain(6));
        assert!(reached(&orders, &names("shop.example.com"), 10).is_some());
    }
}
