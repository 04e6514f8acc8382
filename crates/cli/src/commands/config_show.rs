//! `config show`: every setting, its value and its origin; then what the installation adds.

mod installation;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::output::{Printer, Report, Table};
use crate::settings::{Key, Origin, Settings};
use crate::wire::Configured;

use installation::Fact;

/// Prints the settings. What the installation does not tell is said and ends nothing: the settings are what was asked
/// for.
pub(crate) async fn run(settings: &Settings, printer: &Printer) -> Result<Exit, Report> {
    let rows = Key::ALL.map(|key| Row::of(key, settings));
    let (facts, reports) = match settings
        .wordpress
        .value
        .as_deref()
        .map(|_| Configured::read(settings))
    {
        None => (Vec::new(), Vec::new()),
        Some(Err(report)) => (Vec::new(), vec![report]),
        Some(Ok(configured)) => installation::facts(configured).await,
    };
    match printer.format() {
        OutputFormat::Text => {
            let mut table = Table::new(["setting", "value", "from"]);
            for row in &rows {
                table.row([row.key.name(), &shown(&row.value), &row.origin.to_string()]);
            }
            for fact in &facts {
                table.row([fact.name, &shown(&fact.value), fact.origin.spoken()]);
            }
            printer.text(&table.render(printer.width()));
        }
        OutputFormat::Json => printer.json(&Shown {
            settings: rows
                .iter()
                .map(|row| {
                    let value = json!({ "value": row.value, "origin": row.origin });
                    (row.key.name().to_owned(), value)
                })
                .collect(),
            installation: facts.iter().map(field).collect(),
        }),
    }
    for report in &reports {
        printer.warn(report);
    }
    Ok(Exit::Fine)
}

#[derive(Serialize)]
struct Shown {
    settings: Map<String, Value>,
    installation: Map<String, Value>,
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
            Key::CallsPerMonth => (
                json!(settings.calls_per_month.value),
                &settings.calls_per_month.origin,
            ),
            Key::Addresses => (json!(settings.addresses.value), &settings.addresses.origin),
            Key::Output => (
                json!(settings.output.value.to_string()),
                &settings.output.origin,
            ),
            Key::Php => (json!(settings.php.value.to_string()), &settings.php.origin),
            Key::LogLevel => (
                json!(settings.log_level.value.to_string()),
                &settings.log_level.origin,
            ),
        };
        Self { key, value, origin }
    }
}

fn field(fact: &Fact) -> (String, Value) {
    let value = json!({ "value": fact.value, "origin": { "kind": fact.origin.as_str() } });
    (fact.name.to_owned(), value)
}

/// The value for people: a list with commas, and a dash for what is not set.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) if !items.is_empty() => items
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(", "),
        _ => "-".to_owned(),
    }
}
