//! A list read page by page, and how far it can be trusted to be whole.

use std::collections::BTreeSet;

use crate::page::Page;
use crate::{Domain, Server, WebApp};

/// A list no longer than this is followed; beyond it something is wrong at the other end.
const MOST_PAGES: u32 = 1000;

/// All entries that were read. A page that fails fails the whole listing, so that an error is
/// never taken for a short list; a list that may have holes says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<T> {
    /// The entries, each id once, in the provider's order.
    pub items: Vec<T>,
    /// Whether these are all.
    pub completeness: Completeness,
    /// The number of pages read.
    pub pages: u32,
}

/// Whether a listing is known to hold every entry there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completeness {
    /// The number of different ids is the total that the first and the last page give; or, where
    /// no total is given, the list came in one piece or ended with an empty page.
    Complete,
    /// Entries may be missing, for instance because the list changed while it was read. What is
    /// here is good; nothing follows from what is not.
    Partial {
        /// Why, in words for a log.
        reason: String,
    },
}

impl<T> Listing<T> {
    /// True if nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.completeness == Completeness::Complete
    }
}

/// Entries that the provider numbers.
pub(crate) trait Numbered {
    fn number(&self) -> u64;
}

impl Numbered for Server {
    fn number(&self) -> u64 {
        self.id.get()
    }
}

impl Numbered for WebApp {
    fn number(&self) -> u64 {
        self.id.get()
    }
}

impl Numbered for Domain {
    fn number(&self) -> u64 {
        self.id.get()
    }
}

/// Puts pages together and knows when to stop. It asks for nothing itself.
#[derive(Debug)]
pub(crate) struct Gathering<T> {
    items: Vec<T>,
    seen: BTreeSet<u64>,
    pages: u32,
    unreadable: usize,
    repeated: usize,
    first_total: Option<u64>,
    last_total: Option<u64>,
    flaw: Option<String>,
}

impl<T: Numbered> Gathering<T> {
    pub(crate) fn new() -> Self {
        Self {
            items: Vec::new(),
            seen: BTreeSet::new(),
            pages: 0,
            unreadable: 0,
            repeated: 0,
            first_total: None,
            last_total: None,
            flaw: None,
        }
    }

    /// Takes the next page; gives the number of the page to ask for, if there is one.
    ///
    /// The size of a page proves nothing: some lists ignore the size asked for.
    pub(crate) fn add(&mut self, page: Page<T>) -> Option<u32> {
        self.pages += 1;
        if self.pages == 1 {
            self.first_total = page.total;
        }
        self.last_total = page.total;
        self.unreadable += page.unreadable;
        let is_empty = page.items.is_empty();
        let before = self.seen.len();
        for item in page.items {
            if self.seen.insert(item.number()) {
                self.items.push(item);
            } else {
                self.repeated += 1;
            }
        }
        if is_empty || page.is_bare {
            return None;
        }
        if self.seen.len() == before {
            self.flaw = Some(format!(
                "page {} only repeats entries of earlier pages",
                self.pages
            ));
            return None;
        }
        let is_last = match (page.total, page.last_number) {
            (Some(_), Some(last)) => u64::from(self.pages) >= last,
            (Some(total), None) => self.seen.len() as u64 >= total,
            // Without a total only an empty page shows that nothing is missing.
            (None, _) => false,
        };
        if is_last {
            return None;
        }
        if self.pages == MOST_PAGES {
            self.flaw = Some(format!("the list goes on after {MOST_PAGES} pages"));
            return None;
        }
        Some(self.pages + 1)
    }

    pub(crate) fn finish(self) -> Listing<T> {
        let read = self.seen.len() as u64;
        let reason = match (self.flaw, self.first_total, self.last_total) {
            (Some(flaw), ..) => Some(flaw),
            _ if self.unreadable > 0 => {
                Some(format!("entries that cannot be read: {}", self.unreadable))
            }
            // What stands on two pages pushed something else off both.
            (None, None, None) if self.repeated > 0 => Some(format!(
                "entries that stand on more than one page: {}, and no total is told; the list changed meanwhile",
                self.repeated
            )),
            (None, None, None) => None,
            (None, Some(first), Some(last)) if first == read && last == read => None,
            (None, first, last) => {
                let count =
                    |total: Option<u64>| total.map_or("none".to_owned(), |total| total.to_string());
                let (first, last) = (count(first), count(last));
                Some(format!(
                    "{read} different entries were read, but the total was {first} on the first page and {last} on the last"
                ))
            }
        };
        Listing {
            items: self.items,
            completeness: reason.map_or(Completeness::Complete, |reason| Completeness::Partial {
                reason,
            }),
            pages: self.pages,
        }
    }
}

#[cfg(test)]
mod tests;
