//! HTTPS to the authority, with the one root that it is known by.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, Response};
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// A client for one authority. It takes no proxy of the environment: the authority is on this machine.
pub(crate) struct LoopbackClient(reqwest::Client);

impl LoopbackClient {
    /// A client that trusts this root and no other.
    pub(crate) fn trusting(root_pem: &str) -> io::Result<Self> {
        let root = CertificateDer::from_pem_slice(root_pem.as_bytes()).map_err(io::Error::other)?;
        let mut roots = RootCertStore::empty();
        roots.add(root).map_err(io::Error::other)?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            .no_proxy()
            .build();
        client.map(Self).map_err(io::Error::other)
    }
}

impl HttpClient for LoopbackClient {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let client = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            // Made of bytes that are there already: no limit is needed.
            let body = to_bytes(Body::new(body), usize::MAX).await;
            let body = body.map_err(|error| Error::Other(error.into()))?;
            let request = reqwest::Request::try_from(Request::from_parts(parts, body));
            let request = request.map_err(|error| Error::Other(error.into()))?;
            let response = client.execute(request).await;
            let response = response.map_err(|error| Error::Other(error.into()))?;
            Ok(Response::<reqwest::Body>::from(response).into())
        })
    }
}
