//! A network whose sub-domain sites need more certificates than a week allows.

use std::time::Duration;

use crate::world::{MAIN, World};
use plan::{Site, SiteId};

#[tokio::test]
async fn what_a_week_cannot_hold_is_written_down_for_status_until_a_wildcard_is_there() {
    let mut world = World::new().await;
    for id in 0..85 {
        let host = format!("shop{id}.{MAIN}");
        world.panel.point_here(&host);
        world.edit(|network| {
            network.sites.push(Site {
                id: SiteId(100 + id),
                host,
                path: "/".to_owned(),
            });
        });
    }
    world.agent.start_first_run();
    world.pass(Duration::from_mins(5)).await;
    assert_eq!(world.orders().len(), 40);
    let about = agent::about(&world.ledger).await.unwrap().unwrap();
    let found = about.sub_domains.unwrap();
    assert_eq!((found.lacking, found.weekly), (45, 40));
    assert!(found.last_at > world.now() + Duration::from_hours(12 * 24));

    let wildcard = format!("*.{MAIN}");
    world
        .panel
        .add_by_hand(&wildcard, false, emulator::Kind::Alias);
    world
        .pass_coarsely(Duration::from_hours(3), Duration::from_hours(1))
        .await;
    let about = agent::about(&world.ledger).await.unwrap().unwrap();
    assert_eq!(about.sub_domains, None);
}
