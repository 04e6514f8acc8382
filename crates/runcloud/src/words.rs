//! The provider's own words, made fit for a log line and a status screen.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::Credentials;

const LONGEST_MESSAGE: usize = 300;
const MOST_FIELDS: usize = 20;
const MOST_MESSAGES_PER_FIELD: usize = 5;
const LONGEST_FIELD_NAME: usize = 60;

/// What an error reply says: one message, and for refused data the complaints by field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) is_json: bool,
    pub(crate) message: Option<String>,
    pub(crate) fields: BTreeMap<String, Vec<String>>,
}

impl Words {
    /// Reads `{"message": "…", "errors": {"name": ["…"]}}` and its poorer relatives.
    ///
    /// A body that is no JSON object (a page of a proxy) yields no words: it is not quoted.
    pub(crate) fn read(body: &[u8], credentials: &Credentials) -> Self {
        #[derive(Deserialize)]
        struct Reply {
            #[serde(default)]
            message: Value,
            #[serde(default)]
            error: Value,
            #[serde(default)]
            errors: Value,
        }

        if !body.trim_ascii_start().starts_with(b"{") {
            return Self::default();
        }
        let Ok(reply) = serde_json::from_slice::<Reply>(body) else {
            return Self::default();
        };
        // A secret in pieces is put together by taking out what nobody sees, so that goes first.
        let redact = |text: &str| {
            let seen: String = text.chars().filter(|&c| !turns_text(c)).collect();
            credentials.redact(&seen)
        };
        let clean = |text: &str| tidy(&redact(text), LONGEST_MESSAGE);
        let message = [&reply.message, &reply.error]
            .into_iter()
            .filter_map(Value::as_str)
            .find_map(clean);
        let mut fields = BTreeMap::new();
        for (name, complaints) in reply
            .errors
            .as_object()
            .into_iter()
            .flatten()
            .take(MOST_FIELDS)
        {
            let complaints: Vec<String> = match complaints {
                Value::String(one) => clean(one).into_iter().collect(),
                Value::Array(many) => many
                    .iter()
                    .filter_map(Value::as_str)
                    .filter_map(clean)
                    .take(MOST_MESSAGES_PER_FIELD)
                    .collect(),
                _ => continue,
            };
            if let Some(name) = tidy(&redact(name), LONGEST_FIELD_NAME) {
                fields.insert(name, complaints);
            }
        }
        Self {
            is_json: true,
            message,
            fields,
        }
    }
}

/// One line of at most `longest` characters, without anything that could forge a second line or
/// turn the direction of the text; nothing if nothing is left.
pub(crate) fn tidy(text: &str, longest: usize) -> Option<String> {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word = word.chars().filter(|&c| !turns_text(c));
        let mut word = word.peekable();
        if word.peek().is_some() && !line.is_empty() {
            line.push(' ');
            length += 1;
        }
        for character in word {
            if length >= longest {
                line.truncate(line.trim_end().len());
                line.push('…');
                return Some(line);
            }
            line.push(character);
            length += 1;
        }
    }
    (!line.is_empty()).then_some(line)
}

fn turns_text(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_come_back_when_the_invisible_is_taken_out_of_it() {
        let credentials = Credentials::Token("token-hush".into());
        let body = r#"{"message":"got token\u200b-hush","errors":{"tok\u2060en-hush":"x"}}"#;
        let words = Words::read(body.as_bytes(), &credentials);
        assert_eq!(words.message.as_deref(), Some("got [redacted]"));
        assert!(words.fields.contains_key("[redacted]"), "{words:?}");
    }

    #[test]
    fn a_line_that_is_cut_between_two_words_is_no_longer_than_another() {
        assert_eq!(tidy("abc def", 3).as_deref(), Some("abc…"));
        assert_eq!(tidy("abc def", 4).as_deref(), Some("abc…"));
        assert_eq!(tidy("abc def", 5).as_deref(), Some("abc d…"));
        assert_eq!(tidy("abc  ", 3).as_deref(), Some("abc"));
    }

    fn read(body: &str) -> Words {
        Words::read(body.as_bytes(), &Credentials::Token("hush-hush".into()))
    }

    #[test]
    fn message_and_complaints_are_read_from_lists_and_single_strings() {
        let words = read(
            r#"{"message":"Bad data.","errors":{"name":["taken","odd"],"type":"missing","x":3}}"#,
        );
        assert_eq!(words.message.as_deref(), Some("Bad data."));
        assert_eq!(words.fields["name"], ["taken", "odd"]);
        assert_eq!(words.fields["type"], ["missing"]);
        assert_eq!(words.fields.len(), 2);
    }

    #[test]
    fn a_page_of_a_proxy_is_not_quoted() {
        assert_eq!(read("<html>blocked</html>"), Words::default());
        assert_eq!(read("[\"x\"]"), Words::default());
        assert_eq!(read(""), Words::default());
    }

    #[test]
    fn odd_shapes_are_json_without_words() {
        let words = read(r#"{"message":{"deep":1},"errors":["x"]}"#);
        assert!(words.is_json);
        assert_eq!(words.message, None);
        assert!(words.fields.is_empty());
    }

    #[test]
    fn what_could_forge_a_line_of_log_is_taken_out() {
        let words = read(r#"{"message":"  one\r\ntwo\u001b[31m \u202egnp  "}"#);
        assert_eq!(words.message.as_deref(), Some("one two [31m gnp"));
        assert_eq!(read(r#"{"message":" \n "}"#).message, None);
    }

    #[test]
    fn long_messages_and_many_fields_are_capped() {
        let many: Vec<String> = (0..50)
            .map(|n| format!("\"f{n:02}\":[{}]", ["\"x\""; 9].join(",")))
            .collect();
        let words = read(&format!(
            r#"{{"message":"{}","errors":{{{}}}}}"#,
            "ä".repeat(5000),
            many.join(",")
        ));
        assert_eq!(
            words.message.map(|text| text.chars().count()),
            Some(LONGEST_MESSAGE + 1)
        );
        assert_eq!(words.fields.len(), MOST_FIELDS);
        assert_eq!(words.fields["f00"].len(), MOST_MESSAGES_PER_FIELD);
    }

    #[test]
    fn a_token_quoted_by_the_provider_is_blotted_out() {
        let words =
            read(r#"{"message":"no such token: hush-hush","errors":{"hush-hush":["hush-hush"]}}"#);
        assert!(!format!("{words:?}").contains("hush"), "{words:?}");
    }
}
