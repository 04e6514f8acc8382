//! Why a domain stands where it stands: one stable code with a sentence for the operator and one for the customer.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Who;
use crate::state::{UnknownWord, words};

words! {
    /// A stable reason code.
    Reason {
        /// Seen for the first time, nothing done yet.
        New = "new",
        /// Waiting for its turn in this pass.
        Queued = "queued",
        /// A certificate is valid and proved.
        CertificateValid = "certificate_valid",
        /// And a visitor gets the right site.
        ServesSite = "serves_site",
        /// Its certificate is valid, and a visitor gets another site.
        ServesOtherSite = "serves_other_site",
        /// Its certificate is valid, and its row is switched off in Ultimate Multisite.
        MappingSwitchedOff = "mapping_switched_off",
        /// Its certificate is valid, and Ultimate Multisite has not opened its row yet.
        MappingNotOpened = "mapping_not_opened",
        /// Its certificate is valid, and its site is archived.
        SiteArchived = "site_archived",
        /// Its site is deleted or marked as spam.
        SiteSuspended = "site_suspended",
        /// A certificate was ordered and is awaited.
        CertificateOrdered = "certificate_ordered",
        /// RunCloud issues by itself and is given time.
        AutoSslExpected = "auto_ssl_expected",
        /// The next shared certificate will include it.
        SharedOrderPending = "shared_order_pending",
        /// Another attached name would make the shared order fail.
        SharedOrderBlocked = "shared_order_blocked",
        /// The shared certificate has no room for more names.
        SharedCertificateFull = "shared_certificate_full",
        /// The certificate limit for its registered domain is reached.
        CertificateBudget = "certificate_budget",
        /// The provider refused the order.
        CertificateRefused = "certificate_refused",
        /// The order was accepted and no certificate came.
        CertificateNeverCame = "certificate_never_came",
        /// Orders failed for so long that no more are made.
        CertificateGivenUp = "certificate_given_up",
        /// The certificate is somebody's own and stays as it is.
        CustomCertificate = "custom_certificate",
        /// The server gives no answer to a handshake, though it did before.
        NoAnswer = "no_answer",
        /// The name exists and has no address record.
        DnsMissing = "dns_missing",
        /// The name does not exist.
        DnsNoSuchName = "dns_no_such_name",
        /// It is an alias of a name that leads nowhere.
        DnsDeadAlias = "dns_dead_alias",
        /// The records lead elsewhere.
        DnsElsewhere = "dns_elsewhere",
        /// The IPv4 record is right and an IPv6 record is not.
        DnsStaleIpv6 = "dns_stale_ipv6",
        /// Some records lead here and some elsewhere.
        DnsMixed = "dns_mixed",
        /// Its name servers answer SERVFAIL.
        DnsServfail = "dns_servfail",
        /// Its name servers refuse to answer, or are not in charge of it.
        DnsLame = "dns_lame",
        /// Its name servers do not answer.
        DnsTimeout = "dns_timeout",
        /// Its name servers answer nonsense.
        DnsUnknown = "dns_unknown",
        /// It is behind an accepted proxy, and where that leads to is not known.
        DnsProxied = "dns_proxied",
        /// It led here, and leads elsewhere for a day or longer.
        MovedAway = "moved_away",
        /// It leads elsewhere for so long that nobody looks any more.
        DnsGivenUp = "dns_given_up",
        /// Its CAA records do not let Let's Encrypt issue.
        CaaForbids = "caa_forbids",
        /// An order failed, and its name servers do not answer questions for CAA records.
        CaaUnanswered = "caa_unanswered",
        /// An order failed, and its CAA records allow certain accounts of the authority only.
        CaaOtherAccount = "caa_other_account",
        /// The twin is switched on and does not lead here.
        TwinElsewhere = "twin_elsewhere",
        /// The credentials are not accepted.
        CredentialsRejected = "credentials_rejected",
        /// The credentials may not do this.
        PermissionMissing = "permission_missing",
        /// The server or web application does not exist.
        WebAppMissing = "web_app_missing",
        /// The provider does not answer properly.
        ProviderTrouble = "provider_trouble",
        /// The provider's server works on another change.
        ProviderBusy = "provider_busy",
        /// The provider does not know the domain object that it listed.
        DomainMissing = "domain_missing",
        /// The provider wants fewer calls.
        ProviderThrottled = "provider_throttled",
        /// The calls of the month are spent.
        CallBudget = "call_budget",
        /// The provider refuses the domain.
        ProviderRejected = "provider_rejected",
        /// The domain is attached to another web application.
        AttachedElsewhere = "attached_elsewhere",
        /// Whether a call took effect is found out by a look.
        FateUnknown = "fate_unknown",
        /// It is attached and nobody in the network wants it.
        NotOurs = "not_ours",
        /// It is the network's own host.
        MainDomain = "main_domain",
        /// A wildcard of the web application covers it.
        CoveredByWildcard = "covered_by_wildcard",
        /// Two sites claim it; the older row keeps it.
        ClaimedTwice = "claimed_twice",
        /// The row names the network's own host.
        ClaimsMainDomain = "claims_main_domain",
        /// The row names a host of another site.
        ClaimsOtherSite = "claims_other_site",
        /// The row names a host under the main domain that is not its site's own.
        ClaimsNetworkName = "claims_network_name",
        /// The text is not a host name.
        InvalidHost = "invalid_host",
        /// The row belongs to a site of another network of the same database.
        OtherNetwork = "other_network",
        /// The site of the row is gone.
        SiteGone = "site_gone",
        /// It vanished from the network and the evidence is not strong enough yet.
        AbsenceWatched = "absence_watched",
        /// Its new name has to be secured first.
        RenameWaiting = "rename_waiting",
        /// A row still names it.
        StillNamed = "still_named",
        /// Nothing wants it any more; it is taken off.
        Unwanted = "unwanted",
        /// The provider does not say that it is an alias, so it stays.
        TypeUnknown = "type_unknown",
        /// Too many removals at once.
        BrakeOn = "brake_on",
        /// This copy of the network is not the confirmed one.
        Fenced = "fenced",
        /// The integration is switched off in Ultimate Multisite.
        SwitchedOff = "switched_off",
        /// Many names are missing on the first run; a person starts it.
        FirstRun = "first_run",
        /// A wildcard answers for it without a valid certificate.
        WildcardUnproved = "wildcard_unproved",
        /// RunCloud attached the other form unasked, and its API cannot take it off.
        TwinForced = "twin_forced",
        /// The main domain is not attached to the web application.
        MainDomainMissing = "main_domain_missing",
        /// The web server does not have the name yet.
        VirtualHostAwaited = "virtual_host_awaited",
        /// The clock of this machine cannot be believed.
        ClockWrong = "clock_wrong",
        /// It was taken off.
        Removed = "removed",
        /// Somebody else took it off.
        RemovedElsewhere = "removed_elsewhere",
    }
}

impl Reason {
    /// Whether it is about where DNS leads the name, or the twin.
    pub(crate) const fn is_of_dns(self) -> bool {
        matches!(
            self,
            Self::DnsMissing
                | Self::DnsNoSuchName
                | Self::DnsDeadAlias
                | Self::DnsElsewhere
                | Self::DnsStaleIpv6
                | Self::DnsMixed
                | Self::DnsServfail
                | Self::DnsLame
                | Self::DnsTimeout
                | Self::DnsUnknown
                | Self::DnsProxied
                | Self::MovedAway
                | Self::DnsGivenUp
                | Self::TwinElsewhere
        )
    }

    /// Who acts next because of this reason.
    pub const fn who(self) -> Who {
        match self {
            Self::DnsMissing
            | Self::DnsNoSuchName
            | Self::DnsDeadAlias
            | Self::DnsServfail
            | Self::DnsLame
            | Self::DnsTimeout
            | Self::DnsProxied
            | Self::CaaForbids
            | Self::CaaUnanswered
            | Self::CaaOtherAccount
            | Self::DnsElsewhere
            | Self::DnsStaleIpv6
            | Self::DnsMixed
            | Self::DnsUnknown
            | Self::TwinElsewhere => Who::Customer,
            Self::SharedOrderBlocked
            | Self::MovedAway
            | Self::DnsGivenUp
            | Self::ServesOtherSite
            | Self::CertificateGivenUp
            | Self::SharedCertificateFull
            | Self::CredentialsRejected
            | Self::PermissionMissing
            | Self::WebAppMissing
            | Self::ProviderRejected
            | Self::AttachedElsewhere
            | Self::ClaimedTwice
            | Self::ClaimsMainDomain
            | Self::ClaimsOtherSite
            | Self::ClaimsNetworkName
            | Self::InvalidHost
            | Self::SiteGone
            | Self::TypeUnknown
            | Self::BrakeOn
            | Self::Fenced
            | Self::SwitchedOff
            | Self::FirstRun
            | Self::ClockWrong
            | Self::WildcardUnproved
            | Self::TwinForced
            | Self::MainDomainMissing
            | Self::MappingSwitchedOff
            | Self::SiteArchived
            | Self::CallBudget
            | Self::CustomCertificate => Who::Operator,
            Self::ProviderTrouble
            | Self::ProviderBusy
            | Self::ProviderThrottled
            | Self::AutoSslExpected => Who::Provider,
            Self::CertificateOrdered
            | Self::CertificateBudget
            | Self::CertificateRefused
            | Self::CertificateNeverCame => Who::Authority,
            _ => Who::Nobody,
        }
    }
}
