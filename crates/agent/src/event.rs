//! What a person watching the agent is told, as it happens.

use plan::{Class, DomainName, Standing, Timestamp};
use serde::Serialize;
use tokio::sync::mpsc::UnboundedSender;

/// Something worth a line.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// When it happened.
    #[serde(skip)]
    pub at: Timestamp,
    /// The host it is about, where it is about one.
    pub host: Option<DomainName>,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    /// The network was read because it changed or because it was time.
    NetworkRead {
        /// Hosts it wants.
        wanted: usize,
        /// Rows that are not served.
        rejected: usize,
    },
    /// The panel was listed.
    PanelRead {
        /// Domain objects.
        domains: usize,
        /// Why the listing misses something, where it does.
        partial: Option<String>,
    },
    /// A step began.
    Begin {
        /// The step in words.
        step: String,
    },
    /// A step ended.
    End {
        /// The kind of step.
        step: &'static str,
        /// How it ended, in words.
        outcome: String,
        /// Whether it ended well.
        ok: bool,
    },
    /// A host stands elsewhere than before.
    Standing {
        /// Whose it is.
        class: Class,
        /// Where it stands now.
        #[serde(flatten)]
        standing: Standing,
    },
    /// Nothing may be changed at the moment, and why; or, without a reason, that the hold is over.
    Hold {
        /// The reason code.
        reason: Option<plan::Reason>,
        /// In words.
        detail: String,
    },
    /// Removals are held back by the brake.
    Brake {
        /// The hosts.
        hosts: Vec<DomainName>,
    },
    /// A side cannot be read.
    Trouble {
        /// Which side.
        side: &'static str,
        /// What happened and what to do.
        message: String,
    },
    /// Something that a person could arrange better; told once.
    Advice {
        /// How it is.
        message: String,
        /// What to do.
        advice: String,
    },
    /// This agent got or lost the lease.
    Lease {
        /// Whether it has it now.
        held: bool,
        /// Who has it else.
        holder: Option<String>,
    },
}

/// Where events go; without a listener they are only logged.
#[derive(Clone, Debug, Default)]
pub struct Events(Option<UnboundedSender<Event>>);

impl Events {
    /// Events for a listener.
    pub fn to(sender: UnboundedSender<Event>) -> Self {
        Self(Some(sender))
    }

    pub(crate) fn tell(&self, at: Timestamp, host: Option<&DomainName>, kind: EventKind) {
        let event = Event {
            at,
            host: host.cloned(),
            kind,
        };
        // Whoever listens tells it to people; without a listener the log does.
        let Some(sender) = &self.0 else {
            tracing::debug!(domain = ?event.host, kind = ?event.kind);
            return;
        };
        // A listener that went away is no reason to stop working.
        let _ = sender.send(event);
    }
}
