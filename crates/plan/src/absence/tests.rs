use crate::fixture::name;
use crate::world::{DAY, HOUR, MINUTE, SECOND, World};
use crate::{Absence, Permit, Reason, Step};

/// A domain of ours that just vanished from the network beside one that stays.
fn vanished() -> World {
    let mut world = World::new();
    for (id, host) in (1..).zip(["gone.example", "stays.example"]) {
        world.row(id, 2, host);
        world.points(&[host]);
    }
    world.settle();
    world.unrow("gone.example");
    world.pass();
    world
}

fn absence(world: &World) -> &Absence {
    world.records[&name("gone.example")]
        .absence
        .as_ref()
        .unwrap()
}

fn is_attached(world: &World) -> bool {
    world.attached().contains(&"gone.example".to_owned())
}

#[test]
fn one_reading_counts_once_however_often_it_is_planned_from() {
    let mut world = vanished();
    world.network_read_at = Some(world.now);
    for _ in 0..30 {
        world.advance(10 * MINUTE);
        world.pass();
    }
    assert_eq!((absence(&world).readings, absence(&world).missed), (1, 1));
    world.network_read_at = None;
    for _ in 0..2 {
        assert!(is_attached(&world));
        world.advance(MINUTE);
        world.pass();
    }
    assert!(!is_attached(&world));
}

#[test]
fn a_single_reading_after_a_long_outage_proves_nothing() {
    let mut world = vanished();
    world.advance(3 * DAY);
    for _ in 0..25 {
        world.pass();
        world.advance(SECOND);
        assert!(is_attached(&world));
    }
    assert_eq!(absence(&world).missed, 2);
    let standing = world.standing("gone.example");
    assert_eq!(standing.reason, Reason::AbsenceWatched);
    assert!(standing.next_look > Some(world.now));
    world.advance(10 * SECOND);
    world.pass();
    assert!(!is_attached(&world), "the third reading, well apart");
}

#[test]
fn readings_of_a_clock_that_went_back_do_not_count() {
    let mut world = vanished();
    for _ in 0..10 {
        world.now = world.now - HOUR;
        world.pass();
    }
    assert_eq!((absence(&world).readings, absence(&world).missed), (1, 1));
}

#[test]
fn a_permit_ends_when_the_host_is_named_again() {
    let mut world = vanished();
    let host = name("gone.example");
    world.panel_partial = true;
    world.records.get_mut(&host).unwrap().permit = Some(Permit::Detach);
    world.pass();
    assert!(
        world.records[&host].permit.is_some(),
        "nothing was done yet"
    );
    world.row(7, 2, "gone.example");
    world.advance(MINUTE);
    world.pass();
    assert_eq!(world.records[&host].permit, None);
    world.panel_partial = false;
    world.unrow("gone.example");
    world.advance(DAY);
    let plan = world.pass();
    let off = |step: &Step| matches!(step, Step::Detach { .. });
    assert!(!plan.steps.iter().any(off), "an old yes is no yes");
}
