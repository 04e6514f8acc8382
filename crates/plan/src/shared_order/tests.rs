use crate::fixture::name;
use crate::world::{DAY, HOUR, MINUTE, SECOND, World};
use crate::{Awaited, Caa, ObjectKind, Reason, SharedOrder, Unfit};

fn turn(world: &mut World, times: u32) {
    for _ in 0..times {
        world.pass();
        world.advance(20 * SECOND);
    }
}

fn told(world: &mut World) -> SharedOrder {
    let plan = world.dry();
    plan.shared_order.clone().expect("an order is told of")
}

fn words(unfit: &[Unfit]) -> Vec<String> {
    let word = |unfit: &Unfit| format!("{} {} {}", unfit.name, unfit.reason, unfit.detail);
    unfit.iter().map(word).collect()
}

fn texts(names: &[crate::DomainName]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn forbid(world: &mut World, host: &str) {
    let forbidden = Caa::Forbidden {
        at: host.to_owned(),
        allowed: vec!["other.example".to_owned()],
    };
    world.caa.insert(name(host), forbidden);
}

#[test]
fn before_an_order_it_is_told_what_it_covers_what_spoils_it_and_what_it_leaves_out() {
    let mut world = World::basic();
    world.row(1, 2, "ready.example");
    world.points(&["ready.example", "www.ready.example"]);
    world.row(2, 2, "bad.example");
    world.points(&["bad.example"]);
    turn(&mut world, 20);
    // One of the attached moved away and one got a CAA record; two more are wanted.
    world.points_away("bad.example");
    forbid(&mut world, "www.ready.example");
    world.by_hand("left-over.example", ObjectKind::Alias, false);
    world.row(3, 2, "new.example");
    world.points(&["new.example"]);
    world.row(4, 2, "later.example");
    world.row(5, 2, "forbidden.example");
    world.points(&["forbidden.example"]);
    forbid(&mut world, "forbidden.example");
    world.advance(7 * HOUR);
    turn(&mut world, 10);
    let order = told(&mut world);
    assert_eq!(
        texts(&order.names),
        [
            "bad.example",
            "left-over.example",
            "network.example",
            "new.example",
            "ready.example",
            "www.ready.example"
        ]
    );
    assert_eq!(texts(&order.waiting), ["new.example"]);
    assert_eq!(
        words(&order.failing),
        [
            "bad.example dns_elsewhere 198.51.100.1",
            "left-over.example dns_missing ",
            "www.ready.example caa_forbids www.ready.example lets only other.example issue",
        ]
    );
    assert_eq!(
        words(&order.left_out),
        [
            "forbidden.example caa_forbids forbidden.example lets only other.example issue",
            "later.example dns_missing ",
        ]
    );
    assert_eq!(
        (order.waits_for, order.due),
        (Some(Awaited::Blockers), None),
        "a person decides when"
    );
}

#[test]
fn names_on_their_way_are_told_apart_from_those_left_out() {
    let mut world = World::basic();
    world.row(1, 2, "one.example");
    world.points(&["one.example", "www.one.example"]);
    let order = told(&mut world);
    assert_eq!(texts(&order.joining), ["one.example", "www.one.example"]);
    assert_eq!(
        texts(&order.names),
        ["network.example", "one.example", "www.one.example"]
    );
    assert_eq!((order.left_out, order.waiting), (vec![], vec![]));
    assert_eq!(order.waits_for, Some(Awaited::Attaching));
    assert_eq!(order.due, Some(world.now + world.policy.shared_debounce));
}

#[test]
fn a_twin_that_a_row_asks_for_is_left_out_by_its_own_reason() {
    let mut world = World::basic();
    world.row(1, 2, "one.example");
    world.row(2, 2, "www.one.example");
    world.points(&["one.example"]);
    turn(&mut world, 20);
    let order = told(&mut world);
    assert_eq!(words(&order.left_out), ["www.one.example dns_missing "]);
    assert_eq!((order.waits_for, order.due), (Some(Awaited::Names), None));
}

#[test]
fn what_an_order_waits_for_is_told_with_its_moment() {
    let mut world = World::basic();
    world.row(1, 2, "one.example");
    world.points(&["one.example"]);
    let mut seen: Vec<Option<Awaited>> = Vec::new();
    for _ in 0..40 {
        let order = told(&mut world);
        assert!(order.due >= Some(world.now), "{order:?}");
        if seen.last() != Some(&order.waits_for) {
            seen.push(order.waits_for);
        }
        if order.waits_for.is_none() {
            break;
        }
        world.pass();
        world.advance(SECOND);
    }
    assert_eq!(
        seen,
        [
            Some(Awaited::Attaching),
            Some(Awaited::MoreNames),
            Some(Awaited::PresentCertificate),
            None
        ]
    );
    // While that one is under way the next names wait for its end.
    world.issues = false;
    world.pass();
    let ordered = world.now;
    world.row(2, 2, "two.example");
    world.points(&["two.example"]);
    world.advance(SECOND);
    turn(&mut world, 3);
    let order = told(&mut world);
    assert_eq!(order.waits_for, Some(Awaited::OrderUnderWay));
    assert_eq!(order.due, Some(ordered + world.policy.issue_patience));
    // It fails, and the pause after that is told.
    world.advance(11 * MINUTE);
    turn(&mut world, 3);
    let order = told(&mut world);
    assert_eq!(order.waits_for, Some(Awaited::Retry));
    assert_eq!(order.due, world.shared.order.not_before);
}

#[test]
fn the_limits_of_the_authority_and_of_a_certificate_are_told() {
    let mut world = World::basic();
    world.row(1, 2, "one.example");
    world.points(&["one.example"]);
    let names = vec![name("network.example"), name("one.example")];
    for _ in 0..4 {
        world.orders.push((world.now, names.clone()));
    }
    world.advance(HOUR);
    turn(&mut world, 10);
    let order = told(&mut world);
    assert_eq!(order.waits_for, Some(Awaited::Limits));
    assert_eq!(order.due, Some(world.orders[0].0 + 7 * DAY));

    let mut world = World::basic();
    world.policy.names_per_certificate = 2;
    world.row(1, 2, "one.example");
    world.points(&["one.example"]);
    turn(&mut world, 20);
    world.row(2, 2, "over.example");
    world.points(&["over.example"]);
    turn(&mut world, 10);
    let order = told(&mut world);
    assert_eq!(
        words(&order.left_out),
        ["over.example shared_certificate_full "]
    );
    assert_eq!(order.waits_for, Some(Awaited::Names));
}

#[test]
fn nothing_is_told_where_nothing_waits_and_where_each_domain_has_its_own() {
    let mut world = World::basic();
    world.row(1, 2, "one.example");
    world.points(&["one.example"]);
    turn(&mut world, 20);
    assert_eq!(
        world.standing("one.example").reason,
        Reason::CertificateValid
    );
    assert_eq!(world.dry().shared_order, None);

    let mut world = World::new();
    world.row(1, 2, "later.example");
    assert_eq!(world.dry().shared_order, None);
}

#[test]
fn a_custom_certificate_is_never_waited_for() {
    let mut world = World::basic();
    if let Some(found) = &mut world.shared_certificate {
        found.ours_to_renew = false;
    }
    world.row(1, 2, "one.example");
    world.points(&["one.example"]);
    turn(&mut world, 10);
    world.row(2, 2, "later.example");
    let order = told(&mut world);
    assert_eq!((order.waits_for, order.due), (Some(Awaited::Custom), None));
}
