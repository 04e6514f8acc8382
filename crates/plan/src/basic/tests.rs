use crate::fixture::name;
use crate::world::{HOUR, MINUTE, SECOND, World};
use crate::{DnsOutcome, ObjectKind, Plan, PointsHere, Reason, State, Step, Who};

fn orders(world: &World) -> usize {
    let steps = world.done.iter();
    steps
        .filter(|step| matches!(step, Step::OrderShared { .. }))
        .count()
}

fn run(world: &mut World, time: std::time::Duration) -> std::rc::Rc<Plan> {
    let start = world.now;
    loop {
        let plan = world.pass();
        let late = world.now.since(start) > 15 * MINUTE;
        world.advance(if late { 5 * MINUTE } else { 5 * SECOND });
        if world.now.since(start) > time {
            return plan;
        }
    }
}

#[test]
fn a_name_is_attached_only_when_it_leads_here() {
    for unready in [None, Some(PointsHere::Unknown(DnsOutcome::TimedOut))] {
        let mut world = World::basic();
        world.row(1, 2, "customer.example");
        if let Some(seen) = unready {
            world.dns.insert(name("customer.example"), seen);
        }
        run(&mut world, MINUTE);
        assert!(world.attached().is_empty());
        assert_eq!(world.standing("customer.example").state, State::WaitingDns);
        world.points(&["customer.example"]);
        run(&mut world, 10 * MINUTE);
        assert_eq!(world.attached(), ["customer.example"]);
        assert_eq!(world.standing("customer.example").state, State::Secured);
    }
}

#[test]
fn names_that_come_together_share_one_order_and_a_removal_costs_none() {
    let mut world = World::basic();
    for n in 0..8 {
        let host = format!("c{n}.example");
        world.row(n, 2, &host);
        world.points(&[&host]);
        run(&mut world, 10 * SECOND);
    }
    assert_eq!(orders(&world), 0, "more may come");
    run(&mut world, MINUTE);
    assert_eq!((orders(&world), world.attached().len()), (1, 8));
    world.unrow("c3.example");
    world.recorded("c3.example");
    run(&mut world, HOUR);
    assert_eq!((orders(&world), world.attached().len()), (1, 7));
}

#[test]
fn a_stream_of_new_names_does_not_put_the_order_off_for_ever() {
    let mut world = World::basic();
    let mut n = 0;
    while orders(&world) == 0 {
        assert!(n < 40, "no order after {n} names");
        let host = format!("c{n:02}.example");
        world.row(n, 2, &host);
        world.points(&[&host]);
        n += 1;
        run(&mut world, 10 * SECOND);
    }
    assert!(n > 20, "batched: {n}");
}

#[test]
fn a_name_that_would_spoil_the_order_holds_it_and_is_named_whoever_it_belongs_to() {
    for (host, row) in [("left-over.example", None), ("gone.example", Some(99))] {
        for seen in [None, Some(PointsHere::Unknown(DnsOutcome::TimedOut))] {
            let mut world = World::basic();
            world.by_hand(host, ObjectKind::Alias, false);
            if let Some(site) = row {
                world.row(9, site, host);
            }
            if let Some(seen) = seen {
                world.dns.insert(name(host), seen);
            }
            world.row(1, 2, "customer.example");
            world.points(&["customer.example"]);
            let plan = run(&mut world, 10 * MINUTE);
            assert_eq!((orders(&world), &plan.blockers), (0, &vec![name(host)]));
            let standing = world.standing("customer.example");
            assert_eq!(
                (standing.reason, standing.who),
                (Reason::SharedOrderBlocked, Who::Operator)
            );
            assert_eq!(standing.detail, host);
            world.points(&[host]);
            run(&mut world, 2 * HOUR);
            assert_eq!(orders(&world), 1, "{host}");
        }
    }
}

#[test]
fn the_first_certificate_is_ordered_where_there_is_none_and_a_custom_one_is_left() {
    let mut world = World::basic();
    world.shared_certificate = None;
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    run(&mut world, 2 * MINUTE);
    let replaced = world.done.iter().find_map(|step| match step {
        Step::OrderShared { replaces, .. } => Some(*replaces),
        _ => None,
    });
    assert_eq!(replaced, Some(None));

    let mut world = World::basic();
    if let Some(found) = &mut world.shared_certificate {
        found.ours_to_renew = false;
    }
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    run(&mut world, 10 * MINUTE);
    assert_eq!(orders(&world), 0);
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::CustomCertificate
    );
}

#[test]
fn no_name_is_attached_beyond_what_a_certificate_holds() {
    let mut world = World::basic();
    // The main domain is the first name; these are names 2 to 99.
    for n in 0..98 {
        let host = format!("c{n:02}.example");
        world.row(n, 2, &host);
        world.points(&[&host]);
    }
    run(&mut world, 5 * MINUTE);
    world.row(200, 2, "last.example");
    world.row(201, 2, "over.example");
    world.points(&[
        "last.example",
        "www.last.example",
        "over.example",
        "www.c00.example",
    ]);
    run(&mut world, 2 * HOUR);
    assert_eq!(
        world.attached().len()
            + usize::from(world.attached().iter().any(|shown| shown.ends_with("+www"))),
        99
    );
    assert_eq!(
        world.standing("over.example").reason,
        Reason::SharedCertificateFull
    );
    assert_eq!(world.standing("c55.example").state, State::Secured);
}

#[test]
fn a_certificate_that_came_by_itself_ends_the_waiting() {
    let mut world = World::basic();
    world.by_hand("left-over.example", ObjectKind::Alias, false);
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    run(&mut world, 10 * MINUTE);
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::SharedOrderBlocked
    );
    world.show_certificate("customer.example", 90 * 24 * HOUR);
    run(&mut world, 25 * MINUTE);
    assert_eq!(orders(&world), 0);
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::CertificateValid
    );
}

#[test]
fn while_an_order_is_under_way_the_next_names_wait_for_its_end() {
    let mut world = World::basic();
    world.issues = false;
    world.row(1, 2, "one.example");
    world.points(&["one.example"]);
    run(&mut world, 2 * MINUTE);
    assert_eq!(orders(&world), 1);
    world.row(2, 2, "two.example");
    world.points(&["two.example"]);
    run(&mut world, 3 * MINUTE);
    assert_eq!(orders(&world), 1);
    let standing = world.standing("two.example");
    assert_eq!(standing.reason, Reason::SharedOrderPending);
    assert!(standing.next_look > Some(world.now));
    world.issues = true;
    run(&mut world, 2 * HOUR);
    for host in ["one.example", "two.example"] {
        assert_eq!(world.standing(host).state, State::Secured, "{host}");
    }
}
