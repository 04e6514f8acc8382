//! The certificate authority: turns the panel's certificates into X.509, on demand.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SerialNumber,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::NoServerSessionStorage;
use rustls::sign::{CertifiedKey, SigningKey, SingleCertAndKey};

use crate::moment::date_time;
use crate::world::certificates::{Certificate, DAY_MS};

const YEAR_MS: i64 = 365 * DAY_MS;
/// How far Let's Encrypt dates certificates back, for clients whose clock is slow.
const BACKDATED_MS: i64 = DAY_MS / 24;
/// What the default certificate is for.
const DEFAULT_NAME: &str = "default-site.invalid";

/// A root that clients are told to trust, one they are not, and a single key for all leaves: making keys is what
/// costs time, so a thousand certificates are cheap.
pub(crate) struct Authority {
    root: Issuer<'static, KeyPair>,
    root_pem: String,
    stranger: Issuer<'static, KeyPair>,
    leaf_key: KeyPair,
    signing_key: Arc<dyn SigningKey>,
    /// By serial number.
    cache: Mutex<HashMap<u64, Arc<Issued>>>,
}

/// A certificate in the forms it is asked for.
struct Issued {
    pem: String,
    config: Arc<ServerConfig>,
}

impl Authority {
    /// Makes the roots, valid from ten years before now to thirty years after. `real_root` is that of a real authority.
    pub(crate) fn new(now: i64, real_root: Option<&str>) -> io::Result<Self> {
        let (root, mut root_pem) = new_root("Emulated Root", now)?;
        root_pem.push_str(real_root.unwrap_or_default());
        let (stranger, _) = new_root("Emulated Root that nobody trusts", now)?;
        let leaf_key = KeyPair::generate().map_err(io::Error::other)?;
        let der = PrivateKeyDer::try_from(leaf_key.serialize_der()).map_err(io::Error::other)?;
        let signing_key = ring::sign::any_ecdsa_type(&der).map_err(io::Error::other)?;
        Ok(Self {
            root,
            root_pem,
            stranger,
            leaf_key,
            signing_key,
            cache: Mutex::default(),
        })
    }

    /// What clients should trust.
    pub(crate) fn root_pem(&self) -> &str {
        &self.root_pem
    }

    /// The leaf certificate as PEM; the whole chain where a real authority issued it.
    pub(crate) fn pem(&self, certificate: &Certificate) -> String {
        self.issued(certificate)
            .map(|issued| issued.pem.clone())
            .unwrap_or_default()
    }

    /// A TLS server that shows this certificate.
    pub(crate) fn server(&self, certificate: &Certificate) -> io::Result<Arc<ServerConfig>> {
        self.issued(certificate)
            .map(|issued| Arc::clone(&issued.config))
    }

    /// A signing request for a real authority, DER.
    pub(crate) fn request(&self, names: &[String]) -> io::Result<Vec<u8>> {
        let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
        params.distinguished_name = rcgen::DistinguishedName::new();
        let request = params
            .serialize_request(&self.leaf_key)
            .map_err(io::Error::other)?;
        Ok(request.der().to_vec())
    }

    /// A TLS server with a self-signed certificate for no name anybody asks for.
    pub(crate) fn default_server(&self, now: i64) -> io::Result<Arc<ServerConfig>> {
        let params = leaf_params(&[DEFAULT_NAME.into()], 1, now - DAY_MS, now + 10 * YEAR_MS)?;
        let leaf = params
            .self_signed(&self.leaf_key)
            .map_err(io::Error::other)?;
        self.config(vec![leaf.der().clone()])
    }

    fn issued(&self, certificate: &Certificate) -> io::Result<Arc<Issued>> {
        let mut known = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(issued) = known.get(&certificate.serial) {
            return Ok(Arc::clone(issued));
        }
        let new = Arc::new(match &certificate.chain {
            Some(chain) => Issued {
                pem: chain.pem.to_string(),
                config: self.config(chain.certificates.clone())?,
            },
            None => self.issue(certificate)?,
        });
        known.insert(certificate.serial, Arc::clone(&new));
        Ok(new)
    }

    fn issue(&self, certificate: &Certificate) -> io::Result<Issued> {
        let params = leaf_params(
            &certificate.names,
            certificate.serial,
            certificate.issued_at - BACKDATED_MS,
            certificate.valid_until,
        )?;
        let issuer = if certificate.trusted {
            &self.root
        } else {
            &self.stranger
        };
        let leaf = params
            .signed_by(&self.leaf_key, issuer)
            .map_err(io::Error::other)?;
        Ok(Issued {
            pem: leaf.pem(),
            config: self.config(vec![leaf.der().clone()])?,
        })
    }

    fn config(&self, chain: Vec<CertificateDer<'static>>) -> io::Result<Arc<ServerConfig>> {
        let certified = CertifiedKey::new(chain, Arc::clone(&self.signing_key));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        // Every handshake shows the certificate: nothing to resume.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Arc::new(config))
    }
}

fn new_root(name: &str, now: i64) -> io::Result<(Issuer<'static, KeyPair>, String)> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time(now - 10 * YEAR_MS);
    params.not_after = date_time(now + 30 * YEAR_MS);
    let pem = params.self_signed(&key).map_err(io::Error::other)?.pem();
    Ok((Issuer::new(params, key), pem))
}

fn leaf_params(
    names: &[String],
    serial: u64,
    not_before: i64,
    not_after: i64,
) -> io::Result<CertificateParams> {
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.serial_number = Some(SerialNumber::from(serial));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = date_time(not_before);
    params.not_after = date_time(not_after);
    Ok(params)
}
