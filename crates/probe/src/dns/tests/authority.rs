//! Without a given resolver: the servers in charge are asked, the system's resolver shows the way.

use hickory_resolver::proto::op::ResponseCode;

use super::*;

/// The system's resolver at 127.0.0.1 and name servers at 127.0.0.2 and up, all on one port.
struct Net {
    system: Server,
    servers: Vec<Server>,
    resolver: DnsResolver,
}

impl Net {
    async fn start(system: Script, servers: Vec<Script>) -> Self {
        loop {
            // Somebody may hold the port at one of the other addresses.
            if let Some(net) = Self::try_start(&system, &servers).await {
                return net;
            }
        }
    }

    async fn try_start(system: &Script, servers: &[Script]) -> Option<Self> {
        let system = Server::start(system.clone()).await;
        let port = system.address.port();
        let mut running = Vec::new();
        for (ip, script) in (2_u8..).zip(servers) {
            let address = SocketAddr::from(([127, 0, 0, ip], port));
            running.push(Server::start_at(address, script).await?);
        }
        let resolver = DnsResolver {
            exchange: Exchange::new(PATIENCE),
            recursive: Servers::recursive(vec![system.address]),
            authority: Some(Authority {
                port,
                may_ask: |_| true,
            }),
        };
        Some(Self {
            system,
            servers: running,
            resolver,
        })
    }
}

/// A resolver that knows who is in charge of `customer.test`: the servers at 127.0.0.2 and 127.0.0.3, in this order.
fn knows_the_way() -> Script {
    Script::resolver()
        .records(
            RecordType::NS,
            vec![
                ns("customer.test.", "ns1.hoster.test."),
                ns("customer.test.", "ns2.hoster.test."),
            ],
        )
        .records(RecordType::A, vec![a("ns1.hoster.test.", "127.0.0.2")])
        .records(RecordType::A, vec![a("ns2.hoster.test.", "127.0.0.3")])
}

fn shop_at(script: Script, address: &str) -> Script {
    script.records(RecordType::A, vec![a("shop.customer.test.", address)])
}

fn shop_fails(script: Script, act: &Act) -> Script {
    script.acts("shop.customer.test.", act)
}

#[tokio::test]
async fn a_record_counts_as_soon_as_its_own_server_has_it() {
    // The resolver has no idea of the name: it remembers that it did not exist.
    let authority = shop_at(Script::authority(), "198.51.100.7");
    let net = Net::start(knows_the_way(), vec![authority]).await;
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.outcome, DnsOutcome::Found);
    assert_eq!(answer.addresses, ips(&["198.51.100.7"]));
    let name = "shop.customer.test.".to_owned();
    assert_eq!(
        net.servers[0].heard(),
        [
            (name.clone(), RecordType::A, false),
            (name, RecordType::AAAA, false)
        ],
        "recursion is not desired"
    );
}

#[tokio::test]
async fn the_server_in_charge_is_believed_when_it_says_no() {
    let system = shop_at(knows_the_way(), "198.51.100.7");
    let net = Net::start(system, vec![Script::authority()]).await;
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.outcome, DnsOutcome::NoSuchName);
    assert_eq!(answer.addresses, ips(&[]));
}

#[tokio::test]
async fn the_next_server_is_asked_when_one_fails_or_is_lame() {
    let lame = shop_at(Script::resolver(), "192.0.2.66");
    for first in [
        shop_fails(Script::authority(), &Act::code(ResponseCode::ServFail)),
        shop_fails(Script::authority(), &Act::code(ResponseCode::Refused)),
        shop_fails(Script::authority(), &Act::Rubbish),
        lame,
    ] {
        let second = shop_at(Script::authority(), "198.51.100.7");
        let net = Net::start(knows_the_way(), vec![first, second]).await;
        let answer = look(&net.resolver, "shop.customer.test").await;
        assert_eq!(answer.outcome, DnsOutcome::Found);
        assert_eq!(answer.addresses, ips(&["198.51.100.7"]));
    }
}

#[tokio::test]
async fn where_nobody_answers_with_authority_the_resolver_has_the_last_word() {
    let lame = shop_at(Script::resolver(), "192.0.2.66");
    let system = shop_at(knows_the_way(), "198.51.100.7");
    let net = Net::start(system, vec![lame.clone(), lame]).await;
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.outcome, DnsOutcome::Found);
    assert_eq!(answer.addresses, ips(&["198.51.100.7"]));
}

#[tokio::test]
async fn a_resolver_that_cannot_show_the_way_has_the_last_word_too() {
    // As it is with a zone whose signatures are wrong.
    let system = knows_only_the_parent()
        .act(
            "customer.test.",
            RecordType::NS,
            Act::code(ResponseCode::ServFail),
        )
        .acts("shop.customer.test.", &Act::code(ResponseCode::ServFail));
    let authority = shop_at(Script::authority(), "198.51.100.7");
    let net = Net::start(system, vec![authority]).await;
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.outcome, DnsOutcome::ServerFailure);
    assert_eq!(net.servers[0].heard(), []);
}

#[tokio::test]
async fn a_name_server_at_a_private_address_is_never_asked() {
    let system = shop_at(knows_the_way(), "198.51.100.7");
    let inside = shop_at(Script::authority(), "192.0.2.66");
    let mut net = Net::start(system, vec![inside]).await;
    net.resolver.authority.as_mut().unwrap().may_ask = crate::is_public;
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.addresses, ips(&["198.51.100.7"]));
    assert_eq!(net.servers[0].heard(), []);
}

#[tokio::test]
async fn glue_at_a_private_address_is_not_followed_either() {
    // The first server may be asked, the one it refers to is inside.
    let referral = referral_to("customer.test.", "ns.customer.test.", "10.0.0.1");
    let parent = shop_fails(Script::authority(), &Act::Answer(referral));
    let system = shop_at(knows_only_the_parent(), "198.51.100.7");
    let mut net = Net::start(system, vec![parent]).await;
    net.resolver.authority.as_mut().unwrap().may_ask = |address| address.is_loopback();
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.outcome, DnsOutcome::Found);
    assert_eq!(answer.addresses, ips(&["198.51.100.7"]));
    assert_eq!(net.servers[0].heard().len(), 2, "the parent was asked");
}

/// A resolver that does not know `customer.test` yet, as after a negative answer.
fn knows_only_the_parent() -> Script {
    Script::resolver()
        .records(RecordType::NS, vec![ns("test.", "ns.nic.test.")])
        .records(RecordType::A, vec![a("ns.nic.test.", "127.0.0.2")])
}

fn referral_to(apex: &str, server: &str, address: &str) -> Reply {
    Reply {
        authorities: vec![ns(apex, server)],
        additionals: vec![a(server, address)],
        ..Reply::default()
    }
}

#[tokio::test]
async fn a_zone_that_caches_do_not_know_yet_is_reached_by_referral() {
    let referral = referral_to("customer.test.", "ns.customer.test.", "127.0.0.3");
    let parent = shop_fails(Script::authority(), &Act::Answer(referral));
    let child = shop_at(Script::authority(), "198.51.100.7");
    let net = Net::start(knows_only_the_parent(), vec![parent, child]).await;
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.outcome, DnsOutcome::Found);
    assert_eq!(answer.addresses, ips(&["198.51.100.7"]));
}

#[tokio::test]
async fn a_referral_that_does_not_lead_down_towards_the_name_is_lame() {
    for apex in [".", "test.", "other.test.", "a.shop.customer.test."] {
        let sideways = referral_to(apex, "ns.customer.test.", "127.0.0.3");
        let parent = shop_fails(Script::authority(), &Act::Answer(sideways));
        let trap = shop_at(Script::authority(), "192.0.2.66");
        let system = shop_at(knows_only_the_parent(), "198.51.100.7");
        let net = Net::start(system, vec![parent, trap]).await;
        let answer = look(&net.resolver, "shop.customer.test").await;
        assert_eq!(answer.addresses, ips(&["198.51.100.7"]), "{apex}");
        assert_eq!(net.servers[1].heard(), [], "{apex}");
    }
}

#[tokio::test]
async fn glue_for_a_server_outside_the_zone_is_not_believed() {
    let referral = referral_to("customer.test.", "ns.hoster.example.", "127.0.0.4");
    let parent = shop_fails(Script::authority(), &Act::Answer(referral));
    let child = shop_at(Script::authority(), "198.51.100.7");
    let trap = shop_at(Script::authority(), "192.0.2.66");
    let system =
        knows_only_the_parent().records(RecordType::A, vec![a("ns.hoster.example.", "127.0.0.3")]);
    let net = Net::start(system, vec![parent, child, trap]).await;
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.addresses, ips(&["198.51.100.7"]));
    assert_eq!(net.servers[2].heard(), []);
}

#[tokio::test]
async fn an_alias_out_of_the_zone_is_asked_at_its_own_servers() {
    let system = knows_the_way()
        .records(RecordType::NS, vec![ns("cdn.test.", "ns.cdn.test.")])
        .records(RecordType::A, vec![a("ns.cdn.test.", "127.0.0.4")]);
    let customer = Script::authority().alias("shop.customer.test.", "edge.cdn.test.");
    let cdn = Script::authority().records(RecordType::A, vec![a("edge.cdn.test.", "198.51.100.7")]);
    let net = Net::start(system, vec![customer, Script::authority(), cdn]).await;
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.chain, ["edge.cdn.test"]);
    assert_eq!(answer.addresses, ips(&["198.51.100.7"]));
    assert_eq!(answer.outcome, DnsOutcome::Found);
}

#[tokio::test]
async fn both_families_share_one_search_for_the_zone() {
    let authority = shop_at(Script::authority(), "198.51.100.7");
    let net = Net::start(knows_the_way(), vec![authority]).await;
    look(&net.resolver, "shop.customer.test").await;
    let searches: Vec<String> = net
        .system
        .heard()
        .into_iter()
        .filter(|(_, kind, _)| *kind == RecordType::NS)
        .map(|(name, ..)| name)
        .collect();
    assert_eq!(searches, ["customer.test.", "shop.customer.test."]);
}

#[tokio::test]
async fn silent_servers_leave_time_for_the_fall_back() {
    let addresses = |server: &str, ips: [&str; 3]| ips.map(|ip| a(server, ip)).to_vec();
    let system = shop_at(knows_the_way(), "198.51.100.7")
        .records(
            RecordType::A,
            addresses("ns1.hoster.test.", ["127.0.0.2", "127.0.0.3", "127.0.0.4"]),
        )
        .records(
            RecordType::A,
            addresses("ns2.hoster.test.", ["127.0.0.5", "127.0.0.6", "127.0.0.7"]),
        );
    let silent = shop_fails(Script::authority(), &Act::Silence);
    let mut net = Net::start(system, vec![silent; 6]).await;
    net.resolver.exchange.timeout = Duration::from_millis(500);
    let answer = look(&net.resolver, "shop.customer.test").await;
    assert_eq!(answer.outcome, DnsOutcome::Found);
    assert_eq!(answer.addresses, ips(&["198.51.100.7"]));
}

#[tokio::test]
async fn a_zone_built_to_waste_time_does_not_hold_a_look_up_for_long() {
    let start = Script::resolver().records(RecordType::A, vec![a("n8.test.", "198.51.100.7")]);
    let mut system = start
        .records(RecordType::NS, vec![ns("test.", "ns.test.")])
        .records(RecordType::A, vec![a("ns.test.", "127.0.0.2")]);
    let mut silent = Script::authority();
    for i in 0..8 {
        let (owner, target) = (format!("n{i}.test."), format!("n{}.test.", i + 1));
        system = system.alias(&owner, &target);
        silent = silent.acts(&owner, &Act::Silence);
    }
    let mut net = Net::start(system, vec![silent]).await;
    net.resolver.exchange.timeout = Duration::from_millis(100);
    let answer = look(&net.resolver, "n0.test").await;
    assert_eq!(answer.outcome, DnsOutcome::TimedOut);
}
