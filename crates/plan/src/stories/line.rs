//! What a line of a story may say.

use std::time::Duration;

use crate::{DomainName, PointsHere, Reason, State, Visit, Who};

/// A line.
#[derive(Debug)]
pub(super) enum Line {
    /// Time passes.
    Wait(Duration),
    /// Something happens.
    Event(Event),
    /// It is so now.
    Expect(Expectation),
    /// It becomes so within this time, and the story goes on from there.
    Within(Duration, Expectation),
}

/// Something that happens.
#[derive(Debug)]
pub(super) enum Event {
    OneForAll,
    NoWildcard,
    NoTwins,
    /// So many sites beside the eight.
    Sites(i64),
    /// It cannot validate the name, whatever DNS says.
    Unreachable(DomainName),
    /// RunCloud is set to issue by itself.
    AutoSsl,
    Map(Vec<DomainName>, i64),
    Unmap(String),
    /// A mapping goes and the plugin records it.
    Remove(String),
    Dns(Vec<DomainName>, PointsHere),
    Caa(DomainName, bool),
    Visitors(DomainName, Visit),
    /// Whether accepted orders lead to certificates.
    Issues(bool),
    Refuses(String),
    /// The certificate that the server shows ends so soon, or is none.
    Certificate(DomainName, Option<Duration>),
    /// The server shows the certificate of another name.
    Swapped(DomainName, DomainName),
    ByHand(String, bool),
    Custom(DomainName),
    Permit(DomainName),
    /// A person asks for another try.
    Retry(DomainName),
    /// So many calls may be made in a month.
    Calls(u64),
    Silent(bool),
    /// The program starts again: what is remembered stays, what was read is gone.
    Restart,
}

/// Something that should be so.
#[derive(Debug)]
pub(super) enum Expectation {
    Stands(Vec<DomainName>, State, Option<Reason>, Option<Who>),
    Says(DomainName, String),
    /// The sentence for the operator holds these words.
    TellsOperator(DomainName, String),
    /// The sentence for the customer holds these words.
    TellsCustomer(DomainName, String),
    /// The next order for all leaves it out for this reason.
    LeftOut(DomainName, Reason),
    /// The next order for all covers so many names.
    Covers(usize),
    /// A wildcard is advised, because so many sub-domains lack a certificate.
    Advised(usize),
    Attached(Vec<DomainName>, bool),
    /// Attached, with the `www` flag so.
    Twin(DomainName, bool),
    /// Named among those that hold up the shared order.
    Blocks(DomainName),
    Orders(Option<DomainName>, usize),
    FailedValidations(DomainName, usize),
    /// So many of these stand there.
    Count(Vec<DomainName>, State, usize),
}
