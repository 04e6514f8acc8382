//! The agent in a whole world on loopback with held time. One binary, as each one more has to be built and linked.

#[path = "../world/mod.rs"]
mod world;

mod basic;
mod calls;
mod certificates;
mod chronicle;
mod clock;
mod counts;
mod faults;
mod knocks;
mod lived_in;
mod main_job;
mod odd_days;
mod ownership;
mod pace;
mod removal;
mod renewal;
mod requests;
mod saved;
mod scale;
mod sub_domains;
mod twins;
mod virtual_hosts;
mod visits;
mod zones;
