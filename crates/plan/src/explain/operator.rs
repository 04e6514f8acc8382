//! The sentences for whoever runs the network.

use super::{Context, plain, records};
use crate::queue::ALL_TOGETHER;
use crate::{Class, DnsOutcome, Elsewhere, Handshake, PointsHere, Reason, Record, State, Visit};

/// Whether the sentence for a reason already says what visitors get, or is about a host they do not reach here.
pub(super) fn tells_the_certificate(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::CertificateValid | Reason::ServesSite | Reason::Removed | Reason::RemovedElsewhere
    )
}

pub(super) fn sentence(record: &Record, context: &Context<'_>) -> String {
    let standing = &record.standing;
    let said = plain(&standing.detail);
    if let Some(text) = of_rows(standing.reason, &said) {
        return text;
    }
    match standing.reason {
        Reason::CertificateValid => with_visit(certificate(record), visit(record)),
        reason if reason.is_of_dns() => dns(record, context),
        Reason::ServesSite => with_visit(certificate(record), " Visitors get its site."),
        Reason::ServesOtherSite => with(
            "Its certificate is valid, but visitors get another site than its own",
            &said,
        ),
        Reason::MainDomain if !said.is_empty() => format!(
            "It is the main name of the network or of the web application, and {said}. It is never changed by this program: renew its certificate in RunCloud."
        ),
        Reason::CaaForbids => with(
            "No order can succeed, because CAA records keep Let's Encrypt from issuing",
            &said,
        ),
        Reason::CaaUnanswered => with(
            "A certificate was ordered and none came: its name servers do not answer questions for CAA records, and the authority must not issue then",
            &quoted(&said),
        ),
        Reason::CaaOtherAccount => with(
            "A certificate was ordered and none came: its CAA records let only certain accounts of Let's Encrypt issue, and RunCloud's is not among them as it seems",
            &quoted(&said),
        ),
        Reason::CertificateGivenUp => with(
            "Orders of a certificate failed for a month, so no more are made",
            &quoted(&said),
        ),
        Reason::CertificateBudget => budget(record),
        Reason::CustomCertificate if standing.state == State::Attention => {
            "Its certificate did not come from Let's Encrypt and is not valid; it is left for a person to replace."
                .to_owned()
        }
        Reason::SharedOrderBlocked => with(
            "The shared certificate is not ordered, because attached names do not lead here",
            &said,
        ),
        Reason::CertificateRefused => with("The certificate order was refused", &quoted(&said)),
        Reason::PermissionMissing => with(
            "RunCloud knows the credentials and does not let them do this",
            &quoted(&said),
        ),
        Reason::ProviderTrouble => with(
            "RunCloud did not answer properly, so the same is tried again",
            &quoted(&said),
        ),
        Reason::CallBudget => with("Its next step needs calls of RunCloud's API", &said),
        Reason::ProviderRejected => with("RunCloud refuses the domain", &quoted(&said)),
        Reason::AttachedElsewhere => with(
            "RunCloud says that the name is taken, and it is not attached to this web application",
            &quoted(&said),
        ),
        Reason::RenameWaiting => with(
            "It was renamed, and the old name stays until the new one has a valid certificate",
            &said,
        ),
        Reason::StillNamed if !said.is_empty() => with(
            "Its row in the mapping table was changed to something that is not served, so it stays attached",
            &said,
        ),
        Reason::TypeUnknown if record.foreign_before => {
            "Nothing asks for it any more, but somebody attached it before any site asked for it, so it stays until a person says yes."
                .to_owned()
        }
        Reason::Fenced => with(
            "Nothing is changed, because this may be a copy of the network",
            &said,
        ),
        Reason::TwinForced => with(
            "RunCloud attached the other form too, which does not lead here and cannot be switched off by version 2 of its API",
            &said,
        ),
        Reason::MainDomainMissing => with(
            "Nothing is changed, because these may be the ids of another web application",
            &said,
        ),
        Reason::FirstRun => with("Nothing is changed until a person starts it", &said),
        Reason::Unwanted if record.object.is_none() => {
            "Nothing in the network asks for it, and it is not attached.".to_owned()
        }
        Reason::NotOurs if record.class != Class::Foreign => {
            "It is attached, but not by this program, and no site asks for it; it is left alone."
                .to_owned()
        }
        reason => fixed(reason).to_owned(),
    }
}

/// An order that waits for the authority's limits: which of them, and until when.
fn budget(record: &Record) -> String {
    let detail = &record.standing.detail;
    let turn = match detail.as_str() {
        "" => String::new(),
        day => format!(" Its turn comes about {day}."),
    };
    if detail.ends_with(ALL_TOGETHER) {
        return format!(
            "The orders of all domains together are close to the authority's limit, so the next one waits.{turn}"
        );
    }
    format!(
        "Certificates for {} are close to the authority's limits, so the next order waits.{turn}",
        record.host.registered()
    )
}

/// Rows that are not served, and why; the variable part is whose they are.
fn of_rows(reason: Reason, said: &str) -> Option<String> {
    Some(match reason {
        Reason::ClaimedTwice => with(
            "A site claims it that is not the first to do so; the older claim is served",
            said,
        ),
        Reason::ClaimsMainDomain => with("A site claims the network's own host", said),
        Reason::ClaimsOtherSite => with("A site claims a host that is another site's own", said),
        Reason::ClaimsNetworkName => with(
            "A site claims a host below the main domain that is not its own",
            said,
        ),
        Reason::OtherNetwork => with(
            "Its row belongs to a site of another network in the same database, so it is left alone",
            said,
        ),
        Reason::SiteGone => with(
            "Its row in the mapping table belongs to a site that does not exist",
            said,
        ),
        _ => return None,
    })
}

/// The sentences without a variable part.
fn fixed(reason: Reason) -> &'static str {
    match reason {
        Reason::New => "It was just found, and nothing was done yet.",
        Reason::Queued => "Its next step is due.",
        Reason::CertificateOrdered => {
            "A certificate was ordered, and no handshake has shown it yet."
        }
        Reason::AutoSslExpected => {
            "AutoSSL is on, so RunCloud is given time to issue the certificate by itself."
        }
        Reason::SharedOrderPending => "The next shared certificate will include it.",
        Reason::SharedCertificateFull => "The shared certificate has no room for one more name.",
        Reason::NoAnswer => {
            "The server gives no answer to a handshake for it, so whether its certificate is still there is not known; nothing is ordered meanwhile."
        }
        Reason::CertificateNeverCame => {
            "RunCloud accepted the order of a certificate, and none came."
        }
        Reason::CustomCertificate => {
            "Its certificate did not come from Let's Encrypt, so it is never replaced."
        }
        Reason::CredentialsRejected => {
            "RunCloud does not accept the credentials, or this machine's address is not on its allow-list."
        }
        Reason::WebAppMissing => "RunCloud does not know the server or the web application.",
        Reason::ProviderBusy => {
            "RunCloud's server works on another change, so this one waits its turn."
        }
        Reason::DomainMissing => {
            "RunCloud did not find the domain under its id; the domains are listed again."
        }
        Reason::ProviderThrottled => "RunCloud asked for fewer calls, so this one waits.",
        Reason::FateUnknown => {
            "A call to RunCloud ended without an answer; a look will show whether it took effect."
        }
        Reason::NotOurs => {
            "It was attached before this program came and no site asks for it; it is left alone."
        }
        Reason::MainDomain => {
            "It is the main name of the network or of the web application: watched, never changed."
        }
        Reason::CoveredByWildcard => {
            "A wildcard of the web application covers it, so nothing is attached."
        }
        Reason::MappingSwitchedOff => {
            "Its certificate is valid, but its row is switched off in Ultimate Multisite, so visitors do not get the site."
        }
        Reason::MappingNotOpened => {
            "Its certificate is valid, and Ultimate Multisite has not opened its row yet, so visitors do not get the site."
        }
        Reason::SiteArchived => {
            "Its certificate is valid, but its site is archived, so visitors do not get it."
        }
        Reason::SiteSuspended => {
            "Its site is deleted or marked as spam: what is attached stays, and nothing is added or ordered for it."
        }
        Reason::InvalidHost => "What its row says cannot be served as a host name.",
        Reason::AbsenceWatched => {
            "It vanished from the network and no removal was recorded; it stays until that is certain."
        }
        Reason::StillNamed => "A row that is not served still names it, so it stays attached.",
        Reason::Unwanted => "Nothing in the network asks for it any more, so it is taken off.",
        Reason::TypeUnknown => {
            "Nothing asks for it any more, but RunCloud does not call it an alias, so it stays."
        }
        Reason::BrakeOn => {
            "It would be taken off, but so would too many others: the brake holds all removals."
        }
        Reason::SwitchedOff => {
            "The RunCloud integration is switched off in Ultimate Multisite, so nothing is changed."
        }
        Reason::WildcardUnproved => {
            "A wildcard of the web application answers for it, without a certificate that browsers accept."
        }
        Reason::VirtualHostAwaited => {
            "The web server does not have the name yet; a certificate is ordered as soon as it does, or after a minute."
        }
        Reason::ClockWrong => "This machine's clock is wrong, so nothing is changed.",
        Reason::Removed => "It was taken off the web application.",
        Reason::RemovedElsewhere => {
            "It is not attached any more, and it was not this program that took it off."
        }
        // The rest has a variable part; `sentence` never gets here with it.
        other => other.as_str(),
    }
}

fn certificate(record: &Record) -> String {
    match record.tls.as_ref().map(|seen| &seen.value) {
        Some(Handshake::Valid(leaf)) => {
            format!("Its certificate is valid until {}.", leaf.not_after.day())
        }
        _ => "Its certificate is valid.".to_owned(),
    }
}

fn with_visit(mut text: String, visit: &str) -> String {
    text.push_str(visit);
    text
}

/// What a visit met instead of the site. That nothing answered may only mean that this machine cannot get out.
fn visit(record: &Record) -> &'static str {
    match record.visit.as_ref().map(|seen| &seen.value) {
        Some(Visit::Redirected { .. }) => {
            " A visit was redirected, so whether visitors get the right site is not known."
        }
        Some(Visit::LoginWall) => {
            " A visit was asked for a password, so whether visitors get the right site is not known."
        }
        Some(Visit::OtherAnswer { .. }) => {
            " A visit got no answer of Ultimate Multisite's, so whether visitors get the right site is not known."
        }
        _ => "",
    }
}

fn dns(record: &Record, context: &Context<'_>) -> String {
    let text = dns_now(record, context);
    match record.standing.reason {
        Reason::MovedAway => format!("It led here before and does not any more. {text}"),
        Reason::DnsGivenUp => {
            format!("{text} That has been so for a month, so nobody looks any more.")
        }
        _ => text,
    }
}

fn dns_now(record: &Record, context: &Context<'_>) -> String {
    let name = records::faulty(record);
    let right = records::right(&name, context);
    let wrong = records::wrong(record);
    match (record.standing.reason, records::seen(record)) {
        (_, Some(PointsHere::Unknown(outcome))) => unknown(&name, *outcome, &right),
        (Reason::DnsServfail | Reason::DnsLame | Reason::DnsTimeout | Reason::DnsUnknown, _) => {
            unknown(&name, DnsOutcome::TimedOut, &right)
        }
        (_, Some(PointsHere::Proxied(_))) => proxied(&name, record),
        (_, Some(PointsHere::No(Elsewhere::NoSuchName))) => {
            format!("{name} does not exist in DNS; it should have {right}.")
        }
        (_, Some(PointsHere::No(Elsewhere::DeadAlias(target)))) => format!(
            "{name} is an alias of {}, which leads nowhere; it should have {right}.",
            plain(target)
        ),
        (Reason::DnsStaleIpv6, _) if !wrong.is_empty() => format!(
            "The IPv4 records of {name} are right, but {wrong} is not one of our addresses; {}.",
            records::ipv6_cure(context)
        ),
        (Reason::DnsMixed, _) if !wrong.is_empty() => {
            format!("{name} leads here and elsewhere ({wrong}); it should have only {right}.")
        }
        _ if wrong.is_empty() => {
            format!("{name} has no address record that leads here; it should have {right}.")
        }
        _ => format!("{name} leads elsewhere ({wrong}); it should have {right}."),
    }
}

/// What is known of a name behind an accepted proxy.
fn proxied(name: &crate::DomainName, record: &Record) -> String {
    let met = match record.visit.as_ref().map(|seen| &seen.value) {
        None => "it was not visited yet",
        Some(Visit::Answered { .. } | Visit::Closed { .. }) => "a visit came through",
        Some(Visit::Redirected { .. }) => "a visit was redirected",
        Some(Visit::LoginWall) => "a visit was asked for a password",
        Some(Visit::OtherAnswer { .. }) => "a visit got no answer of Ultimate Multisite's",
        Some(Visit::NoAnswer(_)) => "a visit got no answer",
    };
    format!("{name} is behind a proxy, and where that leads to is not proved: {met}.")
}

fn unknown(name: &crate::DomainName, outcome: DnsOutcome, right: &str) -> String {
    format!("DNS gives no answer about {name}: {outcome}; it should have {right}.")
}

fn with(text: &str, variable: &str) -> String {
    if variable.is_empty() {
        format!("{text}.")
    } else {
        format!("{text}: {variable}.")
    }
}

fn quoted(said: &str) -> String {
    let said = said.trim_end_matches(['.', ' ']);
    if said.is_empty() {
        String::new()
    } else {
        format!("\"{said}\"")
    }
}
