//! DNS records in words: those that are, and those that should be.

use std::net::IpAddr;

use super::Context;
use crate::{DomainName, Elsewhere, PointsHere, Reason, Record};

/// How many addresses are listed of a name that has many.
const MOST_ADDRESSES: usize = 4;

/// The name whose records are at fault: the twin, where the host itself is fine.
pub(super) fn faulty(record: &Record) -> DomainName {
    let twin = (record.standing.reason == Reason::TwinElsewhere)
        .then(|| record.host.twin())
        .flatten();
    twin.unwrap_or_else(|| record.host.clone())
}

/// What was seen of the name whose records are at fault.
pub(super) fn seen(record: &Record) -> Option<&PointsHere> {
    let seen = if record.standing.reason == Reason::TwinElsewhere {
        &record.twin_dns
    } else {
        &record.dns
    };
    seen.as_ref().map(|seen| &seen.value)
}

/// The records of strangers among those of the name at fault, such as `A 198.51.100.7, AAAA 2001:db8::7`.
///
/// Empty where there are none, or where they are not known any more.
pub(super) fn wrong(record: &Record) -> String {
    match seen(record) {
        Some(PointsHere::No(
            Elsewhere::StaleIpv6(found) | Elsewhere::Mixed(found) | Elsewhere::Other(found),
        )) => list(found),
        _ => String::new(),
    }
}

fn list(addresses: &[IpAddr]) -> String {
    let mut sorted = addresses.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut texts: Vec<String> = sorted
        .iter()
        .take(MOST_ADDRESSES)
        .map(|address| format!("{} {address}", kind(address)))
        .collect();
    if sorted.len() > MOST_ADDRESSES {
        texts.push(format!("{} more", sorted.len() - MOST_ADDRESSES));
    }
    texts.join(", ")
}

fn kind(address: &IpAddr) -> &'static str {
    if address.is_ipv4() { "A" } else { "AAAA" }
}

/// The records that lead a name here, such as `an A record with 203.0.113.10`.
pub(super) fn right(name: &DomainName, context: &Context<'_>) -> String {
    let of = |ipv4: bool| -> Vec<String> {
        let addresses = context.addresses.iter().map(IpAddr::to_canonical);
        let mut texts: Vec<String> = addresses
            .filter(|address| address.is_ipv4() == ipv4)
            .map(|address| address.to_string())
            .take(MOST_ADDRESSES)
            .collect();
        texts.dedup();
        texts
    };
    let (v4, v6) = (of(true).join(" or "), of(false).join(" or "));
    let records = match (v4.is_empty(), v6.is_empty()) {
        (false, true) => format!("an A record with {v4}"),
        (false, false) => {
            format!("an A record with {v4} and, if any AAAA record, one with {v6}")
        }
        (true, false) => format!("an AAAA record with {v6}"),
        (true, true) => format!("the same A record as {}", context.main_domain),
    };
    // A CNAME record is not allowed beside the other records that every registered name has: RFC 1034, section 3.6.2.
    let apex = name.registered() == name.as_str();
    if apex || name == context.main_domain {
        records
    } else {
        format!(
            "a CNAME record to {}, or {records}",
            context.main_domain.unicode()
        )
    }
}

/// What to do about AAAA records that lead elsewhere.
pub(super) fn ipv6_cure(context: &Context<'_>) -> String {
    let own = context
        .addresses
        .iter()
        .find(|address| address.to_canonical().is_ipv6());
    own.map_or_else(
        || "remove it".to_owned(),
        |own| format!("remove it or change it to {own}"),
    )
}
