//! What RunCloud does by itself as time goes by. Nothing runs in the background: whoever looks first makes it happen.

use crate::world::certificates::{Certificate, Method, Slot};
use crate::world::orders::{OrderedBy, same_names};
use crate::world::{Scope, World};

impl World {
    /// Brings the world to this moment: finished orders appear, AutoSSL and renewals order what is due.
    pub(crate) fn settle(&mut self, now: i64) {
        // This runs before every look at the world: one pass, and nothing is looked up for a domain at rest.
        let mut due = Vec::new();
        for app in &mut self.apps {
            let (id, auto_ssl) = (app.id, app.auto_ssl);
            let may_be_due = |slot: &mut Slot| {
                slot.finish(now);
                auto_ssl
                    || slot
                        .installed
                        .as_ref()
                        .is_some_and(|certificate| certificate.renewal_date() <= now)
            };
            if app.advanced {
                let domains = app.domains.iter_mut().filter_map(|(&domain, state)| {
                    may_be_due(&mut state.slot).then_some((id, Scope::Domain(domain)))
                });
                due.extend(domains);
            } else if may_be_due(&mut app.slot) {
                due.push((id, Scope::App));
            }
        }
        for (app, scope) in due {
            if let Some(by) = self.due(app, scope, now) {
                self.order_unasked(app, scope, by, now);
                if let Some(slot) = self.slot_mut(app, scope) {
                    slot.finish(now);
                }
            }
        }
    }

    /// Whether RunCloud would order now, if the names validate.
    fn due(&self, app: u64, scope: Scope, now: i64) -> Option<OrderedBy> {
        let (web_app, slot) = (self.app(app)?, self.slot(app, scope)?);
        if slot.pending.is_some() {
            return None;
        }
        let Some(installed) = &slot.installed else {
            return (web_app.auto_ssl && self.auto_ssl_waited(app, scope, now))
                .then_some(OrderedBy::AutoSsl);
        };
        if installed.method != Method::LetsEncrypt {
            return None;
        }
        // A fault may issue certificates that are due at once: without this, every look would renew again.
        let faulty = installed
            .asked
            .iter()
            .any(|name| self.certificate_faults.contains_key(name));
        if self.switches.renews && installed.renewal_date() <= now && !faulty {
            return Some(OrderedBy::Renewal);
        }
        let outdated = web_app.auto_ssl && !same_names(&installed.asked, &web_app.names(scope));
        (outdated && self.auto_ssl_waited(app, scope, now)).then_some(OrderedBy::AutoSsl)
    }

    fn auto_ssl_waited(&self, app: u64, scope: Scope, now: i64) -> bool {
        let newest = self.app(app).and_then(|app| match scope {
            Scope::App => app.domains.values().map(|domain| domain.created_at).max(),
            Scope::Domain(id) => app.domain(id).map(|domain| domain.created_at),
        });
        newest.is_some_and(|added| added.saturating_add(self.switches.auto_ssl_delay_ms) <= now)
    }

    /// Orders the certificate for all anew, if there is one, for the names that are left.
    pub(crate) fn order_without_the_removed(&mut self, app: u64, now: i64) {
        let has_one = self.app(app).is_some_and(|app| {
            let installed = app.slot.installed.as_ref();
            let ordered = |certificate: &Certificate| certificate.method == Method::LetsEncrypt;
            !app.advanced && installed.is_some_and(ordered)
        });
        if has_one {
            self.order_unasked(app, Scope::App, OrderedBy::Removal, now);
        }
    }

    /// Orders if that would succeed. A failing attempt is not recorded: when and how often RunCloud tries is not known,
    /// and every look at the world would count as one.
    fn order_unasked(&mut self, app: u64, scope: Scope, by: OrderedBy, now: i64) {
        let names = self
            .app(app)
            .map(|app| app.names(scope))
            .unwrap_or_default();
        if !self.would_validate(&names, now) {
            return;
        }
        let installed = self
            .slot(app, scope)
            .and_then(|slot| slot.installed.as_ref());
        let options = installed
            .map(|certificate| certificate.options.clone())
            .unwrap_or_default();
        // The names validate, so the order cannot be refused.
        let _ = self.order(app, scope, names, options, by, now);
    }
}

impl Slot {
    /// Installs what was ordered, if it is ready.
    fn finish(&mut self, now: i64) {
        if let Some(done) = self.pending.take_if(|pending| pending.ready_at <= now) {
            self.put(done.certificate);
        }
    }
}
