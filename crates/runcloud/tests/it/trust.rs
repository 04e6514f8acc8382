//! Whom the client talks to over TLS: only a server whose certificate it can trust for that name.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use runcloud::{CertificateDer, Class, Credentials, Fate, Reader, Settings};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::provider::settings;

/// A provider on TLS with a certificate for `name` from a root of its own. Gives origin and root.
async fn secure_provider(name: &str) -> (String, CertificateDer<'static>) {
    let mut root = CertificateParams::new(Vec::new()).expect("parameters");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root =
        CertifiedIssuer::self_signed(root, KeyPair::generate().expect("a key")).expect("a root");
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec![name.to_owned()])
        .and_then(|params| params.signed_by(&key, &root))
        .expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("default versions")
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)
            .expect("a certificate that fits its key");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!(
        "https://localhost:{}",
        listener.local_addr().expect("bound").port()
    );
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                let pong = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
                let _ = stream.write_all(pong).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (origin, root.der().clone())
}

fn trusting(origin: &str, roots: Vec<CertificateDer<'static>>) -> Reader {
    Reader::new(Settings {
        extra_roots: roots,
        ..settings(origin, Credentials::Token("t".into()))
    })
    .expect("good settings")
}

#[tokio::test]
async fn a_root_given_in_the_settings_is_trusted() {
    let (origin, root) = secure_provider("localhost").await;
    trusting(&origin, vec![root]).ping().await.expect("a pong");
}

#[tokio::test]
async fn an_unknown_root_or_another_name_is_not_trusted_and_nothing_is_sent() {
    let (unknown_root, _) = secure_provider("localhost").await;
    let (other_name, root) = secure_provider("panel.example").await;
    for reader in [
        trusting(&unknown_root, Vec::new()),
        trusting(&other_name, vec![root]),
    ] {
        let error = reader.ping().await.expect_err("not trusted");
        assert_eq!((error.class, error.fate), (Class::Transient, Fate::NotSent));
    }
}
