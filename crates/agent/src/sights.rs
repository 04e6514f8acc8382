//! What is watched of a host from outside, as the history tells it. One row of [`SIGHTS`] for each thing that is watched.

use std::net::IpAddr;

use plan::{
    Caa, CertificateFault, DomainName, Elsewhere, Handshake, Leaf, PointsHere, Record, RowClosed,
    Seen, VirtualHost, Visit, plain,
};
use serde_json::{Value, json};

/// Something that is watched of a host.
pub(crate) struct Watched {
    /// The word under which the history keeps it.
    pub(crate) step: &'static str,
    /// What the record holds of it; nothing where it was never looked at.
    pub(crate) view: fn(&Record) -> Option<View>,
}

/// What was seen of one thing.
pub(crate) struct View {
    /// Two views of one kind are not worth two entries. Addresses and words of an error are no part of it: some name
    /// servers answer with others each time.
    pub(crate) kind: String,
    /// In a sentence.
    pub(crate) words: String,
    /// As it is remembered.
    pub(crate) value: Value,
}

/// All that is watched.
pub(crate) const SIGHTS: &[Watched] = &[
    Watched {
        step: "dns",
        view: |record| dns(Some(&record.host), record.dns.as_ref()),
    },
    Watched {
        step: "twin_dns",
        view: |record| dns(record.host.twin().as_ref(), record.twin_dns.as_ref()),
    },
    Watched {
        step: "caa",
        view: |record| caa(Some(&record.host), record.caa.as_ref()),
    },
    Watched {
        step: "twin_caa",
        view: |record| caa(record.host.twin().as_ref(), record.twin_caa.as_ref()),
    },
    Watched {
        step: "visit",
        view: |record| visit(Some(&record.host), record.visit.as_ref()),
    },
    Watched {
        step: "twin_visit",
        view: |record| visit(record.host.twin().as_ref(), record.twin_visit.as_ref()),
    },
    Watched {
        step: "virtual_host",
        view: virtual_host,
    },
    Watched {
        step: "tls",
        view: |record| tls(Some(&record.host), record.tls.as_ref()),
    },
    Watched {
        step: "twin_tls",
        view: |record| tls(record.host.twin().as_ref(), record.twin_tls.as_ref()),
    },
];

fn dns(name: Option<&DomainName>, seen: Option<&Seen<PointsHere>>) -> Option<View> {
    let (name, value) = (name?, &seen?.value);
    let (kind, words) = match value {
        PointsHere::Yes => ("yes", format!("{name} leads here.")),
        PointsHere::ByAlias => (
            "alias",
            format!("{name} leads here as an alias of the network's host."),
        ),
        PointsHere::ByVisit => (
            "by visit",
            format!("{name} leads here: a visit came through, whatever its addresses say."),
        ),
        PointsHere::Proxied(found) => (
            "proxied",
            format!("{name} is behind a proxy ({}).", list(found)),
        ),
        PointsHere::No(Elsewhere::NoSuchName) => {
            ("no name", format!("{name} does not exist in DNS."))
        }
        PointsHere::No(Elsewhere::DeadAlias(target)) => (
            "dead alias",
            format!(
                "{name} is an alias of {}, which leads nowhere.",
                plain(target)
            ),
        ),
        PointsHere::No(Elsewhere::NoRecord) => {
            ("no record", format!("{name} has no address record."))
        }
        PointsHere::No(Elsewhere::StaleIpv6(found)) => (
            "stale ipv6",
            format!(
                "{name} leads here over IPv4, and elsewhere over IPv6 ({}).",
                list(found)
            ),
        ),
        PointsHere::No(Elsewhere::Mixed(found)) => (
            "mixed",
            format!("{name} leads here and elsewhere ({}).", list(found)),
        ),
        PointsHere::No(Elsewhere::Other(found)) => (
            "other",
            format!("{name} leads elsewhere ({}).", list(found)),
        ),
        PointsHere::Unknown(outcome) => (
            "unknown",
            format!("DNS gives no answer about {name}: {outcome}."),
        ),
    };
    Some(View {
        kind: kind.to_owned(),
        words,
        value: json!(value),
    })
}

fn caa(name: Option<&DomainName>, seen: Option<&Seen<Caa>>) -> Option<View> {
    let (name, value) = (name?, &seen?.value);
    let (kind, words) = match value {
        Caa::Allowed => (
            "allowed",
            format!("Nothing keeps Let's Encrypt from issuing for {name}."),
        ),
        Caa::SomeAccounts => (
            "some accounts",
            format!("CAA records let only certain accounts of Let's Encrypt issue for {name}."),
        ),
        Caa::Unknown(outcome) => (
            "unknown",
            format!("DNS gives no answer about the CAA records of {name}: {outcome}."),
        ),
        Caa::Forbidden { at, allowed } if allowed.is_empty() => (
            "nobody",
            format!(
                "The CAA records of {} let no authority issue for {name}.",
                plain(at)
            ),
        ),
        Caa::Forbidden { at, allowed } => (
            "others",
            format!(
                "The CAA records of {} let only {} issue for {name}.",
                plain(at),
                plain(&allowed.join(", "))
            ),
        ),
    };
    Some(View {
        kind: kind.to_owned(),
        words,
        value: json!(value),
    })
}

fn visit(name: Option<&DomainName>, seen: Option<&Seen<Visit>>) -> Option<View> {
    let (name, value) = (name?, &seen?.value);
    let (kind, words) = match value {
        Visit::Answered { row, site } => (
            format!("row {row} of site {site}"),
            format!(
                "A visit at {name} was answered by this WordPress, with row {row} of site {site}."
            ),
        ),
        Visit::Closed { row, site, why } => (
            format!("closed row {row} of site {site}"),
            format!(
                "A visit at {name} reached this WordPress; row {row} of site {site} {}, so visitors get something else.",
                match why {
                    RowClosed::NotOpened => "is not opened yet",
                    RowClosed::SwitchedOff => "is switched off",
                }
            ),
        ),
        Visit::Redirected { to } => (
            "redirected".to_owned(),
            format!("A visit at {name} was redirected to \"{}\".", plain(to)),
        ),
        Visit::LoginWall => (
            "login".to_owned(),
            format!("A visit at {name} was asked for a password."),
        ),
        Visit::OtherAnswer { status } => (
            "other".to_owned(),
            format!(
                "A visit at {name} got an answer that is not Ultimate Multisite's (status {status})."
            ),
        ),
        Visit::NoAnswer(why) => (
            "none".to_owned(),
            format!("A visit at {name} got no answer: {}.", plain(why)),
        ),
    };
    Some(View {
        kind,
        words,
        value: json!(value),
    })
}

fn virtual_host(record: &Record) -> Option<View> {
    let (name, value) = (&record.host, record.virtual_host.as_ref()?.value);
    let (kind, words) = match value {
        VirtualHost::Known => ("known", format!("The web server has {name}.")),
        VirtualHost::Unknown => (
            "unknown",
            format!("The web server does not have {name} yet."),
        ),
        VirtualHost::Untold => return None,
    };
    Some(View {
        kind: kind.to_owned(),
        words,
        value: json!(value),
    })
}

fn tls(name: Option<&DomainName>, seen: Option<&Seen<Handshake>>) -> Option<View> {
    let (name, value) = (name?, &seen?.value);
    let (kind, words) = match value {
        // A renewed certificate is another one, and worth telling.
        Handshake::Valid(leaf) => (
            format!("valid until {}", leaf.not_after),
            format!(
                "A handshake with {name} shows a valid certificate {}.",
                of(leaf)
            ),
        ),
        Handshake::Refused(leaf, fault) => (
            format!("refused: {fault:?}"),
            format!(
                "A handshake with {name} shows a certificate {} that browsers refuse: {}.",
                of(leaf),
                because(*fault)
            ),
        ),
        Handshake::NoCertificate => (
            "no_certificate".to_owned(),
            format!("The server has no certificate for {name}, as a handshake shows."),
        ),
        Handshake::Failed(why) => (
            "failed".to_owned(),
            format!(
                "A handshake with {name} shows no certificate: {}.",
                plain(why)
            ),
        ),
    };
    Some(View {
        kind,
        words,
        value: json!(value),
    })
}

fn of(leaf: &Leaf) -> String {
    let day = leaf.not_after.day();
    let issuer = plain(&leaf.issuer);
    if issuer.is_empty() {
        format!("without an issuer until {day}")
    } else {
        format!("of \"{issuer}\" until {day}")
    }
}

fn because(fault: CertificateFault) -> &'static str {
    match fault {
        CertificateFault::Expired => "its time is over",
        CertificateFault::NotYetValid => "its time has not begun",
        CertificateFault::WrongName => "it is for other names",
        CertificateFault::Untrusted => "no trusted authority signed it",
        CertificateFault::Other => "something is wrong with it",
    }
}

/// The first addresses, in an order that does not depend on that of the answer.
fn list(addresses: &[IpAddr]) -> String {
    const MOST: usize = 4;
    let mut sorted = addresses.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut texts: Vec<String> = sorted.iter().take(MOST).map(ToString::to_string).collect();
    if sorted.len() > MOST {
        texts.push(format!("{} more", sorted.len() - MOST));
    }
    texts.join(", ")
}
