//! What an agent would begin with, for those who only want to know what it would do.

use ledger::Ledger;
use plan::Timestamp;

use crate::memory;
use crate::mind::Mind;
use crate::requests;

/// Fills a mind that has taken the network with everything an agent would begin with, and writes nothing.
///
/// Requests are taken into account as if they were handled now. What another agent has under way counts as busy; what
/// a killed one left open is learned from as an agent would.
///
/// # Errors
/// When the ledger cannot be read; nothing may be planned then.
pub async fn foresee(
    ledger: &Ledger,
    mind: &mut Mind,
    now: Timestamp,
) -> Result<(), ledger::Error> {
    memory::recall(ledger, mind, now).await?;
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
        // The answer is for whoever asked, and is written by the agent that really handles the request.
        let _ = requests::take(mind, &request, now);
    }
    Ok(())
}
