//! What a bystander remembers: who made what, what people said, where names lead. Nothing here comes from the agent.

use std::collections::{BTreeMap, BTreeSet};

use plan::Network;

use crate::names::{bare, named_by};

/// The network is read at least this often.
const NEXT_READING: i64 = 5 * 60_000;

/// Who attached an object, as far as the agent can know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Agent,
    /// The agent, in a past that a restored database does not know.
    Forgotten,
    Person,
}

/// An object on the panel.
#[derive(Clone, Debug)]
pub struct Object {
    pub name: String,
    pub by: By,
    /// When it was attached.
    pub at: i64,
    /// Whether anything named it since.
    pub wanted: bool,
    /// Somebody else's, and it was listed while nothing named it.
    pub strange: bool,
}

/// Where a name leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    Here,
    /// All its records lead elsewhere, or there are none.
    Away,
    /// Some records are right, or nobody can tell, or no certificate may be issued.
    Odd,
}

/// A removal that happened, and what it rested on.
#[derive(Clone, Debug)]
pub struct Removal {
    pub at: i64,
    pub kind: Ground,
}

/// What a removal rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    Recorded,
    Absent,
    Person,
}

/// What there was at a moment.
#[derive(Clone, Debug, Default)]
pub struct Past {
    pub absent_since: BTreeMap<String, i64>,
    pub recorded: BTreeMap<String, i64>,
    pub permitted: BTreeSet<String>,
    pub quiet_since: i64,
}

/// What a bystander remembers.
#[derive(Debug, Default)]
pub struct Known {
    pub objects: BTreeMap<u64, Object>,
    /// The objects of the last list that was read: of what a person attached since, nobody can know.
    pub listed: BTreeSet<u64>,
    /// What rows and sites said, as far as a database that is restored says so again.
    pub past: Past,
    /// The bare names of the rows that were changed to another host, by row.
    pub renamed: BTreeMap<i64, BTreeSet<String>>,
    /// The rows that ever named a bare name.
    pub rows: BTreeMap<String, BTreeSet<i64>>,
    pub removals: Vec<Removal>,
    /// Where names lead, and since when; what is not here leads nowhere since ever.
    pub leads: BTreeMap<String, (Lead, i64)>,
    /// When the database was last set back.
    pub restored_at: Option<i64>,
    /// Since when names are wanted that led here from the start and that nothing has disturbed, and how many turns
    /// there were before.
    pub fresh: BTreeMap<String, (i64, u64)>,
    /// Whether the provider was out of order at any time: pauses may last long after.
    pub fresh_is_spoilt: bool,
    /// The bare names for one of whose forms the authority, or a call of the provider, does something else than it should.
    pub unlucky: BTreeSet<String>,
}

impl Known {
    /// Every bare name that rows and sites name.
    pub fn named(network: &Network) -> BTreeSet<String> {
        let rows = network.mappings.iter().map(|row| &row.host);
        let sites = network.sites.iter().map(|site| &site.host);
        rows.chain(sites)
            .filter_map(|text| named_by(text))
            .collect()
    }

    /// The network was changed.
    pub fn network_changed(&mut self, before: &Network, network: &Network, now: i64) {
        let named = Self::named(network);
        for name in Self::named(before) {
            if !named.contains(&name) {
                self.past.absent_since.entry(name).or_insert(now);
            }
        }
        let past = &mut self.past;
        past.absent_since.retain(|name, _| !named.contains(name));
        // A removal of one of two rows counts until a reading has seen that the other names the host still.
        past.recorded
            .retain(|name, at| !named.contains(name) || now - *at < NEXT_READING);
        past.permitted.retain(|name| !named.contains(name));
        past.quiet_since = now;
        for row in &before.mappings {
            let next = network.mappings.iter().find(|next| next.id == row.id);
            if let (Some(next), Some(old)) = (next, named_by(&row.host))
                && next.host != row.host
            {
                self.renamed.entry(row.id).or_default().insert(old);
            }
        }
        for row in &network.mappings {
            if let Some(name) = named_by(&row.host) {
                self.rows.entry(name).or_default().insert(row.id);
            }
        }
        for object in self.objects.values_mut() {
            object.wanted |= named.contains(&bare(&object.name));
        }
    }

    /// A person said yes to the removal of a name.
    pub fn permit(&mut self, name: &str) {
        self.past.permitted.insert(bare(name));
    }

    pub fn lead(&self, name: &str) -> (Lead, i64) {
        self.leads.get(name).copied().unwrap_or((Lead::Away, 0))
    }

    pub fn set_lead(&mut self, name: &str, lead: Lead, now: i64) {
        self.leads.insert(name.to_owned(), (lead, now));
        self.disturb(name);
    }

    /// Something about one name changed that it may take time to get over.
    pub fn disturb(&mut self, name: &str) {
        self.fresh.remove(&bare(name));
    }

    /// The database is set back: what happened since is not known to anybody who reads it.
    pub fn restored(&mut self, past: Past, snapshot: i64, now: i64, named: &BTreeSet<String>) {
        self.past = past;
        self.restored_at = Some(now);
        self.fresh.clear();
        for object in self.objects.values_mut() {
            if object.at >= snapshot && object.by == By::Agent {
                object.by = By::Forgotten;
            }
            object.wanted |= named.contains(&bare(&object.name));
            // Nobody remembers that it was listed as somebody else's.
            object.strange &= object.by == By::Person && object.at < snapshot;
        }
    }
}
