use super::*;
use crate::fixture::name;
use crate::world::{HOUR, MINUTE, World};
use crate::{SslMode, Who};

/// 2026-12-31T23:59:59Z.
const SILVESTER: Timestamp = Timestamp::from_millis(1_798_761_599_000);
const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_fifth_is_kept_for_what_domains_need_and_nothing_is_spent_beyond_the_limit() {
    for (used, limit, expected) in [
        (1_000_000, None, Spending::Freely),
        (0, Some(100), Spending::Freely),
        (79, Some(100), Spending::Freely),
        (80, Some(100), Spending::Sparingly),
        (99, Some(100), Spending::Sparingly),
        (100, Some(100), Spending::OnRequest),
        (101, Some(100), Spending::OnRequest),
        (3, Some(4), Spending::Freely),
        (4, Some(4), Spending::OnRequest),
    ] {
        assert_eq!(spending(used, limit), expected, "{used} of {limit:?}");
    }
}

#[test]
fn the_count_begins_anew_with_the_month_and_never_because_a_clock_went_back() {
    let mut count = CallCount::default();
    count.add(7, SILVESTER);
    count.add(2, SILVESTER - 30 * 24 * HOUR);
    assert_eq!(count.used(SILVESTER), 9);
    assert_eq!(count.used(SILVESTER - 31 * 24 * HOUR), 9);
    assert_eq!(count.used(SILVESTER + SECOND), 0);
    count.add(1, SILVESTER + SECOND);
    assert_eq!(count.used(SILVESTER + SECOND), 1);
    assert_eq!(count.used(SILVESTER), 1);
}

#[test]
fn months_end_at_midnight_utc() {
    assert_eq!(month_ends(SILVESTER), SILVESTER + SECOND);
    assert_eq!(
        month_ends(SILVESTER + SECOND).to_string(),
        "2027-02-01T00:00:00Z"
    );
    assert_eq!(
        month_ends(SILVESTER + 40 * 24 * HOUR).to_string(),
        "2027-03-01T00:00:00Z"
    );
}

#[test]
fn a_count_is_written_down_once_it_is_ahead_or_its_month_is_another() {
    let (mut count, mut saved) = (CallCount::default(), CallCount::default());
    count.add(3, SILVESTER);
    saved.add(1, SILVESTER);
    assert!(!count.is_ahead_of(&saved, 3));
    assert!(count.is_ahead_of(&saved, 2));
    count.add(1, SILVESTER + SECOND);
    assert!(count.is_ahead_of(&saved, 1000));
}

/// One host that is to be attached and one that is to get its certificate.
fn two_due() -> (World, Plan) {
    let mut world = World::new();
    world.row(1, 2, "order.example");
    world.points(&["order.example"]);
    world.pass();
    world.row(2, 2, "attach.example");
    world.points(&["attach.example"]);
    world.advance(SECOND);
    let plan = (*world.dry()).clone();
    assert_eq!(plan.steps.len(), 2, "{:?}", plan.steps);
    (world, plan)
}

#[test]
fn what_nobody_asked_for_waits_for_the_month_to_end_and_says_so() {
    let (world, mut plan) = two_due();
    plan.withhold(400, |_| false, world.now);
    assert_eq!(plan.steps, []);
    for (host, state) in [
        ("order.example", State::Attached),
        ("attach.example", State::Attaching),
    ] {
        let standing = &plan.standings[&name(host)];
        assert_eq!(
            (standing.reason, standing.state, standing.who),
            (Reason::CallBudget, state, Who::Operator)
        );
        assert_eq!(
            standing.detail,
            "all 400 calls of this month are spent, the next may be made on 2026-12-01"
        );
    }
    assert_eq!(plan.next_look, Some(world.now + HOUR), "looks cost nothing");
    let main = &plan.standings[&name("network.example")];
    assert_eq!(
        main.reason,
        Reason::MainDomain,
        "without a step nothing waits"
    );
}

#[test]
fn what_a_person_asked_for_goes_on() {
    let (world, mut plan) = two_due();
    plan.withhold(400, |host| *host == name("order.example"), world.now);
    assert!(
        matches!(&plan.steps[..], [Step::Order { .. }]),
        "{:?}",
        plan.steps
    );
    assert_eq!(
        plan.standings[&name("order.example")].reason,
        Reason::Queued
    );
    assert_eq!(
        plan.standings[&name("attach.example")].reason,
        Reason::CallBudget
    );
}

#[test]
fn the_shared_order_waits_with_all_that_wait_for_it_and_comes_for_one_that_was_asked_for() {
    let mut world = World::basic();
    for (row, host) in ["one.example", "two.example"].into_iter().enumerate() {
        world.row(row.try_into().unwrap(), 2, host);
        world.points(&[host]);
    }
    let plan = loop {
        let plan = world.dry();
        if plan
            .steps
            .iter()
            .any(|step| matches!(step, Step::OrderShared { .. }))
        {
            break plan;
        }
        world.pass();
        world.advance(5 * SECOND);
    };
    assert_eq!(world.panel.ssl, SslMode::Basic);
    let mut without = (*plan).clone();
    without.withhold(9, |_| false, world.now);
    assert_eq!(without.steps, []);
    for host in ["one.example", "two.example"] {
        assert_eq!(without.standings[&name(host)].reason, Reason::CallBudget);
    }
    let mut asked = (*plan).clone();
    asked.withhold(9, |host| *host == name("two.example"), world.now);
    assert_eq!(asked.steps.len(), plan.steps.len());
}

#[test]
fn a_hold_says_more_than_the_count() {
    let (mut world, _) = two_due();
    world.hold = Some(crate::Hold {
        reason: Reason::SwitchedOff,
        detail: "off".to_owned(),
        until: None,
    });
    world.advance(MINUTE);
    let mut plan = (*world.dry()).clone();
    plan.withhold(9, |_| false, world.now);
    assert_eq!(
        plan.standings[&name("attach.example")].reason,
        Reason::SwitchedOff
    );
}
