//! What is remembered of the one certificate that a web application has in basic mode.

use serde::{Deserialize, Serialize};

use crate::attach::other_name;
use crate::backoff::{Wait, wait};
use crate::lack::{Lack, lack};
use crate::track::Records;
use crate::{Attempts, DomainName, Failure, FailureClass, Policy, Timestamp};

/// The web application's own certificate, the one that covers all its names in basic mode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shared {
    /// The provider's id of it, where there is one.
    pub certificate: Option<u64>,
    /// Whether `certificate` is what the provider says, also where it says that there is none.
    pub known: bool,
    /// Whether it is one that this program must not replace.
    pub custom: bool,
    /// When the current order was accepted, until all names that waited for it are proved or it is given up.
    pub ordered_at: Option<Timestamp>,
    /// The hosts that waited for the current order.
    pub ordered_for: Vec<DomainName>,
    /// Whether the provider was asked about the current order already.
    pub order_read: bool,
    /// Whether it is not known that the current order was accepted at all.
    pub unsure: bool,
    /// Failed orders.
    pub order: Attempts,
}

impl Shared {
    /// Ends an order that every waiting host proved, and gives up one that took too long.
    ///
    /// `spread` only spreads the wait that follows a failure.
    pub fn review(
        &mut self,
        records: &Records,
        spread: &DomainName,
        policy: &Policy,
        now: Timestamp,
    ) {
        let Some(ordered) = self.ordered_at else {
            return;
        };
        let proved = |host: &DomainName| {
            records.get(host).is_none_or(|record| {
                let Some(object) = &record.object else {
                    return true;
                };
                lack(record, other_name(record, object).is_some(), now) == Lack::Nothing
            })
        };
        if self.ordered_for.iter().all(proved) {
            *self = Self {
                certificate: self.certificate,
                known: false,
                ..Self::default()
            };
            return;
        }
        let patience = if self.unsure {
            policy.unsure_patience
        } else {
            policy.issue_patience
        };
        if now.since(ordered) < patience {
            return;
        }
        let (kind, class) = if self.unsure {
            (Wait::Call, FailureClass::Transient)
        } else {
            (Wait::Order, FailureClass::NoCertificate)
        };
        let failed = self.order.failed.saturating_add(1);
        self.order = Attempts {
            failed,
            last: self.ordered_at,
            not_before: Some(now + wait(kind, failed, spread)),
            failure: Some(Failure {
                class,
                message: String::new(),
            }),
        };
        self.ordered_at = None;
        self.ordered_for.clear();
        self.order_read = false;
        self.unsure = false;
        self.known = false;
    }
}
