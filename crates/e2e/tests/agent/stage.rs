//! A network, a RunCloud on loopback, and a way to wait until the agent has brought them together.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::{
    Agent, AgentOptions, Credentials, Install, Mapping, MariaDb, Pebble, Reach, Site, WordPress,
    wait_until,
};
use emulator::{AcmeSettings, Call, Kind, Panel, Settings};

use crate::provider::{Provider, hosted};

/// Absence counts as evidence after three readings over a minute; the rest is for a busy machine.
const LIMIT: Duration = Duration::from_mins(5);

/// The network's own host.
pub(crate) const MAIN_DOMAIN: &str = "network.example";

/// A domain that the operator attached by hand, and that no mapping ever names.
pub(crate) const BY_HAND: &str = "by-hand.example";

/// Everything the agent touches, and the agent when it runs.
pub(crate) struct Stage {
    // Dropped in this order: who uses something goes before it.
    agent: Option<Agent>,
    provider: Provider,
    pub(crate) panel: Panel,
    pub(crate) network: WordPress,
    pub(crate) database: MariaDb,
}

impl Stage {
    /// An installed network with one web application, its main domain attached, the agent not started.
    pub(crate) fn set(table_prefix: &str, reach: Reach, credentials: Credentials) -> Result<Self> {
        let emulated = Settings::default();
        Self::build(table_prefix, reach, credentials, emulated, None)
    }

    /// The same with the certificates of a real authority, and nothing else that the agent trusts.
    pub(crate) fn set_with_authority(authority: &Pebble) -> Result<Self> {
        let root = authority.issuing_root()?;
        let settings = Settings {
            http_port: authority.http_port(),
            acme: Some(AcmeSettings {
                directory: authority.directory(),
                ca_pem: authority.ca_pem().to_owned(),
                trusted_root_pem: root.clone(),
            }),
            ..Settings::default()
        };
        let token = Credentials::Token(settings.token.clone());
        Self::build("wp_", Reach::Socket, token, settings, Some(root))
    }

    fn build(
        table_prefix: &str,
        reach: Reach,
        credentials: Credentials,
        defaults: Settings,
        trusted: Option<String>,
    ) -> Result<Self> {
        let database = MariaDb::start()?;
        let network = WordPress::install(
            &database,
            Install {
                table_prefix: table_prefix.into(),
                reach,
                credentials,
                ..hosted(MAIN_DOMAIN, &defaults)
            },
        )?;
        let provider = Provider::start(&network, defaults, trusted)?;
        let panel = provider.panel.clone();
        panel.add_by_hand(BY_HAND, false, Kind::Alias);
        Ok(Self {
            agent: None,
            provider,
            panel,
            network,
            database,
        })
    }

    /// What to start commands with.
    pub(crate) fn options(&self) -> &AgentOptions {
        &self.provider.options
    }

    /// Starts the agent.
    pub(crate) fn start_agent(&mut self) -> Result<()> {
        self.agent = Some(Agent::spawn(&self.provider.options)?);
        Ok(())
    }

    /// Asks the agent to end; it must do so with exit code 0.
    pub(crate) fn stop_agent(&mut self) -> Result<()> {
        let status = self.agent.take().context("the agent runs")?.stop()?;
        ensure!(
            status.success(),
            "the agent ended with {status} after SIGTERM"
        );
        Ok(())
    }

    /// Ends the agent without a word.
    pub(crate) fn kill_agent(&mut self) -> Result<()> {
        self.agent.take().context("the agent runs")?.kill()
    }

    /// The site `label.main-domain`.
    pub(crate) fn site(&self, label: &str) -> Result<Site> {
        let host = format!("{label}.{MAIN_DOMAIN}");
        let id = self.id("blog_id", "blogs", &host)?;
        Ok(Site { id, host })
    }

    /// The mapping of a host.
    pub(crate) fn mapping(&self, host: &str) -> Result<Mapping> {
        Ok(Mapping(self.id("id", "wu_domain_mappings", host)?))
    }

    /// Waits until a name is attached, has a certificate at the panel, and the agent has seen it work.
    pub(crate) fn wait_secured(&mut self, host: &str) -> Result<()> {
        self.wait(&format!("`{host}` to be secured"), |stage| {
            Ok(stage.is_attached(host)
                && stage.has_certificate(host)
                && matches!(stage.state(host).as_str(), "secured" | "serving"))
        })
    }

    /// Waits until the agent says that a name stands in `state`.
    pub(crate) fn wait_state(&mut self, host: &str, state: &str) -> Result<()> {
        self.wait(&format!("`{host}` to be `{state}`"), |stage| {
            Ok(stage.state(host) == state)
        })
    }

    /// Waits until a name is no longer attached.
    pub(crate) fn wait_detached(&mut self, host: &str) -> Result<()> {
        self.wait(&format!("`{host}` to be detached"), |stage| {
            Ok(!stage.is_attached(host))
        })
    }

    /// Whether the panel has a domain of this name.
    pub(crate) fn is_attached(&self, host: &str) -> bool {
        self.panel
            .domains()
            .iter()
            .any(|domain| domain.name == host)
    }

    /// Whether a certificate at the panel covers the name.
    pub(crate) fn has_certificate(&self, host: &str) -> bool {
        self.panel
            .certificates()
            .iter()
            .any(|certificate| certificate.names.iter().any(|name| name == host))
    }

    /// The calls that could change something at the panel.
    pub(crate) fn writes(&self) -> Vec<Call> {
        self.panel
            .calls()
            .into_iter()
            .filter(|call| call.method != "GET")
            .collect()
    }

    /// Where the agent says a name stands; empty while it has not said anything.
    fn state(&self, host: &str) -> String {
        let table = self.network.table("runcloud_domains");
        // The table comes with the agent's first start, and the database is away at times.
        self.network
            .sql()
            .value(&format!("SELECT state FROM {table} WHERE host = '{host}'"))
            .unwrap_or_default()
    }

    fn id(&self, column: &str, table: &str, host: &str) -> Result<u64> {
        let table = self.network.table(table);
        let id = self.network.sql().value(&format!(
            "SELECT {column} FROM {table} WHERE domain = '{host}'"
        ))?;
        Ok(id.parse()?)
    }

    fn wait(&mut self, what: &str, mut holds: impl FnMut(&Self) -> Result<bool>) -> Result<()> {
        let waited = wait_until(what, LIMIT, || {
            if let Some(agent) = &mut self.agent {
                agent.must_be_running()?;
            }
            holds(self)
        });
        waited.with_context(|| self.account_of_events())
    }

    /// What a person needs to understand a failure.
    fn account_of_events(&self) -> String {
        let names: Vec<_> = self
            .panel
            .domains()
            .into_iter()
            .map(|domain| domain.name)
            .collect();
        let calls: Vec<_> = self
            .panel
            .calls()
            .into_iter()
            .map(|call| format!("{} {} {}", call.method, call.path, call.status))
            .collect();
        let table = self.network.table("runcloud_domains");
        let rows = self.network.sql().sql(&format!(
            "SELECT host, class, state, reason, detail FROM {table}"
        ));
        format!(
            "attached: {names:?}\nthe agent's domains: {rows:?}\ncalls:\n{}\n{}",
            calls.join("\n"),
            self.agent
                .as_ref()
                .map_or_else(|| "the agent does not run".into(), Agent::output),
        )
    }
}
