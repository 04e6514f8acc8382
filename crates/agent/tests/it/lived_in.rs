//! A panel that was lived in before the first run: what worked keeps working, and each class is only done to what the
//! table of what may be done by class allows.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::world::{MAIN, Start, World};
use emulator::{Call, DomainShape, DomainView, Record as Dns, Redirection};
use lived_in::{House, Issuer, Kind, Lot, Mode, SERVER_V6, Story};
use plan::{Class, Mapping, Reason, Site, SiteId};
use runcloud::{Credentials, SecretString};

const DAY: Duration = Duration::from_hours(24);
/// Each stride costs a look in DNS and a handshake for nearly every name, so that there are few.
const STRIDE_OF_THE_FIRST_DAY: Duration = Duration::from_hours(12);
const STRIDE_AFTER_IT: Duration = Duration::from_hours(3 * 24);
/// A customer who comes after the first day.
const FRESH: &str = "fresh.example";

/// The world furnished, and what it was like before the program came.
struct LivedIn {
    world: World,
    house: House,
    attached: BTreeMap<u64, DomainView>,
    working: Vec<String>,
}

impl LivedIn {
    async fn new(attached: usize, mode: Mode, old_api: bool) -> Self {
        assert_eq!(MAIN, lived_in::MAIN);
        let mut start = Start::default();
        start.emulator.advanced_ssl = mode == Mode::Advanced;
        start.emulator.server_ipv6 = Some(SERVER_V6);
        if old_api {
            start.credentials = Credentials::KeyPair {
                key: SecretString::from(start.emulator.key.clone()),
                secret: SecretString::from(start.emulator.secret.clone()),
            };
            start.emulator.switches.domain_shape = DomainShape::WithoutType;
        }
        let world = World::start(start).await;
        let house = House::new(attached, mode);
        furnish(&world, &house);
        let domains = world.panel.domains();
        let attached = domains
            .into_iter()
            .map(|domain| (domain.id, domain))
            .collect();
        let working: Vec<String> = house
            .names()
            .into_iter()
            .filter(|name| house.works(name))
            .collect();
        Self {
            world,
            house,
            attached,
            working,
        }
    }

    fn now(&self) -> BTreeMap<u64, DomainView> {
        let domains = self.world.panel.domains();
        domains
            .into_iter()
            .map(|domain| (domain.id, domain))
            .collect()
    }

    /// Nothing that was attached is changed or gone but what is told, nothing new came but what is told, and every name
    /// that worked still works.
    async fn is_as_it_was(&self, new: &[&str], gone: &[&str]) {
        let now = self.now();
        for (id, domain) in &self.attached {
            let expected = Some(domain).filter(|domain| !gone.contains(&domain.name.as_str()));
            assert_eq!(now.get(id), expected, "{}", domain.name);
        }
        let came = now
            .values()
            .filter(|domain| !self.attached.contains_key(&domain.id));
        let came: Vec<&str> = came.map(|domain| domain.name.as_str()).collect();
        assert_eq!(came, new);
        let stays = |name: &String| !gone.contains(&name.strip_prefix("www.").unwrap_or(name));
        let moment = self.world.now().as_millis();
        let certificates = self.world.panel.certificates();
        let valid = certificates.iter().filter(|of| of.valid_until > moment);
        let held: BTreeSet<&String> = valid.flat_map(|of| &of.names).collect();
        for name in self.working.iter().filter(|name| stays(name)) {
            assert!(held.contains(name), "{name} had a certificate before");
        }
        for name in self.sample().filter(|name| stays(name)) {
            assert!(self.world.answers(name).await, "{name} worked before");
        }
    }

    /// The working names that the check shakes hands for, as that is dear: a few of each story, and each twentieth of all.
    fn sample(&self) -> impl Iterator<Item = &String> {
        let mut seen: BTreeMap<Story, usize> = BTreeMap::new();
        let mut few = BTreeSet::new();
        for domain in &self.house.domains {
            let before = seen.entry(domain.story).or_default();
            if *before < 5 {
                few.extend(domain.names());
            }
            *before += 1;
        }
        let working = self.working.iter().enumerate();
        let chosen = working.filter(move |(n, name)| n % 20 == 0 || few.contains(*name));
        chosen.map(|(_, name)| name)
    }

    /// What was done to which domain, by the log of the API.
    fn changes(&self) -> BTreeSet<(Lot, String)> {
        let calls = self.world.panel.calls();
        let changes = calls.iter().filter(|call| call.method != "GET");
        changes
            .map(|call| (self.lot(call), call.route.clone()))
            .collect()
    }

    fn lot(&self, call: &Call) -> Lot {
        let id = call
            .path
            .split("/domains/")
            .nth(1)
            .and_then(|rest| rest.split('/').next());
        let id = id.and_then(|id| id.parse().ok());
        let name = id
            .and_then(|id: u64| self.attached.get(&id))
            .map(|domain| &domain.name);
        let domain = self
            .house
            .domains
            .iter()
            .find(|domain| Some(&domain.name) == name);
        // What was not there before is what the program attached itself, which it may do everything to.
        domain.map_or(Lot::Adopted, |domain| domain.lot)
    }

    async fn classes_are_right(&self) {
        let records = self.world.ledger.records().await.unwrap();
        for domain in &self.house.domains {
            let of = |name: &str| records.get(&name.parse().unwrap());
            let bare = domain.name.strip_prefix("www.").unwrap_or(&domain.name);
            let record = of(&domain.name).or_else(|| of(bare));
            let class = record.map(|record| record.class);
            let expected = match domain.lot {
                Lot::Main => continue,
                Lot::Adopted => Class::Adopted,
                Lot::Foreign => Class::Foreign,
                Lot::Orphan => Class::Orphan,
                Lot::Claimed => {
                    // The older claim keeps its care.
                    assert!(
                        matches!(class, Some(Class::Adopted | Class::Conflict)),
                        "{class:?}"
                    );
                    continue;
                }
            };
            assert_eq!(class, Some(expected), "{domain:?}");
        }
    }
}

fn furnish(world: &World, house: &House) {
    let panel = &world.panel;
    for domain in house.domains.iter().skip(1) {
        let kind = match domain.kind {
            Kind::Primary => emulator::Kind::Primary,
            Kind::Alias => emulator::Kind::Alias,
            Kind::Redirect => emulator::Kind::Redirect,
        };
        panel.add_by_hand(&domain.name, domain.www, kind);
    }
    for records in &house.records {
        let addresses = records.addresses.iter().map(|address| match address {
            std::net::IpAddr::V4(address) => Dns::A(*address),
            std::net::IpAddr::V6(address) => Dns::Aaaa(*address),
        });
        panel.set_records(&records.name, &addresses.collect::<Vec<_>>());
    }
    for certificate in &house.certificates {
        let names: Vec<&str> = certificate.names.iter().map(String::as_str).collect();
        let domain = certificate.domain.as_deref();
        let installed = match certificate.issuer {
            Issuer::Custom => panel.install_custom_certificate(domain, &names),
            Issuer::LetsEncrypt => {
                let age = DAY.as_millis() * u128::from(certificate.age_days);
                panel.install_ordered_certificate(domain, &names, i64::try_from(age).unwrap())
            }
        };
        assert!(installed, "{certificate:?}");
    }
    world.edit(|network| {
        network.sites.extend(house.sites.iter().map(|site| Site {
            id: SiteId(site.id),
            host: site.host.clone(),
            path: site.path.clone(),
        }));
        network
            .mappings
            .extend(house.mappings.iter().map(|row| Mapping {
                id: row.id,
                site: SiteId(row.site),
                host: row.host.clone(),
                stage: "done".to_owned(),
                active: true,
                primary: true,
                secure: true,
            }));
    });
}

/// The name of the first domain with this story.
fn with(house: &House, story: Story) -> String {
    let domain = house.domains.iter().find(|domain| domain.story == story);
    domain.unwrap().name.clone()
}

/// What the table allows to be done to what was attached before.
fn allowed(lot: Lot, route: &str) -> bool {
    match lot {
        Lot::Adopted => true,
        Lot::Claimed => route.ends_with("/ssl") || route.ends_with("/ssl/{id}"),
        Lot::Main | Lot::Foreign | Lot::Orphan => false,
    }
}

async fn week(attached: usize, old_api: bool) {
    let mut home = LivedIn::new(attached, Mode::Advanced, old_api).await;
    home.world.agent.start_first_run();
    home.world.pass_coarsely(DAY, STRIDE_OF_THE_FIRST_DAY).await;
    home.is_as_it_was(&[], &[]).await;
    home.classes_are_right().await;
    let leaving = with(&home.house, Story::Plain);
    home.world.next_row = 2_000_000;
    home.world.map_ready(FRESH);
    home.world.unmap(&leaving);
    home.world.record_removal(&leaving).await;
    home.world.pass_coarsely(6 * DAY, STRIDE_AFTER_IT).await;
    // Where the type is not told, only what the program attached itself is ever detached.
    let gone: &[&str] = if old_api { &[] } else { &[&leaving] };
    home.is_as_it_was(&[FRESH], gone).await;
    let changes = home.changes();
    for (lot, route) in &changes {
        assert!(allowed(*lot, route), "{lot:?}: {route}");
    }
    assert!(
        !changes.iter().any(|(_, route)| route.starts_with("PATCH")),
        "{changes:?}"
    );
    let fresh = home
        .now()
        .into_values()
        .find(|domain| domain.name == FRESH)
        .unwrap();
    assert_eq!(fresh.redirection, Redirection::None);
    let custom = with(&home.house, Story::Custom);
    assert_eq!(
        home.world.orders_for(&custom),
        0,
        "somebody uploaded its certificate"
    );
    assert!(home.world.answers(FRESH).await);
    assert_eq!(home.world.panel.limits_exceeded(), 0);
}

#[tokio::test]
async fn a_week_with_one_certificate_for_each_domain() {
    week(800, false).await;
}

#[tokio::test]
async fn a_week_with_version_2_that_tells_no_types() {
    week(80, true).await;
}

/// One certificate holds a hundred names at most, and there are more: no order can ever work.
#[tokio::test]
async fn a_week_with_one_certificate_that_cannot_hold_all_names() {
    let mut home = LivedIn::new(800, Mode::Basic, false).await;
    home.world.agent.start_first_run();
    home.world.pass_coarsely(DAY, STRIDE_OF_THE_FIRST_DAY).await;
    home.is_as_it_was(&[], &[]).await;
    home.classes_are_right().await;
    home.world.pass_coarsely(6 * DAY, STRIDE_AFTER_IT).await;
    home.is_as_it_was(&[], &[]).await;
    assert_eq!(home.changes(), BTreeSet::new());
    let covered = &home.house.certificates[0].names;
    let records = home.world.ledger.records().await.unwrap();
    let mut without = BTreeMap::new();
    for domain in home
        .house
        .domains
        .iter()
        .filter(|domain| domain.lot == Lot::Adopted)
    {
        if covered.contains(&domain.name) {
            continue;
        }
        if let Some(record) = records.get(&domain.name.parse().unwrap()) {
            *without.entry(record.standing.reason).or_insert(0) += 1;
        }
    }
    // Names that would fail any order are in the way before the number of names is.
    assert!(
        without.contains_key(&Reason::SharedOrderBlocked),
        "{without:?}"
    );
    assert!(
        !without.contains_key(&Reason::CertificateValid),
        "{without:?}"
    );
}
