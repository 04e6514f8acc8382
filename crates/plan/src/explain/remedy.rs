//! What the operator can do about a reason.

use crate::Reason;

/// What whoever runs the network can do about it; nothing where waiting is all there is to do.
#[expect(clippy::too_many_lines, reason = "a table, one line a reason")]
pub const fn remedy(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::DnsMissing
        | Reason::DnsNoSuchName
        | Reason::DnsDeadAlias
        | Reason::DnsElsewhere
        | Reason::DnsMixed
        | Reason::DnsServfail
        | Reason::DnsLame
        | Reason::DnsTimeout
        | Reason::DnsUnknown => {
            "pass the record on to the owner; if the name is behind a proxy, add the proxy's addresses to `addresses`"
        }
        Reason::DnsStaleIpv6 => {
            "ask the owner to remove the AAAA record; if the address is yours, add it to `addresses`"
        }
        Reason::DnsProxied => {
            "let the proxy forward to this server by plain HTTP, without a redirect of `/.well-known/acme-challenge/`"
        }
        Reason::MovedAway => {
            "ask the owner whether the move is meant; delete the mapping if it is, `retry DOMAIN` once it is back"
        }
        Reason::DnsGivenUp => "delete the mapping if nobody needs it; `retry DOMAIN` looks again",
        Reason::CaaForbids => {
            "ask the owner for a CAA record that lets `letsencrypt.org` issue, or to remove the others"
        }
        Reason::CaaUnanswered => {
            "ask the owner to have the name servers corrected: they have to answer questions for CAA records"
        }
        Reason::CaaOtherAccount => {
            "ask the owner to take `accounturi` out of the CAA record; `retry DOMAIN` orders again"
        }
        Reason::ServesOtherSite => {
            "see which mapping of the name Ultimate Multisite serves, and delete the other"
        }
        Reason::CertificateGivenUp => {
            "read `explain DOMAIN`, mend what it names, then `retry DOMAIN`"
        }
        Reason::TwinElsewhere => {
            "ask the owner for the missing record; `confirm DOMAIN` allows switching the other form off"
        }
        Reason::SharedOrderBlocked => {
            "get the named domains to lead here, detach them in RunCloud, or switch the web application to advanced SSL"
        }
        Reason::SharedCertificateFull => {
            "switch the web application to advanced SSL in RunCloud, where each domain has its own certificate"
        }
        Reason::CertificateRefused | Reason::CertificateNeverCame => {
            "look for CAA records and redirects of `/.well-known/acme-challenge/`; `retry DOMAIN` orders again at once"
        }
        Reason::NoAnswer => {
            "see whether the server, its web server and its firewall let HTTPS through"
        }
        Reason::CustomCertificate => {
            "renew or replace the certificate in RunCloud, or delete it there and `retry DOMAIN`"
        }
        Reason::CredentialsRejected => {
            "check the API token and the allow-list under API Management in RunCloud; `doctor` tells which it is"
        }
        Reason::PermissionMissing => {
            "give the API token access to this server, and check what the RunCloud plan includes"
        }
        Reason::WebAppMissing => {
            "check `WU_RUNCLOUD_SERVER_ID` and `WU_RUNCLOUD_APP_ID`; `doctor` lists what the token can see"
        }
        Reason::CallBudget => {
            "raise `calls_per_month` if the RunCloud plan allows more; `retry DOMAIN` goes on with one domain at once"
        }
        Reason::ProviderRejected => {
            "add the domain by hand in RunCloud to see why it is refused; it is adopted once it is there"
        }
        Reason::AttachedElsewhere => {
            "find the web application that has the domain in RunCloud and remove it there, then `retry DOMAIN`"
        }
        Reason::ClaimedTwice => {
            "decide which site may have the domain, and delete the other mapping in Ultimate Multisite"
        }
        Reason::ClaimsMainDomain
        | Reason::ClaimsOtherSite
        | Reason::ClaimsNetworkName
        | Reason::InvalidHost
        | Reason::StillNamed => "correct or delete the mapping in Ultimate Multisite",
        Reason::SiteGone => "delete the mapping in Ultimate Multisite",
        Reason::AbsenceWatched => "`confirm DOMAIN` takes it off without waiting",
        Reason::RenameWaiting => {
            "get the new name to lead here; `confirm DOMAIN` takes the old one off without waiting"
        }
        Reason::TypeUnknown => {
            "detach it in RunCloud if it is not needed; `confirm DOMAIN` does so where RunCloud calls it an alias"
        }
        Reason::BrakeOn => {
            "check the list in `plan`; `confirm brake` lets the removals go, or restore the mappings"
        }
        Reason::Fenced => {
            "on a copy leave it so; if the network moved here, `confirm identity` opens the fence"
        }
        Reason::SwitchedOff => {
            "switch the RunCloud integration on in Ultimate Multisite under Settings, Integrations"
        }
        Reason::FirstRun => "check the list in `plan`, then start it with `apply`",
        Reason::WildcardUnproved => "give the wildcard domain a certificate by dns-01 in RunCloud",
        Reason::TwinForced => {
            "switch `www` off for the domain in RunCloud, set its DNS record, or use an API token instead of the key pair"
        }
        Reason::MainDomainMissing => {
            "attach the main domain to the web application in RunCloud, or correct `WU_RUNCLOUD_SERVER_ID` and `WU_RUNCLOUD_APP_ID`"
        }
        Reason::ClockWrong => {
            "set the clock of this machine: `timedatectl set-ntp true`, then `timedatectl`"
        }
        Reason::ProviderTrouble => "if it lasts, see RunCloud's status page",
        Reason::MappingSwitchedOff => {
            "switch the mapping on in Ultimate Multisite, if visitors are to get the site"
        }
        Reason::SiteArchived => {
            "unarchive the site in the network admin, if visitors are to get it"
        }
        Reason::ProviderThrottled => {
            "look for other programs that use the same API token; RunCloud sells higher limits"
        }
        Reason::NotOurs => "nothing is needed; detach it in RunCloud if it is a left-over",
        Reason::New
        | Reason::Queued
        | Reason::CertificateValid
        | Reason::ServesSite
        | Reason::OtherNetwork
        | Reason::MappingNotOpened
        | Reason::SiteSuspended
        | Reason::ProviderBusy
        | Reason::VirtualHostAwaited
        | Reason::DomainMissing
        | Reason::CertificateOrdered
        | Reason::AutoSslExpected
        | Reason::SharedOrderPending
        | Reason::CertificateBudget
        | Reason::FateUnknown
        | Reason::MainDomain
        | Reason::CoveredByWildcard
        | Reason::Unwanted
        | Reason::Removed
        | Reason::RemovedElsewhere => return None,
    })
}
