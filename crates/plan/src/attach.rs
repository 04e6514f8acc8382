//! Adds wanted hosts to the web application, in the right form, and switches their twins.

#[cfg(test)]
mod tests;

use crate::backoff::{Wait, wait};
use crate::draft::Draft;
use crate::lack;
use crate::standing::{dns_standing, failed, next_dns, standing};
use crate::table::{Allowed, rules};
use crate::waiting::wait_for_caa;
use crate::{
    Attached, Caa, DomainName, FailureClass, Reason, Record, Seen, SslMode, Standing, State, Step,
    Unit,
};

/// Where a wanted host stands that is not attached; adds the step that attaches it.
pub(crate) fn attach(draft: &mut Draft<'_>, record: &Record, unit: &Unit) -> Standing {
    let situation = draft.situation;
    let now = situation.now;
    if rules(record.class).attach != Allowed::Yes {
        return standing(State::Attention, Reason::NotOurs, None);
    }
    if served_in_other_form(draft, record) {
        draft.plan.forget.push(record.host.clone());
        return standing(State::Removed, Reason::Unwanted, None);
    }
    let twin = other_form(record, unit);
    let last = record.attach.last;
    let listed = last.is_none_or(|last| situation.listed_since(last));
    if record.attach_is_unsettled() && !listed {
        draft.plan.read_panel = true;
        return standing(
            State::Attaching,
            Reason::FateUnknown,
            record.attach.not_before,
        );
    }
    if record.attach.failed_with(FailureClass::Taken) && !listed {
        // It may be attached to this very web application since the last listing.
        draft.plan.read_panel = true;
    }
    if situation.panel.complete().is_none() {
        // What half a listing lacks may well be attached.
        draft.plan.read_panel = true;
        let next = situation.now + wait(Wait::Person, 1, &record.host);
        // Why the panel cannot be read says more than that it cannot.
        return match &situation.hold {
            Some(hold) => Standing {
                detail: hold.detail.clone(),
                ..standing(State::Attaching, hold.reason, hold.until)
            },
            None => standing(State::Attaching, Reason::ProviderTrouble, Some(next)),
        };
    }
    draft.missing += 1;
    let Some(dns) = &record.dns else {
        let next = draft.look(record, twin, Some(now), None);
        return standing(State::Attaching, Reason::New, next);
    };
    if !record.attach.ready(now) {
        let mut result = failed(
            record.attach.failure.as_ref().map(|f| f.class),
            State::Attaching,
        );
        result.detail = record
            .attach
            .failure
            .as_ref()
            .map(|f| f.message.clone())
            .unwrap_or_default();
        result.next_look = record.attach.not_before;
        return result;
    }
    if situation.panel.value().ssl == SslMode::Basic
        && let Some(waiting) = wait_for_shared(draft, record, twin.as_ref())
    {
        return waiting;
    }
    let forbids = |seen: &Seen<Caa>| seen.value.forbids();
    let twin_here = record
        .twin_dns
        .as_ref()
        .is_some_and(|seen| seen.value.is_yes())
        && !record.twin_caa.as_ref().is_some_and(forbids);
    let free = |name: &DomainName| !draft.index.covered_by_other(name, None);
    let (name, www) = if record.host.is_www() {
        // `www.example.com` is wanted: the apex is attached with its twin where both lead here. The older API, which
        // cannot change the flag later, may also ignore it now; there the name itself is what is sure to be served.
        match &twin {
            Some(bare)
                if situation.panel.value().can_update
                    && twin_here
                    && dns.value.is_yes()
                    && free(bare) =>
            {
                (bare.clone(), true)
            }
            _ => (record.host.clone(), false),
        }
    } else {
        (
            record.host.clone(),
            wants_twin(record, unit) && twin_here && twin.as_ref().is_some_and(free),
        )
    };
    // In basic mode the certificate has to hold the twin as well.
    let www = www && draft.room() > 1;
    draft.will_attach(record, twin.filter(|_| www));
    draft.plan.steps.push(Step::Attach {
        host: record.host.clone(),
        name,
        www,
    });
    standing(State::Attaching, Reason::Queued, Some(now))
}

/// What keeps a name from being attached where one certificate is for all: a name that the authority would refuse spoils
/// it for every other.
fn wait_for_shared(
    draft: &mut Draft<'_>,
    record: &Record,
    twin: Option<&DomainName>,
) -> Option<Standing> {
    let now = draft.now();
    let dns = record.dns.as_ref()?;
    if !dns.value.is_yes() {
        let next = draft.look(record, twin.cloned(), Some(next_dns(record, now)), None);
        return Some(dns_standing(dns, next));
    }
    if record.caa.is_none() {
        let next = draft.look(record, twin.cloned(), Some(now), None);
        return Some(standing(State::Attaching, Reason::New, next));
    }
    if draft.room() == 0 {
        return Some(standing(
            State::Attention,
            Reason::SharedCertificateFull,
            Some(now + draft.situation.policy.dns_slowest),
        ));
    }
    wait_for_caa(draft, record, None, false)
}

/// Whether the object of the other form came to name this host as well, so that nothing is left to attach.
fn served_in_other_form(draft: &Draft<'_>, record: &Record) -> bool {
    let twin = record.host.twin();
    let other = twin.and_then(|twin| draft.situation.records.get(&twin));
    let object = other.and_then(|other| other.object.as_ref());
    object.is_some_and(|object| object.names(&record.host))
}

/// Whether the other form of a host is wanted: by the setting, or because a row asks for it.
pub(crate) fn wants_twin(record: &Record, unit: &Unit) -> bool {
    unit.twin_wanted
        || (record.host.is_www() && unit.asks_bare)
        || (!record.host.is_www() && unit.asks_www)
}

/// The other form of a wanted host, where it may be served too.
fn other_form(record: &Record, unit: &Unit) -> Option<DomainName> {
    // Of a wanted `www.` name the apex is always of interest: it is the better form to attach.
    if wants_twin(record, unit) || record.host.is_www() {
        record.host.twin()
    } else {
        None
    }
}

/// The name that an object covers besides the host it is remembered under.
pub(crate) fn other_name(record: &Record, object: &Attached) -> Option<DomainName> {
    let other = |name: &DomainName| *name != record.host;
    let own = object.covers().into_iter().find(|name| other(name));
    own.cloned().or_else(|| object.covered_twin().filter(other))
}

/// The change of an object's `www` flag that is due, if one is.
pub(crate) fn switch_twin(draft: &mut Draft<'_>, record: &Record, unit: &Unit) -> Option<Step> {
    let situation = draft.situation;
    let object = record.object.as_ref()?;
    let name = object.name.as_ref()?;
    if !situation.panel.value().can_update || name.is_www() || !record.twin.ready(situation.now) {
        return None;
    }
    let allowed = |rule: Allowed| match rule {
        Allowed::Yes => true,
        Allowed::OnRequest => record.permit == Some(crate::Permit::ChangeTwin),
        _ => false,
    };
    // Which look belongs to the twin depends on the form the host is remembered under.
    let seen = if record.host.is_www() {
        record.dns.as_ref()
    } else {
        record.twin_dns.as_ref()
    };
    let rules = rules(record.class);
    let step = |on| Step::SwitchTwin {
        host: record.host.clone(),
        object: object.id,
        on,
    };
    if record.www_unasked && object.www && !record.host.is_www() {
        // Nobody asked for it: it goes off at once, unless it is or may be of use.
        let useful = wants_twin(record, unit) && seen.is_none_or(|seen| !seen.value.is_no());
        if !useful && !unit.asked().contains(&name.twin()?) {
            return Some(step(false));
        }
    }
    let seen = seen?;
    if !object.www && wants_twin(record, unit) && seen.value.is_yes() && allowed(rules.twin_on) {
        let twin = name.twin()?;
        // One that a row asks for by itself and that is about to be attached by itself needs no flag.
        let own = situation.records.get(&twin);
        let own = own.filter(|own| own.object.is_none() && own.removed_at.is_none());
        if own.is_some() && unit.host() == twin {
            return None;
        }
        if draft.room() == 0 || draft.index.covered_by_other(&twin, Some(object.id)) {
            return None;
        }
        draft.attaching_names += 1;
        return Some(step(true));
    }
    let long_gone =
        seen.value.is_no() && situation.now.since(seen.since) >= situation.policy.twin_off_after;
    // A twin that is not a wanted host of its own and has led elsewhere for days only stands in the way.
    // While it still answers, through a proxy as a rule, it is left; but the certificate of both is not let die for it.
    let dead = !lack::is_valid(record.twin_tls.as_ref())
        || lack::lack(record, record.renewal.as_ref(), false, situation.now) == lack::Lack::Renewal;
    // A person who allows it need not wait for either.
    let allowed_now = seen.value.is_no() && record.permit == Some(crate::Permit::ChangeTwin);
    if !(object.www && (long_gone && dead || allowed_now) && allowed(rules.twin_off)) {
        return None;
    }
    let twin = name.twin()?;
    (!unit.asked().contains(&twin)).then(|| step(false))
}
