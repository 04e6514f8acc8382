use crate::fixture::name;
use crate::world::{DAY, Fault, HOUR, MINUTE, SECOND, World};
use crate::{
    Caa, CertificateFound, DnsOutcome, FailureClass, ObjectKind, PointsHere, Reason, State, Step,
    Who,
};

#[test]
fn a_name_is_attached_at_once_and_ordered_for_when_it_leads_here() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.settle();
    assert_eq!(world.attached(), ["customer.example"]);
    assert_eq!(world.orders_placed(), 0);
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason, standing.who),
        (State::WaitingDns, Reason::DnsMissing, Who::Customer)
    );
    world.points(&["customer.example"]);
    world.now = world.standing("customer.example").next_look.unwrap();
    world.settle();
    assert_eq!(world.orders_placed(), 1);
    assert_eq!(world.standing("customer.example").state, State::Secured);
}

#[test]
fn an_order_waits_until_the_twin_that_is_switched_on_leads_here_too() {
    let mut world = World::new();
    world.by_hand("customer.example", ObjectKind::Alias, true);
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    assert_eq!(world.orders_placed(), 0);
    let standing = world.standing("customer.example");
    assert_eq!(standing.reason, Reason::TwinElsewhere);
    assert_eq!(standing.detail, "www.customer.example (no record)");
    world.points(&["www.customer.example"]);
    world.advance(HOUR);
    world.settle();
    assert_eq!(world.orders_placed(), 1);
}

#[test]
fn an_unknown_answer_orders_nothing_and_spoils_nothing() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    let unknown = PointsHere::Unknown(DnsOutcome::ServerFailure);
    world.dns.insert(name("customer.example"), unknown);
    world.settle();
    assert_eq!(
        (
            world.orders_placed(),
            world.standing("customer.example").reason
        ),
        (0, Reason::DnsServfail)
    );
    world.show_certificate("customer.example", 60 * DAY);
    world.advance(HOUR);
    world.settle();
    assert_eq!(world.standing("customer.example").state, State::Secured);
}

#[test]
fn an_accepted_order_is_awaited_asked_about_once_and_given_up_after_ten_minutes() {
    let mut world = World::new();
    world.issues = false;
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    while world.orders_placed() == 0 {
        world.pass();
        world.advance(SECOND);
    }
    let ordered = world.now;
    let mut questions = 0;
    while world.now.since(ordered) < 9 * MINUTE {
        let plan = world.pass();
        questions += plan.steps.len();
        let standing = world.standing("customer.example");
        assert_eq!(
            (standing.state, standing.reason),
            (State::Ordering, Reason::CertificateOrdered)
        );
        assert_eq!(standing.who, Who::Authority);
        world.advance(10 * SECOND);
    }
    assert_eq!(
        (questions, world.orders_placed()),
        (1, 1),
        "asked once, never ordered twice"
    );
    world.advance(2 * MINUTE);
    world.pass();
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason),
        (State::Attention, Reason::CertificateNeverCame)
    );
    assert!(standing.next_look > Some(world.now));
    world.issues = true;
    world.advance(HOUR);
    world.settle();
    assert_eq!(world.standing("customer.example").state, State::Secured);
}

#[test]
fn an_order_whose_answer_was_lost_is_looked_for_and_not_repeated() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.pass();
    world.advance(SECOND);
    while world.orders_placed() == 0 {
        world.fault = Some(Fault::Lost);
        world.pass();
        world.fault = None;
    }
    world.advance(5 * SECOND);
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
fn a_question_that_fails_is_not_asked_again_at_once() {
    let mut world = World::new();
    world.issues = false;
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    while world.orders_placed() == 0 {
        world.pass();
        world.advance(SECOND);
    }
    world.advance(4 * MINUTE);
    world.fault = Some(Fault::Fails(FailureClass::Throttled));
    assert_eq!(world.pass().steps.len(), 1);
    assert!(world.pass().steps.is_empty());
}

#[test]
fn an_adopted_domain_is_asked_for_its_certificate_before_one_is_ordered() {
    let mut world = World::new();
    let id = world.by_hand("customer.example", ObjectKind::Alias, false);
    world.objects.insert(
        id,
        CertificateFound {
            id: 77,
            ours_to_renew: true,
            valid_until: None,
        },
    );
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    let replaced = world.done.iter().find_map(|step| match step {
        Step::Order { replaces, .. } => *replaces,
        _ => None,
    });
    assert_eq!(replaced, Some(77), "{:?}", world.done);
}

#[test]
fn a_certificate_that_is_somebodys_own_is_left_alone() {
    let mut world = World::new();
    let id = world.by_hand("customer.example", ObjectKind::Alias, false);
    world.objects.insert(
        id,
        CertificateFound {
            id: 77,
            ours_to_renew: false,
            valid_until: None,
        },
    );
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    assert_eq!(world.orders_placed(), 0);
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason, standing.who),
        (State::Attention, Reason::CustomCertificate, Who::Operator)
    );
}

#[test]
fn a_certificate_of_somebodys_own_is_asked_about_daily_while_it_lets_visitors_down() {
    let mut world = World::new();
    let id = world.by_hand("customer.example", ObjectKind::Alias, false);
    let custom = CertificateFound {
        id: 77,
        ours_to_renew: false,
        valid_until: None,
    };
    world.objects.insert(id, custom);
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    let mut questions = 0;
    for _ in 0..72 {
        let plan = world.pass();
        let asks = |step: &&Step| matches!(step, Step::ReadCertificate { .. });
        questions += plan.steps.iter().filter(asks).count();
        world.advance(HOUR);
    }
    assert!((3..=4).contains(&questions), "{questions} in three days");
    assert_eq!(world.orders_placed(), 0);
    world.objects.remove(&id);
    world.advance(DAY);
    world.settle();
    assert_eq!(world.orders_placed(), 1, "it was deleted there");
    assert_eq!(world.standing("customer.example").state, State::Secured);
}

#[test]
fn a_certificate_is_renewed_when_a_sixth_of_its_life_is_left() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    assert_eq!(world.orders_placed(), 1);
    world.show_certificate("customer.example", 16 * DAY);
    world.advance(7 * HOUR);
    world.settle();
    assert_eq!(world.orders_placed(), 1, "renewal is the provider's");
    for _ in 0..4 {
        world.advance(7 * HOUR);
        assert_eq!(world.standing("customer.example").state, State::Secured);
        world.settle();
    }
    assert_eq!(world.orders_placed(), 2);
}

#[test]
fn a_valid_certificate_stays_secured_while_its_renewal_fails() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    world.issues = false;
    world.show_certificate("customer.example", 10 * DAY);
    for _ in 0..60 {
        world.advance(HOUR);
        world.pass();
        assert_eq!(world.standing("customer.example").state, State::Secured);
    }
    assert!(
        (3..=9).contains(&world.orders_placed()),
        "{} orders",
        world.orders_placed()
    );
}

#[test]
fn auto_ssl_is_given_time_before_we_step_in() {
    let mut world = World::new();
    world.panel.auto_ssl = true;
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    let start = world.now;
    while world.now.since(start) < 9 * MINUTE {
        world.pass();
        world.advance(20 * SECOND);
    }
    assert_eq!(world.orders_placed(), 0);
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::AutoSslExpected
    );
    world.advance(2 * MINUTE);
    world.settle();
    assert_eq!(world.orders_placed(), 1);
}

#[test]
fn sub_domains_of_one_registered_name_share_its_budget() {
    let mut world = World::new();
    for n in 0..45 {
        let host = format!("s{n}.customer.example");
        world.row(n, 2, &host);
        world.points(&[&host]);
    }
    for _ in 0..6 {
        world.pass();
        world.advance(SECOND);
    }
    assert_eq!(world.orders_placed(), 40);
    let waiting = world
        .records
        .values()
        .filter(|record| record.standing.reason == Reason::CertificateBudget);
    let waiting: Vec<_> = waiting.map(|record| record.standing.next_look).collect();
    assert_eq!(waiting.len(), 5);
    assert!(waiting.iter().all(|next| *next > Some(world.now)));
    world.advance(7 * 24 * HOUR);
    world.settle();
    assert_eq!(world.orders_placed(), 45);
}

#[test]
fn after_a_failed_order_the_one_cause_that_is_known_is_told_and_the_owner_acts() {
    for (caa, reason) in [
        (
            Caa::Unknown(DnsOutcome::ServerFailure),
            Reason::CaaUnanswered,
        ),
        (Caa::SomeAccounts, Reason::CaaOtherAccount),
    ] {
        let mut world = World::new();
        world.row(1, 2, "shop.example");
        world.points(&["shop.example"]);
        world.caa.insert(name("shop.example"), caa);
        world.issues = false;
        world.settle_for(HOUR);
        let standing = world.standing("shop.example");
        assert_eq!(
            (standing.reason, standing.who),
            (reason, crate::Who::Customer)
        );
    }
}
