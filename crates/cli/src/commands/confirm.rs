//! `confirm`: a person's yes, written down for the agent.

use agent::{About, Clock, Mind, SystemClock};
use ledger::{Ledger, RequestKind};
use plan::{DomainName, Policy, Reason};
use serde_json::{Value, json};

use super::answer::Answer;
use super::sample::sample;
use super::{near_miss, tables};
use crate::args::ConfirmTarget;
use crate::confirm::{Console, by_name};
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::settings::Settings;
use crate::wire::{self, Access, Home};

/// As many names as a person reads before he says yes.
const SAMPLE: usize = 10;

/// Asks for the name and passes the yes on.
pub(crate) async fn run(
    target: &ConfirmTarget,
    yes: Option<&DomainName>,
    settings: &Settings,
    printer: &Printer,
) -> Result<Exit, Report> {
    let home = Home::open(settings).await?;
    let ledger = tables::open(&home).await?;
    let broken = |error| wire::of_ledger(&error);
    let about = agent::about(&ledger).await.map_err(broken)?;
    let about = about.unwrap_or_default();
    let question = match target {
        ConfirmTarget::Brake => brake(&home, &about).await?,
        ConfirmTarget::Identity => identity(&home, &about).await?,
        ConfirmTarget::Domain(domain) => one_domain(&ledger, domain).await?,
    };
    by_name(&question.what, &question.name, yes, &mut Console)?;
    let answer = Answer::to(
        &ledger,
        RequestKind::Confirm,
        question.host,
        question.payload,
        SystemClock.now(),
    )
    .await?;
    answer.print(printer);
    Ok(Exit::Fine)
}

/// What a person is asked, and what is passed on when he says yes.
struct Question {
    what: String,
    name: DomainName,
    host: Option<DomainName>,
    payload: Value,
}

async fn brake(home: &Home, about: &About) -> Result<Question, Report> {
    if about.braked.is_empty() {
        return Err(Report::new("the brake holds nothing back", Exit::Look)
            .hint("`status` shows what waits for whom"));
    }
    let heading = format!("{} domains would be taken off:", about.braked.len());
    let what = [heading]
        .into_iter()
        .chain(sample(&about.braked, SAMPLE))
        .collect::<Vec<_>>()
        .join("\n");
    Ok(Question {
        what,
        name: main_domain(home).await?,
        host: None,
        payload: json!({ "what": "brake" }),
    })
}

async fn identity(home: &Home, about: &About) -> Result<Question, Report> {
    let hold = about.hold.as_ref();
    if let Some(hold) = hold.filter(|hold| hold.reason == Reason::MainDomainMissing) {
        let report = Report::new("a yes would change nothing", Exit::Held);
        let report = report.cause(hold.detail.clone());
        return Err(plan::remedy(hold.reason)
            .into_iter()
            .fold(report, Report::hint));
    }
    let access = Access::find(home).await?;
    let name = main_domain(home).await?;
    let place = wire::place(home, &access);
    let what = format!(
        "The installation in {} on this machine would be the one that acts for {name} on {}; any other copy would \
         only look.",
        place.path.display(),
        access.web_app
    );
    let identity = Mind::new(place, Policy::default()).identity(&name);
    Ok(Question {
        what,
        payload: json!({ "what": "identity", "identity": identity.hash_with_path() }),
        name,
        host: None,
    })
}

async fn one_domain(ledger: &Ledger, domain: &DomainName) -> Result<Question, Report> {
    let records = ledger.records().await;
    let records = records.map_err(|error| wire::of_ledger(&error))?;
    let record = near_miss::find(&records, domain)?;
    let host = record.host.clone();
    // The same distinction as the agent makes when it takes the request.
    let twin = record.standing.reason == plan::Reason::TwinElsewhere || record.absence.is_none();
    let what = if twin {
        format!("The www name of {host} may then be switched.")
    } else {
        format!("{host} may then be taken off the web application.")
    };
    Ok(Question {
        what,
        name: host.clone(),
        host: Some(host),
        payload: json!({ "what": "domain" }),
    })
}

async fn main_domain(home: &Home) -> Result<DomainName, Report> {
    let network = home.network.read(SystemClock.now()).await;
    let network = network.map_err(|error| wire::of_reading(&error))?;
    Ok(network.value().main_domain.clone())
}
