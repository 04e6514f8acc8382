//! A private certificate authority: Pebble, the small ACME server of Let's Encrypt, and a name server only it asks.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::TempDir;

use crate::ports::free_port;
use crate::tools;
use crate::wait::wait_until;

const START_LIMIT: Duration = Duration::from_mins(1);
const ATTEMPTS_TO_FIND_PORTS: usize = 5;

/// A running authority and its name server; both are killed, and their files deleted, on drop.
#[derive(Debug)]
pub struct Pebble {
    // Dropped before the folder that they write to.
    authority: Process,
    names: Process,
    folder: TempDir,
    ports: Ports,
    certificate_pem: String,
}

/// Where the two listen, all on 127.0.0.1.
#[derive(Clone, Copy, Debug)]
struct Ports {
    acme: u16,
    management: u16,
    dns: u16,
    names: u16,
    /// Not its own, but of whoever is validated.
    http: u16,
}

impl Pebble {
    /// Starts both.
    ///
    /// # Errors
    /// When `pebble` is not installed or does not come up within a minute (its log is in the message).
    pub fn start() -> Result<Self> {
        let mut attempt = 1;
        loop {
            match Self::start_once() {
                // Asking for free ports and listening on them are two steps; another test may come in between.
                Err(error)
                    if attempt < ATTEMPTS_TO_FIND_PORTS
                        && format!("{error:#}").contains("address already in use") =>
                {
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    fn start_once() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("e2e-pebble-").tempdir()?;
        let ports = Ports {
            acme: free_port()?,
            management: free_port()?,
            dns: free_port()?,
            names: free_port()?,
            http: free_port()?,
        };
        let certificate_pem = write_configuration(folder.path(), ports)?;
        let names = Process::start(
            Command::new(tools::program("pebble-challtestsrv")?)
                .args(["-http01", "", "-https01", "", "-tlsalpn01", ""])
                // A name that nobody set has no address.
                .args(["-defaultIPv4", "", "-defaultIPv6", ""])
                .args(["-dns01", &on_loopback(ports.dns)])
                .args(["-management", &on_loopback(ports.names)]),
            folder.path().join("names.log"),
        )?;
        let authority = Process::start(
            Command::new(tools::program("pebble")?)
                .arg("-config")
                .arg(folder.path().join("pebble.json"))
                .args(["-dnsserver", &on_loopback(ports.dns)])
                // It waits and refuses at random by default, to try clients.
                .env("PEBBLE_VA_NOSLEEP", "1")
                .env("PEBBLE_WFE_NONCEREJECT", "0"),
            folder.path().join("pebble.log"),
        )?;
        let mut pebble = Self {
            authority,
            names,
            folder,
            ports,
            certificate_pem,
        };
        pebble.wait_until_ready()?;
        Ok(pebble)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let ports = self.ports;
        let answer = wait_until("Pebble to accept connections", START_LIMIT, || {
            self.authority.must_be_running()?;
            self.names.must_be_running()?;
            Ok([ports.acme, ports.management, ports.names]
                .iter()
                .all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()))
        });
        answer.with_context(|| self.log())
    }

    /// URL of the ACME directory.
    pub fn directory(&self) -> String {
        format!("https://{}/dir", on_loopback(self.ports.acme))
    }

    /// The port that it visits for http-01, free until now: who wants to be validated listens there.
    pub fn http_port(&self) -> u16 {
        self.ports.http
    }

    /// The certificate of its own HTTPS ports, self-signed, as PEM: the root to reach it with.
    pub fn ca_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// The root that the certificates it issues lead to, as PEM. It is another one with every start.
    ///
    /// # Errors
    /// When the authority does not answer.
    pub fn issuing_root(&self) -> Result<String> {
        let root = CertificateDer::from_pem_slice(self.certificate_pem.as_bytes())?;
        let mut roots = RootCertStore::empty();
        roots.add(root)?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("127.0.0.1")?;
        let connection = ClientConnection::new(Arc::new(config), name)?;
        let stream = TcpStream::connect(("127.0.0.1", self.ports.management))?;
        let stream = StreamOwned::new(connection, stream);
        exchange(stream, "GET /roots/0 HTTP/1.0\r\n\r\n")
    }

    /// Lets a name lead to 127.0.0.1, for the authority.
    ///
    /// # Errors
    /// When the name server does not answer.
    pub fn point_here(&self, name: &str) -> Result<()> {
        let body = format!(r#"{{"host": "{name}", "addresses": ["127.0.0.1"]}}"#);
        let length = body.len();
        let stream = TcpStream::connect(("127.0.0.1", self.ports.names))?;
        exchange(
            stream,
            &format!("POST /add-a HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{body}"),
        )?;
        Ok(())
    }

    /// What both have written, for the message of a failing test.
    pub fn log(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.folder.path().join(name));
        let (authority, names) = (read("pebble.log"), read("names.log"));
        format!(
            "--- pebble\n{}--- its name server\n{}",
            authority.unwrap_or_default(),
            names.unwrap_or_default()
        )
    }
}

/// Writes what the authority needs; gives back its certificate as PEM.
fn write_configuration(folder: &Path, ports: Ports) -> Result<String> {
    let certified = rcgen::generate_simple_self_signed(vec!["127.0.0.1".into()])?;
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    fs::write(&certificate, certified.cert.pem())?;
    fs::write(&key, certified.signing_key.serialize_pem())?;
    let (acme, management) = (on_loopback(ports.acme), on_loopback(ports.management));
    let visited = ports.http;
    // The paths are those of a temporary folder: nothing in them needs escaping.
    let configuration = format!(
        r#"{{ "pebble": {{
            "listenAddress": "{acme}",
            "managementListenAddress": "{management}",
            "certificate": "{}",
            "privateKey": "{}",
            "httpPort": {visited},
            "tlsPort": {visited}
        }} }}"#,
        certificate.display(),
        key.display(),
    );
    fs::write(folder.join("pebble.json"), configuration)?;
    Ok(certified.cert.pem())
}

fn on_loopback(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

/// One HTTP/1.0 request; gives back the body of a 200.
fn exchange(mut stream: impl Read + Write, request: &str) -> Result<String> {
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .context("an answer has a head and a body")?;
    let status = head.split(' ').nth(1);
    ensure!(status == Some("200"), "Pebble answered: {answer}");
    Ok(body.to_owned())
}

/// A process that writes to a log; killed on drop.
#[derive(Debug)]
struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    fn start(command: &mut Command, log: PathBuf) -> Result<Self> {
        let file = File::create(&log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("cannot start `{}`", command.get_program().display()))?;
        Ok(Self { child, log })
    }

    fn must_be_running(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            bail!("it ended while starting ({status}):\n{log}");
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authority_shows_its_issuing_root_and_takes_names() {
        let pebble = Pebble::start().unwrap();
        let root = pebble.issuing_root().unwrap();
        assert!(root.contains("BEGIN CERTIFICATE"), "{root}");
        pebble.point_here("shop.example").unwrap();
    }
}
