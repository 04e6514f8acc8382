use crate::fixture::name;
use crate::world::{HOUR, MINUTE, World};
use crate::{PointsHere, Reason, RowClosed, SiteClosed, SiteId, State, Visit, Who};

const HOST: &str = "customer.example";

fn mapped() -> World {
    let mut world = World::new();
    world.row(1, 2, HOST);
    world
}

fn answered(site: i64) -> Visit {
    Visit::Answered {
        row: 1,
        site: SiteId(site),
    }
}

fn meets(world: &mut World, visit: Visit) {
    world.visits.insert(name(HOST), visit);
}

fn behind_a_proxy() -> World {
    let mut world = mapped();
    let proxy = "104.16.0.1".parse().unwrap();
    world
        .dns
        .insert(name(HOST), PointsHere::Proxied(vec![proxy]));
    world.proxied = true;
    world
}

#[test]
fn a_visitor_who_gets_the_right_site_makes_a_secured_name_serving() {
    let mut world = mapped();
    world.points(&[HOST]);
    meets(&mut world, answered(2));
    world.settle();
    let standing = world.standing(HOST);
    assert_eq!(
        (standing.state, standing.reason),
        (State::Serving, Reason::ServesSite)
    );
}

#[test]
fn a_visitor_who_gets_another_site_is_something_for_the_operator() {
    let mut world = mapped();
    world.points(&[HOST]);
    meets(&mut world, answered(7));
    world.settle();
    let standing = world.standing(HOST);
    assert_eq!(
        (standing.state, standing.reason),
        (State::Secured, Reason::ServesOtherSite)
    );
    assert_eq!(
        (standing.who, standing.detail.as_str()),
        (Who::Operator, "site 7")
    );
}

#[test]
fn a_row_that_serves_nobody_is_never_called_serving() {
    for (stage, active, reason) in [
        ("done", false, Reason::MappingSwitchedOff),
        ("done-without-ssl", false, Reason::MappingSwitchedOff),
        ("checking-ssl-cert", true, Reason::MappingNotOpened),
        ("checking-dns", false, Reason::MappingNotOpened),
        ("a-stage-of-tomorrow", true, Reason::MappingNotOpened),
        ("done-without-ssl", true, Reason::ServesSite),
    ] {
        let mut world = mapped();
        stage.clone_into(&mut world.network.mappings[0].stage);
        world.network.mappings[0].active = active;
        world.points(&[HOST]);
        // The loop-back question is answered for such rows all the same.
        meets(&mut world, answered(2));
        world.settle();
        assert_eq!(world.standing(HOST).reason, reason, "{stage} {active}");
        assert_eq!(
            world.standing(HOST).state == State::Serving,
            reason == Reason::ServesSite
        );
        // As soon as the row is opened, so it is told.
        "done".clone_into(&mut world.network.mappings[0].stage);
        world.network.mappings[0].active = true;
        world.settle();
        assert_eq!(world.standing(HOST).state, State::Serving, "{stage}");
    }
}

#[test]
fn one_row_that_serves_is_enough() {
    let mut world = mapped();
    world.network.mappings[0].active = false;
    world.row(2, 2, "www.customer.example");
    world.points(&[HOST, "www.customer.example"]);
    meets(&mut world, answered(2));
    world.settle();
    assert_eq!(world.standing(HOST).state, State::Serving);
}

#[test]
fn what_a_visit_says_of_a_closed_row_counts_where_the_database_looks_open() {
    for (why, reason) in [
        (RowClosed::NotOpened, Reason::MappingNotOpened),
        (RowClosed::SwitchedOff, Reason::MappingSwitchedOff),
    ] {
        let mut world = mapped();
        world.points(&[HOST]);
        let (row, site) = (1, SiteId(2));
        meets(&mut world, Visit::Closed { row, site, why });
        world.settle();
        let standing = world.standing(HOST);
        assert_eq!((standing.state, standing.reason), (State::Secured, reason));
    }
}

#[test]
fn a_closed_site_is_not_called_serving() {
    for (closed, reason) in [
        (SiteClosed::Archived, Reason::SiteArchived),
        (SiteClosed::Suspended, Reason::SiteSuspended),
    ] {
        let mut world = mapped();
        world.points(&[HOST]);
        meets(&mut world, answered(2));
        world.settle();
        world.network.closed.insert(SiteId(2), closed);
        world.settle();
        let standing = world.standing(HOST);
        assert_eq!((standing.state, standing.reason), (State::Secured, reason));
        assert!(world.truth.iter().any(|object| object.shown == HOST));
    }
}

#[test]
fn nothing_new_is_done_for_a_deleted_or_spam_site_until_it_comes_back() {
    let mut world = mapped();
    world
        .network
        .closed
        .insert(SiteId(2), SiteClosed::Suspended);
    world.points(&[HOST]);
    world.settle_for(HOUR);
    assert_eq!(world.orders_placed(), 0);
    assert!(!world.truth.iter().any(|object| object.shown == HOST));
    assert_eq!(world.standing(HOST).reason, Reason::SiteSuspended);
    world.network.closed.clear();
    world.settle_for(HOUR);
    assert_eq!(world.orders_placed(), 1);
}

#[test]
fn nothing_is_ordered_for_what_was_attached_before_its_site_was_suspended() {
    let mut world = mapped();
    world.issues = false;
    world.settle();
    world
        .network
        .closed
        .insert(SiteId(2), SiteClosed::Suspended);
    world.points(&[HOST]);
    world.settle_for(6 * HOUR);
    assert_eq!(world.orders_placed(), 0);
    assert!(
        world.truth.iter().any(|object| object.shown == HOST),
        "it stays"
    );
}

#[test]
fn whatever_else_a_visit_meets_takes_nothing_from_a_secured_name() {
    for visit in [
        Visit::Redirected {
            to: "https://elsewhere.example/".to_owned(),
        },
        Visit::LoginWall,
        Visit::OtherAnswer { status: 200 },
        Visit::NoAnswer("no answer".to_owned()),
    ] {
        let mut world = mapped();
        world.points(&[HOST]);
        meets(&mut world, visit.clone());
        world.settle();
        let standing = world.standing(HOST);
        assert_eq!(
            (standing.state, standing.reason, standing.who),
            (State::Secured, Reason::CertificateValid, Who::Nobody),
            "{visit:?}"
        );
    }
}

#[test]
fn a_proxy_that_leads_here_is_proved_by_a_visit_and_ordered_for_at_once() {
    let mut world = behind_a_proxy();
    meets(&mut world, answered(2));
    let before = world.now;
    world.settle();
    assert_eq!(world.standing(HOST).state, State::Serving);
    assert_eq!(world.orders_placed(), 1);
    assert!(world.now.since(before) < 5 * MINUTE);
}

#[test]
fn a_proxy_that_proves_nothing_is_tried_once_after_a_while() {
    let mut world = behind_a_proxy();
    world.issues = false;
    world.settle_for(9 * MINUTE);
    assert_eq!(
        (world.orders_placed(), world.standing(HOST).reason),
        (0, Reason::DnsProxied)
    );
    world.settle_for(10 * MINUTE);
    assert_eq!(world.orders_placed(), 1);
    world.settle_for(12 * HOUR);
    assert_eq!(world.orders_placed(), 1, "and then at most once a day");
}

#[test]
fn a_visit_does_not_outweigh_records_of_two_kinds() {
    let mut world = mapped();
    let stale = vec!["2001:db8::7".parse().unwrap()];
    world.dns.insert(
        name(HOST),
        PointsHere::No(crate::Elsewhere::StaleIpv6(stale)),
    );
    meets(&mut world, answered(2));
    world.settle_for(HOUR);
    assert_eq!(
        (world.orders_placed(), world.standing(HOST).reason),
        (0, Reason::DnsStaleIpv6)
    );
}

#[test]
fn a_name_that_a_visit_reaches_needs_no_listed_address() {
    let mut world = mapped();
    world.points_away(HOST);
    world.proxied = true;
    meets(&mut world, answered(2));
    world.settle_for(10 * MINUTE);
    assert_eq!(world.standing(HOST).state, State::Serving);
}
