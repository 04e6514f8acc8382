use std::time::Duration;

use secrecy::SecretSlice;
use tokio::net::TcpListener;

use super::*;
use crate::VisitTarget;
use crate::web_stage::{reply, server};

/// A moment in minute 29933337 since 1970.
const NOW: Timestamp = Timestamp::from_millis(1_796_000_220_000 + 59_999);
const SWEPT: &str = r#"{"swept":true,"moved":1,"waiting":4,"told":2}"#;

fn knocker(https: SocketAddr, http: Option<SocketAddr>) -> HttpKnocker {
    HttpKnocker::new(VisitSettings {
        salt: SecretSlice::from(b"AUTHKEYEXAMPLEAUTHSALTEXAMPLE".to_vec()),
        target: VisitTarget::Fixed { https, http },
        timeout: Duration::from_secs(30),
    })
}

fn main_domain() -> DomainName {
    "network.example".parse().unwrap()
}

#[tokio::test]
async fn the_plugin_is_asked_as_it_wants_to_be_asked() {
    let (https, heard) = server(reply("200 OK", SWEPT), true).await;
    let answer = knocker(https, None).knock(&main_domain(), &[], NOW).await;
    let expected = Knock {
        swept: true,
        moved: 1,
        waiting: 4,
    };
    assert_eq!(answer, Ok(expected));
    let request = heard.lock().unwrap()[0].to_ascii_lowercase();
    let line = "post /?rest_route=/runcloud-multisite/v1/knock http/1.1\r\n";
    assert!(request.starts_with(line), "{request}");
    assert!(request.contains("host: network.example\r\n"), "{request}");
    assert!(request.contains("content-length: 0\r\n"), "{request}");
    // php -r "echo hash_hmac('md5', 'runcloud-multisite-knock|29933337', 'AUTHKEYEXAMPLEAUTHSALTEXAMPLE');"
    let key = "x-runcloud-multisite-key: 9fa55e28722f872ec3101f2e4a146ffc\r\n";
    assert!(request.contains(key), "{request}");
}

#[tokio::test]
async fn plain_http_is_tried_where_https_leads_to_somebody_else() {
    let (https, _) = server(reply("404 Not Found", "nothing here"), true).await;
    let (http, _) = server(reply("200 OK", SWEPT), false).await;
    let answer = knocker(https, Some(http))
        .knock(&main_domain(), &[], NOW)
        .await;
    assert!(answer.is_ok(), "{answer:?}");
}

#[tokio::test]
async fn whatever_is_not_the_plugin_is_told_in_a_few_words() {
    for (head, body, words) in [
        ("403 Forbidden", "{}", "HTTP 403"),
        ("302 Found\r\nLocation: /", SWEPT, "HTTP 302"),
        ("200 OK", "<html>", "an answer that is not the plugin's"),
        (
            "200 OK",
            r#"{"swept":"yes"}"#,
            "an answer that is not the plugin's",
        ),
    ] {
        let (https, _) = server(reply(head, body), true).await;
        let answer = knocker(https, None).knock(&main_domain(), &[], NOW).await;
        assert_eq!(answer, Err(words.to_owned()), "{head}");
    }
    let long = format!("{SWEPT}{}", " ".repeat(MOST_BYTES));
    let (https, _) = server(reply("200 OK", &long), true).await;
    let answer = knocker(https, None).knock(&main_domain(), &[], NOW).await;
    assert!(answer.is_err());
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = free.local_addr().unwrap();
    drop(free);
    let answer = knocker(nobody, None).knock(&main_domain(), &[], NOW).await;
    assert_eq!(answer, Err("no connection".to_owned()));
}
