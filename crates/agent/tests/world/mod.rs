//! A whole world on loopback with held time: the emulator, a network in memory, a ledger in SQLite and an agent.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses a part of it"
)]

mod clock;
mod plugin;
mod source;

use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agent::{Agent, Clock, Events, Eyes, Hands, Handshaker, Mind, Parts, Place, Turn};
use async_trait::async_trait;
use emulator::Emulator;
use ledger::Ledger;
use plan::{
    DomainName, Handshake, Mapping, Network, NetworkKind, Policy, Reason, Record, Site, SiteId,
    State, Timestamp, WwwPolicy,
};
use probe::{
    DnsResolver, DnsSettings, HttpVisitor, Prober, Resolver, SecretSlice, TlsProber, TlsSettings,
    TlsTarget, VisitSettings, VisitTarget, Visitor, parse_ca_pem,
};
use runcloud::{Credentials, Reader, SecretString, ServerId, WebAppId, WebAppRef, Writer};
use store::{Database, TablePrefix};

pub use clock::HeldClock;
pub use plugin::FakePlugin;
pub use source::{MemorySource, Spoilable};

/// The network's own host.
pub const MAIN: &str = "network.example.com";
const BEGINNING: i64 = 1_790_000_000_000;

struct FixedProber(TlsProber);

#[async_trait]
impl Handshaker for FixedProber {
    async fn handshake(&self, name: &DomainName, _: &[IpAddr]) -> Handshake {
        self.0.handshake(name).await
    }
}

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
        start.emulator.clock = Arc::new(move || shared.millis());
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

    pub fn edit<T>(&self, change: impl FnOnce(&mut Network) -> T) -> T {
        let mut inner = self.source.0.lock().unwrap();
        inner.version += 1;
        change(&mut inner.network)
    }

    /// A customer maps a host to a site of his own.
    pub fn map(&mut self, host: &str) -> i64 {
        let id = self.next_row;
        self.next_row += 1;
        let site = SiteId(100 + id);
        self.edit(|network| {
            network.sites.push(Site {
                id: site,
                host: MAIN.to_owned(),
                path: format!("/s{id}/"),
            });
            network.mappings.push(Mapping {
                id,
                site,
                host: host.to_owned(),
                stage: "checking-dns".to_owned(),
                active: true,
                primary: false,
                secure: false,
            });
        });
        id
    }

    /// A customer maps a host that already leads here.
    pub fn map_ready(&mut self, host: &str) -> i64 {
        self.panel.point_here(host);
        self.map(host)
    }

    pub fn unmap(&self, host: &str) {
        self.edit(|network| network.mappings.retain(|row| row.host != host));
    }

    pub fn rename(&self, row: i64, host: &str) {
        self.edit(|network| {
            for mapping in &mut network.mappings {
                if mapping.id == row {
                    host.clone_into(&mut mapping.host);
                }
            }
        });
    }

    /// The removal record that the WordPress plugin writes.
    pub async fn record_removal(&self, host: &str) {
        let request = ledger::NewRequest {
            kind: ledger::RequestKind::Removal,
            host: Some(host.parse().unwrap()),
            site: None,
            user: "anna".to_owned(),
            payload: serde_json::json!({}),
            at: self.now(),
        };
        self.ledger.insert_request(&request).await.unwrap();
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

    pub async fn record(&self, host: &str) -> Option<Record> {
        self.ledger.record(&host.parse().unwrap()).await.unwrap()
    }

    pub async fn state(&self, host: &str) -> Option<State> {
        self.record(host).await.map(|record| record.standing.state)
    }

    /// What an operator reads about a host.
    pub async fn operator_text(&self, host: &str) -> String {
        let main_domain = MAIN.parse().unwrap();
        let context = plan::Context {
            main_domain: &main_domain,
            addresses: &[],
            now: self.now(),
        };
        match self.record(host).await {
            Some(record) => plan::operator_text(&record, &context),
            None => "not known any more".to_owned(),
        }
    }

    /// Calls of a route go wrong, all of them or those about one name, until faults are cleared.
    pub fn fail(&self, route: &str, name: Option<&str>, kind: emulator::FaultKind) {
        self.fail_times(route, name, kind, u32::MAX);
    }

    pub fn fail_times(
        &self,
        route: &str,
        name: Option<&str>,
        kind: emulator::FaultKind,
        times: u32,
    ) {
        self.panel.fault(emulator::Fault {
            route: Some(route.to_owned()),
            name: name.map(str::to_owned),
            kind,
            times,
        });
    }

    /// A request of the WordPress plugin or of the command line; tells its id.
    pub async fn request(
        &self,
        kind: ledger::RequestKind,
        host: Option<&str>,
        payload: serde_json::Value,
    ) -> i64 {
        let request = ledger::NewRequest {
            kind,
            host: host.map(|host| host.parse().unwrap()),
            site: None,
            user: "anna".to_owned(),
            payload,
            at: self.now(),
        };
        self.ledger.insert_request(&request).await.unwrap()
    }

    /// What came of a request.
    pub async fn result(&self, request: i64) -> Option<String> {
        self.ledger.request(request).await.unwrap().unwrap().result
    }

    /// What a person at this place confirms.
    pub fn identity(&self, change: impl FnOnce(&mut Place)) -> String {
        let mut place = place(&self.start);
        change(&mut place);
        let mind = Mind::new(place, self.start.policy.clone());
        mind.identity(&MAIN.parse().unwrap()).hash_with_path()
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

    /// The provider's id of a domain.
    pub fn id(&self, name: &str) -> Option<u64> {
        let domains = self.panel.domains();
        domains
            .iter()
            .find(|domain| domain.name == name)
            .map(|domain| domain.id)
    }

    /// Certificate orders that led to a certificate for this name.
    pub fn orders_for(&self, name: &str) -> usize {
        let orders = self.panel.orders();
        orders
            .iter()
            .filter(|order| order.ok && order.names.iter().any(|other| other == name))
            .count()
    }

    /// How often a domain of this name is attached.
    pub fn objects(&self, name: &str) -> usize {
        let domains = self.panel.domains();
        domains.iter().filter(|domain| domain.name == name).count()
    }

    /// Whether a visitor of this host meets a valid certificate for it at the server now.
    pub async fn answers(&self, host: &str) -> bool {
        let name = host.parse().unwrap();
        matches!(self.prober.handshake(&name).await, Handshake::Valid(_))
    }

    /// State and reason, for comparing in one line.
    pub async fn stands(&self, host: &str) -> Option<(State, Reason)> {
        let standing = self.record(host).await?.standing;
        Some((standing.state, standing.reason))
    }

    /// The orders of certificates that callers of the API placed.
    pub fn orders(&self) -> Vec<emulator::Order> {
        let orders = self.panel.orders().into_iter();
        orders
            .filter(|order| order.by == emulator::OrderedBy::Caller)
            .collect()
    }

    pub fn attached(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .panel
            .domains()
            .into_iter()
            .map(|domain| domain.name)
            .collect();
        names.sort();
        names
    }

    pub fn calls(&self) -> Vec<String> {
        self.panel
            .calls()
            .into_iter()
            .map(|call| call.route.clone())
            .collect()
    }
}

/// In memory where the system has that: a ledger has to outlive its agents, not the machine.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

fn place(start: &Start) -> Place {
    Place {
        server: start.emulator.server_id,
        web_app: start.emulator.web_app_id,
        machine: "this machine".to_owned(),
        path: start.emulator.root_path.clone().into(),
    }
}

fn prober(emulator: &Emulator, clock: &HeldClock) -> TlsProber {
    let time = clock.clone();
    let tls = TlsSettings {
        address: TlsTarget::Fixed(emulator.https_addr()),
        extra_roots: parse_ca_pem(emulator.ca_pem().as_bytes()).unwrap(),
        clock: Arc::new(move || Timestamp::from_millis(time.millis())),
        timeout: Duration::from_secs(10),
    };
    TlsProber::new(tls).unwrap()
}

/// What every agent of a world has around it.
struct Around<'a> {
    emulator: &'a Emulator,
    source: &'a MemorySource,
    ledger: &'a Ledger,
    clock: &'a HeldClock,
    prober: &'a TlsProber,
    start: &'a Start,
}

fn build(place: Place, around: &Around<'_>, number: u32) -> Agent {
    let Around {
        emulator,
        source,
        ledger,
        clock,
        prober,
        start,
    } = *around;
    let origin = start
        .api
        .clone()
        .unwrap_or_else(|| emulator.api_origin())
        .parse()
        .unwrap();
    let mut settings = runcloud::Settings::new(origin, start.credentials.clone());
    settings.clock = Arc::new(clock.clone());
    settings.max_wait = Duration::ZERO;
    settings.reading_wait = Duration::ZERO;
    settings.request_timeout = start.request_timeout;
    let provider = Reader::new(settings).unwrap();
    let web_app = WebAppRef {
        server: ServerId::try_from(start.emulator.server_id).unwrap(),
        web_app: WebAppId::try_from(start.emulator.web_app_id).unwrap(),
    };
    let outside = match start.outside {
        Some(outside) => outside(clock),
        None => emulated(emulator, prober, start),
    };
    Agent::new(Parts {
        eyes: Eyes {
            source: Arc::new(source.clone()),
            provider: provider.clone(),
            web_app,
            resolver: outside.resolver,
            visitor: Some(outside.visitor),
            handshaker: outside.handshaker,
            further_addresses: Vec::new(),
        },
        hands: Hands::new(Writer::new(provider), web_app),
        knocker: Some(Arc::new(start.plugin.clone())),
        ledger: ledger.clone(),
        clock: Arc::new(clock.clone()),
        mind: Mind::new(place, start.policy.clone()),
        holder: format!("agent {number}"),
        events: Events::default(),
    })
}

fn emulated(emulator: &Emulator, prober: &TlsProber, start: &Start) -> Outside {
    let dns = DnsSettings {
        resolver: Some(emulator.dns_addr()),
        timeout: start.dns_timeout,
    };
    Outside {
        resolver: Arc::new(DnsResolver::new(&dns).unwrap()),
        visitor: Arc::new(HttpVisitor::new(VisitSettings {
            salt: SecretSlice::from(b"salt".to_vec()),
            target: VisitTarget::Fixed {
                https: emulator.https_addr(),
                http: Some(emulator.http_addr()),
            },
            timeout: Duration::from_secs(10),
        })),
        handshaker: Arc::new(FixedProber(prober.clone())),
    }
}
