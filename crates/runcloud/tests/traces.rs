//! What a trace of the client shows: one span per request, and never what must stay secret.
//!
//! A program of its own: tests that share a process share the cache of what is traced at all.

#[path = "it/provider.rs"]
#[expect(dead_code, reason = "shared with the other tests, which use all of it")]
mod provider;

use std::io;
use std::sync::{Arc, Mutex};

use runcloud::{Class, NewDomain};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use provider::{Provider, answer, network};

/// Collects what is logged.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("unpoisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Paper {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn each_request_has_a_span_with_its_route_and_status_and_no_secret() {
    let paper = Paper::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(paper.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let provider = Provider::start([
        answer(502, "<html>hush</html>"),
        answer(
            200,
            r#"{"data":[{"id":1,"name":"a.example"}],"meta":{"total":1,"last_page":1}}"#,
        ),
        answer(422, r#"{"message":"hush"}"#),
    ])
    .await;
    let writer = provider.writer();
    writer
        .reader()
        .domains(network())
        .await
        .expect("the second try");
    let refused = writer
        .add_domain(network(), &NewDomain::alias("b.example", false))
        .await;
    assert_eq!(refused.expect_err("refused").class, Class::Invalid);

    let written = String::from_utf8(paper.0.lock().expect("unpoisoned").clone()).expect("UTF-8");
    let spans: Vec<_> = written
        .lines()
        .filter(|line| line.contains("runcloud_request{"))
        .collect();
    let route = r#"route="/servers/{server}/webapps/{webapp}/domains""#;
    for (method, status) in [("GET", 502), ("GET", 200), ("POST", 422)] {
        let fits = |line: &&&str| {
            line.contains(&format!("method=\"{method}\""))
                && line.contains(&format!("status={status}"))
                && line.contains(route)
        };
        assert_eq!(
            spans.iter().filter(fits).count(),
            1,
            "{method} {status}:\n{written}"
        );
    }
    // The token and all bodies of this test hold this word.
    assert!(!written.contains("hush"), "{written}");
}
