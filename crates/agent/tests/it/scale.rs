//! A thousand names at once: within the authority's limits, counted by the emulator, and by when the plan said.

use std::time::Duration;

use crate::world::World;
use emulator::{CertificateFault, DnsFault, FaultKind};
use plan::{State, WwwPolicy};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// Nearly four times what the account may order in three hours.
const NAMES: usize = 1000;

const ORDER: &str = "POST domains/{d}/ssl";

/// A thousand customers who come at the same moment, and what was promised to them.
struct Rush {
    world: World,
    hosts: Vec<String>,
    /// How long the last of them was told to wait.
    said: Duration,
    began: plan::Timestamp,
}

impl Rush {
    async fn begin(trouble: impl Fn(&World, usize, &str)) -> Self {
        let mut world = World::new().await;
        world.edit(|network| network.www = WwwPolicy::Never);
        world.agent.start_first_run();
        let hosts: Vec<String> = (0..NAMES).map(|n| format!("shop{n}.example")).collect();
        for (n, host) in hosts.iter().enumerate() {
            world.map_ready(host);
            trouble(&world, n, host);
        }
        let began = world.now();
        // Until all are attached: what is not attached yet is part of the forecast as well.
        world.pass_by(10 * MINUTE, MINUTE).await;
        let promised = world.agent.last_plan().forecast.last_at.unwrap();
        Self {
            said: promised.since(began),
            world,
            hosts,
            began,
        }
    }

    /// How long the last of them waited, as a share of what was said.
    async fn ratio(&self) -> f64 {
        let records = self.world.ledger.records().await.unwrap();
        let secured = self.hosts.iter().map(|host| {
            let record = &records[&host.parse().unwrap()];
            assert_eq!(record.standing.state, State::Secured, "{host}");
            record.secured_at
        });
        let took = secured.max().flatten().unwrap().since(self.began);
        took.as_secs_f64() / self.said.as_secs_f64()
    }
}

#[tokio::test]
async fn a_thousand_names_are_secured_within_the_limits_by_when_the_plan_said() {
    let mut rush = Rush::begin(|_, _, _| {}).await;
    let forecast = rush.world.agent.last_plan().forecast;
    assert_eq!((forecast.now, forecast.later), (0, NAMES - 270));
    rush.world.pass_coarsely(10 * HOUR, 2 * MINUTE).await;
    let ratio = rush.ratio().await;
    assert!((0.95..1.05).contains(&ratio), "{ratio}");
    let world = &rush.world;
    assert_eq!(world.panel.limits_exceeded(), 0);
    assert!(world.orders().iter().all(|order| order.ok));
    assert_eq!(world.orders().len(), NAMES);
    // Two calls a name: one adds it, one orders. Whether the certificate came, handshakes tell.
    assert_eq!(world.panel.count("POST domains"), NAMES);
    assert_eq!(world.panel.count(ORDER), NAMES);
    assert_eq!(
        world.panel.count("GET domains/{d}/ssl"),
        1,
        "that of the primary domain"
    );
}

#[tokio::test]
async fn among_faults_a_thousand_names_are_secured_not_much_later_than_the_plan_said() {
    let status = |code, retry_after| FaultKind::Status {
        code,
        json: true,
        retry_after,
        message: "not now".to_owned(),
    };
    let mut rush = Rush::begin(|world, n, host| match n % 100 {
        3 => world
            .panel
            .certificate_fault(host, CertificateFault::Refused("try later".to_owned())),
        13 => world.panel.certificate_fault(host, CertificateFault::Never),
        23 => world.panel.dns_rcode(host, DnsFault::ServFail),
        33 => world.fail_times("POST domains", Some(host), FaultKind::ReplyLost, 1),
        43 => world.fail_times(ORDER, Some(host), status(503, None), 1),
        49 => world.fail_times(ORDER, Some(host), status(429, Some(30)), 1),
        _ => {}
    })
    .await;
    // Each trouble ends after a while, most of them only after it has done its harm.
    for n in (23..NAMES).step_by(100) {
        rush.world.panel.point_here(&rush.hosts[n]);
    }
    for _ in 0..24 {
        rush.world.pass_coarsely(HOUR / 2, 2 * MINUTE).await;
        let orders = rush.world.orders();
        for order in orders.iter().filter(|order| !order.ok) {
            for name in &order.names {
                rush.world.panel.clear_certificate_fault(name);
            }
        }
    }
    let ratio = rush.ratio().await;
    assert!((0.75..1.25).contains(&ratio), "{ratio}");
    let world = &rush.world;
    assert_eq!(world.panel.limits_exceeded(), 0);
    let failed = world.orders().iter().filter(|order| !order.ok).count();
    assert!(failed >= NAMES / 50, "{failed} orders failed");
}
