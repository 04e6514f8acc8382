//! What is not known of RunCloud: the one place where each question, its answers and its switch are written down.

mod access;
mod certificates;
mod domains;
mod lists;
mod names;
mod several;

use emulator::Switches;

use crate::circumstances::Given;

/// Something that is not known of RunCloud, or differs between accounts.
pub(crate) struct Doubt {
    /// The question.
    pub question: &'static str,
    /// What is taken for granted: the emulator's default.
    pub usual: &'static str,
    /// What it may be as well.
    pub other: &'static str,
    /// What else is the case, so that it matters.
    pub given: Given,
    /// Makes the other answer true.
    pub flip: fn(&mut Switches),
    /// Why the end is another one then; empty where it is the same.
    pub why: &'static str,
}

/// Doubts about one subject.
pub(crate) struct Chapter {
    /// Its heading.
    pub title: &'static str,
    /// The doubts.
    pub doubts: &'static [Doubt],
    /// Its rows flip several switches at once.
    pub is_of_several: bool,
    /// Its rows are tried with a certificate for each domain alone: the same code reads the objects of both modes.
    pub is_of_one_mode: bool,
}

const fn chapter(title: &'static str, doubts: &'static [Doubt]) -> Chapter {
    Chapter {
        title,
        doubts,
        is_of_several: false,
        is_of_one_mode: false,
    }
}

/// All doubts, in the order of the document.
pub(crate) const CHAPTERS: &[Chapter] = &[
    chapter("Access and pace", access::DOUBTS),
    chapter("Lists", lists::DOUBTS),
    Chapter {
        title: "Objects",
        doubts: lists::OBJECTS,
        is_of_several: false,
        is_of_one_mode: true,
    },
    chapter("Domains", domains::DOUBTS),
    chapter("Orders", certificates::ORDERS),
    chapter("The SSL mode", certificates::MODE),
    chapter("The authority, visitors and DNS", names::DOUBTS),
    Chapter {
        title: "Several at once",
        doubts: several::DOUBTS,
        is_of_several: true,
        is_of_one_mode: false,
    },
];
