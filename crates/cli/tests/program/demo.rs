//! `demo`: the story in both forms.

use std::path::Path;

use serde_json::Value;

use crate::run::World;
use crate::running::Running;

#[test]
fn the_story_is_told_to_its_end_the_same_each_time() {
    let outcome = World::new().run("demo");
    assert!(
        outcome
            .stdout
            .lines()
            .all(|line| line.chars().count() <= 80),
        "{}",
        outcome.stdout
    );
    insta::assert_snapshot!("demo", uncounted(&outcome.whole()));
}

/// How often the agent looks may change with the agent; what it changes may not.
fn uncounted(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let looks = line.strip_prefix("RunCloud's API was called ");
        match looks.and_then(|rest| rest.split_once(" calls to look")) {
            Some((_, changes)) => {
                format!("RunCloud's API was called [N] times: [N] calls to look{changes}")
            }
            None => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn programs_get_the_same_facts_and_with_keep_everything_goes_on() {
    let world = World::new();
    let mut demo = Running::start(&world, "demo --keep --output json");
    let mut events = Vec::new();
    while events
        .last()
        .is_none_or(|event: &Value| event["event"] != "kept")
    {
        events.push(demo.json());
    }
    let of_kind = |kind: &'static str| events.iter().filter(move |event| event["event"] == kind);

    let scenes: Vec<i64> = of_kind("scene")
        .filter_map(|scene| scene["number"].as_i64())
        .collect();
    assert_eq!(scenes, (1..=11).collect::<Vec<_>>());
    let last_state = |host: &str| {
        let of_host = of_kind("standing").rfind(|event| event["host"] == host);
        of_host.map(|event| event["state"].clone())
    };
    let summary = of_kind("summary").next().unwrap();
    let domains = summary["domains"].as_array().unwrap();
    for domain in domains {
        let host = domain["host"].as_str().unwrap();
        assert_eq!(last_state(host).as_ref(), Some(&domain["state"]), "{host}");
    }
    let states: Vec<(&str, &str)> = domains
        .iter()
        .map(|domain| {
            (
                domain["host"].as_str().unwrap(),
                domain["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        states,
        [
            ("bakehouse.example", "serving"),
            ("bakery.example", "removed"),
            ("florist.example", "removed"),
            ("garden.example", "serving"),
            ("harbour.example", "serving"),
            ("intranet.test", "attached"),
            ("network.example", "secured"),
            ("studio.network.example", "secured"),
            ("xn--bcher-kva.example", "serving"),
        ]
    );
    assert_eq!(summary["foreign_untouched"], true);

    let kept = of_kind("kept").next().unwrap();
    let database = kept["database"].as_str().unwrap();
    assert!(Path::new(database).exists(), "{kept}");
    assert!(
        kept["api"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    assert_eq!(demo.terminate(), Some(0));
    assert!(!Path::new(database).exists());
}
