//! Where RunCloud's behaviour is not documented, or differs between accounts, it is a switch.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

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
    /// Requests per minute of the emulator's clock before 429. The real number is not published. Default: 60,000.
    pub rate_limit_per_minute: u32,
    /// Whether a 429 from the rate limit carries `Retry-After` (usual for the framework RunCloud is built with). Default: yes.
    pub retry_after: bool,

    // Shapes.
    /// List endpoints ignore `perPage` and always give 20 (seen on some). Default: no.
    pub ignore_per_page: bool,
    /// Where a list says how long it is. Default: [`PagingForm::MetaPagination`].
    pub paging_form: PagingForm,
    /// Which fields a domain object has. Default: [`DomainShape::Full`].
    pub domain_shape: DomainShape,
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
    /// Adding a domain without `type` is refused with 422 instead of meaning `alias`. Default: no.
    pub type_required: bool,
    /// What happens on `DELETE` of the primary domain. Default: [`PrimaryDelete::Refused422`].
    pub primary_delete: PrimaryDelete,
    /// Milliseconds until the web server knows an added domain (operators see stale answers right after). Default: 0.
    pub attach_delay_ms: i64,

    // Certificates.
    /// Status of the reply "SSL not installed!". Clients tell it by its body, so default: 200.
    pub not_installed_status: u16,
    /// Reply to an accepted order. Default: [`OrderReply::Object`].
    pub order_reply: OrderReply,
    /// Milliseconds from an accepted order until its certificate is visible on `GET` and at the TLS edge. Default: 2,000.
    pub certificate_delay_ms: i64,
    /// How a failed validation shows. Default: [`DnsFailure::Silent`], as nobody has seen a reply that tells.
    pub dns_failure: DnsFailure,
    /// Status of a second `POST` while a certificate is installed. 200 replaces it. Default: 422.
    pub second_post_status: u16,
    /// Status of a certificate call that belongs to the other SSL mode. Default: 422.
    pub wrong_mode_status: u16,
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
            rate_limit_per_minute: 60_000,
            retry_after: true,
            ignore_per_page: false,
            paging_form: PagingForm::MetaPagination,
            domain_shape: DomainShape::Full,
            flag_form: FlagForm::Documented,
            numbers_as_strings: false,
            private_keys_shown: true,
            duplicate_scope: DuplicateScope::Server,
            duplicate_status: 422,
            type_required: false,
            primary_delete: PrimaryDelete::Refused422,
            attach_delay_ms: 0,
            not_installed_status: 200,
            order_reply: OrderReply::Object,
            certificate_delay_ms: 2_000,
            dns_failure: DnsFailure::Silent,
            second_post_status: 422,
            wrong_mode_status: 422,
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

/// User agents that get 403 before anything else is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserAgentFilter {
    /// None.
    Off,
    /// The defaults of Python's HTTP libraries.
    PythonLibraries,
    /// The defaults of common libraries in any language, and no user agent at all.
    AnyLibrary,
}

/// Where a list reply tells its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PagingForm {
    /// `meta.pagination` with `total`, `total_pages` and so on (documented).
    MetaPagination,
    /// `meta.lastPage` beside `meta.total` (claimed once, disputed).
    MetaLastPage,
    /// No `meta` at all.
    NoMeta,
}

/// Which fields a domain object has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainShape {
    /// All documented ones.
    Full,
    /// All but `type`.
    WithoutType,
    /// `id`, `name` and `created_at`, as early v2 clients model it.
    Bare,
}

/// How booleans come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagForm {
    /// A domain's `www` and `wildcard` as 0 and 1, everything else as `true` and `false`.
    Documented,
    /// All as `true` and `false`.
    Booleans,
    /// All as 0 and 1.
    Integers,
    /// All as `"0"` and `"1"`.
    Strings,
}

/// How far a domain name must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateScope {
    /// Within one web application.
    WebApp,
    /// Within one server.
    Server,
}

/// What happens on `DELETE` of the primary domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrimaryDelete {
    /// Refused with 422.
    Refused422,
    /// Refused with 403.
    Refused403,
    /// It is deleted.
    Allowed,
}

/// Body of the reply to an accepted order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderReply {
    /// The certificate object; `validUntil` is `null` until a first certificate is issued.
    Object,
    /// `{}`
    Empty,
}

/// How a failed validation shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DnsFailure {
    /// 422 with a message, at once.
    AtOnce422,
    /// 200, and then nothing ever happens.
    Silent,
}

/// What a TLS client gets for a name without a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownName {
    /// A self-signed certificate for another name.
    SelfSigned,
    /// The alert `unrecognized_name`.
    UnrecognizedName,
    /// The alert `access_denied`.
    AccessDenied,
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
