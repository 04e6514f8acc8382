//! What a host answers with beside the plain page.

use emulator::{Page, Settings};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Bench, MAIN};

const CHECK: &str = "/?async_check_dns_nonce=4f1c";

async fn plain(bench: &Bench, host: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(bench.emulator.http_addr())
        .await
        .unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn body(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn the_check_of_a_served_row_gets_the_row_on_both_ports_and_for_the_twin() {
    let bench = Bench::start().await;
    bench.panel.serve_row(MAIN, 7, 3);
    let expected =
        json!({ "id": "7", "blog_id": "3", "domain": MAIN, "active": "1", "stage": "done" });
    let secure = bench.handshake(MAIN).await.unwrap();
    let answers = [
        plain(&bench, MAIN, CHECK).await,
        plain(&bench, &format!("www.{MAIN}"), CHECK).await,
        secure.fetch(MAIN, CHECK).await,
    ];
    for answer in answers {
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        let row = body(&answer);
        for (column, value) in expected.as_object().unwrap() {
            assert_eq!(&row[column], value, "{row}");
        }
    }
    assert!(
        plain(&bench, MAIN, "/")
            .await
            .ends_with("emulated site network.example.com\n")
    );
}

#[tokio::test]
async fn without_a_page_the_check_meets_the_plain_one() {
    let bench = Bench::start().await;
    assert!(
        plain(&bench, MAIN, CHECK)
            .await
            .ends_with("emulated site network.example.com\n")
    );
}

#[tokio::test]
async fn others_redirect_ask_for_a_password_answer_or_do_not() {
    let bench = Bench::start().await;
    let host = "shop.example.com";
    let cases = [
        (
            Page::Redirect("https://elsewhere.example/".into()),
            "HTTP/1.1 301 ",
            "Location: https://elsewhere.example/\r\n",
        ),
        (Page::LoginWall, "HTTP/1.1 401 ", "WWW-Authenticate: Basic"),
        (Page::OtherServer, "HTTP/1.1 200 ", "Another server"),
    ];
    for (page, status, holds) in cases {
        bench.panel.page(host, page);
        let answer = plain(&bench, host, CHECK).await;
        assert!(
            answer.starts_with(status) && answer.contains(holds),
            "{answer}"
        );
    }
    bench.panel.page(host, Page::Silence);
    assert_eq!(plain(&bench, host, CHECK).await, "");
    bench.panel.clear_page(host);
    assert!(plain(&bench, host, CHECK).await.starts_with("HTTP/1.1 404"));
}

#[tokio::test]
async fn a_web_server_behind_the_edge_answers_for_attached_hosts_without_a_page() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let backend = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = vec![0; 4096];
            let length = stream.read(&mut heard).await.unwrap();
            let heard = String::from_utf8_lossy(&heard[..length]).into_owned();
            let length = heard.len();
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{heard}");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let bench = Bench::with(Settings {
        backend: Some(backend),
        ..Settings::default()
    })
    .await;
    let answer = bench
        .handshake(MAIN)
        .await
        .unwrap()
        .fetch(MAIN, "/a?b")
        .await;
    assert!(
        answer.contains("GET /a?b HTTP/1.1\r\nX-Forwarded-Proto: https\r\n"),
        "{answer}"
    );
    assert!(answer.contains("Host: network.example.com\r\n"), "{answer}");

    bench.panel.page(MAIN, Page::OtherServer);
    let answer = bench.handshake(MAIN).await.unwrap().page(MAIN).await;
    assert!(answer.contains("Another server"), "{answer}");
}
