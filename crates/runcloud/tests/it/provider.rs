//! A provider that answers from a script, and clients that suit a test.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri};
use runcloud::{Credentials, Reader, Settings, WebAppRef, Writer};
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

pub(crate) const TOKEN: &str = "token-hush-0123456789";

/// What the client sent.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Asked {
    /// `GET /api/v3/ping`, without the query.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.uri.path())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// One answer of the script.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

pub(crate) fn answer(status: u16, body: impl Into<String>) -> Answer {
    Answer {
        status,
        headers: Vec::new(),
        body: body.into(),
    }
}

impl Answer {
    pub(crate) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.headers.push((name, format!("{value}")));
        self
    }
}

#[derive(Debug, Default)]
struct Script {
    answers: VecDeque<Answer>,
    asked: Vec<Asked>,
}

/// A running provider. A request beyond its script gets status 599, which no test expects.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    origin: String,
    script: Arc<Mutex<Script>>,
}

impl Provider {
    pub(crate) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Arc::new(Mutex::new(Script {
            answers: answers.into_iter().collect(),
            asked: Vec::new(),
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("bound"));
        let app = Router::new()
            .fallback(reply)
            .with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { origin, script }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.script
            .lock()
            .expect("no test panics while it answers")
            .asked
            .clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().iter().map(Asked::line).collect()
    }

    /// Brisk settings: retries after a millisecond, little patience, a short time limit.
    pub(crate) fn settings(&self) -> Settings {
        settings(&self.origin, Credentials::Token(TOKEN.into()))
    }

    pub(crate) fn settings_v2(&self) -> Settings {
        let credentials = Credentials::KeyPair {
            key: "the-key".into(),
            secret: "the-secret".into(),
        };
        settings(&self.origin, credentials)
    }

    pub(crate) fn reader(&self) -> Reader {
        Reader::new(self.settings()).expect("good settings")
    }

    pub(crate) fn writer(&self) -> Writer {
        Writer::new(self.reader())
    }
}

pub(crate) fn settings(origin: &str, credentials: Credentials) -> Settings {
    Settings {
        max_wait: Duration::from_secs(30),
        retry_delay: Duration::from_millis(1),
        ..Settings::new(origin.parse().expect("a loopback origin"), credentials)
    }
}

pub(crate) fn network() -> WebAppRef {
    WebAppRef {
        server: "501".parse().expect("an id"),
        web_app: "9001".parse().expect("an id"),
    }
}

pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("an id")
}

/// What a raw connection does once it has been asked something.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rude {
    /// Closes without a word.
    HangUp,
    /// Says nothing, for ever.
    Silent,
    /// Announces more than it sends, then closes.
    BreakOff,
    /// Announces more than it sends, then stays silent.
    Stall,
}

/// A provider below HTTP. Gives its origin and the number of connections it has had.
pub(crate) async fn rude_provider(rude: Rude) -> (String, Arc<Mutex<usize>>) {
    use tokio::io::AsyncWriteExt;

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("bound"));
    let connections = Arc::new(Mutex::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            *count.lock().expect("unpoisoned") += 1;
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked).await;
            if matches!(rude, Rude::BreakOff | Rude::Stall) {
                let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"data\":[";
                let _ = stream.write_all(half.as_bytes()).await;
            }
            if matches!(rude, Rude::Silent | Rude::Stall) {
                open.push(stream);
            }
        }
    });
    (origin, connections)
}

/// An origin where nothing listens.
pub(crate) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    format!("http://{}", listener.local_addr().expect("bound"))
}

async fn reply(
    State(script): State<Arc<Mutex<Script>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap, String) {
    let mut script = script.lock().expect("no test panics while it answers");
    script.asked.push(Asked {
        method,
        uri,
        headers,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    });
    let answer = script
        .answers
        .pop_front()
        .unwrap_or_else(|| answer(599, "the script is over"));
    let headers = answer
        .headers
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                value.parse().expect("a header value"),
            )
        })
        .collect();
    let status = StatusCode::from_u16(answer.status).expect("a status");
    (status, headers, answer.body)
}
