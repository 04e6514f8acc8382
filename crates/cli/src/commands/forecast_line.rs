//! How many certificates are due, and by when they can be ordered.

use plan::{Forecast, Timestamp};
use serde::Serialize;

use super::when::until;
use crate::output::rfc3339_or_null;

/// The certificates that are due, as `plan` sums them up.
#[derive(Serialize)]
pub(crate) struct ForecastLine {
    now: usize,
    later: usize,
    #[serde(serialize_with = "rfc3339_or_null")]
    last_at: Option<Timestamp>,
}

impl From<Forecast> for ForecastLine {
    fn from(forecast: Forecast) -> Self {
        Self {
            now: forecast.now,
            later: forecast.later,
            last_at: forecast.last_at,
        }
    }
}

impl ForecastLine {
    /// One line where the authority's limits make some of them wait; nothing where all can be ordered now.
    pub(crate) fn text(&self, now: Timestamp) -> Option<String> {
        let last = self.last_at.filter(|_| self.later > 0)?;
        Some(format!(
            "certificates: {} can be ordered now, {} later within the authority's limits, the last {}\n",
            self.now,
            self.later,
            until(last, now)
        ))
    }
}
