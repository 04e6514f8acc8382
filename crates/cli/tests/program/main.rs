//! The program, run the way an operator runs it.

mod config_show;
mod demo;
mod emulator;
mod help;
mod run;
mod running;
mod usage;
