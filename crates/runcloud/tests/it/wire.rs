//! What the client puts on the wire, and to whom.

use runcloud::{BuildError, CertificateOrder, Credentials, NewDomain, Reader, Settings, Writer};
use serde_json::json;

use crate::provider::{Provider, TOKEN, answer, id, network};

const DOMAIN: &str = r#"{"id":4218,"name":"shop.example","type":"alias","www":1}"#;

#[tokio::test]
async fn v3_is_asked_with_the_token_and_our_own_user_agent() {
    let provider = Provider::start([answer(200, r#"{"message":"pong"}"#)]).await;
    provider.reader().ping().await.expect("a pong");
    let asked = &provider.asked()[0];
    assert_eq!(asked.line(), "GET /api/v3/ping");
    assert_eq!(
        asked.header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert_eq!(asked.header("accept"), Some("application/json"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    let agent = asked.header("user-agent").expect("a user agent");
    assert!(
        agent.starts_with(concat!(
            "runcloud-multisite/",
            env!("CARGO_PKG_VERSION"),
            " (+"
        )),
        "{agent}"
    );
}

#[tokio::test]
async fn v2_is_asked_with_the_key_pair() {
    let provider = Provider::start([answer(200, r#"{"message":"pong"}"#)]).await;
    let reader = Reader::new(provider.settings_v2()).expect("good settings");
    reader.ping().await.expect("a pong");
    let asked = &provider.asked()[0];
    assert_eq!(asked.line(), "GET /api/v2/ping");
    // base64 of `the-key:the-secret`
    assert_eq!(
        asked.header("authorization"),
        Some("Basic dGhlLWtleTp0aGUtc2VjcmV0")
    );
}

#[tokio::test]
async fn a_new_domain_is_sent_with_all_four_fields() {
    let provider = Provider::start([answer(200, DOMAIN)]).await;
    let added = provider
        .writer()
        .add_domain(network(), &NewDomain::alias("shop.example", true))
        .await;
    assert_eq!(added.expect("accepted").expect("an object").id.get(), 4218);
    let asked = &provider.asked()[0];
    assert_eq!(
        asked.line(),
        "POST /api/v3/servers/501/webapps/9001/domains"
    );
    let body = json!({"name": "shop.example", "www": true, "redirection": "none", "type": "alias"});
    assert_eq!(asked.body, body);
}

#[tokio::test]
async fn orders_and_redeploys_go_to_their_routes_with_their_bodies() {
    let provider = Provider::start(std::iter::repeat_n(answer(200, "{}"), 4)).await;
    let writer = provider.writer();
    let order = CertificateOrder {
        http: false,
        hsts: true,
        auto_ssl: true,
    };
    writer
        .install_certificate(network(), &order)
        .await
        .expect("accepted");
    writer
        .redeploy_certificate(network(), id("77"))
        .await
        .expect("accepted");
    writer
        .install_domain_certificate(network(), id("4218"), &order)
        .await
        .expect("accepted");
    writer
        .redeploy_domain_certificate(network(), id("4218"), id("78"))
        .await
        .expect("accepted");

    let base = "/api/v3/servers/501/webapps/9001";
    assert_eq!(
        provider.lines(),
        [
            format!("POST {base}/ssl"),
            format!("PUT {base}/ssl/77"),
            format!("POST {base}/domains/4218/ssl"),
            format!("PUT {base}/domains/4218/ssl/78"),
        ]
    );
    let asked = provider.asked();
    let basic = json!({"provider": "letsencrypt", "authorizationMethod": "http-01", "environment": "live",
        "enableHttp": false, "enableHsts": true});
    assert_eq!(asked[0].body, basic);
    let mut advanced = basic;
    advanced["advancedSSL"] = json!(true);
    advanced["autoSSL"] = json!(true);
    assert_eq!(asked[2].body, advanced);
    for redeploy in [&asked[1], &asked[3]] {
        assert_eq!(redeploy.header("content-length"), Some("0"));
    }
}

#[tokio::test]
async fn an_order_of_v2_names_the_protocols() {
    let provider = Provider::start([answer(200, "{}")]).await;
    let writer = Writer::new(Reader::new(provider.settings_v2()).expect("good settings"));
    writer
        .install_certificate(network(), &CertificateOrder::default())
        .await
        .expect("accepted");
    assert_eq!(provider.asked()[0].body["ssl_protocol_id"], json!(2));
}

#[tokio::test]
async fn nothing_that_can_be_printed_shows_a_secret() {
    let provider =
        Provider::start([answer(401, format!(r#"{{"message":"bad token {TOKEN}"}}"#))]).await;
    let settings = provider.settings();
    let writer = provider.writer();
    let error = writer.reader().ping().await.expect_err("refused");
    let shown = format!("{settings:?} {writer:?} {error} {error:?}");
    assert!(!shown.contains("hush"), "{shown}");
    assert!(
        error.to_string().contains("bad token [redacted]"),
        "{error}"
    );
}

#[test]
fn credentials_that_cannot_be_sent_are_refused_before_any_call() {
    let credentials = Credentials::Token("hush\nhush".into());
    let error = Reader::new(Settings::new(runcloud::ApiOrigin::default(), credentials))
        .expect_err("refused");
    assert!(matches!(
        error,
        BuildError::Credential { which: "API token" }
    ));
    assert!(!format!("{error} {error:?}").contains("hush"));
}
