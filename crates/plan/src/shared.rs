//! What is remembered of the one certificate that a web application has in basic mode.

use serde::{Deserialize, Serialize};

use crate::attach::other_name;
use crate::backoff::{Wait, wait};
use crate::budget::REMEMBERED;
use crate::lack::{Lack, lack};
use crate::outcome::is_ours;
use crate::track::Records;
use crate::{
    Attempts, CertificateFound, DomainName, Failure, FailureClass, Policy, Renewal, Timestamp,
};

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
    /// Until when the provider said that it is valid, when it was asked with no order under way.
    pub valid_until: Option<Timestamp>,
    /// When the provider means to renew it, where it told. Only for one that this program may order.
    pub renewal: Option<Renewal>,
    /// Whether the provider had nothing new to show when it was asked about the current order.
    pub brought_nothing: bool,
    /// Failed orders.
    pub order: Attempts,
    /// Orders of the last days that were refused, by one of their names and the moment they were made.
    pub unissued: Vec<(DomainName, Timestamp)>,
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
        self.order.cut_to(now);
        self.ordered_at = self.ordered_at.map(|moment| moment.min(now));
        let Some(ordered) = self.ordered_at else {
            return;
        };
        let proved = |host: &DomainName| {
            records.get(host).is_none_or(|record| {
                let Some(object) = &record.object else {
                    return true;
                };
                let twin = other_name(record, object).is_some();
                lack(record, self.renewal.as_ref(), twin, now) == Lack::Nothing
            })
        };
        if self.ordered_for.iter().all(proved) {
            *self = Self {
                certificate: self.certificate,
                unissued: std::mem::take(&mut self.unissued),
                valid_until: self.valid_until,
                renewal: self.renewal,
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
        if self.order_read && self.brought_nothing {
            let host = self.ordered_for.first().cloned();
            self.remember_unissued(host, ordered, now);
        }
        let (kind, class) = if self.unsure {
            (Wait::Call, FailureClass::Transient)
        } else {
            (Wait::Order, FailureClass::NoCertificate)
        };
        let failed = self.order.failed.saturating_add(1);
        self.order = Attempts {
            failed,
            since: self.order.since.or(self.ordered_at),
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

    /// Takes over what the provider says of the certificate.
    pub fn found(&mut self, found: Option<CertificateFound>) {
        let until = found.and_then(|found| found.valid_until);
        self.known = true;
        self.certificate = found.map(|found| found.id);
        self.renewal = self.renewal.filter(|_| is_ours(found));
        self.custom = found.is_some_and(|found| !found.ours_to_renew);
        if self.ordered_at.is_none() {
            self.valid_until = until;
        } else {
            // What is as it was before the order was not made by it.
            self.brought_nothing = until.is_none() || until == self.valid_until;
        }
    }

    /// Remembers that the order of a moment, with `host` among its names, brought no certificate.
    pub(crate) fn remember_unissued(
        &mut self,
        host: Option<DomainName>,
        ordered: Timestamp,
        now: Timestamp,
    ) {
        self.unissued
            .retain(|(_, moment)| *moment + REMEMBERED > now);
        self.unissued.extend(host.map(|host| (host, ordered)));
    }
}
