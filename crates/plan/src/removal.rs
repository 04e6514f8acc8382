//! Domains that the network no longer wants: what a removal waits for, and when it is due.

#[cfg(test)]
mod tests;

use crate::absence::spacing;
use crate::draft::Draft;
use crate::lack::is_valid;
use crate::situation::Situation;
use crate::standing::{failed, standing};
use crate::table::{Allowed, rules};
use crate::track::Records;
use crate::{
    Attached, Complete, DomainName, Evidence, Network, ObjectKind, Permit, Reason, Record,
    Standing, State, Step, Timestamp, Who,
};

/// Where a host stands that was ours and is wanted no more.
pub(crate) fn stand(draft: &mut Draft<'_>, record: &Record) -> Standing {
    let situation = draft.situation;
    let now = situation.now;
    let Some(object) = &record.object else {
        if unsettled(record, situation) {
            draft.plan.read_panel = true;
            let next = record.attach.not_before;
            return standing(State::Removing, Reason::FateUnknown, next);
        }
        draft.plan.forget.push(record.host.clone());
        return standing(State::Removed, Reason::Unwanted, None);
    };
    if situation.wanted.named.contains(&record.host.bare()) {
        return standing(State::Attached, Reason::StillNamed, None);
    }
    let (Some(network), Some(_)) = (situation.network.complete(), situation.panel.complete())
    else {
        let next = now + spacing(situation.policy);
        return standing(State::Attached, Reason::AbsenceWatched, Some(next));
    };
    if !may_detach(record, object) {
        return standing(State::Attention, Reason::TypeUnknown, None);
    }
    if let Some(row) = draft.index.unserved_row(record) {
        let mut waiting = standing(State::Attention, Reason::StillNamed, None);
        waiting.who = Who::Operator;
        waiting.detail = row.host.as_ref().map_or_else(
            || format!("row {}", row.mapping.unwrap_or_default()),
            ToString::to_string,
        );
        return waiting;
    }
    if let Some(new) = awaited_name(record, situation.records) {
        let new_record = find(situation.records, new);
        let next = new_record.and_then(|record| record.standing.next_look);
        let next = next
            .unwrap_or(now)
            .max(now + situation.policy.shared_debounce);
        let mut waiting = standing(State::Attached, Reason::RenameWaiting, Some(next));
        waiting.detail = new.to_string();
        return waiting;
    }
    let evidence = match evidence(draft, network, record) {
        Ok(evidence) => evidence,
        Err(next_look) => return standing(State::Attached, Reason::AbsenceWatched, next_look),
    };
    detach(draft, record, object, evidence)
}

/// Adds the step that takes an object off, or says what it waits for.
pub(crate) fn detach(
    draft: &mut Draft<'_>,
    record: &Record,
    object: &Attached,
    evidence: Evidence,
) -> Standing {
    let (situation, now) = (draft.situation, draft.now());
    if !record.detach.ready(now) {
        let mut result = failed(
            record.detach.failure.as_ref().map(|f| f.class),
            State::Removing,
        );
        result.detail = record
            .detach
            .failure
            .as_ref()
            .map(|f| f.message.clone())
            .unwrap_or_default();
        result.next_look = record.detach.not_before;
        return result;
    }
    if !situation.network_is_fresh {
        draft.plan.read_network = true;
        return standing(State::Removing, Reason::Unwanted, Some(now));
    }
    draft.plan.steps.push(Step::Detach {
        host: record.host.clone(),
        object: object.id,
        name: object.shown.clone(),
        evidence,
    });
    standing(State::Removing, Reason::Unwanted, Some(now))
}

/// Whether the table allows taking the object off at all, whatever the evidence.
pub(crate) fn may_detach(record: &Record, object: &Attached) -> bool {
    let theirs = record.foreign_before && !record.created;
    object.is_form_of(&record.host)
        && (!theirs || record.permit == Some(Permit::Detach))
        && match rules(record.class).detach {
            Allowed::OnEvidence => record.created && object.kind != ObjectKind::Primary,
            Allowed::OnEvidenceIfAlias => object.kind == ObjectKind::Alias,
            _ => false,
        }
}

/// The new name of a renamed host, while that is not secured and nobody wants to go without it.
pub(crate) fn awaited_name<'a>(record: &'a Record, records: &Records) -> Option<&'a DomainName> {
    let new = record.absence.as_ref()?.renamed_to.as_ref()?;
    let secured = find(records, new).is_some_and(|record| is_valid(record.tls.as_ref()));
    (!secured && record.permit != Some(Permit::Detach)).then_some(new)
}

/// The record of a host, which may be remembered under its other form.
fn find<'a>(records: &'a Records, host: &DomainName) -> Option<&'a Record> {
    records.get(host).or_else(|| records.get(&host.twin()?))
}

/// Whether an attach of which nobody knows whether it happened has not been looked up yet.
pub(crate) fn unsettled(record: &Record, situation: &Situation<'_>) -> bool {
    let last = record.attach.last;
    record.attach_is_unsettled() && last.is_some_and(|last| !situation.listed_since(last))
}

/// The evidence for a removal, or the moment at which there may be more of it.
fn evidence(
    draft: &Draft<'_>,
    network: Complete<'_, Network>,
    record: &Record,
) -> Result<Evidence, Option<Timestamp>> {
    let situation = draft.situation;
    let (policy, now) = (situation.policy, situation.now);
    if record.permit == Some(Permit::Detach) {
        return Ok(Evidence::permitted(network, now));
    }
    // A removal older than the last time the host was wanted belongs to an earlier life of it.
    let recorded = draft.index.removals(&record.host).iter().find(|removal| {
        record
            .wanted_at
            .moment()
            .is_none_or(|wanted| removal.at >= wanted)
    });
    if let Some(removal) = recorded {
        return Ok(Evidence::recorded(network, removal));
    }
    let Some(absence) = &record.absence else {
        return Err(None);
    };
    let missing = draft.index.missing;
    let calm = now.since(absence.quiet_since) >= policy.absence_quiet
        && absence.readings >= policy.absence_readings;
    // A network that never rests must not keep a name for ever.
    let long = now.since(absence.since) >= policy.absence_slow
        && absence.missed >= policy.absence_readings;
    if long || (calm && missing <= policy.absence_names) {
        return Ok(Evidence::absent(network, absence.since));
    }
    let spacing = spacing(policy);
    let counts = absence.counted_at.max(absence.missed_at);
    let another = counts.unwrap_or(absence.since) + spacing;
    let another = another.max(situation.network.taken_at() + spacing / 2);
    Err(Some(if missing <= policy.absence_names {
        another
    } else {
        another.max(absence.since + policy.absence_slow)
    }))
}
