//! What a visitor's browser does first: a handshake, with nobody's word for it but the certificate's.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const LIMIT: Duration = Duration::from_secs(30);

/// A client that trusts one authority.
pub(crate) fn client(ca_file: &Path) -> Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(ca_file)? {
        roots.add(certificate?)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Fails unless the server shows a valid certificate for the host.
pub(crate) fn shake_hands(
    client: &Arc<ClientConfig>,
    server: SocketAddr,
    host: &str,
) -> Result<()> {
    let name = ServerName::try_from(host.to_owned())?;
    let socket = TcpStream::connect_timeout(&server, LIMIT)?;
    socket.set_read_timeout(Some(LIMIT))?;
    let connection = ClientConnection::new(Arc::clone(client), name)?;
    let mut stream = StreamOwned::new(connection, socket);
    // The first write is the end of the handshake.
    stream
        .write_all(b"GET / HTTP/1.1\r\n")
        .with_context(|| format!("the handshake for `{host}`"))
}
