//! Ordering certificates: what is validated, what goes wrong on demand, and what comes out.

use serde::{Deserialize, Serialize};

use crate::switches::DnsFailure;
use crate::world::certificates::{Certificate, DAY_MS, Method, Options, Pending};
use crate::world::refusal::Refusal;
use crate::world::validation::Problem;
use crate::world::{Scope, World};

/// What happens to every order that holds a certain name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "message", rename_all = "snake_case")]
pub enum CertificateFault {
    /// Accepted, and then nothing ever happens.
    Never,
    /// Refused at once with 422 and this message.
    Refused(String),
    /// Issued for another name.
    WrongNames,
    /// Issued, but already expired.
    Expired,
    /// Issued by an authority nobody trusts.
    Untrusted,
    /// Issued and shown by the API, but the web server keeps what it had.
    NotDeployed,
}

/// Who placed an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderedBy {
    /// A caller of the API.
    Caller,
    /// AutoSSL.
    AutoSsl,
    /// The renewal that RunCloud does by itself.
    Renewal,
    /// The new one without a domain that was deleted; see [`crate::Switches::delete_reissues`].
    Removal,
}

/// One order, as the certificate authority saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Order {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The names asked for.
    pub names: Vec<String>,
    /// Whether a certificate comes of it.
    pub ok: bool,
    /// Who placed it.
    pub by: OrderedBy,
    /// Why nothing comes of it.
    pub problem: Option<String>,
    /// The names that failed validation; they count against the limit of failed validations.
    pub failed_names: Vec<String>,
    /// Whether one of the authority's limits refused it; then it counts against none.
    pub limited: bool,
    /// Whether it went to the staging environment, which has limits of its own.
    pub staging: bool,
}

impl World {
    /// Orders a first certificate (`POST`).
    pub(crate) fn install(
        &mut self,
        app: u64,
        scope: Scope,
        options: Options,
        now: i64,
    ) -> Result<Certificate, Refusal> {
        self.check_free(app, scope)?;
        let names = self
            .app(app)
            .map(|app| app.names(scope))
            .unwrap_or_default();
        self.order(app, scope, names, options, OrderedBy::Caller, now)
    }

    /// Installs a certificate that somebody uploads.
    pub(crate) fn upload(
        &mut self,
        app: u64,
        scope: Scope,
        names: Vec<String>,
        options: Options,
        now: i64,
    ) -> Result<Certificate, Refusal> {
        self.check_free(app, scope)?;
        let certificate = Certificate {
            options,
            ..self.new_certificate(Method::Custom, names, now)
        };
        if let Some(slot) = self.slot_mut(app, scope) {
            slot.put(certificate.clone());
        }
        Ok(certificate)
    }

    /// Refuses what comes while another order is under way, if the switch says so.
    fn check_idle(&self, app: u64, scope: Scope) -> Result<(), Refusal> {
        let slot = self.slot(app, scope).ok_or_else(Refusal::not_found)?;
        let status = self.switches.order_while_pending_status;
        if slot.pending.is_some() && status >= 400 {
            return Err(Refusal::new(status, "SSL is being installed."));
        }
        Ok(())
    }

    fn check_free(&self, app: u64, scope: Scope) -> Result<(), Refusal> {
        self.check_idle(app, scope)?;
        let slot = self.slot(app, scope).ok_or_else(Refusal::not_found)?;
        let status = self.switches.second_post_status;
        if slot.installed.is_some() && status >= 400 {
            return Err(Refusal::new(status, "SSL is already installed."));
        }
        Ok(())
    }

    /// Orders the installed certificate anew (`PUT`). If that fails, the old one stays as it is.
    pub(crate) fn redeploy(
        &mut self,
        app: u64,
        scope: Scope,
        id: u64,
        now: i64,
    ) -> Result<Certificate, Refusal> {
        self.check_idle(app, scope)?;
        let installed = self
            .slot(app, scope)
            .and_then(|slot| slot.installed.as_ref());
        let installed = installed
            .filter(|certificate| certificate.id == id)
            .ok_or_else(Refusal::not_found)?;
        if installed.method != Method::LetsEncrypt {
            return Err(Refusal::new(
                422,
                "Only Let's Encrypt certificates can be redeployed.",
            ));
        }
        let (options, asked) = (installed.options.clone(), installed.asked.clone());
        let mut names = self
            .app(app)
            .map(|app| app.names(scope))
            .unwrap_or_default();
        if self.switches.redeploy_keeps_names && scope == Scope::App {
            names.retain(|name| asked.contains(name));
        }
        self.order(app, scope, names, options, OrderedBy::Caller, now)
    }

    /// Places an order and records it. Names are validated now; the certificate shows after the delay, and a second
    /// order before that takes the place of the first.
    ///
    /// `Ok` means that the caller sees a success, with the certificate as it would be, not that one will come.
    pub(crate) fn order(
        &mut self,
        app: u64,
        scope: Scope,
        names: Vec<String>,
        options: Options,
        by: OrderedBy,
        now: i64,
    ) -> Result<Certificate, Refusal> {
        let staging = options.staging;
        let checked = self.check_order(&names, staging, now);
        let certificate = self.issue(app, scope, names.clone(), options, now);
        if let Err(Problem {
            message,
            failed_names,
            at_once,
            limited,
        }) = checked
        {
            self.orders.push(Order {
                at: now,
                names,
                ok: false,
                by,
                problem: Some(message.clone()),
                failed_names,
                limited,
                staging,
            });
            let heard = at_once || self.switches.dns_failure == DnsFailure::AtOnce422;
            return if heard {
                Err(Refusal::new(422, message))
            } else {
                Ok(certificate)
            };
        }
        if self.settings.acme.is_some() {
            self.send_out(app, scope, certificate.clone(), by);
            return Ok(certificate);
        }
        let ready_at = now.saturating_add(self.switches.certificate_delay_ms);
        if let Some(slot) = self.slot_mut(app, scope) {
            slot.pending = Some(Pending {
                ready_at,
                certificate: certificate.clone(),
            });
        }
        self.orders.push(Order {
            at: now,
            names,
            ok: true,
            by,
            problem: None,
            failed_names: Vec::new(),
            limited: false,
            staging,
        });
        Ok(certificate)
    }

    fn issue(
        &mut self,
        app: u64,
        scope: Scope,
        names: Vec<String>,
        options: Options,
        now: i64,
    ) -> Certificate {
        let fault = names
            .iter()
            .find_map(|name| self.certificate_faults.get(name))
            .cloned();
        let installed = self
            .slot(app, scope)
            .and_then(|slot| slot.installed.as_ref());
        let before = installed.map(|certificate| (certificate.id, certificate.created_at));
        let mut certificate = self.new_certificate(Method::LetsEncrypt, names, now);
        if let Some((id, created_at)) = before
            && !self.switches.redeploy_changes_id
        {
            (certificate.id, certificate.created_at) = (id, created_at);
        }
        certificate.trusted = !options.staging;
        certificate.options = options;
        match fault {
            Some(CertificateFault::WrongNames) => {
                certificate.names = vec!["another-site.invalid".into()];
            }
            Some(CertificateFault::Expired) => {
                certificate.issued_at = now - 91 * DAY_MS;
                certificate.valid_until = now - DAY_MS;
            }
            Some(CertificateFault::Untrusted) => certificate.trusted = false,
            Some(CertificateFault::NotDeployed) => certificate.deployed = false,
            Some(CertificateFault::Never | CertificateFault::Refused(_)) | None => {}
        }
        certificate
    }
}

/// The same names, in any order. Neither list holds a name twice.
pub(crate) fn same_names(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|name| other.contains(name))
}
