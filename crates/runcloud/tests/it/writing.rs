//! Writes: what counts as done, and that nothing is done twice.

use runcloud::{CertificateOrder, Class, Deleted, DomainChange, Fate, NewDomain, Reader, Writer};
use serde_json::json;

use crate::provider::{Provider, answer, id, network};

const DOMAIN: &str =
    r#"{"id":4218,"name":"shop.example","type":"alias","www":0,"redirection":"none"}"#;

#[tokio::test]
async fn an_addition_without_an_object_in_the_reply_is_accepted_only() {
    for body in [
        "",
        "{}",
        "[]",
        r#"{"message":"Domain added"}"#,
        r#"{"id":"odd","name":"shop.example"}"#,
    ] {
        let provider = Provider::start([answer(200, body)]).await;
        let added = provider
            .writer()
            .add_domain(network(), &NewDomain::alias("shop.example", false))
            .await;
        assert_eq!(added.expect("accepted"), None, "{body}");
    }
}

#[tokio::test]
async fn every_status_of_the_2xx_kind_is_a_success() {
    for status in [200, 201, 202] {
        let provider = Provider::start([answer(status, DOMAIN)]).await;
        let added = provider
            .writer()
            .add_domain(network(), &NewDomain::alias("shop.example", false))
            .await;
        assert!(added.expect("accepted").is_some(), "{status}");
    }
}

#[tokio::test]
async fn a_web_page_in_answer_to_a_write_leaves_its_fate_unknown() {
    let provider = Provider::start([answer(200, "<html>login</html>")]).await;
    let added = provider
        .writer()
        .add_domain(network(), &NewDomain::alias("shop.example", false))
        .await;
    let error = added.expect_err("a page");
    assert_eq!((error.class, error.fate), (Class::Malformed, Fate::Unknown));
}

#[tokio::test]
async fn a_refused_name_comes_with_the_providers_reasons() {
    let body = r#"{"message":"The given data was invalid.","errors":{"name":["The name has already been taken."]}}"#;
    let provider = Provider::start([answer(422, body)]).await;
    let added = provider
        .writer()
        .add_domain(network(), &NewDomain::alias("shop.example\n", false))
        .await;
    let error = added.expect_err("refused");
    assert_eq!(
        (error.class, error.fate, error.status),
        (Class::Invalid, Fate::Refused, Some(422))
    );
    assert_eq!(error.fields["name"], ["The name has already been taken."]);
    assert_eq!(
        error.to_string(),
        "cannot add domain (shop.example to web app 9001 on server 501): the data was refused, HTTP 422, \
         the provider says: The given data was invalid. [name: The name has already been taken.]"
    );
}

#[tokio::test]
async fn a_deletion_is_confirmed_only_by_the_object_itself() {
    for (status, body, expected) in [
        (200, DOMAIN, true),
        (200, r#"{"id":4219,"name":"other.example"}"#, false),
        (200, r#"{"message":"Unable to delete"}"#, false),
        (200, "", false),
        (204, "", false),
    ] {
        let provider = Provider::start([answer(status, body)]).await;
        let deleted = provider
            .writer()
            .delete_domain(network(), id("4218"))
            .await
            .expect("accepted");
        let confirmed = matches!(deleted, Deleted::Confirmed(_));
        assert_ne!(deleted, Deleted::AlreadyGone);
        assert_eq!(confirmed, expected, "{status} {body}");
        assert_eq!(
            provider.lines(),
            ["DELETE /api/v3/servers/501/webapps/9001/domains/4218"]
        );
    }
}

#[tokio::test]
async fn a_domain_that_is_not_there_is_already_gone_if_the_api_itself_says_so() {
    let provider = Provider::start([
        answer(404, r#"{"message":"Not found"}"#),
        answer(404, "<html>"),
    ])
    .await;
    let writer = provider.writer();
    assert_eq!(
        writer
            .delete_domain(network(), id("4218"))
            .await
            .expect("gone"),
        Deleted::AlreadyGone
    );
    let error = writer
        .delete_domain(network(), id("4218"))
        .await
        .expect_err("a page");
    assert_eq!(error.class, Class::NotFound);
}

#[tokio::test]
async fn the_twin_is_changed_in_v3() {
    let provider = Provider::start([
        answer(200, DOMAIN),
        answer(200, r#"{"message":"Domain updated"}"#),
    ])
    .await;
    let writer = provider.writer();
    let domain = writer
        .reader()
        .domain(network(), id("4218"))
        .await
        .expect("a domain");
    writer
        .update_domain(network(), domain.id, &DomainChange::twin(&domain, true))
        .await
        .expect("accepted");
    let asked = &provider.asked()[1];
    assert_eq!(
        asked.line(),
        "PATCH /api/v3/servers/501/webapps/9001/domains/4218/meta"
    );
    assert_eq!(
        asked.body,
        json!({"www": true, "redirection": "none", "type": "alias"})
    );
}

#[tokio::test]
async fn v2_cannot_change_a_domain_and_is_not_asked_to() {
    let provider = Provider::start([]).await;
    let writer = Writer::new(Reader::new(provider.settings_v2()).expect("good settings"));
    let change = DomainChange {
        www: true,
        redirection: None,
        kind: None,
    };
    let error = writer
        .update_domain(network(), id("4218"), &change)
        .await
        .expect_err("unsupported");
    assert_eq!(
        (error.class, error.fate),
        (Class::Unsupported, Fate::NotSent)
    );
    assert!(provider.asked().is_empty());
}

#[tokio::test]
async fn no_write_is_sent_twice_whatever_the_answer() {
    for status in [408, 429, 500, 502, 503, 504] {
        let provider = Provider::start(std::iter::repeat_n(
            answer(status, "{}").with("retry-after", 0),
            5,
        ))
        .await;
        let writer = provider.writer();
        writer
            .add_domain(network(), &NewDomain::alias("a.example", false))
            .await
            .expect_err("fails");
        writer
            .delete_domain(network(), id("4218"))
            .await
            .expect_err("fails");
        writer
            .install_certificate(network(), &CertificateOrder::default())
            .await
            .expect_err("fails");
        let error = writer
            .redeploy_certificate(network(), id("77"))
            .await
            .expect_err("fails");
        assert_eq!(provider.asked().len(), 4, "{status}");
        let expected = if status == 429 {
            Fate::Refused
        } else {
            Fate::Unknown
        };
        assert_eq!(error.fate, expected, "{status}");
    }
}
