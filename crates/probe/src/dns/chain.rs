//! Follows a name through its aliases to its addresses.

use hickory_resolver::proto::rr::{Name, RecordType};
use plan::DnsOutcome;

use super::family::{End, Family};
use super::reply::{MAX_CHAIN, Verdict};
use super::zone::Zones;

/// Asks for the records of one family, at the target of an alias if need be, until there is a definite end.
pub(super) async fn follow(zones: &Zones<'_>, name: &Name, kind: RecordType) -> Family {
    let mut chain: Vec<Name> = Vec::new();
    loop {
        let current = chain.last().unwrap_or(name);
        let said = match zones.say(current, kind).await {
            Ok(said) => said,
            Err(outcome) => return family(chain, End::Failed(outcome)),
        };
        for alias in said.aliases {
            if alias == *name || chain.contains(&alias) || chain.len() == MAX_CHAIN {
                return family(chain, End::Failed(DnsOutcome::Malformed));
            }
            chain.push(alias);
        }
        return match said.verdict {
            Verdict::AskOn => continue,
            Verdict::Addresses(addresses) => Family {
                chain,
                addresses,
                end: End::Found,
            },
            Verdict::NoData => family(chain, End::NoData),
            Verdict::NoName => family(chain, End::NoName),
        };
    }
}

fn family(chain: Vec<Name>, end: End) -> Family {
    Family {
        chain,
        addresses: Vec::new(),
        end,
    }
}
