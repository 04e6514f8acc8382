//! When the program is killed: a phase of its work, and how far into it, by a seed.

use fastrand::Rng;

/// In which part of its life a process is killed. Each life begins with a reading and goes on with what is left.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Phase {
    /// It reads what is attached.
    Listing,
    /// It attaches domains.
    Attaching,
    /// It orders certificates.
    Ordering,
    /// Certificates are there, and it proves them and writes that down.
    Proving,
}

/// A phase, and how many things of its kind have to happen in this life first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) phase: Phase,
    pub(crate) count: usize,
}

const PHASES: [Phase; 4] = [
    Phase::Listing,
    Phase::Attaching,
    Phase::Ordering,
    Phase::Proving,
];
/// The moments of a seed, where each life has work for at least `most` domains. Every phase is met in four kills, in an
/// order of its own each time.
pub(crate) fn moments(seed: u64, kills: usize, most: usize) -> Vec<Moment> {
    let mut rng = Rng::with_seed(seed);
    let mut moments = Vec::with_capacity(kills);
    while moments.len() < kills {
        let mut phases = PHASES;
        rng.shuffle(&mut phases);
        let rest = (kills - moments.len()).min(phases.len());
        for phase in &phases[..rest] {
            let count = match phase {
                Phase::Listing => 1,
                _ => rng.usize(1..=most),
            };
            moments.push(Moment {
                phase: *phase,
                count,
            });
        }
    }
    moments
}
