//! What an answer to a visit says.

use plan::{RowClosed, SiteId, Visit};
use reqwest::header::LOCATION;
use reqwest::{Response, StatusCode};
use serde_json::Value;

/// A mapping row takes some hundred bytes; what is longer is a page.
const MOST_BYTES: usize = 64 * 1024;
/// As much of an address as a person needs to recognise it.
const MOST_CHARACTERS: usize = 200;

/// Reads an answer. The row counts only with status 200, as for Ultimate Multisite itself.
pub(super) async fn read(response: Response) -> Visit {
    let status = response.status();
    if status.is_redirection() {
        let to = response.headers().get(LOCATION);
        let to = to.map_or_else(String::new, |to| shown(to.as_bytes()));
        return Visit::Redirected { to };
    }
    if status == StatusCode::UNAUTHORIZED {
        return Visit::LoginWall;
    }
    let row = if status == StatusCode::OK {
        row(response).await
    } else {
        None
    };
    row.unwrap_or(Visit::OtherAnswer {
        status: status.as_u16(),
    })
}

async fn row(mut response: Response) -> Option<Visit> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST_BYTES {
            return None;
        }
    }
    // An object with these fields, numbers perhaps as text, and nothing that merely resembles it.
    let body: Value = serde_json::from_slice(&body).ok()?;
    let row = body.as_object()?;
    let (id, site) = (
        number(row.get("id")?)?,
        SiteId(number(row.get("blog_id")?)?),
    );
    // The question is answered for rows that serve nobody, too. Older answers without these fields come from open ones.
    let stage = row.get("stage").and_then(Value::as_str);
    let active = row.get("active").is_none_or(truthy);
    let why = stage.map_or_else(
        || (!active).then_some(RowClosed::SwitchedOff),
        |stage| RowClosed::of(stage, active),
    );
    Some(match why {
        Some(why) => Visit::Closed { row: id, site, why },
        None => Visit::Answered { row: id, site },
    })
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_i64() != Some(0),
        Value::String(text) => !matches!(text.trim(), "" | "0"),
        _ => false,
    }
}

fn number(value: &Value) -> Option<i64> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_i64(),
    };
    number.filter(|number| *number > 0)
}

/// An address is ASCII (RFC 3986): whatever else a stranger sends could only mislead or act where it is shown.
fn shown(bytes: &[u8]) -> String {
    let shown = bytes.iter().filter(|byte| byte.is_ascii_graphic());
    shown
        .take(MOST_CHARACTERS)
        .map(|byte| char::from(*byte))
        .collect()
}

/// Why nothing answered, in words that stay while the cause does.
pub(super) fn silence(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "no HTTP answer"
    }
}

/// How much an answer tells: of two, the more telling one counts.
pub(super) fn telling(visit: &Visit) -> u8 {
    match visit {
        Visit::Answered { .. } => 5,
        Visit::Closed { .. } => 4,
        Visit::Redirected { .. } => 3,
        Visit::LoginWall => 2,
        Visit::OtherAnswer { .. } => 1,
        Visit::NoAnswer(_) => 0,
    }
}
