//! A scene of its own world: a panel that was lived in for years is taken over, and nothing in it is changed.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use agent::Events;
use emulator::Record as Dns;
use lived_in::{House, Issuer, Kind, Lot, Mode, SERVER_V6, Story};
use plan::{SiteId, operator_text};

use super::goals::{self, of_domain};
use super::stage::Stage;
use super::world::{Records, World, failed};
use crate::output::Report;

/// There is some of everything from 80 on. Each name is looked up and shaken hands with for real; 800 would take longer
/// than all other scenes together.
const ATTACHED: usize = 80;
const DAY: Duration = Duration::from_hours(24);

/// Plays the scene.
///
/// # Errors
/// A report where anything was changed, or a domain was taken for what it is not.
pub(super) async fn play(stage: &mut Stage<'_>) -> Result<(), Report> {
    stage
        .scene("Elsewhere another network gets the program. Its panel was lived in for years.")
        .await;
    let house = House::new(ATTACHED, Mode::Advanced);
    let world = World::bare(lived_in::MAIN, Some(SERVER_V6)).await?;
    furnish(&world, &house).await?;
    stage
        .note(&format!(
            "The panel of {} has names of customers who left, names that lead elsewhere, a certificate that somebody \
             uploaded, and a row whose site is gone.",
            lived_in::MAIN
        ))
        .await;
    let (domains, certificates) = (world.panel.domains(), world.panel.certificates());
    let mut agent = world.agent(1, Events::default())?;
    agent
        .settle()
        .await
        .map_err(failed("the database of the story failed"))?;
    let records = world.records().await?;
    goals::taken_over(&records, &house)?;
    goals::unchanged(&world.panel, &domains, &certificates)?;
    tell(stage, &world, &house, &records).await;
    agent
        .stop()
        .await
        .map_err(failed("the agent cannot end in good order"))?;
    world.emulator.stop().await;
    Ok(())
}

async fn tell(stage: &Stage<'_>, world: &World, house: &House, records: &Records) {
    let count = |wanted: &[Lot]| {
        let domains = house.domains.iter();
        domains
            .filter(|domain| wanted.contains(&domain.lot))
            .count()
    };
    stage
        .note(&format!(
            "The agent found {} domains. The network wants {} of them besides its own: they are adopted. Nobody asks \
             for {}, and the site of {} is gone: they are left alone. Nothing was changed.",
            house.domains.len(),
            count(&[Lot::Adopted, Lot::Claimed]),
            count(&[Lot::Foreign]),
            count(&[Lot::Orphan]),
        ))
        .await;
    let addresses = world.addresses();
    for story in [Story::Orphan, Story::Leftover] {
        let domain = house.domains.iter().find(|domain| domain.story == story);
        if let Some(record) = domain.and_then(|domain| of_domain(records, domain)) {
            let text = operator_text(record, &world.context(&addresses));
            stage
                .note(&format!("A person should look at {}: {text}", record.host))
                .await;
        }
    }
}

/// Puts everything that the house has into the world.
async fn furnish(world: &World, house: &House) -> Result<(), Report> {
    let panel = &world.panel;
    // The first is the network's own host, which is there.
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
            IpAddr::V4(address) => Dns::A(*address),
            IpAddr::V6(address) => Dns::Aaaa(*address),
        });
        panel.set_records(&records.name, &addresses.collect::<Vec<_>>());
    }
    for certificate in &house.certificates {
        let names: Vec<&str> = certificate.names.iter().map(String::as_str).collect();
        let domain = certificate.domain.as_deref();
        match certificate.issuer {
            Issuer::Custom => panel.install_custom_certificate(domain, &names),
            Issuer::LetsEncrypt => {
                let age = (DAY * certificate.age_days).as_millis() as i64;
                panel.install_ordered_certificate(domain, &names, age)
            }
        };
    }
    move_in(world, house)
        .await
        .map_err(failed("the network cannot be furnished"))
}

/// The database numbers sites by itself.
async fn move_in(world: &World, house: &House) -> Result<(), store::Error> {
    let mut sites = BTreeMap::new();
    for site in &house.sites {
        sites.insert(site.id, world.network.add_site(&site.host).await?);
    }
    let gone = SiteId(1_000_000);
    for row in &house.mappings {
        let site = sites.get(&row.site).copied().unwrap_or(gone);
        world.network.map(site, &row.host).await?;
    }
    Ok(())
}
