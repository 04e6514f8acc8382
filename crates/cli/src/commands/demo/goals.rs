//! What scenes wait for.

use plan::{DomainName, Reason, State};

use super::stage::Stage;
use super::world::{Records, World};
use crate::output::Report;

/// Waits until a handshake shows a valid certificate for the host.
pub(super) async fn secured(stage: &mut Stage<'_>, host: &DomainName) -> Result<(), Report> {
    let goal = format!("{host} is secured, www included");
    stage
        .until(&goal, |records, _| is_secured(records, host))
        .await
}

/// Waits until the host stands where it does for this reason.
pub(super) async fn stands(
    stage: &mut Stage<'_>,
    host: &DomainName,
    reason: Reason,
) -> Result<(), Report> {
    let goal = format!("{host} stands at `{reason}`");
    stage
        .until(&goal, |records, _| {
            records
                .get(host)
                .is_some_and(|record| record.standing.reason == reason)
        })
        .await
}

/// Waits until the host was taken off, by the ledger's word and on the panel.
pub(super) async fn gone(stage: &mut Stage<'_>, host: &DomainName) -> Result<(), Report> {
    let goal = format!("{host} is taken off");
    stage
        .until(&goal, |records, world| {
            let removed = records
                .get(host)
                .is_some_and(|record| record.standing.state == State::Removed);
            removed && !is_attached(world, host)
        })
        .await
}

/// Whether a valid certificate was seen for the host, and for its `www` twin where it has one.
pub(super) fn is_secured(records: &Records, host: &DomainName) -> bool {
    records.get(host).is_some_and(|record| {
        let twin_waits = record
            .twin_dns
            .as_ref()
            .is_some_and(|seen| seen.value.is_yes())
            && !record.object.as_ref().is_some_and(|object| object.www);
        let proved = [Reason::CertificateValid, Reason::ServesSite];
        proved.contains(&record.standing.reason) && !twin_waits
    })
}

/// Whether the panel has the host.
pub(super) fn is_attached(world: &World, host: &DomainName) -> bool {
    let domains = world.panel.domains();
    domains.iter().any(|domain| domain.name == host.as_str())
}
