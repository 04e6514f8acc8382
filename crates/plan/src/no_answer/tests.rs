use crate::fixture::name;
use crate::world::{HOUR, MINUTE, SECOND, World};
use crate::{CertificateFound, Reason, State, Step, Who};

fn secured(mut world: World) -> World {
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    turn(&mut world, 30);
    assert_eq!(world.standing("customer.example").state, State::Secured);
    world.advance(7 * HOUR);
    world.done.clear();
    world
}

fn turn(world: &mut World, times: u32) {
    for _ in 0..times {
        world.pass();
        world.advance(20 * SECOND);
    }
}

fn orders(world: &World) -> usize {
    let order = |step: &&Step| matches!(step, Step::Order { .. } | Step::OrderShared { .. });
    world.done.iter().filter(order).count()
}

#[test]
fn a_server_that_restarts_brings_about_no_order_and_no_change_of_state() {
    for world in [World::new(), World::basic()] {
        let mut world = secured(world);
        world.silent = true;
        turn(&mut world, 15);
        let standing = world.standing("customer.example");
        assert_eq!(
            (standing.state, standing.reason, standing.who),
            (State::Secured, Reason::NoAnswer, Who::Nobody)
        );
        assert!(standing.next_look.is_some());
        world.silent = false;
        turn(&mut world, 30);
        assert_eq!(orders(&world), 0);
        assert_eq!(
            world.standing("customer.example").reason,
            Reason::CertificateValid
        );
    }
}

#[test]
fn nothing_is_ordered_while_the_main_domain_does_not_answer_either() {
    for world in [World::new(), World::basic()] {
        let mut world = secured(world);
        world.silent = true;
        for _ in 0..200 {
            world.pass();
            world.advance(MINUTE);
        }
        assert_eq!(orders(&world), 0);
        let standing = world.standing("customer.example");
        assert_eq!(
            (standing.state, standing.reason, standing.who),
            (State::Attention, Reason::NoAnswer, Who::Operator)
        );
    }
}

#[test]
fn a_certificate_that_is_really_gone_is_read_and_ordered_after_ten_minutes() {
    let mut world = secured(World::new());
    let id = world.truth.last().unwrap().id;
    let found = CertificateFound {
        id: 4711,
        ours_to_renew: true,
        valid_until: None,
    };
    world.objects.insert(id, found);
    world.certificates.remove(&name("customer.example"));
    let start = world.now;
    while orders(&world) == 0 {
        assert!(
            world.now.since(start) < 20 * MINUTE,
            "it is ordered at last"
        );
        turn(&mut world, 1);
    }
    assert!(world.now.since(start) > 10 * MINUTE);
    let replaced = world.done.iter().find_map(|step| match step {
        Step::Order { replaces, .. } => Some(*replaces),
        _ => None,
    });
    assert_eq!(replaced, Some(Some(4711)), "it was read before");
}

#[test]
fn a_certificate_that_is_gone_from_all_names_is_ordered_again() {
    let mut world = secured(World::basic());
    world.certificates.remove(&name("customer.example"));
    turn(&mut world, 60);
    assert_eq!(orders(&world), 1);
    assert_eq!(world.standing("customer.example").state, State::Secured);
}

#[test]
fn a_server_that_says_it_has_no_certificate_is_not_silent() {
    // One certificate was for all, the network's own host included, and is gone.
    let mut world = secured(World::basic());
    world.certificates.clear();
    turn(&mut world, 15);
    assert_eq!(orders(&world), 0, "it may be set up anew");
    turn(&mut world, 45);
    assert_eq!(orders(&world), 1);
    assert_eq!(world.standing("customer.example").state, State::Secured);
}
