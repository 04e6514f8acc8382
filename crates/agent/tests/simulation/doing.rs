//! What happens next.

use crate::simulation::Simulation;
use crate::story::Broken;
use crate::{agents, crowds, hands, moves};

/// One thing happens, by chance; the numbers are weights.
pub async fn next(simulation: &mut Simulation) -> Result<(), Broken> {
    let now = simulation.now() / 1000 % 1_000_000;
    simulation.story.tell(format!("-- at {now} s"));
    match simulation.chance.below(100) {
        0..16 => moves::map(simulation),
        16..19 => moves::map_odd(simulation),
        19..21 => moves::add_site(simulation),
        21..28 => moves::unmap(simulation).await,
        28..31 => moves::delete_site(simulation),
        31..36 => moves::rename(simulation),
        36..39 => moves::claim_twice(simulation),
        39..42 => crowds::import(simulation),
        42..45 => crowds::remove_many(simulation).await,
        45..48 => crowds::map_many(simulation),
        48..51 => crowds::spoil_network(simulation),
        51..55 => moves::ask(simulation).await,
        55..63 => hands::dns(simulation),
        63..66 => hands::attach(simulation),
        66..68 => hands::detach(simulation),
        68..70 => hands::certificate(simulation),
        70 => hands::mode(simulation),
        71..77 => hands::fault(simulation),
        77 => hands::revoke(simulation),
        78..81 => hands::mend(simulation),
        81..83 => hands::certificate_fault(simulation),
        83..86 => agents::kill(simulation).await?,
        86..88 => Box::pin(agents::second(simulation)).await?,
        88..91 => Box::pin(agents::freeze(simulation)).await?,
        91..93 => agents::back_up(simulation).await,
        93..95 => agents::restore(simulation).await?,
        95 => agents::edit_copy(simulation),
        _ => agents::copy(simulation).await,
    }
    simulation.look_at_panel();
    Ok(())
}
