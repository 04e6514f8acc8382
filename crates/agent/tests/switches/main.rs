//! The main job under every doubt about RunCloud: whatever it turns out to do, the program keeps its promises, and
//! `docs/doubts.md` says what happens then.

mod circumstances;
mod doubts;
mod ending;
mod job;
mod page;
#[path = "../world/mod.rs"]
mod world;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use emulator::Switches;
use serde_json::{Map, Value};

use circumstances::Given;
use doubts::{CHAPTERS, Chapter, Doubt};
use ending::Ending;

/// How the job ended in both SSL modes.
struct Both {
    advanced: Ending,
    basic: Ending,
}

impl Both {
    /// Whether every name stands alike and nothing else holds everything.
    fn is_like(&self, other: &Self) -> bool {
        let end = |ending: &Ending| (ending.names.clone(), ending.hold);
        end(&self.advanced) == end(&other.advanced) && end(&self.basic) == end(&other.basic)
    }
}

async fn both(given: Given, flip: fn(&mut Switches)) -> Both {
    Both {
        advanced: job::run(true, given, flip).await,
        basic: job::run(false, given, flip).await,
    }
}

/// Runs the job under every doubt of a chapter; compares what happened with what the document says.
async fn check(number: usize) {
    let chapter = &CHAPTERS[number];
    let mut usual: BTreeMap<Given, Both> = BTreeMap::new();
    let (mut rows, mut surprises) = (Vec::new(), Vec::new());
    for doubt in chapter.doubts {
        let usual = match usual.entry(doubt.given) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(both(doubt.given, |_| {}).await),
        };
        let seen = both(doubt.given, doubt.flip).await;
        if seen.is_like(usual) != doubt.why.is_empty() {
            surprises.push(format!(
                "{} ({}): {}",
                doubt.question,
                doubt.other,
                page::told(&seen, usual)
            ));
        }
        rows.push(page::row(doubt, &seen, usual));
    }
    page::compare(chapter, &rows);
    assert!(
        surprises.is_empty(),
        "another end needs its reason in the table, the same end needs none:\n{}",
        surprises.join("\n")
    );
}

macro_rules! chapters {
    ($($name:ident: $number:literal;)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                check($number).await;
            }
        )+

        #[test]
        fn every_chapter_is_checked() {
            assert_eq!([$($number),+].len(), CHAPTERS.len());
        }
    };
}

chapters! {
    access: 0;
    lists_and_objects: 1;
    domains: 2;
    orders: 3;
    mode: 4;
    visitors_and_names: 5;
    several_at_once: 6;
}

fn fields(switches: &Switches) -> Map<String, Value> {
    match serde_json::to_value(switches) {
        Ok(Value::Object(fields)) => fields,
        other => panic!("switches are an object, not {other:?}"),
    }
}

/// The switches that a doubt changes, with their new values.
fn flipped(doubt: &Doubt) -> BTreeMap<String, Value> {
    let mut switches = Switches::default();
    (doubt.flip)(&mut switches);
    let usual = fields(&Switches::default());
    fields(&switches)
        .into_iter()
        .filter(|(name, value)| usual[name] != *value)
        .collect()
}

#[test]
fn every_switch_is_flipped_alone_at_least_once() {
    let mut seen = BTreeSet::new();
    let alone = |chapter: &&Chapter| !chapter.is_of_several;
    for doubt in CHAPTERS.iter().filter(alone).flat_map(|one| one.doubts) {
        let names: Vec<String> = flipped(doubt).into_keys().collect();
        assert_eq!(names.len(), 1, "{}: {names:?}", doubt.question);
        seen.extend(names);
    }
    let all: BTreeSet<String> = fields(&Switches::default())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(seen, all, "a switch nobody flips says nothing");
}
