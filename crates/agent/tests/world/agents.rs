//! How an agent of a world is put together.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use agent::{Agent, Events, Eyes, Hands, Handshaker, Mind, Parts, Place};
use async_trait::async_trait;
use emulator::Emulator;
use ledger::Ledger;
use plan::{DomainName, Handshake, Timestamp, VirtualHost};
use probe::{
    DnsResolver, DnsSettings, HttpVisitor, Prober, SecretSlice, TlsProber, TlsSettings, TlsTarget,
    VisitSettings, VisitTarget, parse_ca_pem,
};
use runcloud::{Reader, ServerId, WebAppId, WebAppRef, Writer};

use super::{HeldClock, MemorySource, Outside, Start};

struct FixedProber(TlsProber, SocketAddr);

#[async_trait]
impl Handshaker for FixedProber {
    async fn handshake(&self, name: &DomainName, _: &[IpAddr]) -> Handshake {
        self.0.handshake(name).await
    }

    async fn virtual_host(&self, name: &DomainName, _: &[IpAddr]) -> VirtualHost {
        probe::virtual_host(name, self.1, false).await
    }
}

pub(super) fn place(start: &Start) -> Place {
    Place {
        server: start.emulator.server_id,
        web_app: start.emulator.web_app_id,
        machine: "this machine".to_owned(),
        path: start.emulator.root_path.clone().into(),
    }
}

pub(super) fn prober(emulator: &Emulator, clock: &HeldClock) -> TlsProber {
    let time = clock.clone();
    let tls = TlsSettings {
        address: TlsTarget::Fixed(emulator.https_addr()),
        extra_roots: parse_ca_pem(emulator.ca_pem().as_bytes()).unwrap(),
        clock: Arc::new(move || Timestamp::from_millis(time.millis())),
        timeout: Duration::from_secs(10),
    };
    TlsProber::new(tls).unwrap()
}

/// What every agent of a world has around it.
pub(super) struct Around<'a> {
    pub(super) emulator: &'a Emulator,
    pub(super) source: &'a MemorySource,
    pub(super) ledger: &'a Ledger,
    pub(super) clock: &'a HeldClock,
    pub(super) prober: &'a TlsProber,
    pub(super) start: &'a Start,
}

pub(super) fn build(place: Place, around: &Around<'_>, number: u32) -> Agent {
    let Around {
        emulator,
        source,
        ledger,
        clock,
        prober,
        start,
    } = *around;
    let origin = start
        .api
        .clone()
        .unwrap_or_else(|| emulator.api_origin())
        .parse()
        .unwrap();
    let mut settings = runcloud::Settings::new(origin, start.credentials.clone());
    settings.clock = Arc::new(clock.clone());
    settings.max_wait = Duration::ZERO;
    settings.reading_wait = Duration::ZERO;
    settings.request_timeout = start.request_timeout;
    let provider = Reader::new(settings).unwrap();
    let web_app = WebAppRef {
        server: ServerId::try_from(start.emulator.server_id).unwrap(),
        web_app: WebAppId::try_from(start.emulator.web_app_id).unwrap(),
    };
    let outside = match start.outside {
        Some(outside) => outside(clock),
        None => emulated(emulator, prober, start),
    };
    Agent::new(Parts {
        eyes: Eyes {
            source: Arc::new(source.clone()),
            provider: provider.clone(),
            web_app,
            resolver: outside.resolver,
            visitor: Some(outside.visitor),
            handshaker: outside.handshaker,
            further_addresses: Vec::new(),
        },
        hands: Hands::new(Writer::new(provider), web_app),
        knocker: Some(Arc::new(start.plugin.clone())),
        ledger: ledger.clone(),
        clock: Arc::new(clock.clone()),
        mind: Mind::new(place, start.policy.clone()),
        holder: format!("agent {number}"),
        events: Events::default(),
    })
}

fn emulated(emulator: &Emulator, prober: &TlsProber, start: &Start) -> Outside {
    let dns = DnsSettings {
        resolver: Some(emulator.dns_addr()),
        timeout: start.dns_timeout,
    };
    Outside {
        resolver: Arc::new(DnsResolver::new(&dns).unwrap()),
        visitor: Arc::new(HttpVisitor::new(VisitSettings {
            salt: SecretSlice::from(b"salt".to_vec()),
            target: VisitTarget::Fixed {
                https: emulator.https_addr(),
                http: Some(emulator.http_addr()),
            },
            timeout: Duration::from_secs(10),
        })),
        handshaker: Arc::new(FixedProber(prober.clone(), emulator.http_addr())),
    }
}
