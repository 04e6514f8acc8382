//! What an agent would do now, for those who only want to know.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream;
use ledger::Ledger;
use plan::{Here, Plan, SslMode, Timestamp, Witness};

use crate::clock::Clock;
use crate::eyes::{Eyes, Manner, SourceError};
use crate::memory;
use crate::mind::Mind;
use crate::requests;

/// Hosts looked at from outside at the same time.
const LOOKS: usize = 64;
/// How long DNS may take to answer; longer than the resolver's own patience.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why it cannot be told what an agent would do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unforeseen {
    /// The network cannot be read.
    #[error("the network cannot be read: {0}")]
    Source(SourceError),
    /// The provider cannot be asked.
    #[error("{0}")]
    Provider(runcloud::Error),
    /// The ledger cannot be read.
    #[error("{0}")]
    Ledger(ledger::Error),
}

/// Reads both sides, plans, looks once at what the plan would like to know, and plans again. Writes nothing.
///
/// Requests count as if they were handled now. What another agent has under way counts as busy; what a killed one left
/// open is learned from as an agent would. Without a ledger everything is new.
///
/// # Errors
/// When a side or the ledger cannot be read; nothing may be planned then.
pub async fn foresee(
    eyes: &Eyes,
    ledger: Option<&Ledger>,
    mind: &mut Mind,
    clock: &dyn Clock,
) -> Result<Plan, Unforeseen> {
    let now = clock.now();
    let network = eyes.source.read(now).await.map_err(Unforeseen::Source)?;
    let main_domain = network.value().main_domain.clone();
    mind.take_network(network);
    mind.clock.tick(now, clock.steady());
    if let Some(ledger) = ledger {
        remember(ledger, mind, now)
            .await
            .map_err(Unforeseen::Ledger)?;
    }
    let view = eyes
        .panel(&main_domain, &mut None, &mind.attached_ids(), now)
        .await
        .map_err(Unforeseen::Provider)?;
    if let Some(told) = eyes.provider.take_clock_reading() {
        mind.hear_provider(told);
    }
    let (ours, server) = (view.panel.value().server.clone(), view.addresses.clone());
    let basic = view.panel.value().ssl == SslMode::Basic;
    mind.take_panel(view);
    let first = mind.plan(clock.now()).unwrap_or_default();
    let looks = first.looks.into_iter().map(|look| {
        let object = mind
            .records
            .get(&look.host)
            .and_then(|record| record.object.as_ref());
        let twin_tls = look
            .twin
            .as_ref()
            .zip(object)
            .is_some_and(|(twin, object)| object.names(twin));
        let manner = Manner {
            twin_tls,
            caa: object.is_some() || basic,
            limit: PATIENCE,
        };
        (look, manner)
    });
    let looks: Vec<_> = looks.collect();
    let sights: Vec<_> = stream::iter(looks)
        .map(|(look, manner)| {
            let (here, server) = (
                Here {
                    main_domain: &main_domain,
                    addresses: &ours,
                },
                &server,
            );
            async move {
                let sight = eyes.sight(&look, here, server, manner).await;
                (look.host, sight)
            }
        })
        .buffer_unordered(LOOKS)
        .collect()
        .await;
    let now = clock.now();
    for (host, sight) in sights {
        mind.observe(&host, sight, now);
    }
    let plan = mind.plan(now).unwrap_or_default();
    drop(mind.take_standings(&plan));
    Ok(plan)
}

/// What an agent would begin with.
async fn remember(ledger: &Ledger, mind: &mut Mind, now: Timestamp) -> Result<(), ledger::Error> {
    memory::recall(ledger, mind, now).await?;
    if let Some(theirs) = ledger.clock().await? {
        mind.clock.hear(Witness::Database, theirs, now);
    }
    let somebody_acts = ledger.lease_holder(now).await?.is_some();
    for intent in ledger.open_intents().await? {
        match &intent.host {
            Some(host) if somebody_acts => {
                mind.busy.insert(host.clone());
            }
            None if somebody_acts => mind.shared_busy = true,
            _ => memory::recover(mind, &intent),
        }
    }
    for request in ledger.pending_requests().await? {
        // The answer is written by the agent that really handles the request.
        let _ = requests::take(mind, &request, now);
    }
    Ok(())
}
