//! `docs/doubts.md`: the questions, and what the program was seen to do.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use plan::{Reason, Who};

use crate::circumstances::Given;
use crate::doubts::{CHAPTERS, Chapter, Doubt};
use crate::ending::{Ending, Stand};
use crate::{Both, flipped};

const COMMAND: &str = "UPDATE_DOCS=1 cargo test -p agent --test switches";

const HEAD: &str = "\
# What is not known of RunCloud, and what the program does either way

<!-- Written by a test of the crate `agent` from what it saw. To change it, change the program or
     `crates/agent/tests/switches` and run
     UPDATE_DOCS=1 cargo test -p agent --test switches -->

Some of RunCloud's behaviour is documented by an example only, or not at all, and some may differ between accounts. For each
such question the emulator has a switch. A test does the same job with every switch flipped, with one certificate for each
domain and with one for all, and writes down here what came of it. How objects look is tried with a certificate for each
domain alone, as the same code reads both.

The job: `ready`, `twin`, `elsewhere`, `bücher`, `old` and `removed` (all below `.example`) lead here from the beginning,
beside 25 domains of others. `taken` does too, but another web application on the server holds it; a web application on
another server holds `elsewhere`. Twenty minutes later `later` and `www.twin` lead here as well, `old` is renamed to `new` and
`removed` is removed. An hour later `detour` comes: as far as DNS tells it leads here, but the certificate authority's check
fails. It ends after two hours.

With every default, all names work in the end but two: `taken` waits for a person, and `detour` waits until the next listing,
as its address is not known to be the server's before. `old` and `removed` are detached. Whatever the answer: the domains of others are as they were, names that worked go on working,
each name is added once, no limit of the certificate authority is passed, and each name that waits says why and who acts.

Nor does it take more than twice the calls that the default takes, unless the table says so; and with every answer two hours
take fewer than 130.
";

/// One row of the document.
pub(crate) fn row(doubt: &Doubt, seen: &Both, usual: &Both) -> String {
    let switches = flipped(doubt);
    let values = switches
        .iter()
        .map(|(name, value)| format!("`{name}`: `{value}`"));
    let values: Vec<String> = values.collect();
    let given = match doubt.given {
        Given::Usual => String::new(),
        given => format!(" *{}*", given.in_words()),
    };
    let why = if doubt.why.is_empty() {
        String::new()
    } else {
        format!(" {}", doubt.why)
    };
    format!(
        "| {}{given} | {} | {} ({}) | {}{why} |\n",
        doubt.question,
        doubt.usual,
        doubt.other,
        values.join(", "),
        told(seen, usual),
    )
}

/// What was seen, in both modes at once where they are alike.
pub(crate) fn told(seen: &Both, usual: &Both) -> String {
    let advanced = one(&seen.advanced, &usual.advanced);
    let tried = seen.basic.as_ref().zip(usual.basic.as_ref());
    let Some((seen, usual)) = tried else {
        return advanced;
    };
    let basic = one(seen, usual);
    if advanced == basic {
        return advanced;
    }
    format!("A certificate for each domain: {advanced} One for all: {basic}")
}

fn one(seen: &Ending, usual: &Ending) -> String {
    let mut text = end(seen, usual);
    if seen.calls > 2 * usual.calls {
        text.push_str("; more than twice the calls");
    }
    text.push('.');
    text
}

fn end(seen: &Ending, usual: &Ending) -> String {
    let mut parts = Vec::new();
    if let Some((reason, who)) = seen.hold {
        parts.push(format!("nothing is changed: `{reason}`, {}", acts(who)));
    }
    let mut by_stand: BTreeMap<&Stand, Vec<String>> = BTreeMap::new();
    for (name, stand) in &seen.names {
        let is_held =
            stand.reason().is_some() && stand.reason() == seen.hold.map(|(reason, _)| reason);
        if usual.names[name] != *stand && !is_held {
            let shown = if *name == "xn--bcher-kva" {
                "bücher"
            } else {
                name
            };
            by_stand
                .entry(stand)
                .or_default()
                .push(format!("`{shown}`"));
        }
    }
    parts.extend(
        by_stand
            .into_iter()
            .map(|(stand, names)| format!("{} {}", names.join(", "), stands(stand))),
    );
    if parts.is_empty() {
        return "the same end".to_owned();
    }
    parts.join("; ")
}

fn stands(stand: &Stand) -> String {
    let why = |reason: Reason, who: Who| format!("`{reason}`, {}", acts(who));
    match stand {
        Stand::Works => "works".to_owned(),
        Stand::WorksWithoutTwin => "works without its twin".to_owned(),
        Stand::Gone => "is detached".to_owned(),
        Stand::NeverComes => "waits for a certificate that never comes".to_owned(),
        Stand::Waits {
            attached: true,
            state,
            reason,
            who,
        } => format!("is attached, {state}: {}", why(*reason, *who)),
        Stand::Waits {
            attached: false,
            state,
            reason,
            who,
        } => format!("is not attached, {state}: {}", why(*reason, *who)),
        Stand::Left { reason, who } => format!("stays attached: {}", why(*reason, *who)),
    }
}

fn acts(who: Who) -> &'static str {
    match who {
        Who::Nobody => "time helps",
        Who::Customer => "the owner of the domain acts",
        Who::Operator => "whoever runs the network acts",
        Who::Provider => "RunCloud acts",
        Who::Authority => "the certificate authority acts",
    }
}

fn section(chapter: &Chapter, rows: &[String]) -> String {
    format!(
        "\n## {}\n\n| Question | Taken for granted | The other answer | What the program does then |\n| --- | --- | --- | --- |\n{}",
        chapter.title,
        rows.concat()
    )
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/doubts.md")
}

/// Chapters are checked side by side, and each writes its own part.
static WRITING: Mutex<()> = Mutex::new(());

/// Compares the rows of a chapter with the document, or writes them there.
pub(crate) fn compare(chapter: &Chapter, rows: &[String]) {
    let section = section(chapter, rows);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        let old = fs::read_to_string(path()).unwrap_or_default();
        let parts = CHAPTERS.iter().map(|other| {
            if other.title == chapter.title {
                section.clone()
            } else {
                written(&old, other).unwrap_or_default()
            }
        });
        let new = format!("{HEAD}{}", parts.collect::<String>());
        fs::write(path(), new).unwrap();
        return;
    }
    let document = fs::read_to_string(path()).unwrap_or_default();
    let written = written(&document, chapter).unwrap_or_default();
    let differs = section
        .lines()
        .zip(written.lines().chain(std::iter::repeat("")))
        .find(|(seen, file)| seen != file);
    assert!(
        document.starts_with(HEAD) && written == section,
        "docs/doubts.md is not what was seen; `{COMMAND}` writes it anew. The first difference, seen and file: {differs:#?}"
    );
}

/// The part of the document that a chapter has.
fn written(document: &str, chapter: &Chapter) -> Option<String> {
    let start = document.find(&format!("\n## {}\n", chapter.title))?;
    let rest = &document[start + 1..];
    let end = rest
        .find("\n## ")
        .map_or(document.len(), |end| start + 1 + end);
    Some(document[start..end].to_owned())
}
