//! Tells the WordPress plugin that there is news in the tables, so that nobody waits for WP-Cron.
//!
//! The contract stands in the plugin, in `includes/stages/class-knock.php`: a POST without a body to a REST route of the
//! main site, with a key made of the minute and the salts. Who listens in gains nothing.

#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};

use async_trait::async_trait;
use plan::{DomainName, Timestamp};
use reqwest::StatusCode;
use serde_json::Value;
use tracing::debug;

use crate::way::{VisitSettings, Way};
use crate::{Knock, Knocker};

const ROUTE: &str = "/?rest_route=/runcloud-multisite/v1/knock";
const KEY: &str = "X-Runcloud-Multisite-Key";
/// The answer is a few numbers.
const MOST_BYTES: usize = 4 * 1024;

/// Knocks by HTTPS, then by HTTP.
#[derive(Debug)]
pub struct HttpKnocker {
    way: Way,
}

impl HttpKnocker {
    /// Prepares knocks; nothing is asked yet.
    pub fn new(settings: VisitSettings) -> Self {
        Self {
            way: Way::new(settings),
        }
    }

    async fn ask(
        &self,
        scheme: &str,
        main_domain: &DomainName,
        at: &[SocketAddr],
        now: Timestamp,
    ) -> Option<Result<Knock, String>> {
        let client = self.way.client(main_domain, at)?;
        let minute = now.as_millis().div_euclid(60_000);
        let key = self.way.word(&format!("runcloud-multisite-knock|{minute}"));
        let request = client
            .post(format!("{scheme}://{main_domain}{ROUTE}"))
            .header(KEY, key)
            .header("Accept", "application/json")
            .header("Content-Length", "0");
        Some(match request.send().await {
            Ok(response) if response.status() == StatusCode::OK => read(response).await,
            Ok(response) => Err(format!("HTTP {}", response.status().as_u16())),
            Err(error) if error.is_timeout() => Err("no answer in time".to_owned()),
            Err(_) => Err("no connection".to_owned()),
        })
    }
}

#[async_trait]
impl Knocker for HttpKnocker {
    async fn knock(
        &self,
        main_domain: &DomainName,
        at: &[IpAddr],
        now: Timestamp,
    ) -> Result<Knock, String> {
        let [https, http] = self.way.targets(at);
        let mut answer = self.ask("https", main_domain, &https, now).await;
        if !matches!(answer, Some(Ok(_))) {
            let plain = self.ask("http", main_domain, &http, now).await;
            answer = plain.or(answer);
        }
        let answer = answer.unwrap_or_else(|| Err("no public address".to_owned()));
        debug!(?answer, "knocked at the plugin");
        answer
    }
}

async fn read(mut response: reqwest::Response) -> Result<Knock, String> {
    let not_ours = || "an answer that is not the plugin's".to_owned();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| not_ours())? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST_BYTES {
            return Err(not_ours());
        }
    }
    let answer: Value = serde_json::from_slice(&body).map_err(|_| not_ours())?;
    let number = |name: &str| answer.get(name).and_then(Value::as_u64);
    let swept = answer.get("swept").and_then(Value::as_bool);
    match (swept, number("moved"), number("waiting")) {
        (Some(swept), Some(moved), Some(waiting)) => Ok(Knock {
            swept,
            moved,
            waiting,
        }),
        _ => Err(not_ours()),
    }
}
