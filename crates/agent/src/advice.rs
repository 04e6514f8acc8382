//! What a person could arrange better, told once and kept for `status`.

use plan::Plan;

use crate::event::EventKind;
use crate::mind::Mind;

impl Mind {
    /// Takes over what a plan advises; an event where that was not told since the start.
    pub(crate) fn take_advice(&mut self, plan: &Plan) -> Option<EventKind> {
        self.sub_domains.clone_from(&plan.sub_domains);
        let found = self.sub_domains.as_ref().filter(|_| !self.advised)?;
        self.advised = true;
        Some(EventKind::Advice {
            message: found.to_string(),
            advice: found.advice(),
        })
    }
}

#[cfg(test)]
mod tests {
    use plan::{Policy, SubDomains, Timestamp};

    use super::*;
    use crate::Place;

    fn advising() -> Plan {
        Plan {
            sub_domains: Some(SubDomains {
                main_domain: "network.example".parse().unwrap(),
                lacking: 45,
                weekly: 40,
                last_at: Timestamp::from_millis(1_767_225_600_000),
            }),
            ..Plan::default()
        }
    }

    #[test]
    fn advice_is_told_once_however_often_it_is_planned() {
        let place = Place {
            server: 501,
            web_app: 9001,
            machine: "m".to_owned(),
            path: "/srv/www".into(),
        };
        let mut mind = Mind::new(place, Policy::default());
        let mut tell = |plan| mind.take_advice(&plan).is_some();
        let told = [
            tell(Plan::default()),
            tell(advising()),
            tell(advising()),
            tell(Plan::default()),
            tell(advising()),
        ];
        assert_eq!(told, [false, true, false, false, false]);
        assert_eq!(mind.sub_domains, advising().sub_domains, "and kept");
    }
}
