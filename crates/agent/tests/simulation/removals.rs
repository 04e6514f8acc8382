//! When something may be taken off: evidence (invariant 2) and the brake (invariant 5).

use emulator::{DomainView, Kind};

use crate::known::{By, Ground, Known, Removal};
use crate::names::{bare, twin};
use crate::simulation::Simulation;
use crate::turn::{Actor, Window};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// So many names may vanish at once and be believed after a minute.
const FEW: usize = 3;
/// What the brake lets through in a day whatever the size of the network.
const RECORDED_A_DAY: usize = 10;
const ABSENT_A_DAY: usize = 5;

/// What a removal rests on, as far as a bystander can tell.
fn ground(known: &Known, name: &str) -> Ground {
    let bare = bare(name);
    if known.past.permitted.contains(&bare) {
        Ground::Person
    } else if known.past.recorded.contains_key(&bare) {
        Ground::Recorded
    } else {
        Ground::Absent
    }
}

/// The removals of a turn: each call, whether its effect was seen or not, and each object that is gone.
fn taken_off(window: &Window) -> Vec<&DomainView> {
    let calls = window
        .writes()
        .filter(|call| call.route == "DELETE domains/{d}");
    let mut taken: Vec<&DomainView> = calls.filter_map(|call| window.about(call)).collect();
    taken.extend(window.removed());
    taken.sort_by_key(|domain| domain.id);
    taken.dedup();
    taken
}

pub fn invariant_2_evidence_before_removal(
    simulation: &Simulation,
    window: &Window,
) -> Result<(), String> {
    fresh_reads(window)?;
    for domain in taken_off(window) {
        let name = &domain.name;
        let why = |why: &str| Err(format!("{name} was taken off {why}"));
        if !window.readable {
            return why("while the network could not be read in whole");
        }
        let known = &simulation.known;
        let ground = ground(known, name);
        if window.names(name) && ground != Ground::Person {
            return why("although a row names it");
        }
        let Some(object) = known.objects.get(&domain.id) else {
            return why("although it appeared in this very turn");
        };
        if ground != Ground::Person {
            if object.strange {
                return why("although it was somebody else's before it was wanted");
            }
            if object.by == By::Person && domain.kind != Kind::Alias {
                return why("although it was adopted and is no alias");
            }
            awaited_name(simulation, window, name)?;
        }
        if object.by == By::Person && !object.wanted {
            return why("although nothing ever named it");
        }
        if ground == Ground::Absent {
            absence(simulation, window, name)?;
        }
    }
    Ok(())
}

/// Just before each removal the object itself was read.
fn fresh_reads(window: &Window) -> Result<(), String> {
    for (place, call) in window.calls.iter().enumerate() {
        if call.route != "DELETE domains/{d}" {
            continue;
        }
        let earlier = &window.calls[..place];
        let read = earlier
            .iter()
            .any(|read| read.method == "GET" && read.path == call.path);
        if !read {
            return Err(format!(
                "{} was not read afresh before its removal",
                call.path
            ));
        }
    }
    Ok(())
}

/// A name that was renamed waits until the new one is secured.
fn awaited_name(simulation: &Simulation, window: &Window, name: &str) -> Result<(), String> {
    // The rows of a restored database are those of another day.
    if simulation.known.restored_at.is_some() {
        return Ok(());
    }
    let answering = window.before.answering(window.now);
    for (row, names) in &simulation.known.renamed {
        let row = window
            .network
            .mappings
            .iter()
            .find(|mapping| mapping.id == *row);
        let Some(row) = row.filter(|_| names.contains(&bare(name))) else {
            continue;
        };
        let new = bare(&row.host);
        // A row may go through several names, and a name through several rows; then it is not certain who waits.
        let only = simulation
            .known
            .rows
            .get(&bare(name))
            .is_none_or(|rows| rows.len() == 1);
        if names.len() == 1
            && only
            && !answering.contains_key(&new)
            && !answering.contains_key(&twin(&new))
        {
            return Err(format!(
                "{name} was taken off before {} was secured",
                row.host
            ));
        }
    }
    Ok(())
}

/// One to three names after a minute with everything else unchanged, more after a day.
fn absence(simulation: &Simulation, window: &Window, name: &str) -> Result<(), String> {
    let past = &simulation.known.past;
    let Some(since) = past.absent_since.get(&bare(name)) else {
        return Err(format!("{name} was taken off and was never missing"));
    };
    let gone_for = window.now - since;
    let objects = simulation.known.objects.values();
    let missing = objects
        .filter(|object| object.by == By::Agent)
        .map(|object| bare(&object.name))
        .filter(|bare| {
            past.absent_since.contains_key(bare)
                && !past.recorded.contains_key(bare)
                && !past.permitted.contains(bare)
                && !simulation
                    .known
                    .renamed
                    .values()
                    .any(|names| names.contains(bare))
        })
        .count();
    let quiet = (window.now - past.quiet_since).min(gone_for);
    if gone_for >= DAY || (quiet >= MINUTE && missing <= FEW) {
        return Ok(());
    }
    Err(format!(
        "{name} was taken off after it was missing for {gone_for} ms, with {missing} names missing and {quiet} ms of quiet"
    ))
}

pub fn invariant_5_the_brake_stops_mass_removal(
    simulation: &Simulation,
    window: &Window,
) -> Result<(), String> {
    let known = &simulation.known;
    let from = (window.now - DAY).max(known.restored_at.unwrap_or(0));
    let done = known.removals.iter().filter(|removal| removal.at > from);
    let grounds: Vec<Ground> = done
        .map(|removal| removal.kind)
        .chain(window.removed().map(|domain| ground(known, &domain.name)))
        .collect();
    let count = |kind: Ground| grounds.iter().filter(|ground| **ground == kind).count();
    let (recorded, absent) = (count(Ground::Recorded), count(Ground::Absent));
    // These worlds are so small that no share of them is more than the numbers that always hold.
    if recorded > RECORDED_A_DAY || absent > ABSENT_A_DAY {
        return Err(format!(
            "{recorded} recorded removals and {absent} by absence within a day"
        ));
    }
    Ok(())
}

/// Remembers the removals of a turn.
pub fn note_removals(simulation: &mut Simulation, window: &Window) {
    if window.actor == Actor::Copy {
        return;
    }
    for domain in window.removed() {
        let kind = ground(&simulation.known, &domain.name);
        let removal = Removal {
            at: window.now,
            kind,
        };
        simulation.known.removals.push(removal);
    }
}
