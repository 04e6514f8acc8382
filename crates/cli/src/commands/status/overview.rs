//! All domains, with what concerns all of them on top.

use std::collections::BTreeMap;

use agent::About;
use plan::{Class, DomainName, Reason, Records, SslMode, Timestamp};
use serde::Serialize;

use crate::commands::advice::{SubDomainAdvice, SubDomainDnsAdvice};
use crate::commands::calls_line::CallsLine;
use crate::commands::domain_row::{self, DomainRow, spoken};
use crate::commands::hold_line::HoldLine;
use crate::commands::rejected_row::{self, RejectedRow};
use crate::commands::sample::sample;
use crate::commands::when::ago;
use crate::exit::Exit;
use crate::output::{rfc3339, rfc3339_or_null};

/// As many names as tell what kind of names they are.
const SAMPLE: usize = 5;

/// Where everything stands.
#[derive(Serialize)]
pub(crate) struct Overview {
    agent: Option<Acting>,
    main_domain: Option<DomainName>,
    server: u64,
    web_app: u64,
    ssl: Option<SslMode>,
    #[serde(serialize_with = "rfc3339_or_null")]
    panel_read_at: Option<Timestamp>,
    panel_partial: Option<String>,
    calls: Option<CallsLine>,
    hold: Option<HoldLine>,
    source_error: Option<String>,
    braked: Vec<DomainName>,
    /// How many rows are not served; the list holds the first of them.
    rejected_count: usize,
    rejected: Vec<RejectedRow>,
    sub_domains: Option<SubDomainAdvice>,
    sub_domain_dns: Option<SubDomainDnsAdvice>,
    built_in_also_writes: bool,
    other_networks: u32,
    domains: Vec<DomainRow>,
}

/// The agent that holds the lease.
#[derive(Serialize)]
struct Acting {
    holder: String,
    #[serde(serialize_with = "rfc3339")]
    lease_until: Timestamp,
}

impl Overview {
    pub(crate) fn of(
        records: &Records,
        about: About,
        lease: Option<(String, Timestamp)>,
        calls: Option<CallsLine>,
    ) -> Self {
        Self {
            agent: lease.map(|(holder, lease_until)| Acting {
                holder,
                lease_until,
            }),
            main_domain: about.main_domain,
            server: about.server,
            web_app: about.web_app,
            ssl: about.ssl,
            panel_read_at: about.panel_read_at,
            panel_partial: about.panel_partial,
            calls,
            hold: about.hold.as_ref().map(HoldLine::from),
            source_error: about.source_error,
            braked: about.braked,
            // Agents of earlier versions write all of them and no count.
            rejected_count: about.rejected_count.max(about.rejected.len()),
            rejected: about.rejected.iter().map(RejectedRow::from).collect(),
            sub_domains: about.sub_domains.as_ref().map(SubDomainAdvice::from),
            sub_domain_dns: about.sub_domain_dns.as_ref().map(SubDomainDnsAdvice::from),
            built_in_also_writes: about.built_in_also_writes,
            other_networks: about.other_networks.unwrap_or(0),
            domains: records.values().map(DomainRow::of).collect(),
        }
    }

    /// Held, something for a person, or fine. An agent that does not run is something for a person.
    pub(crate) fn exit(&self) -> Exit {
        if let Some(hold) = &self.hold {
            return hold.exit();
        }
        if !self.braked.is_empty() {
            return Exit::Held;
        }
        let look = self.agent.is_none()
            || self.calls.as_ref().is_some_and(CallsLine::all_spent)
            || self.source_error.is_some()
            || !self.rejected.is_empty()
            || self.domains.iter().any(DomainRow::needs_operator);
        if look { Exit::Look } else { Exit::Fine }
    }

    pub(crate) fn text(&self, now: Timestamp, width: Option<u16>) -> String {
        let mut parts = vec![self.head(now)];
        if let Some(hold) = &self.hold {
            parts.push(hold.text(now));
        }
        if !self.braked.is_empty() {
            parts.push(self.brake());
        }
        parts.extend(self.sub_domain_dns.as_ref().map(SubDomainDnsAdvice::text));
        parts.extend(self.sub_domains.as_ref().map(SubDomainAdvice::text));
        // What was attached by others is counted above; a list of it is `--output json`.
        let ours: Vec<&DomainRow> = self.domains.iter().filter(|row| !is_foreign(row)).collect();
        if !ours.is_empty() {
            parts.push(domain_row::table(ours, now, width));
        }
        if !self.rejected.is_empty() {
            parts.push(rejected_row::table(&self.rejected, width));
        }
        let more = self.rejected_count - self.rejected.len();
        if more > 0 {
            parts.push(format!(
                "{more} more rows are not served; `plan` lists all of them\n"
            ));
        }
        parts.join("\n")
    }

    fn head(&self, now: Timestamp) -> String {
        let mut lines = Vec::new();
        let main = self
            .main_domain
            .as_ref()
            .map_or_else(|| "this network".to_owned(), DomainName::unicode);
        lines.push(format!(
            "{main} on web application {} of server {}{}",
            self.web_app,
            self.server,
            self.ssl.map_or("", |ssl| match ssl {
                SslMode::Basic => ", one certificate for all domains",
                SslMode::Advanced => ", a certificate for each domain",
            })
        ));
        lines.push(match &self.agent {
            Some(agent) => format!("agent: {}", agent.holder),
            None => "agent: none runs; what follows is how the last one left it".to_owned(),
        });
        lines.push(match self.panel_read_at {
            Some(moment) => format!("RunCloud's list of domains was read {}", ago(moment, now)),
            None => "RunCloud's list of domains was not read yet".to_owned(),
        });
        lines.extend(self.calls.as_ref().map(CallsLine::text));
        if let Some(why) = &self.panel_partial {
            lines.push(format!("  not all of it: {why}"));
        }
        if let Some(error) = &self.source_error {
            lines.push(format!("the network cannot be read: {error}"));
        }
        if self.built_in_also_writes {
            lines.push("the built-in integration acts too, because the WordPress plugin of this program is not active".to_owned());
        }
        if self.other_networks > 0 {
            lines.push(format!(
                "{} more networks live in this database; they are not looked after",
                self.other_networks
            ));
        }
        lines.push(self.counts());
        lines.join("\n") + "\n"
    }

    fn counts(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in self.domains.iter().filter(|row| !is_foreign(row)) {
            *counts.entry(row.state.as_str()).or_default() += 1;
        }
        let mut parts: Vec<String> = counts
            .into_iter()
            .map(|(state, count)| format!("{count} {}", spoken(state)))
            .collect();
        let foreign = self.domains.iter().filter(|row| is_foreign(row)).count();
        if foreign > 0 {
            parts.push(format!("{foreign} left alone because they are not ours"));
        }
        if parts.is_empty() {
            return "no domains yet".to_owned();
        }
        parts.join(", ")
    }

    fn brake(&self) -> String {
        format!(
            "held by the brake: {} removals\n{}\n  `runcloud-multisite confirm brake` allows them\n",
            self.braked.len(),
            sample(&self.braked, SAMPLE).join("\n")
        )
    }
}

/// The main domain is nobody's to change, and its certificate is everybody's concern.
fn is_foreign(row: &DomainRow) -> bool {
    row.class == Some(Class::Foreign) && row.reason != Reason::MainDomain
}
