//! Which rule of the program leads to a reason, and which to a step: one plain sentence for each.

use crate::Reason;

impl Reason {
    /// The rule of the program that leads to this reason.
    #[expect(
        clippy::too_many_lines,
        reason = "a table with a sentence for each reason"
    )]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::New => {
                "A name that was just found is looked up in DNS once before it is attached, in the form that leads here."
            }
            Self::Queued => {
                "Whatever is due begins in the same turn, a few calls at a time, and after a fresh look where it rests on one."
            }
            Self::CertificateValid => {
                "A domain is done only when a handshake at the server has shown a valid certificate for it, whatever RunCloud says."
            }
            Self::ServesSite => {
                "After the handshake a visit over the public path has to be answered by this WordPress with a row of the right site."
            }
            Self::ServesOtherSite => {
                "What a visitor gets is decided by Ultimate Multisite: a row of another site that answers is told, and nothing is changed for it."
            }
            Self::CertificateOrdered => {
                "An accepted order is no certificate: handshakes go on until one shows it, and after ten minutes the order counts as failed."
            }
            Self::AutoSslExpected => {
                "Where AutoSSL is on, RunCloud has ten minutes to issue by itself before anything is ordered, so that nothing is ordered twice."
            }
            Self::SharedOrderPending => {
                "One certificate is for all names, so an order waits for a moment in which no more names come, and for the order before it."
            }
            Self::SharedOrderBlocked => {
                "One name that does not lead here makes the order for all names fail, so none is made until no attached name is in the way."
            }
            Self::SharedCertificateFull => {
                "A certificate holds at most 100 names, and an order with more can only fail."
            }
            Self::CertificateBudget => {
                "Orders stay below each of the authority's published limits, as whoever reaches those waits for days; what expires first is ordered first, then what waits longest."
            }
            Self::CertificateRefused | Self::CertificateNeverCame => {
                "After a failed order the next one waits, longer each time, as the authority allows only a few failed tries an hour."
            }
            Self::CertificateGivenUp => {
                "After a month of failed orders no more are made until a look shows a change or a person asks for it."
            }
            Self::CustomCertificate => {
                "Only a certificate of Let's Encrypt is replaced; one that somebody put there stays."
            }
            Self::NoAnswer => {
                "No answer is no proof that a certificate is gone: nothing is ordered until several looks over ten minutes agree and the main domain does answer."
            }
            Self::DnsMissing | Self::DnsNoSuchName | Self::DnsDeadAlias => {
                "No authority can reach a name without an address, so no certificate is ordered until there is one."
            }
            Self::DnsElsewhere => {
                "An order is made only when every address of the name leads here, as one that fails costs one of the authority's few attempts; where each domain has its own certificate, a name that never led here is tried once a day all the same, as it may be behind a proxy."
            }
            Self::DnsStaleIpv6 => {
                "Every address of the name has to lead here, those of IPv6 too, as an authority asks over IPv6 first."
            }
            Self::DnsMixed => {
                "Every address of the name has to lead here, as an authority may ask any of them."
            }
            Self::DnsProxied => {
                "Of a name behind an accepted proxy DNS does not tell where it leads; a visit that this WordPress answers proves it, and without one a single order is tried after ten minutes and then once a day."
            }
            Self::MovedAway => {
                "A name that led here before and has definitely led elsewhere for a day costs no more orders, and the operator is told."
            }
            Self::DnsGivenUp => {
                "A name that leads elsewhere is looked at some times a day after a week, and after a month no more, until its rows change or a person asks for it."
            }
            Self::CaaForbids => {
                "The closest CAA records on the way up decide who may issue, and the authority obeys them, so an order against them can only fail."
            }
            Self::DnsServfail | Self::DnsLame | Self::DnsTimeout | Self::DnsUnknown => {
                "A look-up that failed is neither a yes nor a no: nothing is ordered on it and nothing is taken away."
            }
            Self::CaaUnanswered => {
                "An authority must not issue where it gets no answer about CAA (RFC 8659); after a failed order that is told as the cause."
            }
            Self::CaaOtherAccount => {
                "CAA records may bind a name to accounts of the authority (RFC 8657); whether RunCloud's is one of them shows only when an order fails."
            }
            Self::TwinElsewhere => {
                "A certificate for both forms of a name can only be ordered when both lead here; after seven days of a definite no the other form is switched off if this program attached it and no row asks for it."
            }
            Self::CredentialsRejected => {
                "Refused credentials hold all changes; a harmless call asks ever more rarely, in the end once an hour, whether they work again."
            }
            Self::PermissionMissing => {
                "A call that is not permitted is not tried in another way; it is tried again ever more rarely, as a person has to change the permission first."
            }
            Self::WebAppMissing => {
                "Nothing is done while the server or the web application is not found, as the ids may be wrong."
            }
            Self::ProviderTrouble => {
                "A call that failed is tried again later, not inside the step, with a pause that grows."
            }
            Self::CallBudget => {
                "Where a monthly limit of calls is set, listings come once a day when a fifth is left, and once all is spent no call is made but for what a person asks for."
            }
            Self::MappingSwitchedOff => {
                "A row that is switched off in Ultimate Multisite serves nobody, so its name is not called served, whatever its certificate."
            }
            Self::MappingNotOpened => {
                "A row serves visitors once Ultimate Multisite has moved it to a stage that is open; until then its name is not called served."
            }
            Self::SiteArchived => {
                "An archived site keeps its names and their certificates, and no visitor gets it."
            }
            Self::SiteSuspended => {
                "What is attached for a deleted or spam site stays, as it may come back; nothing is added or ordered for it."
            }
            Self::OtherNetwork => {
                "Hosts of other networks in the same database are neither served nor taken off here."
            }
            Self::ProviderBusy => {
                "While RunCloud's server works on another change, changes are tried one at a time after a short pause; that costs no order."
            }
            Self::DomainMissing => {
                "A domain that is not found under its id is neither lost nor the web application wrong: the domains are listed again first."
            }
            Self::ProviderThrottled => {
                "Where RunCloud asks for fewer calls, none is made until the time it names is over, or, where it names none, for a pause that grows."
            }
            Self::ProviderRejected => {
                "A domain that RunCloud refuses is tried again ever more rarely, as a person has to change something first."
            }
            Self::AttachedElsewhere => {
                "A name that RunCloud calls taken is not moved from where it is; it is tried again ever more rarely."
            }
            Self::FateUnknown => {
                "A call of which no answer came is never repeated before the list of domains was read again."
            }
            Self::NotOurs => "Only what this program attached or the network asked for is touched.",
            Self::MainDomain => {
                "The network's own host and the primary domain of the web application are watched and never changed."
            }
            Self::CoveredByWildcard => {
                "A name below the main domain that a wildcard answers needs no domain of its own."
            }
            Self::ClaimedTwice => {
                "Of two sites that claim one name the older claim is served, and a site's own host is older than any row."
            }
            Self::ClaimsMainDomain => "No row can give the network's own host to a site.",
            Self::ClaimsOtherSite => "No row can give a site's own host to another site.",
            Self::ClaimsNetworkName => {
                "Names below the main domain belong to the sites that are called so, and no row can claim others."
            }
            Self::InvalidHost => {
                "Only text that is a host name below a public suffix is served; what nearly names a domain still keeps it from being taken off."
            }
            Self::SiteGone => "A row is served only while its site exists.",
            Self::AbsenceWatched => {
                "Without a removal record a name is taken off only after several complete readings without it in a network that is at rest; after a day where it is not, or where more than three names vanished together."
            }
            Self::RenameWaiting => {
                "The old name of a renamed domain stays until a handshake has shown a valid certificate for the new one."
            }
            Self::StillNamed => {
                "What any row still names is never taken off, whether that row is served or not."
            }
            Self::Unwanted => {
                "What nothing asks for is taken off on evidence only: a removal record, a proved absence or a person's yes, and after one more reading of the network."
            }
            Self::TypeUnknown => {
                "What this program did not attach is taken off only where RunCloud calls it an alias, and never without a person's yes if it was there before any site asked for it."
            }
            Self::BrakeOn => {
                "More removals within a day than a share of all domains wait for a person, planned and done counted together."
            }
            Self::Fenced => {
                "Nothing is changed unless the main domain is attached, the folder fits the web application and this place is the confirmed one, as a copy of the network has the same rows and the same token."
            }
            Self::SwitchedOff => {
                "While the integration is switched off in Ultimate Multisite the program reads and reports, and changes nothing."
            }
            Self::FirstRun => {
                "If more than 25 names are missing on the first run, a person starts it, as the ids may be those of another web application."
            }
            Self::WildcardUnproved => {
                "A name that a wildcard answers needs no certificate of its own, as long as a handshake shows a valid one for it."
            }
            Self::TwinForced => {
                "A flag for the other form that RunCloud set although none was asked for is switched off at once; version 2 of its API has no call for that, and an order for both names would fail."
            }
            Self::MainDomainMissing => {
                "Nothing is changed unless the main domain is attached to the web application, as the ids may be those of another one; no yes of a person takes its place."
            }
            Self::VirtualHostAwaited => {
                "The authority asks the web server for the name, and RunCloud sets that up some seconds after it attached it: an order waits until the server answers the name in another way than one that nobody has, for a minute at most."
            }
            Self::ClockWrong => {
                "While this machine's clock differs by more than five minutes from those of RunCloud and of the database nothing is planned, ordered or removed, as every wait and every certificate is judged by it."
            }
            Self::Removed => {
                "A removed name is remembered for thirty days, so that its story can be read."
            }
            Self::RemovedElsewhere => {
                "What somebody took off in RunCloud and nothing asks for is not put back."
            }
        }
    }
}

/// The rule of the program that leads to a step, by the word of the step; nothing for a word of another version.
pub fn step_rule(word: &str) -> Option<&'static str> {
    Some(match word {
        "attach" => {
            "What the network wants and a complete listing of the web application lacks is attached."
        }
        "switch_twin" => {
            "The other form of a name is switched on when it is wanted and leads here, and off when it has led elsewhere for days or a person allowed it."
        }
        "read_certificate" | "read_shared_certificate" => {
            "Before a certificate is ordered where there may be one, and once when an order takes long, RunCloud is asked what there is."
        }
        "order" => {
            "A certificate is ordered when every name on it leads here, the last handshake lacked it and the budget of its registered domain allows it."
        }
        "order_shared" => {
            "The shared certificate is ordered once for all names that wait, when none of the attached names is in the way."
        }
        "detach" => {
            "Only what is ours is taken off, on evidence, within the brake's limit, and after its name was read once more."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_a_sentence_that_needs_no_code_to_be_understood() {
        for reason in Reason::ALL {
            let rule = reason.rule();
            assert!(
                rule.ends_with('.') && !rule.contains('`'),
                "{reason}: {rule}"
            );
            assert!(rule.starts_with(char::is_uppercase), "{reason}: {rule}");
        }
        assert_eq!(step_rule("of another version"), None);
    }
}
