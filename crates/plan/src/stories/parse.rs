//! Reads stories: one event or expectation a line, in words.

use std::time::Duration;

use super::line::{Event, Expectation, Line};
use crate::fixture::name;
use crate::{DnsOutcome, DomainName, Elsewhere, PointsHere, SiteId, Visit};

/// The lines of a story, each with its number and its text.
pub(super) fn story(text: &str) -> Vec<(usize, &str, Line)> {
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .map(|(number, line)| {
            let parsed = parse(line);
            let number = number + 1;
            let parsed = parsed.unwrap_or_else(|| panic!("line {number} makes no sense: {line}"));
            (number, line.trim(), parsed)
        })
        .collect()
}

fn parse(line: &str) -> Option<Line> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["wait", time] => Some(Line::Wait(duration(time)?)),
        ["expect", rest @ ..] => Some(Line::Expect(expectation(rest)?)),
        ["within", time, rest @ ..] => Some(Line::Within(duration(time)?, expectation(rest)?)),
        rest => Some(Line::Event(event(rest, line)?)),
    }
}

fn event(words: &[&str], line: &str) -> Option<Event> {
    Some(match words {
        ["given", "one", "certificate", "for", "all"] => Event::OneForAll,
        ["given", "no", "wildcard"] => Event::NoWildcard,
        ["given", "www", "is", "never", "wanted"] => Event::NoTwins,
        ["given", count, "more", "sites"] => Event::Sites(count.parse().ok()?),
        ["authority", "cannot", "reach", host] => Event::Unreachable(name(host)),
        ["given", "AutoSSL"] => Event::AutoSsl,
        ["map", hosts, "to", "site", site] => Event::Map(expand(hosts)?, site.parse().ok()?),
        ["unmap", host] => Event::Unmap((*host).to_owned()),
        ["remove", host] => Event::Remove((*host).to_owned()),
        ["dns", hosts, answer @ ..] => Event::Dns(expand(colon(hosts)?)?, dns(answer)?),
        ["caa", host, "forbids"] => Event::Caa(name(colon(host)?), true),
        ["caa", host, "allows"] => Event::Caa(name(colon(host)?), false),
        ["visitors", host, answer @ ..] => Event::Visitors(name(colon(host)?), visit(answer)?),
        ["authority", "issues"] => Event::Issues(true),
        ["authority", "never", "delivers"] => Event::Issues(false),
        ["authority", "refuses", ..] => Event::Refuses(quoted(line)?),
        ["certificate", host, "ends", "in", time] => {
            Event::Certificate(name(colon(host)?), Some(duration(time)?))
        }
        ["certificate", host, "is", "gone"] => Event::Certificate(name(colon(host)?), None),
        ["certificate", host, "is", "that", "of", other] => {
            Event::Swapped(name(colon(host)?), name(other))
        }
        ["hand", "attaches", host] => Event::ByHand((*host).to_owned(), false),
        ["hand", "attaches", host, "with", "www"] => Event::ByHand((*host).to_owned(), true),
        ["hand", "installs", "a", "certificate", "for", host] => Event::Custom(name(host)),
        ["person", "allows", "removal", "of", host] => Event::Permit(name(host)),
        ["person", "retries", host] => Event::Retry(name(host)),
        ["given", calls, "calls", "a", "month"] => Event::Calls(calls.parse().ok()?),
        ["server", "is", "silent"] => Event::Silent(true),
        ["server", "answers"] => Event::Silent(false),
        ["restart"] => Event::Restart,
        _ => return None,
    })
}

fn expectation(words: &[&str]) -> Option<Expectation> {
    Some(match words {
        [hosts, "is", "attached"] => Expectation::Attached(expand(hosts)?, true),
        [hosts, "is", "not", "attached"] => Expectation::Attached(expand(hosts)?, false),
        [host, "is", "attached", "with", "www"] => Expectation::Twin(name(host), true),
        [host, "is", "attached", "without", "www"] => Expectation::Twin(name(host), false),
        [host, "is", "in", "the", "way"] => Expectation::Blocks(name(host)),
        [hosts, "is", state, rest @ ..] => {
            let (reason, who) = match rest {
                [] => (None, None),
                ["because", reason] => (Some(reason.parse().ok()?), None),
                ["because", reason, "so", who, "acts"] => {
                    (Some(reason.parse().ok()?), Some(who.parse().ok()?))
                }
                _ => return None,
            };
            Expectation::Stands(expand(hosts)?, state.parse().ok()?, reason, who)
        }
        [host, "tells", "the", "operator", ..] => {
            Expectation::TellsOperator(name(host), quoted(&words.join(" "))?)
        }
        [host, "tells", "the", "customer", ..] => {
            Expectation::TellsCustomer(name(host), quoted(&words.join(" "))?)
        }
        ["the", "order", "leaves", "out", host, "because", reason] => {
            Expectation::LeftOut(name(host), reason.parse().ok()?)
        }
        ["the", "order", "covers", count, "names"] => Expectation::Covers(count.parse().ok()?),
        ["a", "wildcard", "is", "advised", "for", count, "sites"] => {
            Expectation::Advised(count.parse().ok()?)
        }
        [host, "says", ..] => Expectation::Says(name(host), quoted(&words.join(" "))?),
        [count, "orders" | "order"] => Expectation::Orders(None, count.parse().ok()?),
        [count, "orders" | "order", "for", host] => {
            Expectation::Orders(Some(name(host)), count.parse().ok()?)
        }
        [count, "failed", "validations", "of", host] => {
            Expectation::FailedValidations(name(host), count.parse().ok()?)
        }
        [count, "are", state, "of", hosts] => {
            Expectation::Count(expand(hosts)?, state.parse().ok()?, count.parse().ok()?)
        }
        _ => return None,
    })
}

fn dns(words: &[&str]) -> Option<PointsHere> {
    let there = || vec!["198.51.100.1".parse().unwrap()];
    let ipv6 = || vec!["2001:db8::bad".parse().unwrap()];
    Some(match words {
        ["here"] => PointsHere::Yes,
        ["alias", "of", "the", "network"] => PointsHere::ByAlias,
        ["elsewhere"] => PointsHere::No(Elsewhere::Other(there())),
        ["here", "and", "elsewhere"] => PointsHere::No(Elsewhere::Mixed(there())),
        ["here,", "with", "an", "old", "AAAA"] => PointsHere::No(Elsewhere::StaleIpv6(ipv6())),
        ["no", "address"] => PointsHere::No(Elsewhere::NoRecord),
        ["no", "such", "name"] => PointsHere::No(Elsewhere::NoSuchName),
        ["alias", "of", "nothing"] => {
            PointsHere::No(Elsewhere::DeadAlias("gone.example".to_owned()))
        }
        ["behind", "a", "proxy"] => PointsHere::Proxied(there()),
        ["SERVFAIL"] => PointsHere::Unknown(DnsOutcome::ServerFailure),
        ["nobody", "in", "charge"] => PointsHere::Unknown(DnsOutcome::Refused),
        ["silence"] => PointsHere::Unknown(DnsOutcome::TimedOut),
        ["nonsense"] => PointsHere::Unknown(DnsOutcome::Malformed),
        _ => return None,
    })
}

/// What visitors meet; a row and a site where they get one of this network.
fn visit(words: &[&str]) -> Option<Visit> {
    Some(match words {
        ["get", "row", row, "of", "site", site] => Visit::Answered {
            row: row.parse().ok()?,
            site: SiteId(site.parse().ok()?),
        },
        ["are", "sent", "to", to] => Visit::Redirected {
            to: (*to).to_owned(),
        },
        ["need", "a", "password"] => Visit::LoginWall,
        ["get", "another", "answer"] => Visit::OtherAnswer { status: 200 },
        ["get", "no", "answer"] => Visit::NoAnswer("no connection".to_owned()),
        _ => return None,
    })
}

fn colon(word: &str) -> Option<&str> {
    word.strip_suffix(':')
}

fn quoted(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('"')?;
    Some(rest.strip_suffix('"')?.to_owned())
}

/// `30s`, `5m`, `2h`, `7d`.
fn duration(text: &str) -> Option<Duration> {
    let (count, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(count.parse::<u64>().ok()? * seconds))
}

/// `s{1..50}.shop.example` is fifty names.
fn expand(text: &str) -> Option<Vec<DomainName>> {
    let Some((before, rest)) = text.split_once('{') else {
        return Some(vec![text.parse().ok()?]);
    };
    let (range, after) = rest.split_once('}')?;
    let (first, last) = range.split_once("..")?;
    let numbers = first.parse::<u32>().ok()?..=last.parse().ok()?;
    numbers
        .map(|number| format!("{before}{number}{after}").parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_in_braces_are_many() {
        let hosts = expand("s{1..3}.shop.example").unwrap();
        assert_eq!(hosts.len(), 3);
        assert_eq!(hosts[2].as_str(), "s3.shop.example");
    }

    #[test]
    #[should_panic(expected = "line 3 makes no sense: expect shop.example is happy")]
    fn a_line_that_makes_no_sense_is_told_with_its_number() {
        story("# A story\n\nexpect shop.example is happy\n");
    }
}
