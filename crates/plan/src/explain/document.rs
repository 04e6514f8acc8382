//! `docs/reasons.md`, written from the code so that both say the same.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::tests::{texts, typical};
use super::*;
use crate::{Reason, Who};

const HEAD: &str = "\
# Reasons

<!-- Written from the code by a test of the crate `plan`. To change it, change the code and run
     UPDATE_DOCS=1 cargo test -p plan document -->

Every domain the program knows stands where it stands for one of these reasons. `status` and `explain` show the words,
JSON and the tables of the program hold the code. For each reason there is the sentence that the operator reads, with
`bücher.example` as the domain; who acts next as a rule; the rule of the program that leads to it; and what helps where
something does.
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for reason in Reason::ALL {
        let [sentence, _] = texts(&typical(*reason), &["203.0.113.10"]);
        let helps = remedy(*reason).unwrap_or("nothing is needed but time");
        write!(
            page,
            "\n## `{reason}`\n\n> {sentence}\n\n- Who acts: {}\n- Rule: {}\n- What helps: {helps}\n",
            acts_next(reason.who()),
            reason.rule(),
        )
        .unwrap();
    }
    page
}

fn acts_next(who: Who) -> &'static str {
    match who {
        Who::Nobody => "nobody",
        Who::Customer => "the owner of the domain",
        Who::Operator => "whoever runs the network",
        Who::Provider => "RunCloud",
        Who::Authority => "the certificate authority",
    }
}

#[test]
fn the_document_of_the_reasons_says_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reasons.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let differs = page
        .lines()
        .zip(written.lines().chain(std::iter::repeat("")))
        .find(|(code, file)| code != file);
    assert!(
        written == page,
        "docs/reasons.md is not what the code says; `UPDATE_DOCS=1 cargo test -p plan document` writes it anew. \
         The first difference, code and file: {differs:?}"
    );
}
