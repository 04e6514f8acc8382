//! `plugin status`: is the plugin there, up to date, active, and does it answer?

use agent::{About, Clock, SystemClock};
use ledger::Ledger;
use plan::{DomainName, Timestamp};
use plugin::PluginsFolder;

use super::view::{Door, Network, View};
use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::settings::Settings;
use crate::wire::{self, Configured, Home};

/// As many requests as show that the plugin writes and the agent reads.
const REQUESTS: u32 = 3;

/// Tells how the plugin is. Where the database cannot be read, what the disk tells is told all the same.
pub(crate) async fn run(settings: &Settings, printer: &Printer) -> Result<Exit, Report> {
    let configured = Configured::read(settings)?;
    let broken = |error| wire::of_plugin(&error);
    let folder = PluginsFolder::find(&configured.installation).map_err(broken)?;
    let installed = folder.installed().map_err(broken)?;
    let now = SystemClock.now();
    let network = match configured.open().await {
        Ok(home) => ask(&home, settings, now).await,
        Err(report) => Err(report),
    };
    let view = View::of(folder.place(), &installed, network.as_ref().ok());
    match printer.format() {
        OutputFormat::Json => printer.json(&view),
        OutputFormat::Text => printer.text(&view.text(now, printer.width())),
    }
    match network {
        Ok(_) => Ok(view.exit()),
        Err(report) => {
            printer.warn(&report);
            Ok(report.exit)
        }
    }
}

/// What the network's database and the plugin's door tell.
async fn ask(home: &Home, settings: &Settings, now: Timestamp) -> Result<Network, Report> {
    let unreadable = |error| wire::of_reading(&error);
    let broken = |error| wire::of_ledger(&error);
    let read = home.network.read(now).await.map_err(unreadable)?;
    let network = read.value();
    let ledger = Ledger::open_existing(home.database.clone(), home.prefix.clone());
    let (requests, about) = match ledger.await.map_err(broken)? {
        None => (Vec::new(), About::default()),
        Some(ledger) => (
            ledger.latest_requests(REQUESTS).await.map_err(broken)?,
            agent::about(&ledger)
                .await
                .map_err(broken)?
                .unwrap_or_default(),
        ),
    };
    let door = if network.plugin_active {
        knock(home, settings, &network.main_domain, &about, now).await?
    } else {
        Door::not_tried("it is not active")
    };
    Ok(Network {
        active: network.plugin_active,
        door,
        requests: requests.into_iter().map(Into::into).collect(),
    })
}

async fn knock(
    home: &Home,
    settings: &Settings,
    main_domain: &DomainName,
    about: &About,
    now: Timestamp,
) -> Result<Door, Report> {
    let options = home.network.options().await;
    let options = options.map_err(|error| wire::of_reading(&error))?;
    let salt = wordpress::auth_salt(&home.installation.config, &options);
    let fixed = settings.server_address.value;
    let Some(knocker) = wire::knocker(salt.as_ref(), fixed) else {
        return Ok(Door::not_tried("wp-config.php does not tell the salts"));
    };
    let addresses = about.addresses.as_deref().unwrap_or_default();
    if addresses.is_empty() && fixed.is_none() {
        return Ok(Door::not_tried(
            "no agent has told the server's addresses yet",
        ));
    }
    Ok(match knocker.knock(main_domain, addresses, now).await {
        Ok(_) => Door::answered(),
        Err(why) => Door::shut(why),
    })
}
