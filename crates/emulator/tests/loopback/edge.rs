//! What visitors meet: handshakes and pages.

use emulator::{CertificateFault, Kind, UnknownName};
use rustls::ProtocolVersion;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::support::{Bench, DAY, MAIN, START};

async fn secure(bench: &Bench, name: &str) {
    let id = bench.add_pointing(name).await;
    let body = json!({
        "provider": "letsencrypt", "enableHttp": true, "enableHsts": false, "authorizationMethod": "http-01",
    });
    assert_eq!(
        bench
            .call("POST", &format!("domains/{id}/ssl"), Some(body))
            .await
            .status,
        200
    );
    bench.advance(2_000);
}

#[tokio::test]
async fn the_main_domain_is_secured_and_serves_a_page() {
    let bench = Bench::start().await;
    let visit = bench.handshake(MAIN).await.unwrap();
    assert_eq!(visit.version(), Some(ProtocolVersion::TLSv1_3));
    let leaf = visit.leaf();
    let (_, certificate) = X509Certificate::from_der(&leaf).unwrap();
    assert_eq!(
        certificate.validity().not_after.timestamp(),
        (START + 90 * DAY) / 1000
    );
    assert!(
        visit
            .page(MAIN)
            .await
            .ends_with("emulated site network.example.com\n")
    );
}

#[tokio::test]
async fn a_new_domain_is_secured_when_its_certificate_is_issued() {
    let bench = Bench::start().await;
    bench.add_pointing("early.example.com").await;
    assert!(bench.handshake("early.example.com").await.is_err());
    secure(&bench, "shop.example.com").await;
    assert!(bench.handshake("shop.example.com").await.is_ok());
    bench
        .panel
        .remove_by_hand(bench.panel.domains().pop().unwrap().id);
    assert!(bench.handshake("shop.example.com").await.is_err());
}

#[tokio::test]
async fn an_expired_certificate_is_refused_by_the_client() {
    let bench = Bench::start().await;
    bench.panel.switches(|switches| switches.renews = false);
    bench.advance(90 * DAY + 1_000);
    assert!(
        bench
            .handshake(MAIN)
            .await
            .err()
            .unwrap()
            .contains("expired")
    );
}

#[tokio::test]
async fn faulty_certificates_fail_the_handshake_each_in_its_way() {
    for (fault, reason) in [
        (CertificateFault::WrongNames, "not valid for name"),
        (CertificateFault::Expired, "expired"),
        (CertificateFault::Untrusted, "UnknownIssuer"),
        // The edge falls back to its default certificate.
        (CertificateFault::NotDeployed, "invalid peer certificate"),
    ] {
        let bench = Bench::start().await;
        bench
            .panel
            .certificate_fault("shop.example.com", fault.clone());
        secure(&bench, "shop.example.com").await;
        assert_eq!(bench.panel.certificates().len(), 2, "{fault:?}");
        let error = bench.handshake("shop.example.com").await.err().unwrap();
        assert!(error.contains(reason), "{fault:?}: {error}");
    }
}

#[tokio::test]
async fn in_basic_mode_every_attached_name_meets_the_one_certificate() {
    let bench = Bench::basic().await;
    bench.add_pointing("shop.example.com").await;
    let error = bench.handshake("shop.example.com").await.err().unwrap();
    assert!(error.contains("not valid for name"), "{error}");
    bench
        .panel
        .install_custom_certificate(None, &[MAIN, "shop.example.com"]);
    assert!(bench.handshake("shop.example.com").await.is_ok());
    assert!(bench.handshake(MAIN).await.is_ok());
}

#[tokio::test]
async fn a_name_without_a_certificate_gets_a_default_one_or_an_alert() {
    let bench = Bench::start().await;
    bench
        .panel
        .add_by_hand("attached.example.com", false, Kind::Alias);
    for (answer, reason) in [
        (UnknownName::SelfSigned, "invalid peer certificate"),
        (UnknownName::UnrecognizedName, "UnrecognisedName"),
        (UnknownName::AccessDenied, "AccessDenied"),
    ] {
        bench
            .panel
            .switches(|switches| switches.unknown_name = answer);
        for name in ["nobody.example.com", "attached.example.com"] {
            let error = bench.handshake(name).await.err().unwrap();
            assert!(error.contains(reason), "{name} {answer:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_wildcard_serves_names_one_level_below() {
    let bench = Bench::start().await;
    let main = bench.panel.domains()[0].id;
    assert!(bench.panel.set_wildcard(main, true));
    bench
        .panel
        .install_custom_certificate(Some(MAIN), &[MAIN, "*.network.example.com"]);
    assert!(bench.handshake("site7.network.example.com").await.is_ok());
    assert!(
        bench
            .handshake("deep.site7.network.example.com")
            .await
            .is_err()
    );
}

#[tokio::test]
async fn an_added_domain_can_take_a_while_to_reach_the_web_server() {
    let bench = Bench::start().await;
    bench
        .panel
        .switches(|switches| switches.attach_delay_ms = 5_000);
    bench.advance(5_000);
    bench
        .panel
        .add_by_hand("shop.example.com", true, Kind::Alias);
    let page = async || {
        let mut stream = TcpStream::connect(bench.emulator.http_addr())
            .await
            .unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: www.shop.example.com:80\r\n\r\n")
            .await
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    assert!(page().await.starts_with("HTTP/1.1 404"));
    bench.advance(5_000);
    assert!(
        page()
            .await
            .ends_with("emulated site www.shop.example.com\n")
    );
}

#[tokio::test]
async fn a_certificate_that_is_not_deployed_leaves_the_old_one_at_the_edge() {
    let bench = Bench::start().await;
    let before = bench.handshake(MAIN).await.unwrap().leaf();
    bench
        .panel
        .certificate_fault(MAIN, CertificateFault::NotDeployed);
    bench.advance(DAY);
    let ssl = format!("domains/{}/ssl", bench.panel.domains()[0].id);
    let id = bench.get(&ssl).await.json()["id"].clone();
    bench.call("PUT", &format!("{ssl}/{id}"), None).await;
    bench.advance(2_000);
    assert_eq!(bench.panel.certificates()[0].valid_until, START + 91 * DAY);
    assert_eq!(bench.handshake(MAIN).await.unwrap().leaf(), before);
}

#[tokio::test]
async fn a_name_attached_by_itself_is_served_before_the_twin_of_another() {
    let bench = Bench::start().await;
    bench
        .panel
        .add_by_hand("shop.example.com", true, Kind::Alias);
    bench
        .panel
        .add_by_hand("www.shop.example.com", false, Kind::Alias);
    bench
        .panel
        .install_custom_certificate(Some("www.shop.example.com"), &["www.shop.example.com"]);
    assert!(bench.handshake("www.shop.example.com").await.is_ok());
}
