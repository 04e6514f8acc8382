//! Why nothing may be changed, in the words and with the advice that belong to it.

use plan::{Hold, Reason, Timestamp};
use serde::Serialize;

use super::when::until;
use crate::exit::Exit;
use crate::output::rfc3339_or_null;

/// Why nothing may be changed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HoldLine {
    pub(crate) reason: Reason,
    pub(crate) detail: String,
    #[serde(serialize_with = "rfc3339_or_null")]
    pub(crate) until: Option<Timestamp>,
}

impl From<&Hold> for HoldLine {
    fn from(hold: &Hold) -> Self {
        Self {
            reason: hold.reason,
            detail: hold.detail.clone(),
            until: hold.until,
        }
    }
}

impl HoldLine {
    /// Two lines: what holds changes back, and what to do.
    pub(crate) fn text(&self, now: Timestamp) -> String {
        let again = self.until.map_or_else(String::new, |moment| {
            format!(" (tried again {})", until(moment, now))
        });
        let advice =
            plan::remedy(self.reason).map_or_else(String::new, |advice| format!("  {advice}\n"));
        format!("held: {}{again}\n{advice}", self.detail)
    }

    /// The exit code of a command that found changes held.
    pub(crate) fn exit(&self) -> Exit {
        match self.reason {
            Reason::ProviderTrouble | Reason::ProviderBusy | Reason::ProviderThrottled => {
                Exit::Unreachable
            }
            Reason::CredentialsRejected | Reason::PermissionMissing | Reason::WebAppMissing => {
                Exit::Usage
            }
            _ => Exit::Held,
        }
    }
}

impl From<&agent::AboutHold> for HoldLine {
    fn from(hold: &agent::AboutHold) -> Self {
        Self {
            reason: hold.reason,
            detail: hold.detail.clone(),
            until: hold.until,
        }
    }
}
