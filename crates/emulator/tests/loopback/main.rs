//! The emulator from outside: real HTTP, real DNS queries, real TLS handshakes, and a clock that the test holds.

mod access;
mod authority;
mod certificates;
mod control;
mod dns;
mod domains;
mod doubts;
mod edge;
mod faults;
mod lists;
mod pages;
mod support;
mod upkeep;
