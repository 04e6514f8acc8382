//! What customers, operators and imports do to the rows and sites of the network.

use ledger::RequestKind;
use plan::{Mapping, Site, SiteId};

use crate::known::Lead;
use crate::names::{HOSTS, ODD, asks_for_a_host, bare, twin};
use crate::simulation::Simulation;
use crate::world::MAIN;

/// A customer maps a host that may lead here already.
pub fn map(simulation: &mut Simulation) {
    let host = simulation.chance.pick(&HOSTS);
    let ready = !simulation.chance.one_in(3);
    simulation.story.tell(format!("map {host}, ready: {ready}"));
    let known = crate::known::Known::named(&simulation.network());
    let new = !known.contains(&bare(host));
    if ready {
        for name in [host.to_owned(), twin(host)] {
            simulation.world.panel.point_here(&name);
            let now = simulation.now();
            simulation.known.set_lead(&name, Lead::Here, now);
        }
    }
    row(simulation, host);
    let covered = crate::turn::Sight::of(&simulation.world.panel);
    let untouched = [host.to_owned(), twin(host)]
        .iter()
        .all(|name| covered.covering(name).is_none());
    let negative = simulation
        .world
        .panel
        .switches(|switches| switches.negative_cache_secs);
    // CAA records are looked for above a name too, so what is wrong there is wrong with it.
    let below = |other: &&str| host.ends_with(&format!(".{other}"));
    let lucky = !simulation.known.unlucky.contains(&bare(host))
        && (host.starts_with("www.") || !HOSTS.iter().any(below));
    let calm = lucky && simulation.readable() && simulation.network().enabled;
    if ready && new && untouched && calm && negative == 0 && !simulation.known.fresh_is_spoilt {
        let now = simulation.now();
        let since = (now, simulation.turns);
        simulation.known.fresh.insert(bare(host), since);
    }
}

/// A row that asks for `host` and a site of its own.
pub fn row(simulation: &mut Simulation, host: &str) {
    let id = simulation.world.next_row;
    simulation.world.next_row += 1;
    let site = SiteId(100 + id);
    simulation.edit(|network| {
        network.sites.push(Site {
            id: site,
            host: MAIN.to_owned(),
            path: format!("/s{id}/"),
        });
        network.mappings.push(mapping(id, site, host));
    });
}

fn mapping(id: i64, site: SiteId, host: &str) -> Mapping {
    Mapping {
        id,
        site,
        host: host.to_owned(),
        stage: "done".to_owned(),
        active: true,
        primary: false,
        secure: false,
    }
}

/// A row holds what is no host, or what this network must not give away.
pub fn map_odd(simulation: &mut Simulation) {
    let text = simulation.chance.pick(&ODD);
    simulation.story.tell(format!("a row says {text:?}"));
    row(simulation, text);
}

/// A customer buys a site with a host below the main domain.
pub fn add_site(simulation: &mut Simulation) {
    let id = simulation.world.next_row;
    simulation.world.next_row += 1;
    let host = format!("site{id}.{MAIN}");
    simulation.story.tell(format!("a new site {host}"));
    simulation.world.panel.point_here(&host);
    let now = simulation.now();
    simulation.known.set_lead(&host, Lead::Here, now);
    simulation.edit(|network| {
        network.sites.push(Site {
            id: SiteId(100 + id),
            host,
            path: "/".to_owned(),
        });
    });
}

/// A row goes, with or without its site, with or without a record of it.
pub async fn unmap(simulation: &mut Simulation) {
    let network = simulation.network();
    let Some(row) = simulation.chance.any(&network.mappings) else {
        return;
    };
    let recorded = simulation.chance.one_in(2);
    let with_site = simulation.chance.one_in(3);
    simulation.story.tell(format!(
        "unmap {:?}, recorded: {recorded}, with its site: {with_site}",
        row.host
    ));
    simulation.edit(|network| {
        network.mappings.retain(|other| other.id != row.id);
        network
            .sites
            .retain(|site| !with_site || site.id != row.site);
    });
    simulation.known.disturb(&row.host);
    if recorded {
        record_removal(simulation, &row.host).await;
    }
}

pub async fn record_removal(simulation: &mut Simulation, host: &str) {
    if host.parse::<plan::DomainName>().is_err() {
        return;
    }
    simulation.world.record_removal(host).await;
    let now = simulation.now();
    simulation.known.past.recorded.insert(bare(host), now);
}

/// A site goes and its rows stay, or a site with a host of its own goes.
pub fn delete_site(simulation: &mut Simulation) {
    let sites = simulation.network().sites;
    let Some(site) = simulation.chance.any(&sites[1..]) else {
        return;
    };
    simulation
        .story
        .tell(format!("site {} is deleted, its rows stay", site.id));
    simulation.edit(|network| network.sites.retain(|other| other.id != site.id));
    for row in simulation.network().mappings {
        if row.site == site.id {
            simulation.known.disturb(&row.host);
        }
    }
}

/// A customer changes his row to another host.
pub fn rename(simulation: &mut Simulation) {
    let rows = simulation.network().mappings;
    let Some(row) = simulation.chance.any(&rows) else {
        return;
    };
    let host = if simulation.chance.one_in(6) {
        simulation.chance.pick(&ODD)
    } else {
        simulation.chance.pick(&HOSTS)
    };
    simulation.story.tell(format!(
        "row {} changes from {:?} to {host:?}",
        row.id, row.host
    ));
    simulation.edit(|network| {
        for mapping in network
            .mappings
            .iter_mut()
            .filter(|mapping| mapping.id == row.id)
        {
            host.clone_into(&mut mapping.host);
        }
    });
    simulation.known.disturb(&row.host);
    simulation.known.disturb(host);
}

/// Another customer claims what somebody has.
pub fn claim_twice(simulation: &mut Simulation) {
    let rows = simulation.network().mappings;
    let Some(victim) = simulation.chance.any(&rows) else {
        return;
    };
    // The other form of what is no host may be one, such as that of a public suffix.
    let own = simulation.chance.one_in(2) || !asks_for_a_host(&victim.host);
    let host = if own { victim.host } else { twin(&victim.host) };
    simulation
        .story
        .tell(format!("another customer claims {host:?}"));
    row(simulation, &host);
}

/// A person asks to try again, or says yes to what is held back.
pub async fn ask(simulation: &mut Simulation) {
    let network = simulation.network();
    let host = simulation.chance.any(&network.mappings).map(|row| row.host);
    let host = host.filter(|host| host.parse::<plan::DomainName>().is_ok());
    let nothing = serde_json::json!({});
    match (simulation.chance.below(3), host) {
        (0, _) => {
            simulation
                .story
                .tell("a person says yes to the brake".to_owned());
            let yes = serde_json::json!({"what": "brake"});
            simulation
                .world
                .request(RequestKind::Confirm, None, yes)
                .await;
            permit_missing(simulation);
        }
        (1, Some(host)) => {
            simulation
                .story
                .tell(format!("a person asks to try {host:?} again"));
            let retry = RequestKind::Retry;
            simulation.world.request(retry, Some(&host), nothing).await;
        }
        _ => {
            simulation
                .story
                .tell("a person asks to try everything again".to_owned());
            simulation
                .world
                .request(RequestKind::Retry, None, nothing)
                .await;
        }
    }
}

/// What is missing now may be what the brake holds back.
pub fn permit_missing(simulation: &mut Simulation) {
    let missing: Vec<String> = simulation.known.past.absent_since.keys().cloned().collect();
    for name in missing {
        simulation.known.permit(&name);
    }
}
