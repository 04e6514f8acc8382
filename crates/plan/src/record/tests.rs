//! What is remembered comes back from the ledger as it was, and no change goes unnoticed.

use serde_json::{Map, Value, json};

use super::*;
use crate::fixture::name;
use crate::{CertificateFault, Elsewhere, FailureClass, Leaf, ObjectKind, SiteId, Visit};

const NOW: Timestamp = Timestamp::from_millis(1_796_000_000_000);

fn bare() -> Record {
    Record::new(name("shop.example"), Class::Adopted, NOW)
}

/// A record in which every field says something. A new field has to be given here too.
fn full() -> Record {
    let seen = |value| Some(Seen::first(value, NOW));
    let leaf = Leaf {
        issuer: "Some Authority".to_owned(),
        names: vec!["shop.example".to_owned()],
        not_before: NOW,
        not_after: NOW,
    };
    let tries = Attempts {
        failed: 2,
        since: Some(NOW),
        last: Some(NOW),
        not_before: Some(NOW),
        failure: Some(crate::Failure {
            class: FailureClass::Taken,
            message: "it is taken".to_owned(),
        }),
    };
    Record {
        host: name("shop.example"),
        site: Some(SiteId(2)),
        mapping: Some(3),
        row_closed: Some(crate::RowClosed::NotOpened),
        site_closed: Some(crate::SiteClosed::Archived),
        class: Class::Created,
        created: true,
        www_unasked: true,
        vanished: vec![9],
        standing: Standing {
            state: State::Serving,
            reason: Reason::ServesSite,
            detail: "words".to_owned(),
            who: Who::Nobody,
            next_look: Some(NOW),
        },
        object: Some(Attached::new(
            4,
            "shop.example",
            ObjectKind::Alias,
            true,
            false,
        )),
        certificate: Some(5),
        certificate_known: true,
        certificate_until: Some(NOW),
        renewal: Some(Renewal {
            until: NOW,
            at: NOW,
        }),
        certificate_read_at: Some(NOW),
        first_seen: NOW,
        attached_at: Some(NOW),
        secured_at: Some(NOW),
        removed_at: Some(NOW),
        removed_by: Some(RemovedBy::Record),
        removals: vec![(NOW, RemovedBy::Absence)],
        wanted_at: wanted(),
        absence: Some(Absence {
            since: NOW,
            quiet_since: NOW,
            readings: 6,
            missed: 7,
            rest: 8,
            renamed_to: Some(name("other.example")),
            counted_at: Some(NOW),
            missed_at: Some(NOW),
        }),
        dns: seen(PointsHere::Proxied(vec!["198.51.100.7".parse().unwrap()])),
        pointed_here: true,
        twin_dns: Some(Seen::first(PointsHere::No(Elsewhere::NoSuchName), NOW)),
        caa: Some(Seen::first(Caa::Allowed, NOW)),
        twin_caa: Some(Seen::first(Caa::SomeAccounts, NOW)),
        visit: Some(Seen::first(Visit::LoginWall, NOW)),
        twin_visit: Some(Seen::first(Visit::OtherAnswer { status: 404 }, NOW)),
        tls: Some(Seen::first(Handshake::Valid(leaf.clone()), NOW)),
        twin_tls: Some(Seen::first(
            Handshake::Refused(leaf, CertificateFault::Expired),
            NOW,
        )),
        unlisted: true,
        virtual_host: Some(Seen::first(crate::VirtualHost::Unknown, NOW)),
        ordered_at: Some(NOW),
        order_read: true,
        order_brought_nothing: true,
        order_unsure: true,
        attach: tries.clone(),
        order: tries.clone(),
        unissued: vec![NOW],
        twin: tries.clone(),
        detach: tries,
        custom_certificate: true,
        foreign_before: true,
        permit: Some(Permit::Detach),
    }
}

fn wanted() -> LastWanted {
    let mut wanted = LastWanted::default();
    wanted.see(NOW);
    wanted
}

fn written(record: &Record) -> Map<String, Value> {
    match serde_json::to_value(record).unwrap() {
        Value::Object(fields) => fields,
        other => panic!("a record is written as an object, not {other}"),
    }
}

fn read(fields: Map<String, Value>) -> serde_json::Result<Record> {
    serde_json::from_value(Value::Object(fields))
}

#[test]
fn what_says_nothing_is_not_written() {
    insta::assert_snapshot!(serde_json::to_string(&bare()).unwrap(), @r#"{"host":"shop.example","class":"adopted","standing":{"state":"attaching","reason":"new","detail":"","who":"nobody","next_look":1796000000000},"first_seen":1796000000000}"#);
}

#[test]
fn a_record_comes_back_as_it_was() {
    for record in [bare(), full()] {
        assert_eq!(read(written(&record)).unwrap(), record);
    }
}

#[test]
fn a_record_that_spells_out_what_says_nothing_is_read_as_well() {
    let mut fields = written(&bare());
    let empty = [
        ("certificate", json!(null)),
        ("created", json!(false)),
        ("removals", json!([])),
        (
            "attach",
            json!({"failed": 0, "since": null, "last": null, "not_before": null, "failure": null}),
        ),
    ];
    for (field, value) in empty {
        let before = fields.insert(field.to_owned(), value);
        assert_eq!(before, None, "`{field}` is left out otherwise");
    }
    assert_eq!(read(fields).unwrap(), bare());
}

#[test]
fn a_record_that_differs_in_one_field_has_another_fingerprint() {
    let full = full();
    assert_eq!(full.fingerprint(), full.clone().fingerprint());
    let bare = written(&bare());
    let mut compared = 0;
    for (field, value) in written(&full) {
        let mut fields = written(&full);
        match bare.get(&field) {
            None if field == "wanted_at" => continue,
            Some(same) if *same == value => continue,
            Some(other) => fields.insert(field.clone(), other.clone()),
            None => fields.remove(&field),
        };
        let other = read(fields).unwrap();
        assert_ne!(other.fingerprint(), full.fingerprint(), "without `{field}`");
        compared += 1;
    }
    // All but the host and the moment at which it was first seen, which both have in common, and what is left out.
    assert_eq!(compared, written(&full).len() - 3);
}
