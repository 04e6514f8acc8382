//! The control API: [`Panel`] over HTTP, for people who write against RunCloud in any language.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use crate::faults::{Fault, FaultId};
use crate::pages::Page;
use crate::panel::Panel;
use crate::shared::Shared;
use crate::switches::Switches;
use crate::world::domains::Kind;
use crate::world::orders::CertificateFault;
use crate::zone::{DnsFault, Record};

/// Serves the control API until the emulator stops.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let stopped = Arc::clone(&shared);
    let served = axum::serve(listener, router(Panel::new(shared)))
        .with_graceful_shutdown(async move { stopped.until_stopped().await });
    if let Err(error) = served.await {
        tracing::error!(%error, "the control API ended");
    }
}

fn router(panel: Panel) -> Router {
    Router::new()
        .route("/state", get(state))
        .route("/ca.pem", get(ca_pem))
        .route("/switches", get(switches).patch(change_switches))
        .route("/mode", put(set_mode))
        .route("/dns/{name}", put(set_records).delete(clear_records))
        .route("/dns/{name}/fault", put(fail_dns))
        .route("/domains", get(domains).post(add_domain))
        .route("/domains/{id}", delete(remove_domain))
        .route("/certificates", get(certificates).post(install_certificate))
        .route(
            "/certificate-faults/{name}",
            put(set_certificate_fault).delete(clear_certificate_fault),
        )
        .route("/pages/{host}", put(set_page).delete(clear_page))
        .route("/orders", get(orders))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/faults/{id}", delete(remove_fault))
        .route("/calls", get(calls).delete(clear_calls))
        .with_state(panel)
}

type Handle = State<Panel>;

async fn state(State(panel): Handle) -> Json<Value> {
    let (advanced, auto) = panel.mode();
    let dns: Map<String, Value> = panel
        .records()
        .into_iter()
        .map(|(name, records)| (name, json!(records)))
        .collect();
    Json(json!({
        "mode": { "advanced": advanced, "auto": auto },
        "domains": panel.domains(),
        "certificates": panel.certificates(),
        "orders": panel.orders(),
        "dns": dns,
        "faults": fault_rows(&panel),
        "switches": panel.switches(|switches| switches.clone()),
    }))
}

async fn ca_pem(State(panel): Handle) -> String {
    panel.ca_pem().to_owned()
}

async fn switches(State(panel): Handle) -> Json<Switches> {
    Json(panel.switches(|switches| switches.clone()))
}

async fn change_switches(
    State(panel): Handle,
    Json(changes): Json<Map<String, Value>>,
) -> Response {
    let outcome = panel.switches(|switches| {
        let mut all = serde_json::to_value(&*switches).map_err(|error| error.to_string())?;
        if let Some(fields) = all.as_object_mut() {
            fields.extend(changes);
        }
        *switches = serde_json::from_value(all).map_err(|error| error.to_string())?;
        Ok::<_, String>(switches.clone())
    });
    match outcome {
        Ok(switches) => Json(switches).into_response(),
        Err(message) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Json(json!({ "message": message })),
        )
            .into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mode {
    advanced: bool,
    #[serde(default)]
    auto: bool,
}

async fn set_mode(State(panel): Handle, Json(mode): Json<Mode>) {
    panel.set_mode(mode.advanced, mode.auto);
}

async fn set_records(
    State(panel): Handle,
    Path(name): Path<String>,
    Json(records): Json<Vec<Record>>,
) {
    panel.set_records(&name, &records);
}

async fn clear_records(State(panel): Handle, Path(name): Path<String>) {
    panel.clear_records(&name);
}

async fn fail_dns(State(panel): Handle, Path(name): Path<String>, Json(fault): Json<DnsFault>) {
    panel.dns_rcode(&name, fault);
}

async fn domains(State(panel): Handle) -> Json<Value> {
    Json(json!(panel.domains()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    name: String,
    #[serde(default)]
    www: bool,
    #[serde(default, rename = "type")]
    kind: Option<Kind>,
}

async fn add_domain(State(panel): Handle, Json(added): Json<Added>) -> Json<Value> {
    Json(
        json!({ "id": panel.add_by_hand(&added.name, added.www, added.kind.unwrap_or(Kind::Alias)) }),
    )
}

async fn remove_domain(State(panel): Handle, Path(id): Path<u64>) -> StatusCode {
    found(panel.remove_by_hand(id))
}

async fn certificates(State(panel): Handle) -> Json<Value> {
    Json(json!(panel.certificates()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Uploaded {
    #[serde(default)]
    domain: Option<String>,
    names: Vec<String>,
}

async fn install_certificate(State(panel): Handle, Json(uploaded): Json<Uploaded>) -> StatusCode {
    let names: Vec<&str> = uploaded.names.iter().map(String::as_str).collect();
    found(panel.install_custom_certificate(uploaded.domain.as_deref(), &names))
}

async fn set_certificate_fault(
    State(panel): Handle,
    Path(name): Path<String>,
    Json(fault): Json<CertificateFault>,
) {
    panel.certificate_fault(&name, fault);
}

async fn clear_certificate_fault(State(panel): Handle, Path(name): Path<String>) {
    panel.clear_certificate_fault(&name);
}

async fn set_page(State(panel): Handle, Path(host): Path<String>, Json(page): Json<Page>) {
    panel.page(&host, page);
}

async fn clear_page(State(panel): Handle, Path(host): Path<String>) {
    panel.clear_page(&host);
}

async fn orders(State(panel): Handle) -> Json<Value> {
    Json(json!(panel.orders()))
}

async fn faults(State(panel): Handle) -> Json<Value> {
    Json(fault_rows(&panel))
}

fn fault_rows(panel: &Panel) -> Value {
    panel
        .faults()
        .iter()
        .map(|(id, fault)| json!({ "id": id, "fault": fault }))
        .collect()
}

async fn add_fault(State(panel): Handle, Json(fault): Json<Fault>) -> Json<Value> {
    Json(json!({ "id": panel.fault(fault) }))
}

async fn remove_fault(State(panel): Handle, Path(id): Path<u64>) {
    panel.remove_fault(FaultId(id));
}

async fn clear_faults(State(panel): Handle) {
    panel.clear_faults();
}

async fn calls(State(panel): Handle) -> Json<Value> {
    Json(json!(panel.calls()))
}

async fn clear_calls(State(panel): Handle) {
    panel.clear_calls();
}

fn found(was_there: bool) -> StatusCode {
    if was_there {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    }
}
