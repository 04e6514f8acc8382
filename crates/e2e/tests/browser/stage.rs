//! A network with the plugins behind a web server, a RunCloud on loopback in front of it, the agent, and somebody who
//! looks at it all in a browser.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::{Agent, Browser, Layout, MariaDb, PASSWORD, PhpServer, WordPress, wait_until};
use emulator::{Panel, Settings};

use crate::provider::{Provider, hosted};

/// For what takes the agent and the plugin several rounds.
const LIMIT: Duration = Duration::from_mins(5);

/// The network's own host.
pub(crate) const MAIN_DOMAIN: &str = "network.example";

/// Everything that is met on a walk.
pub(crate) struct Stage {
    // Dropped in this order: who uses something goes before it.
    agent: Option<Agent>,
    provider: Provider,
    pub(crate) panel: Panel,
    pub(crate) server: PhpServer,
    pub(crate) network: WordPress,
    _database: MariaDb,
    pictures: PathBuf,
}

impl Stage {
    /// An installed network with both plugins, the agent not started. Pictures go into a folder named `pictures`.
    pub(crate) fn set(layout: &Layout, pictures: &str) -> Result<Self> {
        let defaults = Settings::default();
        let database = MariaDb::start()?;
        let network = WordPress::install(&database, hosted(MAIN_DOMAIN, &defaults))?;
        network.add_plugins(layout)?;
        let server = PhpServer::start(network.path())?;
        let settings = Settings {
            backend: Some(server.address()),
            ..defaults
        };
        let provider = Provider::start(&network, settings, None)?;
        let panel = provider.panel.clone();
        Ok(Self {
            agent: None,
            provider,
            panel,
            server,
            network,
            _database: database,
            pictures: target_folder()?.join("screenshots").join(pictures),
        })
    }

    /// A browser in which somebody has logged in.
    pub(crate) fn browser_of(&self, person: &str) -> Result<Browser> {
        let browser = Browser::start(self.server.address())?;
        browser.log_in(MAIN_DOMAIN, person, PASSWORD)?;
        Ok(browser)
    }

    /// Takes pictures of a page.
    pub(crate) fn picture(&self, browser: &Browser, name: &str) -> Result<()> {
        browser.picture(&self.pictures, name)
    }

    /// Starts the agent.
    pub(crate) fn start_agent(&mut self) -> Result<()> {
        self.agent = Some(Agent::spawn(&self.provider.options)?);
        Ok(())
    }

    fn stop_agent(&mut self) -> Result<()> {
        let status = self.agent.take().context("the agent runs")?.stop()?;
        ensure!(status.success(), "the agent ended with {status}");
        Ok(())
    }

    /// Asks the agent to end, some minutes ago: a notice that it stopped waits for a while, and the test does not.
    pub(crate) fn stop_agent_minutes_ago(&mut self) -> Result<()> {
        self.stop_agent()?;
        self.network.sql().sql(&format!(
            "UPDATE {} SET updated_at = updated_at - 300000 WHERE name = 'lease'",
            self.network.table("runcloud_state")
        ))?;
        Ok(())
    }

    /// Restarts the agent with another place confirmed than this one, as where the database was moved here from another
    /// machine.
    pub(crate) fn move_here_from_elsewhere(&mut self) -> Result<()> {
        self.stop_agent()?;
        self.network.sql().sql(&format!(
            "UPDATE {} SET value = REPEAT('0a', 16) WHERE name = 'identity'",
            self.network.table("runcloud_state")
        ))?;
        self.start_agent()
    }

    /// How many removals of a host the plugin has recorded, as a number in words of the database.
    pub(crate) fn removals_of(&self, host: &str) -> Result<String> {
        self.network.sql().value(&format!(
            "SELECT COUNT(*) FROM {} WHERE kind = 'removal' AND host = '{host}'",
            self.network.table("runcloud_requests")
        ))
    }

    /// Makes what was asked of the agent older than the minute in which a customer may not ask again.
    pub(crate) fn let_requests_be_a_minute_old(&self) -> Result<()> {
        self.network.sql().sql(&format!(
            "UPDATE {} SET at = at - 60001",
            self.network.table("runcloud_requests")
        ))?;
        Ok(())
    }

    /// Looks at the list of domains again and again until the row of a domain shows the words.
    pub(crate) fn wait_listed(&mut self, browser: &Browser, host: &str, words: &str) -> Result<()> {
        let list = format!(
            "http://{MAIN_DOMAIN}/wp-admin/network/admin.php?page=runcloud-domains&s={host}"
        );
        let mut row = String::new();
        let waited = self.wait(&format!("`{host}` to be listed as `{words}`"), |_| {
            browser.visit(&list)?;
            row = browser.row_of(host)?;
            Ok(row.contains(words))
        });
        waited.with_context(|| format!("the row shows:\n{row}"))
    }

    /// Looks at a page again and again until it shows all of the words.
    pub(crate) fn wait_shown(
        &mut self,
        browser: &Browser,
        url: &str,
        words: &[&str],
    ) -> Result<()> {
        let mut text = String::new();
        let waited = self.wait(&format!("{words:?} on {url}"), |_| {
            browser.visit(url)?;
            text = browser.text()?;
            Ok(words.iter().all(|words| text.contains(words)))
        });
        waited.with_context(|| format!("the page shows:\n{text}"))
    }

    /// Waits for something; fails at once where the agent should run and does not.
    pub(crate) fn wait(
        &mut self,
        what: &str,
        mut holds: impl FnMut(&Self) -> Result<bool>,
    ) -> Result<()> {
        let waited = wait_until(what, LIMIT, || {
            if let Some(agent) = &mut self.agent {
                agent.must_be_running()?;
            }
            holds(self)
        });
        waited.with_context(|| {
            let agent = self.agent.as_ref().map(Agent::output);
            let rows = self.network.sql().sql(&format!(
                "SELECT host, class, state, reason, detail FROM {}",
                self.network.table("runcloud_domains")
            ));
            format!(
                "the agent's domains: {rows:?}\n{}",
                agent.unwrap_or_default()
            )
        })
    }

    /// Whether the panel has a domain of this name.
    pub(crate) fn is_attached(&self, host: &str) -> bool {
        let domains = self.panel.domains();
        domains.iter().any(|domain| domain.name == host)
    }
}

/// From `target/debug/deps/test-0123` to `target`.
fn target_folder() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(3);
    Ok(folder
        .context("the test does not run from cargo's target folder")?
        .to_owned())
}
