//! The same world with one thing less that is emulated: a real authority validates and issues.

use anyhow::{Result, ensure};
use e2e::{Pebble, run_once};
use emulator::DnsFailure;

use crate::stage::Stage;

#[test]
fn certificates_come_from_a_real_authority_and_its_refusal_is_told_in_its_own_words() -> Result<()>
{
    let authority = Pebble::start()?;
    let mut stage = Stage::set_with_authority(&authority)?;
    stage
        .panel
        .switches(|switches| switches.dns_failure = DnsFailure::AtOnce422);
    let shop = stage.network.create_site("shop")?;
    for host in [shop.host.as_str(), "customer.example"] {
        stage.panel.point_here(host);
        authority.point_here(host)?;
    }
    stage.network.map_domain(&shop, "customer.example")?;
    stage.start_agent()?;
    // The agent trusts the authority's root alone: its handshake shows where the certificate comes from.
    stage.wait_secured("customer.example")?;
    stage.wait_secured(&shop.host)?;
    ensure!(
        stage.panel.orders().iter().all(|order| order.ok),
        "validated: {:?}\n{}",
        stage.panel.orders(),
        authority.log()
    );

    // The zone that the agent asks and the one that the authority asks disagree.
    stage.panel.point_here("stranger.example");
    stage.network.map_domain(&shop, "stranger.example")?;
    stage.wait_state("stranger.example", "attention")?;
    let status = run_once(stage.options(), &["status", "stranger.example"])?;
    for words in [
        "Challenge failed for domain stranger.example",
        "urn:ietf:params:acme:error:connection",
    ] {
        ensure!(
            status.stdout.contains(words),
            "the authority's words `{words}` are passed on: {status:?}\n{}",
            authority.log()
        );
    }
    ensure!(
        !stage.has_certificate("stranger.example"),
        "nothing was issued"
    );
    Ok(())
}
