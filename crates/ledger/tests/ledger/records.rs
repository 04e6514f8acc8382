use std::collections::BTreeMap;

use ledger::{Error, Texts};
use plan::{
    Attached, CertificateFault, Handshake, Leaf, ObjectKind, Reason, Record, Seen, SiteId, State,
    Timestamp, Who,
};
use store::Database;

use super::{at, hold, in_memory, name, record};

/// A record with something in every place that has a column of its own.
fn full() -> Record {
    let (mut record, _) = record("bücher.example");
    record.site = Some(SiteId(7));
    record.standing.state = State::Attention;
    record.standing.reason = Reason::DnsElsewhere;
    record.standing.who = Who::Customer;
    record.standing.detail = String::from("203.0.113.9 '; -- 🛒");
    record.standing.next_look = Some(at(600));
    record.object = Some(Attached::new(
        42,
        "bücher.example",
        ObjectKind::Alias,
        true,
        false,
    ));
    let leaf = Leaf {
        issuer: "Let’s Encrypt".repeat(100),
        names: vec!["example.com".to_owned()],
        not_before: at(0),
        not_after: at(9000),
    };
    record.tls = Some(Seen::first(
        Handshake::Refused(leaf, CertificateFault::WrongName),
        at(5),
    ));
    record
}

#[tokio::test]
async fn a_record_comes_back_as_it_was_saved() {
    records_come_back(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn records_come_back(db: &Database) {
    let ledger = super::open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    let first = [(full(), Texts::default()), record("shop.example")];
    ledger.save(&fence, &first, at(1)).await.unwrap();

    let saved: BTreeMap<_, _> = first
        .iter()
        .map(|(record, _)| (record.host.clone(), record.clone()))
        .collect();
    assert_eq!(ledger.records().await.unwrap(), saved);
    assert_eq!(
        ledger.record(&name("bücher.example")).await.unwrap(),
        Some(full())
    );
    assert_eq!(ledger.record(&name("never.example")).await.unwrap(), None);

    let mut changed = full();
    changed.standing.state = State::Serving;
    ledger
        .save(&fence, &[(changed.clone(), Texts::default())], at(2))
        .await
        .unwrap();
    assert_eq!(
        ledger.record(&changed.host).await.unwrap(),
        Some(changed.clone())
    );
    assert_eq!(ledger.records().await.unwrap().len(), 2);

    ledger
        .forget(&fence, &[changed.host.clone()])
        .await
        .unwrap();
    assert_eq!(ledger.record(&changed.host).await.unwrap(), None);
}

#[tokio::test]
async fn sixty_records_are_saved_as_well_as_one() {
    many_records(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn many_records(db: &Database) {
    let ledger = super::open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    let many: Vec<_> = (0..60)
        .map(|n| record(&format!("shop{n}.example")))
        .collect();
    ledger.save(&fence, &many, at(1)).await.unwrap();
    let saved: BTreeMap<_, _> = many
        .iter()
        .map(|(record, _)| (record.host.clone(), record.clone()))
        .collect();
    assert_eq!(ledger.records().await.unwrap(), saved);
}

#[tokio::test]
async fn people_and_the_plugin_find_the_same_in_columns() {
    columns_tell_the_same(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn columns_tell_the_same(db: &Database) {
    let ledger = super::open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    let texts = Texts {
        operator: "for the operator".to_owned(),
        customer: "x".repeat(100_000),
    };
    ledger
        .save(&fence, &[(full(), texts)], at(1))
        .await
        .unwrap();

    let sql = "SELECT host, site_id, class, state, reason, who, detail, operator_text, customer_text, next_look, \
        object_id, cert_issuer, cert_expires, updated_at FROM wp_runcloud_domains";
    let row = db.query(sql, &[]).await.unwrap().pop().unwrap();
    let words: Vec<_> = [0, 2, 3, 4, 5, 6, 7]
        .map(|column| row.text(column).unwrap())
        .into();
    assert_eq!(
        words,
        [
            "xn--bcher-kva.example",
            "created",
            "attention",
            "dns_elsewhere",
            "customer",
            "203.0.113.9 '; -- 🛒",
            "for the operator"
        ]
    );
    let numbers: Vec<_> = [1, 9, 10, 12, 13]
        .map(|column| row.get_i64(column).unwrap())
        .into();
    let moments = [at(600), at(9000), at(1)].map(Timestamp::as_millis);
    assert_eq!(numbers, [7, moments[0], 42, moments[1], moments[2]]);
    // What does not fit is cut in the column, between characters; the record has all of it.
    assert_eq!(row.text(8).unwrap().len(), 4000);
    assert!(row.text(11).unwrap().len() <= 255);
    assert_eq!(ledger.record(&full().host).await.unwrap(), Some(full()));
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_an_error_that_names_its_host() {
    let (db, ledger) = in_memory().await;
    let fence = hold(&ledger, "a", at(0)).await;
    ledger
        .save(
            &fence,
            &[record("good.example"), record("bad.example")],
            at(1),
        )
        .await
        .unwrap();
    for broken in [
        "",
        "{}",
        "{\"host\":",
        &serde_json::to_string(&record("other.example").0).unwrap(),
    ] {
        let sql = "UPDATE wp_runcloud_domains SET record = ? WHERE host = 'bad.example'";
        db.execute(sql, &[broken.into()]).await.unwrap();
        for error in [
            ledger.records().await.unwrap_err(),
            ledger.record(&name("bad.example")).await.unwrap_err(),
        ] {
            assert!(
                matches!(&error, Error::Record { host, .. } if host == "bad.example"),
                "{error:?}"
            );
            assert!(!error.is_transient());
        }
    }
}

#[tokio::test]
async fn a_state_of_a_newer_version_is_an_error_and_not_a_missing_host() {
    let (db, ledger) = in_memory().await;
    let fence = hold(&ledger, "a", at(0)).await;
    ledger
        .save(&fence, &[record("shop.example")], at(1))
        .await
        .unwrap();
    let sql = "UPDATE wp_runcloud_domains SET record = REPLACE(record, '\"attaching\"', '\"levitating\"')";
    assert_eq!(db.execute(sql, &[]).await.unwrap(), 1);
    assert!(matches!(ledger.records().await, Err(Error::Record { .. })));
}
