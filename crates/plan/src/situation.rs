//! Everything a plan is made from.

use std::collections::BTreeSet;

use crate::track::{Records, bare_needs_its_own};
use crate::{
    DomainName, Hold, Network, Orders, Panel, Policy, Reading, Record, RemovalRecord, Shared,
    Timestamp, Unit, Wanted,
};

/// Everything a plan is made from. Nothing in it can change the outside.
#[derive(Debug)]
pub struct Situation<'a> {
    /// The network.
    pub network: &'a Reading<Network>,
    /// Whether the network was read in this very pass; a removal needs that.
    pub network_is_fresh: bool,
    /// What the network wants.
    pub wanted: &'a Wanted,
    /// The panel.
    pub panel: &'a Reading<Panel>,
    /// What is remembered, already tracked against these readings.
    pub records: &'a Records,
    /// The shared certificate, where the panel is in basic mode.
    pub shared: &'a Shared,
    /// Removals that the plugin recorded and that are not settled yet.
    pub removals: &'a [RemovalRecord],
    /// Certificate orders of the last week.
    pub orders: &'a Orders,
    /// Why nothing may be changed, where that is known before planning.
    pub hold: Option<Hold>,
    /// Whether this is the first run and a person did not start it yet.
    pub first_run: bool,
    /// Hosts with a step under way; they keep their standing and get no other.
    pub busy: &'a BTreeSet<DomainName>,
    /// The limits.
    pub policy: &'a Policy,
    /// Now.
    pub now: Timestamp,
}

impl Situation<'_> {
    /// The unit a host belongs to.
    pub(crate) fn unit(&self, host: &DomainName) -> Option<&Unit> {
        let units = &self.wanted.units;
        // Most hosts are bare already, and this is asked of each: no copy for them.
        if host.is_www() {
            units.get(&host.bare())
        } else {
            units.get(host)
        }
    }

    /// Whether this bare name is served beside the object of its `www.` form.
    pub(crate) fn needs_its_own(&self, host: &DomainName) -> bool {
        let www = host.twin().filter(|_| !host.is_www());
        let record = www.and_then(|www| self.records.get(&www));
        record.is_some_and(bare_needs_its_own)
    }

    /// Every record, in order, with the unit its host belongs to.
    pub(crate) fn records_with_units(&self) -> impl Iterator<Item = (&Record, Option<&Unit>)> {
        let mut units = self.wanted.units.iter().peekable();
        self.records.iter().map(move |(host, record)| {
            if host.is_www() {
                return (record, self.unit(host));
            }
            // Units are sorted as records are: a bare host's is found by walking along.
            while units.next_if(|(name, _)| *name < host).is_some() {}
            let own = units.peek().filter(|(name, _)| *name == host);
            (record, own.map(|(_, unit)| *unit))
        })
    }

    /// Whether everything attached at `moment` is in the listing. One of a moment that has not come yet, where the clock
    /// went back, proves nothing, and neither does half a listing.
    pub(crate) fn listed_since(&self, moment: Timestamp) -> bool {
        let taken = self.panel.taken_at();
        self.panel.complete().is_some() && moment < taken && taken <= self.now
    }

    /// Every single name the web application covers, and so every name a shared certificate has to cover.
    pub(crate) fn shared_names(&self) -> BTreeSet<DomainName> {
        let objects = self.panel.value().domains.iter();
        objects
            .flat_map(|object| {
                object
                    .covers()
                    .into_iter()
                    .cloned()
                    .chain(object.covered_twin())
            })
            .collect()
    }
}
