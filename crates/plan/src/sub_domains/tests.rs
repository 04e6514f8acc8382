use crate::fixture::{name, site};
use crate::world::{DAY, MINUTE, SECOND, START, World};
use crate::{NetworkKind, ObjectKind, SslMode, SubDomains};

/// `count` sub-domain sites, and no wildcard.
fn with_sites(count: i64) -> World {
    let mut world = World::new();
    world.network.sites.truncate(1);
    for id in 0..count {
        let host = format!("shop{id}.network.example");
        world.network.sites.push(site(100 + id, &host));
        world.points(&[&host]);
    }
    world.truth.truncate(1);
    world.list();
    world
}

fn told(world: &mut World) -> Option<SubDomains> {
    world.dry().sub_domains.clone()
}

#[test]
fn more_sub_domains_than_a_week_allows_are_told_with_the_day_of_the_last() {
    let found = told(&mut with_sites(41)).unwrap();
    assert_eq!((found.lacking, found.weekly), (41, 40));
    assert_eq!(
        found.to_string(),
        "41 sub-domains of network.example have no certificate; 40 are ordered a week, the last about 2026-12-07"
    );
    assert_eq!(
        found.advice(),
        "attach `*.network.example` in RunCloud and give it a certificate by dns-01: then none of them needs its own"
    );
    for (count, weeks) in [(80, 1), (81, 2), (200, 4), (201, 5)] {
        let found = told(&mut with_sites(count)).unwrap();
        let days = found.last_at.since(START - DAY).as_secs() / 86_400;
        assert_eq!(
            (found.lacking, days / 7),
            (count.try_into().unwrap(), weeks)
        );
    }
}

#[test]
fn a_week_that_is_enough_is_not_worth_a_word() {
    assert_eq!(told(&mut with_sites(40)), None);
}

#[test]
fn a_wildcard_basic_mode_and_sites_by_path_need_nothing() {
    let mut world = with_sites(60);
    world.by_hand("*.network.example", ObjectKind::Alias, false);
    assert_eq!(told(&mut world), None);
    let mut world = with_sites(60);
    world.panel.ssl = SslMode::Basic;
    assert_eq!(told(&mut world), None);
    let mut world = with_sites(60);
    world.network.kind = NetworkKind::SubDirectory;
    assert_eq!(told(&mut world), None);
}

#[test]
fn customers_domains_and_names_that_no_wildcard_would_cover_do_not_count() {
    let mut world = with_sites(39);
    for id in 0..20 {
        world.row(id, 2, &format!("customer{id}.example"));
        let deep = format!("a.deep{id}.network.example");
        world.network.sites.push(site(500 + id, &deep));
    }
    assert_eq!(told(&mut world), None);
}

#[test]
fn half_a_listing_may_lack_the_wildcard_and_tells_nothing() {
    let mut world = with_sites(60);
    world.panel_partial = true;
    assert_eq!(told(&mut world), None);
}

#[test]
fn names_with_a_certificate_do_not_count_and_before_the_first_handshakes_nothing_is_said() {
    let mut world = with_sites(60);
    for id in 0..60 {
        world.by_hand(
            &format!("shop{id}.network.example"),
            ObjectKind::Alias,
            false,
        );
        if id < 30 {
            world.show_certificate(&format!("shop{id}.network.example"), 80 * DAY);
        }
    }
    world.track();
    assert_eq!(world.plan().sub_domains, None, "nobody looked yet");
    assert_eq!(told(&mut world), None, "30 are few");
    for id in 0..15 {
        world
            .certificates
            .remove(&name(&format!("shop{id}.network.example")));
    }
    world.advance(DAY);
    assert_eq!(told(&mut world).map(|found| found.lacking), Some(45));
}

#[test]
fn what_was_ordered_this_week_counts_and_the_day_stands_still_meanwhile() {
    let mut world = with_sites(130);
    for _ in 0..20 {
        world.pass();
        world.advance(SECOND);
    }
    assert_eq!(world.orders_placed(), 40);
    let found = told(&mut world).unwrap();
    assert_eq!(found.lacking, 90);
    let day = found.last_at;
    assert_eq!(day.since(START - DAY).as_secs() / 86_400 / 7, 3);
    world.advance(3 * DAY);
    world.settle_for(MINUTE);
    assert_eq!(told(&mut world).unwrap().last_at, day);
}
