//! An emulator with a held clock, and clients for each of its ports.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use emulator::{Emulator, Panel, Settings};
use reqwest::Method;
use reqwest::header::HeaderMap;
use rustls::client::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ProtocolVersion, RootCertStore};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// 2026-11-22 12:00:00 UTC.
pub(crate) const START: i64 = 1_795_348_800_000;
pub(crate) const DAY: i64 = 86_400_000;
pub(crate) const MAIN: &str = "network.example.com";

/// A running emulator, its panel and its clock.
pub(crate) struct Bench {
    pub(crate) emulator: Emulator,
    pub(crate) panel: Panel,
    pub(crate) client: reqwest::Client,
    now: Arc<AtomicI64>,
}

/// A reply as a client sees it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Seen {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn basic() -> Self {
        Self::with(Settings {
            advanced_ssl: false,
            ..Settings::default()
        })
        .await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let now = Arc::new(AtomicI64::new(START));
        let held = Arc::clone(&now);
        let clock: emulator::Clock = Arc::new(move || held.load(Ordering::SeqCst));
        let emulator = Emulator::start(Settings { clock, ..settings })
            .await
            .unwrap();
        // Plain HTTP only; a configuration of its own keeps the client from asking for the system's roots.
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent("emulator-tests")
            .timeout(Duration::from_secs(30))
            .no_proxy()
            .build()
            .unwrap();
        Self {
            panel: emulator.panel(),
            emulator,
            client,
            now,
        }
    }

    pub(crate) fn advance(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::SeqCst);
    }

    /// Waits for what happens in real time.
    pub(crate) async fn until(&self, holds: impl Fn(&Panel) -> bool) {
        let waited = tokio::time::timeout(Duration::from_mins(1), async {
            while !holds(&self.panel) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        waited.await.unwrap();
    }

    /// A request with the token, to a path below `/api/v3/servers/501/webapps/9001/`.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Seen {
        self.send(self.app_request(method, path, body))
            .await
            .unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Seen {
        self.call("GET", path, None).await
    }

    pub(crate) fn app_request(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::RequestBuilder {
        let path = format!("/api/v3/servers/501/webapps/9001/{path}");
        let request = self
            .request(method, path.trim_end_matches('/'))
            .bearer_auth("emulator-token");
        match body {
            Some(body) => request.json(&body),
            None => request,
        }
    }

    /// A request without credentials to any path.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.emulator.api_origin());
        self.client
            .request(Method::from_bytes(method.as_bytes()).unwrap(), url)
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> reqwest::Result<Seen> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Seen {
            status,
            headers,
            text: response.text().await?,
        })
    }

    /// Adds a domain that points to the server, through the API; returns its id.
    pub(crate) async fn add_pointing(&self, name: &str) -> u64 {
        self.panel.point_here(name);
        let body = serde_json::json!({ "name": name, "www": false, "redirection": "none", "type": "alias" });
        let added = self.call("POST", "domains", Some(body)).await;
        assert_eq!(added.status, 200, "{added:?}");
        added.json()["id"].as_u64().unwrap()
    }

    /// A handshake that trusts the emulator's root and checks the time by the held clock.
    pub(crate) async fn handshake(&self, name: &str) -> Result<Visit, String> {
        let root = CertificateDer::from_pem_slice(self.emulator.ca_pem().as_bytes()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(root).unwrap();
        let time = Arc::new(Held(self.now.load(Ordering::SeqCst)));
        let config = ClientConfig::builder_with_details(Arc::new(ring::default_provider()), time)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(self.emulator.https_addr())
            .await
            .unwrap();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await;
        stream
            .map(|stream| Visit { stream })
            .map_err(|error| error.to_string())
    }
}

/// A TLS connection to the edge.
pub(crate) struct Visit {
    stream: tokio_rustls::client::TlsStream<TcpStream>,
}

impl Visit {
    /// The leaf certificate, DER.
    pub(crate) fn leaf(&self) -> Vec<u8> {
        self.stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
    }

    pub(crate) fn version(&self) -> Option<ProtocolVersion> {
        self.stream.get_ref().1.protocol_version()
    }

    /// Everything the server answers to a request for this host.
    pub(crate) async fn page(self, host: &str) -> String {
        self.fetch(host, "/").await
    }

    /// The same for another path.
    pub(crate) async fn fetch(mut self, host: &str, target: &str) -> String {
        let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).await.unwrap();
        answer
    }
}

#[derive(Debug)]
struct Held(i64);

impl TimeProvider for Held {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_millis(
            self.0.unsigned_abs(),
        )))
    }
}
