//! The network's own host: watched and never changed, but nobody should learn from visitors that its certificate ended.

use crate::draft::Draft;
use crate::lack::is_expiring;
use crate::standing::standing;
use crate::{
    CertificateFault, DomainName, Handshake, Reason, Record, Standing, State, Timestamp, Who,
};

/// Where the network's own host stands, or the primary domain of the web application.
pub(crate) fn stand(
    draft: &mut Draft<'_>,
    record: &Record,
    twin: Option<DomainName>,
    dns: Option<Timestamp>,
) -> Standing {
    let (policy, now) = (draft.situation.policy, draft.now());
    let watch = crate::lack::next_watch(record, policy, now);
    let next = draft.look(record, twin, dns, Some(watch));
    let alarm = |state, detail: String| Standing {
        detail,
        who: Who::Operator,
        ..standing(state, Reason::MainDomain, next)
    };
    let Some(seen) = &record.tls else {
        return standing(State::Attached, Reason::MainDomain, next);
    };
    let ended = "its certificate is over".to_owned();
    match &seen.value {
        Handshake::Valid(leaf) if leaf.not_after <= now => alarm(State::Attention, ended),
        Handshake::Valid(leaf) if is_expiring(leaf, now) => {
            let day = leaf.not_after.day();
            let detail = format!("its certificate ends on {day} and nobody renewed it");
            alarm(State::Secured, detail)
        }
        Handshake::Valid(_) => standing(State::Secured, Reason::MainDomain, next),
        Handshake::Refused(_, CertificateFault::Expired) => alarm(State::Attention, ended),
        Handshake::Refused(..) => alarm(
            State::Attention,
            "browsers refuse its certificate".to_owned(),
        ),
        Handshake::NoCertificate => alarm(
            State::Attention,
            "the server has no certificate for it".to_owned(),
        ),
        // A moment without an answer is none of its certificate.
        Handshake::Failed(_)
            if seen.looks >= policy.no_answer_looks
                && now.since(seen.since) >= policy.no_answer_patience =>
        {
            alarm(
                State::Attention,
                "the server gives no answer for it".to_owned(),
            )
        }
        Handshake::Failed(_) => standing(State::Attached, Reason::MainDomain, next),
    }
}
