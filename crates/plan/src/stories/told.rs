//! The course of a story for reading: what happened, what was ordered, and where each host stood, only what changed.

use std::fmt::Write;

use crate::{DomainName, Standing, Timestamp};

/// More than so many that do the same at the same moment are told together.
const CROWD: usize = 4;

pub(super) struct Told {
    began: Timestamp,
    text: String,
    /// What several hosts did at the last moment.
    crowd: Option<(Timestamp, String, Vec<String>)>,
}

impl Told {
    pub(super) const fn new(began: Timestamp) -> Self {
        Self {
            began,
            text: String::new(),
            crowd: None,
        }
    }

    pub(super) fn event(&mut self, now: Timestamp, line: &str) {
        self.close();
        let moment = self.moment(now);
        writeln!(self.text, "{moment:>12}  > {line}").unwrap();
    }

    pub(super) fn order(&mut self, at: Timestamp, names: &[DomainName]) {
        let what = if names.len() > CROWD {
            format!("an order for {} names", names.len())
        } else {
            let names: Vec<&str> = names.iter().map(DomainName::as_str).collect();
            names.join(", ")
        };
        self.join(at, "ordered", what);
    }

    pub(super) fn standing(&mut self, now: Timestamp, host: &DomainName, standing: &Standing) {
        let Standing {
            state, reason, who, ..
        } = standing;
        let stands = format!("{state}, {reason} ({who} acts)").replace(" (nobody acts)", "");
        self.join(now, &stands, host.as_str().to_owned());
    }

    /// What happens to many at the same moment is told once.
    fn join(&mut self, now: Timestamp, what: &str, whom: String) {
        match &mut self.crowd {
            Some((at, same, all)) if *at == now && same == what => all.push(whom),
            _ => {
                self.close();
                self.crowd = Some((now, what.to_owned(), vec![whom]));
            }
        }
    }

    fn close(&mut self) {
        let Some((at, what, all)) = self.crowd.take() else {
            return;
        };
        let moment = self.moment(at);
        if all.len() > CROWD {
            writeln!(self.text, "{moment:>12}  {} of them: {what}", all.len()).unwrap();
            return;
        }
        for one in all {
            writeln!(self.text, "{moment:>12}  {one}: {what}").unwrap();
        }
    }

    pub(super) fn whole(mut self) -> String {
        self.close();
        self.text
    }

    /// Since the beginning, such as `3d 2h`.
    fn moment(&self, at: Timestamp) -> String {
        let seconds = at.since(self.began).as_secs();
        let parts = [
            (seconds / 86_400, 'd'),
            (seconds / 3600 % 24, 'h'),
            (seconds / 60 % 60, 'm'),
            (seconds % 60, 's'),
        ];
        let said: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, unit)| format!("{count}{unit}"))
            .collect();
        if said.is_empty() {
            "0s".to_owned()
        } else {
            said.join(" ")
        }
    }
}
