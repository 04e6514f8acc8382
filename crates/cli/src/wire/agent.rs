//! An agent, ready to start. The only place that makes hands.

use std::sync::Arc;

use agent::{Agent, Clock, Events, Hands, Mind, Parts, SystemClock};
use ledger::Ledger;
use plan::Policy;
use probe::Knocker;
use runcloud::Writer;

use super::{Access, Home, Sight, eyes, of_ledger, place};
use crate::output::Report;
use crate::settings::Settings;

/// Everything an agent is made of, before it is one.
pub(crate) struct Crew {
    pub(crate) home: Home,
    pub(crate) access: Access,
    pub(crate) sight: Sight,
    pub(crate) ledger: Ledger,
    pub(crate) holder: String,
    knocker: Option<Arc<dyn Knocker>>,
    policy: Policy,
}

/// Gets everything ready that an agent needs, the tables of the ledger included.
///
/// # Errors
/// A report on the first thing that is missing or out of reach.
pub(crate) async fn crew(settings: &Settings) -> Result<Crew, Report> {
    let home = Home::open(settings).await?;
    let access = Access::find(&home).await?;
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
        policy: policy(settings),
    })
}

/// The rules that this program keeps, with what the settings say.
pub(crate) fn policy(settings: &Settings) -> Policy {
    Policy {
        calls_per_month: settings.calls_per_month.value,
        ..Policy::default()
    }
}

impl Crew {
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
