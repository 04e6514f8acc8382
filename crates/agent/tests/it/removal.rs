//! What it takes until a domain is taken off, and what keeps it from being taken off.

use std::time::Duration;

use crate::world::{MAIN, World};
use emulator::{DomainShape, FaultKind, Kind};
use ledger::RequestKind;
use plan::{Reason, State, WwwPolicy};
use serde_json::json;

/// A world in which these hosts are served.
async fn serving(hosts: &[&str]) -> World {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    for host in hosts {
        world.map_ready(host);
    }
    world.agent.start_first_run();
    world.pass(Duration::from_mins(2)).await;
    for host in hosts {
        assert_eq!(world.state(host).await, Some(State::Secured), "{host}");
    }
    world.panel.clear_calls();
    world
}

const ONE_READ_AND_ONE_CALL: [&str; 2] = ["GET domains/{d}", "DELETE domains/{d}"];

#[tokio::test]
async fn a_domain_on_the_third_page_is_taken_off_at_the_same_price() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    for n in 0..90 {
        world
            .panel
            .add_by_hand(&format!("f{n}.example"), false, Kind::Alias);
    }
    world.map_ready("last.example");
    world.pass(Duration::from_mins(2)).await;
    world.restart().await;
    world.pass(Duration::from_mins(1)).await;
    world.panel.clear_calls();
    world.unmap("last.example");
    world.record_removal("last.example").await;
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.calls(), ONE_READ_AND_ONE_CALL);
    assert_eq!(world.objects("last.example"), 0);
    assert_eq!(world.panel.domains().len(), 91, "nothing else is gone");
}

#[tokio::test]
async fn a_name_in_other_letters_at_the_panel_is_the_same_name() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.panel.add_by_hand("Shop.Example", false, Kind::Alias);
    world.map_ready("shop.example");
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(world.panel.count("POST domains"), 0, "it is there already");
    world.panel.clear_calls();
    world.unmap("shop.example");
    world.record_removal("shop.example").await;
    world.pass(Duration::from_mins(1)).await;
    assert_eq!(world.calls(), ONE_READ_AND_ONE_CALL);
    assert_eq!(world.attached(), [MAIN]);
}

#[tokio::test]
async fn a_rename_serves_the_new_name_before_it_takes_off_the_old_one() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    let row = world.map_ready("old.example");
    world.pass(Duration::from_mins(2)).await;
    world.rename(row, "new.example");
    world.record_removal("old.example").await;
    world.pass(Duration::from_hours(2)).await;
    let old = world.record("old.example").await.unwrap().standing;
    assert_eq!(
        (old.state, old.reason, old.detail.as_str()),
        (State::Attached, Reason::RenameWaiting, "new.example"),
        "the new name has no DNS yet"
    );
    world.panel.clear_calls();
    world.panel.point_here("new.example");
    world.pass(Duration::from_hours(2)).await;
    assert_eq!(world.attached(), [MAIN, "new.example"]);
    let calls = world.calls();
    let changes: Vec<&str> = calls
        .iter()
        .map(String::as_str)
        .filter(|call| *call != "GET domains" && *call != "GET ssl/advanced")
        .collect();
    assert_eq!(
        changes,
        [
            "POST domains/{d}/ssl",
            "GET domains/{d}",
            "DELETE domains/{d}"
        ]
    );
}

#[tokio::test]
async fn absence_without_a_record_counts_after_three_readings_and_a_minute() {
    let mut world = serving(&["gone.example", "stays.example"]).await;
    let began = world.now();
    world.unmap("gone.example");
    world.pass(Duration::from_secs(50)).await;
    assert_eq!(
        world.stands("gone.example").await,
        Some((State::Attached, Reason::AbsenceWatched))
    );
    assert_eq!(world.calls(), [""; 0]);
    while world.objects("gone.example") == 1 {
        world.pass(Duration::from_secs(1)).await;
        assert!(world.now().since(began) < Duration::from_mins(3));
    }
    assert!(world.now().since(began) >= Duration::from_mins(1));
    assert_eq!(world.calls(), ONE_READ_AND_ONE_CALL);
    assert_eq!(world.attached(), [MAIN, "stays.example"]);
}

#[tokio::test]
async fn a_mass_removal_trips_the_brake_until_a_person_says_yes() {
    let hosts: Vec<String> = (0..20).map(|n| format!("h{n:02}.example")).collect();
    let names: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let mut world = serving(&names).await;
    for host in &names[..15] {
        world.unmap(host);
        world.record_removal(host).await;
    }
    world.map_ready("fresh.example");
    world.pass(Duration::from_hours(3)).await;
    assert_eq!(world.panel.count("DELETE domains/{d}"), 0);
    assert_eq!(
        world.stands("h00.example").await,
        Some((State::Attention, Reason::BrakeOn))
    );
    assert_eq!(
        world.state("fresh.example").await,
        Some(State::Secured),
        "additions continue"
    );
    let yes = world
        .request(RequestKind::Confirm, None, json!({ "what": "brake" }))
        .await;
    world.pass(Duration::from_mins(1)).await;
    assert!(world.result(yes).await.is_some());
    assert_eq!(world.panel.count("DELETE domains/{d}"), 15, "each once");
    assert_eq!(world.panel.domains().len(), 1 + 5 + 1);

    // What a person allowed does not count against the brake afterwards.
    world.unmap("h15.example");
    world.record_removal("h15.example").await;
    world.pass(Duration::from_mins(5)).await;
    assert_eq!(world.objects("h15.example"), 0);
}

#[tokio::test]
async fn a_partial_or_failed_reading_of_the_network_removes_nothing() {
    let mut world = serving(&["shop.example", "other.example"]).await;
    world.source.0.lock().unwrap().partial = Some("a table is missing".to_owned());
    world.unmap("shop.example");
    world.record_removal("shop.example").await;
    world.pass(Duration::from_hours(30)).await;
    {
        let mut inner = world.source.0.lock().unwrap();
        inner.partial = None;
        inner.failure = Some("the database is away".to_owned());
    }
    world.pass(Duration::from_hours(30)).await;
    assert_eq!(world.panel.count("DELETE domains/{d}"), 0);
    assert_eq!(world.attached(), [MAIN, "other.example", "shop.example"]);
    world.source.0.lock().unwrap().failure = None;
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.attached(), [MAIN, "other.example"], "and then it is");
}

#[tokio::test]
async fn a_row_that_still_names_the_host_keeps_it_attached() {
    let mut world = serving(&["shop.example"]).await;
    world.record_removal("shop.example").await;
    world.pass(Duration::from_hours(2)).await;
    assert_eq!(world.state("shop.example").await, Some(State::Secured));
    // A row of a site that is gone serves nobody, and still it names the host.
    world.edit(|network| {
        network
            .sites
            .retain(|site| site.host == MAIN && site.id.0 < 100);
    });
    world.record_removal("shop.example").await;
    world.pass(Duration::from_hours(48)).await;
    assert_eq!(world.attached(), [MAIN, "shop.example"]);
    assert_eq!(world.panel.count("DELETE domains/{d}"), 0);
}

#[tokio::test]
async fn a_host_that_is_wanted_again_is_not_taken_off_by_the_old_record() {
    let mut world = serving(&["shop.example"]).await;
    // Recorded and undone before the agent looks.
    world.unmap("shop.example");
    world.record_removal("shop.example").await;
    world.advance(Duration::from_millis(10)).await;
    world.map("shop.example");
    world.pass(Duration::from_hours(2)).await;
    assert_eq!(world.panel.count("DELETE domains/{d}"), 0);
    // Undone while the removal fails.
    world.fail("DELETE domains/{d}", None, FaultKind::Reset);
    world.unmap("shop.example");
    world.record_removal("shop.example").await;
    world.pass(Duration::from_secs(1)).await;
    world.map("shop.example");
    world.panel.clear_faults();
    world.pass(Duration::from_hours(2)).await;
    assert_eq!(world.attached(), [MAIN, "shop.example"]);
    assert_eq!(world.state("shop.example").await, Some(State::Secured));
}

#[tokio::test]
async fn what_was_never_wanted_is_never_touched() {
    let mut world = World::new().await;
    world
        .panel
        .add_by_hand("foreign.example", true, Kind::Alias);
    world.panel.point_here("foreign.example");
    world.pass(Duration::from_mins(1)).await;
    world.record_removal("foreign.example").await;
    let yes = json!({ "what": "domain" });
    world
        .request(RequestKind::Confirm, Some("foreign.example"), yes)
        .await;
    world.pass(Duration::from_hours(48)).await;
    assert_eq!(world.attached(), ["foreign.example", MAIN]);
    assert!(world.calls().iter().all(|call| call.starts_with("GET")));
}

#[tokio::test]
async fn where_the_type_is_not_told_only_what_we_created_is_taken_off() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world
        .panel
        .switches(|switches| switches.domain_shape = DomainShape::WithoutType);
    world
        .panel
        .add_by_hand("theirs.example", false, Kind::Alias);
    world.map_ready("theirs.example");
    world.map_ready("ours.example");
    world.pass(Duration::from_mins(2)).await;
    for host in ["theirs.example", "ours.example"] {
        world.unmap(host);
        world.record_removal(host).await;
    }
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.attached(), [MAIN, "theirs.example"]);
    assert_eq!(
        world.stands("theirs.example").await,
        Some((State::Attention, Reason::TypeUnknown))
    );
}

#[tokio::test]
async fn the_record_of_a_host_that_was_found_taken_at_first_is_settled_too() {
    let mut world = serving(&[]).await;
    // Since the last list a person attached it, so that adding it is refused and it is adopted.
    world.panel.add_by_hand("shop.example", false, Kind::Alias);
    world.map_ready("shop.example");
    world.pass(Duration::from_mins(5)).await;
    let record = world.record("shop.example").await.unwrap();
    assert_eq!(record.class, plan::Class::Adopted);
    assert!(record.attach.failure.is_some(), "it was refused once");
    world.unmap("shop.example");
    world.record_removal("shop.example").await;
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.objects("shop.example"), 0);
    let pending = world.ledger.pending_requests().await.unwrap();
    assert!(pending.is_empty(), "{pending:?}");
}
