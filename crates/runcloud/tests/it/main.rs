//! The client against a hand-made server on loopback: liberal replies, every kind of failure, and
//! what goes over the wire. The server answers from a script and records what it was asked.

mod failures;
mod pace;
mod provider;
mod reading;
mod trust;
mod wire;
mod writing;
