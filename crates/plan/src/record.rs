//! What the ledger remembers of one host.

#[cfg(test)]
mod tests;

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::budget::REMEMBERED;
use crate::{
    Attached, Attempts, Caa, Class, DomainName, Handshake, LastWanted, PointsHere, Reason, Renewal,
    RowClosed, SiteClosed, SiteId, State, Timestamp, VirtualHost, Visit, Who,
};

/// Everything remembered of one host: whose it is, where it stands, what was seen and tried.
///
/// Written down without what says nothing, as most of it does of most hosts: reading thousands of records takes as long
/// as their text is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    /// The host as it is wanted, or as it is attached where nobody wants it.
    pub host: DomainName,
    /// The site that wants it, or last wanted it.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub site: Option<SiteId>,
    /// The mapping row that wants it, where a row does.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub mapping: Option<i64>,
    /// Why the row that wants it serves nobody, where it does not.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub row_closed: Option<RowClosed>,
    /// Why its site is closed to visitors, where it is.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub site_closed: Option<SiteClosed>,
    /// Whose it is.
    pub class: Class,
    /// Whether this program attached the object; the class may say more, but this is never forgotten.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub created: bool,
    /// Whether the provider switched the `www` flag on although this program asked for it to be off.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub www_unasked: bool,
    /// The provider's ids of objects that this program attached for it and that vanished: one that comes back is ours.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub vanished: Vec<u64>,
    /// Where it stands, why, and what comes next.
    pub standing: Standing,
    /// The domain object at the provider, where there is one.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub object: Option<Attached>,
    /// The provider's id of its certificate (advanced mode), where it has one.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub certificate: Option<u64>,
    /// Whether `certificate` is what the provider says, also where it says that there is none.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub certificate_known: bool,
    /// Until when the provider said that it is valid, when it was asked with no order under way.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub certificate_until: Option<Timestamp>,
    /// When the provider means to renew its certificate, where it told. Only for one that this program may order.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub renewal: Option<Renewal>,
    /// When the provider was last asked about its certificate.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub certificate_read_at: Option<Timestamp>,
    /// Since when this host is known.
    pub first_seen: Timestamp,
    /// When this program attached it.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub attached_at: Option<Timestamp>,
    /// When a handshake first showed a valid certificate.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub secured_at: Option<Timestamp>,
    /// When this program took it off.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub removed_at: Option<Timestamp>,
    /// What the removal rested on; the brake counts by it.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub removed_by: Option<RemovedBy>,
    /// The removals of the last days, also those after which the host was attached again: the brake counts them all.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub removals: Vec<(Timestamp, RemovedBy)>,
    /// When a complete reading last showed it as wanted.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub wanted_at: LastWanted,
    /// Since when complete readings miss it.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub absence: Option<Absence>,
    /// What DNS said last about the host.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub dns: Option<Seen<PointsHere>>,
    /// Whether the host led here at any time.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub pointed_here: bool,
    /// What DNS said last about the `www` twin.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub twin_dns: Option<Seen<PointsHere>>,
    /// What the CAA records of the host say.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub caa: Option<Seen<Caa>>,
    /// What the CAA records of the twin say.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub twin_caa: Option<Seen<Caa>>,
    /// What the last visit at the host met.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub visit: Option<Seen<Visit>>,
    /// What the last visit at the twin met.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub twin_visit: Option<Seen<Visit>>,
    /// What the last handshake for the host showed.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub tls: Option<Seen<Handshake>>,
    /// What the last handshake for the twin showed, where the twin is switched on.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub twin_tls: Option<Seen<Handshake>>,
    /// Whether the id of its object is known from the reply that made it alone: a list may know it under another.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub unlisted: bool,
    /// Whether the web server has the host; of interest just after it was attached.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub virtual_host: Option<Seen<VirtualHost>>,
    /// When the current certificate order was accepted, until it is proved or given up.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub ordered_at: Option<Timestamp>,
    /// Whether the provider was asked about the current order already.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub order_read: bool,
    /// Whether the provider had nothing new to show when it was asked about the current order.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub order_brought_nothing: bool,
    /// Whether it is not known that the current order was accepted at all.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub order_unsure: bool,
    /// Failed tries to attach.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub attach: Attempts,
    /// Failed tries to get a certificate.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub order: Attempts,
    /// Orders of the last days that are known to have brought no certificate, by the moment they were made.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub unissued: Vec<Timestamp>,
    /// Failed tries to switch the twin.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub twin: Attempts,
    /// Failed tries to detach.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub detach: Attempts,
    /// Whether the certificate is one that this program must not replace.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub custom_certificate: bool,
    /// Whether its object was attached while nothing in the network asked for the host: then it is somebody else's, and
    /// a row that names it later does not make it ours to take off.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub foreign_before: bool,
    /// What a person allowed for this one name.
    #[serde(default, skip_serializing_if = "says_nothing")]
    pub permit: Option<Permit>,
}

/// Where a domain stands, why, who acts next and when it is looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// The reason, a stable code.
    pub reason: Reason,
    /// The variable part of the explanation: a record, an address, the provider's words. May be empty.
    #[serde(default)]
    pub detail: String,
    /// Who has to act next.
    pub who: Who,
    /// The next look; none where only a change can matter.
    #[serde(default)]
    pub next_look: Option<Timestamp>,
}

/// Something that was seen, since when it looks like this, and when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seen<T> {
    /// What was seen.
    pub value: T,
    /// Since when each look showed the same kind of thing.
    pub since: Timestamp,
    /// When the last look was.
    pub at: Timestamp,
    /// How many looks in a row showed the same kind of thing; of DNS only those that came when their time had come.
    #[serde(default)]
    pub looks: u32,
}

/// How long, and in how many complete readings, a host that was wanted is missing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Absence {
    /// The first complete reading without it.
    pub since: Timestamp,
    /// Since when nothing else in the network changed either.
    pub quiet_since: Timestamp,
    /// Complete readings since then.
    pub readings: u32,
    /// Complete readings without it, whatever else changed.
    #[serde(default)]
    pub missed: u32,
    /// A fingerprint of everything else in the network at that time.
    pub rest: u64,
    /// The host that took over its row, where it was renamed.
    #[serde(default)]
    pub renamed_to: Option<DomainName>,
    /// When the last reading was taken that counts in `readings`.
    #[serde(default)]
    pub counted_at: Option<Timestamp>,
    /// When the last reading was taken that counts in `missed`.
    #[serde(default)]
    pub missed_at: Option<Timestamp>,
}

/// What a removal rested on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovedBy {
    /// A removal record written by the WordPress plugin.
    Record,
    /// Absence from complete readings.
    Absence,
    /// A person's yes.
    Person,
}

/// What a person allowed for one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permit {
    /// Take it off the web application although the evidence is thin or the brake is on.
    Detach,
    /// Change its `www` flag although this program did not attach it.
    ChangeTwin,
}

/// Stands for a record where only its changes matter, those of [`Record::wanted_at`] excepted. Equal for two records that
/// differ once in 2^64 times, and only within one run of one build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(u64);

fn says_nothing<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Record {
    /// A host that was never seen before.
    pub fn new(host: DomainName, class: Class, now: Timestamp) -> Self {
        Self {
            host,
            site: None,
            mapping: None,
            row_closed: None,
            site_closed: None,
            class,
            created: false,
            www_unasked: false,
            vanished: Vec::new(),
            standing: Standing {
                state: State::Attaching,
                reason: Reason::New,
                detail: String::new(),
                who: Who::Nobody,
                next_look: Some(now),
            },
            object: None,
            certificate: None,
            certificate_known: false,
            certificate_until: None,
            renewal: None,
            certificate_read_at: None,
            first_seen: now,
            attached_at: None,
            secured_at: None,
            removed_at: None,
            removed_by: None,
            removals: Vec::new(),
            wanted_at: LastWanted::default(),
            absence: None,
            dns: None,
            pointed_here: false,
            twin_dns: None,
            caa: None,
            twin_caa: None,
            visit: None,
            twin_visit: None,
            tls: None,
            twin_tls: None,
            unlisted: false,
            virtual_host: None,
            ordered_at: None,
            order_read: false,
            order_brought_nothing: false,
            order_unsure: false,
            attach: Attempts::default(),
            order: Attempts::default(),
            unissued: Vec::new(),
            twin: Attempts::default(),
            detach: Attempts::default(),
            custom_certificate: false,
            foreign_before: false,
            permit: None,
        }
    }

    /// Forgets what was true of the certificate of an object that is not there any more: another object has another one,
    /// or none.
    pub(crate) fn forget_certificate(&mut self) {
        self.certificate = None;
        self.certificate_known = false;
        self.certificate_until = None;
        self.renewal = None;
        self.custom_certificate = false;
        self.ordered_at = None;
        self.tls = None;
        self.twin_tls = None;
        self.virtual_host = None;
    }

    /// Remembers that the order of a moment brought no certificate, as long as that matters.
    pub(crate) fn remember_unissued(&mut self, ordered: Timestamp, now: Timestamp) {
        self.unissued.retain(|moment| *moment + REMEMBERED > now);
        self.unissued.push(ordered);
    }

    /// Remembers that the host was taken off, for as long as the brake may look back.
    pub(crate) fn taken_off(&mut self, by: Option<RemovedBy>, now: Timestamp) {
        self.removed_at = Some(now);
        self.removed_by = by;
        self.removals.retain(|(at, _)| *at + REMEMBERED > now);
        self.removals.extend(by.map(|by| (now, by)));
    }

    /// Whether an attach may have made an object that is not known yet.
    pub(crate) fn attach_is_unsettled(&self) -> bool {
        self.attach.fate_unknown()
    }

    /// Forgets the object and what was known of it.
    pub(crate) fn lose_object(&mut self) {
        if let Some(object) = self.object.take()
            && self.created
            && !self.vanished.contains(&object.id)
        {
            // A few, the latest: nobody loses one domain again and again.
            self.vanished.truncate(3);
            self.vanished.insert(0, object.id);
        }
        self.created = false;
        self.foreign_before = false;
        self.secured_at = None;
        self.order_unsure = false;
        self.forget_certificate();
    }

    /// Takes an object that the panel shows for it. One that was ours before is ours again.
    pub(crate) fn take_object(&mut self, object: &Attached) {
        self.created |= self.vanished.contains(&object.id);
        self.object = Some(object.clone());
    }

    /// Tells this record from any that differs from it in anything but [`Record::wanted_at`].
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        Fingerprint(hasher.finish())
    }

    /// Whether this program may count the domain as its own: it attached it, or the network wanted it once.
    pub fn is_ours(&self) -> bool {
        matches!(self.class, Class::Created | Class::Adopted)
    }
}

impl<T> Seen<T> {
    /// A first look.
    pub fn first(value: T, at: Timestamp) -> Self {
        Self {
            value,
            since: at,
            at,
            looks: 1,
        }
    }

    /// Folds a new look into what was known; `same` tells whether both are the same kind of thing.
    pub fn fold(
        previous: Option<Self>,
        value: T,
        at: Timestamp,
        same: impl Fn(&T, &T) -> bool,
    ) -> Self {
        match previous {
            Some(seen) if same(&seen.value, &value) => Self {
                value,
                since: seen.since,
                at,
                looks: seen.looks.saturating_add(1),
            },
            _ => Self::first(value, at),
        }
    }
}
