//! What a web server answers: challenges first, as it is set up for them, then what the host has.

use std::net::SocketAddr;

use crate::edge::request::Visited;
use crate::pages::{Page, is_check, row};
use crate::world::World;
use crate::world::certificates::Behind;

/// Where an authority fetches the answer to its challenge (RFC 8555, section 8.3).
const CHALLENGES: &str = "/.well-known/acme-challenge/";
const TEXT: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=UTF-8";

/// An answer before it is written.
#[derive(Debug)]
pub(crate) struct Answer {
    status: &'static str,
    kind: &'static str,
    /// A header line of its own, without its end.
    extra: Option<String>,
    body: String,
}

impl Answer {
    fn new(status: &'static str, kind: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            extra: None,
            body: body.into(),
        }
    }

    fn with(self, header: String) -> Self {
        Self {
            extra: Some(header),
            ..self
        }
    }

    /// The answer as it goes over the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let Self {
            status,
            kind,
            extra,
            body,
        } = self;
        let length = body.len();
        let extra = extra.as_ref().map(|header| format!("{header}\r\n"));
        let extra = extra.unwrap_or_default();
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{extra}Connection: close\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// What becomes of a request.
#[derive(Debug)]
pub(crate) enum Fate {
    Answered(Answer),
    /// The host is silent.
    Ignored,
    /// A web server behind the edge answers.
    PassedOn(SocketAddr),
}

/// What becomes of this request.
pub(crate) fn fate(world: &World, visited: &Visited, now: i64) -> Fate {
    let served = !matches!(world.behind(&visited.host, now), Behind::Nobody);
    let challenge = visited.path.starts_with(CHALLENGES);
    let has_page = world.pages.contains_key(&visited.host);
    match world
        .settings
        .backend
        .filter(|_| served && !challenge && !has_page)
    {
        Some(backend) => Fate::PassedOn(backend),
        None => answer(world, visited, now).map_or(Fate::Ignored, Fate::Answered),
    }
}

/// What this request gets; nothing where the host is silent.
fn answer(world: &World, visited: &Visited, now: i64) -> Option<Answer> {
    let host = &visited.host;
    let served = !matches!(world.behind(host, now), Behind::Nobody);
    let token = visited.path.strip_prefix(CHALLENGES).filter(|_| served);
    if let Some(text) = token.and_then(|token| world.answer_to(host, token)) {
        return Some(Answer::new("200 OK", TEXT, text));
    }
    Some(match world.pages.get(host) {
        Some(Page::Row { id, site, domain }) if is_check(&visited.query) => {
            let kind = "application/json; charset=UTF-8";
            Answer::new("200 OK", kind, row(*id, *site, domain))
        }
        Some(Page::Redirect(url)) => {
            Answer::new("301 Moved Permanently", HTML, "Moved.\n").with(format!("Location: {url}"))
        }
        Some(Page::LoginWall) => Answer::new("401 Unauthorized", HTML, "Sign in.\n")
            .with("WWW-Authenticate: Basic realm=\"emulated\"".into()),
        Some(Page::OtherServer) => Answer::new("200 OK", HTML, "<h1>Another server</h1>\n"),
        Some(Page::Silence) => return None,
        Some(Page::Row { .. }) | None if served => {
            Answer::new("200 OK", TEXT, format!("emulated site {host}\n"))
        }
        Some(Page::Row { .. }) | None => {
            Answer::new("404 Not Found", TEXT, format!("no site for {host}\n"))
        }
    })
}
