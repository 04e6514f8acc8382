//! What one message says about one name.

use std::net::IpAddr;

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::{DNSClass, Name, RData, RecordType};
use plan::{CaaRecord, DnsOutcome};

/// How many names an alias may lead through. Resolvers of certificate authorities stop at about the same.
pub(super) const MAX_CHAIN: usize = 8;

/// More addresses than this for one name serve no visitor.
pub(super) const MAX_ADDRESSES: usize = 64;

/// A definite statement about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The aliases the message led through, in order.
    pub(super) aliases: Vec<Name>,
    pub(super) verdict: Verdict,
}

/// What there is at the end of the aliases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Addresses(Vec<IpAddr>),
    /// CAA records; never empty.
    Caa(Vec<CaaRecord>),
    /// The message ends in an alias; its target has to be asked for.
    AskOn,
    NoData,
    NoName,
}

/// Reads what `message` says about the addresses of `name`, believing only what lies in `zone`.
///
/// A server may carry a forgotten copy of a zone that is no longer its own, so an alias out of its zone ends the reading.
pub(super) fn read(
    message: &Message,
    name: &Name,
    kind: RecordType,
    zone: &Name,
) -> Result<Said, DnsOutcome> {
    let code = message.metadata.response_code;
    if let Some(failure) = failure(code) {
        return Err(failure);
    }
    let mut aliases: Vec<Name> = Vec::new();
    let mut current = name.clone();
    while zone.zone_of(&current) {
        if let Some(verdict) = records(message, &current, kind)? {
            return Ok(Said { aliases, verdict });
        }
        let Some(target) = alias(message, &current) else {
            break;
        };
        if target == *name || aliases.contains(&target) || aliases.len() == MAX_CHAIN {
            return Err(DnsOutcome::Malformed);
        }
        aliases.push(target.clone());
        current = target;
    }
    let verdict = if !aliases.is_empty() {
        Verdict::AskOn
    } else if code == ResponseCode::NXDomain {
        Verdict::NoName
    } else {
        Verdict::NoData
    };
    Ok(Said { aliases, verdict })
}

/// What a response code that carries no statement about the name amounts to.
pub(super) fn failure(code: ResponseCode) -> Option<DnsOutcome> {
    match code {
        ResponseCode::NoError | ResponseCode::NXDomain => None,
        ResponseCode::ServFail => Some(DnsOutcome::ServerFailure),
        ResponseCode::Refused | ResponseCode::NotAuth => Some(DnsOutcome::Refused),
        _ => Some(DnsOutcome::Malformed),
    }
}

/// The records asked for, where there are any.
fn records(
    message: &Message,
    name: &Name,
    kind: RecordType,
) -> Result<Option<Verdict>, DnsOutcome> {
    if kind == RecordType::CAA {
        let found = super::caa::records(message, name)?;
        return Ok((!found.is_empty()).then_some(Verdict::Caa(found)));
    }
    let found = addresses(message, name, kind)?;
    Ok((!found.is_empty()).then_some(Verdict::Addresses(found)))
}

fn addresses(message: &Message, name: &Name, kind: RecordType) -> Result<Vec<IpAddr>, DnsOutcome> {
    let mut found = Vec::new();
    for record in &message.answers {
        if record.name != *name || record.dns_class != DNSClass::IN || record.record_type() != kind
        {
            continue;
        }
        let address = match &record.data {
            RData::A(a) => IpAddr::V4(a.0),
            RData::AAAA(aaaa) => IpAddr::V6(aaaa.0),
            _ => continue,
        };
        if found.len() == MAX_ADDRESSES {
            return Err(DnsOutcome::Malformed);
        }
        if !found.contains(&address) {
            found.push(address);
        }
    }
    Ok(found)
}

fn alias(message: &Message, name: &Name) -> Option<Name> {
    message
        .answers
        .iter()
        .filter(|record| record.name == *name)
        .find_map(|record| match &record.data {
            RData::CNAME(target) => Some(target.0.clone()),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::op::OpCode;
    use hickory_resolver::proto::rr::Record;
    use hickory_resolver::proto::rr::rdata::{A, CNAME};

    use super::*;

    fn name(text: &str) -> Name {
        Name::from_ascii(text).unwrap()
    }

    fn a(owner: &str, address: &str) -> Record {
        Record::from_rdata(name(owner), 60, RData::A(A(address.parse().unwrap())))
    }

    fn cname(owner: &str, target: &str) -> Record {
        Record::from_rdata(name(owner), 60, RData::CNAME(CNAME(name(target))))
    }

    fn message(code: ResponseCode, answers: Vec<Record>) -> Message {
        let mut message = Message::response(1, OpCode::Query);
        message.metadata.response_code = code;
        message.add_answers(answers);
        message
    }

    fn ask(message: &Message, zone: &str) -> Result<Said, DnsOutcome> {
        read(message, &name("www.shop.test."), RecordType::A, &name(zone))
    }

    #[test]
    fn an_alias_is_followed_inside_the_message_whatever_the_case_of_its_letters() {
        let message = message(
            ResponseCode::NoError,
            vec![
                a("Host.Shop.test.", "198.51.100.7"),
                cname("WWW.shop.test.", "HOST.shop.test."),
                a("unasked.shop.test.", "198.51.100.8"),
            ],
        );
        assert_eq!(
            ask(&message, "."),
            Ok(Said {
                aliases: vec![name("host.shop.test.")],
                verdict: Verdict::Addresses(vec!["198.51.100.7".parse().unwrap()]),
            })
        );
    }

    #[test]
    fn a_server_is_not_believed_about_names_outside_its_zone() {
        let message = message(
            ResponseCode::NoError,
            vec![
                cname("www.shop.test.", "edge.cdn.test."),
                a("edge.cdn.test.", "198.51.100.7"),
            ],
        );
        assert_eq!(
            ask(&message, "shop.test."),
            Ok(Said {
                aliases: vec![name("edge.cdn.test.")],
                verdict: Verdict::AskOn,
            })
        );
    }

    #[test]
    fn an_alias_without_address_is_asked_on_even_when_the_message_says_there_is_no_such_name() {
        let message = message(
            ResponseCode::NXDomain,
            vec![cname("www.shop.test.", "gone.shop.test.")],
        );
        assert_eq!(ask(&message, ".").unwrap().verdict, Verdict::AskOn);
    }

    #[test]
    fn an_empty_message_is_no_data_or_no_name_by_its_code() {
        for (code, said) in [
            (ResponseCode::NoError, Ok(Verdict::NoData)),
            (ResponseCode::NXDomain, Ok(Verdict::NoName)),
            (ResponseCode::ServFail, Err(DnsOutcome::ServerFailure)),
            (ResponseCode::Refused, Err(DnsOutcome::Refused)),
            (ResponseCode::NotAuth, Err(DnsOutcome::Refused)),
            (ResponseCode::FormErr, Err(DnsOutcome::Malformed)),
            (ResponseCode::Unknown(3841), Err(DnsOutcome::Malformed)),
        ] {
            let read = ask(&message(code, vec![]), ".").map(|said| said.verdict);
            assert_eq!(read, said, "{code}");
        }
    }

    #[test]
    fn a_loop_and_a_flood_are_nonsense() {
        let circle = vec![
            cname("www.shop.test.", "b.test."),
            cname("b.test.", "c.test."),
            cname("c.test.", "b.test."),
        ];
        assert_eq!(
            ask(&message(ResponseCode::NoError, circle), "."),
            Err(DnsOutcome::Malformed)
        );
        let itself = vec![cname("www.shop.test.", "WWW.shop.test.")];
        assert_eq!(
            ask(&message(ResponseCode::NoError, itself), "."),
            Err(DnsOutcome::Malformed)
        );
        let flood = |count: usize| {
            let records = (0..count)
                .map(|i| a("www.shop.test.", &format!("198.51.100.{i}")))
                .collect();
            ask(&message(ResponseCode::NoError, records), ".")
        };
        assert!(flood(MAX_ADDRESSES).is_ok());
        assert_eq!(flood(MAX_ADDRESSES + 1), Err(DnsOutcome::Malformed));
    }
}
