//! The checks that ask RunCloud.

use std::path::Path;

use agent::PanelView;
use plan::{DomainName, SslMode};
use runcloud::{Generation, Reader};

use super::check::Check;
use crate::exit::Exit;
use crate::output::Report;
use crate::wire::{self, Access};

pub(crate) const API: &str = "API";
pub(crate) const WEB_APP: &str = "web application";
pub(crate) const ATTACHED: &str = "main domain";
pub(crate) const SSL: &str = "SSL";

/// Does the API answer with these credentials?
pub(crate) async fn api(reader: &Reader, access: &Access) -> Check {
    if let Err(error) = reader.ping().await {
        return Check::failed(API, &wire::of_provider(&error));
    }
    let source = access.credentials.auth_source;
    match reader.generation() {
        Generation::V3 => Check::ok(API, format!("v3 answers; the token is from {source}")),
        Generation::V2 => Check::ok(
            API,
            format!(
                "v2 answers; the key is from {source}; www can only be chosen when a domain is added"
            ),
        ),
    }
}

/// Do server and web application exist, and does the installation lie in its root path?
pub(crate) fn web_app(view: &PanelView, web_root: &Path, confirmed: bool) -> Check {
    match &view.root_path {
        None => Check::ok(WEB_APP, "it exists; RunCloud does not tell its root path"),
        Some(root) if web_root.starts_with(root.trim_end_matches('/')) => {
            Check::ok(WEB_APP, format!("it exists, and its root path is {root}"))
        }
        Some(root) if confirmed => Check::ok(
            WEB_APP,
            format!("its root path is {root}, and a person confirmed this place"),
        ),
        Some(root) => Check::failed(
            WEB_APP,
            &Report::new("", Exit::Held)
                .cause(format!(
                    "its root path is {root}, and this installation lies in {}",
                    web_root.display()
                ))
                .hint("check WU_RUNCLOUD_APP_ID, or whether this is a copy of the network")
                .hint("where both are right: `runcloud-multisite confirm identity`"),
        ),
    }
}

/// Is the main domain attached? Nothing is changed on a web application that does not have it.
pub(crate) fn attached(view: &PanelView, main: &DomainName) -> Check {
    let panel = view.panel.value();
    let count = panel.domains.len();
    match view.panel.partial_because() {
        _ if panel.domains.iter().any(|object| object.answers(main)) => {
            Check::ok(ATTACHED, format!("{main} is attached; domains in all: {count}"))
        }
        Some(why) => Check::warn(
            ATTACHED,
            format!("whether {main} is attached is not known: {why}"),
            "try again in a minute",
        ),
        None => Check::failed(
            ATTACHED,
            &Report::new("", Exit::Held)
                .cause(format!("{main} is not among the {count} domains of the web application"))
                .hint("check WU_RUNCLOUD_APP_ID; if it is right, add the main domain in RunCloud's panel"),
        ),
    }
}

/// How certificates are kept.
pub(crate) fn ssl(view: &PanelView) -> Check {
    let panel = view.panel.value();
    let auto = if panel.auto_ssl { ", AutoSSL on" } else { "" };
    if panel.ssl == SslMode::Advanced {
        return Check::ok(SSL, format!("each domain has its own certificate{auto}"));
    }
    let policy = plan::Policy::default();
    let names: usize = panel
        .domains
        .iter()
        .map(|object| object.covers().len() + usize::from(object.covered_twin().is_some()))
        .sum();
    let found = format!(
        "one certificate for all {names} names{auto}; it can hold {}",
        policy.names_per_certificate
    );
    if names < policy.shared_warn_names {
        Check::ok(SSL, found)
    } else {
        Check::warn(
            SSL,
            found,
            "switch the web application to advanced SSL before it is full; RunCloud's plan has to include that",
        )
    }
}
