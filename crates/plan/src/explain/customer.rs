//! The sentences for whoever owns the domain. No product names, no ids, nothing about other customers.

use super::{Context, calls_secure, plain, records};
use crate::{Caa, DnsOutcome, Elsewhere, PointsHere, Reason, Record, State};

pub(super) fn sentence(record: &Record, context: &Context<'_>) -> String {
    let name = record.host.unicode();
    let secure = calls_secure(record, context.now);
    match record.standing.reason {
        // The records of the network's own names are not the customer's.
        reason if reason.is_of_dns() && record.host.is_below(&context.main_domain.bare()) => {
            service(Reason::Fenced, State::Attention, &name, secure)
        }
        reason if reason.is_of_dns() || is_of_caa(reason) => {
            let text = if is_of_caa(reason) {
                caa(record)
            } else {
                dns(record, context)
            };
            if secure {
                format!("{text} Until then {name} works, but its certificate cannot be renewed.")
            } else {
                text
            }
        }
        Reason::ClaimedTwice | Reason::ClaimsOtherSite => format!(
            "{name} is already used by another website here. If it is yours, please contact support."
        ),
        Reason::ClaimsMainDomain | Reason::ClaimsNetworkName => {
            format!(
                "{name} belongs to this network and cannot be used. Please choose another domain."
            )
        }
        Reason::InvalidHost => format!(
            "{name} cannot be used as the address of a website. Please check the spelling or choose another domain."
        ),
        Reason::SiteGone => {
            format!("The website that {name} belonged to does not exist any more.")
        }
        Reason::Removed | Reason::RemovedElsewhere => {
            format!("{name} is no longer connected to this website.")
        }
        Reason::Unwanted | Reason::AbsenceWatched | Reason::RenameWaiting | Reason::BrakeOn => {
            format!("{name} is being disconnected from this website. There is nothing to do.")
        }
        Reason::NotOurs | Reason::TypeUnknown | Reason::StillNamed => {
            format!("{name} is not in use by any website here.")
        }
        Reason::MainDomain => format!("{name} is the address of this network."),
        Reason::MappingSwitchedOff => format!(
            "{name} is connected, and it is switched off for this website. There is nothing to do."
        ),
        Reason::MappingNotOpened => {
            format!("{name} is about to be opened for visitors. There is nothing to do.")
        }
        Reason::SiteArchived | Reason::SiteSuspended => {
            format!("The website of {name} is not open to visitors at the moment.")
        }
        reason => service(reason, record.standing.state, &name, secure),
    }
}

/// A host that is served, or is about to be.
fn service(reason: Reason, state: State, name: &str, secure: bool) -> String {
    if secure {
        return format!("{name} is ready and its connection is secure.");
    }
    match reason {
        Reason::CertificateOrdered
        | Reason::AutoSslExpected
        | Reason::SharedOrderPending
        | Reason::VirtualHostAwaited
        | Reason::CertificateBudget => {
            format!("The secure connection for {name} is being prepared. There is nothing to do.")
        }
        Reason::NoAnswer => {
            format!(
                "{name} does not answer at the moment; it is looked at again. There is nothing to do."
            )
        }
        Reason::ServesOtherSite => format!(
            "{name} shows another website at the moment; this has to be fixed on our side. There is nothing to do."
        ),
        Reason::CertificateRefused | Reason::CertificateNeverCame => format!(
            "The secure connection for {name} could not be prepared yet; it is tried again. There is nothing to do."
        ),
        Reason::CallBudget => format!(
            "{name} takes some days longer than usual to connect and goes on by itself. There is nothing to do."
        ),
        _ if state == State::Attention || reason.who() == crate::Who::Operator => format!(
            "{name} is not ready, because something has to be fixed on our side first. There is nothing to do."
        ),
        Reason::ProviderTrouble | Reason::ProviderBusy | Reason::ProviderThrottled => {
            format!("{name} takes longer than usual to connect. There is nothing to do.")
        }
        _ => format!("{name} is being connected. There is nothing to do."),
    }
}

const fn is_of_caa(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::CaaForbids | Reason::CaaUnanswered | Reason::CaaOtherAccount
    )
}

fn caa(record: &Record) -> String {
    let name = record.host.unicode();
    match record.standing.reason {
        Reason::CaaUnanswered => {
            return format!(
                "The certificate for {name} could not be issued, because its name servers do not answer questions for CAA records. Please ask your domain provider to correct that."
            );
        }
        Reason::CaaOtherAccount => {
            return format!(
                "The certificate for {name} could not be issued, because its CAA record is bound to an account (accounturi). Please take that part out of the record at your domain provider."
            );
        }
        _ => {}
    }
    let mut seen = [&record.caa, &record.twin_caa].into_iter().flatten();
    let at = seen.find_map(|seen| match &seen.value {
        Caa::Forbidden { at, .. } => Some(plain(at)),
        _ => None,
    });
    let bare = record.host.bare();
    if let Some(at) = at.filter(|at| *at != record.host.as_str() && at != bare.as_str()) {
        if bare.as_str().ends_with(&format!(".{at}")) {
            return format!(
                "The CAA records of {at} do not allow the certificate that {name} needs. Please add a CAA record with issue 'letsencrypt.org' at {at} or at {name}, or remove those of {at}."
            );
        }
        // Beside an alias a name has no record of its own (RFC 1034, section 3.6.2).
        return format!(
            "{name} is an alias, and the CAA records of {at} do not allow the certificate that it needs. Please give {name} an address record instead of the alias at your domain provider, or ask the owner of {at} to allow letsencrypt.org."
        );
    }
    format!(
        "The CAA records of {name} do not allow the certificate that it needs. Please add a CAA record with issue 'letsencrypt.org' at your domain provider, or remove the CAA records."
    )
}

fn dns(record: &Record, context: &Context<'_>) -> String {
    let at_fault = records::faulty(record);
    let name = at_fault.unicode();
    let right = records::right(&at_fault, context);
    let wrong = records::wrong(record);
    match (record.standing.reason, records::seen(record)) {
        (Reason::DnsServfail | Reason::DnsLame | Reason::DnsTimeout | Reason::DnsUnknown, _)
        | (
            _,
            Some(PointsHere::Unknown(
                DnsOutcome::ServerFailure
                | DnsOutcome::Refused
                | DnsOutcome::TimedOut
                | DnsOutcome::Malformed,
            )),
        ) => format!(
            "The name servers of {name} do not give a usable answer. Please ask your domain provider to check them; {name} should have {right}."
        ),
        (_, Some(PointsHere::Proxied(_))) => format!(
            "{name} is behind a proxy. Please let the proxy forward to this server, or switch it off for {name} and give it {right}."
        ),
        (_, Some(PointsHere::No(Elsewhere::DeadAlias(target)))) => format!(
            "{name} is an alias of {}, which does not exist. Please give it {right} instead at your domain provider.",
            plain(target)
        ),
        (Reason::DnsStaleIpv6, _) if !wrong.is_empty() => format!(
            "{name} has an IPv6 address that leads somewhere else ({wrong}). Please {} at your domain provider.",
            records::ipv6_cure(context)
        ),
        (Reason::DnsMixed, _) if !wrong.is_empty() => format!(
            "{name} leads here and also somewhere else ({wrong}). Please remove those records at your domain provider, so that it has only {right}."
        ),
        _ if wrong.is_empty() => format!(
            "{name} does not lead here yet. Please give it {right} at your domain provider."
        ),
        _ => format!(
            "{name} leads somewhere else ({wrong}). Please give it {right} instead at your domain provider."
        ),
    }
}
