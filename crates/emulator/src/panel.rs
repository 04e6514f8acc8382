//! The in-process handle on a running emulator: what a person at the panel, a customer at his registrar or a bad day
//! would do.

use std::sync::Arc;

use crate::calls::Call;
use crate::faults::{Fault, FaultId};
use crate::names::canonical;
use crate::pages::{self, Page};
use crate::shared::Shared;
use crate::switches::Switches;
use crate::views::{CertificateView, DomainView};
use crate::world::certificates::{Method, Slot};
use crate::world::domains::{Kind, Redirection};
use crate::world::orders::{CertificateFault, Order};
use crate::world::{Scope, WebApp, World};
use crate::zone::{DnsFault, Record};

/// Sees and changes the emulated world. Clones share it; no call waits for anything. Domains and certificates are
/// those of the network's web application unless said otherwise.
#[derive(Clone)]
pub struct Panel {
    shared: Arc<Shared>,
}

impl Panel {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The root certificate to trust, as PEM.
    pub(crate) fn ca_pem(&self) -> &str {
        self.shared.authority.root_pem()
    }

    /// Replaces all DNS records of a name, which may begin with `*.`, and ends a DNS fault of it.
    pub fn set_records(&self, name: &str, records: &[Record]) {
        self.shared.with(|world, _| world.zone.set(name, records));
    }

    /// Makes a name point to the server, on all its addresses.
    pub fn point_here(&self, name: &str) {
        self.shared.with(|world, _| {
            let records = world.server_records();
            world.zone.set(name, &records);
        });
    }

    /// Forgets a name, so that it does not exist unless names below it do.
    pub fn clear_records(&self, name: &str) {
        self.shared.with(|world, _| world.zone.clear(name));
    }

    /// Makes the name server fail for a name until its records are set or cleared.
    pub fn dns_rcode(&self, name: &str, fault: DnsFault) {
        self.shared.with(|world, _| world.zone.fail(name, fault));
    }

    /// All names of the zone with their records.
    pub fn records(&self) -> Vec<(String, Vec<Record>)> {
        self.shared.with(|world, _| {
            world
                .zone
                .entries()
                .map(|(name, records)| (name, records.to_vec()))
                .collect()
        })
    }

    /// The domains in the order they were added.
    pub fn domains(&self) -> Vec<DomainView> {
        self.shared.with(|world, _| {
            ours(world, |app| {
                app.domains.values().map(DomainView::from).collect()
            })
        })
    }

    /// Adds a domain as somebody at the panel would, without redirection and without any check; returns its id.
    pub fn add_by_hand(&self, name: &str, www: bool, kind: Kind) -> u64 {
        self.shared.with(|world, now| {
            let app = world.settings.web_app_id;
            world.push_domain(app, name, kind, www, Redirection::None, now)
        })
    }

    /// Adds a domain to the neighbour's web application on the same server; returns its id.
    pub fn add_to_neighbour(&self, name: &str) -> u64 {
        self.shared.with(|world, now| {
            let app = world.settings.web_app_id.wrapping_add(1);
            world.push_domain(app, name, Kind::Alias, false, Redirection::None, now)
        })
    }

    /// Lets another server of the account hold a name.
    pub fn hold_elsewhere(&self, name: &str) {
        self.shared
            .peek(|world| world.elsewhere.insert(canonical(name)));
    }

    /// Removes a domain as somebody at the panel would, the primary too. False when there is none with this id.
    pub fn remove_by_hand(&self, id: u64) -> bool {
        self.shared.with(|world, _| {
            let app = world.settings.web_app_id;
            world
                .app_mut(app)
                .is_some_and(|app| app.domains.remove(&id).is_some())
        })
    }

    /// Lets a domain cover every name one label below it, or not. False when there is none with this id.
    pub fn set_wildcard(&self, id: u64, on: bool) -> bool {
        self.shared.with(|world, _| {
            let app = world.settings.web_app_id;
            let domain = world.app_mut(app).and_then(|app| app.domains.get_mut(&id));
            domain.map(|domain| domain.wildcard = on).is_some()
        })
    }

    /// The installed certificates of the present mode; what is still being issued is not among them.
    pub fn certificates(&self) -> Vec<CertificateView> {
        self.shared.with(|world, _| {
            ours(world, |app| {
                if app.advanced {
                    let owned = app
                        .domains
                        .values()
                        .filter_map(|domain| Some((domain, domain.slot.installed.as_ref()?)));
                    owned
                        .map(|(domain, certificate)| {
                            CertificateView::new(certificate, Some(domain.name.clone()))
                        })
                        .collect()
                } else {
                    app.slot
                        .installed
                        .iter()
                        .map(|certificate| CertificateView::new(certificate, None))
                        .collect()
                }
            })
        })
    }

    /// Installs an uploaded certificate that clients trust, in place of what is there: of one domain, or of the whole
    /// application for `None`. False when there is no such domain.
    pub fn install_custom_certificate(&self, domain: Option<&str>, names: &[&str]) -> bool {
        self.install(domain, names, Method::Custom, 0)
    }

    fn install(&self, domain: Option<&str>, names: &[&str], method: Method, age_ms: i64) -> bool {
        self.shared.with(|world, now| {
            let app = world.settings.web_app_id;
            let Some(scope) = scope(world, app, domain) else {
                return false;
            };
            let names = names.iter().map(|name| canonical(name)).collect();
            let certificate = world.new_certificate(method, names, now.saturating_sub(age_ms));
            world
                .slot_mut(app, scope)
                .map(|slot| slot.put(certificate))
                .is_some()
        })
    }

    /// Installs a certificate that RunCloud ordered so many milliseconds ago, in place of what is there: of one domain, or
    /// of the whole application for `None`. The authority's book does not have the order. False when there is no such
    /// domain.
    pub fn install_ordered_certificate(
        &self,
        domain: Option<&str>,
        names: &[&str],
        age_ms: i64,
    ) -> bool {
        self.install(domain, names, Method::LetsEncrypt, age_ms)
    }

    /// Takes away the certificate of one domain, or of the whole application for `None`. False when there was none.
    pub fn remove_certificate(&self, domain: Option<&str>) -> bool {
        self.shared.with(|world, _| {
            let app = world.settings.web_app_id;
            let Some(scope) = scope(world, app, domain) else {
                return false;
            };
            world.slot_mut(app, scope).is_some_and(Slot::clear)
        })
    }

    /// Makes every order that holds this name go wrong, until [`Panel::clear_certificate_fault`].
    pub fn certificate_fault(&self, name: &str, fault: CertificateFault) {
        self.shared
            .with(|world, _| world.certificate_faults.insert(canonical(name), fault));
    }

    /// Lets orders with this name succeed again.
    pub fn clear_certificate_fault(&self, name: &str) {
        self.shared
            .with(|world, _| world.certificate_faults.remove(&canonical(name)));
    }

    /// All orders the certificate authority has seen, of every application, oldest first.
    pub fn orders(&self) -> Vec<Order> {
        self.shared.with(|world, _| world.orders.clone())
    }

    /// Lets the network's WordPress answer for a host and its twin with or without `www.`: Ultimate Multisite's check
    /// of DNS gets the mapping row `row` of site `site`, whose domain is `host`.
    pub fn serve_row(&self, host: &str, row: i64, site: i64) {
        let page = Page::Row {
            id: row,
            site,
            domain: canonical(host),
        };
        for host in pages::pair(host) {
            self.page(&host, page.clone());
        }
    }

    /// Decides what a host answers with, attached or not. Challenges of a real authority are answered all the same.
    pub fn page(&self, host: &str, page: Page) {
        self.shared
            .peek(|world| world.pages.insert(canonical(host), page));
    }

    /// Gives a host its plain page back.
    pub fn clear_page(&self, host: &str) {
        self.shared
            .peek(|world| world.pages.remove(&canonical(host)));
    }

    /// How many orders one of the authority's limits refused.
    pub fn limits_exceeded(&self) -> usize {
        self.shared
            .with(|world, _| world.orders.iter().filter(|order| order.limited).count())
    }

    /// Sets the SSL mode. Certificates of the other mode stay where they are and come back with it, unless
    /// [`Switches::mode_change_drops`] is on.
    pub fn set_mode(&self, advanced: bool, auto: bool) {
        self.shared.with(|world, _| {
            let app = world.settings.web_app_id;
            world.set_mode(app, advanced, auto);
        });
    }

    /// The SSL mode: `advancedSSL` and `autoSSL`.
    pub fn mode(&self) -> (bool, bool) {
        self.shared.with(|world, _| {
            ours(world, |app| Some((app.advanced, app.auto_ssl))).unwrap_or_default()
        })
    }

    /// Changes or reads the switches.
    pub fn switches<T>(&self, change: impl FnOnce(&mut Switches) -> T) -> T {
        self.shared.with(|world, _| change(&mut world.switches))
    }

    /// The API calls since the start or the last [`Panel::clear_calls`].
    pub fn calls(&self) -> Vec<Call> {
        self.shared
            .peek(|world| world.calls.all().cloned().collect())
    }

    /// How many of these calls had this route; see [`Call::route`].
    pub fn count(&self, route: &str) -> usize {
        self.shared
            .peek(|world| world.calls.all().filter(|call| call.route == route).count())
    }

    /// Forgets the calls.
    pub fn clear_calls(&self) {
        self.shared.peek(|world| world.calls.clear());
    }

    /// Lets the next matching calls go wrong; the oldest matching fault acts first.
    pub fn fault(&self, fault: Fault) -> FaultId {
        self.shared.peek(|world| world.faults.add(fault))
    }

    /// The faults that still wait.
    pub fn faults(&self) -> Vec<(FaultId, Fault)> {
        self.shared.peek(|world| world.faults.all().to_vec())
    }

    /// Takes back one fault.
    pub fn remove_fault(&self, id: FaultId) {
        self.shared.peek(|world| world.faults.remove(id));
    }

    /// Takes back all faults.
    pub fn clear_faults(&self) {
        self.shared.peek(|world| world.faults.clear());
    }
}

fn ours<T: Default>(world: &World, read: impl FnOnce(&WebApp) -> T) -> T {
    world
        .app(world.settings.web_app_id)
        .map(read)
        .unwrap_or_default()
}

fn scope(world: &World, app: u64, domain: Option<&str>) -> Option<Scope> {
    let Some(name) = domain.map(canonical) else {
        return Some(Scope::App);
    };
    world
        .app(app)?
        .domains
        .values()
        .find(|domain| domain.name == name)
        .map(|domain| Scope::Domain(domain.id))
}
