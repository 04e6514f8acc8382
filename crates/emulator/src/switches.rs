//! Where RunCloud's behaviour is not documented, or differs between accounts, it is a switch.

mod answers;

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

pub use answers::{
    CertificateShape, DnsFailure, DomainShape, DuplicateScope, ErrorForm, FlagForm, KeyPair,
    ModeRead, NameForm, NotInstalled, OverPageLimit, PagingForm, PastTheEnd, PrimaryDelete,
    RateHeaders, TakenWords, TimeForm, UnknownName, UserAgentFilter, WriteReply,
};

/// What can be changed while the emulator runs.
///
/// The default of each switch is what the best available evidence says; where there is none, the more demanding
/// behaviour for a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    // Access.
    /// Addresses that may call the API; empty allows any, another address gets 401 (documented). Default: empty.
    pub allow_list: Vec<IpAddr>,
    /// Which user agents are turned away with 403 and an HTML body (seen once, with a Python library). Default: [`UserAgentFilter::PythonLibraries`].
    pub user_agent_filter: UserAgentFilter,
    /// Milliseconds from the start until the credentials expire and get 401. Default: never.
    pub credentials_last_ms: Option<i64>,
    /// What becomes of a key pair on version 2. Default: [`KeyPair::Accepted`].
    pub key_pair: KeyPair,
    /// Requests per minute of the emulator's clock before 429. The real number is not published. Default: 60,000.
    pub rate_limit_per_minute: u32,
    /// Whether a 429 from the rate limit carries `Retry-After` (usual for the framework RunCloud is built with). Default: yes.
    pub retry_after: bool,
    /// What every reply says about the rate limit. Default: [`RateHeaders::LimitAndRemaining`].
    pub rate_headers: RateHeaders,
    /// Calls that others make in each minute out of the same allowance. Default: 0.
    pub others_per_minute: u32,
    /// Calls in thirty days before 429 without a word on when it ends. Default: no limit.
    pub calls_per_month: Option<u32>,
    /// How a reply that is no success looks. Default: [`ErrorForm::Json`].
    pub error_form: ErrorForm,
    /// Milliseconds by which the `Date` of replies is ahead of the emulator's clock, negative where it is behind. Default: 0.
    pub clock_ahead_ms: i64,
    /// Status of a change that worked. Default: 200 (the only one documented).
    pub changed_status: u16,

    // Shapes.
    /// List endpoints ignore `perPage` and always give 20 (seen on some). Default: no.
    pub ignore_per_page: bool,
    /// Where a list says how long it is. Default: [`PagingForm::MetaPagination`].
    pub paging_form: PagingForm,
    /// What a `perPage` over 40 gets. Default: [`OverPageLimit::Clamped`].
    pub over_page_limit: OverPageLimit,
    /// What a page past the end is. Default: [`PastTheEnd::Empty`].
    pub past_the_end: PastTheEnd,
    /// Lists begin with what was added last. Default: no.
    pub newest_first: bool,
    /// Single objects come as `{"data": …}`. Default: no (documented as bare).
    pub wrapped_objects: bool,
    /// Status of reading a single domain, which only lists are documented for; 200 gives it. Default: 200.
    pub one_domain_status: u16,
    /// Which fields a domain object has. Default: [`DomainShape::Full`].
    pub domain_shape: DomainShape,
    /// Which fields a certificate object has. Default: [`CertificateShape::Seen`].
    pub certificate_shape: CertificateShape,
    /// What `status` of a domain holds; only `null` was seen. Default: `null`.
    pub domain_status: Option<String>,
    /// How names come back. Default: [`NameForm::AsSent`].
    pub name_form: NameForm,
    /// How times are written. Default: [`TimeForm::Utc`].
    pub time_form: TimeForm,
    /// How booleans come back. Default: [`FlagForm::Documented`].
    pub flag_form: FlagForm,
    /// Every number comes as a string. Default: no.
    pub numbers_as_strings: bool,
    /// Certificate objects contain a private key (seen in v2; it is a marker here, not a key). Default: yes.
    pub private_keys_shown: bool,

    // Domains.
    /// How far a name must be unique. Default: [`DuplicateScope::Server`].
    pub duplicate_scope: DuplicateScope,
    /// Status for a name that is taken. Default: 422.
    pub duplicate_status: u16,
    /// The words about a name that is taken. Default: [`TakenWords::Taken`].
    pub taken_words: TakenWords,
    /// Names with letters beyond ASCII are refused with 422, as A-labels too. Default: no.
    pub idn_refused: bool,
    /// Most domains of a web application; one more gets 422. Default: no limit, as none is documented.
    pub most_domains: Option<usize>,
    /// Reply to an added domain. Default: [`WriteReply::Object`] (documented).
    pub add_reply: WriteReply,
    /// Reply to a deleted domain. Default: [`WriteReply::Object`] (documented).
    pub delete_reply: WriteReply,
    /// Status of a change of a domain's flags; 200 makes it. Default: 200.
    pub change_domain_status: u16,
    /// Status for a domain that is not there, or is another application's. Default: 404.
    pub unknown_domain_status: u16,
    /// Deleting a domain orders the certificate for all anew, without it. Default: no.
    pub delete_reissues: bool,
    /// Adding a domain without `type` is refused with 422 instead of meaning `alias`. Default: no.
    pub type_required: bool,
    /// What happens on `DELETE` of the primary domain. Default: [`PrimaryDelete::Refused422`].
    pub primary_delete: PrimaryDelete,
    /// The `www` flag of a new domain is on, whatever was asked. Default: no.
    pub forces_www: bool,
    /// Milliseconds until a new domain is listed and found by its id. Default: 0.
    pub unlisted_ms: i64,
    /// Milliseconds for which calls about the certificate of a new domain do not find it. Default: 0.
    pub certificate_missing_ms: i64,
    /// The reply to an added domain names another id than the one that the list has. Default: no.
    pub add_reply_other_id: bool,
    /// Milliseconds until the web server knows an added domain (operators see stale answers right after). Default: 0.
    pub attach_delay_ms: i64,

    // Certificates.
    /// Status of the reply "SSL not installed!". Clients tell it by its body, so default: 200.
    pub not_installed_status: u16,
    /// Its words. Default: [`NotInstalled::Message`].
    pub not_installed: NotInstalled,
    /// Reply to an accepted order. Default: [`WriteReply::Object`].
    pub order_reply: WriteReply,
    /// Milliseconds from an accepted order until its certificate is visible on `GET` and at the TLS edge. Default: 2,000.
    pub certificate_delay_ms: i64,
    /// How a failed validation shows. Default: [`DnsFailure::Silent`], as nobody has seen a reply that tells.
    pub dns_failure: DnsFailure,
    /// Status of a second `POST` while a certificate is installed. 200 replaces it. Default: 422.
    pub second_post_status: u16,
    /// Status of an order while another of the same certificate is under way. 200 replaces it. Default: 200.
    pub order_while_pending_status: u16,
    /// A redeploy gives the certificate a new id. Default: no.
    pub redeploy_changes_id: bool,
    /// The modes in the body of an order for one domain are set for the application. Default: no.
    pub order_sets_mode: bool,
    /// Status of a certificate call that belongs to the other SSL mode. 200 takes it, and visitors never see what comes of it.
    /// Default: 422.
    pub wrong_mode_status: u16,
    /// What reading the mode gives. Default: [`ModeRead::Both`].
    pub mode_read: ModeRead,
    /// Changing the mode takes away the certificates of the other one. Default: no.
    pub mode_change_drops: bool,
    /// The plan has no per-domain certificates: changing the mode gets 403. Default: no.
    pub plan_without_ssl: bool,
    /// `PUT` on a basic certificate leaves out names added since it was first ordered. Default: no (earlier integrations rely on the opposite).
    pub redeploy_keeps_names: bool,
    /// With AutoSSL on, milliseconds after adding a domain before RunCloud orders by itself. Default: 60,000.
    pub auto_ssl_delay_ms: i64,
    /// Let's Encrypt certificates are renewed at their renewal date, if their names still validate. Default: yes.
    pub renews: bool,
    /// Let's Encrypt's published limits apply, beside that of 100 names a certificate, which always does. Default: yes.
    pub acme_limits: bool,

    // Edge and DNS.
    /// What a TLS client gets for a name without a certificate. Default: [`UnknownName::SelfSigned`].
    pub unknown_name: UnknownName,
    /// Time to live of DNS answers in seconds. Default: 60.
    pub dns_ttl: u32,
    /// Seconds of the emulator's clock that the name server goes on denying what it denied once, records set meanwhile
    /// or not, as a recursive resolver does. The authority asks afresh. Default: 0.
    pub negative_cache_secs: u32,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            allow_list: Vec::new(),
            user_agent_filter: UserAgentFilter::PythonLibraries,
            credentials_last_ms: None,
            key_pair: KeyPair::Accepted,
            rate_limit_per_minute: 60_000,
            retry_after: true,
            rate_headers: RateHeaders::LimitAndRemaining,
            others_per_minute: 0,
            calls_per_month: None,
            error_form: ErrorForm::Json,
            clock_ahead_ms: 0,
            changed_status: 200,
            ignore_per_page: false,
            paging_form: PagingForm::MetaPagination,
            over_page_limit: OverPageLimit::Clamped,
            past_the_end: PastTheEnd::Empty,
            newest_first: false,
            wrapped_objects: false,
            one_domain_status: 200,
            domain_shape: DomainShape::Full,
            certificate_shape: CertificateShape::Seen,
            domain_status: None,
            name_form: NameForm::AsSent,
            time_form: TimeForm::Utc,
            flag_form: FlagForm::Documented,
            numbers_as_strings: false,
            private_keys_shown: true,
            duplicate_scope: DuplicateScope::Server,
            duplicate_status: 422,
            taken_words: TakenWords::Taken,
            idn_refused: false,
            most_domains: None,
            add_reply: WriteReply::Object,
            delete_reply: WriteReply::Object,
            change_domain_status: 200,
            unknown_domain_status: 404,
            delete_reissues: false,
            type_required: false,
            primary_delete: PrimaryDelete::Refused422,
            forces_www: false,
            unlisted_ms: 0,
            certificate_missing_ms: 0,
            add_reply_other_id: false,
            attach_delay_ms: 0,
            not_installed_status: 200,
            not_installed: NotInstalled::Message,
            order_reply: WriteReply::Object,
            certificate_delay_ms: 2_000,
            dns_failure: DnsFailure::Silent,
            second_post_status: 422,
            order_while_pending_status: 200,
            redeploy_changes_id: false,
            order_sets_mode: false,
            wrong_mode_status: 422,
            mode_read: ModeRead::Both,
            mode_change_drops: false,
            plan_without_ssl: false,
            redeploy_keeps_names: false,
            auto_ssl_delay_ms: 60_000,
            renews: true,
            acme_limits: true,
            unknown_name: UnknownName::SelfSigned,
            dns_ttl: 60,
            negative_cache_secs: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_switch_is_refused_and_missing_ones_keep_their_default() {
        let one: Switches = serde_json::from_str(r#"{"dns_failure":"at_once422"}"#).unwrap();
        assert_eq!(
            one,
            Switches {
                dns_failure: DnsFailure::AtOnce422,
                ..Switches::default()
            }
        );
        assert!(serde_json::from_str::<Switches>(r#"{"dns_failures":"silent"}"#).is_err());
    }
}
