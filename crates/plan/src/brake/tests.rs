use crate::fixture::name;
use crate::world::{MINUTE, World};
use crate::{Reason, RemovedBy, Step};

#[test]
fn removals_under_way_count_with_those_planned() {
    let mut world = World::new();
    let hosts: Vec<String> = (0..40).map(|n| format!("c{n:03}.example")).collect();
    for (id, host) in (1..).zip(&hosts) {
        world.row(id, 2, host);
        world.points(&[host]);
    }
    world.settle();
    for host in &hosts[..10] {
        world.unrow(host);
        world.recorded(host);
    }
    assert_eq!(world.dry().steps.len(), 10);
    world.busy = hosts[..10].iter().map(|host| name(host)).collect();
    world.unrow(&hosts[10]);
    world.recorded(&hosts[10]);
    world.advance(MINUTE);
    let plan = world.dry();
    assert_eq!(plan.braked, [name(&hosts[10])]);
    let off = |step: &Step| matches!(step, Step::Detach { .. });
    assert!(!plan.steps.iter().any(off), "{:?}", plan.steps);
    assert_eq!(world.standing(&hosts[10]).reason, Reason::BrakeOn);
}

#[test]
fn removals_of_names_that_came_back_count_as_well() {
    let mut world = World::new();
    let hosts: Vec<String> = (0..3).map(|n| format!("c{n:03}.example")).collect();
    let mut taken_off = 0;
    // An import empties the table and fills it, again and again.
    for round in 0..4 {
        for (id, host) in (1..).zip(&hosts) {
            world.row(100 * round + id, 2, host);
            world.points(&[host]);
        }
        world.settle();
        let before = world.truth.len();
        for host in &hosts {
            world.unrow(host);
        }
        for _ in 0..6 {
            world.advance(MINUTE);
            world.pass();
        }
        taken_off += before - world.truth.len();
    }
    assert_eq!(
        taken_off, 3,
        "three more would be six, and five a day are allowed"
    );
    assert_eq!(world.standing(&hosts[0]).reason, Reason::BrakeOn);
    let record = &world.records[&name(&hosts[0])];
    let by: Vec<RemovedBy> = record.removals.iter().map(|(_, by)| *by).collect();
    assert_eq!(by, [RemovedBy::Absence]);
}

#[test]
fn one_name_that_comes_and_goes_is_one_removal() {
    let mut world = World::new();
    for id in 1..=40 {
        let host = format!("c{id:03}.example");
        world.row(id, 2, &host);
        world.points(&[&host]);
    }
    world.settle();
    for round in 0..15 {
        let host = "toggled.example";
        world.row(1000 + round, 3, host);
        world.points(&[host]);
        world.settle();
        world.unrow(host);
        world.recorded(host);
        world.settle();
        assert!(
            !world.truth.iter().any(|object| object.shown == host),
            "round {round}"
        );
    }
    // And another customer's removal is not held for it.
    world.unrow("c001.example");
    world.recorded("c001.example");
    world.settle();
    assert!(
        !world
            .truth
            .iter()
            .any(|object| object.shown == "c001.example")
    );
}
