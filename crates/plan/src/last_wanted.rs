//! When a host was last seen as wanted.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// When a host was last seen as wanted, if ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LastWanted(Option<Timestamp>);

impl LastWanted {
    /// Whether the host was wanted at any time.
    pub const fn ever(self) -> bool {
        self.0.is_some()
    }

    /// Cuts a moment that lies in the future.
    pub(crate) fn cut_to(&mut self, now: Timestamp) {
        self.0 = self.0.map(|moment| moment.min(now));
    }

    /// The last moment at which it was seen as wanted.
    pub const fn moment(self) -> Option<Timestamp> {
        self.0
    }

    /// It was seen as wanted at a moment, perhaps an earlier one.
    pub fn see(&mut self, at: Timestamp) {
        self.0 = self.0.max(Some(at));
    }
}

impl Hash for LastWanted {
    /// The moment moves with every reading of the network, of thousands of records at once, and says little: whoever looks
    /// for changes has to look at it apart.
    fn hash<H: Hasher>(&self, _: &mut H) {}
}
