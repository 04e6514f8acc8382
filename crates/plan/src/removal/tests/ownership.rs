//! Whose a domain is decides whether it may go, and a row that changed hands decides nothing.

use super::{detaches, first_removal, with};
use crate::fixture::name;
use crate::world::{DAY, HOUR, MINUTE, World};
use crate::{Class, ObjectKind, Permit, Reason, State, Who};

fn unmap(world: &mut World, host: &str) {
    world.unrow(host);
    world.recorded(host);
}

#[test]
fn a_customer_cannot_have_a_domain_removed_that_the_operator_attached() {
    let mut world = World::new();
    world.by_hand("promo.operator.example", ObjectKind::Alias, false);
    world.points(&["promo.operator.example"]);
    world.settle();
    world.advance(HOUR);
    world.row(1, 2, "promo.operator.example");
    world.settle();
    let host = name("promo.operator.example");
    assert_eq!(world.records[&host].class, Class::Adopted);
    unmap(&mut world, "promo.operator.example");
    assert_eq!(first_removal(&mut world, 3 * DAY), None);
    let standing = world.standing("promo.operator.example");
    assert_eq!(
        (standing.state, standing.reason, standing.who),
        (State::Attention, Reason::TypeUnknown, Who::Operator)
    );
    world.records.get_mut(&host).unwrap().permit = Some(Permit::Detach);
    assert_eq!(detaches(&world.pass()), 1, "a person may say so");
}

#[test]
fn half_a_reading_of_the_network_makes_nobody_a_stranger() {
    let mut world = World::new();
    world.by_hand("customer.example", ObjectKind::Alias, false);
    world.points(&["customer.example"]);
    world.network_partial = true;
    world.settle();
    world.network_partial = false;
    world.row(1, 2, "customer.example");
    world.advance(MINUTE);
    world.settle();
    unmap(&mut world, "customer.example");
    assert_eq!(detaches(&world.pass()), 1);
}

#[test]
fn what_somebody_attached_in_place_of_ours_while_nobody_wanted_it_is_theirs() {
    let mut world = with(&["customer.example"]);
    world.unrow("customer.example");
    world.pass();
    world
        .truth
        .retain(|object| object.shown != "customer.example");
    world.by_hand("customer.example", ObjectKind::Alias, false);
    assert_eq!(first_removal(&mut world, 2 * DAY), None);
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::TypeUnknown
    );
}

#[test]
fn what_stands_in_place_of_ours_while_it_is_wanted_is_adopted() {
    let mut world = with(&["customer.example"]);
    world
        .truth
        .retain(|object| object.shown != "customer.example");
    world.by_hand("customer.example", ObjectKind::Alias, false);
    world.settle();
    let record = &world.records[&name("customer.example")];
    assert_eq!((record.class, record.created), (Class::Adopted, false));
    unmap(&mut world, "customer.example");
    assert_eq!(detaches(&world.pass()), 1);
}

#[test]
fn a_row_that_was_renamed_to_what_is_not_served_keeps_the_old_name_until_a_person_acts() {
    for (new, detail) in [
        ("customer..example", "row 1"),
        ("s3.network.example", "s3.network.example"),
    ] {
        let mut world = with(&["customer.example", "stays.example"]);
        world.rename("customer.example", new);
        world.recorded("customer.example");
        assert_eq!(first_removal(&mut world, 3 * DAY), None, "{new}");
        let standing = world.standing("customer.example");
        assert_eq!(
            (standing.reason, standing.who, standing.detail.as_str()),
            (Reason::StillNamed, Who::Operator, detail)
        );
        world.unrow(new);
        world.pass();
        assert_eq!(world.attached(), ["stays.example"], "the row is gone");
    }
}
