//! What holds for answers of name servers whatever they send. The fuzzer looks for inputs that break it.

use hickory_resolver::proto::op::{Message, Query};
use hickory_resolver::proto::rr::{Name, RecordType};
use plan::DnsAnswer;

use super::exchange::{Datagram, heard};
use super::family::{End, Family, merge};
use super::reply::{self, MAX_ADDRESSES, MAX_CHAIN, Verdict};
use super::zone::{self, MAX_NAME_SERVERS};

/// What was asked for: a short name, so that inputs stay short.
const ASKED: &str = "a.b.test.";
const ZONE: &str = "b.test.";

/// Checks one datagram that comes in answer to a question. Its id is made to fit.
///
/// # Panics
/// Where something does not hold.
pub fn dns_answer(input: &[u8]) {
    for kind in [RecordType::A, RecordType::AAAA, RecordType::CAA] {
        let name = Name::from_ascii(ASKED).expect("a name");
        let mut query = Message::query();
        query.add_query(Query::query(name.clone(), kind));
        let mut datagram = input.to_vec();
        for (byte, own) in datagram.iter_mut().zip(query.metadata.id.to_be_bytes()) {
            *byte = own;
        }
        let Some(Ok(Datagram::Whole(message))) = heard(&datagram, &query) else {
            continue;
        };
        for zone in [Name::root(), Name::from_ascii(ZONE).expect("a name")] {
            statement(&message, &name, kind, &zone);
            referral(&message, &name, &zone);
        }
    }
}

fn statement(message: &Message, name: &Name, kind: RecordType, zone: &Name) {
    let failed = reply::failure(message.metadata.response_code).is_some();
    let Ok(said) = reply::read(message, name, kind, zone) else {
        return;
    };
    assert!(!failed, "a failure says nothing about the name");
    assert!(said.aliases.len() <= MAX_CHAIN);
    let outside = said.aliases.iter().filter(|alias| !zone.zone_of(alias));
    assert!(
        outside.count() <= 1,
        "the first alias out of the zone ends it"
    );
    match said.verdict {
        Verdict::Addresses(addresses) => {
            assert_ne!(kind, RecordType::CAA);
            assert!((1..=MAX_ADDRESSES).contains(&addresses.len()));
            let fits = |ip: &std::net::IpAddr| ip.is_ipv4() == (kind == RecordType::A);
            assert!(addresses.iter().all(fits));
            let nothing = Family::ended(End::NoData);
            let found = Family {
                chain: said.aliases,
                addresses,
                end: End::Found,
            };
            is_fit_to_show(&merge(found, nothing));
        }
        Verdict::Caa(records) => {
            assert_eq!(kind, RecordType::CAA);
            assert!((1..=32).contains(&records.len()));
            for record in records {
                let shown = [&record.tag, &record.value];
                assert!(!shown.iter().any(|text| text.chars().any(char::is_control)));
                assert!(record.tag.len() <= 255 && record.value.len() <= 4 * 256);
            }
        }
        Verdict::AskOn => assert!(!said.aliases.is_empty()),
        Verdict::NoData | Verdict::NoName => assert!(said.aliases.is_empty()),
    }
}

fn is_fit_to_show(answer: &DnsAnswer) {
    for alias in &answer.chain {
        assert!(alias.is_ascii() && !alias.bytes().any(|byte| byte.is_ascii_control()));
        assert_eq!(*alias, alias.to_ascii_lowercase());
        assert!(alias.len() <= 4 * 255);
    }
}

/// A referral leads strictly down, so that asking on comes to an end.
fn referral(message: &Message, name: &Name, zone: &Name) {
    let Some(delegation) = zone::referral(message.clone(), zone, name) else {
        return;
    };
    assert!(zone.zone_of(&delegation.apex) && delegation.apex.zone_of(name));
    assert_ne!(delegation.apex, *zone);
    assert!(delegation.names.len() <= MAX_NAME_SERVERS);
    assert!(
        delegation
            .glue
            .iter()
            .all(|record| zone.zone_of(&record.name))
    );
}

#[cfg(test)]
#[path = "../../../../fuzz/replay.rs"]
mod replay;

#[test]
fn every_kept_answer_is_read_or_refused() {
    replay::replay("dns_answer", dns_answer);
}
