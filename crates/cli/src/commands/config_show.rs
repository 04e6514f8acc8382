//! `config show`: every setting, its value and its origin.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::args::OutputFormat;
use crate::output::{Printer, Table};
use crate::settings::{Key, Origin, Settings};

/// Prints the settings.
pub(crate) fn run(settings: &Settings, printer: &Printer) {
    let rows = Key::ALL.map(|key| Row::of(key, settings));
    match printer.format() {
        OutputFormat::Text => {
            let mut table = Table::new(["setting", "value", "from"]);
            for row in &rows {
                table.row([row.key.name(), &row.text(), &row.origin.to_string()]);
            }
            printer.text(&table.render(printer.width()));
        }
        OutputFormat::Json => {
            let settings = rows
                .iter()
                .map(|row| {
                    let shown = json!({ "value": row.value, "origin": row.origin });
                    (row.key.name().to_owned(), shown)
                })
                .collect();
            printer.json(&Shown { settings });
        }
    }
}

#[derive(Serialize)]
struct Shown {
    settings: Map<String, Value>,
}

struct Row<'a> {
    key: Key,
    value: Value,
    origin: &'a Origin,
}

impl<'a> Row<'a> {
    fn of(key: Key, settings: &'a Settings) -> Self {
        let (value, origin) = match key {
            Key::Config => (json!(settings.config.value), &settings.config.origin),
            Key::Wordpress => (json!(settings.wordpress.value), &settings.wordpress.origin),
            Key::ApiUrl => (
                json!(settings.api_url.value.to_string()),
                &settings.api_url.origin,
            ),
            Key::Resolver => (json!(settings.resolver.value), &settings.resolver.origin),
            Key::ServerAddress => (
                json!(settings.server_address.value),
                &settings.server_address.origin,
            ),
            Key::CaFile => (json!(settings.ca_file.value), &settings.ca_file.origin),
            Key::Addresses => (json!(settings.addresses.value), &settings.addresses.origin),
            Key::Output => (
                json!(settings.output.value.to_string()),
                &settings.output.origin,
            ),
            Key::LogLevel => (
                json!(settings.log_level.value.to_string()),
                &settings.log_level.origin,
            ),
        };
        Self { key, value, origin }
    }

    /// The value for people: a list with commas, and a dash for what is not set.
    fn text(&self) -> String {
        match &self.value {
            Value::String(text) => text.clone(),
            Value::Array(items) if !items.is_empty() => items
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(", "),
            _ => "-".to_owned(),
        }
    }
}
