use std::fmt::Write as _;
use std::net::IpAddr;
use std::time::Duration;

use super::*;
use crate::fixture::name;
use crate::{
    Attached, Class, DnsOutcome, Elsewhere, Leaf, ObjectKind, PointsHere, Reason, Seen, Standing,
    Visit, Who,
};

const NOW: Timestamp = Timestamp::from_millis(1_796_000_000_000);

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn record(host: &str, state: State, reason: Reason) -> Record {
    let mut record = Record::new(name(host), Class::Created, NOW);
    record.standing = Standing {
        state,
        reason,
        detail: String::new(),
        who: reason.who(),
        next_look: None,
    };
    record.object = Some(Attached::new(5, host, ObjectKind::Alias, false, false));
    record
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the fields it fills hold an Option"
)]
fn seen<T>(value: T) -> Option<Seen<T>> {
    Some(Seen::first(value, NOW))
}

fn valid(days: u64) -> Option<Seen<Handshake>> {
    seen(Handshake::Valid(Leaf {
        issuer: "E7".to_owned(),
        names: vec![],
        not_before: NOW - Duration::from_hours(24),
        not_after: NOW + Duration::from_hours(24 * days),
    }))
}

pub(super) fn texts(record: &Record, addresses: &[&str]) -> [String; 2] {
    let addresses: Vec<IpAddr> = addresses.iter().map(|text| ip(text)).collect();
    let main_domain = name("network.example");
    let context = Context {
        main_domain: &main_domain,
        addresses: &addresses,
        now: NOW,
    };
    [
        operator_text(record, &context),
        customer_text(record, &context),
    ]
}

/// A record as the planner leaves it for each reason.
pub(super) fn typical(reason: Reason) -> Record {
    let mut record = record("bücher.example", State::Attached, reason);
    match reason {
        Reason::DnsMissing => record.dns = seen(PointsHere::No(Elsewhere::NoRecord)),
        Reason::DnsElsewhere => {
            record.dns = seen(PointsHere::No(Elsewhere::Other(vec![ip("198.51.100.7")])));
        }
        Reason::DnsStaleIpv6 => {
            record.dns = seen(PointsHere::No(Elsewhere::StaleIpv6(vec![ip(
                "2001:db8::7",
            )])));
        }
        Reason::DnsMixed => {
            record.dns = seen(PointsHere::No(Elsewhere::Mixed(vec![ip("198.51.100.7")])));
        }
        Reason::DnsNoSuchName => record.dns = seen(PointsHere::No(Elsewhere::NoSuchName)),
        Reason::DnsDeadAlias => {
            let target = "old-shop.example".to_owned();
            record.dns = seen(PointsHere::No(Elsewhere::DeadAlias(target)));
        }
        Reason::DnsProxied => {
            record.dns = seen(PointsHere::Proxied(vec![ip("104.16.0.1")]));
            record.visit = seen(Visit::OtherAnswer { status: 404 });
        }
        Reason::CallBudget => {
            record.standing.detail = crate::spent_words(400_000, NOW);
        }
        Reason::MovedAway | Reason::DnsGivenUp => {
            let there = vec![ip("198.51.100.7")];
            record.dns = seen(PointsHere::No(Elsewhere::Other(there)));
        }
        Reason::DnsServfail => {
            record.dns = seen(PointsHere::Unknown(DnsOutcome::ServerFailure));
        }
        Reason::DnsLame => record.dns = seen(PointsHere::Unknown(DnsOutcome::Refused)),
        Reason::DnsTimeout => record.dns = seen(PointsHere::Unknown(DnsOutcome::TimedOut)),
        Reason::CaaForbids => {
            "customer.example lets only other-ca.example issue"
                .clone_into(&mut record.standing.detail);
        }
        Reason::ServesOtherSite => "site 9".clone_into(&mut record.standing.detail),
        Reason::DnsUnknown => {
            record.dns = seen(PointsHere::Unknown(DnsOutcome::Malformed));
        }
        Reason::TwinElsewhere => {
            record.dns = seen(PointsHere::Yes);
            record.twin_dns = seen(PointsHere::No(Elsewhere::NoRecord));
        }
        Reason::CertificateValid | Reason::ServesSite => {
            record.standing.state = State::Secured;
            record.tls = valid(60);
        }
        Reason::SharedOrderBlocked => {
            "one.example, two.example".clone_into(&mut record.standing.detail);
        }
        Reason::ClaimedTwice | Reason::SiteGone => "site 7".clone_into(&mut record.standing.detail),
        Reason::RenameWaiting => "new.example".clone_into(&mut record.standing.detail),
        Reason::ProviderRejected => {
            "The name has already been taken.".clone_into(&mut record.standing.detail);
        }
        _ => {}
    }
    record
}

#[test]
fn every_reason_has_a_sentence_for_the_operator_and_one_for_the_customer() {
    let mut table = String::new();
    for reason in Reason::ALL {
        let [operator, customer] = texts(&typical(*reason), &["203.0.113.10"]);
        for text in [&operator, &customer] {
            assert!(text.ends_with('.'), "{reason}: {text}");
            assert!(!text.contains(".."), "{reason}: {text}");
            assert!(
                !text.contains(reason.as_str()) || !reason.as_str().contains('_'),
                "{reason}: {text}"
            );
        }
        for jargon in [
            "RunCloud",
            "Ultimate",
            "mapping",
            "row",
            "API",
            "handshake",
            "plugin",
            "brake",
        ] {
            let words = customer.split(|c: char| !c.is_alphanumeric());
            assert!(
                !words.into_iter().any(|word| word == jargon),
                "{reason}: {customer}"
            );
        }
        let remedy = remedy(*reason).unwrap_or("-");
        writeln!(
            table,
            "{reason}\n  operator: {operator}\n  customer: {customer}\n  remedy:   {remedy}"
        )
        .unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn whatever_waits_for_the_operator_has_a_remedy() {
    for reason in Reason::ALL {
        if reason.who() == Who::Operator {
            assert!(remedy(*reason).is_some(), "{reason}");
        }
    }
}

#[test]
fn a_sub_domain_may_use_a_cname_and_a_registered_name_may_not() {
    let mut sub = record("shop.customer.co.uk", State::WaitingDns, Reason::DnsMissing);
    sub.dns = seen(PointsHere::No(Elsewhere::NoRecord));
    let [operator, customer] = texts(&sub, &["203.0.113.10"]);
    assert_eq!(
        operator,
        "shop.customer.co.uk has no address record that leads here; it should have a CNAME record to network.example, \
         or an A record with 203.0.113.10."
    );
    assert!(
        customer.contains("CNAME record to network.example, or an A record with 203.0.113.10"),
        "{customer}"
    );

    let mut apex = sub.clone();
    apex.host = name("customer.co.uk");
    for text in texts(&apex, &["203.0.113.10"]) {
        assert!(
            text.contains("an A record with 203.0.113.10") && !text.contains("CNAME"),
            "{text}"
        );
    }

    apex.standing.reason = Reason::TwinElsewhere;
    apex.dns = seen(PointsHere::Yes);
    apex.twin_dns = seen(PointsHere::No(Elsewhere::Other(vec![ip("198.51.100.9")])));
    for text in texts(&apex, &["203.0.113.10"]) {
        assert!(
            text.starts_with("www.customer.co.uk leads") && text.contains("A 198.51.100.9"),
            "{text}"
        );
        assert!(text.contains("CNAME record to network.example"), "{text}");
    }
}

#[test]
fn a_left_over_ipv6_address_is_named_with_what_to_do_about_it() {
    let stale = typical(Reason::DnsStaleIpv6);
    let [operator, customer] = texts(&stale, &["203.0.113.10"]);
    assert!(
        operator.contains("AAAA 2001:db8::7") && operator.contains("remove it."),
        "{operator}"
    );
    assert!(
        customer.contains("AAAA 2001:db8::7") && customer.contains("Please remove it"),
        "{customer}"
    );
    let [_, customer] = texts(&stale, &["203.0.113.10", "2001:db8::10"]);
    assert!(customer.contains("change it to 2001:db8::10"), "{customer}");
}

#[test]
fn a_name_that_still_works_is_not_called_broken() {
    let mut moved = typical(Reason::DnsElsewhere);
    moved.standing.state = State::Secured;
    moved.tls = valid(20);
    let [operator, customer] = texts(&moved, &["203.0.113.10"]);
    assert!(
        operator.ends_with("Visitors get a valid certificate until 2026-12-20."),
        "{operator}"
    );
    assert!(
        customer.ends_with("works, but its certificate cannot be renewed."),
        "{customer}"
    );

    let mut queued = record(
        "customer.example",
        State::Secured,
        Reason::CertificateBudget,
    );
    queued.tls = valid(20);
    let [_, customer] = texts(&queued, &["203.0.113.10"]);
    assert_eq!(
        customer,
        "customer.example is ready and its connection is secure."
    );
}

#[test]
fn a_text_does_not_depend_on_the_order_of_dns_answers_nor_on_the_time() {
    let addresses: Vec<IpAddr> = (1..=7).map(|n| IpAddr::from([198, 51, 100, n])).collect();
    let mut one = typical(Reason::DnsElsewhere);
    one.dns = seen(PointsHere::No(Elsewhere::Other(addresses.clone())));
    let mut two = one.clone();
    two.dns = Some(Seen {
        value: PointsHere::No(Elsewhere::Other(addresses.into_iter().rev().collect())),
        since: NOW - Duration::from_hours(90),
        at: NOW,
        looks: 17,
    });
    two.standing.next_look = Some(NOW + Duration::from_mins(3));
    assert_eq!(
        texts(&one, &["203.0.113.10"]),
        texts(&two, &["203.0.113.10"])
    );
    let [operator, _] = texts(&one, &["203.0.113.10"]);
    assert!(operator.contains("A 198.51.100.4, 3 more"), "{operator}");
}

#[test]
fn what_strangers_wrote_is_shortened_and_cannot_act() {
    let mut hostile = typical(Reason::ProviderRejected);
    hostile.standing.detail = format!(
        "\u{1b}[31mred\r\n\u{202e}back\u{200b}\u{0} \"said\"  {}",
        "x".repeat(5000)
    );
    let [operator, customer] = texts(&hostile, &[]);
    assert!(
        operator.starts_with("RunCloud refuses the domain: \"[31mred back 'said' xxx"),
        "{operator}"
    );
    assert!(operator.chars().count() < MOST + 60, "{operator}");
    for text in [operator, customer] {
        assert!(!text.chars().any(|c| c.is_control() || acts(c)), "{text:?}");
    }
}

#[test]
fn what_was_seen_may_lag_behind_the_standing() {
    for reason in Reason::ALL {
        let mut lagging = typical(*reason);
        lagging.dns = None;
        lagging.twin_dns = seen(PointsHere::Yes);
        lagging.tls = None;
        lagging.object = None;
        for text in texts(&lagging, &[]) {
            assert!(
                text.ends_with('.') && !text.contains("()"),
                "{reason}: {text}"
            );
        }
    }
}

#[test]
fn the_records_of_the_networks_own_names_are_the_operators_to_set() {
    let mut world = crate::world::World::new();
    world
        .network
        .sites
        .push(crate::fixture::site(2, "shop.network.example"));
    for object in world.truth.iter_mut().chain(&mut world.panel.domains) {
        object.wildcard = false;
    }
    world.settle();
    let record = &world.records[&name("shop.network.example")];
    assert!(record.standing.reason.is_of_dns(), "{:?}", record.standing);
    assert_eq!(record.standing.who, crate::Who::Operator);
    let context = Context {
        main_domain: &name("network.example"),
        addresses: &[],
        now: world.now,
    };
    let text = customer_text(record, &context);
    assert!(
        text.contains("on our side") && !text.contains("domain provider"),
        "{text}"
    );
}

#[test]
fn the_customer_is_told_whose_caa_records_are_in_the_way() {
    let mut record = Record::new(name("shop.example"), Class::Created, Timestamp::default());
    record.standing = Standing {
        state: State::Attention,
        reason: Reason::CaaForbids,
        detail: String::new(),
        who: crate::Who::Customer,
        next_look: None,
    };
    let context = Context {
        main_domain: &name("network.example"),
        addresses: &[],
        now: Timestamp::default(),
    };
    let mut told = |at: &str| {
        let value = crate::Caa::Forbidden {
            at: at.to_owned(),
            allowed: Vec::new(),
        };
        record.caa = Some(Seen::first(value, Timestamp::default()));
        customer_text(&record, &context)
    };
    let own = told("shop.example");
    assert!(
        own.contains("CAA records of shop.example do not allow"),
        "{own}"
    );
    let parent = told("example");
    assert!(parent.contains("CAA records of example"), "{parent}");
    let alias = told("lb.target.net");
    assert!(alias.contains("instead of the alias"), "{alias}");
    assert!(!alias.contains("add a CAA record"), "{alias}");
}
