//! Everything is mended, some days go by, and all must come right.

use std::fmt::Write;
use std::time::Duration;

use emulator::Method;
use ledger::RequestKind;
use plan::Record;

use crate::known::{By, Known, Lead};
use crate::names::{HOSTS, Wish, bare, twin, wishes};
use crate::simulation::Simulation;
use crate::story::Broken;
use crate::turn::Sight;
use crate::world::MAIN;
use crate::{crowds, hands, last, moves};

/// Mends everything and waits for as long as the longest patience of the program, or until all is right.
pub async fn come_right(simulation: &mut Simulation) -> Result<(), Broken> {
    mend_all(simulation).await;
    simulation.look_at_panel();
    let minutes = [1, 10, 10, 60, 120, 240]
        .into_iter()
        .chain(std::iter::repeat_n(720, 17));
    let mut lacking = Vec::new();
    for minutes in minutes {
        let pause = Duration::from_mins(minutes);
        simulation.world.advance(pause).await;
        simulation.everybody().await?;
        lacking = lacks(simulation);
        if lacking.is_empty() {
            break;
        }
        allow_removals(simulation).await;
    }
    if let Some(words) = lacking.first() {
        let words = format!("{words} (and {} more)", lacking.len() - 1);
        return Err(Broken {
            invariant: "in_the_end_all_comes_right",
            words: format!(
                "{words}\n{}",
                told(simulation, words.split(' ').next()).await
            ),
        });
    }
    for seconds in [1800, 1800, 1, 1] {
        simulation.world.advance(Duration::from_secs(seconds)).await;
        simulation.everybody().await?;
    }
    last::last_checks(simulation).await
}

async fn mend_all(simulation: &mut Simulation) {
    simulation.story.tell("-- everything is mended".to_owned());
    hands::mend(simulation);
    if simulation.importing.is_some() {
        crowds::import(simulation);
    }
    {
        let mut source = simulation.world.source.0.lock().unwrap();
        (source.failure, source.partial) = (None, None);
        source.network.enabled = true;
        source.version += 1;
    }
    let sight = Sight::of(&simulation.world.panel);
    let hosts = HOSTS.into_iter().map(str::to_owned);
    let attached = sight.domains.iter().map(|domain| domain.name.clone());
    let now = simulation.now();
    for host in hosts.chain(attached).filter(|host| host != MAIN) {
        for name in [host.clone(), twin(&host)] {
            simulation.world.panel.point_here(&name);
            simulation.known.set_lead(&name, Lead::Here, now);
        }
    }
    for certificate in &sight.certificates {
        if certificate.method == Method::Custom {
            simulation
                .world
                .panel
                .remove_certificate(certificate.domain.as_deref());
        }
    }
    // No web server can prove a wildcard, so one certificate for all never comes while it is there.
    for domain in sight
        .domains
        .iter()
        .filter(|domain| domain.name.starts_with('*'))
    {
        simulation.world.panel.remove_by_hand(domain.id);
        simulation.known.objects.remove(&domain.id);
    }
    simulation.copy = None;
    let nothing = serde_json::json!({});
    simulation
        .world
        .request(RequestKind::Retry, None, nothing)
        .await;
    allow_removals(simulation).await;
}

/// A person says yes to whatever the brake holds back.
async fn allow_removals(simulation: &mut Simulation) {
    let brake = serde_json::json!({"what": "brake"});
    simulation
        .world
        .request(RequestKind::Confirm, None, brake)
        .await;
    moves::permit_missing(simulation);
}

/// What is not as it should be: a host and some words for each.
fn lacks(simulation: &Simulation) -> Vec<String> {
    let network = simulation.network();
    let sight = Sight::of(&simulation.world.panel);
    let answering = sight.answering(simulation.now());
    let mut lacking = Vec::new();
    for wish in wishes(&network) {
        for host in asked(&wish) {
            if sight.covering(&host).is_none() {
                lacking.push(format!("{host} is wanted and not attached"));
            } else if !answering.contains_key(&host) {
                lacking.push(format!("{host} is wanted and has no certificate"));
            }
        }
    }
    let named = Known::named(&network);
    for object in simulation.known.objects.values() {
        let bare = bare(&object.name);
        let renamed = simulation
            .known
            .renamed
            .values()
            .any(|names| names.contains(&bare));
        if object.by == By::Agent && !named.contains(&bare) && !renamed {
            lacking.push(format!("{} is not wanted and still attached", object.name));
        }
    }
    lacking
}

pub fn asked(wish: &Wish) -> Vec<String> {
    let own = wish.asks_bare.then(|| wish.bare.clone());
    own.into_iter()
        .chain(wish.asks_www.then(|| twin(&wish.bare)))
        .collect()
}

/// What the agent says of a host, for the report.
pub async fn told(simulation: &Simulation, host: Option<&str>) -> String {
    let hold = simulation.world.agent.last_plan().hold.clone();
    let records = simulation.world.ledger.records().await.unwrap();
    let host = host.unwrap_or_default();
    let records = records.values();
    let about = records.filter(|record| bare(record.host.as_str()) == bare(host));
    let mut words = format!("  hold: {hold:?}");
    for record in about {
        let Record {
            class,
            standing,
            object,
            order,
            attach,
            ..
        } = record;
        let _ = write!(
            words,
            "\n  {} {class} {standing:?}\n  {object:?}\n",
            record.host
        );
        let _ = write!(words, "  order: {order:?}, attach: {attach:?}");
        let _ = write!(
            words,
            "\n  dns: {:?}, twin: {:?}",
            record.dns, record.twin_dns
        );
    }
    words
}
