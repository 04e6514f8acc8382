//! What the authority allows (invariant 10), and that trouble with one name is nobody else's (invariant 8).

use std::collections::{BTreeMap, BTreeSet};

use agent::Turn;
use emulator::{Order, OrderedBy};
use plan::DomainName;

use crate::known::By;
use crate::names::{twin, wishes};
use crate::simulation::Simulation;
use crate::turn::Window;

const HOUR: i64 = 3_600_000;
const WEEK: i64 = 7 * 24 * HOUR;
/// What Let's Encrypt publishes, seen 2026-11: certificates of one registered domain and of one set of names in a
/// week, failed validations of one name in an hour.
const REGISTERED: usize = 50;
const EXACT_SET: usize = 5;
const FAILED: usize = 5;
/// How long a name may take to which nothing bad happened.
const FRESH: i64 = HOUR;
/// And how many turns, as the agents of a simulation look rarely.
const FRESH_TURNS: u64 = 8;

pub fn invariant_10_limits_are_kept(
    simulation: &Simulation,
    window: &Window,
) -> Result<(), String> {
    if !window.writes().any(|call| call.route.contains("ssl")) {
        return Ok(());
    }
    let forgotten = simulation.known.restored_at.unwrap_or(0);
    let orders = simulation.world.panel.orders();
    let remembered = |order: &&Order| order.at > forgotten && order.by == OrderedBy::Caller;
    if let Some(limited) = orders.iter().filter(remembered).find(|order| order.limited)
        && simulation.known.restored_at.is_none()
    {
        return Err(format!("a limit was met: {limited:?}"));
    }
    let mut registered: BTreeMap<String, usize> = BTreeMap::new();
    let mut sets: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut failed: BTreeMap<String, usize> = BTreeMap::new();
    for order in orders.iter().filter(remembered) {
        let age = window.now - order.at;
        if order.ok && age < WEEK {
            let names = order
                .names
                .iter()
                .filter_map(|name| name.parse::<DomainName>().ok());
            let domains: BTreeSet<String> =
                names.map(|name| name.registered().to_owned()).collect();
            for domain in domains {
                *registered.entry(domain).or_default() += 1;
            }
            let mut set = order.names.clone();
            set.sort();
            *sets.entry(set).or_default() += 1;
        }
        if age < HOUR {
            for name in &order.failed_names {
                *failed.entry(name.clone()).or_default() += 1;
            }
        }
    }
    if let Some(over) = registered.iter().find(|(_, count)| **count > REGISTERED) {
        return Err(format!(
            "certificates of a registered domain in a week: {over:?}"
        ));
    }
    if let Some(over) = sets.iter().find(|(_, count)| **count > EXACT_SET) {
        return Err(format!("certificates of one set in a week: {over:?}"));
    }
    if let Some(over) = failed.iter().find(|(_, count)| **count > FAILED) {
        return Err(format!("failed validations of a name in an hour: {over:?}"));
    }
    Ok(())
}

/// Whatever happens to others: a name that leads here and that nothing happened to is attached and secured in time.
pub fn invariant_8_one_bad_name_holds_nobody_up(
    simulation: &Simulation,
    window: &Window,
) -> Result<(), String> {
    if window.turn != Some(Turn::Acting) {
        return Ok(());
    }
    let answering = window.after.answering(window.now);
    for wish in wishes(&window.network) {
        let since = simulation.known.fresh.get(&wish.bare);
        let early = |(since, turns): &(i64, u64)| {
            window.now - since < FRESH || simulation.turns - turns < FRESH_TURNS
        };
        if since.is_none_or(early) {
            continue;
        }
        let host = if wish.asks_bare {
            wish.bare.clone()
        } else {
            twin(&wish.bare)
        };
        let Some(object) = window.after.covering(&host) else {
            return Err(format!("{host} is ready for an hour and is not attached"));
        };
        let theirs = simulation
            .known
            .objects
            .get(&object.id)
            .is_some_and(|object| object.by == By::Person);
        // One certificate for all waits for the last of them, by design.
        if window.after.advanced && !theirs && !answering.contains_key(&host) {
            return Err(format!("{host} is ready for an hour and is not secured"));
        }
    }
    Ok(())
}
