mod ownership;

use crate::fixture::name;
use crate::world::{DAY, Fault, HOUR, MINUTE, SECOND, World};
use crate::{ObjectKind, Permit, Plan, Reason, State, Step};

/// Domains of ours, attached and secured.
fn with(hosts: &[&str]) -> World {
    let mut world = World::new();
    for (id, host) in (1..).zip(hosts) {
        world.row(id, 2, host);
        world.points(&[host]);
    }
    world.settle();
    assert_eq!(world.attached().len(), hosts.len());
    world.done.clear();
    world
}

fn many(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("c{n:03}.example")).collect()
}

fn detaches(plan: &Plan) -> usize {
    let steps = plan.steps.iter();
    steps
        .filter(|step| matches!(step, Step::Detach { .. }))
        .count()
}

/// Turns the loop every 10 s for a while and says after how many seconds the first removal came.
fn first_removal(world: &mut World, patience: std::time::Duration) -> Option<u64> {
    let start = world.now;
    while world.now.since(start) <= patience {
        if detaches(&world.pass()) > 0 {
            return Some(world.now.since(start).as_secs());
        }
        let long = world.now.since(start) >= 5 * MINUTE;
        world.advance(if long { 10 * MINUTE } else { 10 * SECOND });
    }
    None
}

#[test]
fn a_recorded_removal_is_carried_out_at_once() {
    let mut world = with(&["customer.example", "other.example"]);
    world.unrow("customer.example");
    world.recorded("customer.example");
    assert_eq!(detaches(&world.pass()), 1);
    assert_eq!(world.attached(), ["other.example"]);
    let plan = world.pass();
    assert!(plan.steps.is_empty());
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason),
        (State::Removed, Reason::Removed)
    );
}

#[test]
fn a_record_of_an_earlier_life_is_no_evidence() {
    let mut world = with(&["customer.example"]);
    world.removals.push(crate::RemovalRecord {
        request: 1,
        host: name("customer.example"),
        site: None,
        at: world.now - HOUR,
    });
    world.unrow("customer.example");
    assert_eq!(detaches(&world.pass()), 0);
}

#[test]
fn up_to_three_names_that_vanish_quietly_go_after_three_readings_over_a_minute() {
    let mut world = with(&[
        "one.example",
        "two.example",
        "three.example",
        "stays.example",
    ]);
    for host in ["one.example", "two.example", "three.example"] {
        world.unrow(host);
    }
    assert_eq!(first_removal(&mut world, HOUR), Some(60));
    assert_eq!(world.attached(), ["stays.example"]);
}

#[test]
fn a_burst_of_readings_proves_no_more_than_one() {
    let mut world = with(&["one.example", "stays.example"]);
    world.unrow("one.example");
    for _ in 0..50 {
        assert_eq!(detaches(&world.pass()), 0);
        world.advance(SECOND);
    }
}

#[test]
fn four_names_that_vanish_wait_for_a_day() {
    let mut world = with(&[
        "one.example",
        "two.example",
        "three.example",
        "four.example",
    ]);
    world.network.mappings.clear();
    let seconds = first_removal(&mut world, 2 * DAY).unwrap();
    assert!((86_400..87_000).contains(&seconds), "{seconds}");
}

#[test]
fn any_other_change_in_the_network_starts_the_minute_anew_and_never_stops_the_day() {
    let mut world = with(&["one.example", "stays.example"]);
    world.unrow("one.example");
    let start = world.now;
    let mut row = 100;
    // Only the first hour is played at full speed.
    while world.now.since(start) < HOUR {
        row += 1;
        world.rename("stays.example", "stays.example");
        world.network.mappings[0].id = row;
        assert_eq!(detaches(&world.pass()), 0, "{:?}", world.now.since(start));
        world.advance(25 * SECOND);
    }
    world.advance(23 * HOUR);
    world.network.mappings[0].id = row + 1;
    assert_eq!(
        detaches(&world.pass()),
        1,
        "missing for a day is enough in any case"
    );
}

#[test]
fn nothing_goes_on_the_strength_of_half_a_reading() {
    for (network, panel) in [(true, false), (false, true)] {
        let mut world = with(&["customer.example"]);
        world.unrow("customer.example");
        world.recorded("customer.example");
        world.network_partial = network;
        world.panel_partial = panel;
        assert_eq!(first_removal(&mut world, 10 * MINUTE), None);
        let standing = world.standing("customer.example");
        assert_eq!(standing.reason, Reason::AbsenceWatched);
        assert!(standing.next_look.is_some());
    }
}

#[test]
fn a_partial_reading_does_not_count_towards_absence() {
    let mut world = with(&["customer.example"]);
    world.unrow("customer.example");
    world.network_partial = true;
    assert_eq!(first_removal(&mut world, HOUR), None);
    world.network_partial = false;
    assert_eq!(first_removal(&mut world, HOUR), Some(60));
}

#[test]
fn a_rename_waits_until_the_new_name_is_secured() {
    let mut world = with(&["old.example"]);
    world.rename("old.example", "new.example");
    world.recorded("old.example");
    assert_eq!(first_removal(&mut world, HOUR), None);
    assert_eq!(world.attached(), ["new.example", "old.example"]);
    let standing = world.standing("old.example").clone();
    assert_eq!(
        (standing.reason, standing.detail.as_str()),
        (Reason::RenameWaiting, "new.example")
    );
    assert!(standing.next_look > Some(world.now - 15 * MINUTE));
    world.points(&["new.example"]);
    world.advance(2 * HOUR);
    world.settle();
    assert_eq!(world.attached(), ["new.example"]);
}

#[test]
fn a_rename_to_the_www_form_of_another_name_is_recognised_too() {
    let mut world = with(&["old.example"]);
    world.rename("old.example", "www.new.example");
    world.points(&["www.new.example", "new.example"]);
    for _ in 0..20 {
        world.advance(MINUTE);
        world.settle();
    }
    assert_eq!(world.attached(), ["new.example+www"]);
}

#[test]
fn a_rename_that_was_given_up_waits_for_nothing() {
    let mut world = with(&["old.example", "stays.example"]);
    world.rename("old.example", "typo.example");
    world.pass();
    world.advance(10 * SECOND);
    world.unrow("typo.example");
    assert!(first_removal(&mut world, HOUR).is_some());
    world.settle();
    for _ in 0..20 {
        world.advance(MINUTE);
        world.settle();
    }
    assert_eq!(world.attached(), ["stays.example"]);
}

#[test]
fn a_row_that_is_not_served_still_protects_the_name() {
    for (site, host, reason) in [
        (99, "customer.example", Reason::SiteGone),
        (2, "customer.example.", Reason::StillNamed),
        (2, "customer.example:443", Reason::StillNamed),
        (99, "www.customer.example", Reason::StillNamed),
    ] {
        let mut world = with(&["customer.example"]);
        world.unrow("customer.example");
        world.row(7, site, host);
        world.recorded("customer.example");
        world
            .records
            .get_mut(&name("customer.example"))
            .unwrap()
            .permit = Some(Permit::Detach);
        assert_eq!(first_removal(&mut world, HOUR), None, "{host}");
        assert_eq!(world.standing("customer.example").reason, reason, "{host}");
    }
}

#[test]
fn an_adopted_domain_goes_only_where_the_provider_calls_it_an_alias() {
    for (kind, expected) in [
        (ObjectKind::Alias, true),
        (ObjectKind::Untold, false),
        (ObjectKind::Redirect, false),
        (ObjectKind::Other, false),
        (ObjectKind::Primary, false),
    ] {
        let mut world = World::new();
        world.by_hand("customer.example", kind, false);
        world.row(1, 2, "customer.example");
        world.points(&["customer.example"]);
        world.settle();
        world.unrow("customer.example");
        world.recorded("customer.example");
        world
            .records
            .get_mut(&name("customer.example"))
            .unwrap()
            .permit = Some(Permit::Detach);
        assert_eq!(
            first_removal(&mut world, 5 * MINUTE).is_some(),
            expected,
            "{kind:?}"
        );
    }
}

#[test]
fn what_we_attached_goes_also_where_the_type_is_not_told_but_never_as_the_primary() {
    for (kind, expected) in [(ObjectKind::Untold, true), (ObjectKind::Primary, false)] {
        let mut world = with(&["customer.example"]);
        for object in &mut world.truth {
            if object.shown == "customer.example" {
                object.kind = kind;
            }
        }
        world.list();
        world.unrow("customer.example");
        world.recorded("customer.example");
        assert_eq!(
            first_removal(&mut world, 5 * MINUTE).is_some(),
            expected,
            "{kind:?}"
        );
    }
}

#[test]
fn a_persons_yes_takes_a_name_off_without_waiting() {
    let mut world = with(&[
        "one.example",
        "two.example",
        "three.example",
        "four.example",
    ]);
    world.network.mappings.clear();
    world.pass();
    world.records.get_mut(&name("two.example")).unwrap().permit = Some(Permit::Detach);
    assert_eq!(detaches(&world.pass()), 1);
    assert!(!world.attached().contains(&"two.example".to_owned()));
}

#[test]
fn the_brake_holds_back_all_removals_but_those_a_person_allowed() {
    for (removed, braked) in [(10, false), (12, true)] {
        let hosts = many(40);
        let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
        let mut world = with(&hosts);
        for host in hosts.iter().take(removed) {
            world.unrow(host);
            world.recorded(host);
        }
        let plan = world.pass();
        assert_eq!(detaches(&plan), if braked { 0 } else { removed });
        assert_eq!(plan.braked.len(), if braked { removed } else { 0 });
        if braked {
            assert_eq!(world.standing(hosts[0]).reason, Reason::BrakeOn);
            world.records.get_mut(&name(hosts[3])).unwrap().permit = Some(Permit::Detach);
            let plan = world.pass();
            assert_eq!((detaches(&plan), plan.braked.len()), (1, 11));
        }
    }
}

#[test]
fn the_brake_counts_what_was_removed_within_a_day_also_where_the_answer_was_lost() {
    let hosts = many(40);
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let mut world = with(&hosts);
    for host in hosts.iter().take(10) {
        world.unrow(host);
        world.recorded(host);
        world.fault = Some(Fault::Lost);
        world.pass();
        world.advance(MINUTE);
        world.list();
        world.settle();
        assert_eq!(world.standing(host).reason, Reason::Removed);
    }
    assert_eq!(world.attached().len(), 30);
    world.unrow(hosts[10]);
    world.recorded(hosts[10]);
    assert_eq!(world.pass().braked.len(), 1);
    world.advance(DAY);
    assert_eq!(detaches(&world.pass()), 1, "the window has moved on");
}

#[test]
fn absence_is_braked_sooner_than_recorded_removals() {
    let hosts = many(40);
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let mut world = with(&hosts);
    for host in hosts.iter().take(6) {
        world.unrow(host);
    }
    assert_eq!(first_removal(&mut world, 2 * DAY), None);
    assert_eq!(world.standing(hosts[0]).reason, Reason::BrakeOn);
    assert_eq!(world.attached().len(), 40);
}

#[test]
fn a_failed_removal_is_tried_again_later_and_a_name_already_gone_is_done() {
    let mut world = with(&["customer.example"]);
    world.unrow("customer.example");
    world.recorded("customer.example");
    world.fault = Some(Fault::Fails(crate::FailureClass::Transient));
    world.pass();
    world.advance(SECOND);
    assert_eq!(detaches(&world.pass()), 0);
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::ProviderTrouble
    );
    world
        .truth
        .retain(|object| object.shown != "customer.example");
    world.advance(MINUTE);
    world.pass();
    world.pass();
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason),
        (State::Removed, Reason::RemovedElsewhere)
    );
}

#[test]
fn names_that_cannot_be_taken_off_do_not_slow_the_others_down() {
    let mut world = World::new();
    for (id, host) in (1..).zip(["a.example", "b.example", "c.example"]) {
        world.by_hand(host, ObjectKind::Untold, false);
        world.row(id, 2, host);
        world.points(&[host]);
    }
    world.row(9, 2, "created.example");
    world.points(&["created.example"]);
    world.settle();
    world.network.mappings.clear();
    assert_eq!(first_removal(&mut world, HOUR), Some(60));
    assert_eq!(world.attached(), ["a.example", "b.example", "c.example"]);
    assert_eq!(world.standing("a.example").reason, Reason::TypeUnknown);
}
