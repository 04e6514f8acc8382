//! What people ask for, and what keeps the program from acting until they do.

use std::time::Duration;

use crate::world::{MAIN, World};
use agent::Turn;
use emulator::FaultKind;
use ledger::RequestKind;
use plan::{Reason, State, WwwPolicy};
use serde_json::json;

fn unavailable() -> FaultKind {
    FaultKind::Status {
        code: 422,
        json: true,
        retry_after: None,
        message: "The name is not allowed.".to_owned(),
    }
}

#[tokio::test]
async fn retry_tries_now_what_would_wait_for_an_hour() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.fail("POST domains", None, unavailable());
    world.map_ready("shop.example");
    world.pass(Duration::from_hours(5)).await;
    world.panel.clear_faults();
    world.panel.clear_calls();
    world.settle().await;
    assert_eq!(
        world.panel.count("POST domains"),
        0,
        "its time has not come"
    );
    let id = world
        .request(RequestKind::Retry, Some("shop.example"), json!({}))
        .await;
    world.settle().await;
    assert_eq!(world.panel.count("POST domains"), 1);
    assert_eq!(world.result(id).await.as_deref(), Some("looked at again"));
}

#[tokio::test]
async fn retry_without_a_name_knocks_at_the_provider_at_once() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.pass(Duration::from_mins(1)).await;
    let refused = FaultKind::Status {
        code: 401,
        json: true,
        retry_after: None,
        message: "Unauthenticated.".to_owned(),
    };
    world.panel.fault(emulator::Fault {
        route: None,
        name: None,
        kind: refused,
        times: u32::MAX,
    });
    world.map_ready("shop.example");
    world.pass(Duration::from_hours(5)).await;
    let hold = world.agent.last_plan().hold.clone().unwrap();
    assert_eq!(hold.reason, Reason::CredentialsRejected);
    // Somebody put a new token in place and does not want to wait for an hour.
    world.panel.clear_faults();
    world.request(RequestKind::Retry, None, json!({})).await;
    world.pass(Duration::from_mins(1)).await;
    assert_eq!(world.state("shop.example").await, Some(State::Secured));
}

#[tokio::test]
async fn look_asks_dns_now() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.map("shop.example");
    world.pass(Duration::from_hours(20)).await;
    world.panel.point_here("shop.example");
    world.settle().await;
    assert_eq!(world.state("shop.example").await, Some(State::WaitingDns));
    world
        .request(RequestKind::Look, Some("shop.example"), json!({}))
        .await;
    world.pass(Duration::from_secs(10)).await;
    assert_eq!(world.state("shop.example").await, Some(State::Secured));
}

#[tokio::test]
async fn a_look_at_a_host_nobody_knows_is_answered() {
    let mut world = World::new().await;
    world.settle().await;
    let id = world
        .request(RequestKind::Look, Some("nobody.example"), json!({}))
        .await;
    world.settle().await;
    assert_eq!(
        world.result(id).await.as_deref(),
        Some("this host is not known")
    );
}

#[tokio::test]
async fn a_copy_on_another_machine_changes_nothing_until_it_is_confirmed() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.pass(Duration::from_mins(1)).await;
    let mut copy = world.agent_at(|place| place.machine = "another machine".to_owned());
    world.advance(Duration::from_secs(16)).await;
    world.map_ready("shop.example");
    assert_eq!(copy.settle().await.unwrap(), Turn::Acting);
    let hold = copy.last_plan().hold.clone().unwrap();
    assert_eq!(hold.reason, Reason::Fenced, "{}", hold.detail);
    assert_eq!(world.panel.count("POST domains"), 0);
    // A yes that names another place was copied together with the tables.
    let copied = json!({ "what": "identity", "identity": "0123" });
    let id = world.request(RequestKind::Confirm, None, copied).await;
    copy.settle().await.unwrap();
    assert_eq!(
        world.result(id).await.as_deref(),
        Some("this request was made for another place")
    );
    assert_eq!(world.panel.count("POST domains"), 0);
    let identity = world.identity(|place| place.machine = "another machine".to_owned());
    let yes = json!({ "what": "identity", "identity": identity });
    world.request(RequestKind::Confirm, None, yes).await;
    copy.settle().await.unwrap();
    assert_eq!(world.panel.count("POST domains"), 1);
}

#[tokio::test]
async fn an_install_outside_the_root_path_changes_nothing() {
    let mut world = World::new().await;
    let mut copy = world.agent_at(|place| place.path = "/home/runcloud/webapps/staging".into());
    world.map_ready("shop.example");
    copy.settle().await.unwrap();
    assert_eq!(
        copy.last_plan().hold.clone().unwrap().reason,
        Reason::Fenced
    );
    assert!(world.calls().iter().all(|call| call.starts_with("GET")));
    assert_eq!(world.attached(), [MAIN]);
}

#[tokio::test]
async fn switched_off_in_the_plugin_means_reading_and_reporting_only() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.edit(|network| network.enabled = false);
    world.map_ready("shop.example");
    world.pass(Duration::from_hours(2)).await;
    let standing = world.record("shop.example").await.unwrap().standing;
    assert_eq!(standing.reason, Reason::SwitchedOff);
    assert!(world.calls().iter().all(|call| call.starts_with("GET")));
    world.edit(|network| network.enabled = true);
    world.pass(Duration::from_mins(1)).await;
    assert_eq!(world.state("shop.example").await, Some(State::Secured));
}

#[tokio::test]
async fn a_first_run_with_many_names_waits_for_a_person() {
    for (count, held) in [(25, false), (26, true)] {
        let mut world = World::new().await;
        world.edit(|network| network.www = WwwPolicy::Never);
        for n in 0..count {
            world.map_ready(&format!("shop{n}.example"));
        }
        world.pass(Duration::from_hours(1)).await;
        let added = world.panel.count("POST domains");
        assert_eq!(added, if held { 0 } else { count }, "{count}");
        if held {
            assert_eq!(
                world
                    .stands("shop3.example")
                    .await
                    .map(|(_, reason)| reason),
                Some(Reason::FirstRun)
            );
            world.restart().await;
            world.pass(Duration::from_mins(5)).await;
            assert_eq!(world.panel.count("POST domains"), 0, "a restart is no yes");
        }
        world.request(RequestKind::Apply, None, json!({})).await;
        world.pass(Duration::from_mins(5)).await;
        assert_eq!(world.panel.count("POST domains"), count);
        // The yes outlives a restart.
        world.restart().await;
        for n in 0..30 {
            world.map_ready(&format!("later{n}.example"));
        }
        world.pass(Duration::from_mins(5)).await;
        assert_eq!(world.panel.count("POST domains"), count + 30);
    }
}

#[tokio::test]
async fn a_yes_for_one_domain_takes_that_one_off() {
    let hosts: Vec<String> = (0..8).map(|n| format!("h{n}.example")).collect();
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    for host in &hosts {
        world.map_ready(host);
    }
    world.pass(Duration::from_mins(2)).await;
    // Too many at once for the quick rule, and no record of any.
    for host in &hosts {
        world.unmap(host);
    }
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.panel.count("DELETE domains/{d}"), 0);
    let yes = json!({ "what": "domain" });
    world
        .request(RequestKind::Confirm, Some("h3.example"), yes)
        .await;
    world.pass(Duration::from_mins(1)).await;
    assert_eq!(world.objects("h3.example"), 0);
    assert_eq!(world.panel.count("DELETE domains/{d}"), 1);
}
