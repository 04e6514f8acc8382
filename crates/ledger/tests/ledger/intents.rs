use ledger::{Entry, Error, Intent, IntentId, Kind};
use plan::Timestamp;
use serde_json::{Value, json};
use store::Database;

use super::{at, hold, in_memory, name, record};

pub(crate) fn attach(host: &str, at: Timestamp) -> Intent {
    Intent {
        host: Some(name(host)),
        step: "attach".to_owned(),
        why: "a mapping was added".to_owned(),
        detail: json!({ "name": host }),
        at,
    }
}

fn order(names: &[&str], at: Timestamp) -> Intent {
    let step = if names.len() == 1 {
        "order"
    } else {
        "order_shared"
    };
    let host = (names.len() == 1).then(|| name(names[0]));
    Intent {
        host,
        step: step.to_owned(),
        why: String::new(),
        detail: json!({ "names": names }),
        at,
    }
}

pub(crate) fn observation(at: Timestamp) -> Entry {
    Entry {
        host: Some(name("shop.example")),
        kind: Kind::Observation,
        step: None,
        outcome: "points here".to_owned(),
        detail: json!({ "a": ["203.0.113.7"] }),
        at,
    }
}

#[tokio::test]
async fn invariant_7_an_intent_stays_open_until_it_is_closed_together_with_its_records() {
    intents_are_whole(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn intents_are_whole(db: &Database) {
    let ledger = super::open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    let intent = attach("shop.example", at(1));
    let id = ledger.open_intent(&fence, &intent).await.unwrap();

    let open = ledger.open_intents().await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(
        (open[0].id, open[0].at, open[0].fence),
        (id, at(1), fence.number)
    );
    assert_eq!(
        (&open[0].host, &open[0].step, &open[0].why),
        (&intent.host, &intent.step, &intent.why)
    );
    assert_eq!(open[0].detail, intent.detail);

    // A record that the database refuses keeps the intent open, and the other record unsaved.
    db.execute("ALTER TABLE wp_runcloud_domains RENAME TO away", &[])
        .await
        .unwrap();
    let records = [record("shop.example")];
    let failed = ledger
        .close_intent(&fence, id, "attached", json!({ "id": 9 }), &records, at(2))
        .await;
    assert!(matches!(failed, Err(Error::Store { .. })), "{failed:?}");
    assert_eq!(ledger.open_intents().await.unwrap(), open);
    db.execute("ALTER TABLE away RENAME TO wp_runcloud_domains", &[])
        .await
        .unwrap();

    ledger
        .close_intent(&fence, id, "attached", json!({ "id": 9 }), &records, at(3))
        .await
        .unwrap();
    assert!(ledger.open_intents().await.unwrap().is_empty());
    assert_eq!(ledger.records().await.unwrap().len(), 1);
    let entry = ledger
        .history(Some(&name("shop.example")), 1)
        .await
        .unwrap()
        .pop()
        .unwrap();
    assert_eq!(
        (entry.kind.as_str(), entry.closed_at),
        ("intent", Some(at(3)))
    );
    assert_eq!(entry.outcome.as_deref(), Some("attached"));
    assert_eq!(
        entry.detail,
        json!({ "name": "shop.example", "result": { "id": 9 } })
    );

    // Once closed it is closed, and the records of a second closing are not saved.
    for missing in [id, IntentId(4711)] {
        let second = [record("second.example")];
        let outcome = ledger
            .close_intent(&fence, missing, "again", Value::Null, &second, at(4))
            .await;
        assert!(
            matches!(outcome, Err(Error::NoSuchIntent(named)) if named == missing),
            "{outcome:?}"
        );
    }
    assert_eq!(ledger.records().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_open_intent_that_cannot_be_read_is_not_passed_over() {
    let (db, ledger) = in_memory().await;
    let fence = hold(&ledger, "a", at(0)).await;
    let id = ledger
        .open_intent(&fence, &attach("shop.example", at(1)))
        .await
        .unwrap();
    for broken in ["host = 'not a host'", "host = NULL, detail = '{'"] {
        db.execute(&format!("UPDATE wp_runcloud_history SET {broken}"), &[])
            .await
            .unwrap();
        let error = ledger.open_intents().await.unwrap_err();
        assert!(
            matches!(&error, Error::Intent { id: named, .. } if *named == id.0),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn invariant_10_every_order_counts_whatever_came_of_it() {
    every_order_counts(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn every_order_counts(db: &Database) {
    let ledger = super::open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    for intent in [
        order(&["early.example"], at(1)),
        order(&["shop.example"], at(2)),
        attach("shop.example", at(3)),
        order(&["a.example", "b.example"], at(4)),
    ] {
        let id = ledger.open_intent(&fence, &intent).await.unwrap();
        if intent.at == at(2) {
            ledger
                .close_intent(&fence, id, "refused", json!("no"), &[], at(5))
                .await
                .unwrap();
        }
    }
    let mut nameless = order(&["host.example"], at(6));
    nameless.detail = Value::Null;
    ledger.open_intent(&fence, &nameless).await.unwrap();

    assert_eq!(
        ledger.orders_since(at(2)).await.unwrap(),
        [
            (at(2), vec![name("shop.example")]),
            (at(4), vec![name("a.example"), name("b.example")]),
            (at(6), vec![name("host.example")]),
        ]
    );
}

#[tokio::test]
async fn the_history_is_read_newest_first_by_host_or_whole() {
    let (_, ledger) = in_memory().await;
    let fence = hold(&ledger, "a", at(0)).await;
    ledger
        .open_intent(&fence, &attach("other.example", at(1)))
        .await
        .unwrap();
    ledger
        .note_all(&fence, &[observation(at(2))])
        .await
        .unwrap();

    let all = ledger.history(None, 10).await.unwrap();
    let hosts: Vec<_> = all
        .iter()
        .map(|entry| entry.host.as_deref().unwrap())
        .collect();
    assert_eq!(hosts, ["shop.example", "other.example"]);
    assert_eq!(ledger.history(None, 1).await.unwrap(), all[..1]);
    assert_eq!(
        ledger
            .history(Some(&name("shop.example")), 10)
            .await
            .unwrap(),
        all[..1]
    );

    let written = observation(at(2));
    assert_eq!(
        (all[0].kind.as_str(), all[0].at, all[0].fence),
        ("observation", at(2), fence.number)
    );
    assert_eq!(all[0].outcome.as_deref(), Some(written.outcome.as_str()));
    assert_eq!(all[0].detail, written.detail);
}

#[tokio::test]
async fn many_entries_are_written_in_their_order() {
    many_entries_keep_their_order(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn many_entries_keep_their_order(db: &Database) {
    let ledger = super::open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    ledger.note_all(&fence, &[]).await.unwrap();
    // More than one statement of many rows, and a rest.
    let entries: Vec<_> = (0..60).map(|n| observation(at(n))).collect();
    ledger.note_all(&fence, &entries).await.unwrap();
    let written = ledger.history(None, 100).await.unwrap();
    let moments: Vec<_> = written.iter().rev().map(|entry| entry.at).collect();
    assert_eq!(moments, (0..60).map(at).collect::<Vec<_>>());
}

#[tokio::test]
async fn intents_are_found_among_everything_else() {
    let (_, ledger) = in_memory().await;
    let fence = hold(&ledger, "a", at(0)).await;
    let first = ledger
        .open_intent(&fence, &attach("shop.example", at(1)))
        .await
        .unwrap();
    ledger
        .note_all(&fence, &[observation(at(2))])
        .await
        .unwrap();
    let mut shared = attach("shop.example", at(3));
    shared.host = None;
    let second = ledger.open_intent(&fence, &shared).await.unwrap();

    let ids = |entries: Vec<ledger::HistoryEntry>| -> Vec<i64> {
        entries.into_iter().map(|entry| entry.id).collect()
    };
    let after = |id| ledger.intents_after(id, 10);
    assert_eq!(ids(after(0).await.unwrap()), [second.0, first.0]);
    assert_eq!(ids(after(first.0).await.unwrap()), [second.0]);
    assert_eq!(ids(ledger.shared_intents(10).await.unwrap()), [second.0]);
}

#[tokio::test]
async fn pruning_removes_what_is_old_but_no_open_intent() {
    pruning_keeps_open_intents(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn pruning_keeps_open_intents(db: &Database) {
    let ledger = super::open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    ledger
        .open_intent(&fence, &attach("open.example", at(1)))
        .await
        .unwrap();
    let closed = ledger
        .open_intent(&fence, &attach("closed.example", at(1)))
        .await
        .unwrap();
    ledger
        .close_intent(&fence, closed, "attached", Value::Null, &[], at(1))
        .await
        .unwrap();
    // More than one statement removes.
    let digits = "(SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 \
        UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9 UNION SELECT 10 UNION SELECT 11)";
    let many = format!(
        "INSERT INTO wp_runcloud_history (at, kind, detail, fence) \
         SELECT {}, 'call', '{{}}', 1 FROM {digits} x, {digits} y, {digits} z",
        at(1).as_millis()
    );
    assert_eq!(db.execute(&many, &[]).await.unwrap(), 1728);
    ledger
        .note_all(&fence, &[observation(at(5))])
        .await
        .unwrap();

    // A little at a time, so that nothing else waits for it.
    let mut removed = Vec::new();
    while removed.last() != Some(&0) {
        removed.push(ledger.prune_history(at(5)).await.unwrap());
    }
    assert_eq!(removed, [1000, 729, 0]);
    let left: Vec<_> = ledger
        .history(None, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.at)
        .collect();
    assert_eq!(left, [at(5), at(1)]);
    assert_eq!(ledger.open_intents().await.unwrap().len(), 1);
}
