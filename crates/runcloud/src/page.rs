//! One page of a list, in the forms the API has been seen to use.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::object::Shape;

/// The entries of one reply and what it says about the whole list.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// Entries that could not be read.
    pub(crate) unreadable: usize,
    /// How many entries the whole list has.
    pub(crate) total: Option<u64>,
    /// The number of the last page.
    pub(crate) last_number: Option<u64>,
    /// The reply is the list itself and knows no pages.
    pub(crate) is_bare: bool,
}

impl<T: DeserializeOwned> Page<T> {
    /// Reads `{"data": […], "meta": …}` or a bare list. One unreadable entry does not spoil the
    /// others, but it is counted; a page where nothing is readable is of the wrong shape.
    pub(crate) fn read(body: &[u8]) -> Result<Self, &'static str> {
        let mut reply: Value =
            serde_json::from_slice(body).map_err(|_| Shape::of(body).in_words())?;
        let counts = [
            reply.pointer("/meta/pagination"),
            reply.get("meta"),
            Some(&reply),
        ];
        let counts = || counts.into_iter().flatten();
        let total = counts().find_map(|counts| number(counts, &["total"]));
        let last_number =
            counts().find_map(|counts| number(counts, &["total_pages", "last_page", "lastPage"]));
        let is_bare = reply.is_array();
        let list = if is_bare {
            Some(&mut reply)
        } else {
            reply.get_mut("data")
        };
        let Some(Value::Array(entries)) = list.map(Value::take) else {
            return Err("the reply holds no list");
        };
        let count = entries.len();
        let items: Vec<T> = entries
            .into_iter()
            .filter_map(|entry| serde_json::from_value(entry).ok())
            .collect();
        if items.is_empty() && count > 0 {
            return Err("no entry of the list is of the kind asked for");
        }
        Ok(Self {
            unreadable: count - items.len(),
            items,
            total,
            last_number,
            is_bare,
        })
    }
}

fn number(counts: &Value, names: &[&str]) -> Option<u64> {
    names.iter().find_map(|name| match counts.get(name)? {
        Value::Number(number) => number.as_u64(),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Server;

    fn read(body: &str) -> Result<Page<Server>, &'static str> {
        Page::read(body.as_bytes())
    }

    const ENTRY: &str = r#"{"id":1,"name":"web-1"}"#;

    #[test]
    fn the_counts_are_found_in_every_known_form() {
        for meta in [
            r#""meta":{"pagination":{"total":7,"total_pages":3,"current_page":1,"links":{}}}"#,
            r#""meta":{"total":7,"last_page":3}"#,
            r#""meta":{"total":"7","lastPage":"3"}"#,
            r#""total":7,"last_page":3,"current_page":1"#,
        ] {
            let page = read(&format!(r#"{{"data":[{ENTRY}],{meta}}}"#)).expect("a page");
            assert_eq!(
                (page.total, page.last_number, page.is_bare),
                (Some(7), Some(3), false),
                "{meta}"
            );
        }
    }

    #[test]
    fn a_list_without_counts_says_so() {
        for body in [
            format!("{{\"data\":[{ENTRY}]}}"),
            format!("{{\"data\":[{ENTRY}],\"meta\":[]}}"),
        ] {
            let page = read(&body).expect("a page");
            assert_eq!(
                (page.total, page.last_number, page.is_bare),
                (None, None, false),
                "{body}"
            );
        }
        assert!(read(&format!("[{ENTRY}]")).expect("a page").is_bare);
    }

    #[test]
    fn what_holds_no_list_is_an_error_and_never_an_empty_page() {
        for body in [
            "",
            " ",
            "<html>",
            "{}",
            r#"{"message":"x"}"#,
            r#"{"data":null}"#,
            r#"{"data":{}}"#,
            "null",
            "[1,2",
            "[1,2]",
        ] {
            assert!(read(body).is_err(), "{body}");
        }
        assert_eq!(read("[]").expect("an empty list").items.len(), 0);
    }

    #[test]
    fn an_unreadable_entry_is_counted_and_does_not_spoil_the_others() {
        let page = read(&format!(
            r#"{{"data":[{ENTRY},{{"id":0,"name":"x"}},null]}}"#
        ))
        .expect("a page");
        assert_eq!((page.items.len(), page.unreadable), (1, 2));
    }
}
