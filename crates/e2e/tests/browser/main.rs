//! A walk through the WordPress plugin as people take it, with everything behind it real but RunCloud.

#[path = "../shared/provider.rs"]
mod provider;
mod stage;

use std::env;
use std::io::{self, Write as _};

use anyhow::{Result, ensure};
use e2e::{Browser, Layout, Site};
use stage::{MAIN_DOMAIN, Stage};

const BAKERY: &str = "bakery.example";
const FLORIST: &str = "florist.example";
const GROCER: &str = "grocer.example";
const OWNER: &str = "owner";
/// The list of domains of the real Ultimate Multisite.
const REAL_LIST: &str = "wp-ultimo-domains";

#[test]
fn people_see_where_their_domains_stand() -> Result<()> {
    walk(&Layout::Registry, "registry")
}

#[test]
fn people_see_it_with_an_older_ultimate_multisite_too() -> Result<()> {
    walk(&Layout::Legacy, "legacy")
}

#[test]
fn people_see_it_with_the_real_ultimate_multisite() -> Result<()> {
    let Some(folder) = env::var_os("ULTIMATE_MULTISITE_DIR") else {
        let skipped = "skipped: the walk with the real Ultimate Multisite (ULTIMATE_MULTISITE_DIR is not set)";
        return Ok(writeln!(io::stderr(), "{skipped}")?);
    };
    walk(&Layout::Real(folder.into()), "real")
}

/// The stand-ins have pages of integrations and mappings, and the newer one a customer's page. The real plugin needs
/// scripts for its own that Debian's WordPress lacks: what its wizard asks is asked without it, and its list is read as it
/// arrives. A customer's dashboard is drawn without scripts.
fn walk(layout: &Layout, pictures: &str) -> Result<()> {
    let mut stage = Stage::set(layout, pictures)?;
    let site = stage.network.create_site("shop")?;
    stage.panel.point_here(&site.host);
    let admin = stage.browser_of("admin")?;
    let stands_in = !matches!(layout, Layout::Real(_));

    if stands_in {
        the_integration_is_ours(&mut stage, &admin, layout)?;
    } else {
        the_real_wizard_tests_the_connection(&mut stage, &admin)?;
    }
    a_domain_waits_for_its_records(&mut stage, &admin, &site)?;
    match layout {
        Layout::Registry => {
            stage.network.add_person(OWNER)?;
            a_customer_is_told_what_to_set(&stage, &customers_page(layout, &site))?;
        }
        Layout::Legacy => {}
        Layout::Real(_) => {
            stage.network.add_person(OWNER)?;
            stage.network.add_customer(OWNER, &site)?;
            a_customer_is_told_what_to_set(&stage, &customers_page(layout, &site))?;
        }
    }
    a_domain_becomes_secured(&mut stage, &admin)?;
    if stands_in {
        ultimate_multisite_lists_it(&stage, &admin)?;
    } else {
        shows_in_its_source(&admin, &admin_page(REAL_LIST), "RunCloud: Secured")?;
        stage.picture(&admin, "mappings")?;
        the_real_page_of_a_mapping_has_a_box(&stage, &admin)?;
    }
    a_retry_is_asked_for(&stage, &admin)?;
    a_mapping_goes(&mut stage, &admin)?;
    the_brake_waits_for_a_yes(&mut stage, &admin, &site)?;
    the_fence_waits_for_a_yes(&mut stage, &admin, &site)?;
    a_stopped_agent_is_told_of(&mut stage, &admin, &site, layout)?;
    nothing_was_lost_meanwhile(&mut stage, &admin)?;

    let complaints = stage.server.complaints();
    ensure!(complaints.is_empty(), "PHP complains:\n{complaints}");
    Ok(())
}

fn admin_page(query: &str) -> String {
    format!("http://{MAIN_DOMAIN}/wp-admin/network/admin.php?page={query}")
}

/// For a page that scripts may hide until they have run.
fn shows_in_its_source(browser: &Browser, url: &str, words: &str) -> Result<()> {
    browser.visit(url)?;
    let source = browser.source()?;
    ensure!(
        source.contains(words),
        "`{words}` is not on {url}:\n{source}"
    );
    Ok(())
}

fn the_integration_is_ours(stage: &mut Stage, admin: &Browser, layout: &Layout) -> Result<()> {
    // The newer layout has its own word for a yes; in the older one it is ours.
    let yes = match layout {
        Layout::Legacy => "The program reads RunCloud and nothing holds it up.",
        _ => "Access Authorized",
    };
    let page = admin_page("walk-integrations");
    admin.visit(&page)?;
    // Not only the name, which the menu shows too.
    admin.must_show("The runcloud-multisite program on your server keeps")?;
    admin.press("Test connection")?;
    admin.must_show("has not run for this network yet")?;
    stage.picture(admin, "integration")?;
    admin.visit(&admin_page("runcloud-domains&tab=program"))?;
    stage.picture(admin, "program-never-ran")?;

    stage.start_agent()?;
    stage.wait("the test of the connection to succeed", |_| {
        admin.visit(&page)?;
        admin.press("Test connection")?;
        admin.must_show_one_of(&[yes, "test again"])?;
        Ok(admin.text()?.contains(yes))
    })
}

/// What the wizard's button asks, and what it is answered.
fn the_real_wizard_tests_the_connection(stage: &mut Stage, admin: &Browser) -> Result<()> {
    let question = "admin-ajax.php?action=wu_test_hosting_integration&integration=runcloud";
    let question = format!("http://{MAIN_DOMAIN}/wp-admin/{question}");
    admin.visit(&question)?;
    admin.must_show("has not run for this network yet")?;
    stage.start_agent()?;
    stage.wait_shown(admin, &question, &["\"success\":true"])
}

fn the_real_page_of_a_mapping_has_a_box(stage: &Stage, admin: &Browser) -> Result<()> {
    let id = stage.network.sql().value(&format!(
        "SELECT id FROM {} WHERE domain = '{BAKERY}'",
        stage.network.table("wu_domain_mappings")
    ))?;
    admin.visit(&admin_page(&format!("wp-ultimo-edit-domain&id={id}")))?;
    admin.must_show("Who acts next")?;
    stage.picture(admin, "mapping")
}

fn a_domain_waits_for_its_records(stage: &mut Stage, admin: &Browser, site: &Site) -> Result<()> {
    stage.network.map_as_customer(site, &[BAKERY])?;
    stage.wait_listed(admin, BAKERY, "Waiting for DNS")?;
    stage.picture(admin, "list-waiting")
}

/// Where Ultimate Multisite's element of a customer's domains is: on the dashboard of his site, or on the stand-in's page.
fn customers_page(layout: &Layout, site: &Site) -> String {
    let page = match layout {
        Layout::Real(_) => "wp-admin/index.php",
        _ => "?walk_domains",
    };
    format!("http://{}/{page}", site.host)
}

fn a_customer_is_told_what_to_set(stage: &Stage, page: &str) -> Result<()> {
    let owner = stage.browser_of(OWNER)?;
    owner.visit(page)?;
    owner.must_show("DNS records for bakery.example")?;
    owner.must_show("203.0.113.10")?;
    stage.picture(&owner, "customer-waiting")?;
    // The agent was told of the domain when it was mapped.
    owner.press("Check again (bakery.example)")?;
    owner.must_show("This domain was checked less than a minute ago.")?;
    stage.let_requests_be_a_minute_old()?;
    owner.press("Check again (bakery.example)")?;
    owner.must_show("The domain is being checked now.")?;
    stage.picture(&owner, "customer-checked")
}

fn a_domain_becomes_secured(stage: &mut Stage, admin: &Browser) -> Result<()> {
    stage.panel.point_here(BAKERY);
    stage.panel.point_here(&format!("www.{BAKERY}"));
    stage.wait_listed(admin, BAKERY, "Secured")?;
    stage.picture(admin, "list-secured")?;

    // The agent knocks, and the plugin carries over what it finds.
    stage.wait("the row of Ultimate Multisite to be served", |stage| {
        Ok(stage.network.standing_of_mapping(BAKERY)? == "done secure active")
    })
}

fn ultimate_multisite_lists_it(stage: &Stage, admin: &Browser) -> Result<()> {
    admin.visit(&admin_page("wp-ultimo"))?;
    admin.must_show("done, secure, active")?;
    admin.must_show("RunCloud: Secured")?;
    stage.picture(admin, "mappings")
}

fn a_retry_is_asked_for(stage: &Stage, admin: &Browser) -> Result<()> {
    admin.visit(&admin_page(&format!("runcloud-domains&domain={BAKERY}")))?;
    admin.must_show("Timeline")?;
    stage.picture(admin, "domain")?;
    admin.press("Retry now")?;
    admin.must_show("The program was asked to try this domain again now.")
}

fn a_mapping_goes(stage: &mut Stage, admin: &Browser) -> Result<()> {
    stage.network.unmap_as_customer(&[BAKERY])?;
    // It would go without a record too, later: by its absence.
    let recorded = stage.removals_of(BAKERY)?;
    ensure!(recorded == "1", "{recorded} records of its removal");
    stage.wait("the domain to be detached", |stage| {
        Ok(!stage.is_attached(BAKERY))
    })?;
    stage.wait_listed(admin, BAKERY, "Taken off")
}

fn the_brake_waits_for_a_yes(stage: &mut Stage, admin: &Browser, site: &Site) -> Result<()> {
    let hosts: Vec<String> = (1..=14).map(|n| format!("shop-{n:02}.example")).collect();
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    stage.network.map_as_customer(site, &hosts)?;
    stage.wait("all domains to be attached", |stage| {
        Ok(hosts.iter().all(|host| stage.is_attached(host)))
    })?;
    admin.visit(&admin_page("runcloud-domains"))?;
    stage.picture(admin, "list-of-many")?;

    stage.network.unmap_as_customer(&hosts)?;
    let program = admin_page("runcloud-domains&tab=program");
    stage.wait_shown(admin, &program, &["The brake holds removals back"])?;
    stage.picture(admin, "brake")?;
    admin.fill("#runcloud-confirm-brake", "another.example")?;
    admin.press("Let ")?;
    admin.must_show("What was typed is not the name")?;
    ensure!(
        hosts.iter().any(|host| stage.is_attached(host)),
        "the brake holds"
    );

    admin.fill("#runcloud-confirm-brake", MAIN_DOMAIN)?;
    admin.press("Let ")?;
    admin.must_show("Your yes was passed on to the program.")?;
    stage.wait("the removals to go on", |stage| {
        Ok(!hosts.iter().any(|host| stage.is_attached(host)))
    })?;
    admin.visit(&program)?;
    admin.must_not_show("The brake holds removals back")
}

fn the_fence_waits_for_a_yes(stage: &mut Stage, admin: &Browser, site: &Site) -> Result<()> {
    stage.move_here_from_elsewhere()?;
    stage.network.map_as_customer(site, &[FLORIST])?;
    let program = admin_page("runcloud-domains&tab=program");
    stage.wait_shown(admin, &program, &["this may be a copy of the network"])?;
    stage.picture(admin, "fence")?;
    admin.fill("#runcloud-confirm-identity", "another.example")?;
    admin.press("This is the network")?;
    admin.must_show("What was typed is not the name")?;
    ensure!(!stage.is_attached(FLORIST), "the fence holds");

    admin.fill("#runcloud-confirm-identity", MAIN_DOMAIN)?;
    admin.press("This is the network")?;
    admin.must_show("Your yes was passed on to the program.")?;
    stage.wait("the domain to be attached", |stage| {
        Ok(stage.is_attached(FLORIST))
    })?;
    admin.visit(&program)?;
    admin.must_not_show("this may be a copy of the network")
}

fn a_stopped_agent_is_told_of(
    stage: &mut Stage,
    admin: &Browser,
    site: &Site,
    layout: &Layout,
) -> Result<()> {
    stage.stop_agent_minutes_ago()?;
    // Customers go on meanwhile, and notice nothing.
    stage.network.map_as_customer(site, &[GROCER])?;
    stage.network.unmap_as_customer(&[FLORIST])?;
    admin.visit(&format!("http://{MAIN_DOMAIN}/wp-admin/network/"))?;
    admin.must_show("The runcloud-multisite program stopped 5 min")?;
    stage.picture(admin, "stopped-notice")?;

    admin.visit(&admin_page("runcloud-domains"))?;
    admin.must_show("shop.network.example")?;
    stage.picture(admin, "list-stopped")?;
    admin.visit(&admin_page("runcloud-domains&tab=program"))?;
    admin.must_show("Not running")?;
    stage.picture(admin, "program-stopped")?;
    admin.visit(&admin_page("runcloud-domains&domain=shop.network.example"))?;
    admin.must_show("Timeline")?;
    // Debian's WordPress comes without a script that Site Health draws its results with.
    let health = format!("http://{MAIN_DOMAIN}/wp-admin/site-health.php");
    let does_not_run = "The runcloud-multisite program does not run";
    shows_in_its_source(admin, &health, does_not_run)?;

    let unknown = "RunCloud: not known to the program yet";
    let outdated = "This may be out of date: the last check of domains here was 5 min";
    if matches!(layout, Layout::Real(_)) {
        shows_in_its_source(admin, &admin_page(REAL_LIST), unknown)?;
    } else {
        admin.visit(&admin_page("walk-integrations"))?;
        admin.press("Test connection")?;
        admin.must_show("does not run at the moment")?;
        admin.visit(&admin_page("wp-ultimo"))?;
        admin.must_show(unknown)?;
    }
    if *layout != Layout::Legacy {
        let owner = stage.browser_of(OWNER)?;
        owner.visit(&customers_page(layout, site))?;
        owner.must_show(outdated)?;
        stage.picture(&owner, "customer-stopped")?;
    }
    Ok(())
}

fn nothing_was_lost_meanwhile(stage: &mut Stage, admin: &Browser) -> Result<()> {
    stage.start_agent()?;
    stage.wait("what was asked for meanwhile to be done", |stage| {
        Ok(stage.is_attached(GROCER) && !stage.is_attached(FLORIST))
    })?;
    stage.wait_listed(admin, GROCER, "Waiting for DNS")?;
    admin.visit(&format!("http://{MAIN_DOMAIN}/wp-admin/network/"))?;
    admin.must_not_show("The runcloud-multisite program stopped")
}
