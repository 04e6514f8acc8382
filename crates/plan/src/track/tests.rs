use crate::fixture::{name, panel};
use crate::world::{HOUR, MINUTE, World};
use crate::{Attached, Class, ObjectKind, Outcome, Reason, State, settle};

#[test]
fn what_somebody_attaches_after_we_took_it_off_is_not_ours() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    world.unrow("customer.example");
    world.recorded("customer.example");
    world.settle();
    assert!(world.attached().is_empty());
    world.removals.clear();
    world.advance(HOUR);
    world.by_hand("customer.example", ObjectKind::Alias, false);
    for _ in 0..4 {
        world.advance(MINUTE);
        world.settle();
    }
    assert_eq!(world.attached(), ["customer.example"]);
    assert_eq!(
        world.records[&name("customer.example")].class,
        Class::Foreign
    );
}

#[test]
fn a_listing_older_than_the_removal_does_not_bring_a_domain_back() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    let stale = world.truth.clone();
    world.unrow("customer.example");
    world.recorded("customer.example");
    world.settle();
    world.panel.domains = stale;
    world.pass();
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason),
        (State::Removed, Reason::Removed)
    );
}

#[test]
fn a_domain_wanted_again_begins_a_new_life() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    world.unrow("customer.example");
    world.recorded("customer.example");
    world.settle();
    world.advance(MINUTE);
    world.row(2, 3, "customer.example");
    world.settle();
    assert_eq!(
        world.attached(),
        ["customer.example"],
        "wanted beats a removal record"
    );
    assert_eq!(world.standing("customer.example").state, State::Secured);
    let record = &world.records[&name("customer.example")];
    assert_eq!(
        (record.class, record.removed_at, record.removed_by),
        (Class::Created, None, None)
    );
}

#[test]
fn an_adopted_object_that_loses_its_www_no_longer_serves_a_www_row() {
    let mut world = World::new();
    let id = world.by_hand("customer.example", ObjectKind::Alias, true);
    world.row(1, 2, "www.customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.settle();
    for object in &mut world.truth {
        object.www &= object.id != id;
    }
    world.list();
    world.certificates.remove(&name("www.customer.example"));
    world.advance(7 * HOUR);
    world.settle();
    assert_eq!(
        world.attached(),
        ["customer.example", "www.customer.example"]
    );
    assert_eq!(world.standing("www.customer.example").state, State::Secured);
}

#[test]
fn a_foreign_object_that_covers_a_new_row_by_its_flag_serves_it_as_one_host() {
    let mut world = World::new();
    world.by_hand("customer.example", ObjectKind::Alias, true);
    world.settle();
    world.row(1, 2, "www.customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.advance(HOUR);
    world.settle();
    assert!(!world.records.contains_key(&name("www.customer.example")));
    assert_eq!(world.standing("customer.example").state, State::Secured);
    assert_eq!(world.done.len(), 1, "one order: {:?}", world.done);
}

#[test]
fn the_primary_domain_is_foreign_even_where_a_row_wants_it() {
    let mut world = World::new();
    world.panel = panel();
    world.truth.clone_from(&world.panel.domains);
    world.by_hand("customer.example", ObjectKind::Primary, false);
    world.row(1, 2, "customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.network.sites.truncate(1);
    world
        .network
        .sites
        .push(crate::fixture::site(2, "network.example"));
    world.settle();
    assert!(world.done.is_empty(), "{:?}", world.done);
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::MainDomain
    );
}

#[test]
fn rows_that_came_back_before_the_removal_leave_no_trace() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    let rows = std::mem::take(&mut world.network.mappings);
    world.pass();
    assert!(world.records[&name("customer.example")].absence.is_some());
    world.network.mappings = rows;
    world.advance(HOUR);
    world.settle();
    let record = &world.records[&name("customer.example")];
    assert_eq!(
        (record.absence.as_ref(), record.class),
        (None, Class::Created)
    );
    assert_eq!(world.attached(), ["customer.example"]);
}

#[test]
fn an_id_that_now_belongs_to_another_name_is_another_object() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    let record = world.records[&name("customer.example")].clone();
    let id = record.object.unwrap().id;
    world.truth.retain(|object| object.id != id);
    let other = Attached::new(id, "stranger.example", ObjectKind::Alias, false, false);
    world.truth.push(other);
    world.unrow("customer.example");
    world.recorded("customer.example");
    // The listing is as it was; the fresh read before the removal shows what happened.
    let step = world.dry().steps[0].clone();
    let record = world.records.get_mut(&name("customer.example")).unwrap();
    let found = Outcome::Changed(world.truth.last().cloned());
    settle(record, &step, &found, world.now);
    assert_eq!(record.object, None);

    world.list();
    for _ in 0..5 {
        world.advance(HOUR);
        world.settle();
    }
    assert_eq!(world.attached(), ["stranger.example"]);
    assert_eq!(
        world.records[&name("stranger.example")].class,
        Class::Foreign
    );
}

#[test]
fn an_id_that_changes_its_name_in_a_listing_is_not_removed_either() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    for object in &mut world.truth {
        if object.shown == "customer.example" {
            *object = Attached::new(
                object.id,
                "stranger.example",
                ObjectKind::Alias,
                false,
                false,
            );
        }
    }
    world.unrow("customer.example");
    world.recorded("customer.example");
    world.list();
    for _ in 0..5 {
        world.advance(HOUR);
        world.settle();
    }
    assert_eq!(world.attached(), ["stranger.example"]);
}

/// A reply that names another id than the list: the list's is the object, and it is ours all the same.
#[test]
fn an_object_that_is_listed_under_another_id_than_the_reply_s_stays_ours() {
    let mut world = World::new();
    world.row(1, 2, "shop.example");
    world.points(&["shop.example"]);
    world.settle();
    let host = name("shop.example");
    for list in [&mut world.truth, &mut world.panel.domains] {
        list.iter_mut()
            .filter(|object| object.names(&host))
            .for_each(|object| object.id += 5000);
    }
    world.records.get_mut(&host).unwrap().unlisted = true;
    world.advance(MINUTE);
    world.settle();
    let record = &world.records[&host];
    assert!(
        record.created
            && record
                .object
                .as_ref()
                .is_some_and(|object| object.id > 5000)
    );
    // Once it was listed, another object of that name is somebody else's.
    for list in [&mut world.truth, &mut world.panel.domains] {
        list.iter_mut()
            .filter(|object| object.names(&host))
            .for_each(|object| object.id += 5000);
    }
    world.advance(MINUTE);
    world.settle();
    assert!(!world.records[&host].created);
}
