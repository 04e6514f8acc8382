//! What visitors and the owner's own zone say: the right site, something else, CAA records, aliases.

use std::time::Duration;

use crate::world::{MAIN, World};
use emulator::{Page, Record as Dns};
use plan::{PointsHere, Reason, State, WwwPolicy};

const HOST: &str = "customer.example";
const SECURED: Option<(State, Reason)> = Some((State::Secured, Reason::CertificateValid));

async fn mapped() -> (World, i64) {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    let row = world.map_ready(HOST);
    (world, row)
}

/// The site that `World::map` makes for a row.
fn site(row: i64) -> i64 {
    100 + row
}

#[tokio::test]
async fn a_name_whose_visitors_get_its_site_is_serving() {
    let (mut world, row) = mapped().await;
    let site = site(row);
    world.panel.serve_row(HOST, row, site);
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(
        world.stands(HOST).await,
        Some((State::Serving, Reason::ServesSite))
    );
    let text = world.operator_text(HOST).await;
    assert!(text.contains("Visitors get its site."), "{text}");
}

#[tokio::test]
async fn visitors_who_get_another_site_are_told_to_the_operator() {
    let (mut world, row) = mapped().await;
    world.panel.serve_row(HOST, row, 1);
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(
        world.stands(HOST).await,
        Some((State::Secured, Reason::ServesOtherSite))
    );
}

#[tokio::test]
async fn a_visit_that_proves_nothing_leaves_a_secured_name_secured_and_says_what_it_met() {
    for (page, words) in [
        (
            Page::Redirect("https://elsewhere.example/".to_owned()),
            "redirected",
        ),
        (Page::LoginWall, "password"),
        (Page::Silence, "valid until"),
    ] {
        let (mut world, row) = mapped().await;
        world.panel.page(HOST, page.clone());
        world.pass(Duration::from_mins(2)).await;
        assert_eq!(world.stands(HOST).await, SECURED, "{page:?}");
        let text = world.operator_text(HOST).await;
        assert!(text.contains(words), "{page:?}: {text}");
        // Once the wall is gone, the next visit finds out.
        let site = site(row);
        world.panel.serve_row(HOST, row, site);
        world
            .pass_by(Duration::from_hours(2), Duration::from_mins(10))
            .await;
        assert_eq!(world.state(HOST).await, Some(State::Serving), "{page:?}");
    }
}

#[tokio::test]
async fn caa_records_that_forbid_cost_no_order_and_name_the_record() {
    let (mut world, _) = mapped().await;
    let here = Dns::A("203.0.113.10".parse().unwrap());
    let caa = |issuer: &str| Dns::Caa(issuer.to_owned());
    world
        .panel
        .set_records(HOST, &[here.clone(), caa("other-ca.example")]);
    world
        .pass_by(Duration::from_hours(3), Duration::from_mins(10))
        .await;
    assert_eq!(
        world.stands(HOST).await,
        Some((State::WaitingDns, Reason::CaaForbids))
    );
    assert_eq!(world.orders().len(), 0);
    let text = world.operator_text(HOST).await;
    assert!(
        text.contains("customer.example lets only other-ca.example issue"),
        "{text}"
    );
    world
        .panel
        .set_records(HOST, &[here, caa("letsencrypt.org")]);
    world
        .pass_by(Duration::from_mins(90), Duration::from_mins(5))
        .await;
    assert_eq!(world.stands(HOST).await, SECURED);
    assert!(world.orders().iter().all(|order| order.ok));
}

#[tokio::test]
async fn an_alias_of_the_networks_host_leads_here_and_a_dead_one_is_named() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world
        .panel
        .set_records("alias.example", &[Dns::Cname(MAIN.to_owned())]);
    world
        .panel
        .set_records("dead.example", &[Dns::Cname("gone.example".to_owned())]);
    world.map("alias.example");
    world.map("dead.example");
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(world.stands("alias.example").await, SECURED);
    let seen = world.record("alias.example").await.unwrap().dns.unwrap();
    assert_eq!(seen.value, PointsHere::ByAlias);
    assert_eq!(
        world.stands("dead.example").await,
        Some((State::WaitingDns, Reason::DnsDeadAlias))
    );
    let text = world.operator_text("dead.example").await;
    assert!(text.contains("an alias of gone.example"), "{text}");
}
