//! A domain nobody knows, and the one that was probably meant.

use plan::{DomainName, Record, Records};

use crate::exit::Exit;
use crate::output::Report;

/// The record of a host, or of the one that it is the `www` twin of.
///
/// # Errors
/// A report that names the most similar host.
pub(crate) fn find<'a>(records: &'a Records, host: &DomainName) -> Result<&'a Record, Report> {
    let twin = || host.twin().and_then(|twin| records.get(&twin));
    records
        .get(host)
        .or_else(twin)
        .ok_or_else(|| unknown(records, host))
}

fn unknown(records: &Records, host: &DomainName) -> Report {
    /// Below this, two names have nothing to do with each other.
    const SIMILAR: f64 = 0.8;
    let similar = records
        .keys()
        .map(|known| (strsim::jaro_winkler(known.as_str(), host.as_str()), known))
        .filter(|(similarity, _)| *similarity >= SIMILAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    let report = Report::new(format!("{host} is not known"), Exit::Look)
        .cause("no row of the network names it, and the web application does not have it");
    match similar {
        Some((_, known)) => report.hint(format!("did you mean `{known}`?")),
        None => report.hint("`status` lists all that are known"),
    }
}

#[cfg(test)]
mod tests {
    use plan::{Class, Timestamp};

    use super::*;

    fn records(hosts: &[&str]) -> Records {
        hosts
            .iter()
            .map(|host| host.parse::<DomainName>().unwrap())
            .map(|host| {
                let record = Record::new(host.clone(), Class::Created, Timestamp::default());
                (host, record)
            })
            .collect()
    }

    #[test]
    fn a_slip_finds_the_host_that_was_meant() {
        let records = records(&["shop.example", "bakery.example"]);
        let report = find(&records, &"shpo.example".parse().unwrap()).unwrap_err();
        assert_eq!(report.hints, ["did you mean `shop.example`?"]);
        let report = find(&records, &"zzz.test.invalid".parse().unwrap()).unwrap_err();
        assert_eq!(report.hints, ["`status` lists all that are known"]);
    }

    #[test]
    fn a_host_and_its_twin_are_the_same_to_a_person() {
        let records = records(&["shop.example"]);
        let host = "www.shop.example".parse().unwrap();
        assert_eq!(find(&records, &host).unwrap().host.as_str(), "shop.example");
    }
}
