//! What the panel, and the authority behind it, make of a step.

use super::{LIFETIME, World};
use crate::world::Fault;
use crate::{
    Attached, CertificateFound, DomainName, Elsewhere, Failure, FailureClass, ObjectKind, Outcome,
    PointsHere, Step, Visit, settle, settle_shared,
};

impl World {
    pub(super) fn carry_out(&mut self, step: &Step) {
        if step.changes() {
            self.done.push(step.clone());
        }
        let now = self.now;
        self.calls.add(1, now);
        let failed = |class| {
            Outcome::Failed(Failure {
                class,
                message: String::new(),
            })
        };
        let outcome = match self.fault.take() {
            Some(Fault::Fails(class)) => failed(class),
            Some(Fault::LostBefore) => failed(FailureClass::FateUnknown),
            Some(Fault::Lost) => {
                let listing = self.panel.domains.clone();
                self.act(step);
                self.panel.domains = listing;
                failed(FailureClass::FateUnknown)
            }
            None => self.act(step),
        };
        if let Some(host) = step.host() {
            settle(self.records.get_mut(host).unwrap(), step, &outcome, now);
        } else {
            let spread = self.network.main_domain.clone();
            settle_shared(&mut self.shared, step, &outcome, &spread, now);
        }
    }

    /// Does a step at the panel and corrects the listing, as the loop does from the replies.
    fn act(&mut self, step: &Step) -> Outcome {
        let refused = |class| {
            Outcome::Failed(Failure {
                class,
                message: "no".to_owned(),
            })
        };
        match step {
            Step::Attach { name, www, .. } => {
                if self.truth.iter().any(|object| object.names(name)) {
                    return refused(FailureClass::Taken);
                }
                let id = self.next_id();
                let www = *www && !self.ignores_www || self.forces_www;
                let object = Attached::new(id, name.as_str(), ObjectKind::Alias, www, false);
                self.truth.push(object.clone());
                self.panel.domains.push(object.clone());
                Outcome::Attached(object)
            }
            Step::SwitchTwin { object, on, .. } => {
                for list in [&mut self.truth, &mut self.panel.domains] {
                    for known in list.iter_mut().filter(|known| known.id == *object) {
                        known.www = *on;
                    }
                }
                Outcome::Switched
            }
            Step::ReadCertificate { object, .. } => {
                Outcome::Certificate(self.objects.get(object).copied())
            }
            Step::ReadSharedCertificate => Outcome::Certificate(self.shared_certificate),
            Step::Order {
                object,
                names,
                replaces,
                ..
            } => {
                self.orders.push((self.now, names.clone()));
                if replaces.is_none() && self.objects.contains_key(object) {
                    return refused(FailureClass::Rejected);
                }
                if let Err(message) = self.issue(names) {
                    return Outcome::Failed(Failure {
                        class: FailureClass::IssueRefused,
                        message,
                    });
                }
                let found = CertificateFound {
                    id: 1000 + object,
                    ours_to_renew: true,
                    valid_until: self.issues.then_some(self.now + LIFETIME),
                };
                self.objects.insert(*object, found);
                Outcome::Ordered(Some(found.id))
            }
            Step::OrderShared { names, .. } => {
                self.orders.push((self.now, names.clone()));
                if let Err(message) = self.issue(names) {
                    return Outcome::Failed(Failure {
                        class: FailureClass::IssueRefused,
                        message,
                    });
                }
                Outcome::Ordered(None)
            }
            Step::Detach { object, .. } => {
                if !self.truth.iter().any(|known| known.id == *object) {
                    self.panel.domains.retain(|known| known.id != *object);
                    return Outcome::Changed(None);
                }
                for list in [&mut self.truth, &mut self.panel.domains] {
                    list.retain(|known| known.id != *object);
                }
                self.objects.remove(object);
                Outcome::Detached
            }
        }
    }

    fn issue(&mut self, names: &[DomainName]) -> Result<(), String> {
        let unreachable = names
            .iter()
            .filter_map(|name| Some((name.clone(), self.obstacle(name)?)));
        self.authority
            .order(names, unreachable.collect(), self.issues, self.now)?;
        if self.issues {
            for name in names {
                self.show_certificate(name.as_str(), LIFETIME);
            }
        }
        Ok(())
    }

    /// What the authority says about a name that it cannot validate.
    fn obstacle(&self, name: &DomainName) -> Option<String> {
        if self.issuers(name).forbids() {
            return Some(format!("CAA record for {name} prevents issuance"));
        }
        if self.blocked.contains(name) {
            return Some(format!(
                "Timeout during connect to {name} (likely firewall problem)"
            ));
        }
        if !self.is_set_up(name) {
            return Some(format!("Invalid response from http://{name}/: 404"));
        }
        let answered = matches!(self.meet(name), Visit::Answered { .. });
        match self.ask(name) {
            _ if self.proxied => None,
            found if found.is_yes() => None,
            PointsHere::Proxied(_) if answered => None,
            PointsHere::Unknown(_) => {
                Some(format!("DNS problem: SERVFAIL looking up A for {name}"))
            }
            PointsHere::No(Elsewhere::NoSuchName) => {
                Some(format!("DNS problem: NXDOMAIN looking up A for {name}"))
            }
            _ => Some(format!("Invalid response from http://{name}/.well-known/")),
        }
    }
}
