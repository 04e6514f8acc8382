//! Plays the stories in `crates/plan/stories` in the small world. Each says what happens and what should come of it;
//! its course is kept beside it, to be read.

mod check;
mod line;
mod parse;
mod play;
mod told;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use line::Line;
use play::Stage;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("stories")
}

/// The course of a story, or the line where it went another way.
fn course(text: &str) -> String {
    let lines = parse::story(text);
    let expects = |line: &Line| matches!(line, Line::Expect(_) | Line::Within(..));
    assert!(
        lines.iter().any(|(_, _, line)| expects(line)),
        "it expects nothing"
    );
    let mut stage = Stage::new();
    for (number, text, line) in &lines {
        let played = catch_unwind(AssertUnwindSafe(|| stage.play(text, line)));
        assert!(played.is_ok(), "line {number}: {text}");
    }
    stage.end();
    stage.told.whole()
}

#[test]
fn every_story_ends_as_it_says() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder().join("courses"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut stories: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "story"))
        .collect();
    stories.sort();
    assert!(!stories.is_empty());
    let mut wrong = Vec::new();
    for path in stories {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let played = catch_unwind(AssertUnwindSafe(|| {
            let course = course(&text);
            settings.bind(|| insta::assert_snapshot!(name.as_str(), course));
        }));
        if played.is_err() {
            wrong.push(name);
        }
    }
    assert!(
        wrong.is_empty(),
        "these went another way, as told above: {wrong:?}"
    );
}

#[test]
#[should_panic(expected = "line 2: expect shop.example is secured")]
fn a_story_that_goes_another_way_is_told_with_its_line() {
    course("map shop.example to site 2\nexpect shop.example is secured\n");
}
