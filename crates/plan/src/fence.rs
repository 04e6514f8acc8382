//! Tells the network from a copy of it: a staging install carries the same rows and the same token.

use sha2::{Digest, Sha256};

use crate::planned::hex;
use crate::{DomainName, Hold, Panel, Reading, Reason};

/// What identifies the place this agent acts from.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The network's own host.
    pub main_domain: DomainName,
    /// The provider's server id.
    pub server: u64,
    /// The provider's web application id.
    pub web_app: u64,
    /// The machine.
    pub machine: String,
    /// The folder of the install.
    pub path: String,
}

impl Identity {
    /// A short hash that is stored once it is confirmed. The path is not part of it: releases may move.
    pub fn hash(&self) -> String {
        digest(&format!(
            "{}\n{}\n{}\n{}",
            self.main_domain, self.server, self.web_app, self.machine
        ))
    }

    /// The hash that a person confirms for an install whose path does not fit the web application's.
    pub fn hash_with_path(&self) -> String {
        digest(&format!("{}\n{}", self.hash(), self.path))
    }
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..16])
}

/// What the fence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fence {
    /// This is the confirmed place.
    Open,
    /// Nothing was ever confirmed and everything else fits: confirm it now.
    First,
    /// This may be a copy.
    Closed(Hold),
}

/// Judges whether this install may change the web application.
///
/// `paths_fit` is whether the install's path fits the web application's root path; nothing where the provider does
/// not tell a path. `confirmed` holds the stored hashes.
pub fn fence(
    identity: &Identity,
    panel: &Reading<Panel>,
    paths_fit: Option<bool>,
    confirmed: &[String],
) -> Fence {
    let held = |reason, detail: String| {
        Fence::Closed(Hold {
            reason,
            detail,
            until: None,
        })
    };
    let closed = |detail| held(Reason::Fenced, detail);
    let main = &identity.main_domain;
    if !panel
        .value()
        .domains
        .iter()
        .any(|object| object.answers(main))
    {
        return held(
            Reason::MainDomainMissing,
            match panel.partial_because() {
                None => format!(
                    "the main domain {main} is not attached to web application {}",
                    identity.web_app
                ),
                Some(why) => {
                    format!("whether the main domain {main} is attached is not known ({why})")
                }
            },
        );
    }
    if paths_fit == Some(false) && !confirmed.contains(&identity.hash_with_path()) {
        return closed(format!(
            "{} does not lie in the root path of web application {}, so this may be a copy of {main}",
            identity.path, identity.web_app
        ));
    }
    if confirmed.contains(&identity.hash()) {
        return Fence::Open;
    }
    if confirmed.is_empty() {
        return Fence::First;
    }
    closed(format!(
        "this copy of {main} (server {}, web application {}, this machine) is not the confirmed one",
        identity.server, identity.web_app
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::fixture::{name, panel};

    fn identity(machine: &str) -> Identity {
        Identity {
            main_domain: name("network.example"),
            server: 7,
            web_app: 9,
            machine: machine.to_owned(),
            path: "/srv/net".to_owned(),
        }
    }

    #[test]
    fn the_first_place_is_confirmed_by_itself_and_a_copy_is_held() {
        let here = Reading::whole(panel(), Timestamp::default());
        let original = identity("one");
        assert_eq!(fence(&original, &here, Some(true), &[]), Fence::First);
        assert_eq!(
            fence(&original, &here, Some(true), &[original.hash()]),
            Fence::Open
        );
        assert!(matches!(
            fence(&identity("two"), &here, Some(true), &[original.hash()]),
            Fence::Closed(_)
        ));
        let moved = [original.hash(), original.hash_with_path()];
        assert_eq!(
            fence(&original, &here, Some(false), &moved),
            Fence::Open,
            "a person confirmed this very path"
        );
        assert!(matches!(
            fence(&original, &here, Some(false), &[original.hash()]),
            Fence::Closed(_)
        ));
    }

    #[test]
    fn a_web_application_without_the_main_domain_is_never_touched() {
        let mut elsewhere = panel();
        elsewhere.domains.clear();
        let elsewhere = Reading::whole(elsewhere, Timestamp::default());
        let hash = identity("one").hash();
        assert!(matches!(
            fence(&identity("one"), &elsewhere, Some(true), &[hash]),
            Fence::Closed(_)
        ));
    }
}
