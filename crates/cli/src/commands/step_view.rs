//! A step as `plan` shows it.

use plan::{Step, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value};

/// A step: its own fields, and a sentence.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StepView {
    #[serde(flatten)]
    fields: Map<String, Value>,
    pub(crate) words: String,
    /// Whether it changes something; the others only ask.
    pub(crate) changes: bool,
}

impl From<&Step> for StepView {
    fn from(step: &Step) -> Self {
        let mut fields = match serde_json::to_value(step) {
            Ok(Value::Object(fields)) => fields,
            // Every step is a struct of plain fields.
            _ => Map::new(),
        };
        if let Some(since) = fields
            .get_mut("evidence")
            .and_then(|evidence| evidence.get_mut("since"))
            && let Some(millis) = since.as_i64()
        {
            *since = Timestamp::from_millis(millis).to_string().into();
        }
        Self {
            fields,
            words: step.to_string(),
            changes: step.changes(),
        }
    }
}
