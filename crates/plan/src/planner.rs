//! Makes the plan: for every known host a standing, and a step where one is due.

#[cfg(test)]
mod tests;

use crate::advanced;
use crate::attach::{attach, other_name, switch_twin};
use crate::basic;
use crate::class::is_main;
use crate::draft::Draft;
use crate::lack;
use crate::main_domain;

use crate::queue;
use crate::removal::{self, unsettled};
use crate::situation::Situation;
use crate::standing::{next_dns, standing};
use crate::waiting::keep_secured;
use crate::{
    Caa, Class, FailureClass, Handshake, Plan, Reason, Record, SiteClosed, SslMode, Standing,
    State, Unit, Who,
};

/// Plans. The same situation gives the same plan, in the same order.
pub fn plan(situation: &Situation<'_>) -> Plan {
    let mut draft = Draft::new(situation);
    let mut standings = Vec::with_capacity(situation.records.len());
    for (record, unit) in situation.records_with_units() {
        let standing = if situation.busy.contains(&record.host) {
            record.standing.clone()
        } else {
            let own = stand(&mut draft, record, unit);
            watch_for_shared(&mut draft, record, unit, own)
        };
        standings.push((record.host.clone(), standing));
    }
    // They are sorted already: a map of all is made without looking for the place of each.
    draft.plan.standings = standings.into_iter().collect();
    match situation.panel.value().ssl {
        SslMode::Basic => basic::order_shared(&mut draft),
        SslMode::Advanced => queue::order_due(&mut draft),
    }
    let mut plan = draft.finish();
    for (record, unit) in situation.records_with_units() {
        if let Some(standing) = plan.standings.get_mut(&record.host) {
            name_the_cause(standing, record, unit);
        }
    }
    plan
}

/// The one cause that is known says more than that something failed, and who can mend it is not always who owns a name.
fn name_the_cause(standing: &mut Standing, record: &Record, unit: Option<&Unit>) {
    let failed = matches!(
        standing.reason,
        Reason::CertificateNeverCame | Reason::CertificateRefused
    );
    let seen = [&record.caa, &record.twin_caa].into_iter().flatten();
    let either = |is: fn(&Caa) -> bool| failed && seen.clone().any(|seen| is(&seen.value));
    let cause = if either(|caa| matches!(caa, Caa::Unknown(_))) {
        Some(Reason::CaaUnanswered)
    } else if either(|caa| matches!(caa, Caa::SomeAccounts)) {
        Some(Reason::CaaOtherAccount)
    } else {
        None
    };
    if let Some(cause) = cause {
        standing.reason = cause;
        standing.who = cause.who();
    }
    if unit.is_some_and(|unit| unit.below_main) && standing.who == Who::Customer {
        standing.who = Who::Operator;
    }
}

/// Where one host stands; adds its step and its looks to the draft.
fn stand(draft: &mut Draft<'_>, record: &Record, unit: Option<&Unit>) -> Standing {
    let situation = draft.situation;
    if let Some(removed) = record.removed_at
        && record.object.is_none()
    {
        if situation.now.since(removed) >= situation.policy.remember_removed {
            draft.plan.forget.push(record.host.clone());
        }
        let reason = if record.removed_by.is_some() {
            Reason::Removed
        } else {
            Reason::RemovedElsewhere
        };
        return standing(State::Removed, reason, None);
    }
    match (record.class, unit) {
        (Class::Foreign, _) => stand_foreign(draft, record),
        (Class::Created | Class::Adopted, Some(unit))
            if record.object.is_none()
                && !unit.asked().contains(&record.host)
                && !situation.needs_its_own(&record.host) =>
        {
            if unsettled(record, situation) {
                draft.plan.read_panel = true;
                return standing(
                    State::Attaching,
                    Reason::FateUnknown,
                    record.attach.not_before,
                );
            }
            // The unit is served in its other form.
            draft.plan.forget.push(record.host.clone());
            standing(State::Removed, Reason::Unwanted, None)
        }
        (Class::Created | Class::Adopted, Some(unit)) => serve(draft, record, unit),
        (Class::Created | Class::Adopted, None) => removal::stand(draft, record),
        (Class::Refused | Class::Conflict | Class::Orphan, _) => stand_rejected(draft, record),
    }
}

/// Asks for DNS of an attached host that is not served: in basic mode it is part of each order all the same.
fn watch_for_shared(
    draft: &mut Draft<'_>,
    record: &Record,
    unit: Option<&Unit>,
    mut own: Standing,
) -> Standing {
    let basic = draft.situation.panel.value().ssl == SslMode::Basic;
    if let Some(object) = &record.object
        && basic
        && record.class != Class::Foreign
        && unit.is_none()
    {
        let twin = other_name(record, object);
        let dns = next_dns(record, draft.now());
        let next = draft.look(record, twin, Some(dns), None);
        own.next_look = own.next_look.into_iter().chain(next).min();
    }
    own
}

fn stand_foreign(draft: &mut Draft<'_>, record: &Record) -> Standing {
    let Some(object) = &record.object else {
        draft.plan.forget.push(record.host.clone());
        return standing(State::Removed, Reason::RemovedElsewhere, None);
    };
    let basic = draft.situation.panel.value().ssl == SslMode::Basic;
    // In basic mode every attached name is part of each order, so DNS of all of them matters before one is made.
    let dns = basic.then(|| next_dns(record, draft.now()));
    let twin = other_name(record, object);
    if is_main(object, draft.situation.network.value()) {
        return main_domain::stand(draft, record, twin, dns);
    }
    let next = draft.look(record, twin, dns, None);
    standing(State::Attached, Reason::NotOurs, next)
}

fn stand_rejected(draft: &mut Draft<'_>, record: &Record) -> Standing {
    let Some(rejected) = draft.index.rejected(&record.host) else {
        if record.object.is_none() {
            draft.plan.forget.push(record.host.clone());
            return standing(State::Removed, Reason::Unwanted, None);
        }
        return standing(State::Attached, Reason::NotOurs, None);
    };
    let mut result = standing(State::Attention, rejected.reason, None);
    result.detail = format!("site {}", rejected.site);
    result
}

/// A wanted host: attach it, give it its twin and its certificate.
fn serve(draft: &mut Draft<'_>, record: &Record, unit: &Unit) -> Standing {
    let situation = draft.situation;
    let Some(object) = &record.object else {
        if unit.below_main && draft.index.wildcard_answers(&record.host) {
            let next = lack::next_watch(record, situation.policy, situation.now);
            let next = draft.look(record, None, None, Some(next));
            return match &record.tls {
                Some(seen) => match seen.value {
                    Handshake::Valid(_) => {
                        standing(State::Secured, Reason::CoveredByWildcard, next)
                    }
                    Handshake::Refused(..) | Handshake::NoCertificate => {
                        standing(State::Attention, Reason::WildcardUnproved, next)
                    }
                    Handshake::Failed(_) => {
                        standing(State::Attached, Reason::CoveredByWildcard, next)
                    }
                },
                None => standing(State::Attached, Reason::CoveredByWildcard, next),
            };
        }
        if unit.site_closed == Some(SiteClosed::Suspended) && !unsettled(record, situation) {
            return standing(State::Attaching, Reason::SiteSuspended, None);
        }
        return attach(draft, record, unit);
    };
    let tries = [&record.order, &record.twin, &record.detach];
    let unfound = tries
        .into_iter()
        .filter(|tries| tries.failed_with(FailureClass::NotFound))
        .filter_map(|tries| tries.last);
    if unfound
        .max()
        .is_some_and(|last| !situation.listed_since(last))
    {
        // Gone, known under another id, or not known everywhere yet: a listing tells.
        draft.plan.read_panel = true;
    }
    if let Some(leaving) = basic::make_way(draft, record, object) {
        return leaving;
    }
    if let Some(step) = switch_twin(draft, record, unit) {
        draft.plan.steps.push(step);
        let secured = lack::is_valid(record.tls.as_ref());
        let queued = standing(State::Attached, Reason::Queued, Some(situation.now));
        return keep_secured(queued, secured);
    }
    match situation.panel.value().ssl {
        SslMode::Advanced => advanced::certificate(draft, record, object),
        SslMode::Basic => basic::certificate(draft, record, object),
    }
}
