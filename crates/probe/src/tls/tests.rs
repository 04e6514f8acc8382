//! Handshakes with real servers on loopback, by a clock that stands still.

use std::net::Ipv4Addr;

use plan::{CertificateFault, Leaf};
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpSocket};

use super::stage::{Authority, Day, Identity};
use super::*;

/// The clock stands at 2026-02-01.
const NOW: Timestamp = Timestamp::from_millis(1_769_904_000_000);
const JANUARY: Day = (2026, 1, 1);
const MARCH: Day = (2026, 3, 1);

fn prober(root: &Authority, target: TlsTarget) -> TlsProber {
    let mut roots = RootCertStore::empty();
    roots.add(root.der.clone()).unwrap();
    TlsProber::trusting(roots, target, Arc::new(|| NOW), Duration::from_secs(30))
}

/// A root and an identity for `name` under an intermediate, with the intermediate in its chain.
fn chained(name: &str, from: Day, until: Day) -> (Authority, Identity) {
    let root = Authority::root();
    let intermediate = root.intermediate((2025, 1, 1), (2030, 1, 1));
    let (mut chain, key) = intermediate.leaf(name, from, until);
    chain.push(intermediate.der.clone());
    (root, (chain, key))
}

async fn shake(root: &Authority, config: ServerConfig, name: &str) -> Handshake {
    let (address, _heard) = stage::serve(config).await;
    prober(root, TlsTarget::Fixed(address))
        .handshake(&name.parse().unwrap())
        .await
}

async fn shake_at(address: SocketAddr) -> Handshake {
    prober(&Authority::root(), TlsTarget::Fixed(address))
        .handshake(&"shop.test".parse().unwrap())
        .await
}

fn fault(handshake: Handshake) -> (CertificateFault, Vec<String>) {
    match handshake {
        Handshake::Refused(leaf, fault) => (fault, leaf.names),
        other => panic!("not refused: {other:?}"),
    }
}

fn failed(words: &str) -> Handshake {
    Handshake::Failed(words.to_owned())
}

#[tokio::test]
async fn a_trusted_certificate_for_the_name_is_valid_and_described() {
    let (root, identity) = chained("shop.test", JANUARY, MARCH);
    assert_eq!(
        shake(&root, stage::config(identity), "shop.test").await,
        Handshake::Valid(Leaf {
            issuer: "Test Intermediate".to_owned(),
            names: vec!["shop.test".to_owned()],
            not_before: Timestamp::from_millis(1_767_225_600_000),
            not_after: Timestamp::from_millis(1_772_323_200_000),
        })
    );
}

#[tokio::test]
async fn tls_1_2_is_good_enough() {
    let (root, identity) = chained("shop.test", JANUARY, MARCH);
    let handshake = shake(&root, stage::tls12_config(identity), "shop.test").await;
    assert!(matches!(handshake, Handshake::Valid(_)), "{handshake:?}");
}

#[tokio::test]
async fn the_server_hears_the_name_and_not_one_byte_of_data() {
    let (root, identity) = chained("xn--bcher-kva.test", JANUARY, MARCH);
    let (address, heard) = stage::serve(stage::config(identity)).await;
    let handshake = prober(&root, TlsTarget::Fixed(address))
        .handshake(&"bücher.test".parse().unwrap())
        .await;
    assert!(matches!(handshake, Handshake::Valid(_)), "{handshake:?}");
    assert_eq!(
        heard.await.unwrap(),
        stage::Heard {
            sni: Some("xn--bcher-kva.test".to_owned()),
            data: vec![],
        }
    );
}

#[tokio::test]
async fn certificates_are_judged_by_the_given_clock() {
    let (root, expired) = chained("shop.test", JANUARY, (2026, 1, 31));
    let handshake = shake(&root, stage::config(expired), "shop.test").await;
    assert_eq!(fault(handshake).0, CertificateFault::Expired);

    let (root, early) = chained("shop.test", (2026, 2, 2), MARCH);
    let handshake = shake(&root, stage::config(early), "shop.test").await;
    assert_eq!(fault(handshake).0, CertificateFault::NotYetValid);
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_and_its_names_are_told() {
    let (root, identity) = chained("default.test", JANUARY, MARCH);
    let (address, heard) = stage::serve(stage::config(identity)).await;
    let handshake = prober(&root, TlsTarget::Fixed(address))
        .handshake(&"shop.test".parse().unwrap())
        .await;
    assert_eq!(
        heard.await.unwrap(),
        stage::Heard::default(),
        "no connection comes about"
    );
    assert_eq!(
        fault(handshake),
        (CertificateFault::WrongName, vec!["default.test".to_owned()])
    );
}

#[tokio::test]
async fn what_no_trusted_authority_signed_is_untrusted() {
    let root = Authority::root();
    for authority in [false, true] {
        let identity = stage::self_signed("shop.test", JANUARY, MARCH, authority);
        let handshake = shake(&root, stage::config(identity), "shop.test").await;
        assert_eq!(fault(handshake).0, CertificateFault::Untrusted);
    }
    let (_, of_another_root) = chained("shop.test", JANUARY, MARCH);
    let handshake = shake(&root, stage::config(of_another_root), "shop.test").await;
    assert_eq!(fault(handshake).0, CertificateFault::Untrusted);
}

#[tokio::test]
async fn a_chain_with_a_gap_is_untrusted() {
    let (root, (mut chain, key)) = chained("shop.test", JANUARY, MARCH);
    chain.truncate(1);
    let handshake = shake(&root, stage::config((chain, key)), "shop.test").await;
    assert_eq!(fault(handshake).0, CertificateFault::Untrusted);
}

#[tokio::test]
async fn an_expired_intermediate_does_not_make_the_leaf_look_expired() {
    let root = Authority::root();
    let intermediate = root.intermediate((2025, 1, 1), (2026, 1, 15));
    let (mut chain, key) = intermediate.leaf("shop.test", JANUARY, MARCH);
    chain.push(intermediate.der.clone());
    let handshake = shake(&root, stage::config((chain, key)), "shop.test").await;
    assert_eq!(fault(handshake).0, CertificateFault::Untrusted);
}

#[tokio::test]
async fn a_certificate_without_its_key_is_not_valid() {
    let (root, identity) = chained("shop.test", JANUARY, MARCH);
    let (_, (_, other_key)) = chained("shop.test", JANUARY, MARCH);
    assert_eq!(
        shake(
            &root,
            stage::stolen_config(identity, &other_key),
            "shop.test"
        )
        .await,
        failed("the server does not hold the key of its certificate")
    );
}

#[tokio::test]
async fn a_server_without_a_certificate_for_the_name_says_so() {
    let root = Authority::root();
    assert_eq!(
        shake(&root, stage::empty_config(), "shop.test").await,
        Handshake::NoCertificate
    );
    // A TLS 1.2 record: fatal alert, unrecognized_name.
    let address = stage::blurt(&[21, 3, 3, 0, 2, 2, 112]).await;
    assert_eq!(shake_at(address).await, Handshake::NoCertificate);
}

#[tokio::test]
async fn what_is_no_tls_is_told_apart() {
    let http = stage::blurt(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    assert_eq!(shake_at(http).await, failed("the port speaks no TLS"));

    let ssh = stage::blurt(b"SSH-2.0-OpenSSH_9.2\r\n").await;
    assert_eq!(shake_at(ssh).await, failed("the port speaks no TLS"));

    let nothing = stage::blurt(b"").await;
    assert_eq!(
        shake_at(nothing).await,
        failed("the server closed the connection")
    );
}

#[tokio::test]
async fn a_closed_port_and_a_silent_one_are_told_apart() {
    // Bound and never listening: nobody else can take the port meanwhile.
    let closed = TcpSocket::new_v4().unwrap();
    closed.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let address = closed.local_addr().unwrap();
    assert_eq!(shake_at(address).await, failed("connection refused"));

    // The kernel accepts the connection, the server never looks at it.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let mut impatient = prober(
        &Authority::root(),
        TlsTarget::Fixed(silent.local_addr().unwrap()),
    );
    impatient.timeout = Duration::from_millis(50);
    assert_eq!(
        impatient.handshake(&"shop.test".parse().unwrap()).await,
        failed("no answer within 0.05 s")
    );
}

#[tokio::test]
async fn the_next_address_is_tried_only_when_one_stays_silent() {
    let name: DomainName = "shop.test".parse().unwrap();
    let closed = TcpSocket::new_v4().unwrap();
    closed.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let closed = closed.local_addr().unwrap();

    let (root, identity) = chained("shop.test", JANUARY, MARCH);
    let prober = prober(&root, TlsTarget::Fixed(closed));
    let (good, _heard) = stage::serve(stage::config(identity)).await;
    let alert = stage::blurt(&[21, 3, 3, 0, 2, 2, 112]).await;
    assert_eq!(
        prober.first_answer(&[alert, good], &name).await,
        Err(Trouble::NoCertificate)
    );
    let handshake = prober.first_answer(&[closed, good], &name).await;
    assert!(matches!(handshake, Ok(Handshake::Valid(_))));
    assert_eq!(
        prober.first_answer(&[closed, closed], &name).await,
        Err(Trouble::ConnectionRefused)
    );
}

#[tokio::test]
async fn only_a_fixed_target_may_be_private() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let prober = prober(
        &Authority::root(),
        TlsTarget::Server {
            addresses: vec![
                address.ip(),
                "10.0.0.1".parse().unwrap(),
                "::ffff:127.0.0.1".parse().unwrap(),
            ],
            port: address.port(),
        },
    );
    assert_eq!(
        prober.handshake(&"shop.test".parse().unwrap()).await,
        failed("the server has no public address")
    );
}

#[test]
fn a_prober_trusts_the_extra_roots_it_is_given_and_refuses_rubbish() {
    let settings = |root: CertificateDer<'static>| TlsSettings {
        address: TlsTarget::Fixed((Ipv4Addr::LOCALHOST, 443).into()),
        extra_roots: vec![root],
        clock: Arc::new(|| NOW),
        timeout: Duration::from_secs(5),
    };
    assert!(TlsProber::new(settings(Authority::root().der)).is_ok());
    assert!(TlsProber::new(settings(CertificateDer::from(vec![0]))).is_err());
}
