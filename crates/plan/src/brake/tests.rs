use crate::fixture::name;
use crate::world::{MINUTE, World};
use crate::{Reason, Step};

#[test]
fn removals_under_way_count_with_those_planned() {
    let mut world = World::new();
    let hosts: Vec<String> = (0..40).map(|n| format!("c{n:03}.example")).collect();
    for (id, host) in (1..).zip(&hosts) {
        world.row(id, 2, host);
        world.points(&[host]);
    }
    world.settle();
    for host in &hosts[..10] {
        world.unrow(host);
        world.recorded(host);
    }
    assert_eq!(world.dry().steps.len(), 10);
    world.busy = hosts[..10].iter().map(|host| name(host)).collect();
    world.unrow(&hosts[10]);
    world.recorded(&hosts[10]);
    world.advance(MINUTE);
    let plan = world.dry();
    assert_eq!(plan.braked, [name(&hosts[10])]);
    let off = |step: &Step| matches!(step, Step::Detach { .. });
    assert!(!plan.steps.iter().any(off), "{:?}", plan.steps);
    assert_eq!(world.standing(&hosts[10]).reason, Reason::BrakeOn);
}
