//! How the emulator is to be, where its usual ways do not serve.

use std::net::{Ipv4Addr, SocketAddr};

use clap::Args;
use plan::DomainName;

/// The emulator's own options.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct EmulatorArgs {
    /// The network's own host, attached from the start
    #[arg(long, value_name = "DOMAIN")]
    pub main_domain: Option<DomainName>,
    /// The web application's root path
    #[arg(long, value_name = "PATH")]
    pub root_path: Option<String>,
    /// A web server that answers for attached hosts
    #[arg(long, value_name = "ADDR:PORT")]
    pub backend: Option<SocketAddr>,
    /// The server's address, which DNS has to name
    #[arg(long, value_name = "ADDRESS")]
    pub server_ip: Option<Ipv4Addr>,
    /// The server's id
    #[arg(long, value_name = "ID")]
    pub server_id: Option<u64>,
    /// The web application's id
    #[arg(long, value_name = "ID")]
    pub web_app_id: Option<u64>,
    /// Port of the API; a free one otherwise, as for all ports
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub api_port: u16,
    /// Port of the name server, UDP and TCP
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub dns_port: u16,
    /// Port of what visitors meet by TLS
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub https_port: u16,
    /// Port of what visitors meet without TLS
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub http_port: u16,
    /// Port of the control API
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub control_port: u16,
}
