//! The RunCloud on loopback that a network is hosted at, and how an agent finds both.

use std::fs;

use anyhow::Result;
use e2e::{AgentOptions, Credentials, Install, Reach, WordPress};
use emulator::{Emulator, Panel, Settings};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// What to install for a network that is hosted there: it has a token, and reaches its database by a socket.
pub(crate) fn hosted(main_domain: &str, settings: &Settings) -> Install {
    Install {
        table_prefix: "wp_".into(),
        main_domain: main_domain.into(),
        reach: Reach::Socket,
        credentials: Credentials::Token(settings.token.clone()),
        server_id: settings.server_id,
        web_app_id: settings.web_app_id,
    }
}

/// A RunCloud with the network's web application.
pub(crate) struct Provider {
    pub(crate) options: AgentOptions,
    pub(crate) panel: Panel,
    // Dropped in this order: who uses something goes before it.
    _folder: TempDir,
    _emulator: Emulator,
    _runtime: Runtime,
}

impl Provider {
    /// Starts it for a network. The agent trusts `root` alone, or the emulator's own where there is none.
    pub(crate) fn start(
        network: &WordPress,
        settings: Settings,
        root: Option<String>,
    ) -> Result<Self> {
        let runtime = Runtime::new()?;
        let emulator = runtime.block_on(Emulator::start(Settings {
            main_domain: network.main_domain().to_owned(),
            root_path: network.path().display().to_string(),
            ..settings
        }))?;
        let folder = tempfile::tempdir()?;
        let ca_file = folder.path().join("ca.pem");
        fs::write(&ca_file, root.unwrap_or_else(|| emulator.ca_pem()))?;
        Ok(Self {
            options: AgentOptions {
                wordpress: network.path().to_owned(),
                api_url: emulator.api_origin(),
                resolver: emulator.dns_addr(),
                server_address: emulator.https_addr(),
                ca_file,
            },
            panel: emulator.panel(),
            _folder: folder,
            _emulator: emulator,
            _runtime: runtime,
        })
    }
}
