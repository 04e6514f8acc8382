//! What the panel does without being asked: AutoSSL and renewals.

use emulator::{OrderedBy, Record};

use crate::support::{Bench, DAY, MAIN, START};

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn auto_ssl_orders_a_while_after_adding_once_dns_is_right() {
    let bench = Bench::start().await;
    bench.panel.set_mode(true, true);
    bench.add_pointing("shop.example.com").await;
    bench.panel.clear_records("shop.example.com");
    bench.advance(10 * MINUTE);
    assert_eq!(bench.panel.certificates().len(), 1);
    bench.panel.point_here("shop.example.com");
    assert!(
        bench
            .panel
            .orders()
            .iter()
            .any(|order| order.by == OrderedBy::AutoSsl)
    );
    bench.advance(2_000);
    assert_eq!(bench.panel.certificates().len(), 2);
    assert_eq!(bench.panel.orders().len(), 1);
}

#[tokio::test]
async fn auto_ssl_in_basic_mode_takes_new_names_in() {
    let bench = Bench::basic().await;
    bench.panel.set_mode(false, true);
    bench.add_pointing("shop.example.com").await;
    bench
        .panel
        .switches(|switches| switches.auto_ssl_delay_ms = 5 * MINUTE);
    bench.advance(5 * MINUTE - 1);
    assert!(bench.panel.orders().is_empty());
    bench.advance(1);
    assert_eq!(bench.panel.orders()[0].names, [MAIN, "shop.example.com"]);
    bench.advance(2_000);
    assert_eq!(
        bench.panel.certificates()[0].names,
        [MAIN, "shop.example.com"]
    );
}

#[tokio::test]
async fn without_auto_ssl_nothing_is_ordered() {
    let bench = Bench::start().await;
    bench.add_pointing("shop.example.com").await;
    bench.advance(DAY);
    assert!(bench.panel.orders().is_empty());
}

#[tokio::test]
async fn a_certificate_is_renewed_at_its_date_if_its_name_still_validates() {
    let bench = Bench::start().await;
    bench.advance(60 * DAY - 1);
    assert!(bench.panel.orders().is_empty());
    bench
        .panel
        .set_records(MAIN, &[Record::A("198.51.100.7".parse().unwrap())]);
    bench.advance(1);
    assert!(
        bench
            .panel
            .orders()
            .iter()
            .all(|order| order.names != [MAIN])
    );
    bench.panel.point_here(MAIN);
    let order = bench
        .panel
        .orders()
        .into_iter()
        .find(|order| order.names == [MAIN])
        .unwrap();
    assert_eq!(order.by, OrderedBy::Renewal);
    bench.advance(2_000);
    assert_eq!(bench.panel.certificates()[0].valid_until, START + 150 * DAY);
}

#[tokio::test]
async fn nothing_is_renewed_where_renewals_are_off() {
    let bench = Bench::start().await;
    bench.panel.switches(|switches| switches.renews = false);
    bench.advance(100 * DAY);
    assert!(bench.panel.orders().is_empty());
    assert_eq!(bench.panel.certificates()[0].valid_until, START + 90 * DAY);
}
