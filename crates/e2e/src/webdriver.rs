//! As much of the `WebDriver` protocol (W3C) as a walk through pages needs, spoken to a driver on loopback.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// The name under which the protocol hands over an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// A page of a busy machine may take long; a driver that is stuck is found out.
const PATIENCE: Duration = Duration::from_mins(2);

/// A browser that a driver opened.
#[derive(Debug)]
pub(crate) struct Session {
    driver: SocketAddr,
    id: String,
}

impl Session {
    /// Opens a browser.
    pub(crate) fn open(driver: SocketAddr, capabilities: &Value) -> Result<Self> {
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let opened = call(driver, "POST", "/session", &wanted)?;
        let id = opened["sessionId"]
            .as_str()
            .context("the driver names its session")?;
        Ok(Self {
            driver,
            id: id.to_owned(),
        })
    }

    /// One command of this session.
    pub(crate) fn post(&self, command: &str, body: &Value) -> Result<Value> {
        let path = format!("/session/{}/{command}", self.id);
        call(self.driver, "POST", &path, body)
    }

    /// What a script in the page returns.
    pub(crate) fn script(&self, script: &str) -> Result<Value> {
        self.post("execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Finds the first element; `using` is `css selector` or `xpath`.
    pub(crate) fn find(&self, using: &str, value: &str) -> Result<String> {
        let found = self.post("element", &json!({ "using": using, "value": value }))?;
        let id = found[ELEMENT]
            .as_str()
            .context("the driver names elements")?;
        Ok(id.to_owned())
    }

    /// A command of Chromium's own protocol.
    pub(crate) fn chromium(&self, command: &str, parameters: &Value) -> Result<Value> {
        self.post(
            "goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    /// Closes the browser.
    pub(crate) fn close(&self) -> Result<()> {
        call(
            self.driver,
            "DELETE",
            &format!("/session/{}", self.id),
            &Value::Null,
        )?;
        Ok(())
    }
}

/// One command; each has a connection of its own.
fn call(driver: SocketAddr, method: &str, path: &str, body: &Value) -> Result<Value> {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut stream = TcpStream::connect(driver).context("the browser's driver is not there")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {driver}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let answer = read_answer(&mut stream).with_context(|| format!("{method} {path}"))?;
    value_of(&answer).with_context(|| format!("{method} {path} {body}"))
}

/// Reads head and body; the driver tells the length and may leave the connection open.
fn read_answer(stream: &mut TcpStream) -> Result<Vec<u8>> {
    let mut read = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        if let Some(body) = whole_body(&read) {
            return Ok(body.to_vec());
        }
        let count = stream.read(&mut part)?;
        if count == 0 {
            bail!("the browser's driver hung up");
        }
        read.extend_from_slice(&part[..count]);
    }
}

/// The body of an answer, once all of it is there.
fn whole_body(read: &[u8]) -> Option<&[u8]> {
    let end = read.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))?
        .trim()
        .parse()
        .ok()?;
    let body = &read[end + 4..];
    (body.len() >= length).then(|| &body[..length])
}

/// The value of an answer, or the error it tells of.
fn value_of(body: &[u8]) -> Result<Value> {
    let mut answer: Value = serde_json::from_slice(body).context("the driver answers with JSON")?;
    let value = answer["value"].take();
    if let (Some(error), Some(message)) = (value["error"].as_str(), value["message"].as_str()) {
        bail!("{error}: {message}");
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_counts_once_it_is_whole() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n".to_vec();
        let with = |body: &[u8]| [&head, body].concat();
        assert_eq!(whole_body(&with(b"{\"a")), None);
        assert_eq!(whole_body(&with(b"{\"a}")), Some(&b"{\"a}"[..]));
        assert_eq!(whole_body(b"HTTP/1.1 200 OK\r\nContent-Le"), None);
    }

    #[test]
    fn an_error_is_told_with_the_words_of_the_driver() {
        let body = br#"{"value":{"error":"no such element","message":"no button here"}}"#;
        let error = value_of(body).unwrap_err().to_string();
        assert_eq!(error, "no such element: no button here");
        assert_eq!(value_of(br#"{"value":"text"}"#).unwrap(), json!("text"));
    }
}
