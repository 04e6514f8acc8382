//! Carries requests to the API: pace, time limits, retries, and one trace span per request.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use backon::{ExponentialBuilder, Retryable};
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Method};
use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument, Span, debug_span};

use crate::body::{self, BodyError};
use crate::call::{Call, Reply};
use crate::pace::Pace;
use crate::rate_headers::{LONGEST_HOLD, RateHeaders};
use crate::refusal::{refused, unanswered};
use crate::settings::{BuildError, Settings};
use crate::tls;
use crate::words::Words;
use crate::{Class, Clock, Credentials, Error, Fate, Quota};

/// The largest page the provider gives; it may give smaller ones.
const PAGE_SIZE: &str = "40";

/// An idle connection is dropped before the provider is likely to: a write on one that the other
/// side has just closed would have an unknown fate for no good reason.
const IDLE_CONNECTION: Duration = Duration::from_secs(15);

/// Retries of a read that failed by no fault of its own.
const READ_RETRIES: usize = 2;
/// Retries of a write whose connection was surely never made.
const WRITE_RETRIES: usize = 1;

/// What the provider's clock said when ours said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// The `Date` of its reply.
    pub theirs: SystemTime,
    /// When the reply came.
    pub ours: SystemTime,
}

#[derive(Debug)]
pub(crate) struct Channel {
    http: Client,
    /// Origin and generation: what precedes each route.
    base: String,
    credentials: Credentials,
    max_wait: Duration,
    reading_wait: Duration,
    retry_delay: Duration,
    clock: Arc<dyn Clock>,
    pace: Pace,
    /// Requests that were sent, each try of one counted.
    sent: AtomicU64,
    told: Mutex<Option<ClockReading>>,
}

impl Channel {
    pub(crate) fn new(settings: Settings) -> Result<Self, BuildError> {
        settings.credentials.check()?;
        let http = Client::builder()
            .tls_backend_preconfigured(tls::client_config(&settings.extra_roots)?)
            .user_agent(settings.user_agent)
            .default_headers(HeaderMap::from_iter([
                (ACCEPT, HeaderValue::from_static("application/json")),
                (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            ]))
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.request_timeout)
            .pool_idle_timeout(IDLE_CONNECTION)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // A proxy found in the environment would be a party nobody chose.
            .no_proxy()
            .https_only(settings.origin.is_https())
            .build()
            .map_err(|error| BuildError::Client(error.into()))?;
        let generation = settings.credentials.generation();
        Ok(Self {
            http,
            base: format!("{}{}", settings.origin, generation.path()),
            credentials: settings.credentials,
            // No hold lasts longer, and the sum with any moment stays in range.
            max_wait: settings.max_wait.min(LONGEST_HOLD),
            reading_wait: settings
                .reading_wait
                .max(settings.max_wait)
                .min(LONGEST_HOLD),
            retry_delay: settings.retry_delay,
            clock: settings.clock,
            pace: Pace::default(),
            sent: AtomicU64::new(0),
            told: Mutex::default(),
        })
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    pub(crate) fn quota(&self) -> Quota {
        self.pace.quota(Instant::now())
    }

    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// The time that the last reply told, once.
    pub(crate) fn take_clock_reading(&self) -> Option<ClockReading> {
        self.told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Sends a request and gives back a reply that is a success by its status.
    ///
    /// A read is tried again when the connection or the provider failed, or when a 429 asks for a
    /// wait within its patience. A write is tried again only when its connection was never made.
    pub(crate) async fn send(&self, call: &Call) -> Result<Reply, Error> {
        let patience = if call.is_patient {
            self.reading_wait
        } else {
            self.max_wait
        };
        let give_up_at = Instant::now() + patience;
        let is_read = call.method == Method::GET;
        let delays = ExponentialBuilder::default()
            .with_min_delay(self.retry_delay)
            .with_jitter()
            .with_max_times(if is_read { READ_RETRIES } else { WRITE_RETRIES });
        (|| self.attempt(call, give_up_at))
            .retry(delays)
            .when(|error| is_worth_a_retry(error, is_read, give_up_at))
            .notify(|error, delay| {
                tracing::debug!(
                    operation = call.operation.as_str(),
                    class = error.class.as_str(),
                    status = error.status,
                    retry_in_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
                    "request is tried again"
                );
            })
            .await
    }

    async fn attempt(&self, call: &Call, give_up_at: Instant) -> Result<Reply, Error> {
        self.wait_for_turn(call, give_up_at).await?;
        let span = debug_span!(
            "runcloud_request",
            method = call.method.as_str(),
            route = call.route.template(),
            page = call.page,
            status = Empty,
        );
        self.exchange(call).instrument(span).await
    }

    /// Holds the call back until the pace allows it, or refuses it when that takes too long.
    async fn wait_for_turn(&self, call: &Call, give_up_at: Instant) -> Result<(), Error> {
        loop {
            let now = Instant::now();
            let Err(wait) = self.pace.take(now) else {
                return Ok(());
            };
            if now + wait.time > give_up_at {
                let retry_after = Some(wait.time);
                let class = if wait.closed {
                    Class::Maintenance { retry_after }
                } else {
                    Class::Throttled { retry_after }
                };
                return Err(call.error(class, Fate::NotSent));
            }
            tokio::time::sleep(wait.time).await;
        }
    }

    async fn exchange(&self, call: &Call) -> Result<Reply, Error> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let response = self
            .request(call)
            .send()
            .await
            .map_err(|error| unanswered(call, error))?;
        let status = response.status().as_u16();
        Span::current().record("status", status);
        let wall = self.clock.now();
        let heard = RateHeaders::read(response.headers(), wall);
        if let Some(theirs) = heard.date {
            let told = ClockReading { theirs, ours: wall };
            *self.told.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
        }
        let held_for = self.pace.learn(status, &heard, Instant::now(), wall);
        let is_success = response.status().is_success();
        match body::read(response).await {
            Ok(body) if is_success => Ok(Reply { status, body }),
            Err(error) if is_success => Err(unreadable(call, status, error)),
            // The status alone says enough where the words are missing.
            body => {
                let words = Words::read(&body.unwrap_or_default(), &self.credentials);
                Err(refused(call, status, words, held_for))
            }
        }
    }

    fn request(&self, call: &Call) -> reqwest::RequestBuilder {
        let url = format!("{}{}", self.base, call.route.path());
        let mut request = self
            .credentials
            .authorize(self.http.request(call.method.clone(), url));
        if let Some(page) = call.page {
            request = request.query(&[("page", page.to_string().as_str()), ("perPage", PAGE_SIZE)]);
        }
        match &call.body {
            Some(body) => request.json(body),
            // Some servers insist on a length where a body is usual (411 otherwise).
            None if call.method == Method::PUT => request.header(CONTENT_LENGTH, 0),
            None => request,
        }
    }
}

fn is_worth_a_retry(error: &Error, is_read: bool, give_up_at: Instant) -> bool {
    let now = Instant::now();
    match error.class {
        Class::Transient => (is_read || error.fate == Fate::NotSent) && now < give_up_at,
        // Without a status it was our own pace that refused, and it would refuse again.
        Class::Throttled { retry_after } | Class::Maintenance { retry_after } => {
            is_read
                && error.status.is_some()
                && retry_after.is_some_and(|wait| now + wait <= give_up_at)
        }
        _ => false,
    }
}

fn unreadable(call: &Call, status: u16, error: BodyError) -> Error {
    let class = match error {
        BodyError::TooLarge => Class::Malformed,
        BodyError::Broken(_) => Class::Transient,
    };
    let mut failed = call.error(class, Fate::Unknown).because(error);
    failed.status = Some(status);
    failed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Route;
    use crate::{ApiOrigin, Operation};

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// A channel that has been told to wait; it never connects to anything.
    fn told_to_wait(wait: Duration) -> Channel {
        let settings = Settings::new(ApiOrigin::default(), Credentials::Token("t".into()));
        let channel = Channel::new(settings).expect("good settings");
        let heard = RateHeaders {
            retry_after: Some(wait),
            ..RateHeaders::default()
        };
        channel
            .pace
            .learn(429, &heard, Instant::now(), channel.clock.now());
        channel
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_waits_for_its_turn_within_its_patience() {
        let (channel, start) = (told_to_wait(seconds(20)), Instant::now());
        let call = Call::get(Operation::Ping, Route::Ping);
        channel
            .wait_for_turn(&call, start + seconds(20))
            .await
            .expect("its turn");
        // Timers have the grain of a millisecond.
        assert!(start.elapsed() >= seconds(20) && start.elapsed() < seconds(21));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_without_the_patience_is_refused_at_once() {
        let (channel, start) = (told_to_wait(seconds(20)), Instant::now());
        let call = Call::get(Operation::Ping, Route::Ping);
        let error = channel
            .wait_for_turn(&call, start + seconds(19))
            .await
            .expect_err("too long");
        let retry_after = Some(seconds(20));
        assert_eq!(
            (error.class, error.fate),
            (Class::Throttled { retry_after }, Fate::NotSent)
        );
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_is_tried_again_only_if_it_was_never_sent() {
        let now = Instant::now();
        let call = Call::get(Operation::Ping, Route::Ping);
        let later = now + seconds(30);
        for (fate, is_read, expected) in [
            (Fate::NotSent, false, true),
            (Fate::Unknown, false, false),
            (Fate::NotSent, true, true),
            (Fate::Unknown, true, true),
        ] {
            let error = call.error(Class::Transient, fate);
            assert_eq!(
                is_worth_a_retry(&error, is_read, later),
                expected,
                "{fate:?} {is_read}"
            );
            assert!(!is_worth_a_retry(&error, is_read, now), "patience is over");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttled_read_is_tried_again_only_if_the_wait_fits() {
        let call = Call::get(Operation::Ping, Route::Ping);
        let later = Instant::now() + seconds(30);
        let worth = |wait, status, is_read| {
            let mut error = call.error(Class::Throttled { retry_after: wait }, Fate::Refused);
            error.status = status;
            is_worth_a_retry(&error, is_read, later)
        };
        assert!(worth(Some(seconds(30)), Some(429), true));
        assert!(!worth(Some(seconds(31)), Some(429), true));
        assert!(!worth(None, Some(429), true));
        assert!(!worth(Some(seconds(1)), None, true), "our own pace refused");
        assert!(!worth(Some(seconds(1)), Some(429), false), "a write");
    }
}
