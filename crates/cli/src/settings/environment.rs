//! The layer of the environment: variables that begin with `RUNCLOUD_MULTISITE_`.

use std::path::Path;

use super::key::{PREFIX, nearest};
use super::layer::Layer;
use super::secret::is_secret_name;
use super::{Given, Key, Origin, Problem, Surroundings};

/// Reads the variables. One that is set to nothing counts as not set, as it does for most programs.
pub(crate) fn read(
    surroundings: &dyn Surroundings,
    here: &Path,
    problems: &mut Vec<Problem>,
) -> Layer {
    let mut layer = Layer::default();
    let mut variables = surroundings.variables();
    variables.sort();
    for (name, value) in variables {
        let name = name.to_string_lossy();
        if !name.starts_with(PREFIX) || value.is_empty() {
            continue;
        }
        if let Some((given, in_file)) = Given::of_variable(&name) {
            let origin = Origin::Environment {
                name: given.variable,
            };
            match value.to_str() {
                Some(text) => layer.given.set(given, in_file, text, here, origin),
                None => problems.push(Problem::new(format!("{name}: not valid UTF-8"))),
            }
            continue;
        }
        let Some(key) = Key::ALL.into_iter().find(|key| key.variable() == name) else {
            problems.push(unknown(&name));
            continue;
        };
        let origin = Origin::Environment {
            name: key.variable(),
        };
        let outcome = match value.to_str() {
            Some(text) => layer.set(key, text, here, origin),
            None => Err("not valid UTF-8".to_owned()),
        };
        if let Err(why) = outcome {
            problems.push(Problem::new(format!("{name}: {why}")));
        }
    }
    layer
}

fn unknown(name: &str) -> Problem {
    let rest = name.strip_prefix(PREFIX).unwrap_or(name);
    if is_secret_name(rest) {
        return Problem::new(format!("{name}: secrets are not set under this name"))
            .hint("set `WU_RUNCLOUD_API_TOKEN` in the environment, or define it in wp-config.php");
    }
    let problem = Problem::new(format!("{name}: no setting has this name"));
    // The names differ after the prefix only, so only that part says how near they are.
    let rests = Key::ALL
        .into_iter()
        .filter_map(|key| key.variable().strip_prefix(PREFIX));
    match nearest(rest, rests) {
        Some(meant) => problem.hint(format!("did you mean `{PREFIX}{meant}`?")),
        None => problem.hint(format!("unset `{name}`")),
    }
}
