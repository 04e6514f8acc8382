//! The control API, and the life of an emulator.

use emulator::{Emulator, Settings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Bench, MAIN};

async fn control(bench: &Bench, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = format!("http://{}/{path}", bench.emulator.control_addr());
    let response = bench
        .client
        .request(method, url)
        .json(&body)
        .send()
        .await
        .unwrap();
    let (status, text) = (response.status().as_u16(), response.text().await.unwrap());
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

#[tokio::test]
async fn the_state_shows_the_whole_world() {
    let bench = Bench::start().await;
    let (status, state) = control(&bench, Method::GET, "state", Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(state["domains"][0]["name"], MAIN);
    assert_eq!(state["certificates"][0]["names"], json!([MAIN]));
    assert_eq!(
        state["dns"][MAIN],
        json!([{ "type": "A", "value": "203.0.113.10" }])
    );
    assert_eq!(state["mode"], json!({ "advanced": true, "auto": false }));
}

#[tokio::test]
async fn the_root_certificate_can_be_fetched() {
    let bench = Bench::start().await;
    let (_, pem) = control(&bench, Method::GET, "ca.pem", Value::Null).await;
    assert_eq!(pem, Value::String(bench.emulator.ca_pem()));
}

#[tokio::test]
async fn one_switch_changes_alone_and_a_misspelt_one_is_refused() {
    let bench = Bench::start().await;
    let (status, switches) = control(
        &bench,
        Method::PATCH,
        "switches",
        json!({ "dns_failure": "at_once422" }),
    )
    .await;
    assert_eq!(
        (status, &switches["dns_failure"]),
        (200, &json!("at_once422"))
    );
    assert_eq!(switches["certificate_delay_ms"], 2_000);
    let (status, _) = control(
        &bench,
        Method::PATCH,
        "switches",
        json!({ "dns_failures": "silent" }),
    )
    .await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn dns_domains_modes_and_certificates_can_be_set() {
    let bench = Bench::start().await;
    let records =
        json!([{ "type": "CNAME", "value": MAIN }, { "type": "CAA", "value": "letsencrypt.org" }]);
    assert_eq!(
        control(&bench, Method::PUT, "dns/shop.example.com", records)
            .await
            .0,
        200
    );
    assert_eq!(bench.panel.records().len(), 3);
    assert_eq!(
        control(
            &bench,
            Method::PUT,
            "dns/shop.example.com/fault",
            json!("serv_fail")
        )
        .await
        .0,
        200
    );
    assert_eq!(
        control(&bench, Method::DELETE, "dns/shop.example.com", Value::Null)
            .await
            .0,
        200
    );
    assert_eq!(bench.panel.records().len(), 2);

    let (_, added) = control(
        &bench,
        Method::POST,
        "domains",
        json!({ "name": "shop.example.com", "www": true }),
    )
    .await;
    assert!(bench.panel.domains()[1].www);
    let upload = json!({ "domain": "shop.example.com", "names": ["shop.example.com"] });
    assert_eq!(
        control(&bench, Method::POST, "certificates", upload)
            .await
            .0,
        200
    );
    assert_eq!(bench.panel.certificates().len(), 2);
    let path = format!("domains/{}", added["id"]);
    assert_eq!(
        control(&bench, Method::DELETE, &path, Value::Null).await.0,
        200
    );
    assert_eq!(
        control(&bench, Method::DELETE, &path, Value::Null).await.0,
        404
    );

    control(
        &bench,
        Method::PUT,
        "mode",
        json!({ "advanced": false, "auto": true }),
    )
    .await;
    assert_eq!(bench.panel.mode(), (false, true));
}

#[tokio::test]
async fn faults_and_calls_can_be_set_and_seen() {
    let bench = Bench::start().await;
    let fault = json!({ "route": "GET domains", "kind": { "status": { "code": 503, "json": false, "retry_after": 9, "message": "busy" } }, "times": 1 });
    let (_, added) = control(&bench, Method::POST, "faults", fault).await;
    assert!(added["id"].is_u64());
    assert_eq!(bench.get("domains").await.status, 503);
    control(
        &bench,
        Method::POST,
        "faults",
        json!({ "kind": "empty_ok", "times": 3 }),
    )
    .await;
    let (_, waiting) = control(&bench, Method::GET, "faults", Value::Null).await;
    control(
        &bench,
        Method::DELETE,
        &format!("faults/{}", waiting[0]["id"]),
        Value::Null,
    )
    .await;
    assert_eq!(bench.get("domains").await.status, 200);
    let (_, calls) = control(&bench, Method::GET, "calls", Value::Null).await;
    assert_eq!(
        (&calls[0]["route"], &calls[0]["status"]),
        (&json!("GET domains"), &json!(503))
    );
    control(&bench, Method::DELETE, "calls", Value::Null).await;
    assert!(bench.panel.calls().is_empty());

    let refused = json!({ "kind": "refused", "message": "not today" });
    assert_eq!(
        control(
            &bench,
            Method::PUT,
            "certificate-faults/network.example.com",
            refused
        )
        .await
        .0,
        200
    );
}

#[tokio::test]
async fn pages_can_be_set_and_cleared() {
    let bench = Bench::start().await;
    for page in [
        json!({ "kind": "row", "value": { "id": 7, "site": 3, "domain": MAIN } }),
        json!({ "kind": "redirect", "value": "https://elsewhere.example/" }),
        json!({ "kind": "login_wall" }),
        json!({ "kind": "other_server" }),
        json!({ "kind": "silence" }),
    ] {
        let path = format!("pages/{MAIN}");
        let (status, _) = control(&bench, Method::PUT, &path, page.clone()).await;
        assert_eq!(status, 200, "{page}");
    }
    assert!(
        bench
            .handshake(MAIN)
            .await
            .unwrap()
            .page(MAIN)
            .await
            .is_empty()
    );
    control(
        &bench,
        Method::DELETE,
        &format!("pages/{MAIN}"),
        Value::Null,
    )
    .await;
    assert!(
        !bench
            .handshake(MAIN)
            .await
            .unwrap()
            .page(MAIN)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_stopped_emulator_frees_its_ports_and_a_taken_port_is_named() {
    let bench = Bench::start().await;
    let port = bench.emulator.https_addr().port();
    let taken = Emulator::start(Settings {
        https_port: port,
        ..Settings::default()
    })
    .await
    .unwrap_err();
    assert!(
        taken.to_string().contains(&format!("127.0.0.1:{port}")),
        "{taken}"
    );
    bench.emulator.stop().await;
    let again = Emulator::start(Settings {
        https_port: port,
        ..Settings::default()
    })
    .await
    .unwrap();
    assert_eq!(again.https_addr().port(), port);
}
