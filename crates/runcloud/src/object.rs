//! Finds the object in a reply: bare, or wrapped in `{"data": …}`.

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

/// What a body is, before anything is known about its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing but white space.
    Empty,
    /// A JSON object.
    Object,
    /// JSON, but no object.
    OtherJson,
    /// A web page, text, or broken JSON.
    NotJson,
}

impl Shape {
    pub(crate) fn of(body: &[u8]) -> Self {
        let body = body.trim_ascii();
        if body.is_empty() {
            return Self::Empty;
        }
        match serde_json::from_slice::<IgnoredAny>(body) {
            Ok(_) if body.starts_with(b"{") => Self::Object,
            Ok(_) => Self::OtherJson,
            Err(_) => Self::NotJson,
        }
    }

    /// The shape as the detail of an error. A body is never quoted.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Empty => "the reply is empty",
            Self::Object => "the reply is an object, but not the one asked for",
            Self::OtherJson => "the reply is JSON, but no object",
            Self::NotJson => "the reply is not JSON",
        }
    }
}

#[derive(Deserialize)]
struct Wrapped<T> {
    data: T,
}

/// The object in a body, if it is there and readable.
///
/// Parsing goes straight into `T`, so that fields `T` does not have (private keys, pull keys)
/// are skipped and never copied.
pub(crate) fn object<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    if Shape::of(body) != Shape::Object {
        return None;
    }
    serde_json::from_slice(body)
        .or_else(|_| serde_json::from_slice(body).map(|Wrapped { data }| data))
        .ok()
}

/// Whether the object, bare or wrapped, has an `id`.
pub(crate) fn has_id(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Id {
        // `null` is no id.
        #[serde(rename = "id")]
        _id: NotNull,
    }
    object::<Id>(body).is_some()
}

struct NotNull;

impl<'de> Deserialize<'de> for NotNull {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<IgnoredAny>::deserialize(deserializer)? {
            Some(_) => Ok(Self),
            None => Err(serde::de::Error::custom("null")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Domain;

    fn name(body: &str) -> Option<String> {
        object::<Domain>(body.as_bytes()).map(|domain| domain.name)
    }

    #[test]
    fn an_object_is_found_bare_and_wrapped() {
        assert_eq!(
            name(r#" {"id":1,"name":"a.example"} "#).as_deref(),
            Some("a.example")
        );
        assert_eq!(
            name(r#"{"data":{"id":1,"name":"a.example"}}"#).as_deref(),
            Some("a.example")
        );
    }

    #[test]
    fn what_is_no_object_of_the_kind_is_none() {
        for body in [
            "",
            "[]",
            "[1,\"a.example\"]",
            "{}",
            "{\"data\":[]}",
            "<html>",
            "{\"id\":1",
            "null",
        ] {
            assert_eq!(name(body), None, "{body}");
        }
    }

    #[test]
    fn shapes_are_told_apart() {
        assert_eq!(Shape::of(b" \n"), Shape::Empty);
        assert_eq!(Shape::of(b"{\"a\":1}"), Shape::Object);
        assert_eq!(Shape::of(b"[]"), Shape::OtherJson);
        assert_eq!(Shape::of(b"<html>"), Shape::NotJson);
        assert_eq!(Shape::of(b"{\"a\":"), Shape::NotJson);
    }

    #[test]
    fn an_id_counts_unless_it_is_null() {
        for body in [
            r#"{"id":5}"#,
            r#"{"data":{"id":"5"}}"#,
            r#"{"id":{"odd":1}}"#,
        ] {
            assert!(has_id(body.as_bytes()), "{body}");
        }
        for body in [
            r#"{"id":null}"#,
            r#"{"message":"x"}"#,
            r#"{"data":[]}"#,
            "[]",
            "5",
        ] {
            assert!(!has_id(body.as_bytes()), "{body}");
        }
    }
}
