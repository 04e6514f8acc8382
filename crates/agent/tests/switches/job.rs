//! The job that is done under every doubt, and what must hold at its end whatever the answer is.

use std::time::Duration;

use emulator::{Kind, Record, Switches};

use crate::circumstances::Given;
use crate::ending::{Ending, ending};
use crate::world::{MAIN, Start, World};

/// Domains of others that are attached from the beginning.
const FOREIGN: usize = 25;

/// Most calls that two hours of the job may take, of which some may be refused.
const MOST_CALLS: usize = 130;

/// An address that leads to the server by a way of which RunCloud knows nothing.
const DETOUR: &str = "198.51.100.77";

/// The program would look up more often; for the end that makes no difference, and there are many ends to see.
pub(crate) const STRIDE: Duration = Duration::from_secs(75);

/// The same once everybody has come.
const LONG_STRIDE: Duration = Duration::from_secs(150);

/// Does the job with the switches flipped and tells how it ended.
pub(crate) async fn run(advanced: bool, given: Given, flip: fn(&mut Switches)) -> Ending {
    let mut start = Start::default();
    start.emulator.advanced_ssl = advanced;
    given.begin(&mut start);
    flip(&mut start.emulator.switches);
    let mut world = World::start(start).await;
    furnish(&world);
    customers_come(&mut world).await;
    let working = working(&world).await;
    things_change(&mut world, given).await;
    given.afterwards(&mut world).await;
    no_harm_was_done(&world, &working, given).await;
    ending(&world, given).await
}

fn furnish(world: &World) {
    for n in 0..FOREIGN {
        let name = format!("foreign{n}.example");
        world.panel.add_by_hand(&name, n % 2 == 0, Kind::Alias);
        world.panel.point_here(&name);
        world.panel.point_here(&format!("www.{name}"));
    }
    world.panel.add_to_neighbour("taken.example");
    world.panel.hold_elsewhere("elsewhere.example");
}

async fn customers_come(world: &mut World) {
    let ready = ["ready", "twin", "elsewhere", "taken", "old", "removed"];
    for host in ready {
        world.map_ready(&format!("{host}.example"));
    }
    world.map_ready("xn--bcher-kva.example");
    world.map("later.example");
    world.pass_coarsely(Duration::from_mins(20), STRIDE).await;
}

async fn things_change(world: &mut World, given: Given) {
    world.panel.point_here("later.example");
    world.panel.point_here("www.twin.example");
    world.panel.point_here("new.example");
    let old = world.edit(|network| {
        let row = network
            .mappings
            .iter()
            .find(|row| row.host == "old.example");
        row.map(|row| row.id)
    });
    world.rename(old.unwrap(), "new.example");
    given.meanwhile(world).await;
    world.unmap("removed.example");
    world.record_removal("removed.example").await;
    world
        .pass_coarsely(Duration::from_hours(1), LONG_STRIDE)
        .await;
    // DNS is fine as far as the program can see, and the authority's check fails all the same.
    let detour = Record::A(DETOUR.parse().unwrap());
    let here = Record::A("203.0.113.10".parse().unwrap());
    world.panel.set_records(MAIN, &[here, detour.clone()]);
    world.panel.set_records("detour.example", &[detour]);
    world.map("detour.example");
    world
        .pass_coarsely(Duration::from_mins(40), LONG_STRIDE)
        .await;
}

/// The names a visitor meets with a good certificate now.
async fn working(world: &World) -> Vec<String> {
    let mut names = Vec::new();
    for domain in world.panel.domains() {
        // Those of others have no certificate of their own.
        if !domain.name.starts_with("foreign") && world.answers(&domain.name).await {
            names.push(domain.name);
        }
    }
    names
}

/// The promises that hold whatever RunCloud does.
async fn no_harm_was_done(world: &World, working: &[String], given: Given) {
    let domains = world.panel.domains();
    let foreign: Vec<_> = domains
        .iter()
        .filter(|domain| domain.name.starts_with("foreign"))
        .collect();
    assert_eq!(foreign.len(), FOREIGN);
    for (n, domain) in foreign.iter().enumerate() {
        assert_eq!((domain.www, domain.kind), (n % 2 == 0, Kind::Alias));
    }
    assert!(world.id(MAIN).is_some(), "the main domain is attached");
    let leaving = ["old.example", "removed.example"];
    for name in working
        .iter()
        .filter(|name| !leaving.contains(&name.as_str()))
    {
        // Whoever switches the mode at the panel may take certificates away: that was not the program.
        let by_hand = given == Given::ModeChanged;
        assert!(by_hand || world.answers(name).await, "{name} worked before");
    }
    for domain in &domains {
        assert_eq!(
            world.objects(&domain.name),
            1,
            "{} is added once",
            domain.name
        );
    }
    assert_eq!(world.panel.limits_exceeded(), 0);
    let calls = world.calls();
    let most = if given == Given::Season {
        10 * MOST_CALLS
    } else {
        MOST_CALLS
    };
    assert!(calls.len() < most, "{} calls: {calls:?}", calls.len());
}
