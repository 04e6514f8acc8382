//! Begins looks and steps; each step is written down first.

use std::time::Duration;

use ledger::{Fence, Intent};
use plan::{Here, Plan, SslMode, Step, Timestamp};
use serde_json::json;

use crate::agent::Agent;
use crate::event::EventKind;
use crate::eyes::Manner;
use crate::results::Done;

/// Calls to the provider under way at the same time.
const CALLS: usize = 4;
/// How long DNS may take to answer about a host that waits to be attached.
const NEW_HOST: Duration = Duration::from_millis(1200);
/// The same for a host that is attached; longer than the resolver's own patience.
const ANY_HOST: Duration = Duration::from_mins(1);
/// Hosts looked at from outside at the same time.
const LOOKS: usize = 64;

impl Agent {
    pub(crate) fn begin_looks(&mut self, plan: &Plan) {
        let (Some(panel), Some(network)) = (&self.mind.panel, &self.mind.network) else {
            return;
        };
        let main = network.value().main_domain.clone();
        // Where one certificate is for all, a name is judged before it is attached.
        let basic = panel.value().ssl == SslMode::Basic;
        for look in plan.looks_to_begin(&self.mind.records, &self.looking, LOOKS) {
            let record = self.mind.records.get(&look.host);
            let object = record.and_then(|record| record.object.as_ref());
            let first = object.is_none() && record.is_some_and(|record| record.dns.is_none());
            let twin_tls = look
                .twin
                .as_ref()
                .zip(object)
                .is_some_and(|(twin, object)| object.names(twin));
            let (eyes, look, main) = (self.eyes.clone(), look.clone(), main.clone());
            let (ours, server) = (panel.value().server.clone(), self.mind.addresses.clone());
            // A new host is to be attached within two seconds, whatever its name servers do; the next look has time.
            let manner = Manner {
                twin_tls,
                caa: object.is_some() || basic,
                limit: if first { NEW_HOST } else { ANY_HOST },
            };
            self.looking.insert(look.host.clone());
            self.tasks.spawn(async move {
                let here = Here {
                    main_domain: &main,
                    addresses: &ours,
                };
                let sight = eyes.sight(&look, here, &server, manner).await;
                Done::Look(look.host, sight)
            });
        }
    }

    /// Begins steps, each written down first. Tells whether some have to wait for their turn.
    pub(crate) async fn begin_steps(
        &mut self,
        fence: &Fence,
        plan: &Plan,
        now: Timestamp,
    ) -> Result<bool, ledger::Error> {
        if plan.hold.is_some() || self.mind.panel.is_none() {
            return Ok(false);
        }
        if !plan.steps.is_empty() && !self.mind.started {
            self.mark_started(fence, now).await?;
        }
        let auto_ssl = self
            .mind
            .panel
            .as_ref()
            .is_some_and(|panel| panel.value().auto_ssl);
        let mut shared_busy = self.mind.shared_busy;
        for step in &plan.steps {
            if self.calls >= if self.mind.is_busy() { 1 } else { CALLS } {
                return Ok(true);
            }
            match step.host() {
                Some(host) if self.mind.busy.contains(host) => continue,
                None if shared_busy => continue,
                _ => {}
            }
            let intent = Intent {
                host: step.host().cloned(),
                step: step.word().to_owned(),
                why: self.why(step),
                detail: detail(step),
                // Whatever took its time since the turn began: the lease has to last at this moment.
                at: self.clock.now(),
            };
            let id = self.ledger.open_intent(fence, &intent).await?;
            if let Some(host) = step.host() {
                self.mind.busy.insert(host.clone());
            } else {
                self.mind.shared_busy = true;
                shared_busy = true;
            }
            if let Step::Order { names, .. } | Step::OrderShared { names, .. } = step {
                self.mind.orders.add(now, names);
            }
            self.events.tell(
                now,
                step.host(),
                EventKind::Begin {
                    step: step.to_string(),
                },
            );
            self.calls += 1;
            let (hands, step) = (self.hands.clone(), step.clone());
            self.steps.spawn(async move {
                let result = hands.carry_out(&step, auto_ssl).await;
                Done::Step(step, id, result)
            });
        }
        Ok(false)
    }

    pub(crate) fn why(&self, step: &Step) -> String {
        match step {
            Step::Detach { evidence, .. } => evidence.to_string(),
            _ => step
                .host()
                .and_then(|host| self.mind.records.get(host))
                .map_or_else(String::new, |record| record.class.to_string()),
        }
    }
}

/// What is needed to look up later whether a step took effect.
fn detail(step: &Step) -> serde_json::Value {
    let mut detail = serde_json::to_value(step).unwrap_or_default();
    if let (Step::Detach { evidence, .. }, Some(fields)) = (step, detail.as_object_mut()) {
        fields.insert("by".to_owned(), json!(evidence.kind()));
    }
    detail
}
