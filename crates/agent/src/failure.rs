//! From an error of the API client to what it means for one domain, or for all of them.

use std::time::Duration;

use plan::{Failure, FailureClass, Hold, Reason, Timestamp};
use runcloud::{Class, Error, Fate, Operation};

/// What a failed call means.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// Trouble of this one domain.
    Own(Failure),
    /// Trouble that every call may meet: none should be made until it is over. Nothing was changed. Where the provider
    /// answered, the failure counts for the one domain too, in case it is that domain alone which is refused.
    Common(Trouble, Option<Failure>),
}

/// Trouble that every call would meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) reason: Reason,
    pub(crate) detail: String,
    /// How long the provider wants to be left alone, where it says.
    pub(crate) wait: Option<Duration>,
}

/// Reads a failed change.
pub(crate) fn of_change(error: &Error) -> Meaning {
    let failure = Failure {
        class: class(error),
        message: words(error),
    };
    match common(error) {
        // That the provider is closed says nothing of the one domain.
        Some(trouble) if is_closed(error) => Meaning::Common(trouble, None),
        Some(trouble) => Meaning::Common(trouble, error.status.map(|_| failure)),
        None => Meaning::Own(failure),
    }
}

/// Reads a failed reading of the panel: whatever it was, nothing can be done until it works.
pub(crate) fn of_reading(error: &Error) -> Trouble {
    common(error).unwrap_or_else(|| {
        let reason = match error.class {
            Class::NotFound | Class::MethodNotAllowed
                if error.operation == Operation::ReadSslMode =>
            {
                return mode_unknown(error);
            }
            Class::Forbidden { .. } => Reason::PermissionMissing,
            Class::NotFound | Class::MethodNotAllowed => Reason::WebAppMissing,
            _ => Reason::ProviderTrouble,
        };
        Trouble {
            reason,
            detail: words(error),
            wait: None,
        }
    })
}

/// The eyes saw that the web application is there. Which certificates to order cannot be told without its mode.
fn mode_unknown(error: &Error) -> Trouble {
    Trouble {
        reason: Reason::PermissionMissing,
        detail: format!(
            "the web application is there, but not how it keeps its certificates: the SSL mode cannot be read ({})",
            words(error)
        ),
        wait: None,
    }
}

/// The same for version 2 of the API, which accounts are losing: what looks like its end is said to be that.
pub(crate) fn of_reading_v2(error: &Error) -> Trouble {
    let mut trouble = of_reading(error);
    // A missing object is told in JSON; a page, or nothing, means that there is no such API any more.
    let gone = match error.class {
        Class::Unauthorized | Class::Malformed => true,
        Class::NotFound | Class::MethodNotAllowed => {
            error.message.is_none() || error.status == Some(410)
        }
        _ => false,
    };
    if gone {
        trouble.reason = Reason::CredentialsRejected;
        trouble.detail = format!(
            "{}; version 2 of the API may be gone for this account: create an API token and set WU_RUNCLOUD_API_TOKEN",
            trouble.detail
        );
    }
    trouble
}

const fn is_closed(error: &Error) -> bool {
    matches!(error.class, Class::Maintenance { .. })
}

/// Whether an order that ended so may have reached the certificate authority; else it costs none of its limits.
pub(crate) fn was_placed(error: &Error) -> bool {
    match error.fate {
        Fate::NotSent => false,
        Fate::Unknown => !is_closed(error),
        Fate::Refused => matches!(error.class, Class::Invalid | Class::Conflict | Class::Other),
    }
}

fn common(error: &Error) -> Option<Trouble> {
    let (reason, wait) = match error.class {
        Class::Unauthorized => (Reason::CredentialsRejected, None),
        Class::Throttled { retry_after } => (Reason::ProviderThrottled, retry_after),
        Class::Maintenance { retry_after } => (Reason::ProviderTrouble, retry_after),
        Class::Busy => (Reason::ProviderBusy, None),
        Class::Forbidden { edge: true } => (Reason::PermissionMissing, None),
        // No web application has this path: the ids or the generation of the API are wrong, not the domain.
        Class::NotFound if error.operation == Operation::AddDomain => (Reason::WebAppMissing, None),
        _ => return None,
    };
    Some(Trouble {
        reason,
        detail: words(error),
        wait,
    })
}

fn class(error: &Error) -> FailureClass {
    let ordering = matches!(
        error.operation,
        Operation::InstallCertificate | Operation::RedeployCertificate
    );
    match (error.class, error.fate) {
        (Class::Unauthorized, _) => FailureClass::Unauthorized,
        (Class::Throttled { .. }, _) => FailureClass::Throttled,
        (Class::Busy, _) => FailureClass::Busy,
        (Class::Maintenance { .. }, _) => FailureClass::Transient,
        (Class::Forbidden { .. }, _) => FailureClass::Forbidden,
        (Class::NotFound | Class::MethodNotAllowed | Class::Unsupported, _) => {
            FailureClass::NotFound
        }
        (Class::Conflict, _) if error.operation == Operation::AddDomain => FailureClass::Taken,
        (Class::Invalid, _) if error.operation == Operation::AddDomain && says_taken(error) => {
            FailureClass::Taken
        }
        (Class::Invalid | Class::Conflict, _) if ordering => FailureClass::IssueRefused,
        (Class::Invalid | Class::Conflict, _) => FailureClass::Rejected,
        (_, Fate::Unknown) => FailureClass::FateUnknown,
        (Class::Malformed, _) => FailureClass::Unreadable,
        _ => FailureClass::Transient,
    }
}

/// The provider's text for a name that is attached already is not known, so several wordings count; a listing then
/// shows whether it is attached here.
fn says_taken(error: &Error) -> bool {
    let texts = error.fields.values().flatten().chain(&error.message);
    texts.into_iter().any(|text| {
        let text = text.to_ascii_lowercase();
        ["taken", "already", "exist", "in use", "duplicate"]
            .iter()
            .any(|word| text.contains(word))
    })
}

/// The provider's words with what was tried; stable, without ids or durations that change.
fn words(error: &Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(status) = error.status {
        parts.push(format!("HTTP {status}"));
    }
    parts.extend(error.message.clone());
    parts.extend(error.fields.values().flatten().cloned());
    if parts.is_empty() {
        return error.to_string();
    }
    if parts.len() == 1 && error.status.is_some() {
        // The status alone names no cause.
        parts.push(bare_cause(error));
    }
    parts.dedup();
    let texts = parts.iter().map(|part| part.trim_end_matches(['.', ':']));
    texts.collect::<Vec<_>>().join(": ")
}

/// What a reply without words of the provider says.
fn bare_cause(error: &Error) -> String {
    match error.class {
        Class::Malformed => "the reply is not JSON of the API".to_owned(),
        class => class.in_words().to_owned(),
    }
}

/// How long a listing waits after one that left open what it was to settle, the `count`-th in a row.
pub(crate) fn pause_between_listings(count: u32) -> Duration {
    match count {
        0 => Duration::ZERO,
        count => pause(Reason::ProviderTrouble, count),
    }
}

/// How long all calls pause after the `count`-th failure in a row.
pub(crate) fn pause(reason: Reason, count: u32) -> Duration {
    let steps: &[u64] = match reason {
        // Wrong credentials or ids do not mend themselves; hourly is often enough not to be a nuisance.
        Reason::CredentialsRejected | Reason::WebAppMissing | Reason::PermissionMissing => {
            &[60, 300, 900, 3600]
        }
        // Other changes take seconds.
        Reason::ProviderBusy => &[3, 3, 5, 10, 15, 30, 60],
        _ => &[5, 15, 30, 60, 120, 300, 600],
    };
    Duration::from_secs(steps[(count.max(1) as usize - 1).min(steps.len() - 1)])
}

impl Trouble {
    /// The hold that follows from the `count`-th such trouble in a row.
    pub(crate) fn hold(&self, count: u32, now: Timestamp) -> Hold {
        let wait = self.wait.unwrap_or_default().max(match self.reason {
            Reason::ProviderThrottled if self.wait.is_some() => Duration::ZERO,
            reason => pause(reason, count),
        });
        Hold {
            reason: self.reason,
            detail: self.detail.clone(),
            until: Some(now + wait),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(class: Class, message: Option<&str>) -> Error {
        let mut error = Error::new(Operation::ReadServer, "server 5", class, Fate::Refused);
        error.status = Some(404);
        error.message = message.map(str::to_owned);
        error
    }

    #[test]
    fn the_end_of_version_2_is_told_from_a_wrong_id() {
        let gone = of_reading_v2(&error(Class::NotFound, None));
        assert_eq!(gone.reason, Reason::CredentialsRejected);
        assert!(
            gone.detail.contains("WU_RUNCLOUD_API_TOKEN"),
            "{}",
            gone.detail
        );
        let wrong_id = of_reading_v2(&error(Class::NotFound, Some("Not found")));
        assert_eq!(wrong_id.reason, Reason::WebAppMissing);
        let busy = of_reading_v2(&error(Class::Transient, None));
        assert_eq!(busy.reason, Reason::ProviderTrouble);
    }

    #[test]
    fn a_mode_that_cannot_be_read_is_not_a_missing_web_application() {
        let mut unread = error(Class::NotFound, Some("Not found"));
        unread.operation = Operation::ReadSslMode;
        let trouble = of_reading(&unread);
        assert_eq!(trouble.reason, Reason::PermissionMissing);
        assert!(
            trouble
                .detail
                .contains("the SSL mode cannot be read (HTTP 404: Not found)"),
            "{}",
            trouble.detail
        );
    }

    #[test]
    fn pauses_grow_and_wrong_credentials_are_tried_hourly_at_most() {
        assert_eq!(
            pause(Reason::CredentialsRejected, 9),
            Duration::from_hours(1)
        );
        assert!(pause(Reason::ProviderTrouble, 1) < pause(Reason::ProviderTrouble, 4));
    }
}
