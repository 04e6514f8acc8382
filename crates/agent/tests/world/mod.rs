//! A whole world on loopback with held time: the emulator, a network in memory, a ledger in SQLite and an agent.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses a part of it"
)]

mod acts;
mod agents;
mod clock;
mod looks;
mod plugin;
mod source;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use agent::{Agent, Clock, Handshaker, Place, Turn};
use agents::{Around, build, place, prober};
use emulator::Emulator;
use ledger::Ledger;
use plan::{Network, NetworkKind, Policy, Site, SiteId, Timestamp, WwwPolicy};
use probe::{Resolver, TlsProber, Visitor};
use runcloud::{Credentials, SecretString};
use store::{Database, TablePrefix};

pub use clock::HeldClock;
pub use plugin::FakePlugin;
pub use source::{MemorySource, Spoilable};

/// The network's own host.
pub const MAIN: &str = "network.example.com";
const BEGINNING: i64 = 1_790_000_000_000;

/// What an agent looks with.
pub struct Outside {
    pub resolver: Arc<dyn Resolver>,
    pub handshaker: Arc<dyn Handshaker>,
    pub visitor: Arc<dyn Visitor>,
}

/// What a test starts with.
pub struct Start {
    pub emulator: emulator::Settings,
    pub credentials: Credentials,
    pub policy: Policy,
    pub request_timeout: Duration,
    pub api: Option<String>,
    pub dns_timeout: Duration,
    pub plugin: FakePlugin,
    /// What the agent looks with instead of the emulator's name server and web server.
    pub outside: Option<fn(&HeldClock) -> Outside>,
    /// A ledger in a file outlives an agent that is killed in the middle of a statement.
    pub ledger_file: bool,
}

impl Default for Start {
    fn default() -> Self {
        let emulator = emulator::Settings {
            main_domain: MAIN.to_owned(),
            ..emulator::Settings::default()
        };
        Self {
            credentials: Credentials::Token(SecretString::from(emulator.token.clone())),
            emulator,
            policy: Policy::default(),
            request_timeout: Duration::from_secs(20),
            api: None,
            ledger_file: false,
            dns_timeout: Duration::from_secs(5),
            plugin: FakePlugin::default(),
            outside: None,
        }
    }
}

/// The world.
pub struct World {
    pub clock: HeldClock,
    pub emulator: Emulator,
    pub panel: emulator::Panel,
    pub source: MemorySource,
    pub ledger: Ledger,
    /// What the ledger writes to, for statements of a test's own.
    pub database: Database,
    pub agent: Agent,
    pub next_row: i64,
    start: Start,
    agents: u32,
    /// One for all agents, as each new one reads the system's root certificates.
    prober: TlsProber,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
        Self::start(Start::default()).await
    }

    pub async fn basic() -> Self {
        let mut start = Start::default();
        start.emulator.advanced_ssl = false;
        Self::start(start).await
    }

    pub async fn start(mut start: Start) -> Self {
        let clock = HeldClock::at(BEGINNING);
        let shared = clock.clone();
        start.emulator.clock = Arc::new(move || shared.worlds());
        let emulator = Emulator::start(start.emulator.clone()).await.unwrap();
        let panel = emulator.panel();
        let source = MemorySource(Arc::new(Mutex::new(Spoilable {
            network: Network {
                main_domain: MAIN.parse().unwrap(),
                kind: NetworkKind::SubDomain,
                www: WwwPolicy::Always,
                enabled: true,
                plugin_active: true,
                other_networks: 0,
                sites_of_others: Vec::new(),
                closed: std::collections::BTreeMap::new(),
                mappings: Vec::new(),
                sites: vec![Site {
                    id: SiteId(1),
                    host: MAIN.to_owned(),
                    path: "/".to_owned(),
                }],
            },
            version: 0,
            partial: None,
            failure: None,
            reads: 0,
        })));
        let folder = folder();
        let db = if start.ledger_file {
            Database::sqlite(folder.path().join("ledger")).await
        } else {
            Database::sqlite_in_memory().await
        };
        let db = db.unwrap();
        let now = Timestamp::from_millis(clock.millis());
        let ledger = Ledger::open(db.clone(), TablePrefix::parse("wp_").unwrap(), now)
            .await
            .unwrap();
        let prober = prober(&emulator, &clock);
        let around = Around {
            emulator: &emulator,
            source: &source,
            ledger: &ledger,
            clock: &clock,
            prober: &prober,
            start: &start,
        };
        let agent = build(place(&start), &around, 1);
        Self {
            prober,
            clock,
            emulator,
            panel,
            source,
            ledger,
            database: db,
            agent,
            next_row: 1,
            start,
            agents: 1,
            _folder: folder,
        }
    }

    /// Kills the agent where it stands and starts another.
    pub async fn restart(&mut self) {
        let next = self.another_agent();
        drop(std::mem::replace(&mut self.agent, next));
        // The lease of the killed one has to run out first.
        self.advance(Duration::from_secs(16)).await;
    }

    pub fn now(&self) -> Timestamp {
        Clock::now(&self.clock)
    }

    /// Everything that is due at this moment.
    pub async fn settle(&mut self) -> Turn {
        self.agent.settle().await.unwrap()
    }

    /// Lets time pass, stopping wherever something is due.
    pub async fn pass(&mut self, duration: Duration) {
        self.pass_by(duration, Duration::from_secs(15)).await;
    }

    /// The same with a rhythm of one's own, as days in steps of seconds take long; tells how often it stopped.
    pub async fn pass_by(&mut self, duration: Duration, rhythm: Duration) -> usize {
        let mut stops = 0;
        let end = self.now() + duration;
        loop {
            self.settle().await;
            let now = self.now();
            stops += 1;
            if now >= end {
                return stops;
            }
            let soon = now + Duration::from_millis(500);
            let rhythm = now + rhythm;
            let next = self
                .agent
                .last_plan()
                .next_look
                .unwrap_or(end)
                .clamp(soon, rhythm.max(soon))
                .min(end);
            self.advance(next.since(now)).await;
        }
    }

    /// Lets much time pass in even strides, however often something would be due in between.
    pub async fn pass_coarsely(&mut self, duration: Duration, stride: Duration) {
        let end = self.now() + duration;
        while self.now() < end {
            self.advance(stride.min(end.since(self.now()))).await;
            self.settle().await;
        }
    }

    /// Moves held time, and with it the client's own patience. Nothing may be under way.
    pub async fn advance(&self, by: Duration) {
        self.clock.advance(by);
        tokio::time::pause();
        tokio::time::advance(by).await;
        tokio::time::resume();
    }

    /// Another agent on the same ledger and panel.
    pub fn another_agent(&mut self) -> Agent {
        self.agent_at(|_| ())
    }

    /// An agent on the same ledger at another place.
    pub fn agent_at(&mut self, change: impl FnOnce(&mut Place)) -> Agent {
        self.agents += 1;
        let mut place = place(&self.start);
        change(&mut place);
        let around = Around {
            emulator: &self.emulator,
            source: &self.source,
            ledger: &self.ledger,
            clock: &self.clock,
            prober: &self.prober,
            start: &self.start,
        };
        build(place, &around, self.agents)
    }
}

/// In memory where the system has that: a ledger has to outlive its agents, not the machine.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}
