//! Everything is mended, some days go by, and all must come right.

use std::fmt::Write;
use std::time::Duration;

use agent::Turn;
use emulator::Method;
use ledger::RequestKind;
use plan::{Class, Reason, Record, State, Who};

use crate::known::{By, Known, Lead};
use crate::names::{HOSTS, Wish, bare, named_by, twin, wishes};
use crate::simulation::Simulation;
use crate::start::TOKEN;
use crate::story::Broken;
use crate::turn::Sight;
use crate::world::MAIN;
use crate::{hands, moves};

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
    last_checks(simulation).await
}

async fn mend_all(simulation: &mut Simulation) {
    simulation.story.tell("-- everything is mended".to_owned());
    hands::mend(simulation);
    if simulation.importing.is_some() {
        moves::import(simulation);
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

fn asked(wish: &Wish) -> Vec<String> {
    let own = wish.asks_bare.then(|| wish.bare.clone());
    own.into_iter()
        .chain(wish.asks_www.then(|| twin(&wish.bare)))
        .collect()
}

/// What the agent says of a host, for the report.
async fn told(simulation: &Simulation, host: Option<&str>) -> String {
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

async fn last_checks(simulation: &mut Simulation) -> Result<(), Broken> {
    let checks = [
        (
            "invariant_9_a_handshake_proves_it",
            invariant_9(simulation).await,
        ),
        ("invariant_11_secrets_stay_secret", invariant_11(simulation)),
        (
            "invariant_14_every_domain_has_an_answer",
            invariant_14(simulation).await,
        ),
        (
            "invariant_7_nothing_stays_open",
            nothing_stays_open(simulation).await,
        ),
    ];
    for (invariant, result) in checks {
        result.map_err(|words| Broken { invariant, words })?;
    }
    Ok(())
}

/// What the panel shows is what a visitor meets.
async fn invariant_9(simulation: &Simulation) -> Result<(), String> {
    let wishes = wishes(&simulation.network());
    for host in wishes.first().into_iter().flat_map(asked) {
        if !simulation.world.answers(&host).await {
            return Err(format!("{host} has a certificate and answers nobody"));
        }
    }
    Ok(())
}

/// No file of the ledger holds the token, though the provider said it again and again.
fn invariant_11(simulation: &Simulation) -> Result<(), String> {
    for entry in std::fs::read_dir(simulation.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        if let Some(at) = text.find(TOKEN) {
            let before: String = text[..at].chars().rev().take(200).collect();
            let before: String = before.chars().rev().collect();
            return Err(format!("the token is in the ledger, after: {before}"));
        }
    }
    Ok(())
}

async fn invariant_14(simulation: &Simulation) -> Result<(), String> {
    let records = simulation.world.ledger.records().await.unwrap();
    let network = simulation.network();
    let known = |name: &str| records.keys().any(|host| bare(host.as_str()) == name);
    for wish in wishes(&network) {
        let about = records
            .values()
            .filter(|record| bare(record.host.as_str()) == wish.bare);
        let stands: Vec<_> = about.map(|record| &record.standing).collect();
        let well = [State::Secured, State::Serving];
        if !stands.iter().any(|stands| well.contains(&stands.state)) {
            return Err(format!(
                "{} is served, and the agent says {stands:?}",
                wish.bare
            ));
        }
    }
    for domain in simulation.world.panel.domains() {
        let Some(name) = named_by(&domain.name) else {
            continue;
        };
        if !known(&name) {
            return Err(format!("{name} is attached and not known"));
        }
    }
    for row in &network.mappings {
        let told = simulation.acting_plan().is_none_or(|plan| {
            plan.rejected
                .iter()
                .any(|rejected| rejected.mapping == Some(row.id))
        });
        if !told && !named_by(&row.host).is_some_and(|name| known(&name)) {
            return Err(format!("the row {:?} has no answer", row.host));
        }
    }
    for record in records.values() {
        let stands = &record.standing;
        let ours = matches!(record.class, Class::Created | Class::Adopted);
        let waits = matches!(
            stands.state,
            State::WaitingDns | State::Attaching | State::Ordering | State::Removing
        ) || (ours && matches!(stands.state, State::Attached | State::Secured));
        let still_named = stands.reason == plan::Reason::StillNamed;
        if waits && stands.next_look.is_none() && stands.who == Who::Nobody && !still_named {
            return Err(format!(
                "{}: nobody acts and nobody looks: {stands:?}",
                record.host
            ));
        }
    }
    Ok(())
}

async fn nothing_stays_open(simulation: &mut Simulation) -> Result<(), String> {
    let open = simulation.world.ledger.open_intents().await.unwrap();
    if !open.is_empty() {
        return Err(format!("{open:?}"));
    }
    let mut pending = simulation.world.ledger.pending_requests().await.unwrap();
    // The removal of what is somebody else's waits for a person's yes; so does that of a host whose row was changed to
    // one that never comes, or to no host at all.
    let records = simulation.world.ledger.records().await.unwrap();
    let renamed = |host: &String| {
        let mut records = records.values();
        records.any(|record| {
            matches!(
                record.standing.reason,
                Reason::RenameWaiting | Reason::StillNamed
            ) && bare(record.host.as_str()) == bare(host)
        })
    };
    let theirs = |host: &String| {
        let mut objects = simulation.known.objects.values();
        objects.any(|object| object.by != By::Agent && bare(&object.name) == bare(host))
    };
    let waits = |host: &String| theirs(host) || renamed(host);
    pending.retain(|request| !request.host.as_ref().is_some_and(waits));
    if let Some(request) = pending.first() {
        let about = told(simulation, request.host.as_deref()).await;
        return Err(format!("{pending:?}\n{about}"));
    }
    // One of the agents acts, and it goes on doing so.
    let first = simulation.world.agent.settle().await;
    let second = match &mut simulation.second {
        Some((second, _)) => Some(second.settle().await),
        None => None,
    };
    let acts = |turn: &Result<Turn, ledger::Error>| matches!(turn, Ok(Turn::Acting));
    if !acts(&first) && !second.as_ref().is_some_and(acts) {
        return Err(format!("nobody acts: {first:?}, {second:?}"));
    }
    Ok(())
}
