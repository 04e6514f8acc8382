//! The story: what people and machines do, and what has to come of it.

use std::net::Ipv6Addr;
use std::time::Duration;

use emulator::{Fault, FaultKind, Record as Dns};
use ledger::{NewRequest, RequestKind};
use plan::{Class, DomainName, Reason, SiteId};

use super::goals::{gone, is_attached, is_secured, secured, stands};
use super::stage::{Stage, not_as_told};
use super::taken_over;
use super::world::{FOREIGN, MAIN, SERVER, failed};
use crate::output::Report;

/// The address of the hoster that Carla left.
const OLD_HOSTER: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7);

/// Plays the story to its end.
///
/// # Errors
/// A report on the scene that did not go as it should.
pub(super) async fn play(stage: &mut Stage<'_>) -> Result<(), Report> {
    first_look(stage).await?;
    let bakery = ready_name(stage).await?;
    let anna = no_dns_yet(stage).await?;
    let carla = stale_ipv6(stage).await?;
    new_site(stage).await?;
    records_corrected(stage, &anna, &carla).await?;
    trouble(stage).await?;
    kill(stage).await?;
    rename(stage, bakery).await?;
    removal(stage, &carla).await?;
    // On the heap: a second world takes some room.
    Box::pin(taken_over::play(stage)).await
}

/// A mapping of the story.
struct Mapped {
    row: i64,
    site: SiteId,
    host: DomainName,
}

async fn first_look(stage: &mut Stage<'_>) -> Result<(), Report> {
    stage
        .scene("The agent starts. It looks at both sides before it does anything.")
        .await;
    stage
        .note(&format!(
            "The panel already serves {MAIN}, and {FOREIGN}, which somebody added by hand."
        ))
        .await;
    let (main, foreign) = (host(MAIN)?, host(FOREIGN)?);
    stage
        .until("both domains are known", |records, _| {
            let class = |host| records.get(host).map(|record| record.class);
            records.contains_key(&main) && class(&foreign) == Some(Class::Foreign)
        })
        .await
}

async fn ready_name(stage: &mut Stage<'_>) -> Result<Mapped, Report> {
    stage
        .scene("Ben maps bakery.example. Its DNS leads here already.")
        .await;
    point_here(stage, &host("bakery.example")?);
    let bakery = map(stage, "Ben", "bakery.example").await?;
    secured(stage, &bakery.host).await?;
    Ok(bakery)
}

async fn no_dns_yet(stage: &mut Stage<'_>) -> Result<Mapped, Report> {
    stage
        .scene("Anna maps bücher.example. Her DNS is not set yet.")
        .await;
    let anna = map(stage, "Anna", "bücher.example").await?;
    stands(stage, &anna.host, Reason::DnsNoSuchName).await?;
    stage.customer_reads("Anna", &anna.host).await?;
    Ok(anna)
}

async fn stale_ipv6(stage: &mut Stage<'_>) -> Result<Mapped, Report> {
    stage
        .scene("Carla maps florist.example. An AAAA record of her old hoster is still there.")
        .await;
    stage
        .world
        .panel
        .set_records("florist.example", &[Dns::A(SERVER), Dns::Aaaa(OLD_HOSTER)]);
    stage.world.panel.set_records(
        "www.florist.example",
        &[Dns::Cname("florist.example".into())],
    );
    let carla = map(stage, "Carla", "florist.example").await?;
    stands(stage, &carla.host, Reason::DnsStaleIpv6).await?;
    stage.customer_reads("Carla", &carla.host).await?;
    Ok(carla)
}

async fn new_site(stage: &mut Stage<'_>) -> Result<(), Report> {
    stage
        .scene("Meanwhile a site is made below the main domain: studio.network.example.")
        .await;
    let studio = host("studio.network.example")?;
    point_here(stage, &studio);
    stage
        .world
        .network
        .add_site(studio.as_str())
        .await
        .map_err(failed("the site cannot be made"))?;
    secured(stage, &studio).await
}

async fn records_corrected(
    stage: &mut Stage<'_>,
    anna: &Mapped,
    carla: &Mapped,
) -> Result<(), Report> {
    stage
        .scene("Twenty minutes later Anna sets her records, and Carla removes the old one.")
        .await;
    stage.pass(Duration::from_mins(20)).await?;
    stage
        .note("bücher.example and www.bücher.example get an A record with 203.0.113.10.")
        .await;
    point_here(stage, &anna.host);
    secured(stage, &anna.host).await?;
    stage
        .note("The AAAA record of florist.example is gone.")
        .await;
    point_here(stage, &carla.host);
    secured(stage, &carla.host).await
}

async fn trouble(stage: &mut Stage<'_>) -> Result<(), Report> {
    stage
        .scene("Dora maps garden.example on the panel's bad day.")
        .await;
    for (text, fault) in faults() {
        stage.note(text).await;
        stage.world.panel.fault(fault);
    }
    point_here(stage, &host("garden.example")?);
    let dora = map(stage, "Dora", "garden.example").await?;
    secured(stage, &dora.host).await?;
    stage
        .until("all faults were met", |_, world| {
            world.panel.faults().is_empty()
        })
        .await
}

/// What goes wrong, in this order.
fn faults() -> [(&'static str, Fault); 3] {
    let status = |code, retry_after, message: &str| FaultKind::Status {
        code,
        json: true,
        retry_after,
        message: message.to_owned(),
    };
    let new_domain = Some("POST domains".to_owned());
    [
        (
            "The panel will answer the next new domain with 429: come back in 2 seconds.",
            Fault {
                route: new_domain.clone(),
                name: None,
                kind: status(429, Some(2), "Too Many Attempts."),
                times: 1,
            },
        ),
        (
            "Then it will answer six calls with 503.",
            Fault {
                route: None,
                name: None,
                kind: status(503, None, "Service Unavailable"),
                times: 6,
            },
        ),
        (
            "Then it will add a domain and lose the reply.",
            Fault {
                route: new_domain,
                name: None,
                kind: FaultKind::ReplyLost,
                times: 1,
            },
        ),
    ]
}

async fn kill(stage: &mut Stage<'_>) -> Result<(), Report> {
    stage
        .scene("Emil maps harbour.example, and the agent is killed in the middle of its call.")
        .await;
    let emil = map(stage, "Emil", "harbour.example").await?;
    point_here(stage, &emil.host);
    // Long enough that the reply never comes in the story; the emulator does not wait for it when it stops.
    stage.world.panel.fault(Fault {
        route: Some("POST domains".to_owned()),
        name: None,
        kind: FaultKind::Delay(600_000),
        times: 1,
    });
    stage
        .kill_when(|world| is_attached(world, &emil.host))
        .await?;
    stage
        .note("The domain is added. The agent is killed before the reply; a second one starts.")
        .await;
    secured(stage, &emil.host).await?;
    let calls = stage.world.panel.calls();
    let asked = calls.iter().filter(|call| {
        call.method == "POST" && call.body_name.as_deref() == Some(emil.host.as_str())
    });
    if asked.count() != 1 {
        return Err(not_as_told("a call was repeated that may have worked"));
    }
    stage
        .note("The panel was asked once for harbour.example: the call was looked up, not repeated.")
        .await;
    Ok(())
}

async fn rename(stage: &mut Stage<'_>, bakery: Mapped) -> Result<(), Report> {
    stage
        .scene("Ben renames bakery.example to bakehouse.example. The new name comes first.")
        .await;
    stage
        .note("In the mapping table bakery.example becomes bakehouse.example.")
        .await;
    let new = host("bakehouse.example")?;
    point_here(stage, &new);
    stage
        .world
        .network
        .rename(bakery.row, new.as_str())
        .await
        .map_err(failed("the mapping cannot be renamed"))?;
    let old = bakery.host;
    serve(stage, &new, bakery.row, bakery.site);
    stage
        .until(
            "the new name is secured while the old one stays",
            |records, world| is_secured(records, &new) && is_attached(world, &old),
        )
        .await?;
    gone(stage, &old).await
}

async fn removal(stage: &mut Stage<'_>, carla: &Mapped) -> Result<(), Report> {
    stage
        .scene("Carla leaves. Her mapping is deleted, and the WordPress plugin records that.")
        .await;
    stage
        .note("florist.example: the mapping is deleted, a removal record is written.")
        .await;
    stage
        .world
        .network
        .unmap(carla.row)
        .await
        .map_err(failed("the mapping cannot be deleted"))?;
    let request = NewRequest {
        kind: RequestKind::Removal,
        host: Some(carla.host.clone()),
        site: Some(carla.site),
        user: "carla".to_owned(),
        payload: serde_json::json!({}),
        at: stage.now(),
    };
    stage
        .world
        .ledger
        .insert_request(&request)
        .await
        .map_err(failed("the removal cannot be recorded"))?;
    gone(stage, &carla.host).await
}

/// A customer of his own site maps a host to it.
async fn map(stage: &Stage<'_>, who: &str, name: &str) -> Result<Mapped, Report> {
    let host = host(name)?;
    let network = &stage.world.network;
    // A site reached only through its mapping: its own address is a path of the main domain.
    let site = network
        .add_site(MAIN)
        .await
        .map_err(failed("the site cannot be made"))?;
    let row = network
        .map(site, name)
        .await
        .map_err(failed("the mapping cannot be made"))?;
    serve(stage, &host, row, site);
    let spelled = if host.as_str() == name {
        String::new()
    } else {
        format!(", which DNS and certificates spell {host}")
    };
    stage
        .note(&format!("{who} maps {name} to site {}{spelled}.", site.0))
        .await;
    Ok(Mapped { row, site, host })
}

/// From now on WordPress answers at this host as at one of the site's own.
fn serve(stage: &Stage<'_>, host: &DomainName, row: i64, site: SiteId) {
    let panel = &stage.world.panel;
    panel.serve_row(host.as_str(), row, site.0);
}

/// Gives a host and its `www` twin the server's address, and nothing else.
fn point_here(stage: &Stage<'_>, host: &DomainName) {
    let panel = &stage.world.panel;
    panel.point_here(host.as_str());
    if let Some(twin) = host.twin() {
        panel.point_here(twin.as_str());
    }
}

fn host(name: &str) -> Result<DomainName, Report> {
    name.parse().map_err(failed("a name of the story is none"))
}
