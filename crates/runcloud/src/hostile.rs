//! What holds for replies of the API whatever they contain. The fuzzer looks for inputs that break it.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::certificate::certificate_in;
use crate::listing::{Gathering, Numbered};
use crate::object::{self, Shape};
use crate::page::Page;
use crate::words::Words;
use crate::{Completeness, Credentials, Domain, Server, WebApp, ssl_mode};

/// Between the pages of a list in one input.
const NEXT_PAGE: u8 = 0;

/// What must never be repeated.
const TOKEN: &str = "token-hush";
const KEY: &str = "key-hush";
const SECRET: &str = "secret-hush";
/// The key pair as it travels.
const PAIR: &str = "a2V5LWh1c2g6c2VjcmV0LWh1c2g=";

/// Checks one reply, read as each of the things it could be a reply to.
///
/// # Panics
/// Where something does not hold.
pub fn api_body(input: &[u8]) {
    list::<Domain>(input);
    list::<Server>(input);
    list::<WebApp>(input);
    one::<Domain>(input);
    one::<Server>(input);
    one::<WebApp>(input);
    let mode: Option<ssl_mode::Reply> = object::object(input);
    let mode = mode.and_then(|reply| reply.mode());
    assert!(mode.is_none() || Shape::of(input) == Shape::Object);
    match certificate_in(input) {
        Ok(Some(certificate)) => assert!(certificate.id.get() > 0),
        // Absence takes a reply that can be read.
        Ok(None) => assert!(matches!(Shape::of(input), Shape::Object | Shape::OtherJson)),
        Err(_) => {}
    }
    words(input);
}

fn one<T: DeserializeOwned + Numbered>(input: &[u8]) {
    if let Some(found) = object::object::<T>(input) {
        assert_eq!(Shape::of(input), Shape::Object);
        assert!(found.number() > 0, "an id is never zero");
    }
}

fn list<T: DeserializeOwned + Numbered + std::fmt::Debug>(input: &[u8]) {
    let mut gathering = Gathering::new();
    let mut totals = Vec::new();
    let mut unreadable = 0;
    for body in input.split(|&byte| byte == NEXT_PAGE) {
        let Ok(page) = Page::<T>::read(body) else {
            // The whole list fails with this page.
            return;
        };
        assert!(serde_json::from_slice::<serde_json::Value>(body).is_ok());
        totals.push(page.total);
        unreadable += page.unreadable;
        if gathering.add(page).is_none() {
            break;
        }
    }
    let pages = totals.len();
    let listing = gathering.finish();
    assert_eq!(listing.pages as usize, pages);
    let ids: BTreeSet<u64> = listing.items.iter().map(Numbered::number).collect();
    assert_eq!(ids.len(), listing.items.len(), "an entry comes twice");
    if listing.completeness == Completeness::Complete {
        assert_eq!(unreadable, 0, "what cannot be read is missing");
        let count = Some(ids.len() as u64);
        let (first, last) = (totals.first(), totals.last());
        let bare = totals.iter().all(Option::is_none);
        assert!(bare || (first == Some(&count) && last == Some(&count)));
    }
}

fn words(input: &[u8]) {
    let pair = Credentials::KeyPair {
        key: KEY.into(),
        secret: SECRET.into(),
    };
    for credentials in [Credentials::Token(TOKEN.into()), pair] {
        let words = Words::read(input, &credentials);
        let told = words.message.iter().chain(words.fields.keys());
        for text in told.chain(words.fields.values().flatten()) {
            assert!(!text.chars().any(char::is_control), "{text:?}");
            assert!(text.chars().count() <= 301, "{text}");
            let own: &[&str] = match credentials {
                Credentials::Token(_) => &[TOKEN],
                Credentials::KeyPair { .. } => &[KEY, SECRET, PAIR],
            };
            for secret in own {
                assert!(!text.contains(secret), "{text}");
            }
        }
        assert!(words.fields.len() <= 20);
    }
}

#[cfg(test)]
#[path = "../../../fuzz/replay.rs"]
mod replay;

#[test]
fn every_kept_reply_is_read_or_refused() {
    replay::replay("api_body", api_body);
}
