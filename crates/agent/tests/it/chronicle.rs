//! What the history tells of a host: what was seen and what was decided, and only where it changed.

use std::time::Duration;

use crate::world::World;
use emulator::Record as Dns;
use ledger::HistoryEntry;
use plan::WwwPolicy;

/// The history of a host, oldest first.
async fn history(world: &World, host: &str) -> Vec<HistoryEntry> {
    let host = host.parse().unwrap();
    let mut entries = world.ledger.history(Some(&host), 500).await.unwrap();
    entries.reverse();
    entries
}

fn told(entries: &[HistoryEntry], kind: &str) -> Vec<String> {
    let of_kind = entries.iter().filter(|entry| entry.kind == kind);
    let told = |entry: &HistoryEntry| {
        let step = entry.step.as_deref().unwrap_or("-");
        format!("{step}: {}", entry.outcome.as_deref().unwrap_or("-"))
    };
    of_kind.map(told).collect()
}

#[tokio::test]
async fn what_was_seen_is_told_when_it_changes_and_never_for_each_look() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.map("customer.example");
    let away = Dns::A("198.51.100.7".parse().unwrap());
    world.panel.set_records("customer.example", &[away]);
    world.pass(Duration::from_hours(3)).await;
    world.panel.point_here("customer.example");
    world.pass(Duration::from_hours(12)).await;

    let entries = history(&world, "customer.example").await;
    let seen = told(&entries, "observation");
    let dns: Vec<_> = seen.iter().filter(|line| line.starts_with("dns")).collect();
    assert_eq!(
        dns,
        [
            "dns: customer.example leads elsewhere (198.51.100.7).",
            "dns: customer.example leads here."
        ]
    );
    let tls: Vec<_> = seen.iter().filter(|line| line.starts_with("tls")).collect();
    assert_eq!(tls.len(), 2, "{tls:?}");
    assert!(tls[0].contains("that browsers refuse"), "{tls:?}");
    assert!(tls[1].contains("a valid certificate"), "{tls:?}");
    let first = entries.iter().find(|entry| entry.kind == "observation");
    assert_eq!(
        first.unwrap().detail["value"]["no"]["other"][0],
        "198.51.100.7"
    );
}

#[tokio::test]
async fn each_change_of_a_standing_is_a_decision_in_the_operators_words() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.map("customer.example");
    world.pass(Duration::from_hours(3)).await;
    let entries = history(&world, "customer.example").await;
    let last = entries.iter().rfind(|entry| entry.kind == "decision");
    let last = last.unwrap();
    let words = last.outcome.as_deref().unwrap();
    assert!(words.contains("does not exist in DNS"), "{words}");
    assert_eq!(last.detail["state"], "waiting_dns");
    assert_eq!(last.detail["reason"], "dns_no_such_name");
    assert_eq!(last.detail["who"], "customer");
    assert!(last.detail["next_look"].is_i64());

    let before = entries.len();
    world.pass(Duration::from_hours(12)).await;
    let after = history(&world, "customer.example").await;
    assert_eq!(after.len(), before, "a long wait tells nothing new");
}

#[tokio::test]
async fn another_agent_does_not_tell_the_same_again() {
    let mut world = World::new().await;
    world.map_ready("customer.example");
    world.pass(Duration::from_hours(2)).await;
    let before = history(&world, "customer.example").await;
    world.restart().await;
    world.pass(Duration::from_hours(12)).await;
    let after = history(&world, "customer.example").await;
    assert_eq!(after, before);
}
