//! Answers that are worst together.

use emulator::{
    CertificateShape, DnsFailure, DomainShape, DuplicateScope, ErrorForm, FlagForm, ModeRead,
    NameForm, NotInstalled, PagingForm, PastTheEnd, RateHeaders, TakenWords, UnknownName,
    WriteReply,
};

use super::Doubt;
use crate::circumstances::Given;

pub(crate) const DOUBTS: &[Doubt] = &[
    Doubt {
        question: "Everything looks odd",
        usual: "as above",
        other: "as above",
        given: Given::Usual,
        flip: |switches| {
            switches.ignore_per_page = true;
            switches.paging_form = PagingForm::NoMeta;
            switches.newest_first = true;
            switches.flag_form = FlagForm::Strings;
            switches.numbers_as_strings = true;
            switches.wrapped_objects = true;
            switches.domain_shape = DomainShape::WithoutType;
            switches.certificate_shape = CertificateShape::Bare;
            switches.name_form = NameForm::UpperCase;
            switches.type_required = true;
            switches.unknown_name = UnknownName::AccessDenied;
        },
        why: "",
    },
    Doubt {
        question: "Changes say nothing",
        usual: "as above",
        other: "as above",
        given: Given::Usual,
        flip: |switches| {
            switches.add_reply = WriteReply::NoContent;
            switches.delete_reply = WriteReply::Message;
            switches.order_reply = WriteReply::Empty;
            switches.one_domain_status = 405;
            switches.not_installed = NotInstalled::OtherWords;
            switches.not_installed_status = 404;
            switches.changed_status = 202;
        },
        why: "An order whose reply says nothing is taken as placed; that nothing came of it is seen later.",
    },
    Doubt {
        question: "Refusals say nothing",
        usual: "as above",
        other: "as above",
        given: Given::Usual,
        flip: |switches| {
            switches.error_form = ErrorForm::PageOk;
            switches.taken_words = TakenWords::Vague;
            switches.dns_failure = DnsFailure::AtOnce422;
            switches.duplicate_scope = DuplicateScope::Workspace;
        },
        why: "A page is no refusal: it is tried again, ever more rarely.",
    },
    Doubt {
        question: "Everything is slow",
        usual: "as above",
        other: "as above",
        given: Given::Usual,
        flip: |switches| {
            switches.attach_delay_ms = 60_000;
            switches.certificate_delay_ms = 500_000;
            switches.order_while_pending_status = 409;
            switches.negative_cache_secs = 600;
            switches.ignore_per_page = true;
            switches.newest_first = true;
        },
        why: "",
    },
    Doubt {
        question: "The pace is hidden, and others share it",
        usual: "as above",
        other: "as above",
        given: Given::FewCalls,
        flip: |switches| {
            switches.others_per_minute = 3;
            switches.retry_after = false;
            switches.rate_headers = RateHeaders::Absent;
            switches.error_form = ErrorForm::Page;
            switches.ignore_per_page = true;
        },
        why: "Without words a refusal cannot be told to mean that the name is taken.",
    },
    Doubt {
        question: "Lists have no end",
        usual: "as above",
        other: "as above",
        given: Given::NoTotals,
        flip: |switches| {
            switches.past_the_end = PastTheEnd::LastPage;
            switches.newest_first = true;
            switches.ignore_per_page = true;
            switches.one_domain_status = 404;
            switches.delete_reply = WriteReply::Message;
        },
        why: "Whether all was listed cannot be told then.",
    },
    Doubt {
        question: "The mode cannot be read, and nothing can be told apart",
        usual: "as above",
        other: "as above",
        given: Given::Usual,
        flip: |switches| {
            switches.mode_read = ModeRead::NotFound404;
            switches.error_form = ErrorForm::Bodiless;
            switches.domain_shape = DomainShape::Bare;
            switches.redeploy_changes_id = true;
            switches.delete_reissues = true;
        },
        why: "Where the mode cannot be read, nothing is touched.",
    },
];
