//! The name server, asked by a real resolver and by hand.

use std::net::Ipv4Addr;

use emulator::{DnsFault, Record};
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::{Message, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{Resolver, TokioResolver};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

use crate::support::{Bench, MAIN};

fn resolver(bench: &Bench) -> TokioResolver {
    let address = bench.emulator.dns_addr();
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = address.port();
        connection
    });
    let server = NameServerConfig::new(address.ip(), true, connections.to_vec());
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
    let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
    builder.options_mut().cache_size = 0;
    builder.options_mut().attempts = 1;
    builder.build().unwrap()
}

async fn addresses(bench: &Bench, name: &str) -> Result<Vec<String>, ResponseCode> {
    match resolver(bench)
        .lookup(format!("{name}."), RecordType::A)
        .await
    {
        Ok(lookup) => Ok(lookup
            .answers()
            .iter()
            .map(|record| record.data.to_string())
            .collect()),
        Err(NetError::Dns(DnsError::NoRecordsFound(none))) => Err(none.response_code),
        Err(NetError::Dns(DnsError::ResponseCode(code))) => Err(code),
        Err(other) => panic!("{other:?}"),
    }
}

fn question(name: &str, kind: RecordType) -> Message {
    let mut message = Message::query();
    message.add_query(Query::query(Name::from_ascii(name).unwrap(), kind));
    message
}

async fn over_udp(bench: &Bench, query: &Message) -> Message {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    socket
        .send_to(&query.to_vec().unwrap(), bench.emulator.dns_addr())
        .await
        .unwrap();
    let mut buffer = [0; 4096];
    let length = socket.recv(&mut buffer).await.unwrap();
    Message::from_vec(&buffer[..length]).unwrap()
}

#[tokio::test]
async fn the_main_domain_resolves_to_the_server() {
    let bench = Bench::start().await;
    assert_eq!(
        addresses(&bench, MAIN).await,
        Ok(vec!["203.0.113.10".into()])
    );
}

#[tokio::test]
async fn a_chain_is_shown_in_full() {
    let bench = Bench::start().await;
    bench
        .panel
        .set_records("shop.example.net", &[Record::Cname(MAIN.into())]);
    let answer = over_udp(&bench, &question("Shop.example.net.", RecordType::A)).await;
    assert!(answer.metadata.authoritative);
    let kinds: Vec<RecordType> = answer
        .answers
        .iter()
        .map(hickory_resolver::proto::rr::Record::record_type)
        .collect();
    assert_eq!(kinds, [RecordType::CNAME, RecordType::A]);
    let direct = over_udp(&bench, &question("shop.example.net.", RecordType::CNAME)).await;
    assert_eq!(direct.answers.len(), 1);
}

#[tokio::test]
async fn what_does_not_exist_is_told_from_what_has_no_such_record() {
    let bench = Bench::start().await;
    assert_eq!(
        addresses(&bench, "nobody.example.com").await,
        Err(ResponseCode::NXDomain)
    );
    // The parent of the main domain exists because the main domain does.
    assert_eq!(
        addresses(&bench, "example.com").await,
        Err(ResponseCode::NoError)
    );
    let negative = over_udp(&bench, &question("nobody.example.com.", RecordType::A)).await;
    assert_eq!(negative.authorities[0].record_type(), RecordType::SOA);
    assert_eq!(negative.authorities[0].name.to_ascii(), "example.com.");
}

#[tokio::test]
async fn rcodes_come_on_demand_and_end_with_new_records() {
    let bench = Bench::start().await;
    for (fault, code) in [
        (DnsFault::ServFail, ResponseCode::ServFail),
        (DnsFault::Refused, ResponseCode::Refused),
    ] {
        bench.panel.dns_rcode(MAIN, fault);
        assert_eq!(addresses(&bench, MAIN).await, Err(code));
    }
    bench.panel.point_here(MAIN);
    assert!(addresses(&bench, MAIN).await.is_ok());
    bench.panel.clear_records(MAIN);
    assert_eq!(addresses(&bench, MAIN).await, Err(ResponseCode::NXDomain));
}

#[tokio::test]
async fn the_time_to_live_is_a_switch_and_caa_is_served() {
    let bench = Bench::start().await;
    bench.panel.switches(|switches| switches.dns_ttl = 7);
    bench
        .panel
        .set_records("shop.example.net", &[Record::Caa("letsencrypt.org".into())]);
    let answer = over_udp(&bench, &question("shop.example.net.", RecordType::CAA)).await;
    assert_eq!((answer.answers.len(), answer.answers[0].ttl), (1, 7));
    assert!(
        answer.answers[0]
            .data
            .to_string()
            .contains("letsencrypt.org")
    );
}

#[tokio::test]
async fn an_answer_too_long_for_udp_is_truncated_and_whole_over_tcp() {
    let bench = Bench::start().await;
    let many: Vec<Record> = (0..60)
        .map(|last| Record::A(Ipv4Addr::new(203, 0, 113, last)))
        .collect();
    bench.panel.set_records("many.example.net", &many);
    let query = question("many.example.net.", RecordType::A);
    let short = over_udp(&bench, &query).await;
    assert!(short.metadata.truncation);

    let mut stream = TcpStream::connect(bench.emulator.dns_addr()).await.unwrap();
    let bytes = query.to_vec().unwrap();
    stream
        .write_u16(u16::try_from(bytes.len()).unwrap())
        .await
        .unwrap();
    stream.write_all(&bytes).await.unwrap();
    let mut answer = vec![0; usize::from(stream.read_u16().await.unwrap())];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(Message::from_vec(&answer).unwrap().answers.len(), 60);
}

/// Flags, tag and value of the CAA records that the server shows.
fn caa_of(answer: &Message) -> Vec<(u8, String, String)> {
    answer
        .answers
        .iter()
        .filter_map(|record| match &record.data {
            RData::CAA(caa) => Some((
                caa.flags(),
                caa.tag.clone(),
                String::from_utf8(caa.value.clone()).unwrap(),
            )),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn caa_records_come_with_flags_tag_and_the_whole_value() {
    let bench = Bench::start().await;
    let records = [
        "letsencrypt.org; validationmethods=dns-01",
        r#"128 issuewild ";""#,
        "0 iodef mailto:ops@shop.example",
        "",
    ];
    let records = records.map(|text| Record::Caa(text.into()));
    bench.panel.set_records("shop.example.net", &records);
    let query = question("shop.example.net.", RecordType::CAA);
    let expected = [
        (0, "issue", "letsencrypt.org; validationmethods=dns-01"),
        (128, "issuewild", ";"),
        (0, "iodef", "mailto:ops@shop.example"),
        (0, "issue", ";"),
    ];
    let expected = expected.map(|(flags, tag, value)| (flags, tag.to_owned(), value.to_owned()));
    assert_eq!(caa_of(&over_udp(&bench, &query).await), expected);
}

#[tokio::test]
async fn a_server_may_fail_for_caa_alone_and_for_everything() {
    let bench = Bench::start().await;
    let ask = async |kind| {
        let answer = over_udp(&bench, &question("network.example.com.", kind)).await;
        answer.metadata.response_code
    };
    bench.panel.dns_rcode(MAIN, DnsFault::CaaServFail);
    assert_eq!(ask(RecordType::CAA).await, ResponseCode::ServFail);
    assert_eq!(ask(RecordType::A).await, ResponseCode::NoError);
    assert!(addresses(&bench, MAIN).await.is_ok());
    bench.panel.dns_rcode(MAIN, DnsFault::ServFail);
    assert_eq!(ask(RecordType::CAA).await, ResponseCode::ServFail);
    bench.panel.dns_rcode(MAIN, DnsFault::Refused);
    assert_eq!(ask(RecordType::CAA).await, ResponseCode::Refused);
    bench.panel.point_here(MAIN);
    assert_eq!(ask(RecordType::CAA).await, ResponseCode::NoError);
}

#[tokio::test]
async fn a_lame_server_answers_without_authority_and_without_data() {
    let bench = Bench::start().await;
    bench.panel.dns_rcode(MAIN, DnsFault::Lame);
    let answer = over_udp(&bench, &question("network.example.com.", RecordType::A)).await;
    assert_eq!(answer.metadata.response_code, ResponseCode::NoError);
    assert!(!answer.metadata.authoritative && !answer.metadata.recursion_available);
    assert!(answer.answers.is_empty() && answer.authorities.is_empty());
}

#[tokio::test]
async fn what_was_denied_stays_denied_for_as_long_as_it_is_remembered() {
    let bench = Bench::start().await;
    bench
        .panel
        .switches(|switches| switches.negative_cache_secs = 300);
    let shop = "shop.example.com";
    assert_eq!(addresses(&bench, shop).await, Err(ResponseCode::NXDomain));
    let query = question("network.example.com.", RecordType::CAA);
    assert!(over_udp(&bench, &query).await.answers.is_empty());

    bench.panel.point_here(shop);
    bench.panel.set_records(
        MAIN,
        &[
            Record::A(Ipv4Addr::new(203, 0, 113, 10)),
            Record::Caa("letsencrypt.org".into()),
        ],
    );
    bench.advance(299_000);
    assert_eq!(addresses(&bench, shop).await, Err(ResponseCode::NXDomain));
    assert!(over_udp(&bench, &query).await.answers.is_empty());
    assert!(addresses(&bench, MAIN).await.is_ok());
    bench.advance(1_000);
    assert!(addresses(&bench, shop).await.is_ok());
    assert_eq!(over_udp(&bench, &query).await.answers.len(), 1);
}

#[tokio::test]
async fn an_alias_of_a_name_that_is_remembered_as_missing_leads_nowhere() {
    let bench = Bench::start().await;
    bench
        .panel
        .switches(|switches| switches.negative_cache_secs = 300);
    bench.panel.set_records(
        "www.example.net",
        &[Record::Cname("shop.example.net".into())],
    );
    assert_eq!(
        addresses(&bench, "www.example.net").await,
        Err(ResponseCode::NXDomain)
    );
    bench.panel.point_here("shop.example.net");
    let answer = over_udp(&bench, &question("www.example.net.", RecordType::A)).await;
    assert_eq!(
        (answer.metadata.response_code, answer.answers.len()),
        (ResponseCode::NXDomain, 1)
    );
    bench
        .panel
        .switches(|switches| switches.negative_cache_secs = 0);
    assert!(addresses(&bench, "www.example.net").await.is_ok());
}

#[tokio::test]
async fn the_authority_sees_what_the_name_server_still_denies() {
    let bench = Bench::start().await;
    bench
        .panel
        .switches(|switches| switches.negative_cache_secs = 3_600);
    let shop = "shop.example.com";
    assert_eq!(addresses(&bench, shop).await, Err(ResponseCode::NXDomain));
    let id = bench.add_pointing(shop).await;
    let order = serde_json::json!({
        "provider": "letsencrypt", "enableHttp": true, "enableHsts": false, "authorizationMethod": "http-01",
    });
    let ssl = format!("domains/{id}/ssl");
    assert_eq!(bench.call("POST", &ssl, Some(order)).await.status, 200);
    assert!(bench.panel.orders()[0].ok);
    assert_eq!(addresses(&bench, shop).await, Err(ResponseCode::NXDomain));
}
