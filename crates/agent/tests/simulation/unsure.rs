//! Calls of which nobody knows whether they took effect: they are looked up before they are made again (invariant 7).

use std::collections::BTreeSet;

use emulator::Call;

use crate::names::bare;
use crate::simulation::Simulation;
use crate::turn::Window;

/// Names that may have been attached by a call without an answer, and were not looked for since.
#[derive(Debug, Default)]
pub struct Unsure {
    attached: BTreeSet<String>,
}

impl Unsure {
    /// Remembers what a turn left open.
    pub fn note(&mut self, window: &Window) {
        for call in &window.calls {
            self.take(call);
        }
    }

    fn take(&mut self, call: &Call) {
        match (call.route.as_str(), &call.body_name) {
            ("POST domains", Some(name)) if call.status == 0 || call.status >= 500 => {
                self.attached.insert(bare(name));
            }
            ("POST domains", Some(name)) => drop(self.attached.remove(&bare(name))),
            // One page is enough of a look for a bystander: worlds with more pages are rare.
            ("GET domains", _) if call.status == 200 => self.attached.clear(),
            _ => {}
        }
    }
}

pub fn invariant_7_what_may_have_happened_is_looked_up(
    simulation: &Simulation,
    window: &Window,
) -> Result<(), String> {
    let mut unsure = Unsure {
        attached: simulation.unsure.attached.clone(),
    };
    for call in &window.calls {
        let name = call.body_name.as_deref().map(bare).unwrap_or_default();
        if call.route == "POST domains" && unsure.attached.contains(&name) {
            return Err(format!(
                "{name} may be attached already, and was added again without a look"
            ));
        }
        unsure.take(call);
    }
    Ok(())
}
