//! `emulator`: starts, answers, and ends when it is told to.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use crate::run::World;
use crate::running::Running;

/// The whole answer to one request, status line included.
fn get(origin: &str, path: &str, token: &str) -> String {
    let address = origin.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_tells_where_it_is_answers_there_and_leaves_nothing_behind() {
    let world = World::new();
    let mut emulator = Running::start(&world, "emulator --output json");
    let told = emulator.json();
    assert_eq!(
        (&told["version"], &told["command"]),
        (&1.into(), &"emulator".into())
    );
    let text = |key: &str| told[key].as_str().unwrap().to_owned();

    let pong = get(&text("api"), "/api/v3/ping", &text("token"));
    assert!(pong.starts_with("HTTP/1.1 200"), "{pong}");
    let refused = get(&text("api"), "/api/v3/ping", "wrong");
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    let state = get(&text("control"), "/state", "");
    assert!(state.contains(&text("main_domain")), "{state}");
    let root = std::fs::read_to_string(text("ca_file")).unwrap();
    assert!(root.starts_with("-----BEGIN CERTIFICATE-----"), "{root}");

    assert_eq!(emulator.terminate(), Some(0));
    assert!(!Path::new(&text("ca_file")).exists());
}

#[test]
fn people_get_something_to_copy() {
    let world = World::new();
    let mut emulator = Running::start(&world, "emulator");
    let lines: Vec<String> = std::iter::from_fn(|| emulator.line())
        .take_while(|line| !line.contains("--connect-to"))
        .collect();
    let text = lines.join("\n");
    assert!(
        text.contains("  curl -H 'Authorization: Bearer emulator-token' \\\n    http://127.0.0.1:"),
        "{text}"
    );
    assert!(
        lines
            .iter()
            .all(|line| line.contains("ca.pem") || line.len() <= 80),
        "{text}"
    );
    assert_eq!(emulator.terminate(), Some(0));
}
