//! Ordering certificates through the API: delays, failures, modes.

use std::net::{Ipv4Addr, Ipv6Addr};

use emulator::{CertificateFault, DnsFailure, DnsFault, Record, WriteReply};
use serde_json::{Value, json};

use crate::support::{Bench, DAY, MAIN, Seen};

const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 7);

fn order() -> Value {
    json!({
        "advancedSSL": true, "autoSSL": false, "provider": "letsencrypt", "enableHttp": true, "enableHsts": false,
        "authorizationMethod": "http-01", "environment": "live",
    })
}

fn is_missing(seen: &Seen) -> bool {
    seen.json() == json!({ "message": "SSL not installed!" })
}

#[tokio::test]
async fn an_ordered_certificate_shows_after_the_delay_and_not_before() {
    let bench = Bench::start().await;
    let ssl = format!(
        "domains/{}/ssl",
        bench.add_pointing("shop.example.com").await
    );
    assert!(is_missing(&bench.get(&ssl).await));
    let accepted = bench.call("POST", &ssl, Some(order())).await;
    assert_eq!(accepted.status, 200);
    assert!(accepted.json()["validUntil"].is_null(), "{accepted:?}");
    bench.advance(1_999);
    assert!(is_missing(&bench.get(&ssl).await));
    bench.advance(1);
    let issued = bench.get(&ssl).await.json();
    assert_eq!(issued["id"], accepted.json()["id"]);
    assert_eq!(issued["validUntil"], "2027-02-20 12:00:00");
    assert_eq!(issued["renewalDate"], "2027-01-21 12:00:00");
    assert_eq!(
        (&issued["method"], &issued["enableHttp"]),
        (&json!("letsencrypt"), &json!(true))
    );
    assert!(
        issued["certificate"]
            .as_str()
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
}

#[tokio::test]
async fn the_status_of_a_missing_certificate_is_a_switch() {
    let bench = Bench::start().await;
    let ssl = format!(
        "domains/{}/ssl",
        bench.add_pointing("shop.example.com").await
    );
    assert_eq!(bench.get(&ssl).await.status, 200);
    bench
        .panel
        .switches(|switches| switches.not_installed_status = 404);
    let seen = bench.get(&ssl).await;
    assert_eq!((seen.status, is_missing(&seen)), (404, true));
}

#[tokio::test]
async fn private_keys_and_order_replies_follow_their_switches() {
    let bench = Bench::start().await;
    let main = format!("domains/{}/ssl", bench.panel.domains()[0].id);
    assert!(
        bench.get(&main).await.json()["privateKey"]
            .as_str()
            .unwrap()
            .contains("PRIVATE KEY")
    );
    bench.panel.switches(|switches| {
        switches.private_keys_shown = false;
        switches.order_reply = WriteReply::Empty;
    });
    assert!(bench.get(&main).await.json().get("privateKey").is_none());
    let ssl = format!(
        "domains/{}/ssl",
        bench.add_pointing("shop.example.com").await
    );
    assert_eq!(
        bench.call("POST", &ssl, Some(order())).await.json(),
        json!({})
    );
}

#[tokio::test]
async fn a_name_that_does_not_point_here_fails_silently_or_at_once() {
    let bench = Bench::start().await;
    let ssl = format!(
        "domains/{}/ssl",
        bench.add_pointing("shop.example.com").await
    );
    let wrong: [&[Record]; 4] = [
        &[],
        &[Record::A(ELSEWHERE)],
        &[
            Record::A(Ipv4Addr::new(203, 0, 113, 10)),
            Record::Aaaa(Ipv6Addr::LOCALHOST),
        ],
        &[Record::Cname("nobody.example.net".into())],
    ];
    for records in wrong {
        bench.panel.set_records("shop.example.com", records);
        assert_eq!(
            bench.call("POST", &ssl, Some(order())).await.status,
            200,
            "{records:?}"
        );
        bench.advance(DAY);
        assert!(is_missing(&bench.get(&ssl).await), "{records:?}");
    }
    bench
        .panel
        .dns_rcode("shop.example.com", DnsFault::ServFail);
    bench
        .panel
        .switches(|switches| switches.dns_failure = DnsFailure::AtOnce422);
    let refused = bench.call("POST", &ssl, Some(order())).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.json()["message"]
            .as_str()
            .unwrap()
            .contains("shop.example.com")
    );
    let orders = bench.panel.orders();
    assert_eq!(orders.len(), 5);
    assert!(
        orders
            .iter()
            .all(|order| !order.ok && order.failed_names == ["shop.example.com"]),
        "{orders:?}"
    );
}

#[tokio::test]
async fn the_twin_must_point_here_too_where_it_is_on() {
    let bench = Bench::start().await;
    let id = bench.add_pointing("shop.example.com").await;
    bench
        .call(
            "PATCH",
            &format!("domains/{id}/meta"),
            Some(json!({ "www": true })),
        )
        .await;
    bench
        .call("POST", &format!("domains/{id}/ssl"), Some(order()))
        .await;
    assert_eq!(
        bench.panel.orders()[0].failed_names,
        ["www.shop.example.com"]
    );
    bench.panel.set_records(
        "www.shop.example.com",
        &[Record::Cname("shop.example.com".into())],
    );
    bench
        .call("POST", &format!("domains/{id}/ssl"), Some(order()))
        .await;
    bench.advance(2_000);
    let issued = bench.panel.certificates().pop().unwrap();
    assert_eq!(issued.names, ["shop.example.com", "www.shop.example.com"]);
    assert_eq!(issued.domain.as_deref(), Some("shop.example.com"));
}

#[tokio::test]
async fn a_caa_record_for_somebody_else_prevents_issuing() {
    let bench = Bench::start().await;
    let ssl = format!(
        "domains/{}/ssl",
        bench.add_pointing("shop.example.com").await
    );
    bench
        .panel
        .set_records("example.com", &[Record::Caa("other-ca.example".into())]);
    bench.call("POST", &ssl, Some(order())).await;
    assert!(!bench.panel.orders()[0].ok);
}

#[tokio::test]
async fn the_authority_reads_caa_in_full_and_does_not_issue_where_it_cannot() {
    let bench = Bench::start().await;
    bench
        .panel
        .switches(|switches| switches.dns_failure = DnsFailure::AtOnce422);
    let here = Record::A(Ipv4Addr::new(203, 0, 113, 10));
    let ssl = format!(
        "domains/{}/ssl",
        bench.add_pointing("shop.example.com").await
    );
    let only_by_dns = Record::Caa("letsencrypt.org; validationmethods=dns-01".into());
    bench
        .panel
        .set_records("shop.example.com", &[here.clone(), only_by_dns]);
    let refused = bench.call("POST", &ssl, Some(order())).await;
    assert!(refused.text.contains("prevents issuance"), "{refused:?}");
    bench
        .panel
        .dns_rcode("shop.example.com", DnsFault::CaaServFail);
    let refused = bench.call("POST", &ssl, Some(order())).await;
    assert!(
        refused.text.contains("SERVFAIL looking up CAA"),
        "{refused:?}"
    );
    bench.panel.set_records("shop.example.com", &[here]);
    assert_eq!(bench.call("POST", &ssl, Some(order())).await.status, 200);
}

#[tokio::test]
async fn a_redeploy_keeps_the_id_and_renews_the_dates() {
    let bench = Bench::start().await;
    let ssl = format!("domains/{}/ssl", bench.panel.domains()[0].id);
    let before = bench.get(&ssl).await.json();
    bench.advance(10 * DAY);
    let put = format!("{ssl}/{}", before["id"]);
    assert_eq!(bench.call("PUT", &put, None).await.status, 200);
    assert_eq!(
        bench.get(&ssl).await.json()["validUntil"],
        before["validUntil"]
    );
    bench.advance(2_000);
    let after = bench.get(&ssl).await.json();
    assert_eq!(
        (&after["id"], &after["created_at"]),
        (&before["id"], &before["created_at"])
    );
    assert_eq!(after["validUntil"], "2027-03-02 12:00:00");
    assert_eq!(
        bench.call("PUT", &format!("{ssl}/1"), None).await.status,
        404
    );
}

#[tokio::test]
async fn a_failed_redeploy_leaves_the_old_certificate_alone() {
    let bench = Bench::start().await;
    let ssl = format!("domains/{}/ssl", bench.panel.domains()[0].id);
    let before = bench.get(&ssl).await.json();
    bench.panel.set_records(MAIN, &[Record::A(ELSEWHERE)]);
    assert_eq!(
        bench
            .call("PUT", &format!("{ssl}/{}", before["id"]), None)
            .await
            .status,
        200
    );
    bench.advance(DAY);
    assert_eq!(bench.get(&ssl).await.json(), before);
}

#[tokio::test]
async fn an_uploaded_certificate_is_not_redeployed() {
    let bench = Bench::start().await;
    let ssl = format!(
        "domains/{}/ssl",
        bench.add_pointing("shop.example.com").await
    );
    assert!(
        bench
            .panel
            .install_custom_certificate(Some("shop.example.com"), &["shop.example.com"])
    );
    let custom = bench.get(&ssl).await.json();
    assert_eq!(custom["method"], "custom");
    assert_eq!(
        bench
            .call("PUT", &format!("{ssl}/{}", custom["id"]), None)
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn a_second_post_is_refused_or_replaces_as_switched() {
    let bench = Bench::start().await;
    let ssl = format!("domains/{}/ssl", bench.panel.domains()[0].id);
    assert_eq!(bench.call("POST", &ssl, Some(order())).await.status, 422);
    bench
        .panel
        .switches(|switches| switches.second_post_status = 200);
    assert_eq!(bench.call("POST", &ssl, Some(order())).await.status, 200);
}

#[tokio::test]
async fn the_body_of_an_order_is_checked() {
    let bench = Bench::start().await;
    let ssl = format!(
        "domains/{}/ssl",
        bench.add_pointing("shop.example.com").await
    );
    for field in [
        "provider",
        "enableHttp",
        "enableHsts",
        "authorizationMethod",
    ] {
        let mut body = order();
        body.as_object_mut().unwrap().remove(field);
        let refused = bench.call("POST", &ssl, Some(body)).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.json()["errors"][field][0].is_string(),
            "{refused:?}"
        );
    }
    assert!(bench.panel.orders().is_empty());
}

#[tokio::test]
async fn flags_can_be_changed_and_a_certificate_removed() {
    let bench = Bench::start().await;
    let ssl = format!("domains/{}/ssl", bench.panel.domains()[0].id);
    let one = format!("{ssl}/{}", bench.get(&ssl).await.json()["id"]);
    let changed = bench
        .call("PATCH", &one, Some(json!({ "enableHsts": true })))
        .await
        .json();
    assert_eq!(
        (&changed["enableHsts"], &changed["enableHttp"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(bench.call("DELETE", &one, None).await.status, 200);
    assert!(is_missing(&bench.get(&ssl).await));
    assert_eq!(bench.call("DELETE", &one, None).await.status, 404);
}

#[tokio::test]
async fn the_mode_is_read_changed_and_refused_by_a_small_plan() {
    let bench = Bench::start().await;
    assert_eq!(
        bench.get("ssl/advanced").await.json(),
        json!({ "advancedSSL": true, "autoSSL": false })
    );
    let domain = format!("domains/{}/ssl", bench.panel.domains()[0].id);
    assert_eq!(bench.get("ssl").await.status, 422);
    let flipped = bench
        .call(
            "POST",
            "ssl/advanced",
            Some(json!({ "advancedSSL": false, "autoSSL": true })),
        )
        .await;
    assert_eq!(
        flipped.json(),
        json!({ "advancedSSL": false, "autoSSL": true })
    );
    assert_eq!(bench.panel.mode(), (false, true));
    assert_eq!(bench.get("ssl").await.status, 200);
    bench
        .panel
        .switches(|switches| switches.wrong_mode_status = 404);
    assert_eq!(bench.get(&domain).await.status, 404);
    bench
        .panel
        .switches(|switches| switches.plan_without_ssl = true);
    assert_eq!(
        bench
            .call("POST", "ssl/advanced", Some(json!({ "advancedSSL": true })))
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn in_basic_mode_one_redeploy_covers_all_names() {
    let bench = Bench::basic().await;
    bench.add_pointing("shop.example.com").await;
    let id = bench.get("ssl").await.json()["id"].clone();
    assert_eq!(bench.panel.certificates()[0].names, [MAIN]);
    bench.call("PUT", &format!("ssl/{id}"), None).await;
    bench.advance(2_000);
    assert_eq!(
        bench.panel.certificates()[0].names,
        [MAIN, "shop.example.com"]
    );
    bench.add_pointing("late.example.com").await;
    bench
        .panel
        .switches(|switches| switches.redeploy_keeps_names = true);
    bench.call("PUT", &format!("ssl/{id}"), None).await;
    bench.advance(2_000);
    assert_eq!(
        bench.panel.certificates()[0].names,
        [MAIN, "shop.example.com"]
    );
}

#[tokio::test]
async fn in_basic_mode_one_stray_name_fails_the_order_of_all() {
    let bench = Bench::basic().await;
    bench.add_pointing("shop.example.com").await;
    bench.panel.clear_records("shop.example.com");
    let id = bench.get("ssl").await.json()["id"].clone();
    bench.call("PUT", &format!("ssl/{id}"), None).await;
    bench.advance(2_000);
    assert_eq!(bench.panel.certificates()[0].names, [MAIN]);
    assert_eq!(bench.panel.orders()[0].failed_names, ["shop.example.com"]);
}

#[tokio::test]
async fn a_certificate_holds_a_hundred_names_and_no_more() {
    let bench = Bench::basic().await;
    for number in 0..100 {
        let name = format!("s{number}.example.net");
        bench.panel.point_here(&name);
        bench.panel.add_by_hand(&name, false, emulator::Kind::Alias);
    }
    let put = format!("ssl/{}", bench.get("ssl").await.json()["id"]);
    bench.call("PUT", &put, None).await;
    assert!(
        bench.panel.orders()[0]
            .problem
            .as_ref()
            .unwrap()
            .contains("101")
    );
    assert_eq!(bench.panel.limits_exceeded(), 1);
    let last = bench.panel.domains().pop().unwrap();
    bench.panel.remove_by_hand(last.id);
    bench.call("PUT", &put, None).await;
    assert!(bench.panel.orders()[1].ok);
}

#[tokio::test]
async fn certificate_faults_refuse_or_swallow_orders_until_they_are_cleared() {
    let bench = Bench::start().await;
    let ssl = format!(
        "domains/{}/ssl",
        bench.add_pointing("shop.example.com").await
    );
    bench.panel.certificate_fault(
        "shop.example.com",
        CertificateFault::Refused("not today".into()),
    );
    let refused = bench.call("POST", &ssl, Some(order())).await;
    assert_eq!(
        (refused.status, &refused.json()["message"]),
        (422, &json!("not today"))
    );
    bench
        .panel
        .certificate_fault("shop.example.com", CertificateFault::Never);
    assert_eq!(bench.call("POST", &ssl, Some(order())).await.status, 200);
    bench.advance(DAY);
    assert!(is_missing(&bench.get(&ssl).await));
    bench.panel.clear_certificate_fault("shop.example.com");
    bench.call("POST", &ssl, Some(order())).await;
    bench.advance(2_000);
    assert!(!is_missing(&bench.get(&ssl).await));
}

#[tokio::test]
async fn the_authoritys_limits_hold_unless_they_are_switched_off() {
    let bench = Bench::start().await;
    let ssl = format!("domains/{}/ssl", bench.panel.domains()[0].id);
    let put = format!("{ssl}/{}", bench.get(&ssl).await.json()["id"]);
    for _ in 0..6 {
        bench.call("PUT", &put, None).await;
    }
    assert_eq!(
        bench.panel.orders().iter().filter(|order| order.ok).count(),
        5
    );
    assert_eq!(bench.panel.limits_exceeded(), 1);
    bench
        .panel
        .switches(|switches| switches.dns_failure = DnsFailure::AtOnce422);
    let refused = bench.call("PUT", &put, None).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("rateLimited")
            && refused
                .text
                .contains("too many certificates (5) already issued for"),
        "{refused:?}"
    );
    assert_eq!(bench.panel.limits_exceeded(), 2);
    bench
        .panel
        .switches(|switches| switches.acme_limits = false);
    bench.call("PUT", &put, None).await;
    assert!(bench.panel.orders().last().unwrap().ok);
    assert_eq!(bench.panel.limits_exceeded(), 2);
}

#[tokio::test]
async fn a_name_covered_twice_is_ordered_once() {
    let bench = Bench::basic().await;
    bench.add_pointing("www.network.example.com").await;
    let main = format!("domains/{}/meta", bench.panel.domains()[0].id);
    bench
        .call("PATCH", &main, Some(json!({ "www": true })))
        .await;
    let put = format!("ssl/{}", bench.get("ssl").await.json()["id"]);
    bench.call("PUT", &put, None).await;
    assert_eq!(
        bench.panel.orders()[0].names,
        [MAIN, "www.network.example.com"]
    );
}
