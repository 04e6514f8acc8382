//! Where a host stands, in words: one text for whoever runs the network, one for whoever owns the domain.
//!
//! The texts are stable: as long as the cause is the same they are the same, to the letter. They hold no duration, no
//! count of tries and no time of a next look; those are shown beside them. What strangers wrote (addresses, the
//! provider's words, names from rows) is shortened and freed of control characters; escaping for HTML or a shell is
//! left to whoever shows it there.

mod customer;
#[cfg(test)]
mod document;
mod operator;
mod records;
mod remedy;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

pub use remedy::remedy;

use crate::{DomainName, Handshake, Leaf, Record, State, Timestamp};

/// What a text needs to know besides the record.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The network's own host, the target of a CNAME record.
    pub main_domain: &'a DomainName,
    /// The addresses that A and AAAA records should hold. Leave out addresses of a proxy before the main domain: they
    /// count as ours, but serve nobody else.
    pub addresses: &'a [IpAddr],
    /// Now.
    pub now: Timestamp,
}

/// The most that is repeated of what a stranger wrote, in characters.
const MOST: usize = 200;

/// Where the host stands, for whoever runs the network.
pub fn operator_text(record: &Record, context: &Context<'_>) -> String {
    let mut text = operator::sentence(record, context);
    // At night the first question is whether visitors notice.
    if let Some(until) = secure_until(record, context.now)
        && !operator::tells_the_certificate(record.standing.reason)
    {
        text.push_str(" Visitors get a valid certificate until ");
        text.push_str(&until);
        text.push('.');
    }
    text
}

/// Where the host stands, for whoever owns the domain: plain words, and what to do where it is their turn.
pub fn customer_text(record: &Record, context: &Context<'_>) -> String {
    customer::sentence(record, context)
}

/// Whether the sentences about a host tell of a valid certificate. Of all they say only this depends on the moment alone.
pub fn calls_secure(record: &Record, now: Timestamp) -> bool {
    valid_leaf(record, now).is_some()
}

/// The day on which the certificate ends that visitors get now, where it is a valid one.
fn secure_until(record: &Record, now: Timestamp) -> Option<String> {
    valid_leaf(record, now).map(|leaf| leaf.not_after.day())
}

fn valid_leaf(record: &Record, now: Timestamp) -> Option<&Leaf> {
    let served = !matches!(record.standing.state, State::Removed);
    match &record.tls.as_ref()?.value {
        Handshake::Valid(leaf) if served && leaf.not_after > now => Some(leaf),
        _ => None,
    }
}

/// What a stranger wrote, on one line, without characters that act instead of being shown, and not too long.
pub fn plain(text: &str) -> String {
    let shown: String = text
        .chars()
        .take(4 * MOST)
        .filter(|c| !acts(*c))
        .map(|c| match c {
            '"' => '\'',
            c if c.is_control() || c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let mut words = shown.split(' ').filter(|word| !word.is_empty());
    let mut line = words.next().unwrap_or_default().to_owned();
    for word in words {
        line.push(' ');
        line.push_str(word);
    }
    if line.chars().count() > MOST {
        line = line.chars().take(MOST - 1).collect();
        line.push('…');
    }
    line
}

/// Characters that change how others are shown: direction, joining, invisible marks.
fn acts(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}
