//! Whom we trust.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tracing::debug;

/// A file of authorities that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadCaFile {
    /// There is no certificate in it.
    #[error(
        "there is no PEM certificate in it; a certificate begins with `-----BEGIN CERTIFICATE-----`"
    )]
    NoCertificate,
    /// One of its PEM blocks is broken.
    #[error("PEM block {block} is damaged: {reason}")]
    Damaged {
        /// Counted from 1.
        block: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// An extra root that is no certificate an authority could have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("certificate {number} of the extra authorities cannot be trusted: {reason}")]
#[non_exhaustive]
pub struct UnusableRoot {
    /// Its place in the list, counted from 1.
    pub number: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads the certificates of a PEM file (`--ca-file`); other blocks, such as keys, are passed over.
///
/// # Errors
/// When a block is damaged or no certificate is there.
pub fn parse_ca_pem(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, BadCaFile> {
    let mut certificates = Vec::new();
    for (index, certificate) in CertificateDer::pem_slice_iter(bytes).enumerate() {
        certificates.push(certificate.map_err(|error| BadCaFile::Damaged {
            block: index + 1,
            reason: error.to_string(),
        })?);
    }
    if certificates.is_empty() {
        return Err(BadCaFile::NoCertificate);
    }
    Ok(certificates)
}

/// The system's roots, or those compiled in where the system has none, and `extra` ones.
pub(super) fn trusted(extra: Vec<CertificateDer<'static>>) -> Result<RootCertStore, UnusableRoot> {
    let native = rustls_native_certs::load_native_certs();
    for error in &native.errors {
        debug!(%error, "a root certificate of the system cannot be read");
    }
    let mut roots = RootCertStore::empty();
    // Systems carry odd old roots; one that does not parse is no reason to refuse the others.
    roots.add_parsable_certificates(native.certs);
    if roots.is_empty() {
        debug!("this system has no root certificates: using those compiled in");
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    for (index, certificate) in extra.into_iter().enumerate() {
        roots.add(certificate).map_err(|error| UnusableRoot {
            number: index + 1,
            reason: error.to_string(),
        })?;
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn certificate() -> rcgen::Certificate {
        let key = KeyPair::generate().unwrap();
        CertificateParams::new(["ca.test".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap()
    }

    #[test]
    fn all_certificates_of_a_file_are_read_and_keys_passed_over() {
        let (one, two) = (certificate(), certificate());
        let key = KeyPair::generate().unwrap().serialize_pem();
        let file = format!("# comment\n{}{key}{}", one.pem(), two.pem());
        assert_eq!(
            parse_ca_pem(file.as_bytes()),
            Ok(vec![one.der().clone(), two.der().clone()])
        );
    }

    #[test]
    fn a_file_without_certificate_and_a_damaged_one_are_refused() {
        assert_eq!(parse_ca_pem(b"hello"), Err(BadCaFile::NoCertificate));
        let file = format!(
            "{}-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n",
            certificate().pem()
        );
        assert!(matches!(
            parse_ca_pem(file.as_bytes()),
            Err(BadCaFile::Damaged { block: 2, .. })
        ));
    }

    #[test]
    fn a_root_that_is_no_certificate_is_named() {
        let extra = vec![
            certificate().der().clone(),
            CertificateDer::from(vec![1, 2, 3]),
        ];
        assert_eq!(trusted(extra).unwrap_err().number, 2);
    }
}
