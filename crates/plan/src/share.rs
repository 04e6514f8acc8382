//! How looks from outside are shared out: one customer with many slow names must not starve anybody else's.

use std::collections::{BTreeSet, HashMap};

use crate::{DomainName, Look, Plan, Records, SiteId, Timestamp};

impl Plan {
    /// The looks to begin now where at most `slots` may be under way at once, `under_way` being those that are.
    ///
    /// Names that were never looked at come first, then what waits longest. One site has a quarter of the slots at most, and
    /// another quarter is left free for names that are new.
    pub fn looks_to_begin(
        &self,
        records: &Records,
        under_way: &BTreeSet<DomainName>,
        slots: usize,
    ) -> Vec<&Look> {
        let mut free = slots.saturating_sub(under_way.len());
        if free == 0 {
            return Vec::new();
        }
        let kept = slots / 4;
        let of_site = (slots / 4).max(1);
        let site = |host: &DomainName| records.get(host).and_then(|record| record.site);
        let mut taken: HashMap<Option<SiteId>, usize> = HashMap::new();
        for host in under_way {
            *taken.entry(site(host)).or_default() += 1;
        }
        let mut due: Vec<(Option<Timestamp>, &Look)> = self
            .looks
            .iter()
            .filter(|look| !under_way.contains(&look.host))
            .map(|look| (last_look(records, look), look))
            .collect();
        // No moment is less than any: what is new comes first.
        due.sort_by_key(|(last, _)| *last);
        let mut begun = Vec::new();
        for (last, look) in due {
            if free == 0 || last.is_some() && free <= kept {
                break;
            }
            let taken = taken.entry(site(&look.host)).or_default();
            // Names of nobody's are the panel's own: they are not typed by customers.
            if *taken >= of_site && site(&look.host).is_some() {
                continue;
            }
            *taken += 1;
            free -= 1;
            begun.push(look);
        }
        begun
    }
}

fn last_look(records: &Records, look: &Look) -> Option<Timestamp> {
    let record = records.get(&look.host)?;
    let dns = record.dns.as_ref().map(|seen| seen.at);
    let tls = record.tls.as_ref().map(|seen| seen.at);
    dns.max(tls)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::name;
    use crate::{Class, PointsHere, Record, Seen};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(second * 1000)
    }

    /// A plan with a look at each host; of each its site, and when it was looked at last.
    fn due(hosts: &[(&str, i64, Option<i64>)]) -> (Plan, Records) {
        let mut plan = Plan::default();
        let mut records = Records::new();
        for (host, site, last) in hosts {
            let mut record = Record::new(name(host), Class::Created, at(0));
            record.site = Some(SiteId(*site));
            record.dns = last.map(|last| Seen::first(PointsHere::Yes, at(last)));
            records.insert(name(host), record);
            plan.looks.push(Look {
                host: name(host),
                twin: None,
                dns: true,
                tls: false,
                visit: false,
                virtual_host: false,
            });
        }
        (plan, records)
    }

    fn begun(plan: &Plan, records: &Records, under_way: &[&str], slots: usize) -> Vec<String> {
        let under_way = under_way.iter().map(|host| name(host)).collect();
        let begun = plan.looks_to_begin(records, &under_way, slots);
        begun.iter().map(|look| look.host.to_string()).collect()
    }

    #[test]
    fn a_new_name_that_sorts_last_comes_before_hundreds_of_another_customer() {
        let many: Vec<String> = (0..350).map(|n| format!("a{n:03}.example")).collect();
        let mut hosts: Vec<(&str, i64, Option<i64>)> = many
            .iter()
            .map(|host| (host.as_str(), 7, Some(5)))
            .collect();
        hosts.push(("zebra.example", 8, None));
        let (plan, records) = due(&hosts);
        let first = begun(&plan, &records, &[], 64);
        assert_eq!(first[0], "zebra.example");
        assert_eq!(first.len(), 1 + 16, "the other has a quarter of the slots");
        // Also while all of them that may are under way, and do not end.
        let slow: Vec<&str> = many[..16].iter().map(String::as_str).collect();
        assert_eq!(begun(&plan, &records, &slow, 64), ["zebra.example"]);
    }

    #[test]
    fn what_waits_longest_comes_first_and_room_is_kept_for_new_names() {
        let (plan, records) = due(&[
            ("one.example", 1, Some(30)),
            ("two.example", 2, Some(10)),
            ("three.example", 3, Some(20)),
            ("four.example", 4, Some(5)),
        ]);
        assert_eq!(
            begun(&plan, &records, &[], 4),
            ["four.example", "two.example", "three.example"]
        );
        assert!(begun(&plan, &records, &["four.example"; 1], 1).is_empty());
    }
}
