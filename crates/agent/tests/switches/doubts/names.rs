//! What visitors, the authority and DNS do.

use emulator::UnknownName;

use super::Doubt;
use crate::circumstances::Given;

pub(crate) const DOUBTS: &[Doubt] = &[
    Doubt {
        question: "Do the authority's limits hold?",
        usual: "yes",
        other: "no",
        given: Given::Usual,
        flip: |switches| switches.acme_limits = false,
        why: "",
    },
    Doubt {
        question: "What does a visitor get for a name without a certificate?",
        usual: "a certificate nobody trusts",
        other: "the alert `unrecognized_name`",
        given: Given::Usual,
        flip: |switches| switches.unknown_name = UnknownName::UnrecognizedName,
        why: "",
    },
    Doubt {
        question: "The same",
        usual: "a certificate nobody trusts",
        other: "the alert `access_denied`",
        given: Given::Usual,
        flip: |switches| switches.unknown_name = UnknownName::AccessDenied,
        why: "",
    },
    Doubt {
        question: "How long may an answer of DNS be kept?",
        usual: "a minute",
        other: "a day",
        given: Given::Usual,
        flip: |switches| switches.dns_ttl = 86_400,
        why: "",
    },
    Doubt {
        question: "Is it remembered that a name was not there?",
        usual: "no",
        other: "for ten minutes",
        given: Given::Usual,
        flip: |switches| switches.negative_cache_secs = 600,
        why: "",
    },
];
