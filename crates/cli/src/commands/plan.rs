//! `plan`: what would be done, and why nothing is done where nothing is.
//!
//! Nothing here can write: there are no hands, and the ledger is opened only where it is there already.

use std::collections::BTreeSet;

use agent::{Clock, Mind, SystemClock};
use ledger::Ledger;
use plan::{DomainName, Plan, Timestamp};
use serde::Serialize;

use super::advice::{SubDomainAdvice, SubDomainDnsAdvice};
use super::domain_row::{self, DomainRow};
use super::forecast_line::ForecastLine;
use super::hold_line::HoldLine;
use super::rejected_row::{self, RejectedRow};
use super::sample::sample;
use super::shared_order::SharedOrderView;
use super::step_view::StepView;
use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::settings::Settings;
use crate::wire::{self, Access, Home};

/// Plans and shows the plan.
pub(crate) async fn run(settings: &Settings, printer: &Printer) -> Result<Exit, Report> {
    let home = Home::open(settings).await?;
    let access = Access::find(&home).await?;
    let sight = wire::eyes(settings, &home, &access)?;
    let ledger = Ledger::open_existing(home.database.clone(), home.prefix.clone())
        .await
        .map_err(|error| wire::of_ledger(&error))?;
    let mut mind = Mind::new(wire::place(&home, &access), wire::policy(settings));
    let plan = agent::foresee(&sight.eyes, ledger.as_ref(), &mut mind, &SystemClock)
        .await
        .map_err(|error| wire::of_foresight(&error))?;
    let shown = Shown::new(&plan, &mind);
    match printer.format() {
        OutputFormat::Text => printer.text(&shown.text(&plan, SystemClock.now(), printer.width())),
        OutputFormat::Json => printer.json(&shown),
    }
    Ok(shown.exit())
}

#[derive(Serialize)]
struct Shown {
    digest: String,
    hold: Option<HoldLine>,
    steps: Vec<StepView>,
    domains: Vec<DomainRow>,
    rejected: Vec<RejectedRow>,
    braked: Vec<DomainName>,
    blockers: Vec<DomainName>,
    shared_order: Option<SharedOrderView>,
    certificates: ForecastLine,
    sub_domains: Option<SubDomainAdvice>,
    sub_domain_dns: Option<SubDomainDnsAdvice>,
}

impl Shown {
    fn new(plan: &Plan, mind: &Mind) -> Self {
        let records = mind.records();
        Self {
            digest: plan.digest().to_string(),
            hold: plan.hold.as_ref().map(HoldLine::from),
            steps: plan.steps.iter().map(StepView::from).collect(),
            domains: plan
                .standings
                .iter()
                .map(|(host, standing)| DomainRow::with(host, standing, records.get(host)))
                .collect(),
            rejected: plan.rejected.iter().map(RejectedRow::from).collect(),
            braked: plan.braked.clone(),
            blockers: plan.blockers.clone(),
            shared_order: plan.shared_order.as_ref().map(SharedOrderView::from),
            certificates: plan.forecast.into(),
            sub_domains: plan.sub_domains.as_ref().map(SubDomainAdvice::from),
            sub_domain_dns: plan.sub_domain_dns.as_ref().map(SubDomainDnsAdvice::from),
        }
    }

    fn exit(&self) -> Exit {
        if let Some(hold) = &self.hold {
            return hold.exit();
        }
        let to_do = self.steps.iter().any(|step| step.changes);
        let to_look_at = !self.rejected.is_empty()
            || !self.blockers.is_empty()
            || self.domains.iter().any(DomainRow::needs_operator);
        if !self.braked.is_empty() {
            Exit::Held
        } else if to_do || to_look_at {
            Exit::Look
        } else {
            Exit::Fine
        }
    }

    fn text(&self, plan: &Plan, now: Timestamp, width: Option<u16>) -> String {
        let mut parts = Vec::new();
        if let Some(hold) = &self.hold {
            parts.push(hold.text(now));
        }
        if !self.braked.is_empty() {
            parts.push(format!(
                "held by the brake: {} removals\n{}  `runcloud-multisite confirm brake` allows them\n",
                self.braked.len(),
                names(&self.braked)
            ));
        }
        parts.push(self.steps(plan));
        if let Some(order) = &self.shared_order {
            parts.extend(order.text(now, width));
        }
        let busy: BTreeSet<&DomainName> = plan.steps.iter().filter_map(plan::Step::host).collect();
        let rest: Vec<&DomainRow> = self
            .domains
            .iter()
            .filter(|row| !busy.contains(&row.host))
            .collect();
        if !rest.is_empty() {
            parts.push(domain_row::table(rest, now, width));
        }
        if !self.rejected.is_empty() {
            parts.push(rejected_row::table(&self.rejected, width));
        }
        parts.extend(self.certificates.text(now));
        parts.extend(self.sub_domain_dns.as_ref().map(SubDomainDnsAdvice::text));
        parts.extend(self.sub_domains.as_ref().map(SubDomainAdvice::text));
        if plan.changes() {
            parts.push(format!("digest: {}\n", self.digest));
        }
        parts.join("\n")
    }

    fn steps(&self, plan: &Plan) -> String {
        if plan.steps.is_empty() {
            return "nothing to do\n".to_owned();
        }
        let heading = match (&self.hold, plan.steps.len()) {
            (Some(_), 1) => "1 step once that is over:\n".to_owned(),
            (Some(_), count) => format!("{count} steps once that is over:\n"),
            (None, 1) => "1 step:\n".to_owned(),
            (None, count) => format!("{count} steps:\n"),
        };
        let lines = plan.steps.iter().map(|step| format!("  {step}\n"));
        heading + &lines.collect::<String>()
    }
}

fn names(hosts: &[DomainName]) -> String {
    sample(hosts, hosts.len()).join("\n") + "\n"
}
