//! A thousand customers at once, where the authority allows some hundred orders in some hours.

use std::io;
use std::time::Duration;

use figures::{Figure, Goal};
use plan::{Limit, Policy, State, WwwPolicy};

use crate::world::World;

const NAMES: usize = 1000;
const STRIDE: Duration = Duration::from_mins(2);
const PATIENCE: Duration = Duration::from_hours(24);
/// As a share of what the limit allows.
const MOST: f64 = 1.05;

pub(crate) async fn figure() -> io::Result<()> {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.agent.start_first_run();
    let began = world.now();
    for n in 0..NAMES {
        world.map_ready(&figures::host(n));
    }
    let mut took = None;
    while took.is_none() && world.now().since(began) < PATIENCE {
        world.pass_coarsely(STRIDE, STRIDE).await;
        let records = world.ledger.records().await.expect("the ledger is read");
        let secured = records.values();
        let secured = secured.filter(|record| record.standing.state == State::Secured);
        // The network's own host is one of them.
        if secured.count() == NAMES + 1 {
            took = records
                .values()
                .filter_map(|record| record.secured_at)
                .max();
        }
    }
    let took = took.map_or(PATIENCE, |last| last.since(began));
    let limit = Policy::default().limits.account;
    let allowed = soonest(NAMES, limit.used(), &limit);
    let published = soonest(NAMES, limit.published, &limit);
    let ratio = took.as_secs_f64() / allowed.as_secs_f64();
    Figure {
        name: "1,000 domains at once, time to the last certificate : what the limit allows",
        measured: format!("{ratio:.3} ({} : {})", hours(took), hours(allowed)),
        goal: Some(Goal {
            words: "at most 1.05".to_owned(),
            met: ratio <= MOST && world.panel.limits_exceeded() == 0,
        }),
        how: format!(
            "held time in strides of 2 minutes; allowed are {} orders in any {} ({} of the {} published are kept \
             for renewals; with all of them it would be {}); orders refused by the limit: {}",
            limit.used(),
            hours(limit.window),
            limit.kept_free,
            limit.published,
            hours(published),
            world.panel.limits_exceeded()
        ),
    }
    .print()
}

/// When the last of so many orders can be made, if so many fit into a moving window.
fn soonest(names: usize, at_once: usize, limit: &Limit) -> Duration {
    let windows = names.div_ceil(at_once).saturating_sub(1);
    limit.window * u32::try_from(windows).unwrap_or(u32::MAX)
}

fn hours(time: Duration) -> String {
    format!("{:.2} h", time.as_secs_f64() / 3600.0)
}
