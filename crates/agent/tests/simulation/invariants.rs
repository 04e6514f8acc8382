//! The invariants that are checked after each turn. Each is stated anew, from what a bystander sees: the calls, the
//! panel before and after, and who did what. What a planner would have decided is asked nowhere.
//!
//! A database that is restored from an earlier day forgets what happened since, so some promises end with it:
//! - What the agent attached after that day counts as somebody else's; it may stay for ever.
//! - The removals of the last hours are forgotten, so that the brake counts anew (5).
//! - Orders are forgotten, so that the authority's limits may be met once more (10).
//!
//! All else holds: nothing foreign is touched, nothing is there twice, and what is wanted is served.

use agent::Turn;
use emulator::{Kind, Method};

use crate::known::{By, Lead, Object};
use crate::limits::{invariant_8_one_bad_name_holds_nobody_up, invariant_10_limits_are_kept};
use crate::names::{bare, twin};
use crate::removals::{
    invariant_2_evidence_before_removal, invariant_5_the_brake_stops_mass_removal, note_removals,
};
use crate::simulation::Simulation;
use crate::story::Broken;
use crate::turn::{Actor, Window};
use crate::unsure::invariant_7_what_may_have_happened_is_looked_up;
use crate::world::MAIN;

type Check = fn(&Simulation, &Window) -> Result<(), String>;

const DAY: i64 = 24 * 3_600_000;
/// A lease lasts 15 seconds and is renewed when a third of it is over.
const LEASE_LEFT: i64 = 10_000;

macro_rules! checks {
    ($($name:ident,)+) => { [$((stringify!($name), $name as Check)),+] };
}

/// Checks a turn, and remembers what it did.
pub fn check(simulation: &mut Simulation, window: &Window) -> Result<(), Broken> {
    let checks = checks![
        invariant_2_evidence_before_removal,
        invariant_3_only_ours_is_touched,
        invariant_4_never_the_primary,
        invariant_5_the_brake_stops_mass_removal,
        invariant_6_a_copy_changes_nothing,
        invariant_7_nothing_is_there_twice,
        invariant_7_no_intent_stays_open,
        invariant_7_what_may_have_happened_is_looked_up,
        invariant_8_one_bad_name_holds_nobody_up,
        invariant_10_limits_are_kept,
        invariant_12_only_names_that_are_wanted_are_added,
        invariant_13_one_agent_acts_at_a_time,
        invariant_15_what_answers_goes_on_answering,
        switched_off_means_hands_off,
    ];
    for (invariant, check) in checks {
        check(simulation, window).map_err(|words| Broken { invariant, words })?;
    }
    remember(simulation, window);
    Ok(())
}

fn remember(simulation: &mut Simulation, window: &Window) {
    note_removals(simulation, window);
    let named = crate::known::Known::named(&window.network);
    for domain in window.added() {
        let object = Object {
            name: domain.name.clone(),
            by: By::Agent,
            at: window.now,
            wanted: named.contains(&bare(&domain.name)),
            strange: false,
        };
        simulation.known.objects.insert(domain.id, object);
    }
    for domain in window.removed() {
        simulation.known.objects.remove(&domain.id);
    }
    let listed = window
        .calls
        .iter()
        .any(|call| call.route == "GET domains" && call.status == 200);
    if listed {
        simulation.known.listed = window
            .before
            .domains
            .iter()
            .map(|domain| domain.id)
            .collect();
    }
    if listed && window.readable && window.actor != Actor::Copy {
        for object in simulation.known.objects.values_mut() {
            let asked_for = named.contains(&bare(&object.name));
            object.strange |= object.by == By::Person && !object.wanted && !asked_for;
        }
    }
    simulation.unsure.note(window);
    if window.turn == Some(Turn::Acting) && window.actor != Actor::Copy {
        simulation.last_acting = Some((window.now, window.actor));
    }
    simulation.answering = window.after.answering(window.now);
}

fn invariant_3_only_ours_is_touched(
    simulation: &Simulation,
    window: &Window,
) -> Result<(), String> {
    for (id, object) in &simulation.known.objects {
        let (before, after) = (window.before.domain(*id), window.after.domain(*id));
        let (Some(before), Some(after)) = (before, after) else {
            continue;
        };
        let permitted = simulation
            .known
            .past
            .permitted
            .contains(&bare(&object.name));
        if object.by == By::Person && before != after && !permitted {
            return Err(format!("{before:?}, which is not ours, became {after:?}"));
        }
        if (before.redirection, before.kind) != (after.redirection, after.kind) {
            return Err(format!("{before:?} became {after:?}"));
        }
    }
    for call in window.writes() {
        let Some(domain) = window.about(call) else {
            continue;
        };
        let object = simulation.known.objects.get(&domain.id);
        if object.is_some_and(|object| object.by == By::Person && !object.wanted) {
            return Err(format!(
                "{} for {}, which nothing ever named",
                call.route, domain.name
            ));
        }
    }
    for certificate in &window.before.certificates {
        let gone = || {
            window
                .removed()
                .any(|domain| Some(&domain.name) == certificate.domain.as_ref())
        };
        if certificate.method == Method::Custom
            && !window.after.certificates.contains(certificate)
            && !gone()
        {
            return Err(format!("{certificate:?} is somebody's own, and is gone"));
        }
    }
    Ok(())
}

fn invariant_4_never_the_primary(_: &Simulation, window: &Window) -> Result<(), String> {
    let is_main =
        |domain: &&emulator::DomainView| domain.kind == Kind::Primary || domain.name == MAIN;
    for domain in window.before.domains.iter().filter(is_main) {
        if window.after.domain(domain.id) != Some(domain) {
            return Err(format!("{domain:?} was changed"));
        }
    }
    for call in window.writes() {
        if let Some(domain) = window.about(call).filter(is_main) {
            return Err(format!("{} for {}", call.route, domain.name));
        }
    }
    Ok(())
}

fn invariant_6_a_copy_changes_nothing(_: &Simulation, window: &Window) -> Result<(), String> {
    match window.writes().next() {
        Some(call) if window.actor == Actor::Copy => Err(format!(
            "the copy called {} {:?}",
            call.route, call.body_name
        )),
        _ => Ok(()),
    }
}

fn invariant_7_nothing_is_there_twice(
    simulation: &Simulation,
    window: &Window,
) -> Result<(), String> {
    let known = &simulation.known;
    let unseen = |id: u64| {
        let object = known.objects.get(&id);
        object.is_some_and(|object| object.by == By::Person) && !known.listed.contains(&id)
    };
    for added in window.added() {
        let mut hosts = vec![added.name.clone()];
        if added.www {
            hosts.push(twin(&added.name));
        }
        for other in window
            .after
            .domains
            .iter()
            .filter(|other| other.id != added.id && !unseen(other.id))
        {
            let covers =
                |host: &String| other.name == *host || (other.www && twin(&other.name) == *host);
            if let Some(host) = hosts.iter().find(|host| covers(host)) {
                return Err(format!("{host} is there twice: {added:?} and {other:?}"));
            }
        }
    }
    Ok(())
}

fn invariant_7_no_intent_stays_open(_: &Simulation, window: &Window) -> Result<(), String> {
    match window.open_intents {
        open if open > 0 && window.turn == Some(Turn::Acting) && window.actor != Actor::Copy => {
            Err(format!(
                "{open} intents are open after a turn that came to its end"
            ))
        }
        _ => Ok(()),
    }
}

fn invariant_12_only_names_that_are_wanted_are_added(
    _: &Simulation,
    window: &Window,
) -> Result<(), String> {
    // Where the network cannot be read, what it said last counts.
    if !window.readable {
        return Ok(());
    }
    let wishes = crate::names::wishes(&window.network);
    for call in window.writes().filter(|call| call.route == "POST domains") {
        let name = call.body_name.clone().unwrap_or_default();
        if !wishes.iter().any(|wish| wish.bare == bare(&name)) {
            return Err(format!("{name:?} was added, which no site may have"));
        }
    }
    Ok(())
}

fn invariant_13_one_agent_acts_at_a_time(
    simulation: &Simulation,
    window: &Window,
) -> Result<(), String> {
    let Some((at, who)) = simulation.last_acting else {
        return Ok(());
    };
    let apart = window.now - at;
    if who != window.actor && apart < LEASE_LEFT && window.writes().next().is_some() {
        return Err(format!(
            "{who:?} acted {apart} ms before {:?} wrote",
            window.actor
        ));
    }
    Ok(())
}

fn invariant_15_what_answers_goes_on_answering(
    simulation: &Simulation,
    window: &Window,
) -> Result<(), String> {
    let now = window.after.answering(window.now);
    for (host, until) in &simulation.answering {
        if now.contains_key(host) || *until <= window.now {
            continue;
        }
        let before = window.before.covering(host);
        let removed = before.is_some_and(|before| window.after.domain(before.id).is_none());
        if removed && !window.names(host) {
            // That there is evidence for it is another check.
            continue;
        }
        let permitted = simulation.known.past.permitted.contains(&bare(host));
        let (lead, since) = simulation.known.lead(host);
        let twin_went = before.is_some_and(|before| before.name != *host) && !removed;
        if permitted || (twin_went && lead == Lead::Away && window.now - since >= 7 * DAY) {
            continue;
        }
        return Err(format!(
            "{host} answered and does not any more; it led {lead:?} since {since}"
        ));
    }
    Ok(())
}

/// The switch of Ultimate Multisite: read and report only.
fn switched_off_means_hands_off(_: &Simulation, window: &Window) -> Result<(), String> {
    match window.writes().next() {
        Some(call) if !window.network.enabled && window.readable => Err(format!(
            "{} although the integration is switched off",
            call.route
        )),
        _ => Ok(()),
    }
}
