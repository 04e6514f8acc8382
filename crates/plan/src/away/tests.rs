use crate::fixture::name;
use crate::world::{HOUR, MINUTE, World};
use crate::{Caa, FailureClass, Reason, State, Who};

fn mapped() -> World {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world
}

/// Lets days pass; tells how often DNS was asked about the customer's name.
fn days(world: &mut World, days: u32) -> usize {
    let mut asked = 0;
    for _ in 0..days * 24 {
        world.advance(HOUR);
        world.track();
        let looks = world.plan().looks;
        asked += looks
            .iter()
            .filter(|look| look.dns && look.host == name("customer.example"))
            .count();
        world.pass();
    }
    asked
}

#[test]
fn a_name_that_never_comes_is_asked_about_ever_more_rarely_and_then_a_person_is_told() {
    let mut world = mapped();
    world.points_away("customer.example");
    days(&mut world, 8);
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.reason, standing.who),
        (Reason::DnsElsewhere, Who::Customer)
    );
    let asked = days(&mut world, 4);
    assert!(
        (8..=20).contains(&asked),
        "a few times a day, not {asked} in four days"
    );
    days(&mut world, 20);
    let standing = world.standing("customer.example").clone();
    assert_eq!(
        (standing.state, standing.reason),
        (State::Attention, Reason::DnsGivenUp)
    );
    assert_eq!((standing.who, standing.next_look), (Who::Operator, None));
    assert_eq!(days(&mut world, 5), 0);
    // As a person's `retry` leaves it.
    let record = world.records.get_mut(&name("customer.example")).unwrap();
    record.dns.as_mut().unwrap().at = crate::Timestamp::default();
    world.points(&["customer.example"]);
    world.settle();
    assert_eq!(world.standing("customer.example").state, State::Secured);
}

#[test]
fn a_name_without_a_definite_answer_is_never_given_up() {
    let mut world = mapped();
    let unknown = crate::PointsHere::Unknown(crate::DnsOutcome::ServerFailure);
    world.dns.insert(name("customer.example"), unknown);
    days(&mut world, 40);
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::DnsServfail
    );
    assert!(days(&mut world, 1) > 10);
}

#[test]
fn caa_records_that_forbid_cost_no_order_and_their_end_brings_one_at_once() {
    let mut world = mapped();
    world.points(&["customer.example"]);
    let forbidden = Caa::Forbidden {
        at: "customer.example".to_owned(),
        allowed: vec!["other-ca.example".to_owned()],
    };
    world.caa.insert(name("customer.example"), forbidden);
    world.caa.insert(name("www.customer.example"), Caa::Allowed);
    days(&mut world, 3);
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason),
        (State::WaitingDns, Reason::CaaForbids)
    );
    assert_eq!(
        standing.detail,
        "customer.example lets only other-ca.example issue"
    );
    assert_eq!((standing.who, world.orders_placed()), (Who::Customer, 0));
    world.caa.insert(name("customer.example"), Caa::Allowed);
    world.advance(HOUR + HOUR / 4);
    world.settle();
    assert_eq!(
        (
            world.orders_placed(),
            world.standing("customer.example").state
        ),
        (1, State::Secured)
    );
}

#[test]
fn caa_records_that_forbid_keep_a_name_from_the_shared_certificate_and_later_hold_the_order() {
    let forbidden = Caa::Forbidden {
        at: "customer.example".to_owned(),
        allowed: Vec::new(),
    };
    let mut world = World::basic();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world
        .caa
        .insert(name("customer.example"), forbidden.clone());
    world.settle_for(HOUR);
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason),
        (State::WaitingDns, Reason::CaaForbids)
    );
    assert!(
        world.attached().is_empty(),
        "it would spoil the order for all"
    );

    world.caa.clear();
    world.settle_for(3 * HOUR);
    assert_eq!(world.standing("customer.example").state, State::Secured);
    world.caa.insert(name("customer.example"), forbidden);
    world.row(2, 3, "other.example");
    world.points(&["other.example"]);
    world.settle_for(HOUR);
    assert_eq!(world.dry().blockers, [name("customer.example")]);
    assert_eq!(
        world.standing("other.example").reason,
        Reason::SharedOrderBlocked
    );
}

#[test]
fn orders_that_fail_for_a_month_end_and_a_person_is_told() {
    let mut world = mapped();
    world.points(&["customer.example"]);
    world.issues = false;
    for _ in 0..34 * 24 * 12 {
        world.advance(5 * MINUTE);
        world.pass();
    }
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason),
        (State::Attention, Reason::CertificateGivenUp)
    );
    let before = world.orders_placed();
    assert!((20..45).contains(&before), "about one a day, not {before}");
    days(&mut world, 10);
    assert_eq!(world.orders_placed(), before);
    let record = &world.records[&name("customer.example")];
    assert!(record.order.failed_with(FailureClass::NoCertificate));
}
