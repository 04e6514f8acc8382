//! Kills the agent at each boundary between intent, call and record, for each kind of step, and once more while the next
//! one recovers.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use emulator::FaultKind;

use crate::kinds::{FOREIGN, Kind, SHOP};
use crate::world::{MAIN, World};

const MINUTE: Duration = Duration::from_mins(1);

/// Where the agent stands when it is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Boundary {
    /// The step is decided, and nothing is written down.
    BeforeIntent,
    /// The intent is written, and no call was made.
    IntentWritten,
    /// The call is at the provider, which has done nothing yet and never will.
    UnderWay,
    /// The provider has done it, and nobody knows.
    EffectUnanswered,
    /// The agent knows, and has not written it down.
    AnswerTaken,
    /// It was writing it down: of record and intent both stay as they were. What is known of the certificate for all
    /// is written before, so that there the record is right and the intent open.
    ClosingCutOff,
    /// Record written, intent closed.
    Closed,
}

use Boundary::{
    AnswerTaken, BeforeIntent, Closed, ClosingCutOff, EffectUnanswered, IntentWritten, UnderWay,
};

/// A statement that the database refuses: it ends the turn, and nothing after it happens.
struct Cut(String);

impl Cut {
    async fn opening(kind: Kind, world: &World) -> Self {
        Self::make("INSERT", kind, world).await
    }

    async fn closing(kind: Kind, world: &World) -> Self {
        Self::make("UPDATE OF closed_at", kind, world).await
    }

    async fn make(what: &str, kind: Kind, world: &World) -> Self {
        // No name is used twice: a connection may not have seen yet that the last one is gone.
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("cut{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let trigger = format!(
            "CREATE TRIGGER {name} BEFORE {what} ON wp_runcloud_history \
             WHEN NEW.kind = 'intent' AND NEW.step = '{}' BEGIN SELECT RAISE(ABORT, 'cut off'); END",
            kind.word()
        );
        world.database.execute(&trigger, &[]).await.unwrap();
        Self(name)
    }

    async fn lift(self, world: &World) {
        let drop = format!("DROP TRIGGER {}", self.0);
        world.database.execute(&drop, &[]).await.unwrap();
    }
}

/// What can be told from outside of where a step stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) intent_open: bool,
    pub(crate) calls: usize,
    answered: bool,
    pub(crate) took_effect: bool,
}

impl Standing {
    pub(crate) async fn of(kind: Kind, world: &World) -> Self {
        // What the killed one had sent is at the provider before this is answered.
        world.answers(MAIN).await;
        let calls = world.panel.calls();
        let of_kind = || calls.iter().filter(|call| call.route == kind.route());
        Self {
            intent_open: is_open(kind, world).await,
            calls: of_kind().count(),
            answered: of_kind().any(|call| call.status == 200),
            took_effect: kind.took_effect(world),
        }
    }

    /// Where the step must stand at a boundary.
    fn at(boundary: Boundary, kind: Kind) -> Self {
        let called = !matches!(boundary, BeforeIntent | IntentWritten);
        Self {
            intent_open: !matches!(boundary, BeforeIntent | Closed),
            calls: called.into(),
            answered: matches!(boundary, AnswerTaken | ClosingCutOff | Closed),
            took_effect: called && boundary != UnderWay && kind.changes(),
        }
    }
}

async fn is_open(kind: Kind, world: &World) -> bool {
    let open = world.ledger.open_intents().await.unwrap();
    open.iter().any(|intent| intent.step == kind.word())
}

/// Takes turns until the database refuses one, or until the step begins.
///
/// Nothing waits between the end of that turn and the return from here: what the turn began has not run yet.
async fn drive(kind: Kind, world: &mut World) {
    for _ in 0..1_000 {
        let refused = world.agent.turn().await.is_err();
        let steps = &world.agent.last_plan().steps;
        if refused || steps.iter().any(|step| step.word() == kind.word()) {
            // The same question is asked for other reasons too; what counts is what comes from here on.
            world.panel.clear_calls();
            return;
        }
        if world.agent.next_result().await.is_none() && world.agent.is_settled() {
            let now = world.now();
            let (soon, late) = (now + Duration::from_millis(500), now + MINUTE);
            let next = world.agent.last_plan().next_look.unwrap_or(late);
            world.advance(next.clamp(soon, late).since(now)).await;
        }
        world.agent.take_ready_results();
    }
    panic!("{kind:?} never came");
}

/// Lets the agent go on until the step is planned and nothing of it is written; it can go on from here.
pub(crate) async fn bring_up_to(kind: Kind, world: &mut World) {
    let cut = Cut::opening(kind, world).await;
    drive(kind, world).await;
    cut.lift(world).await;
}

/// Lets the agent go on to the boundary.
pub(crate) async fn reach(boundary: Boundary, kind: Kind, world: &mut World) {
    if boundary == BeforeIntent {
        return bring_up_to(kind, world).await;
    }
    drive(kind, world).await;
    match boundary {
        BeforeIntent | IntentWritten => {}
        UnderWay => call_arrives(kind, world, FaultKind::Hang).await,
        // It answers later than anybody waits.
        EffectUnanswered => call_arrives(kind, world, FaultKind::Delay(60_000)).await,
        AnswerTaken => answer_is_taken(world).await,
        ClosingCutOff => {
            answer_is_taken(world).await;
            closing_is_cut_off(kind, world).await;
        }
        Closed => {
            answer_is_taken(world).await;
            world.agent.turn().await.unwrap();
        }
    }
}

/// Waits until the call is at the provider, and until it took effect where it does.
async fn call_arrives(kind: Kind, world: &mut World, fault: FaultKind) {
    let awaits_effect = kind.changes() && fault != FaultKind::Hang;
    world.fail_times(kind.route(), None, fault, 1);
    let panel = world.panel.clone();
    while panel.count(kind.route()) == 0 || (awaits_effect && !kind.took_effect(world)) {
        tokio::task::yield_now().await;
    }
}

async fn answer_is_taken(world: &mut World) {
    while world.agent.next_result().await.is_some() {}
}

async fn closing_is_cut_off(kind: Kind, world: &mut World) {
    let known = (known_of_host(world).await, known_of_all(world).await);
    let cut = Cut::closing(kind, world).await;
    world.agent.turn().await.unwrap_err();
    cut.lift(world).await;
    assert_eq!(known_of_host(world).await, known.0, "both or neither");
    if kind.is_shared() {
        assert_ne!(known_of_all(world).await, known.1, "the record goes first");
    }
}

async fn known_of_host(world: &World) -> Option<plan::Record> {
    world.record(SHOP).await
}

async fn known_of_all(world: &World) -> Option<String> {
    world.ledger.state("shared").await.unwrap()
}

/// Checks that nothing was done twice, that no intent was replayed and none is open, and that the rest is as it was.
pub(crate) async fn check(
    kind: Kind,
    killed: &Standing,
    world: &World,
    before: &Before,
    context: &str,
) {
    kind.check_end(world, context).await;
    let open = world.ledger.open_intents().await.unwrap();
    assert!(open.is_empty(), "{context}: {open:?}");
    assert_eq!(Before::of(world).await.foreign, before.foreign, "{context}");
    if !kind.changes() {
        return;
    }
    // A call that did not take effect is made again, one that did is not.
    let in_vain = killed.calls == 1 && !killed.took_effect;
    let calls = 1 + usize::from(in_vain);
    assert_eq!(world.panel.count(kind.route()), calls, "{context}");
    let intents = world
        .ledger
        .intents_after(before.history, 1000)
        .await
        .unwrap();
    let of_kind = intents
        .iter()
        .filter(|intent| intent.step.as_deref() == Some(kind.word()));
    // Each call has an intent of its own, and the one that was written without a call has none.
    let without_call = usize::from(killed.intent_open && killed.calls == 0);
    assert_eq!(
        of_kind.count(),
        calls + without_call,
        "{context}: {intents:?}"
    );
}

/// What was there before the step.
pub(crate) struct Before {
    foreign: Vec<String>,
    history: i64,
}

impl Before {
    pub(crate) async fn of(world: &World) -> Self {
        let foreign = |text: &String| text.contains(FOREIGN);
        let domains = world.panel.domains().into_iter();
        let certificates = world.panel.certificates().into_iter();
        let all = domains.map(|domain| format!("{domain:?}")).chain(
            certificates
                .filter(|c| c.domain.is_some())
                .map(|c| format!("{c:?}")),
        );
        let newest = world.ledger.history(None, 1).await.unwrap();
        Self {
            foreign: all.filter(foreign).collect(),
            history: newest.first().map_or(0, |entry| entry.id),
        }
    }
}

async fn killed_at(boundary: Boundary, kind: Kind) {
    let context = format!("{kind:?} killed at {boundary:?}");
    let mut world = kind.world().await;
    let before = Before::of(&world).await;
    reach(boundary, kind, &mut world).await;
    world.restart().await;
    let standing = Standing::of(kind, &world).await;
    assert_eq!(standing, Standing::at(boundary, kind), "{context}");
    world.pass(kind.aftermath()).await;
    check(kind, &standing, &world, &before, &context).await;
}

/// The second agent is killed when it has learned from the open intent and has not closed it.
async fn killed_again_while_recovering(boundary: Boundary, kind: Kind) {
    let context = format!("{kind:?} killed at {boundary:?} and while recovering");
    let mut world = kind.world().await;
    let before = Before::of(&world).await;
    reach(boundary, kind, &mut world).await;
    world.restart().await;
    let standing = Standing::of(kind, &world).await;
    let cut = Cut::closing(kind, &world).await;
    world.agent.turn().await.unwrap_err();
    cut.lift(&world).await;
    assert!(is_open(kind, &world).await, "{context}");
    world.restart().await;
    world.pass(kind.aftermath()).await;
    check(kind, &standing, &world, &before, &context).await;
}

macro_rules! each_kind {
    ($($name:ident: $kind:expr;)+) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn is_done_once_wherever_the_agent_is_killed() {
                for boundary in [
                    BeforeIntent, IntentWritten, UnderWay, EffectUnanswered, AnswerTaken, ClosingCutOff, Closed,
                ] {
                    killed_at(boundary, $kind).await;
                }
            }

            #[tokio::test]
            async fn is_done_once_where_the_next_agent_is_killed_too() {
                for boundary in [IntentWritten, UnderWay, EffectUnanswered, AnswerTaken, ClosingCutOff] {
                    killed_again_while_recovering(boundary, $kind).await;
                }
            }
        }
    )+};
}

each_kind! {
    attach: Kind::Attach;
    switch_twin_on: Kind::TwinOn;
    switch_twin_off: Kind::TwinOff;
    read_certificate: Kind::ReadCertificate;
    order: Kind::Order;
    order_anew: Kind::OrderAnew;
    read_shared: Kind::ReadShared;
    order_shared: Kind::OrderShared;
    order_shared_anew: Kind::OrderSharedAnew;
    detach: Kind::Detach;
}
