//! Let's Encrypt's published limits, judged over the orders so far.

use crate::world::certificates::DAY_MS;
use crate::world::orders::{Order, same_names};

const WEEK_MS: i64 = 7 * DAY_MS;
const HOUR_MS: i64 = DAY_MS / 24;
/// Certificates with exactly the same names, a week.
const SAME_NAMES_A_WEEK: usize = 5;
/// New certificates for one registered domain, a week; renewals of the same names are exempt.
const PER_REGISTERED_DOMAIN_A_WEEK: usize = 50;
/// New orders of one account in three hours, failed ones among them; renewals of the same names are exempt.
const ORDERS_IN_THREE_HOURS: usize = 300;
/// Failed validations of one host name, an hour.
const FAILURES_AN_HOUR: usize = 5;

/// The limit that an order for these names would break, in words.
pub(crate) fn reached(orders: &[Order], names: &[String], now: i64) -> Option<String> {
    // Orders are in the order of time: looking from the end, the first one too old ends the search.
    let since = |age: i64| {
        orders
            .iter()
            .rev()
            .take_while(move |order| order.at > now - age)
    };
    for name in names {
        let failures = since(HOUR_MS)
            .filter(|order| order.failed_names.contains(name))
            .count();
        if failures >= FAILURES_AN_HOUR {
            return Some(format!(
                "too many failed authorizations ({failures}) for {name} in the last 1h0m0s"
            ));
        }
    }
    let same = since(WEEK_MS)
        .filter(|order| order.ok && same_names(&order.names, names))
        .count();
    if same >= SAME_NAMES_A_WEEK {
        return Some(format!(
            "too many certificates ({same}) already issued for this exact set of identifiers in the last 168h0m0s"
        ));
    }
    if orders
        .iter()
        .any(|order| order.ok && same_names(&order.names, names))
    {
        return None;
    }
    let ordered = since(3 * HOUR_MS).count();
    if ordered >= ORDERS_IN_THREE_HOURS {
        return Some(format!(
            "too many new orders ({ordered}) from this account in the last 3h0m0s"
        ));
    }
    names.iter().map(|name| psl::domain_str(name).unwrap_or(name)).find_map(|registered| {
        let issued =
            since(WEEK_MS).filter(|order| order.ok && order.names.iter().any(|name| is_within(name, registered)));
        let issued = issued.count();
        (issued >= PER_REGISTERED_DOMAIN_A_WEEK)
            .then(|| format!("too many certificates ({issued}) already issued for {registered} in the last 168h0m0s"))
    })
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
        assert!(reached(&orders, &names("shop.example.com"), 10).is_some());
        assert_eq!(reached(&orders, &names("other.example.com"), 10), None);
        assert_eq!(reached(&orders, &names("shop.example.com"), HOUR_MS), None);
    }

    #[test]
    fn the_same_names_are_issued_five_times_a_week() {
        let orders: Vec<Order> = (0..5)
            .map(|at| order(at, "shop.example.com", true))
            .collect();
        assert!(reached(&orders, &names("shop.example.com"), 10).is_some());
        assert_eq!(reached(&orders, &names("shop.example.com"), WEEK_MS), None);
    }

    #[test]
    fn fifty_new_names_of_a_registered_domain_fill_its_week_and_renewals_are_exempt() {
        let orders: Vec<Order> = (0..50)
            .map(|at| order(at, &format!("s{at}.example.co.uk"), true))
            .collect();
        assert!(reached(&orders, &names("new.example.co.uk"), 60).is_some());
        assert_eq!(reached(&orders, &names("s7.example.co.uk"), 60), None);
        assert_eq!(reached(&orders, &names("new.other.co.uk"), 60), None);
    }

    #[test]
    fn an_account_has_300_new_orders_in_three_hours_and_renewals_are_exempt() {
        let orders: Vec<Order> = (0..300)
            .map(|n| order(n, &format!("shop{n}.example"), n % 2 == 0))
            .collect();
        let new = vec!["new.example".to_owned()];
        let problem = reached(&orders, &new, 1_000).unwrap();
        assert!(problem.contains("too many new orders (300)"), "{problem}");
        let renewal = vec!["shop0.example".to_owned()];
        assert_eq!(reached(&orders, &renewal, 1_000), None);
        assert_eq!(reached(&orders, &new, 3 * HOUR_MS + 1), None);
    }
}
