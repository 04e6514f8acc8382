//! Who may call: credentials, addresses, user agents, and how often.

use std::net::IpAddr;

use emulator::UserAgentFilter;
use reqwest::header::USER_AGENT;

use crate::support::Bench;

#[tokio::test]
async fn a_known_token_gets_pong_in_both_generations() {
    let bench = Bench::start().await;
    for path in ["/api/v3/ping", "/api/v2/ping"] {
        let seen = bench
            .send(bench.request("GET", path).bearer_auth("emulator-token"))
            .await
            .unwrap();
        assert_eq!(
            (seen.status, seen.text.as_str()),
            (200, r#"{"message":"pong"}"#),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_key_pair_opens_v2_and_not_v3() {
    let bench = Bench::start().await;
    let ping = |path, secret: &'static str| {
        bench.send(
            bench
                .request("GET", path)
                .basic_auth("emulator-key", Some(secret)),
        )
    };
    assert_eq!(
        ping("/api/v2/ping", "emulator-secret")
            .await
            .unwrap()
            .status,
        200
    );
    assert_eq!(ping("/api/v2/ping", "wrong").await.unwrap().status, 401);
    assert_eq!(
        ping("/api/v3/ping", "emulator-secret")
            .await
            .unwrap()
            .status,
        401
    );
}

#[tokio::test]
async fn without_a_token_the_reply_says_so_and_a_wrong_one_is_401_too() {
    let bench = Bench::start().await;
    let none = bench
        .send(bench.request("GET", "/api/v3/ping"))
        .await
        .unwrap();
    assert_eq!(
        (none.status, none.text.as_str()),
        (401, r#"{"message":"Missing API Token."}"#)
    );
    let wrong = bench
        .send(bench.request("GET", "/api/v3/ping").bearer_auth("stale"))
        .await
        .unwrap();
    assert_eq!(wrong.status, 401);
    assert!(wrong.json()["message"].is_string());
}

#[tokio::test]
async fn an_address_that_is_not_on_the_list_is_401_and_one_on_it_passes() {
    let bench = Bench::start().await;
    let elsewhere: IpAddr = "198.51.100.7".parse().unwrap();
    bench
        .panel
        .switches(|switches| switches.allow_list = vec![elsewhere]);
    assert_eq!(bench.get("domains").await.status, 401);
    bench
        .panel
        .switches(|switches| switches.allow_list.push("127.0.0.1".parse().unwrap()));
    assert_eq!(bench.get("domains").await.status, 200);
}

#[tokio::test]
async fn filtered_user_agents_get_an_html_403() {
    let bench = Bench::start().await;
    let python = || {
        bench
            .app_request("GET", "domains", None)
            .header(USER_AGENT, "python-requests/2.32.3")
    };
    let seen = bench.send(python()).await.unwrap();
    assert_eq!(seen.status, 403);
    assert!(
        seen.header("content-type")
            .unwrap()
            .starts_with("text/html"),
        "{seen:?}"
    );
    bench
        .panel
        .switches(|switches| switches.user_agent_filter = UserAgentFilter::Off);
    assert_eq!(bench.send(python()).await.unwrap().status, 200);
}

#[tokio::test]
async fn the_rate_limit_counts_down_ends_in_429_and_opens_again_after_a_minute() {
    let bench = Bench::start().await;
    bench
        .panel
        .switches(|switches| switches.rate_limit_per_minute = 2);
    for remaining in ["1", "0"] {
        let seen = bench.get("domains").await;
        assert_eq!(seen.status, 200);
        assert_eq!(seen.header("x-ratelimit-limit"), Some("2"));
        assert_eq!(seen.header("x-ratelimit-remaining"), Some(remaining));
    }
    bench.advance(15_000);
    let refused = bench.get("domains").await;
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, Some("45"))
    );
    bench
        .panel
        .switches(|switches| switches.retry_after = false);
    assert_eq!(bench.get("domains").await.header("retry-after"), None);
    bench.advance(45_000);
    assert_eq!(bench.get("domains").await.status, 200);
}

#[tokio::test]
async fn paths_that_do_not_exist_are_404_and_wrong_methods_405() {
    let bench = Bench::start().await;
    assert_eq!(
        bench
            .call("PATCH", "ssl/advanced/77/redeploy", None)
            .await
            .status,
        404
    );
    assert_eq!(bench.get("settings/ssl").await.status, 404);
    assert_eq!(bench.call("PUT", "domains", None).await.status, 405);
    assert_eq!(bench.call("POST", "", None).await.status, 405);
    let other_server = bench
        .request("GET", "/api/v3/servers/1/webapps/9001/domains")
        .bearer_auth("emulator-token");
    assert_eq!(bench.send(other_server).await.unwrap().status, 404);
    let other_app = bench
        .request("GET", "/api/v3/servers/501/webapps/1/domains")
        .bearer_auth("emulator-token");
    assert_eq!(bench.send(other_app).await.unwrap().status, 404);
}
