//! What a person could arrange better, told once and kept for `status`.

use plan::Plan;

use crate::event::EventKind;
use crate::mind::Mind;

impl Mind {
    /// Takes over what a plan advises; an event for each that was not told since the start.
    pub(crate) fn take_advice(&mut self, plan: &Plan) -> Vec<EventKind> {
        self.sub_domains.clone_from(&plan.sub_domains);
        self.sub_domain_dns.clone_from(&plan.sub_domain_dns);
        let certificates = self.sub_domains.as_ref();
        let dns = self.sub_domain_dns.as_ref();
        let found = [
            certificates.map(|found| (found.to_string(), found.advice())),
            dns.map(|found| (found.to_string(), found.advice())),
        ];
        let untold = found.into_iter().zip(&mut self.advised);
        let untold = untold.filter_map(|(found, told)| {
            let (message, advice) = found.filter(|_| !*told)?;
            *told = true;
            Some(EventKind::Advice { message, advice })
        });
        untold.collect()
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
        let mut tell = |plan| !mind.take_advice(&plan).is_empty();
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
