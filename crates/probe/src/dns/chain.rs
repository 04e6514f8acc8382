//! Follows a name through its aliases to what is asked for.

use hickory_resolver::proto::rr::{Name, RecordType};
use plan::DnsOutcome;

use super::family::{End, Family};
use super::reply::{MAX_CHAIN, Verdict};
use super::zone::Zones;

/// Asks for the records of one family, at the target of an alias if need be, until there is a definite end.
pub(super) async fn follow(zones: &Zones<'_>, name: &Name, kind: RecordType) -> Family {
    let (chain, verdict) = to_the_end(zones, name, kind).await;
    match verdict {
        Ok(Verdict::Addresses(addresses)) => Family {
            chain,
            addresses,
            end: End::Found,
        },
        Ok(Verdict::NoName) => family(chain, End::NoName),
        // An end is never an alias, and what was not asked for is nothing.
        Ok(Verdict::NoData | Verdict::AskOn | Verdict::Caa(_)) => family(chain, End::NoData),
        Err(outcome) => family(chain, End::Failed(outcome)),
    }
}

/// What there is at the end of the aliases of a name, and the aliases on the way.
pub(super) async fn to_the_end(
    zones: &Zones<'_>,
    name: &Name,
    kind: RecordType,
) -> (Vec<Name>, Result<Verdict, DnsOutcome>) {
    let mut chain: Vec<Name> = Vec::new();
    loop {
        let current = chain.last().unwrap_or(name);
        let said = match zones.say(current, kind).await {
            Ok(said) => said,
            Err(outcome) => return (chain, Err(outcome)),
        };
        for alias in said.aliases {
            if alias == *name || chain.contains(&alias) || chain.len() == MAX_CHAIN {
                return (chain, Err(DnsOutcome::Malformed));
            }
            chain.push(alias);
        }
        if said.verdict != Verdict::AskOn {
            return (chain, Ok(said.verdict));
        }
    }
}

fn family(chain: Vec<Name>, end: End) -> Family {
    Family {
        chain,
        addresses: Vec::new(),
        end,
    }
}
