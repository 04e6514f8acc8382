use std::net::SocketAddr;
use std::time::Duration;

use plan::SiteId;
use secrecy::SecretSlice;
use tokio::net::TcpListener;

use super::*;
use crate::VisitTarget;
use crate::web_stage::{reply, server};

const ROW: &str = r#"{"id":"7","blog_id":3,"domain":"shop.example","stage":"done"}"#;

fn visitor(https: SocketAddr, http: Option<SocketAddr>) -> HttpVisitor {
    HttpVisitor::new(VisitSettings {
        salt: SecretSlice::from(b"salt".to_vec()),
        target: VisitTarget::Fixed { https, http },
        timeout: Duration::from_secs(30),
    })
}

async fn meet(https: &str, http: &str) -> Visit {
    let (https, _) = server(https.to_owned(), true).await;
    let (http, _) = server(http.to_owned(), false).await;
    let name = "shop.example".parse().unwrap();
    visitor(https, Some(http)).visit(&name, &[]).await
}

const ANSWERED: Visit = Visit::Answered {
    row: 7,
    site: SiteId(3),
};

#[tokio::test]
async fn the_row_is_recognised_over_a_certificate_that_is_for_nobody() {
    let (https, heard) = server(reply("200 OK", ROW), true).await;
    let name = "shop.example".parse().unwrap();
    assert_eq!(visitor(https, None).visit(&name, &[]).await, ANSWERED);
    let request = heard.lock().unwrap()[0].to_ascii_lowercase();
    assert!(
        request.starts_with("get /?async_check_dns_nonce="),
        "{request}"
    );
    assert!(request.contains("host: shop.example\r\n"), "{request}");
    assert!(!request.contains("salt"), "{request}");
}

#[tokio::test]
async fn every_answer_is_told_apart_and_plain_http_may_know_better() {
    let moved = reply("301 Moved\r\nLocation: https://elsewhere.example/", "");
    let wall = reply("401 Unauthorized\r\nWWW-Authenticate: Basic", "");
    let page = reply("200 OK", "<html>");
    let lost = reply("404 Not Found", ROW);
    let redirected = Visit::Redirected {
        to: "https://elsewhere.example/".to_owned(),
    };
    let row = reply("200 OK", ROW);
    for (https, http, expected) in [
        (&page, &row, ANSWERED),
        (&moved, &row, ANSWERED),
        (&moved, &page, redirected.clone()),
        (&page, &moved, redirected),
        (&wall, &page, Visit::LoginWall),
        (&page, &page, Visit::OtherAnswer { status: 200 }),
        (&lost, &lost, Visit::OtherAnswer { status: 404 }),
    ] {
        assert_eq!(meet(https, http).await, expected, "{https} {http}");
    }
}

#[tokio::test]
async fn what_is_no_row_is_another_answer() {
    for body in [
        "",
        "null",
        "[]",
        "[7,3]",
        r#"{"id":"7"}"#,
        r#"{"id":"seven","blog_id":"3"}"#,
        r#"{"id":-7,"blog_id":3}"#,
    ] {
        let page = reply("200 OK", body);
        let other = Visit::OtherAnswer { status: 200 };
        assert_eq!(meet(&page, &page).await, other, "{body}");
    }
    let flood = reply("200 OK", &format!("{}{ROW}", " ".repeat(70_000)));
    assert_eq!(
        meet(&flood, &flood).await,
        Visit::OtherAnswer { status: 200 }
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_its_text_cannot_act() {
    let (inner, heard) = server(reply("200 OK", ROW), false).await;
    let to = format!("http://{inner}/{}", "x".repeat(500));
    let moved = reply(&format!("302 Found\r\nLocation: {to}"), "");
    let Visit::Redirected { to } = meet(&moved, &moved).await else {
        panic!("not told as a redirect");
    };
    assert_eq!(to.chars().count(), 200);
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn of_a_redirect_only_what_an_address_may_hold_is_kept() {
    let moved = reply(
        "302 Found\r\nLocation: https://a.example/\u{202e}gpj.\u{e9}\t<b>",
        "",
    );
    let to = "https://a.example/gpj.<b>".to_owned();
    assert_eq!(meet(&moved, &moved).await, Visit::Redirected { to });
}

#[tokio::test]
async fn a_port_where_nobody_listens_and_one_that_speaks_nonsense_are_silence() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let name = "shop.example".parse().unwrap();
    let silent = visitor(address, None).visit(&name, &[]).await;
    assert_eq!(silent, Visit::NoAnswer("no connection".to_owned()));
    let nonsense = meet("hello\r\n\r\n", "hello\r\n\r\n").await;
    assert_eq!(nonsense, Visit::NoAnswer("no HTTP answer".to_owned()));
}

#[tokio::test]
async fn only_public_addresses_are_visited() {
    let visitor = HttpVisitor::new(VisitSettings {
        salt: SecretSlice::from(b"pepper".to_vec()),
        target: VisitTarget::Public,
        timeout: Duration::from_secs(30),
    });
    let name = "shop.example".parse().unwrap();
    let private = ["127.0.0.1", "10.0.0.1", "::1"].map(|text| text.parse().unwrap());
    let nothing = Visit::NoAnswer("no public address".to_owned());
    assert_eq!(visitor.visit(&name, &private).await, nothing);
    let shown = format!("{visitor:?}");
    let as_bytes = format!("{:?}", b"pepper").replace(['[', ']'], "");
    assert!(
        !shown.contains("pepper") && !shown.contains(&as_bytes),
        "{shown}"
    );
}
