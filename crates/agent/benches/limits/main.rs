//! What the agent makes of limits that others set: the provider's calls of a month, the authority's orders.
//!
//! Time is held, so days pass in minutes; the calls are real ones, counted by the emulator.

mod month;
mod outside;
mod rush;
#[path = "../../tests/world/mod.rs"]
mod world;

use std::io;

use figures::Wish;

// Time can be held on one thread only.
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let Some(wish) = Wish::read() else {
        return Ok(());
    };
    if wish.is_for("calls") {
        Box::pin(month::figure()).await?;
    }
    if wish.is_for("onboarding") {
        Box::pin(rush::figure()).await?;
    }
    Ok(())
}
