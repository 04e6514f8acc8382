//! Every way a call can fail, its class and its fate, and which failures are tried again.

use std::error::Error as _;
use std::time::Duration;

use runcloud::{Class, Credentials, Error, Fate, NewDomain, Reader, Settings, Writer};

use crate::provider::{Provider, Rude, answer, network, nobody, rude_provider, settings};

async fn ping_failure(status: u16, body: &str) -> Error {
    let provider = Provider::start(std::iter::repeat_n(answer(status, body), 3)).await;
    provider.reader().ping().await.expect_err("a failure")
}

fn impatient(origin: &str) -> Settings {
    Settings {
        request_timeout: Duration::from_millis(100),
        ..settings(origin, Credentials::Token("t".into()))
    }
}

#[tokio::test]
async fn each_status_has_its_class_and_fate() {
    let json = r#"{"message":"no"}"#;
    for (status, body, class, fate) in [
        (400, json, Class::Invalid, Fate::Refused),
        (400, "<html>", Class::Other, Fate::Refused),
        (401, json, Class::Unauthorized, Fate::Refused),
        (403, json, Class::Forbidden { edge: false }, Fate::Refused),
        (
            403,
            "<html>",
            Class::Forbidden { edge: true },
            Fate::Refused,
        ),
        (403, "", Class::Forbidden { edge: true }, Fate::Refused),
        (404, json, Class::NotFound, Fate::Refused),
        (405, json, Class::MethodNotAllowed, Fate::Refused),
        (408, json, Class::Transient, Fate::Unknown),
        (409, json, Class::Conflict, Fate::Refused),
        (410, json, Class::NotFound, Fate::Refused),
        (418, json, Class::Other, Fate::Refused),
        (422, json, Class::Invalid, Fate::Refused),
        (500, json, Class::Transient, Fate::Unknown),
        (503, "<html>", Class::Transient, Fate::Unknown),
        (304, "", Class::Other, Fate::Unknown),
    ] {
        let error = ping_failure(status, body).await;
        assert_eq!(
            (error.class, error.fate, error.status),
            (class, fate, Some(status)),
            "{body}"
        );
        assert_eq!(
            error.message.as_deref(),
            (body == json).then_some("no"),
            "{status} {body}"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_token_stays_here() {
    let elsewhere = Provider::start([]).await;
    let target = format!("{}/login", elsewhere.settings().origin);
    let provider = Provider::start([answer(302, "").with("location", target)]).await;
    let error = provider.reader().ping().await.expect_err("a redirect");
    assert_eq!((error.class, error.fate), (Class::Other, Fate::Unknown));
    assert!(
        error
            .source()
            .expect("a cause")
            .to_string()
            .contains("redirect")
    );
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn a_read_is_tried_three_times_at_most() {
    let provider = Provider::start(std::iter::repeat_n(answer(502, "<html>"), 9)).await;
    assert_eq!(
        provider.reader().ping().await.expect_err("down").class,
        Class::Transient
    );
    assert_eq!(provider.asked().len(), 3);
}

#[tokio::test]
async fn a_read_succeeds_when_the_provider_recovers() {
    let provider = Provider::start([answer(500, ""), answer(503, ""), answer(200, "{}")]).await;
    provider.reader().ping().await.expect("the third try");
}

#[tokio::test]
async fn a_refusal_is_not_tried_again() {
    for status in [400, 401, 403, 404, 405, 409, 422] {
        let provider = Provider::start(std::iter::repeat_n(answer(status, "{}"), 3)).await;
        provider.reader().ping().await.expect_err("refused");
        assert_eq!(provider.asked().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_connection_that_ends_without_an_answer_leaves_a_writes_fate_unknown() {
    for rude in [Rude::HangUp, Rude::BreakOff, Rude::Silent, Rude::Stall] {
        let (origin, connections) = rude_provider(rude).await;
        let writer = Writer::new(Reader::new(impatient(&origin)).expect("good settings"));
        let added = writer
            .add_domain(network(), &NewDomain::alias("a.example", false))
            .await;
        let error = added.expect_err("no answer");
        assert_eq!(
            (error.class, error.fate),
            (Class::Transient, Fate::Unknown),
            "{rude:?}"
        );
        assert_eq!(
            *connections.lock().expect("unpoisoned"),
            1,
            "{rude:?}: sent twice"
        );
        assert!(
            !format!("{error:?}").contains(&origin),
            "{rude:?}: addresses stay out"
        );
    }
}

#[tokio::test]
async fn a_read_without_an_answer_is_tried_again() {
    for rude in [Rude::HangUp, Rude::BreakOff, Rude::Silent] {
        let (origin, connections) = rude_provider(rude).await;
        let error = Reader::new(impatient(&origin))
            .expect("good settings")
            .domains(network())
            .await;
        assert_eq!(
            error.expect_err("no answer").class,
            Class::Transient,
            "{rude:?}"
        );
        assert_eq!(*connections.lock().expect("unpoisoned"), 3, "{rude:?}");
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let writer = Writer::new(Reader::new(impatient(&nobody().await)).expect("good settings"));
    let added = writer
        .add_domain(network(), &NewDomain::alias("a.example", false))
        .await;
    let error = added.expect_err("nobody there");
    assert_eq!(
        (error.class, error.fate, error.status),
        (Class::Transient, Fate::NotSent, None)
    );
}

#[tokio::test]
async fn an_endless_reply_is_cut_off() {
    let endless = format!("{{\"data\":[]{}}}", " ".repeat(3 * 1024 * 1024));
    let provider = Provider::start([answer(200, endless)]).await;
    let error = provider
        .reader()
        .domains(network())
        .await
        .expect_err("too large");
    assert_eq!((error.class, error.fate), (Class::Malformed, Fate::Unknown));
    assert_eq!(
        error.source().expect("a cause").to_string(),
        "the reply is larger than 2 MiB"
    );
}

#[tokio::test]
async fn an_endless_refusal_is_still_a_refusal() {
    let provider = Provider::start([answer(422, " ".repeat(3 * 1024 * 1024))]).await;
    let error = provider.reader().ping().await.expect_err("refused");
    assert_eq!(
        (error.class, error.fate, error.message),
        (Class::Invalid, Fate::Refused, None)
    );
}
