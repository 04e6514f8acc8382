//! Everything the story happens in: a network in SQLite, a RunCloud on loopback, and the agent between them.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use agent::{Agent, Events, Eyes, Hands, Mind, Parts, Place};
use emulator::{Emulator, Panel};
use ledger::Ledger;
use plan::{Context, DomainName, Policy, Record};
use probe::{
    DnsResolver, DnsSettings, HttpVisitor, SecretSlice, VisitSettings, VisitTarget, parse_ca_pem,
};
use runcloud::{ApiOrigin, Credentials, Reader, ServerId, WebAppId, WebAppRef, Writer};
use store::{Database, TablePrefix};
use tempfile::TempDir;
use wordpress::sample::{self, SampleNetwork};

use super::clock::StoryClock;
use crate::exit::Exit;
use crate::output::Report;
use crate::wire::{DatabaseSource, ServerHandshaker};

/// The network's own host.
pub(super) const MAIN: &str = "network.example";
/// What somebody put on the web application by hand, long ago.
pub(super) const FOREIGN: &str = "intranet.test";
/// The server's address in the story; nothing listens there.
pub(super) const SERVER: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 10);

/// Everything on loopback answers at once; a machine under load gets time.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the client may hold a call back when the panel asks for a pause. The client waits in real time.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What the ledger holds.
pub(super) type Records = BTreeMap<DomainName, Record>;

/// The world of the story; dropping it takes it all away.
pub(super) struct World {
    pub(super) clock: StoryClock,
    pub(super) emulator: Emulator,
    pub(super) panel: Panel,
    pub(super) network: SampleNetwork,
    pub(super) ledger: Ledger,
    pub(super) main: DomainName,
    settings: emulator::Settings,
    /// Holds the database; removed with the world.
    pub(super) folder: TempDir,
}

impl World {
    /// Makes the network, the panel and the ledger of the story.
    ///
    /// # Errors
    /// A report on what this machine refused: ports on loopback, or a temporary folder.
    pub(super) async fn make() -> Result<Self, Report> {
        let world = Self::bare(MAIN, None).await?;
        world
            .panel
            .add_by_hand(FOREIGN, false, emulator::Kind::Alias);
        world.panel.point_here(FOREIGN);
        Ok(world)
    }

    /// Makes a network that has nothing but its own host, and a panel that serves it.
    ///
    /// # Errors
    /// As [`World::make`].
    pub(super) async fn bare(main_domain: &str, ipv6: Option<Ipv6Addr>) -> Result<Self, Report> {
        let clock = StoryClock::new();
        let time = clock.clone();
        let settings = emulator::Settings {
            clock: Arc::new(move || time.moment().as_millis()),
            server_ip: SERVER,
            server_ipv6: ipv6,
            main_domain: main_domain.to_owned(),
            neighbour_domain: "neighbour.test".to_owned(),
            ..emulator::Settings::default()
        };
        let emulator = Emulator::start(settings.clone())
            .await
            .map_err(failed("the emulated RunCloud cannot start"))?;
        let panel = emulator.panel();
        let folder = tempfile::Builder::new()
            .prefix("runcloud-multisite-demo-")
            .tempdir()
            .map_err(failed("no temporary folder can be made"))?;
        let db = Database::sqlite(folder.path().join("network.sqlite"))
            .await
            .map_err(failed("the database of the story cannot be made"))?;
        let prefix = TablePrefix::parse("wp_").map_err(failed("the tables cannot be named"))?;
        let network = sample::create(&db, &prefix, main_domain)
            .await
            .map_err(failed("the network of the story cannot be made"))?;
        let ledger = Ledger::open(db, prefix, clock.moment())
            .await
            .map_err(failed("the ledger of the story cannot be made"))?;
        Ok(Self {
            clock,
            panel,
            emulator,
            network,
            ledger,
            main: main_domain
                .parse()
                .map_err(failed("the network has no name"))?,
            settings,
            folder,
        })
    }

    /// A real agent that knows this world only by its database, the API, DNS and TLS.
    ///
    /// # Errors
    /// A report on the part that cannot be put together.
    pub(super) fn agent(&self, number: u32, events: Events) -> Result<Agent, Report> {
        let cannot = "the agent of the story cannot be made";
        let origin: ApiOrigin = self.emulator.api_origin().parse().map_err(failed(cannot))?;
        let token = Credentials::Token(self.settings.token.clone().into());
        let mut client = runcloud::Settings::new(origin, token);
        client.clock = Arc::new(self.clock.clone());
        client.request_timeout = PATIENCE;
        client.max_wait = LONGEST_PAUSE;
        client.retry_delay = Duration::from_millis(1);
        let provider = Reader::new(client).map_err(failed(cannot))?;
        let web_app = WebAppRef {
            server: ServerId::try_from(self.settings.server_id).map_err(failed(cannot))?,
            web_app: WebAppId::try_from(self.settings.web_app_id).map_err(failed(cannot))?,
        };
        let dns = DnsSettings {
            resolver: Some(self.emulator.dns_addr()),
            timeout: PATIENCE,
        };
        let roots = parse_ca_pem(self.emulator.ca_pem().as_bytes()).map_err(failed(cannot))?;
        let time = self.clock.clone();
        let handshaker = ServerHandshaker::new(
            Some(self.emulator.https_addr()),
            roots,
            Arc::new(move || time.moment()),
        )
        .map_err(failed(cannot))?;
        let visitor = HttpVisitor::new(VisitSettings {
            salt: SecretSlice::from(b"the salt of the story".to_vec()),
            target: VisitTarget::Fixed {
                https: self.emulator.https_addr(),
                http: Some(self.emulator.http_addr()),
            },
            timeout: PATIENCE,
        });
        let place = Place {
            server: self.settings.server_id,
            web_app: self.settings.web_app_id,
            machine: "the machine of the story".to_owned(),
            path: self.settings.root_path.clone().into(),
        };
        Ok(Agent::new(Parts {
            eyes: Eyes {
                source: Arc::new(DatabaseSource(self.network.database())),
                provider: provider.clone(),
                web_app,
                resolver: Arc::new(DnsResolver::new(&dns).map_err(failed(cannot))?),
                visitor: Some(Arc::new(visitor)),
                handshaker: Arc::new(handshaker),
                further_addresses: Vec::new(),
            },
            hands: Hands::new(Writer::new(provider), web_app),
            knocker: None,
            ledger: self.ledger.clone(),
            clock: Arc::new(self.clock.clone()),
            mind: Mind::new(place, Policy::default()),
            holder: format!("agent {number}"),
            events,
        }))
    }

    /// The addresses that records of customers should hold.
    pub(super) fn addresses(&self) -> [IpAddr; 1] {
        [IpAddr::V4(self.settings.server_ip)]
    }

    /// What sentences about a host need to know.
    pub(super) fn context<'a>(&'a self, addresses: &'a [IpAddr]) -> Context<'a> {
        Context {
            main_domain: &self.main,
            addresses,
            now: self.clock.moment(),
        }
    }

    /// Everything the ledger holds.
    ///
    /// # Errors
    /// When the database of the story fails.
    pub(super) async fn records(&self) -> Result<Records, Report> {
        let records = self.ledger.records().await;
        records.map_err(failed("the ledger of the story cannot be read"))
    }

    /// How the emulator was started.
    pub(super) fn settings(&self) -> &emulator::Settings {
        &self.settings
    }
}

/// Turns an error into a report that says what could not be done.
pub(super) fn failed<E: std::error::Error>(what: &'static str) -> impl Fn(E) -> Report {
    move |error| Report::of(what, &error, Exit::Look)
}
