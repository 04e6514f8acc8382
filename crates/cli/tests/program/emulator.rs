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

/// Told how a real network is, it stands before it: the API shows that network, and its hosts get the backend's answer.
#[test]
fn it_can_stand_before_a_real_network() {
    let backend = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = backend.local_addr().unwrap();
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = backend.accept().unwrap();
        let mut head = [0; 2048];
        let length = stream.read(&mut head).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nbackend")
            .unwrap();
        String::from_utf8_lossy(&head[..length]).into_owned()
    });
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let api_port = port.local_addr().unwrap().port();
    drop(port);
    let world = World::new();
    let command = format!(
        "emulator --output json --main-domain my.test --root-path /srv/my --backend {at} \
         --server-ip 127.0.0.1 --server-id 7 --web-app-id 8 --api-port {api_port}"
    );
    let mut emulator = Running::start(&world, &command);
    let told = emulator.json();
    let text = |key: &str| told[key].as_str().unwrap().to_owned();
    assert_eq!(text("api"), format!("http://127.0.0.1:{api_port}"));
    let web_app = get(&text("api"), "/api/v3/servers/7/webapps/8", &text("token"));
    assert!(web_app.contains("/srv/my"), "{web_app}");
    let domains = get(
        &text("api"),
        "/api/v3/servers/7/webapps/8/domains",
        &text("token"),
    );
    assert!(domains.contains("my.test"), "{domains}");

    let mut stream = TcpStream::connect(text("http")).unwrap();
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: my.test\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("backend"), "{answer}");
    assert!(answering.join().unwrap().contains("my.test"));
    assert_eq!(emulator.terminate(), Some(0));
}
