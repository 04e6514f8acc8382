//! What a web server answers: challenges first, as it is set up for them, then the site.

use crate::edge::request::Visited;
use crate::world::World;
use crate::world::certificates::Behind;

/// Where an authority fetches the answer to its challenge (RFC 8555, section 8.3).
const CHALLENGES: &str = "/.well-known/acme-challenge/";

/// An answer before it is written.
#[derive(Debug)]
pub(crate) struct Answer {
    status: &'static str,
    kind: &'static str,
    body: String,
}

impl Answer {
    fn text(status: &'static str, body: String) -> Self {
        Self {
            status,
            kind: "text/plain; charset=utf-8",
            body,
        }
    }

    /// The answer as it goes over the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let Self { status, kind, body } = self;
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// What this request gets.
pub(crate) fn answer(world: &World, visited: &Visited, now: i64) -> Answer {
    let host = &visited.host;
    if matches!(world.behind(host, now), Behind::Nobody) {
        return Answer::text("404 Not Found", format!("no site for {host}\n"));
    }
    let token = visited.path.strip_prefix(CHALLENGES);
    if let Some(text) = token.and_then(|token| world.answer_to(host, token)) {
        return Answer::text("200 OK", text.to_owned());
    }
    Answer::text("200 OK", format!("emulated site {host}\n"))
}
