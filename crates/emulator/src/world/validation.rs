//! Whether an order would succeed: faults on demand, the authority's limits, and the http-01 challenge as DNS has it.

use crate::world::certificates::Behind;
use crate::world::orders::CertificateFault;
use crate::world::{World, limits};

/// Most names one certificate may hold (Let's Encrypt).
const NAMES_PER_CERTIFICATE: usize = 100;

/// A problem with an order: the message, and the names that failed validation if that is what happened.
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) failed_names: Vec<String>,
    /// Whether the caller hears of it at once, whatever the switch says.
    pub(crate) at_once: bool,
    /// Whether a limit of the authority is in the way.
    pub(crate) limited: bool,
}

impl World {
    /// Whether an order for these names would succeed now, without recording anything.
    pub(crate) fn would_validate(&self, names: &[String], now: i64) -> bool {
        // The cheap question first: this is asked for every name that waits, whenever somebody looks.
        names
            .iter()
            .all(|name| self.validation_problem(name, now).is_none())
            && self.check_order(names, false, now).is_ok()
    }

    /// What keeps an order for these names from succeeding.
    pub(crate) fn check_order(
        &self,
        names: &[String],
        staging: bool,
        now: i64,
    ) -> Result<(), Problem> {
        let refuse = |message: String, at_once, limited| {
            Err(Problem {
                message,
                failed_names: Vec::new(),
                at_once,
                limited,
            })
        };
        for name in names {
            match self.certificate_faults.get(name) {
                Some(CertificateFault::Refused(message)) => {
                    return refuse(message.clone(), true, false);
                }
                Some(CertificateFault::Never) => {
                    return refuse(format!("the order for {name} hangs"), false, false);
                }
                _ => {}
            }
        }
        if names.is_empty() || names.len() > NAMES_PER_CERTIFICATE {
            return refuse(
                format!(
                    "a certificate holds 1 to {NAMES_PER_CERTIFICATE} names, not {}",
                    names.len()
                ),
                false,
                !names.is_empty(),
            );
        }
        if self.switches.acme_limits
            && !staging
            && let Some(limit) = limits::reached(&self.orders, names, now)
        {
            return refuse(limit, false, true);
        }
        if self.settings.acme.is_some() {
            // The real authority judges for itself.
            return Ok(());
        }
        let failed: Vec<(String, String)> = names
            .iter()
            .filter_map(|name| {
                self.validation_problem(name, now)
                    .map(|problem| (name.clone(), problem))
            })
            .collect();
        let Some((name, problem)) = failed.first() else {
            return Ok(());
        };
        let message = format!("Challenge failed for domain {name}: {problem}");
        Err(Problem {
            message,
            failed_names: failed.iter().map(|(name, _)| name.clone()).collect(),
            at_once: false,
            limited: false,
        })
    }

    /// Why a name does not validate. Every address must be the server's: the authority may connect to any of them.
    fn validation_problem(&self, name: &str, now: i64) -> Option<String> {
        let ours = self.settings.server_addresses();
        match self.zone.addresses(name) {
            Err(fault) => Some(fault.problem("A", name)),
            Ok(addresses) if addresses.is_empty() => {
                Some("DNS problem: no A or AAAA record".into())
            }
            Ok(addresses) => addresses
                .iter()
                .find(|address| !ours.contains(address))
                .map(|stranger| format!("{stranger} gave an invalid response"))
                .or_else(|| {
                    let unknown = matches!(self.behind(name, now), Behind::Nobody);
                    unknown.then(|| format!("Invalid response from http://{name}/: 404"))
                })
                .or_else(|| self.zone.caa_problem(name)),
        }
    }
}
