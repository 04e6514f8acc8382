//! The API over HTTP: logs and counts each call, lets a fault step in, and writes the reply.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderName, RETRY_AFTER, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use tokio::net::TcpListener;

use crate::api::connection::{Connection, SeverableListener};
use crate::api::input::Input;
use crate::api::reply::Reply;
use crate::api::{Request, answer, route};
use crate::authority::Authority;
use crate::calls::Call;
use crate::faults::FaultKind;
use crate::meter::Allowance;
use crate::moment;
use crate::shared::Shared;
use crate::switches::RateHeaders;
use crate::world::World;
use crate::world::refusal::Refusal;

/// Largest request body that is read; the API's own bodies stay far below.
const BODY_LIMIT: usize = 256 * 1024;

/// Serves the API until the emulator stops. The router has a single fallback; [`route`] explains why.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let stopped = Arc::clone(&shared);
    let router = Router::new().fallback(handle).with_state(shared);
    let served = axum::serve(
        SeverableListener(listener),
        router.into_make_service_with_connect_info::<Connection>(),
    )
    .with_graceful_shutdown(async move { stopped.until_stopped().await });
    if let Err(error) = served.await {
        tracing::error!(%error, "the API ended");
    }
}

/// What becomes of a call.
enum Outcome {
    /// A reply, and how long to wait before sending it.
    Reply {
        reply: Reply,
        retry_after: Option<u64>,
        late: Duration,
    },
    /// Nothing, with the connection left open.
    Silence,
    /// Nothing, and the connection is gone.
    Cut,
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    let request = Request {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        authorization: header(&parts, &AUTHORIZATION),
        user_agent: header(&parts, &USER_AGENT),
        peer: connection.peer.ip(),
        input: Input::parse(&body),
    };
    let call = shared.with(|world, now| decide(world, &shared.authority, &request, now));
    match call.outcome {
        Outcome::Reply {
            mut reply,
            retry_after,
            late,
        } => {
            if let Some(awaited) = call.awaited {
                shared
                    .unless_stopped(async {
                        if let Ok(Err(message)) = awaited.await {
                            reply = Refusal::new(422, message).into();
                        }
                    })
                    .await;
            }
            if !late.is_zero() {
                shared.unless_stopped(tokio::time::sleep(late)).await;
            }
            shared.peek(|world| world.calls.close(call.ticket, reply.status()));
            let date =
                shared.peek_now(|world, now| now.saturating_add(world.switches.clock_ahead_ms));
            return respond(reply, date, retry_after, call.allowance);
        }
        Outcome::Silence => shared.unless_stopped(std::future::pending()).await,
        Outcome::Cut => {}
    }
    connection.cut();
    Response::default()
}

/// A call after everything about it is settled.
struct Decided {
    ticket: u64,
    allowance: Allowance,
    outcome: Outcome,
    /// What a real authority says of the order that was placed, if the caller is to wait for it.
    awaited: Option<Awaited>,
}

type Awaited = tokio::sync::oneshot::Receiver<Result<(), String>>;

/// Logs and counts a call, then answers it or lets a fault do so: in one step, so that calls never overlap.
fn decide(world: &mut World, authority: &Authority, request: &Request<'_>, now: i64) -> Decided {
    let route = route::name(request.method, request.path);
    let body_name = request.input.text("name").map(ToOwned::to_owned);
    let about = body_name
        .clone()
        .or_else(|| domain_name(world, request.path));
    let fault = world.faults.take(&route, about.as_deref());
    let path = if request.query.is_empty() {
        request.path.to_owned()
    } else {
        format!("{}?{}", request.path, request.query)
    };
    let ticket = world.calls.open(Call {
        at: now,
        method: request.method.to_owned(),
        route,
        path,
        status: 0,
        body_name,
    });
    let allowance = world.meter.count(&world.switches, now);
    let mut ordinary = || answer(world, authority, request, allowance, now);
    let at_once = |reply, retry_after| Outcome::Reply {
        reply,
        retry_after,
        late: Duration::ZERO,
    };
    let outcome = match fault {
        None => {
            let reply = ordinary();
            let retry_after = allowance.retry_after.filter(|_| reply.status() == 429);
            at_once(reply, retry_after)
        }
        Some(FaultKind::Status {
            code,
            json: true,
            retry_after,
            message,
        }) => at_once(Reply::message(code, &message), retry_after),
        Some(FaultKind::Status {
            code,
            json: false,
            retry_after,
            message,
        }) => at_once(
            Reply::Html {
                status: code,
                text: message,
            },
            retry_after,
        ),
        Some(FaultKind::Json { code, body }) => {
            let body = serde_json::from_str(&body).unwrap_or_default();
            at_once(Reply::Json { status: code, body }, None)
        }
        Some(FaultKind::HtmlOk) => at_once(
            Reply::Html {
                status: 200,
                text: "Please sign in".into(),
            },
            None,
        ),
        Some(FaultKind::EmptyOk) => at_once(Reply::Empty { status: 200 }, None),
        Some(FaultKind::Delay(ms)) => Outcome::Reply {
            reply: ordinary(),
            retry_after: None,
            late: Duration::from_millis(ms),
        },
        Some(FaultKind::Hang) => Outcome::Silence,
        Some(FaultKind::Reset) => Outcome::Cut,
        Some(FaultKind::ReplyLost) => {
            ordinary();
            Outcome::Cut
        }
    };
    Decided {
        ticket,
        allowance,
        outcome,
        awaited: world.awaited.take(),
    }
}

/// The name of the domain that a path is about.
fn domain_name(world: &World, path: &str) -> Option<String> {
    let (app, domain) = route::recognise(path)?.domain()?;
    world
        .app(app)?
        .domain(domain)
        .map(|domain| domain.name.clone())
}

fn header<'parts>(parts: &'parts Parts, name: &HeaderName) -> Option<&'parts str> {
    parts
        .headers
        .get(name)
        .and_then(|value| value.to_str().ok())
}

fn respond(reply: Reply, date: i64, retry_after: Option<u64>, allowance: Allowance) -> Response {
    let status = StatusCode::from_u16(reply.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (kind, body) = match reply {
        Reply::Json { body, .. } => (Some("application/json"), Body::from(body.to_string())),
        Reply::Html { text, .. } => (
            Some("text/html; charset=UTF-8"),
            Body::from(format!(
                "<!DOCTYPE html>\n<html><body><h1>{text}</h1></body></html>\n"
            )),
        ),
        Reply::Empty { .. } => (None, Body::empty()),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Ok(date) = HeaderValue::try_from(moment::http(date)) {
        headers.insert(DATE, date);
    }
    if let Some(kind) = kind {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    if allowance.headers != RateHeaders::Absent {
        headers.insert("x-ratelimit-limit", HeaderValue::from(allowance.limit));
        headers.insert(
            "x-ratelimit-remaining",
            HeaderValue::from(allowance.remaining),
        );
    }
    if allowance.headers == RateHeaders::WithReset {
        headers.insert(
            "x-ratelimit-reset",
            HeaderValue::from(allowance.resets_at.div_euclid(1000)),
        );
    }
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
