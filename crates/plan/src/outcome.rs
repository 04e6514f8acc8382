//! Folds the outcome of a step into what is remembered.

use crate::backoff::{EARLY, Wait, wait};
use crate::{
    Attached, Attempts, DomainName, Failure, FailureClass, Record, RemovedBy, Shared, Step,
    Timestamp, VirtualHost,
};

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The domain is attached as this object.
    Attached(Attached),
    /// The provider said yes without showing the object.
    Accepted,
    /// The flag of the object is switched.
    Switched,
    /// The provider told about a certificate, or that there is none.
    Certificate(Option<CertificateFound>),
    /// The order was accepted; the id where the reply held one.
    Ordered(Option<u64>),
    /// The domain is attached no more.
    Detached,
    /// The fresh read showed that the object is not the one that was planned for; nothing was done.
    Changed(Option<Attached>),
    /// It failed.
    Failed(Failure),
}

/// What matters of a certificate the provider told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateFound {
    /// The provider's id.
    pub id: u64,
    /// Whether it comes from Let's Encrypt, and so may be ordered anew.
    pub ours_to_renew: bool,
    /// Until when it is valid, where the provider tells: one that was never issued has no end.
    pub valid_until: Option<Timestamp>,
}

/// Folds the outcome of a step into the record of its host.
pub fn settle(record: &mut Record, step: &Step, outcome: &Outcome, now: Timestamp) {
    if matches!(
        outcome,
        Outcome::Switched | Outcome::Certificate(Some(_)) | Outcome::Ordered(_)
    ) {
        // The provider knows the object under its id.
        record.unlisted = false;
    }
    match outcome {
        // A `www` flag may be ignored where the host is only covered by it. What there is now, a listing tells.
        Outcome::Attached(object) if !object.names(&record.host) => {
            let message = format!("{} was attached instead", object.shown);
            settle_unknown(record, step, message, now);
        }
        Outcome::Attached(object) => {
            record.created = true;
            record.unlisted = true;
            record.attached_at = Some(now);
            record.attach = Attempts::default();
            record.www_unasked = object.www && matches!(step, Step::Attach { www: false, .. });
            record.object = Some(object.clone());
            record.forget_certificate();
        }
        Outcome::Switched => {
            if let (Step::SwitchTwin { on, .. }, Some(object)) = (step, record.object.as_mut()) {
                object.www = *on;
            }
            record.www_unasked = false;
            record.twin = Attempts::default();
            record.twin_tls = None;
            record.permit = None;
        }
        Outcome::Certificate(found) => {
            record.order_read = true;
            let until = found.and_then(|found| found.valid_until);
            // What is as it was before the order was not made by it.
            record.order_brought_nothing = until.is_none() || until == record.certificate_until;
            if record.ordered_at.is_none() {
                record.certificate_until = until;
            }
            record.renewal = record.renewal.filter(|_| is_ours(*found));
            record.certificate_known = true;
            record.certificate_read_at = Some(now);
            record.certificate = found.map(|found| found.id);
            record.custom_certificate = found.is_some_and(|found| !found.ours_to_renew);
        }
        Outcome::Ordered(id) => {
            record.ordered_at = Some(now);
            record.order_read = false;
            record.order_brought_nothing = false;
            record.order_unsure = false;
            if id.is_some() {
                record.certificate = *id;
                record.certificate_known = true;
            }
        }
        Outcome::Detached => {
            let by = match step {
                Step::Detach { evidence, .. } => Some(evidence.kind()),
                _ => None,
            };
            detached(record, by, now);
        }
        // Already gone is as good as done.
        Outcome::Changed(None) if matches!(step, Step::Detach { .. }) && !record.unlisted => {
            let by = record.removed_by.filter(|_| record.detach.fate_unknown());
            detached(record, by, now);
        }
        Outcome::Changed(Some(object)) if object.is_form_of(&record.host) => {
            record.object = Some(object.clone().recalling(record.object.as_ref()));
        }
        // The reply that made it may have named another id than the list has: a listing tells.
        Outcome::Changed(None) if record.unlisted => {
            let failure = Failure {
                class: FailureClass::NotFound,
                message: "not found under the id that the reply named".to_owned(),
            };
            let host = record.host.clone();
            fail(attempts(record, step), &failure, Wait::Turn, &host, now);
        }
        // Under that id there is something else now, or nothing.
        Outcome::Changed(_) => record.lose_object(),
        Outcome::Accepted => settle_unknown(record, step, String::new(), now),
        Outcome::Failed(failure) if failure.class == FailureClass::FateUnknown => {
            settle_unknown(record, step, failure.message.clone(), now);
        }
        Outcome::Failed(failure) => {
            if matches!(step, Step::Order { .. }) && failure.class.is_of_the_authority() {
                record.remember_unissued(now, now);
            }
            let host = record.host.clone();
            let known = record.virtual_host.as_ref();
            let known = known.is_some_and(|seen| seen.value == VirtualHost::Known);
            let early = !known && record.attached_at.is_some_and(|at| now.since(at) < EARLY);
            let kind = match step_wait(step, failure) {
                Wait::Order if early => Wait::EarlyOrder,
                kind => kind,
            };
            fail(attempts(record, step), failure, kind, &host, now);
        }
    }
}

/// Whether there is a certificate that this program may order again.
pub(crate) fn is_ours(found: Option<CertificateFound>) -> bool {
    found.is_some_and(|found| found.ours_to_renew)
}

fn detached(record: &mut Record, by: Option<RemovedBy>, now: Timestamp) {
    record.lose_object();
    record.taken_off(by, now);
    record.permit = None;
    record.detach = Attempts::default();
}

/// A change whose fate is not known is looked up, not repeated.
fn settle_unknown(record: &mut Record, step: &Step, message: String, now: Timestamp) {
    if matches!(step, Step::Order { .. }) {
        record.ordered_at = Some(now);
        record.order_read = false;
        record.order_unsure = true;
        return;
    }
    if let Step::Detach { evidence, .. } = step {
        // The brake has to count it where a look shows that it happened.
        record.removed_by = Some(evidence.kind());
    }
    let failure = Failure {
        class: FailureClass::FateUnknown,
        message,
    };
    let host = record.host.clone();
    fail(attempts(record, step), &failure, Wait::Call, &host, now);
}

/// Folds the outcome of a step about the shared certificate.
pub fn settle_shared(
    shared: &mut Shared,
    step: &Step,
    outcome: &Outcome,
    spread: &DomainName,
    now: Timestamp,
) {
    match (step, outcome) {
        (_, Outcome::Certificate(found)) => {
            shared.order_read = true;
            shared.found(*found);
        }
        (Step::OrderShared { hosts, .. }, Outcome::Ordered(id)) => {
            ordered(shared, hosts, false, now);
            shared.certificate = id.or(shared.certificate);
        }
        (Step::OrderShared { hosts, .. }, Outcome::Failed(failure))
            if failure.class == FailureClass::FateUnknown =>
        {
            ordered(shared, hosts, true, now);
        }
        (_, Outcome::Failed(failure)) => {
            if let Step::OrderShared { names, .. } = step
                && failure.class.is_of_the_authority()
            {
                shared.remember_unissued(names.first().cloned(), now, now);
            }
            shared.known = false;
            fail(
                &mut shared.order,
                failure,
                step_wait(step, failure),
                spread,
                now,
            );
        }
        _ => {}
    }
}

fn ordered(shared: &mut Shared, hosts: &[DomainName], unsure: bool, now: Timestamp) {
    shared.ordered_at = Some(now);
    shared.ordered_for = hosts.to_vec();
    shared.order_read = false;
    shared.brought_nothing = false;
    shared.unsure = unsure;
}

fn attempts<'a>(record: &'a mut Record, step: &Step) -> &'a mut Attempts {
    match step {
        Step::Attach { .. } => &mut record.attach,
        Step::SwitchTwin { .. } => &mut record.twin,
        Step::Detach { .. } => &mut record.detach,
        _ => {
            // The provider is asked again before the next order: a refusal may mean that there is one already.
            record.certificate_known = false;
            &mut record.order
        }
    }
}

fn step_wait(step: &Step, failure: &Failure) -> Wait {
    match failure.class {
        FailureClass::IssueRefused | FailureClass::NoCertificate => Wait::Order,
        FailureClass::Rejected if matches!(step, Step::Order { .. } | Step::OrderShared { .. }) => {
            Wait::Order
        }
        FailureClass::Throttled | FailureClass::Busy => Wait::Turn,
        FailureClass::Unauthorized
        | FailureClass::Forbidden
        | FailureClass::Taken
        | FailureClass::Rejected => Wait::Person,
        _ => Wait::Call,
    }
}

fn fail(
    attempts: &mut Attempts,
    failure: &Failure,
    kind: Wait,
    spread: &DomainName,
    now: Timestamp,
) {
    attempts.failed = attempts.failed.saturating_add(1);
    attempts.since = attempts.since.or(Some(now));
    attempts.last = Some(now);
    attempts.not_before = Some(now + wait(kind, attempts.failed, spread));
    attempts.failure = Some(failure.clone());
}
