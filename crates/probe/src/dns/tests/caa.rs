//! CAA records: climbing, aliases, failures.

use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::rdata::CAA;
use hickory_resolver::proto::rr::{Name, RData, Record};

use super::*;
use crate::Resolver;

fn issue(owner: &str, issuer: &str) -> Record {
    let issuer = Name::from_ascii(issuer).unwrap();
    let data = CAA::new_issue(false, Some(issuer), Vec::new());
    Record::from_rdata(Name::from_ascii(owner).unwrap(), 60, RData::CAA(data))
}

async fn ask(script: Script, name: &str) -> (plan::CaaAnswer, Vec<String>) {
    ask_for(PATIENCE, script, name).await
}

async fn ask_for(timeout: Duration, script: Script, name: &str) -> (plan::CaaAnswer, Vec<String>) {
    let server = Server::start(script).await;
    let resolver = DnsResolver::new(&DnsSettings {
        resolver: Some(server.address),
        timeout,
    })
    .unwrap();
    let answer = resolver.caa(&name.parse().unwrap()).await;
    let heard = server.heard().into_iter().map(|(name, ..)| name);
    (answer, heard.collect())
}

fn caa_at(script: Script, owner: &str, issuer: &str) -> Script {
    script.records(RecordType::CAA, vec![issue(owner, issuer)])
}

#[tokio::test]
async fn the_closest_name_on_the_way_up_that_has_records_decides() {
    let script = caa_at(Script::resolver(), "test.", "far.example");
    let script = caa_at(script, "customer.test.", "near.example");
    let (answer, heard) = ask(script, "www.shop.customer.test").await;
    assert_eq!(
        (answer.at.as_str(), answer.outcome),
        ("customer.test", DnsOutcome::Found)
    );
    assert_eq!(answer.records.len(), 1);
    assert!(answer.records[0].value.starts_with("near.example"));
    assert_eq!(
        heard,
        [
            "customer.test.",
            "shop.customer.test.",
            "www.shop.customer.test."
        ],
        "and no further"
    );
}

#[tokio::test]
async fn where_no_name_has_any_nothing_is_forbidden_and_the_root_is_not_asked() {
    let (answer, heard) = ask(Script::resolver(), "customer.test").await;
    assert_eq!(
        (answer.records.len(), answer.outcome),
        (0, DnsOutcome::Found)
    );
    assert_eq!(heard, ["customer.test.", "test."]);
}

#[tokio::test]
async fn an_alias_is_followed_and_the_climb_goes_on_from_the_name_itself() {
    let alias = Script::resolver().records(
        RecordType::CAA,
        vec![cname("www.customer.test.", "cdn.test.")],
    );
    let (answer, _) = ask(
        caa_at(alias.clone(), "cdn.test.", "cdn-ca.example"),
        "www.customer.test",
    )
    .await;
    assert_eq!(answer.at, "cdn.test", "where the records are");
    let (answer, heard) = ask(
        caa_at(alias, "customer.test.", "own.example"),
        "www.customer.test",
    )
    .await;
    assert_eq!(answer.at, "customer.test");
    assert!(!heard.contains(&"test.".to_owned()), "{heard:?}");
}

#[tokio::test]
async fn records_behind_the_alias_of_a_name_above_are_told_by_where_they_are() {
    let alias = cname("customer.test.", "hoster.test.");
    let script = Script::resolver().records(RecordType::CAA, vec![alias]);
    let script = caa_at(script, "hoster.test.", "hoster-ca.example");
    let (answer, _) = ask(script, "www.customer.test").await;
    assert_eq!(answer.at, "hoster.test");
    assert!(answer.records[0].value.starts_with("hoster-ca.example"));
}

#[tokio::test]
async fn a_failure_ends_the_climb_at_once() {
    for (code, outcome) in [
        (ResponseCode::ServFail, DnsOutcome::ServerFailure),
        (ResponseCode::Refused, DnsOutcome::Refused),
        (ResponseCode::NotImp, DnsOutcome::Malformed),
    ] {
        let script = Script::resolver().act("customer.test.", RecordType::CAA, Act::code(code));
        let (answer, heard) = ask(caa_at(script, "test.", "ca.example"), "customer.test").await;
        assert_eq!((answer.outcome, answer.records.len()), (outcome, 0));
        assert_eq!(heard, ["customer.test."]);
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_question_costs_its_patience_once() {
    let script = Script::resolver().act("customer.test.", RecordType::CAA, Act::Silence);
    let (answer, heard) = ask_for(Duration::from_millis(200), script, "customer.test").await;
    assert!(
        heard.iter().all(|name| name == "customer.test."),
        "{heard:?}"
    );
    assert_eq!(answer.outcome, DnsOutcome::TimedOut);
}
