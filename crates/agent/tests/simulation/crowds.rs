//! What happens to many rows at once, or to the whole network.

use plan::Network;

use crate::known::Lead;
use crate::moves::{record_removal, row};
use crate::names::{HOSTS, twin};
use crate::simulation::Simulation;

/// Half-imported tables: the rows, half of them, or the sites are missing for a while.
pub fn import(simulation: &mut Simulation) {
    simulation.known.fresh.clear();
    if let Some(before) = simulation.importing.take() {
        simulation
            .story
            .tell("the import comes to its end".to_owned());
        simulation.edit(|network| *network = before);
        return;
    }
    let what = simulation.chance.below(3);
    simulation.story.tell(format!(
        "an import begins: {}",
        ["no rows", "half of the rows", "no sites but the main one"][what]
    ));
    simulation.importing = Some(simulation.network());
    simulation.edit(|network| match what {
        0 => network.mappings.clear(),
        1 => {
            let half = network.mappings.len() / 2;
            network.mappings.truncate(half);
        }
        _ => network.sites.truncate(1),
    });
}

/// Many rows go at once.
pub async fn remove_many(simulation: &mut Simulation) {
    let recorded = simulation.chance.one_in(2);
    let keep = simulation.chance.below(3);
    simulation.story.tell(format!(
        "all rows but {keep} are removed, recorded: {recorded}"
    ));
    let gone = simulation.edit(|network: &mut Network| {
        let keep = keep.min(network.mappings.len());
        network.mappings.split_off(keep)
    });
    for row in gone {
        simulation.known.disturb(&row.host);
        if recorded {
            record_removal(simulation, &row.host).await;
        }
    }
}

/// Many customers come at once, so that there is something to lose.
pub fn map_many(simulation: &mut Simulation) {
    let count = simulation.chance.between(4, 14);
    simulation.story.tell(format!("{count} new customers"));
    for n in 0..count {
        let host = HOSTS[(n * 5 + count) % HOSTS.len()];
        for name in [host.to_owned(), twin(host)] {
            simulation.world.panel.point_here(&name);
            let now = simulation.now();
            simulation.known.set_lead(&name, Lead::Here, now);
        }
        row(simulation, host);
    }
}

/// The network cannot be read, or not in whole, or can be again; or the integration is switched off or on.
pub fn spoil_network(simulation: &mut Simulation) {
    let kind = simulation.chance.below(5);
    simulation.known.fresh.clear();
    let mut source = simulation.world.source.0.lock().unwrap();
    let line = match kind {
        0 => {
            source.failure = Some("the database is away".to_owned());
            "the network cannot be read"
        }
        1 => {
            source.partial = Some("a table is missing".to_owned());
            source.version += 1;
            "the network is read in part"
        }
        2 => {
            source.network.enabled = !source.network.enabled;
            source.version += 1;
            "the integration is switched on or off"
        }
        _ => {
            (source.failure, source.partial) = (None, None);
            source.network.enabled = true;
            source.version += 1;
            "the network can be read again"
        }
    };
    drop(source);
    simulation.story.tell(line.to_owned());
}
