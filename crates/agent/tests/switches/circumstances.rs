//! What else is the case while a doubt is looked into, so that it matters at all.

use std::time::Duration;

use emulator::PagingForm;
use runcloud::{Credentials, SecretString};

use crate::job::STRIDE;
use crate::world::{Start, World};

/// The circumstances, the same for both answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Given {
    /// Nothing special.
    Usual,
    /// The program has a key pair, so that it speaks version 2.
    KeyPair,
    /// RunCloud orders certificates by itself.
    AutoSsl,
    /// Eight calls a minute are allowed.
    FewCalls,
    /// A certificate takes ten minutes.
    SlowCertificates,
    /// Lists do not tell their length.
    NoTotals,
    /// Somebody takes a domain off by hand which nobody wants any more.
    TakenOffByHand,
    /// Somebody switches the SSL mode to the other one and, half an hour later, back.
    ModeChanged,
    /// Seventy days more.
    Season,
}

impl Given {
    /// The circumstances in words, for the document.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::KeyPair => "With a key pair.",
            Self::AutoSsl => "With AutoSSL.",
            Self::FewCalls => "With eight calls a minute.",
            Self::SlowCertificates => "With certificates that take ten minutes.",
            Self::NoTotals => "Where lists do not tell their length.",
            Self::TakenOffByHand => "When somebody took a domain off by hand.",
            Self::ModeChanged => "When somebody switches the mode and back.",
            Self::Season => "Over seventy days.",
        }
    }

    pub(crate) fn begin(self, start: &mut Start) {
        let emulator = &mut start.emulator;
        match self {
            Self::KeyPair => {
                start.credentials = Credentials::KeyPair {
                    key: SecretString::from(emulator.key.clone()),
                    secret: SecretString::from(emulator.secret.clone()),
                };
            }
            Self::AutoSsl => emulator.auto_ssl = true,
            Self::FewCalls => emulator.switches.rate_limit_per_minute = 8,
            Self::SlowCertificates => emulator.switches.certificate_delay_ms = 600_000,
            Self::NoTotals => emulator.switches.paging_form = PagingForm::NoMeta,
            Self::Usual | Self::TakenOffByHand | Self::ModeChanged | Self::Season => {}
        }
    }

    /// What happens in the middle of the job.
    pub(crate) async fn meanwhile(self, world: &mut World) {
        match self {
            Self::TakenOffByHand => {
                let id = world.id("removed.example");
                if let Some(id) = id {
                    world.panel.remove_by_hand(id);
                }
            }
            Self::ModeChanged => {
                let (advanced, auto) = world.panel.mode();
                world.panel.set_mode(!advanced, auto);
                world.pass_coarsely(Duration::from_mins(30), STRIDE).await;
                world.panel.set_mode(advanced, auto);
            }
            _ => {}
        }
    }

    /// What happens after it.
    pub(crate) async fn afterwards(self, world: &mut World) {
        if self == Self::Season {
            let day = Duration::from_hours(24);
            world.pass_coarsely(70 * day, 2 * day).await;
        }
    }
}
