//! Every kind of step that the agent carries out: how it comes about, what it does outside, and what must hold after it.

use std::time::Duration;

use emulator::Kind as ObjectKind;
use ledger::RequestKind;
use plan::{Class, State, WwwPolicy};
use serde_json::json;

use crate::world::{MAIN, Start, World};

pub(crate) const SHOP: &str = "shop.example";
const TWIN: &str = "www.shop.example";
/// Attached by hand, and in no row of the network.
pub(crate) const FOREIGN: &str = "foreign.example";

const MINUTE: Duration = Duration::from_mins(1);

/// A kind of step. A redirection is a part of attaching, and the SSL mode is never changed: neither is a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Attach,
    TwinOn,
    TwinOff,
    ReadCertificate,
    Order,
    OrderAnew,
    ReadShared,
    OrderShared,
    OrderSharedAnew,
    Detach,
}

impl Kind {
    /// The word of its intent.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Attach => "attach",
            Self::TwinOn | Self::TwinOff => "switch_twin",
            Self::ReadCertificate => "read_certificate",
            Self::Order | Self::OrderAnew => "order",
            Self::ReadShared => "read_shared_certificate",
            Self::OrderShared | Self::OrderSharedAnew => "order_shared",
            Self::Detach => "detach",
        }
    }

    /// The call that it is about.
    pub(crate) fn route(self) -> &'static str {
        match self {
            Self::Attach => "POST domains",
            Self::TwinOn | Self::TwinOff => "PATCH domains/{d}/meta",
            Self::ReadCertificate => "GET domains/{d}/ssl",
            Self::Order => "POST domains/{d}/ssl",
            Self::OrderAnew => "PUT domains/{d}/ssl/{id}",
            Self::ReadShared => "GET ssl",
            Self::OrderShared => "POST ssl",
            Self::OrderSharedAnew => "PUT ssl/{id}",
            Self::Detach => "DELETE domains/{d}",
        }
    }

    /// Whether it changes something outside; a question may be asked again.
    pub(crate) fn changes(self) -> bool {
        !matches!(self, Self::ReadCertificate | Self::ReadShared)
    }

    /// Whether it is about the one certificate for all, which is no host's record.
    pub(crate) fn is_shared(self) -> bool {
        matches!(
            self,
            Self::ReadShared | Self::OrderShared | Self::OrderSharedAnew
        )
    }

    /// A world in which the step is the next of its kind to come.
    pub(crate) async fn world(self) -> World {
        let mut start = Start {
            request_timeout: Duration::from_secs(2),
            ledger_file: true,
            ..Start::default()
        };
        start.emulator.advanced_ssl = !self.is_shared();
        // An agent that goes round in a circle comes to an end.
        start.emulator.switches.rate_limit_per_minute = 60;
        if self == Self::ReadShared {
            // It is asked about when it takes long.
            start.emulator.switches.certificate_delay_ms = 300_000;
        }
        let mut world = World::start(start).await;
        world.panel.add_by_hand(FOREIGN, true, ObjectKind::Alias);
        for name in [FOREIGN, "www.foreign.example"] {
            world.panel.point_here(name);
        }
        let twins = matches!(self, Self::TwinOn | Self::TwinOff | Self::OrderAnew);
        if !twins {
            world.edit(|network| network.www = WwwPolicy::Never);
        }
        self.prepare(&mut world).await;
        world
    }

    async fn prepare(self, world: &mut World) {
        match self {
            Self::Attach | Self::Order | Self::ReadShared | Self::OrderSharedAnew => {
                world.map_ready(SHOP);
            }
            Self::OrderShared => {
                assert!(world.panel.remove_certificate(None));
                world.map_ready(SHOP);
            }
            Self::ReadCertificate => {
                world.panel.add_by_hand(SHOP, false, ObjectKind::Alias);
                world.map_ready(SHOP);
            }
            Self::TwinOn | Self::OrderAnew => {
                world.map_ready(SHOP);
                world.pass(MINUTE).await;
                world.panel.point_here(TWIN);
            }
            // Somebody else attached it with a twin that leads nowhere, and a person allows that it goes.
            Self::TwinOff => {
                world.panel.add_by_hand(SHOP, true, ObjectKind::Alias);
                world.map_ready(SHOP);
                world.pass(MINUTE).await;
                let what = json!({ "what": "domain" });
                world.request(RequestKind::Confirm, Some(SHOP), what).await;
            }
            Self::Detach => {
                world.map_ready(SHOP);
                world.pass(MINUTE).await;
                world.unmap(SHOP);
                world.record_removal(SHOP).await;
            }
        }
    }

    /// Long enough for everything that follows from the step.
    pub(crate) fn aftermath(self) -> Duration {
        match self {
            Self::TwinOn => 20 * MINUTE,
            _ => 10 * MINUTE,
        }
    }

    /// Whether the world outside is as the step wants it. A question changes nothing.
    pub(crate) fn took_effect(self, world: &World) -> bool {
        match self {
            Self::Attach => world.objects(SHOP) > 0,
            Self::TwinOn => serves_twin(world),
            Self::TwinOff => !serves_twin(world),
            Self::Order | Self::OrderAnew | Self::OrderShared | Self::OrderSharedAnew => {
                let names: &[&str] = match self {
                    Self::OrderAnew => &[SHOP, TWIN],
                    _ => &[SHOP],
                };
                let orders = world.orders();
                orders.iter().any(|order| {
                    let has = |name: &&str| order.names.iter().any(|other| other == name);
                    order.ok && names.iter().all(has)
                })
            }
            Self::ReadCertificate | Self::ReadShared => false,
            Self::Detach => world.objects(SHOP) == 0,
        }
    }

    /// What must hold once all is over, whatever happened on the way.
    pub(crate) async fn check_end(self, world: &World, context: &str) {
        let record = world.record(SHOP).await.unwrap();
        let class = match self {
            Self::ReadCertificate | Self::TwinOff => Class::Adopted,
            _ => Class::Created,
        };
        assert_eq!(record.class, class, "{context}");
        if self == Self::Detach {
            assert_eq!(world.attached(), [FOREIGN, MAIN], "{context}");
            assert_eq!(record.standing.state, State::Removed, "{context}");
            assert_eq!(record.object, None, "{context}");
            assert_eq!(
                record.removed_by,
                Some(plan::RemovedBy::Record),
                "{context}: the brake counts it"
            );
            let waiting = world.ledger.pending_requests().await.unwrap();
            assert!(waiting.is_empty(), "{context}: {waiting:?}");
        } else {
            assert_eq!(world.attached(), [FOREIGN, MAIN, SHOP], "{context}");
            assert_eq!(
                record.standing.state,
                State::Secured,
                "{context}: {record:?}"
            );
            assert!(world.answers(SHOP).await, "{context}");
            let object = record.object.as_ref().unwrap();
            assert_eq!(Some(object.id), world.id(SHOP), "{context}");
            assert_eq!(object.www, serves_twin(world), "{context}");
            assert_eq!(record.created, class == Class::Created, "{context}");
            assert_eq!(record.attached_at.is_some(), record.created, "{context}");
        }
        match self {
            Self::TwinOn | Self::OrderAnew => assert!(world.answers(TWIN).await, "{context}"),
            Self::TwinOff => assert!(!serves_twin(world), "{context}"),
            _ => {}
        }
    }
}

fn serves_twin(world: &World) -> bool {
    let domains = world.panel.domains();
    domains
        .iter()
        .any(|domain| domain.name == SHOP && domain.www)
}
