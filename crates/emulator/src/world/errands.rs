//! Orders that a real authority carries out: what goes out, what is answered meanwhile, and what comes back.

use tokio::sync::oneshot;

use crate::switches::DnsFailure;
use crate::world::certificates::{Certificate, Chain, Pending};
use crate::world::orders::{Order, OrderedBy};
use crate::world::{Scope, World};

/// An order on its way to the authority.
#[derive(Debug)]
pub(crate) struct Errand {
    app: u64,
    scope: Scope,
    by: OrderedBy,
    /// What is to be installed, still without its chain.
    pub(crate) certificate: Certificate,
    /// Who waits for the outcome: nobody, or the caller, who hears why it failed.
    told: oneshot::Sender<Result<(), String>>,
}

/// What an http-01 challenge expects, and of which host.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) host: String,
    pub(crate) text: String,
}

/// Why nothing came of an errand.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    failed_names: Vec<String>,
}

impl Failure {
    /// The authority refused the order itself.
    pub(crate) fn of_order(words: String) -> Self {
        Self {
            message: words,
            failed_names: Vec::new(),
        }
    }

    /// The authority could not validate these names; each comes with its words.
    pub(crate) fn of_validation(problems: Vec<(String, String)>) -> Self {
        let message = problems.first().map_or_else(String::new, |(name, words)| {
            format!("Challenge failed for domain {name}: {words}")
        });
        Self {
            message,
            failed_names: problems.into_iter().map(|(name, _)| name).collect(),
        }
    }

    /// The authority was not reached, or nobody understood it.
    pub(crate) fn from_error(error: impl std::error::Error) -> Self {
        let mut message = format!("The certificate authority cannot be used: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        Self::of_order(message)
    }
}

impl World {
    /// Sends an order out. Until it comes back it is pending for as long as it takes.
    pub(crate) fn send_out(
        &mut self,
        app: u64,
        scope: Scope,
        certificate: Certificate,
        by: OrderedBy,
    ) {
        if let Some(slot) = self.slot_mut(app, scope) {
            slot.pending = Some(Pending {
                ready_at: i64::MAX,
                certificate: certificate.clone(),
            });
        }
        let (told, outcome) = oneshot::channel();
        if by == OrderedBy::Caller && self.switches.dns_failure == DnsFailure::AtOnce422 {
            self.awaited = Some(outcome);
        }
        self.errands.push(Errand {
            app,
            scope,
            by,
            certificate,
            told,
        });
    }

    /// Records how an errand ended and installs what it brought, unless a later order took its place.
    pub(crate) fn end_errand(&mut self, errand: Errand, outcome: Result<Chain, Failure>, now: i64) {
        let Errand {
            app,
            scope,
            by,
            certificate,
            told,
        } = errand;
        let mut order = Order {
            at: now,
            names: certificate.asked.clone(),
            ok: outcome.is_ok(),
            by,
            problem: None,
            failed_names: Vec::new(),
            limited: false,
            staging: certificate.options.staging,
        };
        // The serial is new: what was shown of this certificate before it was issued is not to be found again.
        let (ordered, serial) = (certificate.serial, self.fresh_id());
        let slot = self.slot_mut(app, scope);
        let slot = slot.filter(|slot| {
            let pending = slot.pending.as_ref();
            pending.is_some_and(|pending| pending.certificate.serial == ordered)
        });
        if let Some(slot) = slot {
            slot.pending = None;
            if let Ok(chain) = &outcome {
                slot.put(Certificate {
                    serial,
                    issued_at: chain.issued_at,
                    valid_until: chain.valid_until,
                    chain: Some(chain.clone()),
                    ..certificate
                });
            }
        }
        let heard = match outcome {
            Ok(_) => Ok(()),
            Err(Failure {
                message,
                failed_names,
            }) => {
                order.problem = Some(message.clone());
                order.failed_names = failed_names;
                Err(message)
            }
        };
        self.orders.push(order);
        // Whoever waited may have hung up.
        let _ = told.send(heard);
    }

    /// Lets the edge answer a challenge.
    pub(crate) fn publish_answer(&mut self, token: String, answer: Answer) {
        self.answers.insert(token, answer);
    }

    /// Ends what [`World::publish_answer`] began.
    pub(crate) fn forget_answers(&mut self, tokens: &[String]) {
        for token in tokens {
            self.answers.remove(token);
        }
    }

    /// What the edge answers to a challenge of this host.
    pub(crate) fn answer_to(&self, host: &str, token: &str) -> Option<&str> {
        let answer = self.answers.get(token)?;
        (answer.host == host).then_some(answer.text.as_str())
    }
}
