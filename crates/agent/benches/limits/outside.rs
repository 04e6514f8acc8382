//! An outside in memory where everything is as it should be: hundreds of thousands of looks cost no time.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use agent::{Clock, Handshaker};
use async_trait::async_trait;
use plan::{
    CaaAnswer, DnsAnswer, DnsOutcome, DomainName, Handshake, Leaf, Timestamp, VirtualHost, Visit,
};
use probe::{Resolver, Visitor};

use crate::world::{HeldClock, Outside};

/// The server's address in the emulator.
const SERVER: &str = "203.0.113.10";
const DAY: Duration = Duration::from_hours(24);
const LIFETIME: Duration = Duration::from_hours(24 * 90);
/// RunCloud renews when a third of the lifetime is left.
const RENEWED_EVERY: i64 = 60;

/// Everything leads here and has a certificate that is renewed in time.
pub(crate) fn as_it_should_be(clock: &HeldClock) -> Outside {
    Outside {
        resolver: Arc::new(Zone),
        handshaker: Arc::new(Edge(clock.clone())),
        visitor: Arc::new(Street),
    }
}

struct Zone;

#[async_trait]
impl Resolver for Zone {
    async fn look(&self, _: &DomainName) -> DnsAnswer {
        DnsAnswer {
            chain: Vec::new(),
            addresses: SERVER.parse().into_iter().collect(),
            outcome: DnsOutcome::Found,
        }
    }

    async fn caa(&self, _: &DomainName) -> CaaAnswer {
        CaaAnswer {
            at: String::new(),
            records: Vec::new(),
            outcome: DnsOutcome::Found,
        }
    }
}

struct Edge(HeldClock);

#[async_trait]
impl Handshaker for Edge {
    async fn handshake(&self, name: &DomainName, _: &[IpAddr]) -> Handshake {
        let now = Clock::now(&self.0);
        // Issued on different days, so that on every day some are renewed.
        let length: usize = name.as_str().bytes().map(usize::from).sum();
        let phase = i64::try_from(length).unwrap_or(0) % RENEWED_EVERY;
        let day = now.as_millis() / i64::try_from(DAY.as_millis()).unwrap_or(i64::MAX);
        let age = (day + phase).rem_euclid(RENEWED_EVERY);
        let today = now.as_millis() - now.as_millis() % i64::try_from(DAY.as_millis()).unwrap_or(1);
        let not_before =
            Timestamp::from_millis(today) - DAY * u32::try_from(age).unwrap_or_default();
        Handshake::Valid(Leaf {
            issuer: "R11".to_owned(),
            names: vec![name.as_str().to_owned()],
            not_before,
            not_after: not_before + LIFETIME,
        })
    }

    async fn virtual_host(&self, _: &DomainName, _: &[IpAddr]) -> VirtualHost {
        VirtualHost::Known
    }
}

struct Street;

#[async_trait]
impl Visitor for Street {
    async fn visit(&self, _: &DomainName, _: &[IpAddr]) -> Visit {
        Visit::OtherAnswer { status: 200 }
    }
}
