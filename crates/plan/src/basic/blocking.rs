//! A wanted name that stands in the way of the shared certificate goes on a person's word, and comes back by itself.

use crate::fixture::name;
use crate::world::{HOUR, MINUTE, SECOND, World};
use crate::{ObjectKind, Permit, RemovedBy, State, Step};

/// `bad.example` was attached and leads elsewhere now, `new.example` waits for the certificate of all.
fn blocked(by_hand: Option<ObjectKind>) -> World {
    let mut world = World::basic();
    world.row(1, 2, "bad.example");
    world.points(&["bad.example"]);
    if let Some(kind) = by_hand {
        world.by_hand("bad.example", kind, false);
    }
    turn(&mut world, 30);
    world.points_away("bad.example");
    world.row(2, 2, "new.example");
    world.points(&["new.example"]);
    world.advance(HOUR);
    turn(&mut world, 30);
    world
}

fn turn(world: &mut World, times: u32) {
    for _ in 0..times {
        world.pass();
        world.advance(20 * SECOND);
    }
}

fn allow(world: &mut World) {
    let record = world.records.get_mut(&name("bad.example")).unwrap();
    record.permit = Some(Permit::Detach);
}

fn removals(world: &World) -> Vec<RemovedBy> {
    let steps = world.done.iter();
    steps
        .filter_map(|step| match step {
            Step::Detach { evidence, .. } => Some(evidence.kind()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_person_may_take_a_wanted_name_out_of_the_way() {
    for by_hand in [None, Some(ObjectKind::Alias)] {
        let mut world = blocked(by_hand);
        assert_eq!(world.dry().blockers, [name("bad.example")]);
        assert_eq!(removals(&world), [], "never without a person");
        allow(&mut world);
        turn(&mut world, 30);
        assert_eq!(removals(&world), [RemovedBy::Person]);
        assert_eq!(world.attached(), ["new.example"]);
        assert_eq!(world.standing("new.example").state, State::Secured);
        assert_eq!(world.standing("bad.example").state, State::WaitingDns);
        world.points(&["bad.example"]);
        world.advance(HOUR);
        turn(&mut world, 30);
        assert_eq!(world.attached(), ["bad.example", "new.example"]);
        assert_eq!(world.standing("bad.example").state, State::Secured);
    }
}

#[test]
fn what_is_no_alias_stays_in_the_way_whatever_a_person_says() {
    for kind in [
        ObjectKind::Primary,
        ObjectKind::Untold,
        ObjectKind::Redirect,
    ] {
        let mut world = blocked(Some(kind));
        allow(&mut world);
        turn(&mut world, 30);
        assert_eq!(removals(&world), [], "{kind:?}");
    }
}

#[test]
fn a_permit_ends_when_the_name_is_in_the_way_no_more() {
    let mut world = blocked(None);
    world.panel_partial = true;
    allow(&mut world);
    world.points(&["bad.example"]);
    world.advance(HOUR);
    turn(&mut world, 3);
    world.panel_partial = false;
    turn(&mut world, 3);
    world.points_away("bad.example");
    world.advance(10 * MINUTE);
    turn(&mut world, 30);
    assert_eq!(removals(&world), []);
}
