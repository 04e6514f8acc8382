//! The certificate authority of the small world. It counts what it sees by itself, against its limits as published.

use std::time::Duration;

use crate::{DomainName, Timestamp};

const HOUR: Duration = Duration::from_hours(1);
const WEEK: Duration = Duration::from_hours(7 * 24);

/// An order as the authority saw it.
#[derive(Clone, Debug)]
struct Seen {
    at: Timestamp,
    names: Vec<DomainName>,
    failed: Vec<DomainName>,
    renewal: bool,
    issued: bool,
}

/// What the authority saw and thinks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Authority {
    seen: Vec<Seen>,
    /// Limits that an order ran into, in words.
    pub(crate) violations: Vec<String>,
    /// What it says to every order, where it takes none at the moment.
    pub(crate) refusing: Option<String>,
}

impl Authority {
    /// Takes an order; `unreachable` are the names it cannot validate, each with what it says about it. Where the panel
    /// loses orders, none `arrives`, whatever the panel answers.
    pub(crate) fn order(
        &mut self,
        names: &[DomainName],
        unreachable: Vec<(DomainName, String)>,
        arrives: bool,
        now: Timestamp,
    ) -> Result<(), String> {
        let mut names = names.to_vec();
        names.sort();
        let issued_before = |seen: &Seen| seen.issued && seen.names == names;
        let renewal = self.seen.iter().any(issued_before);
        if let Some(limit) = self.exceeded(&names, renewal, now) {
            self.violations.push(limit.clone());
            return Err(limit);
        }
        let answer = match (&self.refusing, unreachable.first()) {
            (Some(words), _) | (None, Some((_, words))) => Err(words.clone()),
            (None, None) => Ok(()),
        };
        let failed = if self.refusing.is_some() {
            Vec::new()
        } else {
            unreachable.into_iter().map(|(name, _)| name).collect()
        };
        self.seen.push(Seen {
            at: now,
            failed,
            renewal,
            issued: answer.is_ok() && arrives,
            names,
        });
        answer
    }

    /// How often validation of a name failed.
    pub(crate) fn failed_validations(&self, name: &DomainName) -> usize {
        let of_name = |seen: &&Seen| seen.failed.contains(name);
        self.seen.iter().filter(of_name).count()
    }

    fn exceeded(&self, names: &[DomainName], renewal: bool, now: Timestamp) -> Option<String> {
        let count = |window, of: &dyn Fn(&Seen) -> bool| {
            let recent = self.seen.iter().filter(|seen| now.since(seen.at) < window);
            recent.filter(|seen| of(seen)).count()
        };
        let failed = |name: &&DomainName| count(HOUR, &|seen| seen.failed.contains(name)) >= 5;
        if let Some(name) = names.iter().find(failed) {
            return Some(format!("five failed validations of {name} within an hour"));
        }
        if count(WEEK, &|seen| seen.issued && seen.names == names) >= 5 {
            return Some(format!("five certificates for {names:?} within a week"));
        }
        if names.len() > 100 {
            return Some("more than 100 names".to_owned());
        }
        if renewal {
            return None;
        }
        let full = |name: &&DomainName| {
            let of = |seen: &Seen| {
                let mut registered = seen.names.iter().map(DomainName::registered);
                seen.issued && !seen.renewal && registered.any(|known| known == name.registered())
            };
            count(WEEK, &of) >= 50
        };
        if let Some(name) = names.iter().find(full) {
            return Some(format!(
                "50 certificates for {} in a week",
                name.registered()
            ));
        }
        let new = count(3 * HOUR, &|seen| !seen.renewal);
        (new >= 300).then(|| "300 new orders within three hours".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::name;
    use crate::world::START;

    fn names(texts: &[&str]) -> Vec<DomainName> {
        texts.iter().map(|text| name(text)).collect()
    }

    #[test]
    fn each_published_limit_is_counted() {
        let mut authority = Authority::default();
        let failing = names(&["a.example"]);
        for _ in 0..5 {
            let away = vec![(failing[0].clone(), "no".to_owned())];
            assert_eq!(
                authority.order(&failing, away, true, START),
                Err("no".to_owned())
            );
        }
        assert!(authority.order(&failing, Vec::new(), true, START).is_err());
        assert_eq!(authority.violations.len(), 1);
        assert_eq!(authority.failed_validations(&failing[0]), 5);
        let later = START + HOUR;
        for _ in 0..5 {
            assert_eq!(authority.order(&failing, Vec::new(), true, later), Ok(()));
        }
        assert!(authority.order(&failing, Vec::new(), true, later).is_err());

        for n in 0..50 {
            let new = names(&[&format!("s{n}.b.example")]);
            assert_eq!(authority.order(&new, Vec::new(), true, later), Ok(()));
        }
        let more = names(&["s50.b.example"]);
        assert!(authority.order(&more, Vec::new(), true, later).is_err());
        let again = names(&["s7.b.example"]);
        assert_eq!(authority.order(&again, Vec::new(), true, later), Ok(()));

        let mut crowded = Authority::default();
        for n in 0..300 {
            let new = names(&[&format!("shop{n}.example")]);
            assert_eq!(crowded.order(&new, Vec::new(), true, START), Ok(()));
        }
        let new = names(&["new.example"]);
        assert!(crowded.order(&new, Vec::new(), true, START).is_err());
        assert_eq!(
            crowded.order(&new, Vec::new(), true, START + 3 * HOUR),
            Ok(())
        );
    }
}
