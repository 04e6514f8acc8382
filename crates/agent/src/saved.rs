//! What the ledger holds, as far as it takes to write only what differs.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use plan::{
    CallCount, DomainName, Fingerprint, LastWanted, Record, Records, RemovalRecord, Shared,
    Timestamp,
};

/// How old the last moment at which a host was seen as wanted may be in the ledger, where nothing hangs on it. Written as
/// exactly as it is known, it would have every record written at every reading of the network.
const WANTED_WITHIN: Duration = Duration::from_hours(24);

/// What was saved last.
#[derive(Debug, Default)]
pub(crate) struct Saved {
    pub(crate) records: BTreeMap<DomainName, SavedRecord>,
    /// What the sentences that were saved with them refer to; none where they may be those of another run.
    pub(crate) referred: Option<Referred>,
    pub(crate) shared: Shared,
    pub(crate) calls: CallCount,
    pub(crate) about: String,
    pub(crate) server: String,
    pub(crate) remedies: bool,
}

/// What the sentences about all hosts refer to: where domains should lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Referred {
    pub(crate) main_domain: DomainName,
    pub(crate) addresses: Vec<IpAddr>,
}

/// What tells a record from others: a second copy of all of them would be as large as the first.
#[derive(Debug)]
pub(crate) struct SavedRecord {
    fingerprint: Fingerprint,
    wanted_at: LastWanted,
}

impl Saved {
    /// Notes that the ledger holds these.
    pub(crate) fn take<'a>(&mut self, records: impl IntoIterator<Item = &'a Record>) {
        for record in records {
            let saved = SavedRecord {
                fingerprint: record.fingerprint(),
                wanted_at: record.wanted_at,
            };
            self.records.insert(record.host.clone(), saved);
        }
    }

    /// All has to be written again: the ledger may have been put back to an earlier day.
    pub(crate) fn doubt(&mut self) {
        *self = Self {
            records: std::mem::take(&mut self.records),
            ..Self::default()
        };
    }

    /// The records that the ledger does not hold as they are; all of them where the sentences about them have to refer to
    /// something else.
    pub(crate) fn lacks<'a>(
        &self,
        records: &'a Records,
        referred: Option<&Referred>,
        removals: &[RemovalRecord],
    ) -> Vec<&'a Record> {
        if self.referred.as_ref() != referred {
            return records.values().collect();
        }
        // Whether a removal that was recorded belongs to an earlier life of its host shows by the moment at which that was
        // wanted last.
        let removed: BTreeSet<DomainName> =
            removals.iter().map(|removal| removal.host.bare()).collect();
        let lacks = |record: &Record| {
            let Some(saved) = self.records.get(&record.host) else {
                return true;
            };
            record.fingerprint() != saved.fingerprint
                || moved_far(record.wanted_at, saved.wanted_at)
                || record.wanted_at != saved.wanted_at && removed.contains(&record.host.bare())
        };
        records.values().filter(|record| lacks(record)).collect()
    }
}

fn moved_far(known: LastWanted, saved: LastWanted) -> bool {
    let moment = |wanted: LastWanted| wanted.moment().map(Timestamp::as_millis);
    match (moment(known), moment(saved)) {
        (Some(known), Some(saved)) => {
            u128::from(known.abs_diff(saved)) >= WANTED_WITHIN.as_millis()
        }
        (known, saved) => known != saved,
    }
}

#[cfg(test)]
mod tests {
    use plan::Class;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_796_000_000_000);

    /// Two hosts that were seen as wanted at a moment.
    fn records(wanted_at: Timestamp) -> Records {
        let hosts = ["shop.example", "www.other.example"];
        let records = hosts.map(|host| {
            let mut record = Record::new(host.parse().unwrap(), Class::Created, NOW);
            record.wanted_at.see(wanted_at);
            (record.host.clone(), record)
        });
        records.into()
    }

    fn lacking(records: &Records, removals: &[RemovalRecord]) -> Vec<String> {
        let mut saved = Saved::default();
        saved.take(self::records(NOW).values());
        let lacking = saved.lacks(records, None, removals);
        lacking
            .iter()
            .map(|record| record.host.to_string())
            .collect()
    }

    #[test]
    fn what_is_new_or_differs_is_written() {
        let mut records = records(NOW);
        assert!(lacking(&records, &[]).is_empty());
        let host = "new.example".parse::<DomainName>().unwrap();
        records.insert(host.clone(), Record::new(host, Class::Created, NOW));
        let other = "www.other.example".parse().unwrap();
        records.get_mut(&other).unwrap().pointed_here = true;
        assert_eq!(lacking(&records, &[]), ["new.example", "www.other.example"]);
    }

    #[test]
    fn all_are_written_once_they_should_lead_elsewhere() {
        let lead_to = |address: &str| Referred {
            main_domain: "network.example".parse().unwrap(),
            addresses: vec![address.parse().unwrap()],
        };
        let (before, now) = (lead_to("203.0.113.10"), lead_to("203.0.113.11"));
        let records = records(NOW);
        let mut saved = Saved::default();
        saved.take(records.values());
        // What a run before this one wrote may be in other words.
        assert_eq!(saved.lacks(&records, Some(&before), &[]).len(), 2);
        saved.referred = Some(before.clone());
        assert!(saved.lacks(&records, Some(&before), &[]).is_empty());
        assert_eq!(saved.lacks(&records, Some(&now), &[]).len(), 2);
    }

    #[test]
    fn that_a_host_is_still_wanted_is_written_once_a_day() {
        let later = NOW + WANTED_WITHIN;
        assert!(lacking(&records(NOW + Duration::from_mins(5)), &[]).is_empty());
        assert_eq!(lacking(&records(later), &[]).len(), 2);
    }

    #[test]
    fn that_a_host_is_wanted_for_the_first_time_is_written() {
        let mut saved = Saved::default();
        let unwanted = Record::new("shop.example".parse().unwrap(), Class::Created, NOW);
        saved.take([&unwanted]);
        let mut record = unwanted.clone();
        record.wanted_at.see(NOW);
        let records = Records::from([(record.host.clone(), record)]);
        assert_eq!(saved.lacks(&records, None, &[]).len(), 1);
    }

    #[test]
    fn it_is_written_exactly_where_a_removal_of_the_host_is_open() {
        let removal = RemovalRecord {
            request: 1,
            host: "other.example".parse().unwrap(),
            site: None,
            at: NOW,
        };
        let later = records(NOW + Duration::from_secs(1));
        assert_eq!(
            lacking(&later, std::slice::from_ref(&removal)),
            ["www.other.example"]
        );
        assert!(lacking(&records(NOW), &[removal]).is_empty());
    }
}
