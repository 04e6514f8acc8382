//! Domains of a web application: add, change, remove, and which names each one covers.

use serde::{Deserialize, Serialize};

use crate::names::{canonical, is_host_name, parent, twin};
use crate::switches::{PrimaryDelete, TakenWords};
use crate::world::World;
use crate::world::certificates::Slot;
use crate::world::refusal::Refusal;

/// The `type` of a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The main domain of its web application; there is one.
    Primary,
    /// Served like the primary.
    Alias,
    /// Redirected to the primary.
    Redirect,
}

/// The `redirection` of a domain between its bare and its `www.` form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redirection {
    /// Both forms answer as they are.
    None,
    /// To the form with `www.`.
    Www,
    /// To the form without `www.`.
    NonWww,
}

/// A domain attached to a web application.
#[derive(Debug)]
pub(crate) struct Domain {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) www: bool,
    pub(crate) redirection: Redirection,
    pub(crate) wildcard: bool,
    pub(crate) created_at: i64,
    /// Its certificate in advanced mode.
    pub(crate) slot: Slot,
}

impl Domain {
    /// The names an order for this domain is about.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = vec![self.name.clone()];
        if self.www {
            names.push(twin(&self.name));
        }
        names
    }

    /// Whether the web server answers for this host.
    pub(crate) fn covers(&self, host: &str) -> bool {
        host == self.name
            || (self.www && host.strip_prefix("www.") == Some(&self.name))
            || (self.wildcard && parent(host) == Some(&self.name))
    }
}

/// What a caller wants to add.
#[derive(Debug)]
pub(crate) struct NewDomain {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) www: bool,
    pub(crate) redirection: Redirection,
}

/// What a caller wants to change; `None` leaves a field as it is.
#[derive(Debug)]
pub(crate) struct DomainChange {
    pub(crate) kind: Option<Kind>,
    pub(crate) www: Option<bool>,
    pub(crate) redirection: Option<Redirection>,
}

impl World {
    /// Adds a domain as the API does. DNS is not looked at.
    pub(crate) fn add_domain(
        &mut self,
        app: u64,
        new: &NewDomain,
        now: i64,
    ) -> Result<u64, Refusal> {
        let name = new.name.to_ascii_lowercase();
        if !is_host_name(&name) {
            return Err(Refusal::invalid("name", "The name format is invalid."));
        }
        let attached = self.app(app).ok_or_else(Refusal::not_found)?.domains.len();
        if self.switches.idn_refused && name.split('.').any(|label| label.starts_with("xn--")) {
            return Err(Refusal::invalid("name", "The name format is invalid."));
        }
        if self.is_taken(app, &name) {
            let words = match self.switches.taken_words {
                TakenWords::Taken => "The name has already been taken.",
                TakenWords::Vague => "The given name cannot be added.",
            };
            return Err(Refusal {
                status: self.switches.duplicate_status,
                ..Refusal::invalid("name", words)
            });
        }
        if self
            .switches
            .most_domains
            .is_some_and(|most| attached >= most)
        {
            let words = "The web application has reached its limit of domains.";
            return Err(Refusal::invalid("name", words));
        }
        let www = new.www || self.switches.forces_www;
        Ok(self.push_domain(app, &name, new.kind, www, new.redirection, now))
    }

    /// Adds a domain without any check, as by hand in the panel. A new primary makes the old one an alias.
    pub(crate) fn push_domain(
        &mut self,
        app: u64,
        name: &str,
        kind: Kind,
        www: bool,
        redirection: Redirection,
        now: i64,
    ) -> u64 {
        let id = self.fresh_id();
        let slot = Slot::default();
        let domain = Domain {
            id,
            name: canonical(name),
            kind,
            www,
            redirection,
            wildcard: false,
            created_at: now,
            slot,
        };
        if let Some(app) = self.app_mut(app) {
            app.domains.insert(id, domain);
        }
        self.settle_primary(app, id);
        id
    }

    /// Changes a domain's flags.
    pub(crate) fn change_domain(
        &mut self,
        app: u64,
        id: u64,
        change: &DomainChange,
    ) -> Result<(), Refusal> {
        let domain = self
            .app_mut(app)
            .and_then(|app| app.domains.get_mut(&id))
            .ok_or_else(Refusal::not_found)?;
        domain.kind = change.kind.unwrap_or(domain.kind);
        domain.www = change.www.unwrap_or(domain.www);
        domain.redirection = change.redirection.unwrap_or(domain.redirection);
        self.settle_primary(app, id);
        Ok(())
    }

    /// Removes a domain as the API does; its own certificate goes with it.
    pub(crate) fn remove_domain(
        &mut self,
        app_id: u64,
        id: u64,
        now: i64,
    ) -> Result<Domain, Refusal> {
        let rule = self.switches.primary_delete;
        let app = self.app_mut(app_id).ok_or_else(Refusal::not_found)?;
        let primary = app
            .domain(id)
            .is_some_and(|domain| domain.kind == Kind::Primary);
        let removed = match rule {
            PrimaryDelete::Refused422 if primary => {
                Err(Refusal::new(422, "The primary domain cannot be deleted."))
            }
            PrimaryDelete::Refused403 if primary => {
                Err(Refusal::new(403, "The primary domain cannot be deleted."))
            }
            _ => app.domains.remove(&id).ok_or_else(Refusal::not_found),
        }?;
        if self.switches.delete_reissues {
            self.order_without_the_removed(app_id, now);
        }
        Ok(removed)
    }

    /// Keeps one primary: if this domain is one, the others become aliases.
    fn settle_primary(&mut self, app: u64, id: u64) {
        let Some(app) = self.app_mut(app) else { return };
        if app
            .domain(id)
            .is_some_and(|domain| domain.kind == Kind::Primary)
        {
            for other in app
                .domains
                .values_mut()
                .filter(|other| other.id != id && other.kind == Kind::Primary)
            {
                other.kind = Kind::Alias;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(www: bool, wildcard: bool) -> Domain {
        Domain {
            id: 1,
            name: "shop.example".into(),
            kind: Kind::Alias,
            www,
            redirection: Redirection::None,
            wildcard,
            created_at: 0,
            slot: Slot::default(),
        }
    }

    #[test]
    fn a_domain_covers_its_twin_only_with_the_flag() {
        assert!(domain(false, false).covers("shop.example"));
        assert!(!domain(false, false).covers("www.shop.example"));
        assert!(domain(true, false).covers("www.shop.example"));
        assert!(!domain(true, false).covers("wwwshop.example"));
    }

    #[test]
    fn a_wildcard_reaches_one_level_down() {
        assert!(domain(false, true).covers("any.shop.example"));
        assert!(!domain(false, true).covers("too.deep.shop.example"));
        assert!(!domain(true, false).covers("any.shop.example"));
    }
}
