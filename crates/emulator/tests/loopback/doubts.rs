//! The switches that change how a reply looks or what becomes of a call, each thrown while the emulator runs.

use emulator::{
    CertificateShape, DuplicateScope, ErrorForm, KeyPair, Kind, ModeRead, NameForm, NotInstalled,
    OverPageLimit, PastTheEnd, RateHeaders, Switches, TakenWords, TimeForm, WriteReply,
};
use serde_json::{Value, json};

use crate::support::{Bench, MAIN, START, Seen};

fn alias(name: &str) -> Value {
    json!({ "name": name, "www": false, "redirection": "none", "type": "alias" })
}

async fn add(bench: &Bench, name: &str) -> Seen {
    bench.call("POST", "domains", Some(alias(name))).await
}

/// What one call gets under these switches, which are the defaults again afterwards.
async fn under(bench: &Bench, change: fn(&mut Switches), method: &str, path: &str) -> Seen {
    bench.panel.switches(change);
    let seen = bench.call(method, path, None).await;
    bench
        .panel
        .switches(|switches| *switches = Switches::default());
    seen
}

#[tokio::test]
async fn lists_end_in_three_ways_and_may_begin_with_the_newest() {
    let bench = Bench::start().await;
    bench.panel.add_by_hand("new.example", false, Kind::Alias);
    let past = "domains?page=2";
    let seen = under(
        &bench,
        |s| s.past_the_end = PastTheEnd::NotFound404,
        "GET",
        past,
    )
    .await;
    assert_eq!(seen.status, 404);
    let seen = under(
        &bench,
        |s| s.past_the_end = PastTheEnd::LastPage,
        "GET",
        past,
    )
    .await;
    assert_eq!(seen.json()["data"][0]["name"], MAIN);
    let seen = under(&bench, |s| s.newest_first = true, "GET", "domains").await;
    assert_eq!(seen.json()["data"][0]["name"], "new.example");
    let refuse = |s: &mut Switches| s.over_page_limit = OverPageLimit::Refused422;
    for (size, status) in [(40, 200), (41, 422)] {
        let path = format!("domains?perPage={size}");
        assert_eq!(under(&bench, refuse, "GET", &path).await.status, status);
    }
}

#[tokio::test]
async fn objects_come_in_other_forms() {
    let bench = Bench::start().await;
    let id = bench.add_pointing("xn--bcher-kva.example").await;
    let path = format!("domains/{id}");
    let field =
        async |change, name: &str| under(&bench, change, "GET", &path).await.json()[name].clone();
    assert_eq!(
        field(|s| s.name_form = NameForm::UpperCase, "name").await,
        "XN--BCHER-KVA.EXAMPLE"
    );
    assert_eq!(
        field(|s| s.name_form = NameForm::Unicode, "name").await,
        "bücher.example"
    );
    assert_eq!(
        field(|s| s.domain_status = Some("pending".into()), "status").await,
        "pending"
    );
    assert_eq!(field(|s| s.wrapped_objects = true, "data").await["id"], id);
    assert_eq!(
        field(|s| s.time_form = TimeForm::EightHoursAhead, "created_at").await,
        "2026-11-22 20:00:00"
    );
    for status in [404, 405] {
        bench.panel.switches(|s| s.one_domain_status = status);
        assert_eq!(bench.get(&path).await.status, status);
    }
}

#[tokio::test]
async fn a_certificate_tells_little_or_much_and_its_absence_is_told_in_other_words() {
    let bench = Bench::basic().await;
    let keys = |seen: &Seen| seen.json().as_object().map(serde_json::Map::len);
    let bare = under(
        &bench,
        |s| s.certificate_shape = CertificateShape::Bare,
        "GET",
        "ssl",
    )
    .await;
    assert_eq!(keys(&bare), Some(2));
    let rich = |s: &mut Switches| s.certificate_shape = CertificateShape::WithStatus;
    let rich = under(&bench, rich, "GET", "ssl").await.json();
    assert_eq!(
        (&rich["status"], &rich["domains"]),
        (&json!("active"), &json!([MAIN]))
    );
    bench.panel.remove_certificate(None);
    for (form, body) in [
        (
            NotInstalled::Message,
            json!({ "message": "SSL not installed!" }),
        ),
        (
            NotInstalled::OtherWords,
            json!({ "message": "There is none." }),
        ),
        (NotInstalled::Empty, json!({})),
        (NotInstalled::Null, json!({ "data": null })),
    ] {
        bench.panel.switches(|s| s.not_installed = form);
        assert_eq!(bench.get("ssl").await.json(), body);
    }
}

#[tokio::test]
async fn changes_answer_with_the_object_or_with_less() {
    let bench = Bench::start().await;
    for (n, (form, status, body)) in [
        (WriteReply::Empty, 200, Some(json!({}))),
        (
            WriteReply::Message,
            200,
            Some(json!({ "message": "Done." })),
        ),
        (WriteReply::NoContent, 204, None),
    ]
    .into_iter()
    .enumerate()
    {
        bench
            .panel
            .switches(|s| (s.add_reply, s.delete_reply) = (form, form));
        let added = add(&bench, &format!("shop{n}.example")).await;
        let id = bench
            .panel
            .domains()
            .last()
            .map(|domain| domain.id)
            .unwrap();
        let deleted = bench.call("DELETE", &format!("domains/{id}"), None).await;
        for seen in [added, deleted] {
            assert_eq!(seen.status, status);
            assert_eq!(serde_json::from_str::<Value>(&seen.text).ok(), body);
        }
        assert_eq!(bench.panel.domains().len(), 1);
    }
    bench
        .panel
        .switches(|s| (s.add_reply, s.changed_status) = (WriteReply::Object, 201));
    assert_eq!(add(&bench, "shop.example").await.status, 201);
}

#[tokio::test]
async fn names_are_refused_for_other_reasons_and_in_other_words() {
    let bench = Bench::start().await;
    bench.panel.hold_elsewhere("held.example");
    assert_eq!(add(&bench, "held.example").await.status, 200);
    bench
        .panel
        .switches(|s| s.duplicate_scope = DuplicateScope::Workspace);
    bench.panel.hold_elsewhere("other.example");
    let taken = add(&bench, "other.example").await;
    assert_eq!((taken.status, taken.text.contains("taken")), (422, true));
    bench.panel.switches(|s| s.taken_words = TakenWords::Vague);
    let vague = add(&bench, "other.example").await;
    assert_eq!((vague.status, vague.text.contains("taken")), (422, false));
    bench.panel.switches(|s| s.idn_refused = true);
    assert_eq!(add(&bench, "xn--bcher-kva.example").await.status, 422);
    bench.panel.switches(|s| s.most_domains = Some(2));
    assert_eq!(add(&bench, "third.example").await.status, 422);
}

#[tokio::test]
async fn a_refusal_can_look_like_a_page_or_like_a_success() {
    let bench = Bench::start().await;
    let nothing = "domains/1";
    for (form, status, is_json) in [
        (ErrorForm::Json, 404, true),
        (ErrorForm::Page, 404, false),
        (ErrorForm::Bodiless, 404, false),
        (ErrorForm::MessageOk, 200, true),
        (ErrorForm::PageOk, 200, false),
    ] {
        bench.panel.switches(|s| s.error_form = form);
        let seen = bench.get(nothing).await;
        let parsed = serde_json::from_str::<Value>(&seen.text);
        assert_eq!((seen.status, parsed.is_ok()), (status, is_json), "{form:?}");
    }
    let seen = under(&bench, |s| s.unknown_domain_status = 403, "GET", nothing).await;
    assert_eq!(seen.status, 200, "the form still holds: {seen:?}");
    assert_eq!(bench.get(nothing).await.status, 404);
}

#[tokio::test]
async fn credentials_end_and_a_key_pair_may_be_refused() {
    let bench = Bench::start().await;
    bench
        .panel
        .switches(|s| s.credentials_last_ms = Some(60_000));
    assert_eq!(bench.get("domains").await.status, 200);
    bench.advance(60_000);
    assert_eq!(bench.get("domains").await.status, 401);
    bench.panel.switches(|s| s.credentials_last_ms = None);
    for (key_pair, status) in [
        (KeyPair::Accepted, 200),
        (KeyPair::Refused401, 401),
        (KeyPair::Page404, 404),
        (KeyPair::Gone410, 410),
        (KeyPair::SignInPage, 200),
    ] {
        bench.panel.switches(|s| s.key_pair = key_pair);
        let request = bench.request("GET", "/api/v2/ping");
        let request = request.basic_auth("emulator-key", Some("emulator-secret"));
        let seen = bench.send(request).await.unwrap();
        assert_eq!(seen.status, status, "{key_pair:?}");
        assert_eq!(seen.text.contains("pong"), key_pair == KeyPair::Accepted);
    }
}

#[tokio::test]
async fn replies_say_more_or_less_of_the_limit() {
    let bench = Bench::start().await;
    let header = async |form, name: &str| {
        bench.panel.switches(|s| s.rate_headers = form);
        bench
            .get("domains")
            .await
            .header(name)
            .map(ToOwned::to_owned)
    };
    let reset = "x-ratelimit-reset";
    assert_eq!(header(RateHeaders::LimitAndRemaining, reset).await, None);
    let at = (START / 1000 + 60).to_string();
    assert_eq!(header(RateHeaders::WithReset, reset).await, Some(at));
    assert_eq!(header(RateHeaders::Absent, "x-ratelimit-limit").await, None);
}

#[tokio::test]
async fn orders_meet_another_under_way_or_get_a_new_id() {
    let bench = Bench::basic().await;
    let id = bench.get("ssl").await.json()["id"].as_u64().unwrap();
    let path = format!("ssl/{id}");
    bench.panel.switches(|s| s.order_while_pending_status = 409);
    assert_eq!(bench.call("PUT", &path, None).await.status, 200);
    assert_eq!(bench.call("PUT", &path, None).await.status, 409);
    bench.advance(10_000);
    bench.panel.switches(|s| s.redeploy_changes_id = true);
    assert_eq!(bench.call("PUT", &path, None).await.status, 200);
    bench.advance(10_000);
    assert_ne!(bench.get("ssl").await.json()["id"], id);
    let added = bench.add_pointing("gone.example").await;
    let before = bench.panel.orders().len();
    bench.panel.switches(|s| s.delete_reissues = true);
    bench
        .call("DELETE", &format!("domains/{added}"), None)
        .await;
    assert_eq!(bench.panel.orders().len(), before + 1);
}

#[tokio::test]
async fn the_mode_tells_less_and_takes_certificates_with_it() {
    let bench = Bench::basic().await;
    for (read, status) in [
        (ModeRead::Both, 200),
        (ModeRead::WithoutAuto, 200),
        (ModeRead::Refused403, 403),
        (ModeRead::NotFound404, 404),
    ] {
        bench.panel.switches(|s| s.mode_read = read);
        let seen = bench.get("ssl/advanced").await;
        assert_eq!(seen.status, status);
        assert_eq!(seen.text.contains("autoSSL"), read == ModeRead::Both);
    }
    bench.panel.switches(|s| s.mode_change_drops = true);
    bench.panel.set_mode(true, false);
    bench.panel.set_mode(false, false);
    assert!(bench.panel.certificates().is_empty());
    bench.panel.set_mode(true, false);
    let id = bench.add_pointing("shop.example").await;
    bench.panel.switches(|s| s.order_sets_mode = true);
    let order = json!({
        "advancedSSL": true, "autoSSL": true, "provider": "letsencrypt", "enableHttp": true, "enableHsts": false,
        "authorizationMethod": "http-01", "environment": "live",
    });
    bench
        .call("POST", &format!("domains/{id}/ssl"), Some(order))
        .await;
    assert_eq!(bench.panel.mode(), (true, true));
}
