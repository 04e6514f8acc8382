use std::time::Duration;

use crate::fixture::name;
use crate::world::{DAY, HOUR, MINUTE, START, World};
use crate::{CertificateFound, Leaf, Outcome, Reason, Renewal, State, Step, Timestamp, settle};

const HOST: &str = "customer.example";

fn leaf() -> Leaf {
    Leaf {
        issuer: String::new(),
        names: Vec::new(),
        not_before: START,
        not_after: START + 90 * DAY,
    }
}

fn overdue(until: Timestamp, at: Timestamp, now: Timestamp) -> bool {
    Renewal { until, at }.is_overdue(&leaf(), now)
}

#[test]
fn a_renewal_is_overdue_seven_days_after_its_date_while_the_same_certificate_is_shown() {
    let (until, at) = (START + 90 * DAY, START + 60 * DAY);
    assert!(!overdue(until, at, at + 7 * DAY - HOUR));
    assert!(overdue(until, at, at + 7 * DAY));
    // Another zone, or seconds that were cut off, make no other certificate; a newer one ends weeks later.
    assert!(overdue(until + 14 * HOUR, at, at + 7 * DAY));
    assert!(overdue(until - 14 * HOUR, at, at + 7 * DAY));
    for other in [until + 2 * DAY, until - 60 * DAY] {
        assert!(!overdue(other, at, at + 7 * DAY));
    }
}

#[test]
fn a_date_that_cannot_be_one_of_a_renewal_orders_nothing() {
    let until = START + 90 * DAY;
    for at in [Timestamp::default(), START, START + 44 * DAY] {
        assert!(!overdue(until, at, START + 70 * DAY), "{at}");
    }
}

/// A host with a certificate of 90 days that was to be renewed on day 60, as the provider told.
fn secured(world: &mut World) {
    world.settle();
    let shown = world.certificates[&name(HOST)].clone();
    let told = Renewal {
        until: shown.not_after,
        at: shown.not_after - 30 * DAY,
    };
    world.records.get_mut(&name(HOST)).unwrap().renewal = Some(told);
}

fn days(world: &mut World, days: u32) {
    for _ in 0..2 * days {
        world.advance(12 * HOUR);
        world.pass();
        world.pass();
    }
}

fn advanced() -> World {
    let mut world = World::new();
    world.row(1, 2, HOST);
    world.points(&[HOST]);
    secured(&mut world);
    assert_eq!(world.orders_placed(), 1);
    world
}

#[test]
fn a_week_after_the_date_that_runcloud_told_the_certificate_is_ordered_once() {
    let mut world = advanced();
    days(&mut world, 66);
    assert_eq!(world.orders_placed(), 1, "renewal is the provider's");
    days(&mut world, 2);
    assert_eq!(world.orders_placed(), 2);
    let standing = world.standing(HOST);
    assert_eq!(
        (standing.state, standing.reason),
        (State::Secured, Reason::CertificateValid)
    );
    // Of the new one no date is known: a sixth of its lifetime decides.
    days(&mut world, 70);
    assert_eq!(world.orders_placed(), 2);
    days(&mut world, 8);
    assert_eq!(world.orders_placed(), 3);
}

#[test]
fn a_certificate_that_runcloud_renewed_meanwhile_is_left() {
    let mut world = advanced();
    days(&mut world, 62);
    world.show_certificate(HOST, 90 * DAY);
    days(&mut world, 70);
    assert_eq!(world.orders_placed(), 1);
}

#[test]
fn a_custom_certificate_is_never_ordered_whatever_was_told_before() {
    let mut world = advanced();
    let custom = CertificateFound {
        id: 77,
        ours_to_renew: false,
        valid_until: None,
    };
    let now = world.now;
    let record = world.records.get_mut(&name(HOST)).unwrap();
    let object = record.object.as_ref().unwrap().id;
    let step = Step::ReadCertificate {
        host: name(HOST),
        object,
    };
    settle(record, &step, &Outcome::Certificate(Some(custom)), now);
    assert_eq!(record.renewal, None);
    world.objects.insert(object, custom);
    days(&mut world, 90);
    assert_eq!(world.orders_placed(), 1);
}

#[test]
fn the_shared_certificate_is_ordered_by_the_date_told_for_it_and_awaited_until_another_is_shown() {
    let mut world = World::basic();
    world.row(1, 2, HOST);
    world.points(&[HOST]);
    world.settle_for(Duration::from_mins(30));
    let shared = |world: &World| {
        let orders = world.done.iter();
        let shared = |step: &&Step| matches!(step, Step::OrderShared { .. });
        orders.filter(shared).count()
    };
    assert_eq!(shared(&world), 1);
    let shown = world.certificates[&name(HOST)].clone();
    world.shared.renewal = Some(Renewal {
        until: shown.not_after,
        at: shown.not_after - 30 * DAY,
    });
    days(&mut world, 66);
    assert_eq!(shared(&world), 1);
    world.issues = false;
    days(&mut world, 1);
    assert_eq!(shared(&world), 2);
    world.advance(2 * MINUTE);
    world.pass();
    world.pass();
    assert_eq!(world.standing(HOST).reason, Reason::CertificateOrdered);
    assert_eq!(shared(&world), 2, "the old certificate proves no order");
    days(&mut world, 1);
    assert_eq!(world.standing(HOST).state, State::Secured);
    let tries = shared(&world);
    assert!((2..=5).contains(&tries), "{tries} orders");
    world.issues = true;
    days(&mut world, 3);
    assert_eq!(world.standing(HOST).reason, Reason::CertificateValid);
    assert_eq!(shared(&world), tries + 1);
}
