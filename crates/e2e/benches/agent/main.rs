//! The built program beside a real network of thousands of domains: how soon it acts, and what it costs while it does not.

mod commit;
mod idle;
mod process;
#[path = "../../tests/shared/provider.rs"]
mod provider;
mod stage;
mod status;

use anyhow::Result;
use figures::Wish;
use stage::Stage;

fn main() -> Result<()> {
    let names = ["idle", "status", "commit"];
    let Some(wish) = Wish::read().filter(|wish| names.iter().any(|name| wish.is_for(name))) else {
        return Ok(());
    };
    let stage = Stage::set()?;
    if wish.is_for("idle") {
        idle::figures(&stage)?;
    }
    if wish.is_for("status") {
        status::figures(&stage)?;
    }
    if wish.is_for("commit") {
        commit::figure(&stage)?;
    }
    Ok(())
}
