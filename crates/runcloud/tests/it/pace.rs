//! The provider's pace, as far as it shows on the wire. How waits are counted is tested beside the
//! code that counts.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use runcloud::{Class, Clock, Fate, Reader, Settings};

use crate::provider::{Provider, answer, network};

#[derive(Debug)]
struct Frozen;

impl Clock for Frozen {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }
}

/// A client that waits for nothing.
fn hasty(provider: &Provider) -> Reader {
    Reader::new(Settings {
        max_wait: Duration::ZERO,
        reading_wait: Duration::ZERO,
        clock: Arc::new(Frozen),
        ..provider.settings()
    })
    .expect("good settings")
}

fn throttled_for(class: Class) -> Option<Duration> {
    match class {
        Class::Throttled { retry_after } => retry_after,
        other => panic!("not throttled: {other:?}"),
    }
}

#[tokio::test]
async fn a_429_within_patience_is_waited_for() {
    let provider =
        Provider::start([answer(429, "{}").with("retry-after", 0), answer(200, "{}")]).await;
    provider.reader().ping().await.expect("the second try");
}

#[tokio::test]
async fn a_429_beyond_patience_is_told_and_holds_the_next_calls_back() {
    let refused = answer(429, r#"{"message":"Too Many Attempts."}"#).with("retry-after", 300);
    let provider = Provider::start([refused]).await;
    let reader = provider.reader();
    let error = reader.ping().await.expect_err("throttled");
    assert_eq!((error.status, error.fate), (Some(429), Fate::Refused));
    assert_eq!(error.message.as_deref(), Some("Too Many Attempts."));
    assert_eq!(throttled_for(error.class), Some(Duration::from_mins(5)));

    let error = reader.clone().servers().await.expect_err("held back");
    assert_eq!((error.status, error.fate), (None, Fate::NotSent));
    let wait = throttled_for(error.class).expect("a wait");
    assert!(
        wait > Duration::from_secs(200) && wait <= Duration::from_mins(5),
        "{wait:?}"
    );
    assert_eq!(provider.asked().len(), 1, "a call was made while held back");
}

#[tokio::test]
async fn a_spent_quota_is_respected_before_it_bites() {
    let last = answer(200, "{}")
        .with("x-ratelimit-limit", 60)
        .with("x-ratelimit-remaining", 0)
        .with("x-ratelimit-reset", 45);
    let provider = Provider::start([last]).await;
    let reader = hasty(&provider);
    reader.ping().await.expect("the last call of the window");
    let error = reader.ping().await.expect_err("spent");
    assert!(throttled_for(error.class).expect("a wait") <= Duration::from_secs(45));
    assert_eq!(error.fate, Fate::NotSent);
    assert_eq!(provider.asked().len(), 1);
}

#[tokio::test]
async fn the_quota_tells_what_the_headers_said() {
    // The reset is a moment; it is measured against the reply's own date, not against our clock.
    let reply = answer(200, "{}")
        .with("x-ratelimit-limit", 60)
        .with("x-ratelimit-remaining", 41)
        .with("date", "Sun, 22 Nov 2026 12:00:00 GMT")
        .with("x-ratelimit-reset", 1_795_348_830_u64);
    let provider = Provider::start([reply]).await;
    let reader = hasty(&provider);
    assert_eq!(reader.quota().limit, None);
    reader.ping().await.expect("a reply");
    let quota = reader.quota();
    assert_eq!((quota.limit, quota.remaining), (Some(60), Some(41)));
    assert_eq!(
        quota.resets_at,
        Some(Frozen.now() + Duration::from_secs(30))
    );
}

fn page_of_two(number: u32) -> String {
    format!(
        r#"{{"data":[{{"id":{number},"name":"shop{number}.example"}}],"meta":{{"pagination":{{"total":2,"total_pages":2}}}}}}"#
    )
}

#[tokio::test]
async fn a_listing_that_began_waits_longer_than_other_calls() {
    let wait = || answer(429, "{}").with("retry-after", 0);
    let provider = Provider::start([
        answer(200, page_of_two(1)),
        wait(),
        answer(200, page_of_two(2)),
        wait(),
        wait(),
        answer(200, "{}"),
    ])
    .await;
    let reader = Reader::new(Settings {
        max_wait: Duration::ZERO,
        reading_wait: Duration::from_secs(30),
        ..provider.settings()
    })
    .expect("good settings");
    let listing = reader.domains(network()).await.expect("a slow listing");
    assert!(listing.is_complete() && listing.items.len() == 2);
    let error = reader
        .domains(network())
        .await
        .expect_err("nothing is lost yet");
    assert_eq!(error.status, Some(429));
    reader.patient().ping().await.expect("the second try");
}

#[tokio::test]
async fn boundless_patience_is_no_reason_to_panic() {
    let provider = Provider::start([answer(200, "{}")]).await;
    let settings = Settings {
        max_wait: Duration::MAX,
        ..provider.settings()
    };
    Reader::new(settings)
        .expect("good settings")
        .ping()
        .await
        .expect("a reply");
}
