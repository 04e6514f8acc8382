//! `emulator`: a RunCloud on loopback, until it is told to stop.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use emulator::{Emulator, Settings};
use serde::Serialize;

use crate::args::{EmulatorArgs, OutputFormat};
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::runtime::Stop;

/// Serves the emulator until SIGINT or SIGTERM.
///
/// # Errors
/// A report where no port, no temporary folder or no signal can be had.
pub(crate) async fn run(args: &EmulatorArgs, printer: &Printer) -> Result<Exit, Report> {
    let mut stop = Stop::on_signals()?;
    let settings = settings(args);
    let emulator = Emulator::start(settings.clone())
        .await
        .map_err(|error| {
            Report::of("the emulator cannot start", &error, Exit::Look)
                .hint("another program may have one of its ports: leave the port out, and a free one is taken")
        })?;
    let folder = tempfile::Builder::new()
        .prefix("runcloud-multisite-emulator-")
        .tempdir()
        .map_err(|error| Report::of("no temporary folder can be made", &error, Exit::Look))?;
    let whereabouts = Whereabouts::of(&emulator, &settings, folder.path())?;
    match printer.format() {
        OutputFormat::Text => printer.text(&format!(
            "An emulated RunCloud serves on this machine until Ctrl-C.\n\n{}{}",
            whereabouts.text(),
            whereabouts.handshake()
        )),
        OutputFormat::Json => printer.json(&whereabouts),
    }
    stop.asked().await;
    emulator.stop().await;
    Ok(Exit::Fine)
}

fn settings(args: &EmulatorArgs) -> Settings {
    let usual = Settings::default();
    let main_domain = args.main_domain.as_ref().map(ToString::to_string);
    Settings {
        main_domain: main_domain.unwrap_or(usual.main_domain),
        root_path: args.root_path.clone().unwrap_or(usual.root_path),
        backend: args.backend,
        server_ip: args.server_ip.unwrap_or(usual.server_ip),
        server_id: args.server_id.unwrap_or(usual.server_id),
        web_app_id: args.web_app_id.unwrap_or(usual.web_app_id),
        api_port: args.api_port,
        dns_port: args.dns_port,
        https_port: args.https_port,
        http_port: args.http_port,
        control_port: args.control_port,
        ..usual
    }
}

/// Where an emulator is, and what opens it. The credentials are no secrets: they open nothing else.
#[derive(Debug, Serialize)]
pub(crate) struct Whereabouts {
    api: String,
    dns: SocketAddr,
    https: SocketAddr,
    http: SocketAddr,
    control: String,
    token: String,
    key: String,
    secret: String,
    server_id: u64,
    web_app_id: u64,
    main_domain: String,
    ca_file: PathBuf,
}

impl Whereabouts {
    /// Collects them, and writes the root certificate into `folder`.
    ///
    /// # Errors
    /// A report where the file cannot be written.
    pub(crate) fn of(
        emulator: &Emulator,
        settings: &Settings,
        folder: &Path,
    ) -> Result<Self, Report> {
        let ca_file = folder.join("ca.pem");
        std::fs::write(&ca_file, emulator.ca_pem()).map_err(|error| {
            Report::of("the root certificate cannot be written", &error, Exit::Look)
        })?;
        Ok(Self {
            api: emulator.api_origin(),
            dns: emulator.dns_addr(),
            https: emulator.https_addr(),
            http: emulator.http_addr(),
            control: format!("http://{}", emulator.control_addr()),
            token: settings.token.clone(),
            key: settings.key.clone(),
            secret: settings.secret.clone(),
            server_id: settings.server_id,
            web_app_id: settings.web_app_id,
            main_domain: settings.main_domain.clone(),
            ca_file,
        })
    }

    /// The control API.
    pub(crate) fn control(&self) -> &str {
        &self.control
    }

    /// A handshake to copy, for a clock that agrees with the emulator's.
    fn handshake(&self) -> String {
        let Self {
            https,
            main_domain,
            ca_file,
            ..
        } = self;
        let ca_file = ca_file.display();
        format!("  curl --cacert {ca_file} \\\n    --connect-to ::{https} https://{main_domain}/\n")
    }

    /// The same for people, with calls to copy.
    pub(crate) fn text(&self) -> String {
        let Self {
            api,
            dns,
            https,
            http,
            control,
            token,
            key,
            secret,
            server_id,
            web_app_id,
            main_domain,
            ca_file,
        } = self;
        let ca_file = ca_file.display();
        format!(
            "\
API          {api}
             token {token}
             or key {key}, secret {secret}
Server       {server_id}, web application {web_app_id}, main domain {main_domain}
DNS          {dns} (UDP and TCP)
HTTPS        {https}
HTTP         {http}
Control API  {control}
Root CA      {ca_file}

Try:
  curl -H 'Authorization: Bearer {token}' \\
    {api}/api/v3/servers/{server_id}/webapps/{web_app_id}/domains
  curl {control}/state
"
        )
    }
}
