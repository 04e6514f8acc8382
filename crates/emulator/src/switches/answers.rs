//! The answers that switches choose between.

use serde::{Deserialize, Serialize};

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
    /// All but `www`, `wildcard` and `redirection`.
    WithoutFlags,
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
    /// Within all servers of the account.
    Workspace,
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

/// Body of the reply to an accepted change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WriteReply {
    /// The object the change is about. `validUntil` of a certificate is `null` until a first one is issued.
    Object,
    /// `{}`
    Empty,
    /// A `message`, as some successes have.
    Message,
    /// 204 without a body.
    NoContent,
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

/// What becomes of a key pair on version 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPair {
    /// It opens the API.
    Accepted,
    /// 401, as for a wrong one.
    Refused401,
    /// 404 with a page.
    Page404,
    /// 410 with a message.
    Gone410,
    /// 200 with a page that asks to sign in.
    SignInPage,
}

/// What replies say about the rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateHeaders {
    /// `X-RateLimit-Limit` and `X-RateLimit-Remaining` (documented).
    LimitAndRemaining,
    /// And `X-RateLimit-Reset`, the second since 1970 at which the count starts anew.
    WithReset,
    /// Nothing.
    Absent,
}

/// How a reply that is no success looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorForm {
    /// Its status, with a `message` in JSON.
    Json,
    /// Its status, with a page.
    Page,
    /// Its status, without a body.
    Bodiless,
    /// 200 with the `message`.
    MessageOk,
    /// 200 with a page.
    PageOk,
}

/// What a page larger than allowed gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverPageLimit {
    /// The largest page there is.
    Clamped,
    /// 422.
    Refused422,
}

/// What a page past the end of a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastTheEnd {
    /// An empty page.
    Empty,
    /// 404.
    NotFound404,
    /// The last page once more.
    LastPage,
}

/// How times are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeForm {
    /// `2026-12-01 10:00:00`, in UTC (the form is documented, the zone is not).
    Utc,
    /// The same form, in a zone eight hours ahead of UTC.
    EightHoursAhead,
    /// `2026-12-01T10:00:00.000000Z`
    Rfc3339,
}

/// The words of a refusal because a name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenWords {
    /// The framework's own, about the field `name`.
    Taken,
    /// Words that name no cause.
    Vague,
}

/// How names come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameForm {
    /// As they were sent.
    AsSent,
    /// In upper case.
    UpperCase,
    /// Names with letters beyond ASCII in these letters.
    Unicode,
}

/// Which fields a certificate object has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateShape {
    /// Those seen so far.
    Seen,
    /// `id` and `validUntil`.
    Bare,
    /// Those seen so far, a `status` and the list of `domains`.
    WithStatus,
}

/// How it is said that no certificate is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotInstalled {
    /// `{"message":"SSL not installed!"}`
    Message,
    /// A message in other words.
    OtherWords,
    /// `{}`
    Empty,
    /// `{"data":null}`
    Null,
}

/// What reading the SSL mode gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModeRead {
    /// `advancedSSL` and `autoSSL`.
    Both,
    /// `advancedSSL` alone.
    WithoutAuto,
    /// 403, in basic mode only: the plan has no other.
    Refused403,
    /// 404, in basic mode only.
    NotFound404,
}
