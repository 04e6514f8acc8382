//! Faults and the log of calls.

use emulator::{Fault, FaultKind};
use serde_json::json;

use crate::support::Bench;

fn fault(route: Option<&str>, name: Option<&str>, kind: FaultKind) -> Fault {
    Fault {
        route: route.map(Into::into),
        name: name.map(Into::into),
        kind,
        times: 1,
    }
}

fn status(code: u16, json: bool, retry_after: Option<u64>) -> FaultKind {
    FaultKind::Status {
        code,
        json,
        retry_after,
        message: "maintenance".into(),
    }
}

#[tokio::test]
async fn a_status_comes_as_json_or_html_with_retry_after() {
    let bench = Bench::start().await;
    bench
        .panel
        .fault(fault(Some("GET domains"), None, status(429, true, Some(7))));
    let seen = bench.get("domains").await;
    assert_eq!((seen.status, seen.header("retry-after")), (429, Some("7")));
    assert_eq!(seen.json(), json!({ "message": "maintenance" }));
    assert!(seen.header("x-ratelimit-remaining").is_some());
    bench
        .panel
        .fault(fault(None, None, status(503, false, None)));
    let seen = bench.get("domains").await;
    assert_eq!((seen.status, seen.header("retry-after")), (503, None));
    assert!(seen.text.contains("<html>"), "{seen:?}");
    assert_eq!(bench.get("domains").await.status, 200);
}

#[tokio::test]
async fn a_success_can_be_html_or_nothing_and_has_no_effect() {
    let bench = Bench::start().await;
    for kind in [FaultKind::HtmlOk, FaultKind::EmptyOk] {
        bench.panel.fault(fault(Some("POST domains"), None, kind));
        let seen = bench
            .call(
                "POST",
                "domains",
                Some(json!({ "name": "shop.example.com" })),
            )
            .await;
        assert_eq!(seen.status, 200);
        assert!(serde_json::from_str::<serde_json::Value>(&seen.text).is_err());
    }
    assert_eq!(bench.panel.domains().len(), 1);
}

#[tokio::test]
async fn a_reset_has_no_effect_and_a_lost_reply_has() {
    let bench = Bench::start().await;
    for (kind, name, domains) in [
        (FaultKind::Reset, "one.example.com", 1),
        (FaultKind::ReplyLost, "two.example.com", 2),
    ] {
        bench
            .panel
            .fault(fault(Some("POST domains"), Some(name), kind));
        let request = bench.app_request(
            "POST",
            "domains",
            Some(json!({ "name": name, "type": "alias" })),
        );
        let error = bench.send(request).await.unwrap_err();
        assert!(error.is_request(), "{error:?}");
        assert_eq!(bench.panel.domains().len(), domains);
    }
    let statuses: Vec<u16> = bench.panel.calls().iter().map(|call| call.status).collect();
    assert_eq!(statuses, [0, 0]);
}

#[tokio::test]
async fn a_hanging_call_is_logged_and_ends_with_the_emulator() {
    let bench = Bench::start().await;
    bench
        .panel
        .fault(fault(Some("GET domains"), None, FaultKind::Hang));
    let Bench {
        emulator,
        panel,
        client,
        ..
    } = bench;
    let url = format!(
        "{}/api/v3/servers/501/webapps/9001/domains",
        emulator.api_origin()
    );
    let hanging = tokio::spawn(client.get(url).bearer_auth("emulator-token").send());
    while panel.count("GET domains") == 0 {
        tokio::task::yield_now().await;
    }
    assert!(!hanging.is_finished());
    emulator.stop().await;
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn a_late_reply_is_the_ordinary_one() {
    let bench = Bench::start().await;
    bench.panel.fault(fault(None, None, FaultKind::Delay(1)));
    assert_eq!(bench.get("domains").await.status, 200);
}

#[tokio::test]
async fn a_fault_for_a_domain_also_hits_calls_that_name_it_by_id() {
    let bench = Bench::start().await;
    let (one, two) = (
        bench.add_pointing("one.example.com").await,
        bench.add_pointing("two.example.com").await,
    );
    bench.panel.fault(fault(
        Some("DELETE domains/{d}"),
        Some("two.example.com"),
        status(500, false, None),
    ));
    assert_eq!(
        bench
            .call("DELETE", &format!("domains/{one}"), None)
            .await
            .status,
        200
    );
    assert_eq!(
        bench
            .call("DELETE", &format!("domains/{two}"), None)
            .await
            .status,
        500
    );
    assert_eq!(
        bench
            .call("DELETE", &format!("domains/{two}"), None)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn calls_are_logged_with_route_status_and_name() {
    let bench = Bench::start().await;
    bench.get("domains?page=2").await;
    bench
        .call(
            "POST",
            "domains",
            Some(json!({ "name": "shop.example.com", "type": "alias" })),
        )
        .await;
    bench
        .send(bench.request("GET", "/api/v3/ping"))
        .await
        .unwrap();
    let calls = bench.panel.calls();
    let seen: Vec<_> = calls
        .iter()
        .map(|call| (call.route.as_str(), call.status, call.body_name.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [
            ("GET domains", 200, None),
            ("POST domains", 200, Some("shop.example.com")),
            ("GET ping", 401, None)
        ]
    );
    assert_eq!(
        calls[0].path,
        "/api/v3/servers/501/webapps/9001/domains?page=2"
    );
    assert_eq!(bench.panel.count("GET domains"), 1);
    bench.panel.clear_calls();
    assert_eq!(bench.panel.count("GET domains"), 0);
}

#[tokio::test]
async fn cleared_faults_are_gone() {
    let bench = Bench::start().await;
    bench.panel.fault(Fault {
        times: u32::MAX,
        ..fault(None, None, FaultKind::EmptyOk)
    });
    assert_eq!(bench.get("domains").await.text, "");
    bench.panel.clear_faults();
    assert_ne!(bench.get("domains").await.text, "");
}
