//! Every way in which a call can go wrong, on every kind of call: what the operator reads during it, how politely the
//! program waits, and that all ends well once it is over. The tables are snapshots, worth reading as a whole.

use std::fmt::Write;
use std::time::Duration;

use crate::world::{Start, World};
use emulator::FaultKind;
use plan::{State, WwwPolicy};

const BAD: &str = "bad.example";
const OTHER: &str = "other.example";

fn status(code: u16, message: &str) -> FaultKind {
    FaultKind::Status {
        code,
        json: true,
        retry_after: None,
        message: message.to_owned(),
    }
}

/// The ways, each with a name for the table.
fn faults() -> Vec<(&'static str, FaultKind)> {
    vec![
        ("401", status(401, "Unauthenticated.")),
        ("403", status(403, "This action is unauthorized.")),
        (
            "403 from a filter",
            FaultKind::Status {
                code: 403,
                json: false,
                retry_after: None,
                message: "Forbidden".to_owned(),
            },
        ),
        ("404", status(404, "Not Found")),
        ("409", status(409, "Conflict")),
        ("422", status(422, "The given data was invalid.")),
        ("422 taken", status(422, "The name has already been taken.")),
        ("429", status(429, "Too Many Attempts.")),
        (
            "429, wait 120",
            FaultKind::Status {
                code: 429,
                json: true,
                retry_after: Some(120),
                message: "Too Many Attempts.".to_owned(),
            },
        ),
        ("500", status(500, "Server Error")),
        ("200 HTML", FaultKind::HtmlOk),
        ("200 empty", FaultKind::EmptyOk),
        ("hang", FaultKind::Hang),
        ("reset", FaultKind::Reset),
        ("reply lost", FaultKind::ReplyLost),
    ]
}

/// A kind of call that goes wrong for one domain.
#[derive(Clone, Copy, PartialEq)]
enum On {
    Add,
    Order,
    OrderShared,
    Delete,
    List,
}

impl On {
    fn route(self) -> &'static str {
        match self {
            On::Add => "POST domains",
            On::Order => "POST domains/{d}/ssl",
            On::OrderShared => "POST ssl",
            On::Delete => "DELETE domains/{d}",
            On::List => "GET domains",
        }
    }

    /// What the call is about; a listing and a shared order are about all.
    fn name(self) -> Option<&'static str> {
        match self {
            On::Add | On::Order | On::Delete => Some(BAD),
            On::OrderShared | On::List => None,
        }
    }
}

async fn world(on: On) -> World {
    let mut start = Start {
        request_timeout: Duration::from_millis(700),
        ..Start::default()
    };
    start.emulator.advanced_ssl = on != On::OrderShared;
    let world = World::start(start).await;
    world.edit(|network| network.www = WwwPolicy::Never);
    if on == On::OrderShared {
        // Only the very first order of basic mode is a POST.
        world.panel.remove_certificate(None);
    }
    world
}

/// One row of the table: an hour of the fault, then as long as it takes without it.
async fn row(on: On, fault: &str, kind: FaultKind) -> String {
    let mut world = world(on).await;
    let mut id = None;
    match on {
        On::Delete => {
            world.map_ready(BAD);
            world.pass(Duration::from_mins(2)).await;
            assert_eq!(world.state(BAD).await, Some(State::Secured));
            id = world.id(BAD);
            world.fail(on.route(), on.name(), kind);
            world.panel.clear_calls();
            world.unmap(BAD);
            world.record_removal(BAD).await;
        }
        On::List => {
            world.map_ready(BAD);
            world.fail(on.route(), on.name(), kind);
        }
        On::Add | On::Order | On::OrderShared => {
            world.fail(on.route(), on.name(), kind);
            world.map_ready(BAD);
        }
    }
    world.settle().await;
    world.map_ready(OTHER);
    world.pass(Duration::from_mins(2)).await;
    let early = world.stands(BAD).await;
    let id = id.or_else(|| world.id(BAD));
    world.pass(Duration::from_mins(58)).await;

    let record = world.record(BAD).await;
    let standing = record.as_ref().map(|record| record.standing.clone());
    let calls = world.panel.calls();
    let about_bad = |call: &emulator::Call| match (on.name(), id) {
        (None, _) => true,
        (Some(_), Some(id)) if on != On::Add => call.path.contains(&format!("/domains/{id}")),
        _ => call.body_name.as_deref() == Some(BAD),
    };
    let tried = calls
        .iter()
        .filter(|call| call.route == on.route() && about_bad(call))
        .count();
    let other = world.state(OTHER).await;
    let text = world.operator_text(BAD).await;

    world.panel.clear_faults();
    let began = world.now();
    let mut done = None;
    while done.is_none() && world.now().since(began) < Duration::from_hours(30) {
        world.pass(Duration::from_secs(30)).await;
        let state = world.state(BAD).await;
        let ended = match on {
            On::Delete => state == Some(State::Removed) && world.objects(BAD) == 0,
            _ => state == Some(State::Secured),
        };
        done = ended.then(|| world.now().since(began).as_secs());
    }
    assert!(
        done.is_some(),
        "{fault}: the end was never reached: {:?}",
        world.record(BAD).await
    );
    world.pass(Duration::from_mins(20)).await;
    assert_eq!(world.state(OTHER).await, Some(State::Secured), "{fault}");
    if on != On::Delete {
        assert_eq!(world.objects(BAD), 1, "{fault}: attached exactly once");
        let certificates = world.orders_for(BAD);
        assert_eq!(certificates, 1, "{fault}: {:?}", world.panel.orders());
    }

    let mut line = String::new();
    let next = standing.as_ref().and_then(|standing| standing.next_look);
    let next = next.map_or("-".to_owned(), |next| words(next.since(began).as_secs()));
    let early = early.map_or("-".to_owned(), |(state, reason)| {
        format!("{state} {reason}")
    });
    let late = standing.map_or("-".to_owned(), |standing| {
        format!("{} {} ({})", standing.state, standing.reason, standing.who)
    });
    let other = other.map_or("-".to_owned(), |state| state.to_string());
    writeln!(
        line,
        "{fault}\n  after 2 min:  {early}\n  after 1 hour: {late}, next in {next}, tried {tried} times, other {other}\n  \
         reads: {text}\n  afterwards:   done after {}",
        words(done.unwrap_or_default())
    )
    .unwrap();
    line
}

/// Roughly how long, so that the table does not change with the spread of waits.
fn words(seconds: u64) -> String {
    match seconds {
        0..60 => "less than a minute".to_owned(),
        60..300 => "minutes".to_owned(),
        300..3900 => "less than an hour or so".to_owned(),
        3900..14_400 => "a few hours".to_owned(),
        _ => "many hours".to_owned(),
    }
}

async fn table(on: On) -> String {
    let mut table = String::new();
    for (fault, kind) in faults() {
        // Only an order can be refused because a name is taken; a listing cannot be.
        if fault == "422 taken" && on != On::Add {
            continue;
        }
        table.push_str(&row(on, fault, kind).await);
    }
    table
}

#[tokio::test]
async fn adding_goes_wrong() {
    insta::assert_snapshot!(table(On::Add).await);
}

#[tokio::test]
async fn ordering_goes_wrong() {
    insta::assert_snapshot!(table(On::Order).await);
}

#[tokio::test]
async fn ordering_the_shared_certificate_goes_wrong() {
    insta::assert_snapshot!(table(On::OrderShared).await);
}

#[tokio::test]
async fn taking_off_goes_wrong() {
    insta::assert_snapshot!(table(On::Delete).await);
}

#[tokio::test]
async fn listing_goes_wrong() {
    insta::assert_snapshot!(table(On::List).await);
}
