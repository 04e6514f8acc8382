use crate::fixture::name;
use crate::world::{DAY, HOUR, MINUTE, SECOND, World};
use crate::{DomainName, Limit, Reason, State, Step};

/// A world whose authority allows few orders in three hours.
fn scarce(orders: usize) -> World {
    let mut world = World::new();
    world.policy.limits.account = Limit {
        published: orders,
        kept_free: 0,
        window: 3 * HOUR,
    };
    world
}

fn map(world: &mut World, id: i64, host: &str) {
    world.row(id, 2 + id % 8, host);
    world.points(&[host]);
}

/// The hosts ordered for, in the order in which they were.
fn ordered(world: &World) -> Vec<&DomainName> {
    let steps = world.done.iter();
    steps
        .filter_map(|step| match step {
            Step::Order { host, .. } => Some(host),
            _ => None,
        })
        .collect()
}

#[test]
fn what_is_about_to_expire_comes_first_and_then_what_waits_longest() {
    let mut world = scarce(1);
    map(&mut world, 1, "z-expiring.example");
    world.settle();
    world.advance(DAY);
    map(&mut world, 2, "m-first.example");
    world.pass();
    world.advance(MINUTE);
    map(&mut world, 3, "a-later.example");
    world.show_certificate("z-expiring.example", DAY);
    // It was looked at hours ago; now it shows what is left of it.
    world.advance(7 * HOUR);
    world.done.clear();
    for _ in 0..12 * 20 {
        world.pass();
        world.advance(3 * MINUTE);
    }
    let expected = ["z-expiring.example", "m-first.example", "a-later.example"].map(name);
    // `m-first` had its turn in the first pass, before anything else was due.
    let seen = ordered(&world);
    let places: Vec<usize> = expected
        .iter()
        .filter_map(|host| seen.iter().position(|seen| *seen == host))
        .collect();
    assert!(places.is_sorted(), "{seen:?}");
}

#[test]
fn what_has_to_wait_is_told_its_own_turn_and_the_plan_sums_it_up() {
    let mut world = scarce(2);
    for id in 1..=5 {
        map(&mut world, id, &format!("d{id}.example"));
    }
    world.pass();
    world.advance(10 * SECOND);
    let start = world.now;
    let forecast = world.dry().forecast;
    assert_eq!((forecast.now, forecast.later), (2, 3));
    assert_eq!(forecast.last_at, Some(start + 6 * HOUR));
    let waiting: Vec<_> = (1..=5)
        .map(|id| world.standing(&format!("d{id}.example")))
        .filter(|standing| standing.reason == Reason::CertificateBudget)
        .collect();
    assert_eq!(waiting.len(), 3);
    for standing in waiting {
        let day = (start + 3 * HOUR).day();
        assert_eq!(
            standing.detail,
            format!("{day}, by the limit for all domains together")
        );
        let next = standing.next_look.unwrap();
        assert!(next > world.now && next <= world.now + HOUR, "{next:?}");
    }
    for _ in 0..130 {
        world.pass();
        world.advance(3 * MINUTE);
    }
    for id in 1..=5 {
        assert_eq!(
            world.standing(&format!("d{id}.example")).state,
            State::Secured
        );
    }
    assert_eq!(ordered(&world).len(), 5);
}

#[test]
fn a_certificate_that_comes_by_other_hands_while_its_order_waits_is_seen_within_the_hour() {
    let mut world = scarce(1);
    map(&mut world, 1, "a.example");
    map(&mut world, 2, "b.example");
    world.policy.limits.account.window = 7 * DAY;
    for _ in 0..10 {
        world.pass();
        world.advance(MINUTE);
    }
    let waits = |world: &World| world.standing("b.example").reason == Reason::CertificateBudget;
    assert!(waits(&world));
    world.show_certificate("b.example", 90 * DAY);
    for _ in 0..61 {
        world.pass();
        world.advance(MINUTE);
    }
    assert_eq!(world.standing("b.example").state, State::Secured);
    assert_eq!(ordered(&world).len(), 1);
}

#[test]
fn what_is_about_to_be_attached_is_part_of_the_forecast() {
    let mut world = scarce(2);
    for id in 1..=3 {
        map(&mut world, id, &format!("d{id}.example"));
    }
    let forecast = world.dry().forecast;
    assert_eq!((forecast.now, forecast.later), (2, 1));
}

#[test]
fn an_order_that_is_known_to_have_brought_nothing_costs_no_certificate_of_the_week() {
    let mut world = World::new();
    map(&mut world, 1, "customer.example");
    world.issues = false;
    for _ in 0..4 * 24 {
        world.pass();
        world.advance(5 * MINUTE);
        world.pass();
        world.advance(10 * MINUTE);
    }
    let before = ordered(&world).len();
    assert!(before > 4, "only {before} tries in a day");
    world.issues = true;
    for _ in 0..24 {
        world.advance(HOUR);
        world.pass();
    }
    assert_eq!(world.standing("customer.example").state, State::Secured);
}

#[test]
fn what_the_certificate_of_an_earlier_object_was_says_nothing_of_the_next() {
    let mut world = World::new();
    map(&mut world, 1, "customer.example");
    world.settle();
    let record = world.records.get_mut(&name("customer.example")).unwrap();
    record.certificate_until = Some(world.now + 90 * DAY);
    record.lose_object();
    assert_eq!(record.certificate_until, None);
}

#[test]
fn what_never_failed_comes_before_what_failed_again_and_again() {
    let mut world = scarce(1);
    world.blocked.insert(name("failing.example"));
    map(&mut world, 1, "failing.example");
    world.settle_for(4 * HOUR);
    let failing = world.records[&name("failing.example")].order.failed;
    assert!(failing > 0, "it failed");
    world.done.clear();
    map(&mut world, 2, "new.example");
    world.settle_for(7 * HOUR);
    let seen = ordered(&world);
    assert_eq!(seen.first(), Some(&&name("new.example")), "{seen:?}");
}

/// One customer with hundreds of names gets one order in turn with everybody else.
#[test]
fn sites_take_turns_and_a_limit_of_all_is_told_as_that() {
    let mut world = scarce(6);
    for n in 0..40 {
        world.row(n, 2, &format!("a{n}-of-one.example"));
        world.points(&[&format!("a{n}-of-one.example")]);
    }
    world.advance(MINUTE);
    world.row(100, 3, "z-honest.example");
    world.points(&["z-honest.example"]);
    world.settle_for(10 * MINUTE);
    assert_eq!(world.standing("z-honest.example").state, State::Secured);
    let waiting = world
        .records
        .values()
        .find(|record| record.standing.reason == Reason::CertificateBudget);
    let detail = &waiting.unwrap().standing.detail;
    assert!(
        detail.ends_with("by the limit for all domains together"),
        "{detail}"
    );
}

/// Three hundred sub-domains of a domain whose validation fails cost a few orders, not those of everybody.
#[test]
fn names_of_a_domain_that_keeps_failing_wait_for_one_that_comes_through() {
    let mut world = World::new();
    let names: Vec<String> = (0..60).map(|n| format!("s{n}.stuck.example")).collect();
    for (id, host) in names.iter().enumerate() {
        world.row(id as i64, 2, host);
        world.points(&[host]);
        world.blocked.insert(name(host));
    }
    world.policy.limits.registered_domain.published = 1000;
    world.settle_for(2 * HOUR);
    let failed = world
        .records
        .values()
        .filter(|record| record.order.failed > 0)
        .count();
    assert!((5..=12).contains(&failed), "{failed}");
    let held = world
        .records
        .values()
        .find(|record| {
            record.order.failed == 0
                && record.object.is_some()
                && record.host != world.network.main_domain
                && record.host.as_str().contains("stuck")
        })
        .unwrap();
    assert!(
        held.standing
            .detail
            .contains("other names of stuck.example failed"),
        "{:?}",
        held.standing
    );
    world.blocked.clear();
    world.settle_for(20 * DAY);
    let secured = names
        .iter()
        .filter(|host| world.standing(host).state == State::Secured)
        .count();
    assert_eq!(secured, names.len());
}
