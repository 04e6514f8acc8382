//! A WordPress network on MariaDB with thousands of mapped domains, and an agent that has looked at all of them.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context, Result};
use e2e::{Agent, MariaDb, WordPress, wait_until};
use emulator::{Kind, Panel, Settings, Switches};

use crate::provider::{Provider, hosted};

/// How many domains are mapped before anything is measured.
pub(crate) const DOMAINS: usize = 5000;

const MAIN_DOMAIN: &str = "network.example";
/// Sites of customers have ids from here on; each has one mapping, with the same id.
const FIRST_SITE: i64 = 100;
const ROWS_IN_A_STATEMENT: usize = 500;
const LIMIT: Duration = Duration::from_mins(5);

/// Everything the agent touches, and the agent.
pub(crate) struct Stage {
    // Dropped in this order: who uses something goes before it.
    pub(crate) agent: Agent,
    pub(crate) provider: Provider,
    pub(crate) network: WordPress,
    pub(crate) database: MariaDb,
}

impl Stage {
    /// Ready: all domains are mapped, attached and known to be served.
    pub(crate) fn set() -> Result<Self> {
        let emulated = Settings {
            switches: Switches {
                certificate_delay_ms: 0,
                ..Switches::default()
            },
            ..Settings::default()
        };
        let database = MariaDb::start()?;
        let network = WordPress::install(&database, hosted(MAIN_DOMAIN, &emulated))?;
        let provider = Provider::start(&network, emulated, None)?;
        map(&network)?;
        attach(&provider.panel);
        let agent = Agent::spawn(&provider.options)?;
        let mut stage = Self {
            agent,
            provider,
            network,
            database,
        };
        stage.wait_until_served()?;
        Ok(stage)
    }

    /// How many domains are served by what the agent says.
    pub(crate) fn served(&self, condition: &str) -> Result<usize> {
        let table = self.network.table("runcloud_domains");
        let count = self.network.sql().value(&format!(
            "SELECT COUNT(*) FROM {table} WHERE state IN ('secured', 'serving') AND {condition}"
        ))?;
        Ok(count.parse()?)
    }

    fn wait_until_served(&mut self) -> Result<()> {
        let waited = wait_until("all domains to be served", LIMIT, || {
            self.agent.must_be_running()?;
            // The table comes with the agent's first start.
            Ok(self.served("host LIKE 'shop%'").unwrap_or(0) >= DOMAINS)
        });
        waited.with_context(|| self.agent.output())
    }
}

/// The site, and with it the mapping row, of customer `n`.
pub(crate) fn site(n: usize) -> i64 {
    FIRST_SITE + n as i64
}

fn map(network: &WordPress) -> Result<()> {
    let customers: Vec<(i64, String)> = (0..DOMAINS).map(|n| (site(n), figures::host(n))).collect();
    for some in customers.chunks(ROWS_IN_A_STATEMENT) {
        let (mut sites, mut mappings) = (String::new(), String::new());
        for (id, host) in some {
            let comma = if sites.is_empty() { "" } else { ", " };
            write!(sites, "{comma}({id}, 1, '{MAIN_DOMAIN}', '/s{id}/')")?;
            write!(
                mappings,
                "{comma}({id}, {id}, '{host}', 1, 1, 1, 'done', UTC_TIMESTAMP(), UTC_TIMESTAMP())"
            )?;
        }
        network.sql().sql(&format!(
            "INSERT INTO {} (blog_id, site_id, domain, path) VALUES {sites};
             INSERT INTO {} (id, blog_id, domain, active, primary_domain, secure, stage, date_created, date_modified)
             VALUES {mappings};",
            network.table("blogs"),
            network.table("wu_domain_mappings"),
        ))?;
    }
    Ok(())
}

/// As if all of them had been added at the panel long ago, each with a certificate.
fn attach(panel: &Panel) {
    for (n, (host, www)) in figures::domains(DOMAINS).enumerate() {
        panel.add_by_hand(&host, www, Kind::Alias);
        let twin = format!("www.{host}");
        let names = [host.as_str(), twin.as_str()];
        let names = if www { &names[..] } else { &names[..1] };
        panel.install_custom_certificate(Some(&host), names);
        for name in names {
            panel.point_here(name);
        }
        panel.serve_row(&host, site(n), site(n));
    }
}
