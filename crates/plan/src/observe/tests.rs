use std::time::Duration;

use crate::fixture::name;
use crate::world::{SECOND, World};
use crate::{Sight, observe};

/// How long after the last look at DNS the next one is due, and how many were counted.
fn pace(world: &World) -> (Duration, u32) {
    let record = &world.records[&name("customer.example")];
    let seen = record.dns.as_ref().unwrap();
    let next = record.standing.next_look.unwrap();
    (next.since(seen.at), seen.looks)
}

#[test]
fn the_look_for_caa_records_of_a_name_just_attached_does_not_slow_the_looks_at_dns() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points_away("customer.example");
    world.pass();
    let record = world.records.get_mut(&name("customer.example")).unwrap();
    let seen_first = record.dns.clone();
    // The agent asks for them once the name is attached, and the world at once.
    (record.caa, record.twin_caa) = (None, None);
    world.advance(SECOND);
    world.pass();
    world.pass();
    assert_eq!(world.attached(), ["customer.example"]);
    let seen = world.records[&name("customer.example")].dns.clone();
    assert!(seen.unwrap().at > seen_first.unwrap().at, "asked again");
    for (looks, seconds) in [(1, 10), (2, 20), (3, 30), (4, 60)] {
        let (pause, counted) = pace(&world);
        assert_eq!(counted, looks);
        assert!(
            (seconds..=seconds * 6 / 5).contains(&pause.as_secs()),
            "look {looks} was followed by {pause:?}"
        );
        world.advance(pause);
        world.pass();
    }
}

#[test]
fn a_look_before_its_time_that_shows_something_else_begins_the_pace_anew() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points_away("customer.example");
    world.settle_for(300 * SECOND);
    let (_, counted) = pace(&world);
    assert!(counted > 3, "{counted}");
    let now = world.now + SECOND;
    let record = world.records.get_mut(&name("customer.example")).unwrap();
    let sight = Sight {
        dns: Some(crate::PointsHere::Yes),
        ..Sight::default()
    };
    observe(record, sight, now);
    assert_eq!(record.dns.as_ref().unwrap().looks, 1);
}

#[test]
fn a_zone_that_alternates_between_answers_that_are_no_yes_is_looked_at_ever_more_rarely() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    let answers = [
        crate::PointsHere::Unknown(crate::DnsOutcome::ServerFailure),
        crate::PointsHere::No(crate::Elsewhere::NoSuchName),
    ];
    let mut pauses = Vec::new();
    for round in 0..10 {
        let answer = answers[round % 2].clone();
        world.dns.insert(name("customer.example"), answer);
        world.settle();
        let (pause, _) = pace(&world);
        pauses.push(pause);
        world.advance(pause + SECOND);
    }
    assert!(pauses[9] >= Duration::from_mins(5), "{pauses:?}");
    // And a yes begins anew.
    world.points(&["customer.example"]);
    world.settle_for(crate::world::HOUR);
    assert_eq!(
        world.standing("customer.example").state,
        crate::State::Secured
    );
}
