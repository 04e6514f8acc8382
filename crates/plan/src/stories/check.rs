//! Whether it is as a story expects.

use super::line::Expectation;
use super::play::Stage;
use crate::{Context, DomainName, Record, Standing, Unfit, customer_text, operator_text};

impl Expectation {
    /// Says what is so instead.
    pub(super) fn check(&self, played: &Stage) -> Result<(), String> {
        let world = &played.world;
        match self {
            Self::Stands(hosts, state, reason, who) => hosts.iter().try_for_each(|host| {
                let standing = stands(played, host)?;
                let so = standing.state == *state
                    && reason.is_none_or(|reason| standing.reason == reason)
                    && who.is_none_or(|who| standing.who == who);
                is(so, || format!("{host} is {standing:?}"))
            }),
            Self::Says(host, words) => {
                let detail = &stands(played, host)?.detail;
                is(detail.contains(words), || format!("{host} says {detail:?}"))
            }
            Self::TellsOperator(host, words) => told(played, host, words, |record, context| {
                operator_text(record, context)
            }),
            Self::TellsCustomer(host, words) => told(played, host, words, |record, context| {
                customer_text(record, context)
            }),
            Self::LeftOut(host, reason) => {
                let order = played.plan.shared_order.as_ref();
                let left_out = order.map_or(&[][..], |order| &order.left_out);
                let so = |unfit: &Unfit| unfit.name == *host && unfit.reason == *reason;
                is(left_out.iter().any(so), || {
                    format!("left out are {left_out:?}")
                })
            }
            Self::Covers(expected) => {
                let order = played.plan.shared_order.as_ref();
                let covers = order.map(|order| order.names.len());
                is(covers == Some(*expected), || {
                    format!("it covers {covers:?}")
                })
            }
            Self::Advised(expected) => {
                let found = played.plan.sub_domains.as_ref();
                let lacking = found.map(|found| found.lacking);
                is(lacking == Some(*expected), || format!("{found:?}"))
            }
            Self::Attached(hosts, expected) => hosts.iter().try_for_each(|host| {
                let attached = world.truth.iter().any(|object| object.names(host));
                is(attached == *expected, || {
                    format!("{host} is attached: {attached}")
                })
            }),
            Self::Twin(host, expected) => {
                let named = world.truth.iter().find(|object| object.names(host));
                let www = named.map(|object| object.www);
                is(www == Some(*expected), || {
                    format!("{host} is attached with www: {www:?}")
                })
            }
            Self::Blocks(host) => is(played.plan.blockers.contains(host), || {
                format!("in the way are {:?}", played.plan.blockers)
            }),
            Self::Orders(host, expected) => {
                let about =
                    |names: &[DomainName]| host.as_ref().is_none_or(|host| names.contains(host));
                let orders = world.orders.iter().filter(|(_, names)| about(names));
                let orders = orders.count();
                is(orders == *expected, || format!("{orders} orders"))
            }
            Self::FailedValidations(host, expected) => {
                let failed = world.authority.failed_validations(host);
                is(failed == *expected, || {
                    format!("{failed} failed validations of {host}")
                })
            }
            Self::Count(hosts, state, expected) => {
                let so = |host: &&DomainName| {
                    stands(played, host).is_ok_and(|standing| standing.state == *state)
                };
                let count = hosts.iter().filter(so).count();
                is(count == *expected, || format!("{count} are {state}"))
            }
        }
    }
}

fn stands<'a>(on: &'a Stage, host: &DomainName) -> Result<&'a Standing, String> {
    let standing = on.plan.standings.get(host);
    standing.ok_or_else(|| format!("nothing is known of {host}"))
}

fn is(so: bool, instead: impl FnOnce() -> String) -> Result<(), String> {
    if so { Ok(()) } else { Err(instead()) }
}

fn told(
    on: &Stage,
    host: &DomainName,
    words: &str,
    text: impl FnOnce(&Record, &Context<'_>) -> String,
) -> Result<(), String> {
    let world = &on.world;
    let record = world.records.get(host);
    let record = record.ok_or_else(|| format!("nothing is known of {host}"))?;
    let context = Context {
        main_domain: &world.network.main_domain,
        addresses: &world.panel.server,
        now: world.now,
    };
    let text = text(record, &context);
    is(text.contains(words), || format!("told is {text:?}"))
}
