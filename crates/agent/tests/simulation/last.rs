//! What has to hold when everything has come right.

use agent::Turn;
use plan::{Class, Reason, State, Who};

use crate::end::{asked, told};
use crate::known::By;
use crate::names::{bare, named_by, wishes};
use crate::simulation::Simulation;
use crate::start::TOKEN;
use crate::story::Broken;

/// # Errors
/// The first that does not hold.
pub async fn last_checks(simulation: &mut Simulation) -> Result<(), Broken> {
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
