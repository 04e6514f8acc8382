//! The TLS side of the client: whom to trust.

use std::sync::LazyLock;

use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

use crate::settings::BuildError;

/// The roots of this system, read once: there are many files. What cannot be read is skipped by design, as one broken
/// file must not cut us off.
static NATIVE: LazyLock<RootCertStore> = LazyLock::new(|| {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
});

/// Trusts the system's roots, or a compiled-in set where the system has none, and the given extras.
///
/// The provider of cryptography is named explicitly, so that no process-wide default is needed.
pub(crate) fn client_config(
    extra_roots: &[CertificateDer<'static>],
) -> Result<ClientConfig, BuildError> {
    let mut roots = NATIVE.clone();
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    for root in extra_roots {
        roots.add(root.clone()).map_err(BuildError::ExtraRoot)?;
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| BuildError::Client(error.into()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
