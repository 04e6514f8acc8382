//! What the benchmarks share: samples, the figure they come to, and a large network that is in step.
//!
//! A benchmark is a program of its own (`harness = false`) that asks [`Wish`] what is wanted of it and prints one
//! [`Figure`] after another. `scripts/bench` runs them all and makes a table of what they print. Nothing of the product
//! depends on this crate.
//!
//! ```
//! use std::time::Duration;
//! use figures::{Figure, Goal, Samples};
//!
//! let samples: Samples = (1..=50).map(Duration::from_millis).collect();
//! let p95 = samples.p95();
//! let figure = Figure {
//!     name: "answer, p95 of 50",
//!     measured: figures::words(p95),
//!     goal: Some(Goal::at_most(Duration::from_secs(2), p95)),
//!     how: "the clock is read before and after the question".to_owned(),
//! };
//! assert!(figure.line().starts_with("answer, p95 of 50\t48 ms\tat most 2.00 s\tmet\t"));
//! ```

mod figure;
mod large;
mod samples;
mod wish;

pub use figure::{Figure, Goal};
pub use large::{Large, domains, host};
pub use samples::{Samples, timed, words};
pub use wish::Wish;
