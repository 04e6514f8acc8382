use super::*;

fn at(minutes: u64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000) + Duration::from_mins(minutes)
}

fn names(hosts: &[&str]) -> Vec<DomainName> {
    hosts.iter().map(|host| host.parse().unwrap()).collect()
}

/// The `n`-th host below a registered domain.
fn host(n: u64, domain: &str) -> Vec<DomainName> {
    names(&[&format!("h{n}.{domain}")])
}

const DAY: u64 = 24 * 60;
const WEEK: u64 = 7 * DAY;

fn allowed(orders: &Orders, hosts: &[&str], now: u64) -> Option<Timestamp> {
    orders.allowed_at(&names(hosts), &Limits::default(), at(now))
}

#[test]
fn a_registered_domain_gets_no_more_than_its_share_of_a_week() {
    let orders = Orders::new((0..40).map(|n| (at(n * 60), host(n, "shop.example"))));
    assert_eq!(
        allowed(&orders, &["new.shop.example"], 40 * 60),
        Some(at(WEEK))
    );
    assert_eq!(allowed(&orders, &["new.shop.example"], WEEK), None);
    assert_eq!(allowed(&orders, &["other.example"], 40 * 60), None);
}

#[test]
fn the_same_names_get_no_more_than_four_certificates_a_week_in_whatever_order_they_stand() {
    let pair = ["shop.example", "www.shop.example"];
    let orders = Orders::new((0..4).map(|n| (at(n * DAY), names(&pair))));
    let turned = ["www.shop.example", "shop.example"];
    assert_eq!(allowed(&orders, &turned, 4 * DAY), Some(at(WEEK)));
    assert_eq!(allowed(&orders, &pair[..1], 4 * DAY), None, "another set");
}

#[test]
fn one_name_is_tried_four_times_an_hour_at_most() {
    let orders = Orders::new((0..4).map(|n| {
        let set = ["shop.example", "www.shop.example"];
        (at(n), names(&set[..=usize::from(n % 2 == 0)]))
    }));
    assert_eq!(allowed(&orders, &["shop.example"], 5), Some(at(60)));
    assert_eq!(allowed(&orders, &["www.shop.example"], 5), None);
}

#[test]
fn the_account_gets_no_more_than_its_share_of_three_hours() {
    let orders = Orders::new((0..270).map(|n| (at(n / 60), host(n, &format!("shop{n}.example")))));
    assert_eq!(allowed(&orders, &["new.example"], 10), Some(at(180)));
    assert_eq!(allowed(&orders, &["new.example"], 180), None);
}

#[test]
fn an_order_that_brought_nothing_counts_as_a_try_only() {
    let host = names(&["shop.example"]);
    let mut orders = Orders::new((0..4).map(|n| (at(n * DAY), host.clone())));
    orders.failed(&host[0], at(3 * DAY + 5));
    assert_eq!(allowed(&orders, &["shop.example"], 4 * DAY), None);
    orders.failed(&names(&["stranger.example"])[0], at(9));
    let mut quick = Orders::new((0..4).map(|n| (at(n), host.clone())));
    for n in 0..4 {
        quick.failed(&host[0], at(n));
    }
    assert_eq!(allowed(&quick, &["shop.example"], 5), Some(at(60)));
}

#[test]
fn orders_that_are_still_to_come_take_their_place_in_the_windows() {
    let mut orders = Orders::default();
    let limits = Limits::default();
    let mut last = at(0);
    for n in 0..1000 {
        let names = host(n, &format!("shop{n}.example"));
        last = orders.allowed_at(&names, &limits, at(0)).unwrap_or(at(0));
        orders.add(last, &names);
    }
    assert_eq!(last, at(9 * 60), "270 every three hours");
}

#[test]
fn the_document_tells_the_limits_as_they_are() {
    let document = include_str!("../../../../docs/certificates.md");
    let limits = Limits::default();
    for (limit, window) in [
        (limits.registered_domain, "in 7 days"),
        (limits.exact_set, "in 7 days"),
        (limits.name, "an hour"),
        (limits.account, "in 3 hours"),
    ] {
        let row = format!("| {} {window} | {}", limit.published, limit.used());
        assert!(document.contains(&row), "{row}");
    }
}

#[test]
fn an_order_that_never_reached_the_authority_costs_nothing() {
    let pair = names(&["shop.example", "www.shop.example"]);
    let mut orders = Orders::new((0..4).map(|n| (at(n), pair.clone())));
    assert!(allowed(&orders, &["shop.example"], 5).is_some());
    orders.withdraw(&pair);
    assert_eq!(allowed(&orders, &["shop.example"], 5), None);
    assert_eq!(
        allowed(&orders, &["shop.example", "www.shop.example"], 5),
        None
    );
}

#[test]
fn good_orders_are_no_failed_validations() {
    let name: DomainName = "shop.example".parse().unwrap();
    let other = |n| names(&["shop.example", &format!("h{n}.example")]);
    let mut orders = Orders::new((0..4).map(|n| (at(n), other(n))));
    assert!(allowed(&orders, &["shop.example"], 5).is_some());
    orders.issued(&name, &[]);
    assert_eq!(allowed(&orders, &["shop.example"], 5), None);

    let mut orders = Orders::new((0..6).map(|n| (at(n * 2), other(n))));
    orders.issued(&name, &[at(1), at(3), at(5), at(7)]);
    assert_eq!(
        allowed(&orders, &["shop.example"], 12),
        Some(at(60)),
        "those that failed count on"
    );
}

#[test]
fn what_is_older_than_every_window_is_forgotten() {
    let mut orders = Orders::new((0..9).map(|n| (at(n), host(n, "shop.example"))));
    orders.forget_before(at(8));
    assert_eq!(orders.all.len(), 1);
    assert_eq!((orders.by_name.len(), orders.by_set.len()), (1, 1));
}
