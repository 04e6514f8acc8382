use crate::fixture::name;
use crate::world::{Fault, HOUR, MINUTE, World};
use crate::{Reason, State, Step};

fn secured(host: &str) -> World {
    let mut world = World::new();
    world.row(1, 2, host);
    world
}

#[test]
fn a_restart_does_not_change_the_form_that_is_attached() {
    let mut world = secured("customer.example");
    world.row(2, 2, "www.customer.example");
    world.points(&["customer.example"]);
    world.settle();
    assert_eq!(world.attached(), ["customer.example"]);
    world.panel_unread = true;
    world.pass();
    world.panel_unread = false;
    assert!(!world.records.contains_key(&name("www.customer.example")));
    world.points(&["www.customer.example"]);
    world.advance(2 * HOUR);
    world.settle();
    assert_eq!(world.attached(), ["customer.example+www"]);
}

#[test]
fn a_form_that_the_other_object_came_to_cover_is_not_attached_again() {
    let mut world = World::new();
    let id = world.by_hand("customer.example", crate::ObjectKind::Alias, false);
    world.row(1, 2, "customer.example");
    world.row(2, 2, "www.customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.track();
    assert!(world.records.contains_key(&name("www.customer.example")));
    for object in &mut world.truth {
        object.www |= object.id == id;
    }
    world.list();
    world.settle();
    assert_eq!(world.attached(), ["customer.example+www"]);
    let attach = |step: &Step| matches!(step, Step::Attach { .. });
    assert!(!world.done.iter().any(attach), "{:?}", world.done);
    assert!(!world.records.contains_key(&name("www.customer.example")));
}

#[test]
fn where_the_flag_cannot_be_changed_a_www_row_is_attached_as_it_is_and_the_bare_name_beside_it() {
    let mut world = secured("www.customer.example");
    world.panel.can_update = false;
    world.ignores_www = true;
    world.points(&["customer.example", "www.customer.example"]);
    world.settle();
    assert_eq!(
        world.attached(),
        ["customer.example", "www.customer.example"]
    );
    assert_eq!(world.standing("www.customer.example").state, State::Secured);
}

#[test]
fn an_object_that_does_not_name_the_host_is_no_proof_that_it_is_attached() {
    let mut world = secured("www.customer.example");
    world.ignores_www = true;
    world.points(&["customer.example", "www.customer.example"]);
    world.dry();
    let plan = world.pass();
    assert!(plan.changes());
    assert!(
        world.records[&name("www.customer.example")]
            .object
            .is_none()
    );
    world.advance(MINUTE);
    let plan = world.dry();
    assert!(!plan.read_panel, "the listing of a minute later settled it");
    world.settle();
    assert_eq!(
        world.attached(),
        ["customer.example", "www.customer.example"]
    );
    assert_eq!(world.standing("www.customer.example").state, State::Secured);
}

#[test]
fn an_attach_of_unknown_fate_is_settled_also_where_the_clock_went_back() {
    for (fault, expected) in [(Fault::Lost, 1), (Fault::LostBefore, 2)] {
        let mut world = secured("customer.example");
        world.points(&["customer.example"]);
        world.dry();
        world.fault = Some(fault);
        world.pass();
        world.now = world.now - HOUR;
        world.track();
        let plan = world.plan();
        assert!(plan.read_panel && !plan.changes(), "a listing comes first");
        world.advance(HOUR / 4);
        world.list();
        world.track();
        assert!(!world.plan().read_panel, "{fault:?}");
        for _ in 0..12 {
            world.advance(HOUR / 4);
            world.settle();
        }
        let attach = |step: &&Step| matches!(step, Step::Attach { .. });
        let attaches = world.done.iter().filter(attach).count();
        assert_eq!(attaches, expected, "{fault:?}");
        assert!(world.records[&name("customer.example")].created);
    }
}

#[test]
fn half_a_listing_settles_nothing_and_unsettles_nobody_else() {
    let mut world = secured("customer.example");
    world.row(2, 2, "other.example");
    world.points(&["customer.example", "other.example"]);
    world.settle();
    world.row(3, 2, "lost.example");
    world.points(&["lost.example"]);
    world.dry();
    world.fault = Some(Fault::Lost);
    world.pass();
    world.unrow("lost.example");
    world.panel_partial = true;
    world.advance(MINUTE);
    // Half a listing that lacks what the call made.
    world.panel.domains.truncate(2);
    world.listed_at = world.now;
    world.track();
    let plan = world.plan();
    assert!(plan.read_panel && plan.forget.is_empty());
    assert_eq!(
        world.standing("lost.example").reason,
        Reason::FateUnknown,
        "it is not forgotten"
    );
    for host in ["customer.example", "other.example"] {
        assert_eq!(world.standing(host).state, State::Secured, "{host}");
    }
}

#[test]
fn a_flag_that_the_panel_forced_on_goes_off_at_once_where_nobody_wants_it() {
    for wanted in [false, true] {
        let mut world = World::new();
        world.network.www = if wanted {
            crate::WwwPolicy::Always
        } else {
            crate::WwwPolicy::Never
        };
        world.forces_www = true;
        world.row(1, 2, "shop.example");
        world.points(&["shop.example"]);
        world.settle_for(crate::world::HOUR);
        let object = world
            .truth
            .iter()
            .find(|object| object.shown == "shop.example");
        assert!(object.is_some_and(|object| !object.www), "wanted: {wanted}");
        assert_eq!(world.standing("shop.example").state, crate::State::Secured);
    }
}

#[test]
fn a_flag_that_the_panel_forced_on_stays_where_it_is_of_use() {
    let mut world = World::new();
    world.forces_www = true;
    world.row(1, 2, "shop.example");
    world.points(&["shop.example", "www.shop.example"]);
    world.settle_for(crate::world::HOUR);
    let object = world
        .truth
        .iter()
        .find(|object| object.shown == "shop.example");
    assert!(object.is_some_and(|object| object.www));
}

/// The record may be set before the mapping is made or after it: in the end both names are served.
#[test]
fn a_www_mapping_ends_alike_whether_dns_or_the_row_came_first() {
    let both = ["pear.example", "www.pear.example"];
    for first in [true, false] {
        let mut world = World::new();
        if first {
            world.points(&both);
        }
        world.row(1, 2, "www.pear.example");
        world.settle_for(crate::world::HOUR);
        world.points(&both);
        world.settle_for(3 * crate::world::HOUR);
        for name in both {
            let name = crate::fixture::name(name);
            let served = world.truth.iter().any(|object| object.names(&name));
            assert!(served, "{name}, DNS first: {first}");
            assert!(
                world.certificates.contains_key(&name),
                "{name}, DNS first: {first}"
            );
        }
        // And taken off together with the mapping.
        world.unrow("www.pear.example");
        world.settle_for(crate::world::HOUR);
        for name in both {
            let name = crate::fixture::name(name);
            let served = world.truth.iter().any(|object| object.names(&name));
            assert!(!served, "{name}, DNS first: {first}");
        }
    }
}

/// The older API cannot switch it off again: the operator is told at once, and not the customer after a week.
#[test]
fn a_flag_that_an_older_api_forced_on_waits_for_the_operator() {
    let mut world = World::new();
    world.panel.can_update = false;
    world.forces_www = true;
    world.row(1, 2, "shop.example");
    world.points(&["shop.example"]);
    world.settle_for(crate::world::HOUR);
    let standing = world.standing("shop.example");
    assert_eq!(standing.reason, crate::Reason::TwinForced);
    assert_eq!(standing.who, crate::Who::Operator);
    assert!(world.orders.is_empty(), "an order for both would fail");
    world.points(&["shop.example", "www.shop.example"]);
    world.settle_for(crate::world::HOUR);
    assert_eq!(world.standing("shop.example").state, State::Secured);
}

/// Also where the other form is never wanted by itself: the bare name is the better form, once it leads here.
#[test]
fn the_bare_name_of_a_secured_www_mapping_is_watched_for() {
    let mut world = World::new();
    world.network.www = crate::WwwPolicy::Never;
    world.row(1, 2, "www.pear.example");
    world.points(&["www.pear.example"]);
    world.settle_for(crate::world::HOUR);
    assert_eq!(world.attached(), ["www.pear.example"]);
    world.points(&["pear.example", "www.pear.example"]);
    world.settle_for(2 * crate::world::HOUR);
    assert_eq!(world.attached(), ["pear.example", "www.pear.example"]);
}
