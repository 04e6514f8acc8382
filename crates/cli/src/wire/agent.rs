//! An agent, ready to start. The only place that makes hands.

use std::sync::Arc;

use agent::{Agent, Clock, Events, Hands, Mind, Parts, SystemClock};
use ledger::Ledger;
use plan::Policy;
use probe::Knocker;
use runcloud::Writer;

use super::{Access, Configured, Home, Sight, eyes, of_ledger, place};
use crate::output::Report;
use crate::settings::Settings;

/// Everything an agent is made of, before it is one.
pub(crate) struct Crew {
    pub(crate) home: Home,
    pub(crate) access: Access,
    pub(crate) sight: Sight,
    pub(crate) ledger: Ledger,
    pub(crate) holder: String,
    /// What the configuration said when this was made.
    pub(crate) surroundings: Surroundings,
    knocker: Option<Arc<dyn Knocker>>,
    policy: Policy,
}

/// Gets everything ready that an agent needs, the tables of the ledger included.
///
/// # Errors
/// A report on the first thing that is missing or out of reach.
pub(crate) async fn crew(settings: &Settings) -> Result<Crew, Report> {
    let configured = Configured::read(settings)?;
    let said = configured.fingerprint();
    let home = configured.open().await?;
    let access = Access::find(&home).await?;
    let surroundings = Surroundings {
        configured: said,
        access: Some(access.fingerprint()),
    };
    let sight = eyes(settings, &home, &access)?;
    let now = SystemClock.now();
    // A network that can never be read is told now: the agent rides out what fails later.
    let readable = sight.eyes.source.read(now).await;
    readable.map_err(|error| super::of_foresight(&agent::Unforeseen::Source(error)))?;
    let ledger = Ledger::open(home.database.clone(), home.prefix.clone(), now)
        .await
        .map_err(|error| of_ledger(&error))?;
    Ok(Crew {
        knocker: super::knocker(access.salt.as_ref(), settings.server_address.value),
        home,
        access,
        sight,
        ledger,
        holder: super::holder(),
        surroundings,
        policy: policy(settings),
    })
}

/// What the configuration says, as far as an agent is made of it: compared, never shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Surroundings {
    configured: u64,
    /// Nothing where the network's options could not be read.
    access: Option<u64>,
}

impl Surroundings {
    /// Reads `wp-config.php` and the network's options again.
    ///
    /// # Errors
    /// A report where they do not say what is needed any more.
    pub(crate) async fn read(settings: &Settings, crew: &Crew) -> Result<Self, Report> {
        let configured = Configured::read(settings)?;
        let said = configured.fingerprint();
        // The old connection may be of no use with a new password: then the configuration alone is compared.
        let access = match crew.home.network.options().await {
            Ok(options) => {
                Some(Access::from(&configured.installation.config, &options)?.fingerprint())
            }
            Err(_) => None,
        };
        Ok(Self {
            configured: said,
            access,
        })
    }

    /// Whether an agent made of `self` would be another one than that made of `before`.
    pub(crate) fn differs_from(&self, before: &Self) -> bool {
        self.configured != before.configured
            || self.access.is_some() && self.access != before.access
    }
}

/// The rules that this program keeps, with what the settings say.
pub(crate) fn policy(settings: &Settings) -> Policy {
    Policy {
        calls_per_month: settings.calls_per_month.value,
        ..Policy::default()
    }
}

impl Crew {
    /// The same under a name that is known already.
    pub(crate) fn in_the_name_of(self, holder: String) -> Self {
        Self { holder, ..self }
    }

    /// What an agent here knows before it has looked at anything.
    pub(crate) fn mind(&self) -> Mind {
        Mind::new(place(&self.home, &self.access), self.policy.clone())
    }

    /// The agent, with hands.
    pub(crate) fn agent(&self, events: Events) -> Agent {
        let writer = Writer::new(self.sight.reader.clone());
        Agent::new(Parts {
            eyes: self.sight.eyes.clone(),
            hands: Hands::new(writer, self.access.web_app),
            knocker: self.knocker.clone(),
            ledger: self.ledger.clone(),
            clock: Arc::new(SystemClock),
            mind: self.mind(),
            holder: self.holder.clone(),
            events,
        })
    }
}
