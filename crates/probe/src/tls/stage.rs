//! Authorities and servers for the tests, on loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// A chain, leaf first, and the key of the leaf.
pub(super) type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// Year, month, day.
pub(super) type Day = (i32, u8, u8);

pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(super) der: CertificateDer<'static>,
}

impl Authority {
    pub(super) fn root() -> Self {
        let (params, key) = authority_params("Test Root", (2020, 1, 1), (2040, 1, 1));
        let der = params.self_signed(&key).unwrap().der().clone();
        let issuer = Issuer::new(params, key);
        Self { issuer, der }
    }

    pub(super) fn intermediate(&self, from: Day, until: Day) -> Self {
        let (params, key) = authority_params("Test Intermediate", from, until);
        let der = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        let issuer = Issuer::new(params, key);
        Self { issuer, der }
    }

    /// A leaf for `name` and its key; the chain is the leaf alone.
    pub(super) fn leaf(&self, name: &str, from: Day, until: Day) -> Identity {
        let (params, key) = leaf_params(name, from, until);
        let der = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        (vec![der], key.into())
    }
}

/// A certificate that signed itself, in the form in which panels make them: with an authority's flag.
pub(super) fn self_signed(name: &str, from: Day, until: Day, authority: bool) -> Identity {
    let (mut params, key) = leaf_params(name, from, until);
    if authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    let der = params.self_signed(&key).unwrap().der().clone();
    (vec![der], key.into())
}

fn authority_params(name: &str, from: Day, until: Day) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_before = date_time_ymd(from.0, from.1, from.2);
    params.not_after = date_time_ymd(until.0, until.1, until.2);
    (params, KeyPair::generate().unwrap())
}

fn leaf_params(name: &str, from: Day, until: Day) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(from.0, from.1, from.2);
    params.not_after = date_time_ymd(until.0, until.1, until.2);
    (params, KeyPair::generate().unwrap())
}

/// What a server heard on its one connection.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Heard {
    pub(super) sni: Option<String>,
    pub(super) data: Vec<u8>,
}

pub(super) fn config(identity: Identity) -> ServerConfig {
    builder(rustls::DEFAULT_VERSIONS)
        .with_single_cert(identity.0, identity.1)
        .unwrap()
}

pub(super) fn tls12_config(identity: Identity) -> ServerConfig {
    builder(&[&rustls::version::TLS12])
        .with_single_cert(identity.0, identity.1)
        .unwrap()
}

/// A server that has a certificate for nobody.
pub(super) fn empty_config() -> ServerConfig {
    builder(rustls::DEFAULT_VERSIONS).with_cert_resolver(Arc::new(Nothing))
}

/// A server that shows the chain of one and signs with the key of another.
pub(super) fn stolen_config(chain: Identity, key: &PrivateKeyDer<'static>) -> ServerConfig {
    let key = rustls::crypto::ring::sign::any_supported_type(key).unwrap();
    builder(rustls::DEFAULT_VERSIONS).with_cert_resolver(Arc::new(
        rustls::sign::SingleCertAndKey::from(CertifiedKey::new(chain.0, key)),
    ))
}

fn builder(
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> rustls::ConfigBuilder<ServerConfig, rustls::server::WantsServerCert> {
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
}

#[derive(Debug)]
struct Nothing;

impl ResolvesServerCert for Nothing {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        None
    }
}

/// Serves one connection and tells what it heard.
pub(super) async fn serve(config: ServerConfig) -> (SocketAddr, oneshot::Receiver<Heard>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, heard) = oneshot::channel();
    tokio::spawn(async move {
        let (tcp, _) = listener.accept().await.unwrap();
        let mut said = Heard::default();
        if let Ok(mut stream) = TlsAcceptor::from(Arc::new(config)).accept(tcp).await {
            said.sni = stream.get_ref().1.server_name().map(str::to_owned);
            // Ends in an error, because the prober hangs up without a word.
            let _ = stream.read_to_end(&mut said.data).await;
        }
        let _ = tell.send(said);
    });
    (address, heard)
}

/// Answers whatever comes first with `bytes` and reads on until the other side hangs up.
pub(super) async fn blurt(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut tcp, _) = listener.accept().await.unwrap();
        let mut hello = [0; 4096];
        let _ = tcp.read(&mut hello).await;
        let _ = tcp.write_all(bytes).await;
        let _ = tcp.shutdown().await;
        while tcp.read(&mut hello).await.is_ok_and(|length| length > 0) {}
    });
    address
}
