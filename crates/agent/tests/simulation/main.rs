//! The whole program in a world made of chance: network, panel, DNS, certificate authority and clock follow a seed,
//! people edit, things break, the agent is killed, frozen, doubled, copied and set back to yesterday. After each step
//! the invariants of the project are checked, and at the end everything is mended and has to come right.
//!
//! `scripts/simulate` runs as many seeds as one likes, or one again.

#![allow(unreachable_pub, reason = "a test binary has no outside")]

#[path = "../world/mod.rs"]
mod world;

mod agents;
mod chance;
mod crowds;
mod doing;
mod end;
mod hands;
mod invariants;
mod known;
mod last;
mod limits;
mod moves;
mod names;
mod removals;
mod seeds;
mod simulation;
mod start;
mod story;
mod turn;
mod unsure;

/// The seeds are shared out, so that a runner of tests can use every core.
macro_rules! shards {
    ($($name:ident: $number:literal)+) => {$(
        #[test]
        fn $name() {
            seeds::run_share($number);
        }
    )+};
}

shards! {
    share_1: 0
    share_2: 1
    share_3: 2
    share_4: 3
    share_5: 4
    share_6: 5
    share_7: 6
    share_8: 7
}
