//! The CAA records that decide for a name: its own, or those of the closest name above it, RFC 8659 section 3.

use hickory_resolver::proto::op::Message;
use hickory_resolver::proto::rr::{DNSClass, Name, RData, RecordType};
use plan::{CaaAnswer, CaaRecord, DnsOutcome};

use super::chain;
use super::reply::Verdict;
use super::zone::Zones;

/// More records than this for one name are nonsense.
const MAX_RECORDS: usize = 32;
/// A longer value is nonsense too: an issuer and a few parameters.
const MAX_VALUE: usize = 256;

/// Climbs from `name` towards the root until a name has records. A failure on the way ends it: an authority that cannot
/// look either does not issue, and a server that ignores the question costs its patience only once.
pub(super) async fn climb(zones: &Zones<'_>, name: &Name) -> CaaAnswer {
    let mut at = name.clone();
    while !at.is_root() {
        let (aliases, verdict) = chain::to_the_end(zones, &at, RecordType::CAA).await;
        match verdict {
            Ok(Verdict::Caa(records)) => {
                // Where an alias was followed, the records can only be changed at its end.
                let owner = aliases.last().unwrap_or(&at);
                return CaaAnswer {
                    at: owner.to_ascii().trim_end_matches('.').to_owned(),
                    records,
                    outcome: DnsOutcome::Found,
                };
            }
            Ok(_) => at = at.base_name(),
            Err(outcome) => return nothing(outcome),
        }
    }
    nothing(DnsOutcome::Found)
}

/// An answer without records.
pub(super) const fn nothing(outcome: DnsOutcome) -> CaaAnswer {
    CaaAnswer {
        at: String::new(),
        records: Vec::new(),
        outcome,
    }
}

/// The CAA records that a message holds for a name.
///
/// # Errors
/// `Malformed` where there are too many, or one is too long: what is not read may be what decides.
pub(super) fn records(message: &Message, name: &Name) -> Result<Vec<CaaRecord>, DnsOutcome> {
    let mut found = Vec::new();
    for record in &message.answers {
        let RData::CAA(caa) = &record.data else {
            continue;
        };
        if record.name != *name || record.dns_class != DNSClass::IN {
            continue;
        }
        if found.len() == MAX_RECORDS || caa.value.len() > MAX_VALUE {
            return Err(DnsOutcome::Malformed);
        }
        found.push(CaaRecord {
            critical: caa.issuer_critical,
            tag: caa.tag.clone(),
            value: caa.value.escape_ascii().to_string(),
        });
    }
    // Servers answer in any order, and what is remembered must not change with it.
    found.sort_by(|a, b| (&a.tag, &a.value, a.critical).cmp(&(&b.tag, &b.value, b.critical)));
    found.dedup();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::op::OpCode;
    use hickory_resolver::proto::rr::Record;
    use hickory_resolver::proto::rr::rdata::CAA;
    use hickory_resolver::proto::rr::rdata::caa::KeyValue;

    use super::*;

    fn name(text: &str) -> Name {
        Name::from_ascii(text).unwrap()
    }

    fn caa(owner: &str, parameter: &str) -> Record {
        let parameters = vec![KeyValue::new("a", parameter)];
        let data = CAA::new_issue(true, Some(name("ca.example")), parameters);
        Record::from_rdata(name(owner), 60, RData::CAA(data))
    }

    fn read(answers: Vec<Record>) -> Result<Vec<CaaRecord>, DnsOutcome> {
        let mut message = Message::response(1, OpCode::Query);
        message.add_answers(answers);
        records(&message, &name("shop.test."))
    }

    #[test]
    fn records_of_the_name_are_read_with_flag_and_parameters_and_what_acts_in_them_is_escaped() {
        let found = read(vec![
            caa("other.test.", "no"),
            caa("SHOP.test.", "\u{1b}[31m"),
        ])
        .unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].critical, found[0].tag.as_str()), (true, "issue"));
        assert!(
            found[0].value.starts_with("ca.example"),
            "{}",
            found[0].value
        );
        assert!(
            found[0].value.ends_with("a=\\x1b[31m"),
            "{}",
            found[0].value
        );
    }

    #[test]
    fn the_order_of_an_answer_changes_nothing() {
        let read = |values: [&str; 3]| read(values.map(|v| caa("shop.test.", v)).to_vec());
        assert_eq!(read(["b", "a", "b"]), read(["a", "b", "a"]));
    }

    #[test]
    fn a_flood_and_an_endless_value_are_nonsense() {
        let flood = |count| read(vec![caa("shop.test.", "b"); count]);
        assert!(flood(MAX_RECORDS).is_ok());
        assert_eq!(flood(MAX_RECORDS + 1), Err(DnsOutcome::Malformed));
        let long = "b".repeat(MAX_VALUE);
        assert_eq!(
            read(vec![caa("shop.test.", &long)]),
            Err(DnsOutcome::Malformed)
        );
    }
}
