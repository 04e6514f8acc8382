//! What visitors meet: TLS with the certificate of the host asked for, and a page behind it.

mod request;
mod site;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::Listener;
use rustls::ServerConfig;
use rustls::server::Acceptor;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::LazyConfigAcceptor;

use crate::edge::request::Visited;
use crate::edge::site::Fate;
use crate::shared::Shared;
use crate::switches::UnknownName;
use crate::world::certificates::Behind;

/// Largest request head that is read.
const HEAD_LIMIT: usize = 16 * 1024;
/// TLS alert records, in clear as they are before the server's first message (RFC 8446, sections 5.1 and 6).
const UNRECOGNIZED_NAME: [u8; 7] = [21, 3, 3, 0, 2, 2, 112];
const ACCESS_DENIED: [u8; 7] = [21, 3, 3, 0, 2, 2, 49];

/// How the edge greets a TLS client.
enum Greeting {
    Handshake(Arc<ServerConfig>),
    Alert([u8; 7]),
}

/// Serves the TLS port until the emulator stops.
pub(crate) async fn serve_https(listener: TcpListener, shared: Arc<Shared>) {
    each_connection(listener, shared, |stream, shared| async move {
        https(stream, &shared).await
    })
    .await;
}

/// Serves the plain port until the emulator stops.
pub(crate) async fn serve_http(listener: TcpListener, shared: Arc<Shared>) {
    each_connection(listener, shared, |stream, shared| async move {
        page(stream, &shared, "http").await
    })
    .await;
}

async fn each_connection<F>(
    mut listener: TcpListener,
    shared: Arc<Shared>,
    serve: impl Fn(TcpStream, Arc<Shared>) -> F,
) where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        let (stream, peer) = Listener::accept(&mut listener).await;
        let served = serve(stream, Arc::clone(&shared));
        connections.spawn(async move {
            if let Err(error) = served.await {
                tracing::debug!(%peer, %error, "a visit ended early");
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn https(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
    let name = hello.client_hello().server_name().map(ToOwned::to_owned);
    match greeting(shared, name.as_deref().unwrap_or_default())? {
        Greeting::Handshake(config) => {
            page(hello.into_stream(config).await?, shared, "https").await
        }
        Greeting::Alert(alert) => {
            let mut stream = hello.io;
            stream.write_all(&alert).await?;
            stream.shutdown().await
        }
    }
}

fn greeting(shared: &Shared, name: &str) -> io::Result<Greeting> {
    shared.with(|world, now| match world.behind(name, now) {
        Behind::Secured(certificate) => shared
            .authority
            .server(certificate)
            .map(Greeting::Handshake),
        Behind::Plain | Behind::Nobody => match world.switches.unknown_name {
            UnknownName::SelfSigned => shared
                .authority
                .default_server(now)
                .map(Greeting::Handshake),
            UnknownName::UnrecognizedName => Ok(Greeting::Alert(UNRECOGNIZED_NAME)),
            UnknownName::AccessDenied => Ok(Greeting::Alert(ACCESS_DENIED)),
        },
    })
}

/// Answers one HTTP/1.1 request and closes, or passes the connection on.
async fn page(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    shared: &Shared,
    scheme: &str,
) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() > HEAD_LIMIT || stream.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let visited = Visited::parse(&head);
    match shared.with(|world, now| site::fate(world, &visited, now)) {
        Fate::Answered(answer) => stream.write_all(&answer.bytes()).await?,
        Fate::Ignored => {}
        Fate::PassedOn(backend) => return pass_on(stream, backend, &head, scheme).await,
    }
    stream.shutdown().await
}

/// Lets the web server behind the edge answer, who is told over which scheme it was asked.
async fn pass_on(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    backend: SocketAddr,
    head: &[u8],
    scheme: &str,
) -> io::Result<()> {
    let mut onward = TcpStream::connect(backend).await?;
    onward.write_all(&request::forwarded(head, scheme)).await?;
    tokio::io::copy_bidirectional(&mut stream, &mut onward)
        .await
        .map(drop)
}
