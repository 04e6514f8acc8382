//! Web servers on loopback for tests, each with one answer for everybody.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// The requests that a server got.
pub(crate) type Heard = Arc<Mutex<Vec<String>>>;

pub(crate) fn reply(head: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &str, heard: &Heard) {
    let mut buffer = [0; 4096];
    let length = stream.read(&mut buffer).await.unwrap_or_default();
    let request = String::from_utf8_lossy(&buffer[..length]).into_owned();
    heard.lock().unwrap().push(request);
    // A visitor who has heard enough goes.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// A server that gives each visitor the same answer; with a certificate for nobody where it speaks TLS.
pub(crate) async fn server(answer: String, tls: bool) -> (SocketAddr, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Heard::default();
    let acceptor = tls.then(|| {
        let made = rcgen::generate_simple_self_signed(["nobody.invalid".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key.into())
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    });
    let noted = Arc::clone(&heard);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            match &acceptor {
                None => serve(stream, &answer, &noted).await,
                Some(acceptor) => {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, &answer, &noted).await;
                    }
                }
            }
        }
    });
    (address, heard)
}
