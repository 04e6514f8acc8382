//! Ports for servers that cannot choose one themselves.

use std::net::TcpListener;

use anyhow::Result;

/// A port on 127.0.0.1 that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
