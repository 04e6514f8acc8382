use crate::fixture::name;
use crate::world::{DAY, HOUR, World};
use crate::{DnsOutcome, PointsHere, Reason, State, Who};

fn mapped() -> World {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world
}

fn days(world: &mut World, days: u32) {
    for _ in 0..4 * days {
        world.settle();
        world.advance(DAY / 4);
    }
}

#[test]
fn a_name_that_may_be_behind_a_proxy_is_tried_once_after_a_day_and_then_daily_at_most() {
    for unknown in [false, true] {
        let mut world = mapped();
        world.points_away("customer.example");
        if unknown {
            let seen = PointsHere::Unknown(DnsOutcome::TimedOut);
            world.dns.insert(name("customer.example"), seen);
        }
        days(&mut world, 1);
        assert_eq!(world.orders_placed(), 0, "a day of waiting");
        days(&mut world, 10);
        assert!(
            (5..=10).contains(&world.orders_placed()),
            "{}",
            world.orders_placed()
        );
        let standing = world.standing("customer.example");
        assert_eq!(standing.state, State::WaitingDns, "{standing:?}");
    }
}

#[test]
fn a_certificate_that_comes_through_the_proxy_is_taken_and_renewed_in_time() {
    let mut world = mapped();
    world.points_away("customer.example");
    world.proxied = true;
    days(&mut world, 2);
    assert_eq!(world.orders_placed(), 1);
    assert_eq!(world.standing("customer.example").state, State::Secured);
    world.show_certificate("customer.example", 10 * DAY);
    days(&mut world, 1);
    assert_eq!(
        world.orders_placed(),
        2,
        "a renewal does not wait for a day"
    );
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::CertificateValid
    );
}

#[test]
fn a_name_without_a_record_is_never_tried() {
    let mut world = mapped();
    days(&mut world, 10);
    assert_eq!(world.orders_placed(), 0);
}

#[test]
fn a_name_that_led_here_and_left_costs_no_more_orders() {
    let mut world = mapped();
    world.points(&["customer.example"]);
    world.settle();
    assert_eq!(world.orders_placed(), 1);
    world.points_away("customer.example");
    world.show_certificate("customer.example", 10 * DAY);
    days(&mut world, 20);
    assert_eq!(world.orders_placed(), 1);
    assert_eq!(world.standing("customer.example").reason, Reason::MovedAway);
    assert_eq!(world.standing("customer.example").who, Who::Operator);
}

#[test]
fn tries_in_vain_do_not_delay_the_order_of_a_name_that_leads_here_at_last() {
    let mut world = mapped();
    world.points_away("customer.example");
    days(&mut world, 6);
    let before = world.orders_placed() + 1;
    while world.orders_placed() < before {
        world.advance(HOUR);
        world.pass();
    }
    world.points(&["customer.example"]);
    world.advance(HOUR + HOUR / 4);
    world.settle();
    assert_eq!(world.orders_placed(), before + 1);
    assert_eq!(world.standing("customer.example").state, State::Secured);
}
