//! The last touch to a reply: how booleans and numbers are written, what is wrapped, how a refusal looks.

use serde_json::{Value, json};

use crate::api::reply::Reply;
use crate::switches::{ErrorForm, FlagForm, Switches};

/// Fields that are 0 or 1 in the documented form though they are booleans.
const INTEGER_FLAGS: [&str; 2] = ["www", "wildcard"];

/// Rewrites a reply as the switches want it.
pub(crate) fn apply(value: Value, switches: &Switches) -> Value {
    let mut written = flags(value, switches.flag_form);
    if switches.numbers_as_strings {
        written = numbers(written);
    }
    if switches.wrapped_objects && written.get("id").is_some() {
        written = json!({ "data": written });
    }
    written
}

/// Rewrites a reply that is no success.
pub(crate) fn refusal(reply: Reply, form: ErrorForm) -> Reply {
    let status = reply.status();
    let page = |status| Reply::Html {
        status,
        text: "Something went wrong".into(),
    };
    match (form, reply) {
        (ErrorForm::Json, reply) => reply,
        (ErrorForm::Page, _) => page(status),
        (ErrorForm::Bodiless, _) => Reply::Empty { status },
        (ErrorForm::MessageOk, Reply::Json { body, .. }) => Reply::ok(body),
        (ErrorForm::MessageOk | ErrorForm::PageOk, _) => page(200),
    }
}

fn flags(value: Value, form: FlagForm) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| flags(item, form)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Bool(flag) => flag_value(&name, flag, form),
                    other => flags(other, form),
                };
                (name, value)
            })
            .collect(),
        other => other,
    }
}

fn flag_value(name: &str, flag: bool, form: FlagForm) -> Value {
    match form {
        FlagForm::Documented if INTEGER_FLAGS.contains(&name) => json!(u8::from(flag)),
        FlagForm::Documented | FlagForm::Booleans => json!(flag),
        FlagForm::Integers => json!(u8::from(flag)),
        FlagForm::Strings => json!(u8::from(flag).to_string()),
    }
}

fn numbers(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, numbers(value)))
            .collect(),
        Value::Number(number) => Value::String(number.to_string()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_take_each_form() {
        let reply = || json!({ "data": [{ "www": true, "autoSSL": false }] });
        for (form, www, auto) in [
            (FlagForm::Documented, json!(1), json!(false)),
            (FlagForm::Booleans, json!(true), json!(false)),
            (FlagForm::Integers, json!(1), json!(0)),
            (FlagForm::Strings, json!("1"), json!("0")),
        ] {
            let switches = Switches {
                flag_form: form,
                ..Switches::default()
            };
            assert_eq!(
                apply(reply(), &switches),
                json!({ "data": [{ "www": www, "autoSSL": auto }] })
            );
        }
    }

    #[test]
    fn numbers_become_strings_on_demand() {
        let switches = Switches {
            numbers_as_strings: true,
            ..Switches::default()
        };
        assert_eq!(
            apply(json!({ "id": 7, "www": true }), &switches),
            json!({ "id": "7", "www": "1" })
        );
    }
}
