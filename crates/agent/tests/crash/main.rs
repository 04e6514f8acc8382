//! Kills the agent wherever it stands, and lets two of them meet: whatever happened outside happened once.

#[path = "../world/mod.rs"]
mod world;

mod boundaries;
mod instants;
mod kinds;
mod two_agents;
mod words;
