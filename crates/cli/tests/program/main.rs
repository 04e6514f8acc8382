//! The program, run the way an operator runs it.

mod config_show;
mod help;
mod run;
mod usage;
