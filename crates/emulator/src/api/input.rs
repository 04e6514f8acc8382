//! Fields of a JSON request body, read with the leniency of a web framework's validator.

use serde_json::{Map, Value};

use crate::world::refusal::Refusal;

/// A request body. One that is not a JSON object counts as empty, so that every required field is missing.
#[derive(Debug, Default)]
pub(crate) struct Input(Map<String, Value>);

impl Input {
    pub(crate) fn parse(body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Self(fields),
            _ => Self::default(),
        }
    }

    /// A text field, if it is there and is a string.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(Value::as_str)
    }

    pub(crate) fn required_text(&self, field: &'static str) -> Result<&str, Refusal> {
        self.text(field)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| required(field))
    }

    /// A boolean; 0, 1, `"0"` and `"1"` count too. `null` counts as missing.
    pub(crate) fn flag(&self, field: &'static str) -> Result<Option<bool>, Refusal> {
        let invalid =
            || Refusal::invalid(field, format!("The {field} field must be true or false."));
        match self.0.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::Number(number)) => match number.as_u64() {
                Some(0) => Ok(Some(false)),
                Some(1) => Ok(Some(true)),
                _ => Err(invalid()),
            },
            Some(Value::String(text)) if text == "0" => Ok(Some(false)),
            Some(Value::String(text)) if text == "1" => Ok(Some(true)),
            Some(_) => Err(invalid()),
        }
    }

    pub(crate) fn required_flag(&self, field: &'static str) -> Result<bool, Refusal> {
        self.flag(field)?.ok_or_else(|| required(field))
    }

    /// A whole number, if it is there.
    pub(crate) fn number(&self, field: &str) -> Option<u64> {
        self.0.get(field).and_then(Value::as_u64)
    }

    /// One of the values that serde knows for `T`; `None` when missing.
    pub(crate) fn choice<T: serde::de::DeserializeOwned>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>, Refusal> {
        match self.0.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value.clone())
                .map(Some)
                .map_err(|_| Refusal::invalid(field, format!("The selected {field} is invalid."))),
        }
    }
}

pub(crate) fn required(field: &'static str) -> Refusal {
    Refusal::invalid(field, format!("The {field} field is required."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_come_in_several_forms_and_nothing_else_passes() {
        let input = Input::parse(br#"{"a":true,"b":0,"c":"1","d":"yes","e":2}"#);
        assert_eq!(input.flag("a"), Ok(Some(true)));
        assert_eq!(input.flag("b"), Ok(Some(false)));
        assert_eq!(input.flag("c"), Ok(Some(true)));
        assert!(input.flag("d").is_err());
        assert!(input.flag("e").is_err());
        assert_eq!(input.flag("f"), Ok(None));
    }

    #[test]
    fn a_body_that_is_no_object_has_no_fields() {
        for body in [&b"[1]"[..], b"", b"{", b"\xff"] {
            assert!(Input::parse(body).required_text("name").is_err());
        }
    }
}
