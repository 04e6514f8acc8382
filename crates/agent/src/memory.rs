//! Moves what the agent knows between memory and ledger, and learns from what a killed agent left open.

use std::collections::BTreeMap;
use std::time::Duration;

use ledger::{Effects, Fence, Ledger, OpenIntent, Texts};
use plan::{
    Context, Failure, FailureClass, Orders, Reason, Record, Rejected, RemovedBy, Shared, SiteId,
    Timestamp, customer_text, operator_text,
};
use serde_json::json;

use crate::allowance;
use crate::mind::Mind;
use crate::saved::{Referred, Saved};

/// Names of values in the table of state.
pub(crate) mod keys {
    /// The shared certificate of basic mode.
    pub(crate) const SHARED: &str = "shared";
    /// The confirmed identities, one a line.
    pub(crate) const IDENTITY: &str = "identity";
    /// Set once the first run was started.
    pub(crate) const STARTED: &str = "started";
    /// How many calls of this month were made.
    pub(crate) const CALLS: &str = "calls";
    /// What the agent last said of itself.
    pub(crate) const AGENT: &str = "agent";
    /// Where domains should lead, for the plugin to tell customers.
    pub(crate) const SERVER: &str = "server";
    /// What helps with each reason, for the plugin to tell operators.
    pub(crate) const REMEDIES: &str = "remedies";
}

/// Rows that are not served, as many as anybody reads through; how many there are stands beside them.
const REJECTED_SHOWN: usize = 300;
/// The rows of one site among them: one with thousands does not hide those of others.
const REJECTED_OF_A_SITE: u32 = 20;
/// The authority's longest window.
const WEEK: Duration = Duration::from_hours(7 * 24);

/// Fills a mind from the ledger.
///
/// # Errors
/// When the ledger cannot be read; nothing may be planned then.
pub async fn recall(ledger: &Ledger, mind: &mut Mind, now: Timestamp) -> Result<(), ledger::Error> {
    mind.records = ledger.records().await?;
    mind.orders = Orders::new(ledger.orders_since(now - WEEK).await?);
    mind.shared = shared_certificate(ledger).await?;
    mind.credit_issued();
    mind.calls = allowance::calls(ledger).await?;
    let identity = ledger.state(keys::IDENTITY).await?.unwrap_or_default();
    mind.confirmed = identity.lines().map(str::to_owned).collect();
    mind.started = ledger.state(keys::STARTED).await?.is_some();
    Ok(())
}

/// What is remembered of the shared certificate of basic mode.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn shared_certificate(ledger: &Ledger) -> Result<Shared, ledger::Error> {
    let shared = ledger.state(keys::SHARED).await?;
    Ok(shared
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default())
}

/// Learns from an intent that a killed agent left open: what it did is looked up, never repeated.
pub(crate) fn recover(mind: &mut Mind, intent: &OpenIntent) {
    let unknown = || {
        Some(Failure {
            class: FailureClass::FateUnknown,
            message: "the program was stopped in between".to_owned(),
        })
    };
    let record = intent
        .host
        .as_ref()
        .and_then(|host| mind.records.get_mut(host));
    match (intent.step.as_str(), record) {
        ("attach", Some(record)) => {
            record.attach.failure = unknown();
            record.attach.last = Some(intent.at);
        }
        ("order", Some(record)) if record.ordered_at.is_none() => {
            record.ordered_at = Some(intent.at);
            record.order_unsure = true;
            record.order_read = false;
        }
        ("detach", Some(record)) => {
            record.detach.failure = unknown();
            record.removed_by = intent
                .detail
                .get("by")
                .and_then(|by| serde_json::from_value(by.clone()).ok());
            record.removed_by.get_or_insert(RemovedBy::Absence);
        }
        ("order_shared", None) if mind.shared.ordered_at.is_none() => {
            let hosts = intent.detail.get("hosts").cloned().unwrap_or_default();
            mind.shared.ordered_at = Some(intent.at);
            mind.shared.ordered_for = serde_json::from_value(hosts).unwrap_or_default();
            mind.shared.unsure = true;
        }
        _ => {}
    }
}

/// Saves what differs from what was saved last.
pub(crate) async fn save(
    ledger: &Ledger,
    fence: &Fence,
    mind: &Mind,
    saved: &mut Saved,
    now: Timestamp,
) -> Result<(), ledger::Error> {
    // Before the panel was read nobody knows where domains should lead.
    if let Some(network) = &mind.network
        && !mind.addresses.is_empty()
    {
        saved.refer_to(Referred {
            main_domain: network.value().main_domain.clone(),
            addresses: mind.addresses.clone(),
        });
    }
    save_learned(ledger, fence, mind, saved, now).await?;
    let about = about(mind);
    if about != saved.about {
        match ledger.set_state(fence, keys::AGENT, &about, now).await {
            // It is for people to read; what the database does not take may not hold up what has to be done.
            Err(ledger::Error::Store { source, .. }) if !source.is_transient() => {
                tracing::warn!(error = %source, "what the agent says of itself could not be written");
            }
            outcome => outcome?,
        }
        saved.about = about;
    }
    if !mind.addresses.is_empty() {
        let server = json!({ "addresses": mind.addresses }).to_string();
        if server != saved.server {
            ledger.set_state(fence, keys::SERVER, &server, now).await?;
            saved.server = server;
        }
    }
    if !saved.remedies {
        ledger
            .set_state(fence, keys::REMEDIES, &remedies(), now)
            .await?;
        saved.remedies = true;
    }
    Ok(())
}

/// The part of it that has to be saved before an intent is closed: hosts and the shared certificate.
pub(crate) async fn save_learned(
    ledger: &Ledger,
    fence: &Fence,
    mind: &Mind,
    saved: &mut Saved,
    now: Timestamp,
) -> Result<(), ledger::Error> {
    let changed = saved.lacks(&mind.records, &mind.removals, now);
    // Small batches keep each statement well inside its time limit.
    for batch in changed.chunks(200) {
        let rows: Vec<(Record, Texts)> = batch
            .iter()
            .map(|record| ((*record).clone(), texts(record, mind, now)))
            .collect();
        ledger.save(fence, &rows, now).await?;
        saved.take(batch.iter().copied(), now);
    }
    if mind.shared != saved.shared {
        let text = serde_json::to_string(&mind.shared).unwrap_or_default();
        ledger.set_state(fence, keys::SHARED, &text, now).await?;
        saved.shared = mind.shared.clone();
    }
    Ok(())
}

/// Writes down what came of requests, together with everything they changed.
pub(crate) async fn save_answers(
    ledger: &Ledger,
    fence: &Fence,
    mind: &Mind,
    saved: &mut Saved,
    results: &[(i64, String)],
    state: &[(&'static str, String)],
    now: Timestamp,
) -> Result<(), ledger::Error> {
    if results.is_empty() {
        return Ok(());
    }
    let changed = saved.lacks(&mind.records, &mind.removals, now);
    let rows: Vec<(Record, Texts)> = changed
        .iter()
        .map(|record| ((*record).clone(), texts(record, mind, now)))
        .collect();
    let effects = Effects {
        records: &rows,
        state,
    };
    ledger.finish_requests(fence, results, effects, now).await?;
    saved.take(changed, now);
    Ok(())
}

/// What helps with each reason, by its code; reasons that only time helps with are left out.
fn remedies() -> String {
    let known = Reason::ALL.iter();
    let remedies: BTreeMap<&str, &str> = known
        .filter_map(|reason| Some((reason.as_str(), plan::remedy(*reason)?)))
        .collect();
    json!(remedies).to_string()
}

/// The sentences people read about one host; none where the network was not read yet.
pub(crate) fn texts(record: &Record, mind: &Mind, now: Timestamp) -> Texts {
    let Some(network) = &mind.network else {
        return Texts::default();
    };
    let context = Context {
        main_domain: &network.value().main_domain,
        addresses: &mind.addresses,
        now,
    };
    Texts {
        operator: operator_text(record, &context),
        customer: customer_text(record, &context),
    }
}

/// The rejected rows that are shown.
fn shown(rejected: &[Rejected]) -> impl Iterator<Item = &Rejected> {
    let mut of_site: BTreeMap<SiteId, u32> = BTreeMap::new();
    rejected
        .iter()
        .filter(move |row| {
            let count = of_site.entry(row.site).or_default();
            *count += 1;
            *count <= REJECTED_OF_A_SITE
        })
        .take(REJECTED_SHOWN)
}

/// What the agent says of itself; stable while nothing changes.
pub(crate) fn about(mind: &Mind) -> String {
    let network = mind.network.as_ref().map(plan::Reading::value);
    let panel = mind.panel.as_ref();
    let hold = mind.current_hold.as_ref();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "main_domain": network.map(|network| network.main_domain.to_string()),
        "identity": network.map(|network| mind.identity(&network.main_domain).hash_with_path()),
        "server": mind.place.server,
        "web_app": mind.place.web_app,
        "ssl": panel.map(|panel| panel.value().ssl),
        "auto_ssl": panel.map(|panel| panel.value().auto_ssl),
        "addresses": panel.map(|panel| panel.value().server.clone()),
        "panel_read_at": panel.map(plan::Reading::taken_at),
        "panel_partial": panel.and_then(|panel| panel.partial_because()),
        "hold": hold,
        "braked": mind.braked,
        "rejected_count": mind.wanted.rejected.len(),
        "rejected": shown(&mind.wanted.rejected).map(|row| json!({
            "mapping": row.mapping,
            "site": row.site,
            "host": row.host,
            "text": row.text.chars().take(200).collect::<String>(),
            "reason": row.reason,
            "invalid": row.invalid.map(|invalid| invalid.to_string()),
        })).collect::<Vec<_>>(),
        "sub_domains": mind.sub_domains,
        "sub_domain_dns": mind.sub_domain_dns,
        "source_error": mind.source_error,
        "built_in_also_writes": network.is_some_and(|network| network.enabled && !network.plugin_active),
        "other_networks": network.map(|network| network.other_networks),
    })
    .to_string()
}
