//! A panel that was lived in before the first run: what worked keeps working, and what is not ours stays as it was.

mod world;

use std::collections::BTreeMap;
use std::time::Duration;

use emulator::{DomainView, Kind, Record as Dns};
use plan::Class;
use world::{MAIN, Start, World};

const DAY: Duration = Duration::from_hours(24);

/// Sixty domains, some of which the network wants; tells which.
fn furnish(world: &World) -> Vec<String> {
    let panel = &world.panel;
    let mut wanted = Vec::new();
    for n in 0..57 {
        let name = match n % 6 {
            0 => format!("www.literal{n}.example"),
            1 => format!("Upper{n}.EXAMPLE"),
            _ => format!("plain{n}.example"),
        };
        let id = panel.add_by_hand(&name, n % 4 == 2, Kind::Alias);
        panel.point_here(&name);
        let lower = name.to_ascii_lowercase();
        match n % 5 {
            0 => panel.set_records(&name, &[Dns::A("198.51.100.9".parse().unwrap())]),
            1 => drop(panel.install_custom_certificate(Some(&lower), &[&lower])),
            2 => panel.set_records(
                &name,
                &[
                    Dns::A("203.0.113.10".parse().unwrap()),
                    Dns::Aaaa("2001:db8::1".parse().unwrap()),
                ],
            ),
            _ => {}
        }
        if n % 4 == 2 && n % 3 == 0 {
            panel.point_here(&format!("www.{lower}"));
        }
        if n == 13 {
            panel.set_wildcard(id, true);
        }
        if n % 3 == 0 {
            wanted.push(lower);
        }
    }
    panel.add_by_hand("redirect.example", false, Kind::Redirect);
    panel.add_by_hand("twice.example", false, Kind::Alias);
    panel.add_by_hand("twice.example", true, Kind::Alias);
    wanted
}

async fn answers(world: &World) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    for domain in world.panel.domains() {
        let bare = domain.name.strip_prefix("www.").unwrap_or(&domain.name);
        for name in [bare.to_owned(), format!("www.{bare}")] {
            let yes = world.answers(&name).await;
            found.insert(name, yes);
        }
    }
    found
}

async fn live(advanced: bool) {
    let mut start = Start::default();
    start.emulator.advanced_ssl = advanced;
    // A certificate of the lived-in panel covers what it covers; none is renewed during the test.
    let mut world = World::start(start).await;
    let wanted = furnish(&world);
    if !advanced {
        world
            .panel
            .install_custom_certificate(None, &[MAIN, "plain3.example"]);
    }
    let before: BTreeMap<u64, DomainView> = world
        .panel
        .domains()
        .into_iter()
        .map(|d| (d.id, d))
        .collect();
    assert_eq!(before.len(), 61);
    let working = answers(&world).await;
    let certificates = world.panel.certificates();
    for host in &wanted {
        world.map(host);
    }
    world.map_ready("fresh.example");
    for (days, hours) in [(1, 1), (6, 6)] {
        world
            .pass_coarsely(days * DAY, Duration::from_hours(hours))
            .await;
        let now: BTreeMap<u64, DomainView> = world
            .panel
            .domains()
            .into_iter()
            .map(|d| (d.id, d))
            .collect();
        for (id, domain) in &before {
            assert_eq!(now.get(id), Some(domain), "nothing attached was changed");
        }
        let new: Vec<&str> = now
            .values()
            .filter(|domain| !before.contains_key(&domain.id))
            .map(|domain| domain.name.as_str())
            .collect();
        assert_eq!(new, ["fresh.example"], "nothing else was added");
        let after = answers(&world).await;
        for (name, worked) in &working {
            assert!(!worked || after[name], "{name} worked before");
        }
        let now = world.panel.certificates();
        for certificate in &certificates {
            assert!(now.contains(certificate), "{certificate:?}");
        }
    }
    for host in &wanted {
        let record = world.record(host).await.unwrap();
        assert_eq!(
            record.class,
            Class::Adopted,
            "{host}: {:?}",
            record.standing
        );
        if let Some(id) = record.object.map(|object| object.id) {
            assert!(before.contains_key(&id));
        }
    }
    for order in world.orders() {
        let bare = |host: &str| host.trim_start_matches("www.").to_owned();
        let ours = |name: &String| {
            name == "fresh.example" || wanted.iter().any(|host| bare(host) == bare(name))
        };
        assert!(order.names.iter().all(ours), "{order:?}");
    }
    let writes = world.calls();
    let writes = writes
        .iter()
        .filter(|route| !route.starts_with("GET"))
        .count();
    assert!(writes <= 60, "{writes} changes in a week");
}

#[tokio::test]
async fn a_week_with_one_certificate_for_each_domain() {
    live(true).await;
}

#[tokio::test]
async fn a_week_with_one_certificate_of_somebodys_own_for_all() {
    live(false).await;
}
