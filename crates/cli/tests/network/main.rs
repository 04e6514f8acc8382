//! The program beside a real database and an emulated RunCloud, run the way an operator runs it.

mod agent;
mod doctor;
mod plugin;
mod shown;
mod stage;
mod story;
mod trouble;
