//! How the job ended, as far as it can be seen from outside.

use std::collections::BTreeMap;

use plan::{Reason, State, Who};

use crate::circumstances::Given;
use crate::world::{MAIN, World};

/// The names of the job, in the order of the document; all end in `.example`.
const NAMES: [&str; 10] = [
    "ready",
    "later",
    "twin",
    "xn--bcher-kva",
    "elsewhere",
    "taken",
    "new",
    "old",
    "removed",
    "detour",
];

/// How the job ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    /// By name: where it stands.
    pub names: BTreeMap<&'static str, Stand>,
    /// Why nothing may be changed, and who can change that.
    pub hold: Option<(Reason, Who)>,
    /// API calls.
    pub calls: usize,
}

/// Where a name stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stand {
    /// Visitors get a good certificate, at the twin too where there is one.
    Works,
    /// It works, but its twin does not.
    WorksWithoutTwin,
    /// It is not attached, and nobody wants it.
    Gone,
    /// It is attached, and what is ordered for it never comes.
    NeverComes,
    /// It works no more or not yet.
    Waits {
        attached: bool,
        state: State,
        reason: Reason,
        who: Who,
    },
    /// Nobody wants it, and it is still attached.
    Left { reason: Reason, who: Who },
}

impl Stand {
    /// Why it does not work, if it does not.
    pub(crate) fn reason(&self) -> Option<Reason> {
        match self {
            Self::Waits { reason, .. } | Self::Left { reason, .. } => Some(*reason),
            Self::Works | Self::WorksWithoutTwin | Self::Gone | Self::NeverComes => None,
        }
    }
}

pub(crate) async fn ending(world: &World, given: Given) -> Ending {
    let mut names = BTreeMap::new();
    for name in NAMES {
        names.insert(name, stand(world, &format!("{name}.example")).await);
    }
    // Whoever switches the mode at the panel may take this one away, and the program leaves the main domain's alone.
    let drops = world.panel.switches(|switches| switches.mode_change_drops);
    let by_hand = drops && given == Given::ModeChanged;
    assert!(by_hand || world.answers(MAIN).await || world.panel.certificates().is_empty());
    let calls = world.panel.calls();
    let hold = world.agent.last_plan().hold.as_ref();
    Ending {
        names,
        hold: hold.map(|hold| (hold.reason, hold.reason.who())),
        calls: calls.len(),
    }
}

async fn stand(world: &World, host: &str) -> Stand {
    let attached = world.id(host).is_some();
    let wanted = world.edit(|network| network.mappings.iter().any(|row| row.host == host));
    let standing = world.record(host).await.map(|record| record.standing);
    if !wanted {
        let Some(standing) = standing.filter(|_| attached) else {
            assert!(!attached, "{host} is attached, and nothing is known of it");
            return Stand::Gone;
        };
        return Stand::Left {
            reason: standing.reason,
            who: standing.who,
        };
    }
    let standing = standing.unwrap_or_else(|| panic!("nothing is known of {host}"));
    let works = attached && world.answers(host).await;
    if works && matches!(standing.state, State::Secured | State::Serving) {
        let twin = host != "twin.example" || world.answers("www.twin.example").await;
        return if twin {
            Stand::Works
        } else {
            Stand::WorksWithoutTwin
        };
    }
    assert!(
        standing.who != Who::Nobody
            || standing.next_look.is_some()
            || world.agent.last_plan().hold.is_some(),
        "{host} waits for nothing: {standing:?}"
    );
    // The one follows the other, and which it is at the end is a matter of moments.
    let never = [
        Reason::CertificateOrdered,
        Reason::CertificateNeverCame,
        Reason::ProviderTrouble,
    ];
    if host == "detour.example" && attached && never.contains(&standing.reason) {
        return Stand::NeverComes;
    }
    Stand::Waits {
        attached,
        state: standing.state,
        reason: standing.reason,
        who: standing.who,
    }
}
