//! A network is brought on board while the program is killed again and again, as a power cut would end it.
//!
//! `RUNCLOUD_MULTISITE_KILLS` says how often (default 10, at most 60), `RUNCLOUD_MULTISITE_SEED` at which moments.

mod edge;
mod moments;
#[path = "../shared/provider.rs"]
mod provider;
mod stage;

use std::env;
use std::fmt::Display;
use std::str::FromStr;

use anyhow::{Context, Result};
use moments::moments;
use stage::{DOMAINS, Stage};

#[test]
fn a_network_comes_on_board_however_often_the_program_is_killed() -> Result<()> {
    let kills = setting("RUNCLOUD_MULTISITE_KILLS", 10)?;
    let seed = setting("RUNCLOUD_MULTISITE_SEED", 1)?;
    let moments = moments(seed, kills, DOMAINS / kills);
    let mut stage = Stage::set()?;
    killed_and_started_again(&mut stage, &moments).with_context(|| {
        format!("RUNCLOUD_MULTISITE_SEED={seed} RUNCLOUD_MULTISITE_KILLS={kills}: {moments:?}")
    })
}

fn killed_and_started_again(stage: &mut Stage, moments: &[moments::Moment]) -> Result<()> {
    let before = stage.foreign();
    stage.open_the_network()?;
    stage.stop_agent()?;
    // Some come before each life, so that none finds everything done.
    let come = |lives: usize| lives * DOMAINS / moments.len();
    for (life, moment) in moments.iter().enumerate() {
        stage.live_until(*moment, &(come(life)..come(life + 1)))?;
    }
    stage.start_agent()?;
    stage.wait_until_all_are_secured()?;
    stage.stop_agent()?;

    stage.check_each_is_attached_once()?;
    stage.check_nothing_was_ordered_twice()?;
    stage.check_each_answers_with_its_certificate()?;
    stage.check_what_is_written_down()?;
    anyhow::ensure!(
        stage.foreign() == before,
        "what is not ours was touched: {:?}, before: {before:?}",
        stage.foreign()
    );
    Ok(())
}

fn setting<T>(name: &str, default: T) -> Result<T>
where
    T: FromStr<Err: Display>,
{
    let Ok(text) = env::var(name) else {
        return Ok(default);
    };
    text.parse()
        .map_err(|error| anyhow::anyhow!("{name}=`{text}`: {error}"))
}
