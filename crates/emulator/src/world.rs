//! The state of the emulated panel and the internet around it. Pure: no I/O, and the time is an argument.

pub(crate) mod certificates;
pub(crate) mod domains;
pub(crate) mod errands;
mod limits;
pub(crate) mod orders;
pub(crate) mod refusal;
mod upkeep;
mod validation;

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::oneshot;

use crate::calls::CallLog;
use crate::faults::FaultBook;
use crate::meter::Meter;
use crate::negative::NegativeCache;
use crate::pages::Page;
use crate::settings::Settings;
use crate::switches::{DuplicateScope, Switches};
use crate::world::certificates::{Method, Slot};
use crate::world::domains::{Domain, Kind, Redirection};
use crate::world::errands::{Answer, Errand};
use crate::world::orders::{CertificateFault, Order};
use crate::zone::{Record, Zone};

/// A web application.
#[derive(Debug)]
pub(crate) struct WebApp {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) root_path: String,
    pub(crate) created_at: i64,
    /// One certificate for each domain (true) or one for all (false).
    pub(crate) advanced: bool,
    pub(crate) auto_ssl: bool,
    /// The certificate of basic mode.
    pub(crate) slot: Slot,
    /// By id, which is also the order in which they were added.
    pub(crate) domains: BTreeMap<u64, Domain>,
}

/// Where a certificate belongs: the whole application (basic mode) or one of its domains (advanced mode).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    App,
    Domain(u64),
}

/// Everything that can change.
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) switches: Switches,
    pub(crate) apps: Vec<WebApp>,
    /// Names that other servers of the account hold.
    pub(crate) elsewhere: BTreeSet<String>,
    pub(crate) zone: Zone,
    pub(crate) negative: NegativeCache,
    pub(crate) orders: Vec<Order>,
    pub(crate) certificate_faults: BTreeMap<String, CertificateFault>,
    /// By host: what answers there.
    pub(crate) pages: BTreeMap<String, Page>,
    pub(crate) faults: FaultBook,
    pub(crate) calls: CallLog,
    pub(crate) meter: Meter,
    /// Orders for the real authority that have not been taken along yet.
    pub(crate) errands: Vec<Errand>,
    /// The outcome that the caller being answered waits for.
    pub(crate) awaited: Option<oneshot::Receiver<Result<(), String>>>,
    /// Open http-01 challenges by token.
    answers: BTreeMap<String, Answer>,
    next_id: u64,
}

impl World {
    /// The fixture: the network's application, one that holds a neighbour's domain, and one without domains.
    pub(crate) fn new(settings: Settings, now: i64) -> Self {
        let mut world = Self {
            switches: settings.switches.clone(),
            apps: Vec::new(),
            elsewhere: BTreeSet::new(),
            zone: Zone::default(),
            negative: NegativeCache::default(),
            orders: Vec::new(),
            certificate_faults: BTreeMap::new(),
            pages: BTreeMap::new(),
            faults: FaultBook::default(),
            calls: CallLog::default(),
            meter: Meter::default(),
            errands: Vec::new(),
            awaited: None,
            answers: BTreeMap::new(),
            next_id: 4200,
            settings,
        };
        let ours = world.settings.web_app_id;
        let (main, neighbour) = (
            world.settings.main_domain.clone(),
            world.settings.neighbour_domain.clone(),
        );
        let root_path = world.settings.root_path.clone();
        let (advanced, auto_ssl) = (world.settings.advanced_ssl, world.settings.auto_ssl);
        world.apps = vec![
            WebApp {
                id: ours,
                name: "network".into(),
                root_path,
                created_at: now,
                advanced,
                auto_ssl,
                slot: Slot::default(),
                domains: BTreeMap::new(),
            },
            neighbour_app(ours.wrapping_add(1), "neighbour", now),
            neighbour_app(ours.wrapping_add(2), "empty", now),
        ];
        for (app, name) in [(ours, main), (ours.wrapping_add(1), neighbour)] {
            world.zone.set(&name, &world.server_records());
            let id = world.push_domain(app, &name, Kind::Primary, false, Redirection::None, now);
            for scope in [Scope::App, Scope::Domain(id)] {
                let certificate =
                    world.new_certificate(Method::LetsEncrypt, vec![name.clone()], now);
                if let Some(slot) = world.slot_mut(app, scope) {
                    slot.put(certificate);
                }
            }
        }
        world
    }

    /// The records that make a name point to the server.
    pub(crate) fn server_records(&self) -> Vec<Record> {
        let mut records = vec![Record::A(self.settings.server_ip)];
        records.extend(self.settings.server_ipv6.map(Record::Aaaa));
        records
    }

    pub(crate) fn app(&self, id: u64) -> Option<&WebApp> {
        self.apps.iter().find(|app| app.id == id)
    }

    pub(crate) fn app_mut(&mut self, id: u64) -> Option<&mut WebApp> {
        self.apps.iter_mut().find(|app| app.id == id)
    }

    pub(crate) fn slot(&self, app: u64, scope: Scope) -> Option<&Slot> {
        let app = self.app(app)?;
        match scope {
            Scope::App => Some(&app.slot),
            Scope::Domain(id) => app.domain(id).map(|domain| &domain.slot),
        }
    }

    pub(crate) fn slot_mut(&mut self, app: u64, scope: Scope) -> Option<&mut Slot> {
        let app = self.app_mut(app)?;
        match scope {
            Scope::App => Some(&mut app.slot),
            Scope::Domain(id) => app.domains.get_mut(&id).map(|domain| &mut domain.slot),
        }
    }

    /// Whether the name is attached already, as far as names must be unique.
    pub(crate) fn is_taken(&self, app: u64, name: &str) -> bool {
        let scope = self.switches.duplicate_scope;
        let counts = |other: &WebApp| other.id == app || scope != DuplicateScope::WebApp;
        let holds = |app: &WebApp| app.domains.values().any(|domain| domain.name == name);
        self.apps.iter().any(|other| counts(other) && holds(other))
            || (scope == DuplicateScope::Workspace && self.elsewhere.contains(name))
    }

    /// Sets the SSL mode.
    pub(crate) fn set_mode(&mut self, app: u64, advanced: bool, auto_ssl: bool) {
        let drops = self.switches.mode_change_drops;
        let Some(app) = self.app_mut(app) else { return };
        if drops && app.advanced != advanced {
            app.slot.clear();
            for domain in app.domains.values_mut() {
                domain.slot.clear();
            }
        }
        (app.advanced, app.auto_ssl) = (advanced, auto_ssl);
    }

    /// A number not used before, for domains and certificates.
    pub(crate) fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}

impl WebApp {
    pub(crate) fn domain(&self, id: u64) -> Option<&Domain> {
        self.domains.get(&id)
    }
}

fn neighbour_app(id: u64, name: &str, now: i64) -> WebApp {
    WebApp {
        id,
        name: name.to_owned(),
        root_path: format!("/home/runcloud/webapps/{name}"),
        created_at: now,
        advanced: true,
        auto_ssl: false,
        slot: Slot::default(),
        domains: BTreeMap::new(),
    }
}
