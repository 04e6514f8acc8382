//! What is ours stays ours: lost listings, other people's web applications, a start that is remembered, a busy server.

use std::time::Duration;

use emulator::FaultKind;
use ledger::RequestKind;
use plan::{Class, Reason, State};
use serde_json::json;

use crate::world::{MAIN, World};

const MINUTE: Duration = Duration::from_mins(1);

async fn secured(names: &[&str]) -> World {
    let mut world = World::new().await;
    for name in names {
        world.map_ready(name);
    }
    world.pass(2 * MINUTE).await;
    for name in names {
        assert_eq!(world.state(name).await, Some(State::Secured), "{name}");
    }
    world
}

/// A list that says that it has no entry.
fn empty_list() -> FaultKind {
    let body = json!({ "data": [], "meta": { "pagination": {
        "total": 0, "count": 0, "per_page": 40, "current_page": 1, "total_pages": 1, "links": {} } } });
    FaultKind::Json {
        code: 200,
        body: body.to_string(),
    }
}

fn writes(world: &World) -> usize {
    let calls = world.calls().into_iter();
    calls.filter(|route| !route.starts_with("GET")).count()
}

#[tokio::test]
async fn an_apply_starts_the_first_run_for_good() {
    let mut world = World::new().await;
    world.agent.start_first_run();
    world.map_ready("one.example");
    world.pass(2 * MINUTE).await;
    for n in 0..30 {
        world.map_ready(&format!("later{n}.example"));
    }
    world.restart().await;
    world.pass(5 * MINUTE).await;
    assert_eq!(
        world
            .agent
            .last_plan()
            .hold
            .as_ref()
            .map(|hold| hold.reason),
        None
    );
    assert_eq!(world.state("later29.example").await, Some(State::Secured));
}

#[tokio::test]
async fn an_apply_that_finds_nothing_to_do_is_remembered_as_the_start_too() {
    let mut world = World::new().await;
    world.agent.start_first_run();
    world.pass(MINUTE).await;
    for n in 0..30 {
        world.map_ready(&format!("later{n}.example"));
    }
    world.restart().await;
    world.pass(5 * MINUTE).await;
    assert_eq!(world.state("later0.example").await, Some(State::Secured));
}

/// The agent starts while the list is empty; the list is right again; a name is removed meanwhile.
#[tokio::test]
async fn one_empty_listing_takes_nothing_and_a_removal_in_its_time_is_done_later() {
    let mut world = secured(&["kept.example", "removed.example"]).await;
    world.restart().await;
    world.fail("GET domains", None, empty_list());
    let before = writes(&world);
    world.pass(MINUTE).await;
    for host in ["kept.example", "removed.example"] {
        let record = world.record(host).await.unwrap();
        assert!(record.created && record.object.is_some(), "{host}");
    }
    world.unmap("removed.example");
    world.record_removal("removed.example").await;
    world.pass(MINUTE).await;
    world.panel.clear_faults();
    // Nobody says a word: the next listing comes within minutes.
    world.pass(10 * MINUTE).await;
    assert_eq!(world.id("removed.example"), None, "taken off after all");
    assert!(world.id("kept.example").is_some());
    assert_eq!(writes(&world), before + 1, "the removal and nothing else");
    let kept = world.record("kept.example").await.unwrap();
    assert_eq!((kept.class, kept.created), (Class::Created, true));
    assert_eq!(kept.standing.state, State::Secured);
}

#[tokio::test]
async fn a_persons_word_ends_the_wait_for_the_next_listing() {
    for (kind, payload) in [
        (RequestKind::Retry, json!({})),
        (RequestKind::Apply, json!({})),
        (RequestKind::Confirm, json!({ "what": "identity" })),
    ] {
        let mut world = secured(&["kept.example"]).await;
        world.restart().await;
        world.fail_times("GET domains", None, empty_list(), 1);
        world.settle().await;
        world.advance(Duration::from_secs(5)).await;
        world.settle().await;
        let listed = world.panel.count("GET domains");
        world.request(kind.clone(), None, payload).await;
        world.advance(Duration::from_secs(1)).await;
        world.settle().await;
        world.advance(Duration::from_secs(1)).await;
        world.settle().await;
        assert_eq!(world.panel.count("GET domains"), listed + 1, "{kind:?}");
    }
}

/// The list lacks one name that is there: its own call tells.
#[tokio::test]
async fn a_name_that_a_listing_lacks_is_lost_only_where_its_own_call_says_so() {
    let mut world = secured(&["kept.example", "other.example"]).await;
    let main = world.id(MAIN).unwrap();
    let other = world.id("other.example").unwrap();
    let objects = [(main, MAIN, "primary"), (other, "other.example", "alias")];
    let data = objects.map(|(id, name, kind)| {
        json!({ "id": id, "name": name, "type": kind, "www": 0, "redirection": "none", "wildcard": 0 })
    });
    let body = json!({ "data": data, "meta": { "pagination": {
        "total": 2, "count": 2, "per_page": 40, "current_page": 1, "total_pages": 1, "links": {} } } });
    world.fail(
        "GET domains",
        None,
        FaultKind::Json {
            code: 200,
            body: body.to_string(),
        },
    );
    world.restart().await;
    world.pass(3 * Duration::from_hours(1)).await;
    let kept = world.record("kept.example").await.unwrap();
    assert_eq!((kept.class, kept.created), (Class::Created, true));
    assert_eq!(world.objects("kept.example"), 1, "never added again");
    world.panel.clear_faults();
    world.pass(Duration::from_hours(2)).await;
    assert_eq!(world.state("kept.example").await, Some(State::Secured));
}

/// Somebody really takes a name off and puts it back: it is another object then, and stays his. The same id is ours.
#[tokio::test]
async fn many_names_lost_at_once_are_believed_only_after_a_second_listing() {
    let names: Vec<String> = (0..8).map(|n| format!("shop{n}.example")).collect();
    let refs: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut world = secured(&refs).await;
    for name in &names[..7] {
        let id = world.id(name).unwrap();
        world.panel.remove_by_hand(id);
    }
    world.restart().await;
    world.settle().await;
    world.advance(Duration::from_secs(5)).await;
    world.settle().await;
    let plan = world.agent.last_plan();
    assert!(
        !plan.changes(),
        "nothing is added again after one listing: {:?}",
        plan.steps
    );
    world.pass(10 * MINUTE).await;
    assert_eq!(world.objects("shop0.example"), 1, "and then it is");
}

/// Six seconds with the neighbour's web application, and back.
#[tokio::test]
async fn a_neighbours_web_application_changes_nothing_that_is_remembered() {
    let mut world = secured(&["kept.example", "other.example"]).await;
    let before = world.ledger.records().await.unwrap();
    world.panel.add_to_neighbour("neighbours.example");
    let wrong = world.agent_at(|place| place.web_app += 1);
    let right = std::mem::replace(&mut world.agent, wrong);
    right.stop().await.unwrap();
    world.pass(MINUTE).await;
    assert!(world.agent.last_plan().hold.is_some());
    let after = world.ledger.records().await.unwrap();
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>(),
        "no name of the neighbour's"
    );
    for (host, record) in &before {
        let now = &after[host];
        assert_eq!(
            (
                &record.object,
                record.created,
                record.class,
                record.removed_at
            ),
            (&now.object, now.created, now.class, now.removed_at),
            "{host}"
        );
    }
}

/// Every change is refused as busy while another is under way, as on a server that works on one job at a time.
#[tokio::test]
async fn a_busy_server_gets_one_change_at_a_time_and_every_name_its_turn() {
    let mut world = World::new().await;
    let busy = || FaultKind::Status {
        code: 409,
        json: true,
        retry_after: None,
        message: "Server is busy: another job is running.".to_owned(),
    };
    for n in 0..5 {
        world.map_ready(&format!("shop{n}.example"));
        // Each is met by it twice, adding and ordering.
        world.fail_times("POST domains", Some(&format!("shop{n}.example")), busy(), 2);
        world.fail_times(
            "POST domains/{d}/ssl",
            Some(&format!("shop{n}.example")),
            busy(),
            2,
        );
    }
    world.settle().await;
    let busy = world
        .agent
        .last_plan()
        .hold
        .as_ref()
        .map(|hold| hold.reason);
    assert!(
        matches!(busy, None | Some(Reason::ProviderBusy)),
        "{busy:?}"
    );
    world.pass(3 * MINUTE).await;
    for n in 0..5 {
        let host = format!("shop{n}.example");
        assert_eq!(world.state(&host).await, Some(State::Secured), "{host}");
    }
    assert_eq!(world.panel.limits_exceeded(), 0);
}

/// Orders that RunCloud refused to take cost nothing of the authority's limits.
#[tokio::test]
async fn throttled_orders_do_not_count_against_the_authority() {
    let mut world = World::new().await;
    let throttled = FaultKind::Status {
        code: 429,
        json: true,
        retry_after: Some(3),
        message: "Too Many Attempts.".to_owned(),
    };
    world.fail_times("POST domains/{d}/ssl", Some("shop.example"), throttled, 5);
    world.map_ready("shop.example");
    world.pass(3 * MINUTE).await;
    assert_eq!(world.state("shop.example").await, Some(State::Secured));
    // And an agent that starts anew does not count them either.
    world.restart().await;
    world.pass(MINUTE).await;
    assert_eq!(world.state("shop.example").await, Some(State::Secured));
    let since = plan::Timestamp::default();
    assert_eq!(world.ledger.orders_since(since).await.unwrap().len(), 1);
}

/// A reply that names another id than the list: the name's own object is followed, its `www` too.
#[tokio::test]
async fn an_object_that_is_listed_under_another_id_is_followed_by_its_name() {
    let mut world = World::new().await;
    world
        .panel
        .switches(|switches| switches.add_reply_other_id = true);
    world.map_ready("shop.example");
    world.pass(20 * MINUTE).await;
    assert_eq!(world.state("shop.example").await, Some(State::Secured));
    world.panel.point_here("www.shop.example");
    world.pass(2 * Duration::from_hours(1)).await;
    assert!(
        world.answers("www.shop.example").await,
        "{:?}",
        world.record("shop.example").await
    );
    world.unmap("shop.example");
    world.record_removal("shop.example").await;
    world.pass(MINUTE).await;
    assert_eq!(world.attached(), [MAIN]);
}
