use ledger::{Effects, NewRequest, RequestKind};
use plan::{SiteId, Timestamp};
use serde_json::json;
use store::Database;

use super::{at, hold, in_memory, name, record};

pub(crate) fn look(at: Timestamp) -> NewRequest {
    NewRequest {
        kind: RequestKind::Look,
        host: Some(name("bücher.example")),
        site: Some(SiteId(7)),
        user: "admin".to_owned(),
        payload: json!({ "from": "status" }),
        at,
    }
}

#[tokio::test]
async fn a_request_is_pending_until_it_is_finished_and_keeps_its_first_result() {
    requests_are_finished_once(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn requests_are_finished_once(db: &Database) {
    let ledger = super::open(db).await;
    assert_eq!(ledger.newest_request().await.unwrap(), 0);
    let id = ledger.insert_request(&look(at(1))).await.unwrap();
    assert_eq!(ledger.newest_request().await.unwrap(), id);

    let pending = ledger.pending_requests().await.unwrap();
    assert_eq!(pending.len(), 1);
    let request = &pending[0];
    assert_eq!(
        (request.id, request.at, &request.kind),
        (id, at(1), &RequestKind::Look)
    );
    assert_eq!(request.host.as_deref(), Some("xn--bcher-kva.example"));
    assert_eq!((request.site, request.user_id), (Some(SiteId(7)), None));
    assert_eq!(request.user.as_deref(), Some("admin"));
    assert_eq!(request.payload, json!({ "from": "status" }));

    let fence = hold(&ledger, "a", at(2)).await;
    ledger
        .finish_requests(&fence, &[(id, "looked")], Effects::default(), at(3))
        .await
        .unwrap();
    ledger
        .finish_requests(&fence, &[(id, "looked again")], Effects::default(), at(4))
        .await
        .unwrap();
    assert!(ledger.pending_requests().await.unwrap().is_empty());
    let finished = ledger.request(id).await.unwrap().unwrap();
    assert_eq!(
        (finished.handled_at, finished.result.as_deref()),
        (Some(at(3)), Some("looked"))
    );
    assert_eq!(ledger.request(id + 1).await.unwrap(), None);

    let newer = ledger.insert_request(&look(at(5))).await.unwrap();
    let ids =
        |requests: Vec<ledger::Request>| requests.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(ledger.latest_requests(5).await.unwrap()), [newer, id]);
    assert_eq!(ids(ledger.latest_requests(1).await.unwrap()), [newer]);
}

#[tokio::test]
async fn what_the_plugin_wrote_is_read_whatever_it_holds() {
    plugin_requests_are_read(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn plugin_requests_are_read(db: &Database) {
    let ledger = super::open(db).await;
    let columns = "INSERT INTO wp_runcloud_requests (at, kind, host, user_id, payload) VALUES";
    for values in [
        "(1, 'removal', '<b>Not a host</b>', 3, NULL)",
        "(2, 'levitate', NULL, NULL, 'not json')",
        "(3, 'confirm', 'shop.example', 3, '{\"what\":\"brake\"}')",
    ] {
        db.execute(&format!("{columns} {values}"), &[])
            .await
            .unwrap();
    }
    let requests = ledger.pending_requests().await.unwrap();
    let kinds: Vec<_> = requests
        .iter()
        .map(|request| request.kind.clone())
        .collect();
    let other = RequestKind::Other("levitate".to_owned());
    assert_eq!(kinds, [RequestKind::Removal, other, RequestKind::Confirm]);
    assert_eq!(requests[0].host.as_deref(), Some("<b>Not a host</b>"));
    assert_eq!(requests[0].payload, json!({}));
    assert_eq!(requests[1].payload, json!("not json"));
    assert_eq!(requests[2].payload, json!({ "what": "brake" }));
}

#[tokio::test]
async fn every_kind_of_request_comes_back_as_itself() {
    let (_, ledger) = in_memory().await;
    let kinds = [
        RequestKind::Removal,
        RequestKind::Look,
        RequestKind::Retry,
        RequestKind::Confirm,
        RequestKind::Apply,
    ];
    for kind in kinds {
        let id = ledger
            .insert_request(&NewRequest {
                kind: kind.clone(),
                ..look(at(1))
            })
            .await
            .unwrap();
        assert_eq!(ledger.request(id).await.unwrap().unwrap().kind, kind);
    }
}

#[tokio::test]
async fn a_request_and_its_effect_are_written_together() {
    let (_, ledger) = in_memory().await;
    let fence = hold(&ledger, "a", at(0)).await;
    let id = ledger.insert_request(&look(at(1))).await.unwrap();
    let records = [record("shop.example")];
    let effects = |name| [(name, "yes".to_owned())];
    // One value that cannot be written: nothing of the rest may stay either.
    for (name, written) in [("lease", false), ("identity", true)] {
        let state = effects(name);
        let effects = Effects {
            records: &records,
            state: &state,
        };
        let outcome = ledger
            .finish_requests(&fence, &[(id, "done")], effects, at(2))
            .await;
        assert_eq!(outcome.is_ok(), written, "{outcome:?}");
        assert_eq!(ledger.records().await.unwrap().len(), usize::from(written));
        assert_eq!(ledger.pending_requests().await.unwrap().is_empty(), written);
    }
    let identity = ledger.state("identity").await.unwrap();
    assert_eq!(identity.as_deref(), Some("yes"));
}

#[tokio::test]
async fn a_flood_of_one_kind_hides_none_of_another() {
    let (db, ledger) = in_memory().await;
    let flood = |kind: &str, first: i64| {
        format!(
            "WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 10999) \
             INSERT INTO wp_runcloud_requests (at, kind, host) SELECT {first} + n, '{kind}', 'h' || n || '.example' FROM n"
        )
    };
    db.execute(&flood("removal", 1), &[]).await.unwrap();
    db.execute(&flood("look", 1), &[]).await.unwrap();
    let yes = NewRequest {
        kind: RequestKind::Confirm,
        ..look(at(9))
    };
    let id = ledger.insert_request(&yes).await.unwrap();
    let pending = ledger.pending_requests().await.unwrap();
    let count = |kind: &RequestKind| pending.iter().filter(|one| one.kind == *kind).count();
    assert_eq!(count(&RequestKind::Removal), 10_000);
    assert_eq!(count(&RequestKind::Look), 10_000);
    assert_eq!(pending.last().map(|one| one.id), Some(id));
    assert!(
        pending.is_sorted_by_key(|one| one.id),
        "in the order of asking"
    );
}

#[tokio::test]
async fn pruning_keeps_what_is_pending_what_is_recent_and_the_newest() {
    requests_are_pruned(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn requests_are_pruned(db: &Database) {
    let ledger = super::open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    let mut ids = Vec::new();
    for finished in [Some(at(1)), None, Some(at(5)), Some(at(1))] {
        let id = ledger.insert_request(&look(at(0))).await.unwrap();
        ids.push(id);
        if let Some(moment) = finished {
            ledger
                .finish_requests(&fence, &[(id, "looked")], Effects::default(), moment)
                .await
                .unwrap();
        }
    }
    assert_eq!(ledger.prune_requests(at(5)).await.unwrap(), 1);
    assert_eq!(ledger.prune_requests(at(5)).await.unwrap(), 0);
    assert_eq!(ledger.request(ids[0]).await.unwrap(), None);
    assert_eq!(ledger.pending_requests().await.unwrap().len(), 1);
    assert_eq!(ledger.newest_request().await.unwrap(), ids[3]);
}

#[tokio::test]
async fn what_was_asked_about_a_host_and_its_twin_is_found_without_the_looks() {
    let (_, ledger) = in_memory().await;
    let ask = async |kind, host: &str, moment| {
        let request = NewRequest {
            kind,
            host: Some(host.parse().unwrap()),
            ..look(at(moment))
        };
        ledger.insert_request(&request).await.unwrap()
    };
    let removal = ask(RequestKind::Removal, "www.shop.example", 1).await;
    ask(RequestKind::Look, "shop.example", 2).await;
    ask(RequestKind::Retry, "other.example", 3).await;
    let retry = ask(RequestKind::Retry, "shop.example", 4).await;
    let host = "shop.example".parse().unwrap();
    let ids = async |limit| -> Vec<i64> {
        let found = ledger.requests_about(&host, limit).await.unwrap();
        found.into_iter().map(|request| request.id).collect()
    };
    assert_eq!(ids(10).await, [retry, removal]);
    assert_eq!(ids(1).await, [retry]);
}
