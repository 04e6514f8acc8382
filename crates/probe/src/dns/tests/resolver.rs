//! With a given resolver: only it is asked.

use hickory_resolver::proto::op::ResponseCode;
use tokio::net::UdpSocket;

use super::*;

fn given(server: &Server) -> DnsResolver {
    DnsResolver::new(&DnsSettings {
        resolver: Some(server.address),
        timeout: PATIENCE,
    })
    .unwrap()
}

async fn look_at(script: Script, name: &str) -> DnsAnswer {
    let server = Server::start(script).await;
    look(&given(&server), name).await
}

fn found(chain: &[&str], addresses: &[&str]) -> DnsAnswer {
    DnsAnswer {
        chain: chain.iter().map(|&name| name.to_owned()).collect(),
        addresses: ips(addresses),
        outcome: DnsOutcome::Found,
    }
}

fn one_address(owner: &str) -> Reply {
    Reply {
        answers: vec![a(owner, "198.51.100.7")],
        ..Reply::default()
    }
}

#[tokio::test]
async fn every_address_of_both_families_is_collected_and_nobody_else_is_asked() {
    let server = Server::start(
        Script::resolver()
            .records(
                RecordType::A,
                vec![
                    a("shop.customer.test.", "198.51.100.7"),
                    a("shop.customer.test.", "198.51.100.8"),
                ],
            )
            .records(
                RecordType::AAAA,
                vec![aaaa("shop.customer.test.", "2001:db8::7")],
            ),
    )
    .await;
    assert_eq!(
        look(&given(&server), "shop.customer.test").await,
        found(&[], &["198.51.100.7", "198.51.100.8", "2001:db8::7"])
    );
    let name = "shop.customer.test.".to_owned();
    assert_eq!(
        server.heard(),
        [
            (name.clone(), RecordType::A, true),
            (name, RecordType::AAAA, true)
        ]
    );
}

#[tokio::test]
async fn reserved_names_are_asked_like_any_other() {
    for name in ["a.test", "a.invalid", "a.localhost", "a.local", "a.onion"] {
        let owner = format!("{name}.");
        let script = Script::resolver().records(RecordType::A, vec![a(&owner, "198.51.100.7")]);
        assert_eq!(look_at(script, name).await, found(&[], &["198.51.100.7"]));
    }
}

#[tokio::test]
async fn a_chain_of_aliases_is_followed_message_by_message() {
    let script = Script::resolver()
        .alias("shop.test.", "EDGE.cdn.test.")
        .alias("edge.cdn.test.", "pop.cdn.test.")
        .records(RecordType::A, vec![a("pop.cdn.test.", "198.51.100.7")])
        .records(RecordType::AAAA, vec![aaaa("pop.cdn.test.", "2001:db8::7")]);
    assert_eq!(
        look_at(script, "shop.test").await,
        found(
            &["edge.cdn.test", "pop.cdn.test"],
            &["198.51.100.7", "2001:db8::7"]
        )
    );
}

#[tokio::test]
async fn eight_aliases_are_followed_and_nine_are_nonsense() {
    let chain = |length: usize| {
        let end = format!("n{length}.test.");
        (0..length).fold(
            Script::resolver().records(RecordType::A, vec![a(&end, "198.51.100.7")]),
            |script, i| script.alias(&format!("n{i}.test."), &format!("n{}.test.", i + 1)),
        )
    };
    assert_eq!(
        look_at(chain(8), "n0.test").await.outcome,
        DnsOutcome::Found
    );
    assert_eq!(
        look_at(chain(9), "n0.test").await.outcome,
        DnsOutcome::Malformed
    );
}

#[tokio::test]
async fn a_loop_of_aliases_is_nonsense() {
    let script = Script::resolver()
        .alias("shop.test.", "b.test.")
        .alias("b.test.", "shop.test.");
    let server = Server::start(script).await;
    assert_eq!(
        look(&given(&server), "shop.test").await.outcome,
        DnsOutcome::Malformed
    );
    assert_eq!(
        server.heard().len(),
        4,
        "each family is asked about each name once"
    );
}

#[tokio::test]
async fn an_alias_to_nowhere_is_no_such_name() {
    let script = Script::resolver().alias("shop.test.", "gone.test.");
    assert_eq!(
        look_at(script, "shop.test").await,
        DnsAnswer {
            chain: vec!["gone.test".to_owned()],
            addresses: vec![],
            outcome: DnsOutcome::NoSuchName,
        }
    );
}

#[tokio::test]
async fn the_ways_to_have_no_address_are_told_apart() {
    for (act, outcome) in [
        (Act::code(ResponseCode::NoError), DnsOutcome::NoAddress),
        (Act::code(ResponseCode::NXDomain), DnsOutcome::NoSuchName),
        (Act::code(ResponseCode::ServFail), DnsOutcome::ServerFailure),
        (Act::code(ResponseCode::Refused), DnsOutcome::Refused),
        (Act::code(ResponseCode::FormErr), DnsOutcome::Malformed),
        (Act::Rubbish, DnsOutcome::Malformed),
    ] {
        let script = Script::resolver().acts("shop.test.", &act);
        assert_eq!(
            look_at(script, "shop.test").await.outcome,
            outcome,
            "{act:?}"
        );
    }
}

#[tokio::test]
async fn silence_and_a_closed_port_are_no_answer() {
    let server = Server::start(Script::resolver().acts("shop.test.", &Act::Silence)).await;
    let mut resolver = given(&server);
    resolver.exchange.timeout = Duration::from_millis(50);
    assert_eq!(
        look(&resolver, "shop.test").await.outcome,
        DnsOutcome::TimedOut
    );

    // A bound socket keeps the port from others; connected to itself, it takes nothing from us.
    let closed = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    closed.connect(closed.local_addr().unwrap()).await.unwrap();
    resolver.recursive = Servers::recursive(vec![closed.local_addr().unwrap()]);
    resolver.exchange.timeout = PATIENCE;
    assert_eq!(
        look(&resolver, "shop.test").await.outcome,
        DnsOutcome::TimedOut
    );
}

#[tokio::test]
async fn a_broken_ipv6_side_does_not_look_fine() {
    let script = Script::resolver()
        .records(RecordType::A, vec![a("shop.test.", "198.51.100.7")])
        .act(
            "shop.test.",
            RecordType::AAAA,
            Act::code(ResponseCode::ServFail),
        );
    assert_eq!(
        look_at(script, "shop.test").await,
        DnsAnswer {
            chain: vec![],
            addresses: ips(&["198.51.100.7"]),
            outcome: DnsOutcome::ServerFailure,
        }
    );
}

#[tokio::test]
async fn a_truncated_answer_is_fetched_over_tcp() {
    for mangled in [false, true] {
        let whole = one_address("shop.test.");
        let script = Script::resolver()
            .records(RecordType::A, whole.answers.clone())
            .act("shop.test.", RecordType::A, Act::Cut { whole, mangled });
        assert_eq!(
            look_at(script, "shop.test").await,
            found(&[], &["198.51.100.7"]),
            "mangled: {mangled}"
        );
    }
}

#[tokio::test]
async fn a_lost_datagram_is_sent_again() {
    let reply = one_address("shop.test.");
    let script = Script::resolver()
        .records(RecordType::A, reply.answers.clone())
        .act("shop.test.", RecordType::A, Act::AfterLoss(reply));
    let server = Server::start(script).await;
    let mut resolver = given(&server);
    resolver.exchange.resend = Duration::from_millis(20);
    assert_eq!(
        look(&resolver, "shop.test").await,
        found(&[], &["198.51.100.7"])
    );
}

#[tokio::test]
async fn forged_datagrams_pass_by() {
    let reply = one_address("shop.test.");
    let script = Script::resolver()
        .records(RecordType::A, reply.answers.clone())
        .act("shop.test.", RecordType::A, Act::AmongForgeries(reply));
    assert_eq!(
        look_at(script, "shop.test").await,
        found(&[], &["198.51.100.7"])
    );
}

#[tokio::test]
async fn the_next_resolver_is_asked_when_one_fails() {
    let broken =
        Server::start(Script::resolver().acts("shop.test.", &Act::code(ResponseCode::ServFail)))
            .await;
    let good = Server::start(
        Script::resolver().records(RecordType::A, vec![a("shop.test.", "198.51.100.7")]),
    )
    .await;
    let mut resolver = given(&broken);
    resolver.recursive = Servers::recursive(vec![broken.address, good.address]);
    assert_eq!(
        look(&resolver, "shop.test").await,
        found(&[], &["198.51.100.7"])
    );

    resolver.recursive = Servers::recursive(vec![broken.address, broken.address]);
    assert_eq!(
        look(&resolver, "shop.test").await.outcome,
        DnsOutcome::ServerFailure
    );
}
