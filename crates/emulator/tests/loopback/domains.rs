//! Adding, changing and removing domains.

use emulator::{DomainShape, DuplicateScope, FlagForm, Kind, PrimaryDelete};
use serde_json::{Value, json};

use crate::support::{Bench, MAIN, START};

fn alias(name: &str) -> Value {
    json!({ "name": name, "www": true, "redirection": "non-www", "type": "alias" })
}

#[tokio::test]
async fn adding_a_domain_answers_at_once_with_the_whole_object() {
    let bench = Bench::start().await;
    let added = bench
        .call("POST", "domains", Some(alias("Shop.Example.com")))
        .await;
    assert_eq!(added.status, 200);
    let id = added.json()["id"].as_u64().unwrap();
    let expected = json!({
        "id": id, "name": "shop.example.com", "type": "alias", "www": 1, "redirection": "non-www", "wildcard": 0,
        "dns_integration": "none", "status": null, "created_at": "2026-11-22 12:00:00",
    });
    assert_eq!(added.json(), expected);
    assert_eq!(bench.get(&format!("domains/{id}")).await.json(), expected);
    let seen = bench.panel.domains().pop().unwrap();
    assert_eq!(
        (seen.id, seen.kind, seen.www, seen.created_at),
        (id, Kind::Alias, true, START)
    );
}

#[tokio::test]
async fn a_name_is_taken_within_the_application_and_across_the_server_as_switched() {
    let bench = Bench::start().await;
    let refused = bench.call("POST", "domains", Some(alias(MAIN))).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.json()["errors"]["name"][0].is_string(),
        "{refused:?}"
    );
    bench
        .panel
        .switches(|switches| switches.duplicate_status = 409);
    assert_eq!(
        bench
            .call("POST", "domains", Some(alias("neighbour.example.org")))
            .await
            .status,
        409
    );
    bench
        .panel
        .switches(|switches| switches.duplicate_scope = DuplicateScope::WebApp);
    assert_eq!(
        bench
            .call("POST", "domains", Some(alias("neighbour.example.org")))
            .await
            .status,
        200
    );
    assert_eq!(
        bench
            .call("POST", "domains", Some(alias("neighbour.example.org")))
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn bad_or_missing_fields_are_named_in_a_422() {
    let bench = Bench::start().await;
    for (body, field) in [
        (json!({ "type": "alias" }), "name"),
        (json!({ "name": "no spaces.example" }), "name"),
        (
            json!({ "name": "shop.example.com", "type": "mirror" }),
            "type",
        ),
        (
            json!({ "name": "shop.example.com", "redirection": "sideways" }),
            "redirection",
        ),
        (
            json!({ "name": "shop.example.com", "www": "perhaps" }),
            "www",
        ),
    ] {
        let refused = bench.call("POST", "domains", Some(body)).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.json()["errors"][field][0].is_string(),
            "{refused:?}"
        );
    }
    assert_eq!(bench.panel.domains().len(), 1);
}

#[tokio::test]
async fn a_missing_type_means_alias_unless_it_is_required() {
    let bench = Bench::start().await;
    let body = |name| Some(json!({ "name": name }));
    let added = bench
        .call("POST", "domains", body("one.example.com"))
        .await
        .json();
    assert_eq!(
        (&added["type"], &added["www"], &added["redirection"]),
        (&json!("alias"), &json!(0), &json!("none"))
    );
    bench
        .panel
        .switches(|switches| switches.type_required = true);
    let refused = bench.call("POST", "domains", body("two.example.com")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json()["errors"]["type"][0].is_string());
}

#[tokio::test]
async fn deleting_gives_the_object_back_and_works_once() {
    let bench = Bench::start().await;
    let id = bench.add_pointing("shop.example.com").await;
    let deleted = bench.call("DELETE", &format!("domains/{id}"), None).await;
    assert_eq!(
        (deleted.status, &deleted.json()["name"]),
        (200, &json!("shop.example.com"))
    );
    let again = bench.call("DELETE", &format!("domains/{id}"), None).await;
    assert_eq!(again.status, 404);
    assert!(again.json()["message"].is_string());
}

#[tokio::test]
async fn a_domain_of_another_application_is_not_found() {
    let bench = Bench::start().await;
    let theirs = bench.panel.add_to_neighbour("theirs.example.org");
    assert_eq!(
        bench
            .call("DELETE", &format!("domains/{theirs}"), None)
            .await
            .status,
        404
    );
    assert_eq!(
        bench.get(&format!("domains/{theirs}/ssl")).await.status,
        404
    );
}

#[tokio::test]
async fn the_primary_is_deleted_only_where_the_switch_allows_it() {
    let bench = Bench::start().await;
    let path = format!("domains/{}", bench.panel.domains()[0].id);
    for (rule, status) in [
        (PrimaryDelete::Refused422, 422),
        (PrimaryDelete::Refused403, 403),
        (PrimaryDelete::Allowed, 200),
    ] {
        bench
            .panel
            .switches(|switches| switches.primary_delete = rule);
        assert_eq!(bench.call("DELETE", &path, None).await.status, status);
    }
    assert!(bench.panel.domains().is_empty());
}

#[tokio::test]
async fn meta_changes_the_flags_in_v3_and_does_not_exist_in_v2() {
    let bench = Bench::start().await;
    let id = bench.add_pointing("shop.example.com").await;
    let body = json!({ "www": true, "redirection": "www", "type": "redirect" });
    let changed = bench
        .call("PATCH", &format!("domains/{id}/meta"), Some(body.clone()))
        .await;
    assert_eq!(changed.status, 200);
    assert_eq!(
        changed
            .json()
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["message"]
    );
    let now = bench.get(&format!("domains/{id}")).await.json();
    assert_eq!(
        (&now["www"], &now["redirection"], &now["type"]),
        (&json!(1), &json!("www"), &json!("redirect"))
    );
    let v2 = bench.request(
        "PATCH",
        &format!("/api/v2/servers/501/webapps/9001/domains/{id}/meta"),
    );
    assert_eq!(
        bench
            .send(v2.bearer_auth("emulator-token").json(&body))
            .await
            .unwrap()
            .status,
        404
    );
}

#[tokio::test]
async fn a_new_primary_makes_the_old_one_an_alias() {
    let bench = Bench::start().await;
    let id = bench.add_pointing("shop.example.com").await;
    bench
        .call(
            "PATCH",
            &format!("domains/{id}/meta"),
            Some(json!({ "type": "primary" })),
        )
        .await;
    let kinds: Vec<Kind> = bench
        .panel
        .domains()
        .iter()
        .map(|domain| domain.kind)
        .collect();
    assert_eq!(kinds, [Kind::Alias, Kind::Primary]);
}

#[tokio::test]
async fn dns_tells_what_to_publish_as_a_bare_array() {
    let bench = Bench::start().await;
    let id = bench.add_pointing("shop.example.com").await;
    assert_eq!(
        bench.get(&format!("domains/{id}/dns")).await.json(),
        json!([
            { "type": "A", "hostname": "shop.example.com", "content": "203.0.113.10" },
            { "type": "CNAME", "hostname": "www.shop.example.com", "content": "shop.example.com" },
        ])
    );
}

#[tokio::test]
async fn the_shape_of_a_domain_follows_its_switches() {
    let bench = Bench::start().await;
    let path = format!("domains/{}", bench.panel.domains()[0].id);
    bench
        .panel
        .switches(|switches| switches.domain_shape = DomainShape::WithoutType);
    let object = bench.get(&path).await.json();
    assert!(object.get("type").is_none() && object.get("www").is_some());
    bench
        .panel
        .switches(|switches| switches.domain_shape = DomainShape::Bare);
    let object = bench.get(&path).await.json();
    assert_eq!(object.as_object().unwrap().len(), 3, "{object}");
    bench.panel.switches(|switches| {
        switches.domain_shape = DomainShape::Full;
        switches.flag_form = FlagForm::Booleans;
        switches.numbers_as_strings = true;
    });
    let object = bench.get(&path).await.json();
    assert_eq!(
        (object["www"].is_boolean(), object["id"].is_string()),
        (true, true),
        "{object}"
    );
}
