//! Everything an agent looks with.

use std::sync::Arc;
use std::time::Duration;

use agent::{Clock, Eyes, SystemClock};
use probe::{DnsResolver, DnsSettings};
use runcloud::Reader;

use super::handshaker::ServerHandshaker;
use super::source::DatabaseSource;
use super::visitor::visitor;
use super::{Access, Home, roots};
use crate::exit::Exit;
use crate::output::Report;
use crate::settings::Settings;

/// Patience with one name server and one question.
const DNS_PATIENCE: Duration = Duration::from_secs(3);

/// What looks at the outside: eyes, and the reader they see RunCloud with.
pub(crate) struct Sight {
    pub(crate) eyes: Eyes,
    pub(crate) reader: Reader,
}

/// RunCloud's API for those who look at nothing else.
///
/// # Errors
/// A report on the setting that does not serve.
pub(crate) fn reader(settings: &Settings, access: &Access) -> Result<Reader, Report> {
    let roots = roots::read(settings.ca_file.value.as_deref())?;
    access.reader(&settings.api_url.value, &roots)
}

/// Puts the eyes together. No question is asked yet.
///
/// # Errors
/// A report on the setting that does not serve.
pub(crate) fn eyes(settings: &Settings, home: &Home, access: &Access) -> Result<Sight, Report> {
    let roots = roots::read(settings.ca_file.value.as_deref())?;
    let reader = access.reader(&settings.api_url.value, &roots)?;
    let resolver = DnsResolver::new(&DnsSettings {
        resolver: settings.resolver.value,
        timeout: DNS_PATIENCE,
    })
    .map_err(|error| {
        Report::of("domains cannot be looked up", &error, Exit::Usage)
            .hint("name one with `--resolver ADDR:PORT`")
    })?;
    let clock = Arc::new(|| SystemClock.now());
    let handshaker =
        ServerHandshaker::new(settings.server_address.value, roots, clock).map_err(|error| {
            Report::of("certificates cannot be checked", &error, Exit::Usage)
                .hint("correct the file that `--ca-file` names")
        })?;
    let eyes = Eyes {
        source: Arc::new(DatabaseSource(home.network.clone())),
        provider: reader.clone(),
        web_app: access.web_app,
        resolver: Arc::new(resolver),
        visitor: visitor(access.salt.as_ref(), settings.server_address.value),
        handshaker: Arc::new(handshaker),
        further_addresses: settings.addresses.value.clone(),
    };
    Ok(Sight { eyes, reader })
}
