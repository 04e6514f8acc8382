//! A real authority in place of the emulated one, as far as it goes without one.

use emulator::{AcmeSettings, DnsFailure, Settings};
use serde_json::json;

use crate::support::Bench;

/// An emulator whose authority is not there, and is not known by any root that would do.
async fn without_its_authority() -> Bench {
    let strangers = Bench::start().await.emulator.ca_pem();
    Bench::with(Settings {
        acme: Some(AcmeSettings {
            directory: "https://127.0.0.1:1/dir".into(),
            ca_pem: strangers.clone(),
            trusted_root_pem: strangers,
        }),
        ..Settings::default()
    })
    .await
}

fn order() -> serde_json::Value {
    json!({
        "provider": "letsencrypt", "enableHttp": true, "enableHsts": false, "authorizationMethod": "http-01",
    })
}

#[tokio::test]
async fn a_caller_who_waits_hears_that_the_authority_cannot_be_reached() {
    let bench = without_its_authority().await;
    bench
        .panel
        .switches(|switches| switches.dns_failure = DnsFailure::AtOnce422);
    let id = bench.add_pointing("shop.example.com").await;
    let ssl = format!("domains/{id}/ssl");
    let refused = bench.call("POST", &ssl, Some(order())).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let orders = bench.panel.orders();
    assert_eq!(
        (orders.len(), orders[0].ok, &orders[0].failed_names),
        (1, false, &Vec::new())
    );
    assert_eq!(
        refused.json()["message"],
        json!(orders[0].problem.as_deref().unwrap())
    );
    assert!(
        refused
            .text
            .contains("certificate authority cannot be used"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_silent_panel_accepts_the_order_and_installs_nothing() {
    let bench = without_its_authority().await;
    let id = bench.add_pointing("shop.example.com").await;
    let ssl = format!("domains/{id}/ssl");
    assert_eq!(bench.call("POST", &ssl, Some(order())).await.status, 200);
    bench.until(|panel| !panel.orders().is_empty()).await;
    assert!(!bench.panel.orders()[0].ok);
    assert_eq!(
        bench.get(&ssl).await.json(),
        json!({ "message": "SSL not installed!" })
    );
}

#[tokio::test]
async fn both_roots_are_shown_for_trust() {
    let bench = without_its_authority().await;
    let roots = bench.emulator.ca_pem();
    assert_eq!(roots.matches("BEGIN CERTIFICATE").count(), 2);
}
