//! A panel of 800 domains that was lived in before the first run, over a day and a week of held time.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ::lived_in::{House, Issuer, Kind, Lot, MAIN, Mode, SERVER, SERVER_V6, Story};

use crate::fixture::{name, row, site};
use crate::world::{DAY, HOUR, MINUTE, SECOND, START, World};
use crate::{
    Allowed, Attached, CertificateFound, Class, DnsAnswer, DnsOutcome, DomainName, Here, Leaf,
    ObjectKind, PointsHere, Step, Timestamp, points_here, rules,
};

/// A customer who comes after the first day.
const FRESH: &str = "fresh.example";
const LIFETIME_DAYS: u32 = 90;

/// The small world with a house in it, and what it was like before the program came.
struct LivedIn {
    world: World,
    house: House,
    before: BTreeMap<u64, (Attached, Lot)>,
    valid: BTreeSet<DomainName>,
}

impl LivedIn {
    fn new(mode: Mode) -> Self {
        let house = House::new(800, mode);
        let mut world = match mode {
            Mode::Advanced => World::new(),
            Mode::Basic => World::basic(),
        };
        furnish(&mut world, &house);
        let lots = house.domains.iter().map(|domain| domain.lot);
        let objects = world.truth.iter().cloned().zip(lots);
        let names = house.names();
        let valid = names.iter().filter(|name| house.works(name));
        Self {
            before: objects.map(|object| (object.0.id, object)).collect(),
            valid: valid.map(|host| name(host)).collect(),
            house,
            world,
        }
    }

    /// The name of the first domain with this story.
    fn with(&self, story: Story) -> String {
        let mut domains = self.house.domains.iter();
        domains
            .find(|domain| domain.story == story)
            .unwrap()
            .name
            .clone()
    }

    /// Lets the loop turn each four hours, and soon again while something is under way.
    fn pass_until(&mut self, end: Timestamp) {
        while self.world.now < end {
            let busy = self.pass();
            self.world
                .advance(if busy { 30 * SECOND } else { 4 * HOUR });
        }
        self.is_at_rest();
    }

    /// One turn of the loop. Everything that it did is held against the table, and what was done is not planned again.
    fn pass(&mut self) -> bool {
        let done = self.world.done.len();
        self.world.pass();
        let steps = self.world.done[done..].to_vec();
        for step in &steps {
            self.is_allowed(step);
        }
        if !steps.is_empty() {
            let again = self.world.dry();
            let repeated = steps.iter().find(|step| again.steps.contains(step));
            assert_eq!(repeated, None, "planned again right after it was done");
        }
        !steps.is_empty()
    }

    fn is_allowed(&self, step: &Step) {
        if let Step::OrderShared { hosts, .. } = step {
            for host in hosts {
                assert_eq!(self.rules(host).order, Allowed::Yes, "{host}: {step}");
            }
            return;
        }
        let host = step.host().unwrap();
        let (rules, found) = (
            self.rules(host),
            step.object().and_then(|id| self.before.get(&id)),
        );
        let allowed = match step {
            Step::Attach { .. } => rules.attach,
            Step::SwitchTwin { on: true, .. } => rules.twin_on,
            Step::SwitchTwin { on: false, .. } => rules.twin_off,
            Step::Order { .. } => rules.order,
            Step::Detach { .. } => rules.detach,
            _ => panic!("{step} changes nothing"),
        };
        match allowed {
            Allowed::Yes | Allowed::OnEvidence => {}
            Allowed::OnEvidenceIfAlias => {
                assert_eq!(found.unwrap().0.kind, ObjectKind::Alias, "{step}");
            }
            Allowed::OnRequest | Allowed::No => panic!("{step}: nobody asked"),
        }
        // The class is the program's own word; the house knows better.
        let ordered = matches!(step, Step::Order { .. });
        match found.map(|(_, lot)| lot) {
            None | Some(Lot::Adopted) => {}
            Some(Lot::Claimed) => assert!(ordered, "{step}: two want it"),
            Some(lot) => panic!("{step}: {lot:?}"),
        }
    }

    fn rules(&self, host: &DomainName) -> crate::Rules {
        rules(self.world.records[host].class)
    }

    /// There is nothing to do, however often the same is planned.
    fn is_at_rest(&mut self) {
        for _ in 0..3 {
            self.pass();
            self.world.advance(MINUTE);
        }
        let plan = self.world.dry();
        assert!(plan.steps.is_empty(), "{:?}", plan.steps);
    }

    /// What was attached is as it was, what is told excepted, and every name that had a valid certificate has one.
    fn is_as_it_was(&self, gone: &[&str]) {
        for (id, (object, _)) in &self.before {
            let now = self.world.truth.iter().find(|known| known.id == *id);
            let stays = !gone.contains(&object.shown.as_str());
            assert_eq!(now, Some(object).filter(|_| stays), "{}", object.shown);
        }
        for host in &self.valid {
            let leaf = &self.world.certificates[host];
            assert!(
                leaf.covers(host) && leaf.not_after > self.world.now,
                "{host}"
            );
            let bare = host.bare();
            let served = self.world.truth.iter().any(|object| object.names(host));
            assert!(served || gone.contains(&bare.as_str()), "{host}");
        }
    }

    fn classes_are_right(&self) {
        for (object, lot) in self.before.values() {
            let mut records = self.world.records.values();
            let record = records.find(|record| record.object.as_ref() == Some(object));
            let expected = match lot {
                Lot::Main | Lot::Foreign => Class::Foreign,
                // The older claim keeps its care.
                Lot::Adopted | Lot::Claimed => Class::Adopted,
                Lot::Orphan => Class::Orphan,
            };
            assert_eq!(
                record.map(|record| record.class),
                Some(expected),
                "{object:?}"
            );
        }
    }
}

/// Puts everything that the house has into the world, in the place of what was there.
fn furnish(world: &mut World, house: &House) {
    let main = name(MAIN);
    world.network.main_domain = main.clone();
    world.network.sites = vec![site(1, MAIN)];
    for other in &house.sites {
        let mut site = site(other.id, &other.host);
        site.path.clone_from(&other.path);
        world.network.sites.push(site);
    }
    let rows = house
        .mappings
        .iter()
        .map(|of| row(of.id, of.site, &of.host));
    world.network.mappings = rows.collect();
    world.panel.server = vec![IpAddr::V4(SERVER), IpAddr::V6(SERVER_V6)];
    world.truth.clear();
    for domain in &house.domains {
        let kind = match domain.kind {
            Kind::Primary => ObjectKind::Primary,
            Kind::Alias => ObjectKind::Alias,
            Kind::Redirect => ObjectKind::Redirect,
        };
        world.by_hand(&domain.name, kind, domain.www);
    }
    world.dns = house
        .records
        .iter()
        .map(|of| {
            (
                name(&of.name),
                judged(&of.addresses, &main, &world.panel.server),
            )
        })
        .collect();
    certify(world, house);
}

/// What the program makes of these addresses.
fn judged(addresses: &[IpAddr], main_domain: &DomainName, server: &[IpAddr]) -> PointsHere {
    let answer = DnsAnswer {
        chain: Vec::new(),
        addresses: addresses.to_vec(),
        outcome: DnsOutcome::Found,
    };
    points_here(
        &answer,
        &Here {
            main_domain,
            addresses: server,
        },
    )
}

/// Every attached name shows the certificate of its domain, or that of all, also where it is not in it.
fn certify(world: &mut World, house: &House) {
    world.certificates.clear();
    for certificate in &house.certificates {
        let not_before = START - DAY * certificate.age_days;
        let leaf = Leaf {
            issuer: "E7".to_owned(),
            names: certificate.names.clone(),
            not_before,
            not_after: not_before + DAY * LIFETIME_DAYS,
        };
        let of = certificate.domain.as_ref();
        let objects = world
            .truth
            .iter()
            .filter(|object| of.is_none_or(|of| *of == object.shown));
        let found = |id| CertificateFound {
            id,
            ours_to_renew: certificate.issuer == Issuer::LetsEncrypt,
            valid_until: Some(leaf.not_after),
        };
        for object in objects {
            let names = object
                .covers()
                .into_iter()
                .cloned()
                .chain(object.covered_twin());
            world
                .certificates
                .extend(names.map(|name| (name, leaf.clone())));
            if of.is_some() {
                world.objects.insert(object.id, found(1000 + object.id));
            }
        }
        if of.is_none() {
            world.shared_certificate = Some(found(900));
        }
    }
}

/// A day in which nobody does anything, and a week in which somebody comes and somebody goes.
fn week(mode: Mode) -> LivedIn {
    let mut home = LivedIn::new(mode);
    home.world.first_run = true;
    home.pass_until(START + DAY);
    home.is_as_it_was(&[]);
    home.classes_are_right();
    home.world.first_run = false;
    home.world.row(2_000_000, 1, FRESH);
    home.world.points(&[FRESH, "www.fresh.example"]);
    let leaving = home.with(Story::Plain);
    home.world.unrow(&leaving);
    home.world.recorded(&leaving);
    home.world.list();
    home.pass_until(START + 8 * DAY);
    home.is_as_it_was(&[&leaving]);
    home
}

#[test]
fn a_day_and_a_week_with_one_certificate_for_each_domain() {
    let home = week(Mode::Advanced);
    let custom = home.with(Story::Custom);
    let of_custom = |step: &&Step| step.host().is_some_and(|host| host.as_str() == custom);
    assert_eq!(home.world.done.iter().find(of_custom), None);
    assert!(home.world.certificates[&name(FRESH)].not_after > home.world.now);
}

/// It holds a hundred names and there are more, so that nobody new can have one.
#[test]
fn a_day_and_a_week_with_one_certificate_for_all() {
    let home = week(Mode::Basic);
    let words: Vec<&str> = home.world.done.iter().map(Step::word).collect();
    assert_eq!(words, ["detach"], "who leaves, and nothing else");
}
