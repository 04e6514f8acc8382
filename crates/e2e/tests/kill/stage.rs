//! A network with many domains, an agent that is killed, and what must hold once it was left alone.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::{Agent, MariaDb, Site, WordPress, wait_until};
use emulator::{Call, Fault, FaultKind, Kind, Panel, Settings};

use crate::edge;
use crate::moments::{Moment, Phase};
use crate::provider::{Provider, hosted};

/// The network's own host.
const MAIN_DOMAIN: &str = "network.example";
/// Domains that customers map at once.
pub(crate) const DOMAINS: usize = 60;
/// Domains at the panel that no row of the network names.
const FOREIGN: usize = 10;
/// As long as a real call takes, so that a kill finds some under way.
const CALL_MILLIS: u64 = 100;
/// For a busy machine; nothing is asserted about speed.
const LIMIT: Duration = Duration::from_mins(5);

const ATTACH: &str = "POST domains";
const ORDER: &str = "POST domains/{d}/ssl";

/// Everything that the agent touches, the agent, and what its deaths excuse.
pub(crate) struct Stage {
    // Dropped in this order: who uses something goes before it.
    agent: Option<Agent>,
    provider: Provider,
    panel: Panel,
    network: WordPress,
    _database: MariaDb,
    site: Site,
    lives: usize,
    /// How often a call for a name was under way when the agent was killed.
    cut_off: BTreeMap<(&'static str, String), usize>,
}

impl Stage {
    /// An installed network, ten foreign domains at the panel, the agent not started.
    pub(crate) fn set() -> Result<Self> {
        let defaults = Settings::default();
        let database = MariaDb::start()?;
        let network = WordPress::install(&database, hosted(MAIN_DOMAIN, &defaults))?;
        let provider = Provider::start(&network, defaults, None)?;
        let panel = provider.panel.clone();
        for n in 0..FOREIGN {
            let name = format!("foreign{n}.example");
            let kind = if n % 3 == 0 {
                Kind::Redirect
            } else {
                Kind::Alias
            };
            panel.add_by_hand(&name, n % 2 == 0, kind);
            panel.point_here(&name);
        }
        panel.fault(Fault {
            route: None,
            name: None,
            kind: FaultKind::Delay(CALL_MILLIS),
            times: u32::MAX,
        });
        let site = network.create_site("shop")?;
        panel.point_here(&site.host);
        Ok(Self {
            agent: None,
            provider,
            panel,
            network,
            _database: database,
            site,
            lives: 0,
            cut_off: BTreeMap::new(),
        })
    }

    /// Starts the agent.
    pub(crate) fn start_agent(&mut self) -> Result<()> {
        self.agent = Some(Agent::spawn(&self.provider.options)?);
        self.lives += 1;
        Ok(())
    }

    /// Asks the agent to end; it must do so with exit code 0.
    pub(crate) fn stop_agent(&mut self) -> Result<()> {
        let status = self.agent.take().context("the agent runs")?.stop()?;
        ensure!(status.success(), "the agent ended with {status}");
        Ok(())
    }

    /// The first run, with the one name that the network begins with: many more than that would wait for a person.
    pub(crate) fn open_the_network(&mut self) -> Result<()> {
        self.start_agent()?;
        let host = self.site.host.clone();
        self.wait("the first site to be secured", |stage| {
            Ok(stage.secured().contains(&host))
        })
    }

    /// Some customers map a domain each, in one moment.
    fn map(&mut self, customers: &Range<usize>) -> Result<()> {
        let rows: Vec<String> = customers
            .clone()
            .map(customer)
            .map(|host| {
                self.panel.point_here(&host);
                format!(
                    "({}, '{host}', 1, 0, 0, 'checking-dns', UTC_TIMESTAMP(), UTC_TIMESTAMP())",
                    self.site.id
                )
            })
            .collect();
        self.network.sql().sql(&format!(
            "INSERT INTO {} (blog_id, domain, active, primary_domain, secure, stage, date_created, date_modified) VALUES {}",
            self.network.table("wu_domain_mappings"),
            rows.join(", ")
        ))?;
        Ok(())
    }

    /// One life of the program: it finds what its forerunner left and what some customers mapped since, and is ended
    /// without a word once the moment has come.
    pub(crate) fn live_until(&mut self, moment: Moment, customers: &Range<usize>) -> Result<()> {
        ensure!(
            moment.count <= customers.len(),
            "{moment:?} does not come with {} customers",
            customers.len()
        );
        self.map(customers)?;
        let seen = self.progress(moment.phase);
        self.start_agent()?;
        self.wait(&format!("{moment:?}"), |stage| {
            Ok(stage.progress(moment.phase) - seen >= moment.count)
        })?;
        self.agent.take().context("the agent runs")?.kill()?;
        for (route, name) in self.under_way() {
            *self.cut_off.entry((route, name)).or_default() += 1;
        }
        self.let_the_lease_run_out()
    }

    /// As it does some seconds later; nobody waits for that here.
    fn let_the_lease_run_out(&self) -> Result<()> {
        self.network.sql().sql(&format!(
            "UPDATE {} SET expires = 0 WHERE name = 'lease'",
            self.network.table("runcloud_state")
        ))?;
        Ok(())
    }

    /// How much happened of what a phase is about, in all lives together.
    fn progress(&self, phase: Phase) -> usize {
        match phase {
            Phase::Listing => self.panel.count("GET domains"),
            Phase::Attaching => self.panel.count(ATTACH),
            Phase::Ordering => self.panel.count(ORDER),
            Phase::Proving => self.panel.certificates().len(),
        }
    }

    pub(crate) fn wait_until_all_are_secured(&mut self) -> Result<()> {
        self.wait("all domains to be secured", |stage| {
            Ok(stage.all_are_secured())
        })
    }

    /// Each domain object was made by one call that took effect, and none was ever taken off.
    pub(crate) fn check_each_is_attached_once(&self) -> Result<()> {
        for host in self.wanted() {
            let domains = self.panel.domains();
            let objects = domains.iter().filter(|domain| domain.name == host).count();
            ensure!(objects == 1, "`{host}` is attached {objects} times");
            let calls = self.calls(ATTACH, &host);
            let cut_off = self.cut_off(ATTACH, &host);
            ensure!(
                (1..=1 + cut_off).contains(&calls),
                "`{host}` was added by {calls} calls, of which {cut_off} were cut off"
            );
        }
        let attached = self.panel.domains().len();
        ensure!(
            attached == 1 + self.wanted().len() + FOREIGN,
            "{attached} are attached"
        );
        let calls = self.panel.calls();
        let other = calls
            .iter()
            .find(|call| call.method != "GET" && call.route != ATTACH && call.route != ORDER);
        ensure!(other.is_none(), "nobody asked for {other:?}");
        Ok(())
    }

    /// An order may only be repeated where nobody can know whether it was placed.
    pub(crate) fn check_nothing_was_ordered_twice(&self) -> Result<()> {
        let orders = self.panel.orders();
        for host in self.wanted() {
            let placed = orders
                .iter()
                .filter(|order| order.names.contains(&host))
                .count();
            let cut_off = self.cut_off(ORDER, &host);
            ensure!(
                (1..=1 + cut_off).contains(&placed),
                "{placed} certificates were ordered for `{host}`, with {cut_off} orders cut off"
            );
        }
        Ok(())
    }

    /// The edge shows each visitor the right certificate.
    pub(crate) fn check_each_answers_with_its_certificate(&self) -> Result<()> {
        let options = &self.provider.options;
        let client = edge::client(&options.ca_file)?;
        for host in self.wanted() {
            edge::shake_hands(&client, options.server_address, &host)?;
        }
        Ok(())
    }

    /// The tables tell what is: whose each domain is, which object it has, and that nothing is left open.
    pub(crate) fn check_what_is_written_down(&self) -> Result<()> {
        let sql = self.network.sql();
        let history = self.network.table("runcloud_history");
        let open = sql.sql(&format!(
            "SELECT id, host, step FROM {history} WHERE kind = 'intent' AND closed_at IS NULL"
        ))?;
        ensure!(open.is_empty(), "intents are open: {open:?}");
        let domains = self.network.table("runcloud_domains");
        let rows = sql.sql(&format!(
            "SELECT host, class, object_id FROM {domains} WHERE class IN ('created', 'adopted') AND host <> '{MAIN_DOMAIN}' ORDER BY host"
        ))?;
        let attached = self.panel.domains();
        let mut expected: Vec<Vec<String>> = attached
            .iter()
            .filter(|domain| self.wanted().contains(&domain.name))
            .map(|domain| vec![domain.name.clone(), "created".into(), domain.id.to_string()])
            .collect();
        expected.sort();
        ensure!(
            rows == expected,
            "the records say {rows:?}, the panel {expected:?}"
        );
        // A call without an intent would be one that a crash hides.
        for (step, route) in [("attach", ATTACH), ("order", ORDER)] {
            let intents: usize = sql
                .value(&format!(
                    "SELECT COUNT(*) FROM {history} WHERE kind = 'intent' AND step = '{step}'"
                ))?
                .parse()?;
            let calls = self.panel.count(route);
            ensure!(
                calls <= intents,
                "{calls} calls of `{route}` for {intents} intents"
            );
        }
        let state = self.network.table("runcloud_state");
        let tenures: usize = sql
            .value(&format!("SELECT number FROM {state} WHERE name = 'lease'"))?
            .parse()?;
        ensure!(
            tenures <= self.lives,
            "{tenures} tenures in {} lives",
            self.lives
        );
        Ok(())
    }

    /// What is at the panel of the domains that are nobody's business here, certificates included.
    pub(crate) fn foreign(&self) -> Vec<String> {
        let domains = self.panel.domains();
        let certificates = self.panel.certificates();
        let domains = domains
            .iter()
            .map(|domain| (&domain.name, format!("{domain:?}")));
        let certificates = certificates.iter().filter_map(|certificate| {
            Some((certificate.domain.as_ref()?, format!("{certificate:?}")))
        });
        domains
            .chain(certificates)
            .filter(|(name, _)| name.starts_with("foreign"))
            .map(|(_, text)| text)
            .collect()
    }

    fn wanted(&self) -> Vec<String> {
        let customers = (0..DOMAINS).map(customer);
        customers.chain([self.site.host.clone()]).collect()
    }

    fn all_are_secured(&self) -> bool {
        self.secured().len() == self.wanted().len()
    }

    /// The hosts of which the agent says that they are.
    fn secured(&self) -> Vec<String> {
        let table = self.network.table("runcloud_domains");
        let rows = self.network.sql().sql(&format!(
            "SELECT host FROM {table} WHERE state IN ('secured', 'serving') AND host <> '{MAIN_DOMAIN}'"
        ));
        // The tables come with the agent's first start.
        rows.unwrap_or_default().concat()
    }

    fn calls(&self, route: &str, host: &str) -> usize {
        let calls = self.panel.calls();
        let of_host = |call: &&Call| call.route == route && call.body_name.as_deref() == Some(host);
        calls.iter().filter(of_host).count()
    }

    fn cut_off(&self, route: &'static str, host: &str) -> usize {
        let key = (route, host.to_owned());
        self.cut_off.get(&key).copied().unwrap_or_default()
    }

    /// Changes that were asked for and not answered yet.
    fn under_way(&self) -> Vec<(&'static str, String)> {
        let domains = self.panel.domains();
        let named = |id: &str| {
            let domain = domains.iter().find(|domain| domain.id.to_string() == id);
            domain.map(|domain| domain.name.clone())
        };
        let calls = self
            .panel
            .calls()
            .into_iter()
            .filter(|call| call.status == 0);
        calls
            .filter_map(|call| match &*call.route {
                ATTACH => Some((ATTACH, call.body_name?)),
                ORDER => Some((ORDER, named(call.path.rsplit('/').nth(1)?)?)),
                _ => None,
            })
            .collect()
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
        let calls = self.panel.calls();
        let calls: Vec<_> = calls
            .iter()
            .map(|call| format!("{} {} {}", call.method, call.path, call.status))
            .collect();
        let table = self.network.table("runcloud_domains");
        let rows = self.network.sql().sql(&format!(
            "SELECT host, class, state, reason, detail FROM {table} WHERE class = 'created'"
        ));
        format!(
            "life {}\nthe agent's domains: {rows:?}\ncalls:\n{}\n{}",
            self.lives,
            calls.join("\n"),
            self.agent
                .as_ref()
                .map_or_else(|| "the agent does not run".into(), Agent::output),
        )
    }
}

/// The customers' domains.
fn customer(number: usize) -> String {
    format!("customer{number}.example")
}
