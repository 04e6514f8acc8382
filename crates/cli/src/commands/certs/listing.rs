//! All certificates, the one that ends first on top.

use agent::About;
use plan::{Class, Leaf, Reason, Record, Records, Shared, SslMode, Timestamp};
use serde::Serialize;

use super::certificate::{Certificate, leaf};
use crate::output::Table;

/// All certificates, and the domains without one.
#[derive(Serialize)]
pub(crate) struct Listing {
    ssl: Option<SslMode>,
    certificates: Vec<Certificate>,
}

impl Listing {
    pub(crate) fn of(records: &Records, about: &About, shared: &Shared, now: Timestamp) -> Self {
        let basic = about.ssl == Some(SslMode::Basic);
        let mut certificates: Vec<(Option<&Leaf>, Certificate)> = Vec::new();
        for record in records.values().filter(|record| is_served(record)) {
            let own = leaf(record);
            // Hosts with one certificate for all of them are one line.
            let known = certificates
                .iter_mut()
                .find(|(leaf, _)| basic && own.is_some() && *leaf == own);
            match known {
                Some((_, certificate)) => certificate.hosts.push(record.host.clone()),
                None => certificates.push((own, Certificate::of(record, about, shared, now))),
            }
        }
        let mut certificates: Vec<_> = certificates.into_iter().map(|(_, row)| row).collect();
        certificates.sort_by_key(|row| (row.expires.is_none(), row.expires, row.hosts.clone()));
        Self {
            ssl: about.ssl,
            certificates,
        }
    }

    pub(crate) fn text(&self, width: Option<u16>) -> String {
        if self.certificates.is_empty() {
            return "no domains yet\n".to_owned();
        }
        let mut table = Table::new(["names", "issuer", "expires", "mode", "next step"]);
        for row in &self.certificates {
            let cells = row.cells();
            table.row(cells.each_ref().map(String::as_str));
        }
        table.render(width)
    }
}

/// Whether visitors get a certificate here, or should. What others attached is not looked at.
fn is_served(record: &Record) -> bool {
    let reason = record.standing.reason;
    let here = record.object.is_some() || reason == Reason::CoveredByWildcard;
    here && (record.class != Class::Foreign || reason == Reason::MainDomain)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use plan::{Attached, Handshake, ObjectKind, Seen, State};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);
    const DAY: Duration = Duration::from_hours(24);

    fn record(host: &str, days: Option<u32>) -> Record {
        let mut record = Record::new(host.parse().unwrap(), Class::Created, NOW);
        record.object = Some(Attached::new(5, host, ObjectKind::Alias, false, false));
        record.standing.reason = Reason::DnsMissing;
        if let Some(days) = days {
            record.standing.state = State::Secured;
            record.standing.reason = Reason::CertificateValid;
            let leaf = Leaf {
                issuer: "E7".to_owned(),
                names: vec![host.to_owned()],
                not_before: NOW,
                not_after: NOW + DAY * days,
            };
            record.tls = Some(Seen::first(Handshake::Valid(leaf), NOW));
        }
        record
    }

    fn listing(records: impl IntoIterator<Item = Record>, about: &About) -> String {
        let records = records
            .into_iter()
            .map(|record| (record.host.clone(), record));
        let records: Records = records.collect();
        Listing::of(&records, about, &Shared::default(), NOW).text(None)
    }

    #[test]
    fn what_ends_first_is_on_top_and_what_is_missing_comes_last() {
        let mut custom = record("custom.example", Some(20));
        custom.custom_certificate = true;
        let mut foreign = record("foreign.example", None);
        foreign.class = Class::Foreign;
        let records = [
            record("a.example", None),
            record("late.example", Some(90)),
            record("soon.example", Some(12)),
            custom,
            foreign,
        ];
        insta::assert_snapshot!(listing(records, &About::default()), @r"
        NAMES           ISSUER  EXPIRES     MODE    NEXT STEP
        soon.example    E7      2026-01-13  own     watched until 2026-01-11
        custom.example  E7      2026-01-21  custom  watched until 2026-01-17
        late.example    E7      2026-04-01  own     watched until 2026-03-17
        a.example       -       -           own     dns missing
        ");
    }

    #[test]
    fn hosts_with_one_certificate_for_all_are_one_line() {
        let about = About {
            ssl: Some(SslMode::Basic),
            ..About::default()
        };
        let mut one = record("a.example", Some(60));
        let names = ["a", "b", "c", "d"].map(|label| format!("{label}.example"));
        if let Some(Seen {
            value: Handshake::Valid(leaf),
            ..
        }) = &mut one.tls
        {
            leaf.names = names.to_vec();
        }
        let mut two = record("b.example", Some(60));
        two.tls.clone_from(&one.tls);
        let records = [one, two, record("new.example", None)];
        insta::assert_snapshot!(listing(records, &about), @r"
        NAMES                                       ISSUER  EXPIRES     MODE    NEXT STEP
        a.example, b.example, c.example and 1 more  E7      2026-03-02  shared  watched until 2026-02-20
        new.example                                 -       -           shared  dns missing
        ");
    }

    #[test]
    fn a_certificate_that_ran_out_is_shown_as_such() {
        let mut over = record("over.example", Some(0));
        over.standing.reason = Reason::CertificateBudget;
        insta::assert_snapshot!(listing([over], &About::default()), @r"
        NAMES         ISSUER  EXPIRES                MODE  NEXT STEP
        over.example  E7      2026-01-01, not valid  own   certificate budget
        ");
    }
}
