//! The whole of it: a real network, a RunCloud on loopback, and the program in between, left to itself.

mod acme;
#[path = "../shared/provider.rs"]
mod provider;
mod stage;

use anyhow::{Result, ensure};
use e2e::{AgentOptions, Credentials, Reach, run_once};
use stage::{BY_HAND, MAIN_DOMAIN, Stage};

#[test]
fn a_network_is_kept_in_step_through_its_life() -> Result<()> {
    life_of_a_network(Stage::set(
        "wp_",
        Reach::Socket,
        Credentials::Token("emulator-token".into()),
    )?)
}

#[test]
fn a_network_with_a_prefix_of_its_own_and_a_key_pair_is_kept_in_step_too() -> Result<()> {
    let key_pair = Credentials::KeyPair {
        key: "emulator-key".into(),
        secret: "emulator-secret".into(),
    };
    life_of_a_network(Stage::set("net7_", Reach::Tcp, key_pair)?)
}

#[test]
fn nothing_changes_while_the_integration_is_off() -> Result<()> {
    let stage = Stage::set("wp_", Reach::Socket, token())?;
    stage.network.switch_integration(false)?;
    stage
        .panel
        .point_here(&stage.network.create_site("shop")?.host);

    let applied = run_once(stage.options(), &["apply"])?;
    ensure!(
        stage.writes().is_empty(),
        "the panel was changed: {:?}\n{applied:?}",
        stage.writes()
    );
    ensure!(
        !stage.panel.calls().is_empty(),
        "but it was read: {applied:?}"
    );

    stage.network.switch_integration(true)?;
    let applied = run_once(stage.options(), &["apply"])?;
    ensure!(
        stage.is_attached("shop.network.example"),
        "now it works: {applied:?}"
    );
    Ok(())
}

#[test]
fn a_copy_of_the_network_changes_nothing() -> Result<()> {
    let stage = Stage::set("wp_", Reach::Socket, token())?;
    stage
        .panel
        .point_here(&stage.network.create_site("shop")?.host);
    let copy = stage.network.copy_of_files()?;
    let options = AgentOptions {
        wordpress: copy.path().to_owned(),
        ..stage.options().clone()
    };

    let applied = run_once(&options, &["apply"])?;
    ensure!(applied.code == Some(4), "a copy is held: {applied:?}");
    ensure!(
        stage.writes().is_empty(),
        "the panel was changed: {:?}",
        stage.writes()
    );
    Ok(())
}

fn token() -> Credentials {
    Credentials::Token("emulator-token".into())
}

fn life_of_a_network(mut stage: Stage) -> Result<()> {
    sites_get_their_own_hosts(&mut stage)?;
    a_domain_waits_for_its_dns(&mut stage)?;
    a_restarted_database_is_no_obstacle(&mut stage)?;
    a_renamed_mapping_moves_over(&mut stage)?;
    what_happened_without_the_agent_is_made_up_for(&mut stage)?;
    a_deleted_site_takes_its_names_along(&mut stage)?;
    what_is_not_ours_is_as_it_was(&stage)
}

fn sites_get_their_own_hosts(stage: &mut Stage) -> Result<()> {
    for label in ["shop", "blog"] {
        let site = stage.network.create_site(label)?;
        stage.panel.point_here(&site.host);
    }
    stage.start_agent()?;
    stage.wait_secured("shop.network.example")?;
    stage.wait_secured("blog.network.example")
}

fn a_domain_waits_for_its_dns(stage: &mut Stage) -> Result<()> {
    let shop = stage.site("shop")?;
    stage.network.map_domain(&shop, "customer.example")?;
    stage.wait_state("customer.example", "waiting_dns")?;
    ensure!(
        !stage.has_certificate("customer.example"),
        "no certificate without DNS"
    );

    stage.panel.point_here("customer.example");
    stage.panel.point_here("www.customer.example");
    stage.wait_secured("customer.example")
}

fn a_restarted_database_is_no_obstacle(stage: &mut Stage) -> Result<()> {
    let shop = stage.site("shop")?;
    stage.panel.point_here("bakery.example");
    stage.network.map_domain(&shop, "bakery.example")?;
    stage.database.restart()?;
    stage.wait_secured("bakery.example")
}

fn a_renamed_mapping_moves_over(stage: &mut Stage) -> Result<()> {
    let mapping = stage.mapping("customer.example")?;
    stage.panel.point_here("renamed.example");
    stage.network.rename_mapping(mapping, "renamed.example")?;
    stage.wait_secured("renamed.example")?;
    stage.wait_detached("customer.example")
}

fn what_happened_without_the_agent_is_made_up_for(stage: &mut Stage) -> Result<()> {
    let shop = stage.site("shop")?;
    stage.stop_agent()?;
    stage
        .network
        .delete_mapping(stage.mapping("bakery.example")?)?;
    stage.panel.point_here("late.example");
    stage.network.map_domain(&shop, "late.example")?;
    stage.start_agent()?;
    stage.wait_secured("late.example")?;

    // And once more in the middle of its work.
    stage.kill_agent()?;
    stage.start_agent()?;
    stage.wait_detached("bakery.example")
}

fn a_deleted_site_takes_its_names_along(stage: &mut Stage) -> Result<()> {
    let blog = stage.site("blog")?;
    stage.panel.point_here("diary.example");
    let mapping = stage.network.map_domain(&blog, "diary.example")?;
    stage.wait_secured("diary.example")?;

    // The plugin deletes the rows of a site that goes.
    stage.network.delete_mapping(mapping)?;
    stage.network.delete_site(&blog)?;
    stage.wait_detached("diary.example")?;
    stage.wait_detached("blog.network.example")
}

fn what_is_not_ours_is_as_it_was(stage: &Stage) -> Result<()> {
    ensure!(stage.is_attached(MAIN_DOMAIN), "the main domain stays");
    ensure!(
        stage.is_attached(BY_HAND),
        "a domain nobody asked for stays"
    );
    ensure!(!stage.has_certificate(BY_HAND), "and gets no certificate");
    for kept in ["shop.network.example", "renamed.example", "late.example"] {
        ensure!(stage.is_attached(kept), "`{kept}` is wanted");
    }
    let attached = stage.panel.domains().len();
    ensure!(attached == 5, "five domains are attached, not {attached}");

    let plan = run_once(stage.options(), &["plan", "--output", "json"])?;
    ensure!(plan.code == Some(0), "nothing is left to do: {plan:?}");
    Ok(())
}
