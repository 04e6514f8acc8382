//! What is fixed for the life of one emulator.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::acme::AcmeSettings;
use crate::switches::Switches;

/// The emulator's only source of time: milliseconds since 1970, UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How an emulator starts. `Settings::default()` is a server with three web applications on free ports.
///
/// Credentials are plain strings: they open nothing but this emulator.
#[derive(Clone)]
pub struct Settings {
    /// The switches at the start; [`crate::Panel::switches`] changes them later.
    pub switches: Switches,
    /// Time in milliseconds since 1970; default is the system's. Certificates, delays and limits follow it.
    pub clock: Clock,
    /// Port of the API; 0 takes a free one, as for all ports.
    pub api_port: u16,
    /// Port of the name server, the same for UDP and TCP.
    pub dns_port: u16,
    /// Port of the TLS edge.
    pub https_port: u16,
    /// Port of the plain web server.
    pub http_port: u16,
    /// Port of the control API.
    pub control_port: u16,
    /// Bearer token for v3 and v2. Default: `emulator-token`.
    pub token: String,
    /// API key for v2's basic authentication. Default: `emulator-key`.
    pub key: String,
    /// API secret for v2's basic authentication. Default: `emulator-secret`.
    pub secret: String,
    /// The only server. Default: 501.
    pub server_id: u64,
    /// The web application of the network. Default: 9001.
    pub web_app_id: u64,
    /// `rootPath` of that application. Default: `/home/runcloud/webapps/network`.
    pub root_path: String,
    /// The server's address, for the API and for judging DNS; nothing listens there. Default: 203.0.113.10.
    pub server_ip: Ipv4Addr,
    /// A second address that counts as the server's. Default: none.
    pub server_ipv6: Option<Ipv6Addr>,
    /// The primary domain of the application, with DNS and a certificate. Default: `network.example.com`.
    pub main_domain: String,
    /// A domain that another application on the same server holds. Default: `neighbour.example.org`.
    pub neighbour_domain: String,
    /// A web server behind the edge, which answers for attached hosts that have no [`Page`](crate::Page): requests are
    /// passed on as they are, with `X-Forwarded-Proto`. Default: none, and a plain page.
    pub backend: Option<SocketAddr>,
    /// Whether the application starts with one certificate for each domain. Default: yes.
    pub advanced_ssl: bool,
    /// Whether it starts with AutoSSL. Default: no.
    pub auto_ssl: bool,
    /// A real authority for what is ordered from now on. Default: none, certificates are emulated too.
    pub acme: Option<AcmeSettings>,
}

impl Settings {
    /// The addresses that count as the server's.
    pub(crate) fn server_addresses(&self) -> Vec<IpAddr> {
        let mut addresses = vec![IpAddr::V4(self.server_ip)];
        addresses.extend(self.server_ipv6.map(IpAddr::V6));
        addresses
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            switches: Switches::default(),
            clock: Arc::new(system_time),
            api_port: 0,
            dns_port: 0,
            https_port: 0,
            http_port: 0,
            control_port: 0,
            token: "emulator-token".into(),
            key: "emulator-key".into(),
            secret: "emulator-secret".into(),
            server_id: 501,
            web_app_id: 9001,
            root_path: "/home/runcloud/webapps/network".into(),
            server_ip: Ipv4Addr::new(203, 0, 113, 10),
            server_ipv6: None,
            main_domain: "network.example.com".into(),
            neighbour_domain: "neighbour.example.org".into(),
            backend: None,
            advanced_ssl: true,
            auto_ssl: false,
            acme: None,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("server_id", &self.server_id)
            .field("web_app_id", &self.web_app_id)
            .field("server_ip", &self.server_ip)
            .field("main_domain", &self.main_domain)
            .finish_non_exhaustive()
    }
}

fn system_time() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}
