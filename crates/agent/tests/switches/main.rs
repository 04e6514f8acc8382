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
use plan::Reason;
use serde_json::{Map, Value};

use circumstances::Given;
use doubts::{CHAPTERS, Chapter, Doubt};
use ending::{Ending, Stand};

/// How the job ended in both SSL modes, or in the one that was tried.
struct Both {
    advanced: Ending,
    basic: Option<Ending>,
}

impl Both {
    /// Whether every name stands alike and nothing else holds everything.
    fn is_like(&self, other: &Self) -> bool {
        let end = |ending: &Ending| (ending.names.clone(), ending.hold);
        end(&self.advanced) == end(&other.advanced)
            && self.basic.as_ref().map(end) == other.basic.as_ref().map(end)
    }
}

async fn run(chapter: &Chapter, given: Given, flip: fn(&mut Switches)) -> Both {
    Both {
        advanced: job::run(true, given, flip).await,
        basic: if chapter.is_of_one_mode {
            None
        } else {
            Some(job::run(false, given, flip).await)
        },
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
            Entry::Vacant(unknown) => unknown.insert(run(chapter, doubt.given, |_| {}).await),
        };
        let seen = run(chapter, doubt.given, doubt.flip).await;
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

/// What the head of the document says of the job with every default.
#[tokio::test]
async fn with_every_default_all_names_work_but_two() {
    for advanced in [true, false] {
        let ending = job::run(advanced, Given::Usual, |_| {}).await;
        assert_eq!(ending.hold, None);
        for (name, stand) in &ending.names {
            match *name {
                "taken" => assert_eq!(stand.reason(), Some(Reason::AttachedElsewhere)),
                "detour" => assert_eq!(stand.reason(), Some(Reason::DnsElsewhere)),
                "old" | "removed" => assert_eq!(*stand, Stand::Gone, "{name}"),
                _ => assert_eq!(*stand, Stand::Works, "{name}"),
            }
        }
    }
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
    lists: 1;
    objects: 2;
    domains: 3;
    orders: 4;
    mode: 5;
    visitors_and_names: 6;
    several_at_once: 7;
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
