//! The next order of the shared certificate, as `plan` shows it before it is made.

use plan::{Awaited, DomainName, SharedOrder, Timestamp, Unfit};
use serde::Serialize;

use super::domain_row::spoken;
use super::when::until;
use crate::output::{Table, rfc3339_or_null};

/// The next order of the shared certificate.
#[derive(Serialize)]
pub(crate) struct SharedOrderView {
    waits_for: Option<Awaited>,
    #[serde(serialize_with = "rfc3339_or_null")]
    due: Option<Timestamp>,
    names: Vec<DomainName>,
    joining: Vec<DomainName>,
    waiting: Vec<DomainName>,
    failing: Vec<Unfit>,
    left_out: Vec<Unfit>,
}

impl From<&SharedOrder> for SharedOrderView {
    fn from(order: &SharedOrder) -> Self {
        Self {
            waits_for: order.waits_for,
            due: order.due,
            names: order.names.clone(),
            joining: order.joining.clone(),
            waiting: order.waiting.clone(),
            failing: order.failing.clone(),
            left_out: order.left_out.clone(),
        }
    }
}

impl SharedOrderView {
    /// What the order waits for and covers, then what is in its way, then what it leaves out.
    pub(crate) fn text(&self, now: Timestamp, width: Option<u16>) -> Vec<String> {
        let mut parts = vec![self.covered(now)];
        if !self.failing.is_empty() {
            parts.push(table("would make it fail", &self.failing, width));
        }
        if !self.left_out.is_empty() {
            parts.push(table("left out of it", &self.left_out, width));
        }
        parts
    }

    fn covered(&self, now: Timestamp) -> String {
        let names = match self.names.len() {
            1 => "1 name".to_owned(),
            count => format!("{count} names"),
        };
        let covers = match self.waiting.len() {
            0 => format!("  an order covers {names}:"),
            waiting => format!("  the order covers {names}, {waiting} of them waiting:"),
        };
        let lines = self.names.iter().map(|name| {
            let joins = self.joining.contains(name);
            let joins = if joins { " (attached first)" } else { "" };
            format!("    {}{joins}", name.unicode())
        });
        let head = [format!("shared certificate: {}", self.when(now)), covers];
        let lines: Vec<String> = head.into_iter().chain(lines).collect();
        lines.join("\n") + "\n"
    }

    fn when(&self, now: Timestamp) -> String {
        let Some(awaited) = self.waits_for else {
            return "its order is due now".to_owned();
        };
        let why = match awaited {
            Awaited::Names => {
                return "no order is due, because no name is ready for one".to_owned();
            }
            Awaited::Custom => {
                return "no order is made, because the certificate is somebody's own".to_owned();
            }
            Awaited::Attaching => "names are attached first",
            Awaited::MoreNames => "more names may come in a moment",
            Awaited::OrderUnderWay => "an order is under way",
            Awaited::Blockers => "some of its names would make it fail",
            Awaited::Room => "there are more names than a certificate holds",
            Awaited::Retry => "the last one failed",
            Awaited::VirtualHost => "the web server does not have all of its names yet",
            Awaited::Look => "DNS of its names is asked once more",
            Awaited::PresentCertificate => "RunCloud is asked about the present certificate",
            Awaited::Limits => "the authority's limits are reached",
        };
        match self.due {
            Some(due) => format!("its order waits, because {why}; due {}", until(due, now)),
            None => format!("its order waits, because {why}"),
        }
    }
}

/// Names with why each of them is where it is.
fn table(heading: &str, names: &[Unfit], width: Option<u16>) -> String {
    let mut table = Table::new([heading, "reason"]);
    for unfit in names {
        let reason = spoken(unfit.reason.as_str());
        let reason = if unfit.detail.is_empty() {
            reason
        } else {
            format!("{reason}: {}", unfit.detail)
        };
        table.row([&unfit.name.unicode(), &reason]);
    }
    table.render(width)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use plan::Reason;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

    fn names(names: &[&str]) -> Vec<DomainName> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn unfit(name: &str, reason: Reason, detail: &str) -> Unfit {
        Unfit {
            name: name.parse().unwrap(),
            reason,
            detail: detail.to_owned(),
        }
    }

    fn blocked() -> SharedOrderView {
        SharedOrderView {
            waits_for: Some(Awaited::Blockers),
            due: None,
            names: names(&["bad.example", "network.example", "xn--bcher-kva.example"]),
            joining: names(&["xn--bcher-kva.example"]),
            waiting: names(&["network.example"]),
            failing: vec![unfit("bad.example", Reason::DnsElsewhere, "198.51.100.1")],
            left_out: vec![
                unfit("later.example", Reason::DnsMissing, ""),
                unfit("hostile.example", Reason::DnsDeadAlias, "\u{1b}[2Jgone"),
            ],
        }
    }

    #[test]
    fn what_an_order_covers_what_is_in_its_way_and_what_it_leaves_out_is_shown() {
        insta::assert_snapshot!(blocked().text(NOW, None).join("\n"));
    }

    #[test]
    fn scripts_get_the_same() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&blocked()).unwrap());
    }

    #[test]
    fn when_an_order_is_due_and_what_it_waits_for_is_one_line() {
        use Awaited as A;
        let lines: Vec<String> = [
            None,
            Some((A::Names, 0)),
            Some((A::Custom, 0)),
            Some((A::Attaching, 30)),
            Some((A::MoreNames, 12)),
            Some((A::OrderUnderWay, 600)),
            Some((A::Room, 0)),
            Some((A::Retry, 900)),
            Some((A::Look, 1)),
            Some((A::PresentCertificate, 1)),
            Some((A::Limits, 400_000)),
        ]
        .into_iter()
        .map(|waits| {
            let (awaited, seconds) = waits.unzip();
            let due = seconds.filter(|seconds| *seconds > 0);
            let view = SharedOrderView {
                waits_for: awaited,
                due: due.map(|seconds| NOW + Duration::from_secs(seconds)),
                ..blocked()
            };
            view.when(NOW)
        })
        .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
