//! What customers do to their DNS, people to the panel, and bad days to the provider.

use emulator::{CertificateFault, DnsFault, Fault, FaultKind, Kind, Record};

use crate::known::{By, Lead, Object};
use crate::names::{HOSTS, LIVED_IN, bare, twin};
use crate::simulation::Simulation;
use crate::start::TOKEN;
use crate::world::MAIN;

const ELSEWHERE: &str = "198.51.100.9";

/// A customer sets, breaks or removes the records of a name.
pub fn dns(simulation: &mut Simulation) {
    let mut name = simulation.chance.pick(&HOSTS).to_owned();
    if simulation.chance.one_in(4) {
        name = twin(&name);
    }
    let panel = &simulation.world.panel;
    let here = Record::A("203.0.113.10".parse().unwrap());
    let away = Record::A(ELSEWHERE.parse().unwrap());
    let (line, lead) = match simulation.chance.below(14) {
        0 | 1 => {
            panel.set_records(&name, &[away]);
            ("leads elsewhere", Lead::Away)
        }
        2 => {
            panel.clear_records(&name);
            ("has no records any more", Lead::Away)
        }
        3 => {
            panel.set_records(&name, &[here, away]);
            ("leads here and elsewhere", Lead::Odd)
        }
        4 => {
            let old = Record::Aaaa("2001:db8::1".parse().unwrap());
            panel.set_records(&name, &[here, old]);
            ("has an old AAAA record", Lead::Odd)
        }
        5 => {
            panel.dns_rcode(&name, DnsFault::ServFail);
            ("answers SERVFAIL", Lead::Odd)
        }
        6 => {
            let fault =
                simulation
                    .chance
                    .pick(&[DnsFault::Refused, DnsFault::Lame, DnsFault::CaaServFail]);
            panel.dns_rcode(&name, fault);
            ("has name servers that refuse", Lead::Odd)
        }
        7 => {
            panel.set_records(&name, &[Record::Cname("dead.example.".to_owned())]);
            ("is an alias of nothing", Lead::Away)
        }
        8 => {
            panel.set_records(&name, &[Record::Cname(name.clone())]);
            ("is an alias of itself", Lead::Odd)
        }
        9 => {
            panel.set_records(&name, &[here, Record::Caa("other-ca.example".to_owned())]);
            ("lets another authority issue", Lead::Odd)
        }
        10 => {
            panel.set_records(&name, &[Record::Cname(MAIN.to_owned())]);
            ("is an alias of the main domain", Lead::Here)
        }
        _ => {
            panel.point_here(&name);
            ("leads here", Lead::Here)
        }
    };
    simulation.story.tell(format!("{name} {line}"));
    let now = simulation.now();
    simulation.known.set_lead(&name, lead, now);
}

/// Somebody attaches a domain by hand.
pub fn attach(simulation: &mut Simulation) {
    let name = if simulation.chance.one_in(2) {
        simulation.chance.pick(&HOSTS)
    } else {
        simulation.chance.pick(&LIVED_IN)
    };
    let (www, kind) = (simulation.chance.one_in(3), simulation.chance.one_in(6));
    let www = www && !name.starts_with("www.") && !name.starts_with('*');
    let kind = if kind { Kind::Redirect } else { Kind::Alias };
    let sight = crate::turn::Sight::of(&simulation.world.panel);
    let names = [name.to_owned(), twin(name)];
    let free = |name: &String| {
        let covers = |domain: &&emulator::DomainView| domain.name == *name;
        sight.covering(name).is_none() && sight.domains.iter().find(covers).is_none()
    };
    if !names.iter().all(free) {
        return;
    }
    simulation
        .story
        .tell(format!("somebody attaches {name}, www: {www}, {kind:?}"));
    let id = simulation.world.panel.add_by_hand(name, www, kind);
    simulation.known.disturb(name);
    let wanted = crate::known::Known::named(&simulation.network()).contains(&bare(name));
    let object = Object {
        name: name.to_owned(),
        by: By::Person,
        at: simulation.now(),
        wanted,
        strange: false,
    };
    simulation.known.objects.insert(id, object);
}

/// Somebody takes a domain off by hand, but never the primary.
pub fn detach(simulation: &mut Simulation) {
    let Some((id, name)) = any_object(simulation) else {
        return;
    };
    simulation.story.tell(format!("somebody takes {name} off"));
    simulation.world.panel.remove_by_hand(id);
    simulation.known.objects.remove(&id);
    simulation.known.disturb(&name);
}

fn any_object(simulation: &mut Simulation) -> Option<(u64, String)> {
    let objects = simulation.known.objects.iter();
    let objects: Vec<(u64, String)> = objects
        .map(|(id, object)| (*id, object.name.clone()))
        .collect();
    simulation.chance.any(&objects)
}

/// Somebody installs a certificate of his own, or removes one.
pub fn certificate(simulation: &mut Simulation) {
    let Some((_, name)) = any_object(simulation) else {
        return;
    };
    let advanced = simulation.world.panel.mode().0;
    let scope = advanced.then_some(name.as_str());
    if simulation.chance.one_in(2) {
        simulation
            .story
            .tell(format!("somebody removes the certificate of {scope:?}"));
        simulation.world.panel.remove_certificate(scope);
    } else {
        simulation.story.tell(format!(
            "somebody installs a certificate of his own for {name}"
        ));
        simulation
            .world
            .panel
            .install_custom_certificate(scope, &[&name, MAIN]);
    }
    if advanced {
        simulation.known.disturb(&name);
    } else {
        simulation.known.fresh.clear();
    }
}

/// The SSL mode is changed.
pub fn mode(simulation: &mut Simulation) {
    let (advanced, auto) = simulation.world.panel.mode();
    let (advanced, auto) = if simulation.chance.one_in(3) {
        (advanced, !auto)
    } else {
        (!advanced, auto)
    };
    simulation
        .story
        .tell(format!("advanced: {advanced}, AutoSSL: {auto}"));
    simulation.world.panel.set_mode(advanced, auto);
    simulation.known.fresh.clear();
}

const ROUTES: [&str; 12] = [
    "GET domains",
    "GET domains/{d}",
    "POST domains",
    "DELETE domains/{d}",
    "PATCH domains/{d}/meta",
    "POST domains/{d}/ssl",
    "PUT domains/{d}/ssl/{id}",
    "GET domains/{d}/ssl",
    "GET ssl",
    "POST ssl",
    "PUT ssl/{id}",
    "GET ping",
];

/// Calls go wrong: of one route or all, about one name or all, once or until somebody mends it.
pub fn fault(simulation: &mut Simulation) {
    let chance = &mut simulation.chance;
    let route = (!chance.one_in(8)).then(|| chance.pick(&ROUTES).to_owned());
    let name = chance.one_in(2).then(|| chance.pick(&HOSTS).to_owned());
    let status = |code, json, retry_after| FaultKind::Status {
        code,
        json,
        retry_after,
        message: format!("Bearer {TOKEN} did not work"),
    };
    let (kind, lasts) = match chance.below(16) {
        0 | 1 => (status(500, true, None), true),
        2 => (status(502, false, None), true),
        3 => (status(429, true, Some(120)), true),
        4 => (status(429, true, None), true),
        5 => (status(401, true, None), true),
        6 => (status(403, false, None), true),
        7 => (status(404, true, None), true),
        8 => (status(422, true, None), true),
        9 => (FaultKind::HtmlOk, true),
        10 => (FaultKind::EmptyOk, true),
        11 => (FaultKind::Reset, true),
        12 | 13 => (FaultKind::ReplyLost, true),
        14 => (FaultKind::Delay(2_000), false),
        _ => (FaultKind::Hang, false),
    };
    let times = if lasts && chance.one_in(2) {
        u32::MAX
    } else {
        chance.between(1, 2) as u32
    };
    let times = if lasts { times } else { 1 };
    simulation.story.tell(format!(
        "{route:?} about {name:?} goes wrong {times} times: {kind:?}"
    ));
    // What is about a name and not in its path cannot be told from what is about all.
    match &name {
        Some(name) if route.is_some() => {
            simulation.known.disturb(name);
            simulation.known.unlucky.insert(bare(name));
        }
        _ => spoil(simulation),
    }
    simulation.world.panel.fault(Fault {
        route,
        name,
        kind,
        times,
    });
}

/// The credentials are not accepted any more.
pub fn revoke(simulation: &mut Simulation) {
    simulation
        .story
        .tell("the credentials are revoked".to_owned());
    let kind = FaultKind::Status {
        code: 401,
        json: true,
        retry_after: None,
        message: "Unauthenticated.".to_owned(),
    };
    spoil(simulation);
    simulation.world.panel.fault(Fault {
        route: None,
        name: None,
        kind,
        times: u32::MAX,
    });
}

/// Something is wrong for all names until it is mended.
fn spoil(simulation: &mut Simulation) {
    simulation.known.fresh.clear();
    simulation.known.fresh_is_spoilt = true;
}

/// The provider is well again.
pub fn mend(simulation: &mut Simulation) {
    simulation
        .story
        .tell("the provider is well again".to_owned());
    simulation.world.panel.clear_faults();
    for host in HOSTS {
        simulation.world.panel.clear_certificate_fault(host);
    }
    simulation.known.unlucky.clear();
}

/// The authority does not issue for a name, or the wrong thing.
pub fn certificate_fault(simulation: &mut Simulation) {
    let name = simulation.chance.pick(&HOSTS);
    let fault = match simulation.chance.below(3) {
        0 => CertificateFault::Never,
        1 => CertificateFault::Refused("the authority says no".to_owned()),
        _ => CertificateFault::Expired,
    };
    simulation
        .story
        .tell(format!("orders for {name}: {fault:?}"));
    simulation.known.disturb(name);
    simulation.known.unlucky.insert(bare(name));
    simulation.world.panel.certificate_fault(name, fault);
}
