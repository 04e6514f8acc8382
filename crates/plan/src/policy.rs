//! The numbers that decide, each with its unit and where it comes from.

use std::time::Duration;

use crate::Limits;

const SECOND: u64 = 1;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Every limit and pause the planner works with.
#[derive(Clone, Debug)]
pub struct Policy {
    /// How many names may be missing on the very first run before a person has to start it.
    pub first_run_names: usize,
    /// A twin that definitely leads elsewhere for this long is switched off again.
    pub twin_off_after: Duration,
    /// How long an accepted order may take until it counts as failed.
    pub issue_patience: Duration,
    /// When the provider is asked once about an order that no handshake has confirmed.
    pub order_read_after: Duration,
    /// The same where the reply to the order was lost.
    pub unsure_read_after: Duration,
    /// How long an order whose reply was lost may take until it counts as never made.
    pub unsure_patience: Duration,
    /// How old a look from outside may be on which a certificate order rests.
    pub order_look_age: Duration,
    /// How long a name that DNS does not lead here waits until one order is tried all the same; it may be behind a
    /// proxy.
    pub order_anyway_after: Duration,
    /// The same for a name behind an accepted proxy, while no visit has proved where that leads to.
    pub order_proxied_after: Duration,
    /// The shortest time between such orders.
    pub order_anyway_every: Duration,
    /// How long after it was attached a name's order waits for the web server to have it.
    pub virtual_host_patience: Duration,
    /// How many looks in a row without any answer count as a lost certificate.
    pub no_answer_looks: u32,
    /// The shortest time those looks spread over.
    pub no_answer_patience: Duration,
    /// How often a certificate that is somebody's own and not valid is read again: it may have been deleted.
    pub custom_read_every: Duration,
    /// How long RunCloud is given to issue by itself where `AutoSSL` is on.
    pub auto_ssl_patience: Duration,
    /// A shared certificate is ordered once no name was attached for this long.
    pub shared_debounce: Duration,
    /// At most this long does one shared order wait for further names.
    pub shared_max_wait: Duration,
    /// Names on a shared certificate that cause a warning.
    pub shared_warn_names: usize,
    /// Names a certificate can hold.
    /// Source: <https://letsencrypt.org/docs/rate-limits/>, seen 2026-11: 100 names a certificate.
    pub names_per_certificate: usize,
    /// What the certificate authority allows.
    pub limits: Limits,
    /// Complete readings without a name before absence counts as evidence.
    pub absence_readings: u32,
    /// The shortest time those readings spread over.
    pub absence_quiet: Duration,
    /// How many names may vanish together for the quick rule to hold.
    pub absence_names: usize,
    /// How long more names, or names in a changing network, have to be missing.
    pub absence_slow: Duration,
    /// The window over which the brake counts.
    pub brake_window: Duration,
    /// How often a valid certificate is looked at.
    pub watch_every: Duration,
    /// How long a name that led here has to lead elsewhere until the operator is told.
    pub away_told_after: Duration,
    /// How long a name has to lead elsewhere until it is looked at some times a day only.
    pub away_slow_after: Duration,
    /// How long a name has to lead elsewhere until it is not looked at any more.
    pub away_stop_after: Duration,
    /// How long certificate orders may fail, one after the other, until no more are made.
    pub order_stop_after: Duration,
    /// How many calls may be made in a calendar month, where that is limited.
    pub calls_per_month: Option<u64>,
    /// How often DNS is asked about a name that definitely does not lead here.
    pub dns_slowest: Duration,
    /// How long a removed host stays in the list.
    pub remember_removed: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            first_run_names: 25,
            twin_off_after: Duration::from_secs(7 * DAY),
            issue_patience: Duration::from_secs(10 * MINUTE),
            order_read_after: Duration::from_secs(3 * MINUTE),
            unsure_read_after: Duration::from_secs(MINUTE),
            unsure_patience: Duration::from_secs(2 * MINUTE),
            order_look_age: Duration::from_secs(MINUTE),
            order_anyway_after: Duration::from_secs(DAY),
            order_proxied_after: Duration::from_secs(10 * MINUTE),
            order_anyway_every: Duration::from_secs(DAY),
            virtual_host_patience: Duration::from_secs(MINUTE),
            no_answer_looks: 3,
            no_answer_patience: Duration::from_secs(10 * MINUTE),
            custom_read_every: Duration::from_secs(DAY),
            auto_ssl_patience: Duration::from_secs(10 * MINUTE),
            shared_debounce: Duration::from_secs(20 * SECOND),
            shared_max_wait: Duration::from_secs(5 * MINUTE),
            shared_warn_names: 80,
            names_per_certificate: 100,
            limits: Limits::default(),
            absence_readings: 3,
            absence_quiet: Duration::from_secs(MINUTE),
            absence_names: 3,
            absence_slow: Duration::from_secs(DAY),
            brake_window: Duration::from_secs(DAY),
            watch_every: Duration::from_secs(6 * HOUR),
            away_told_after: Duration::from_secs(DAY),
            away_slow_after: Duration::from_secs(7 * DAY),
            away_stop_after: Duration::from_secs(30 * DAY),
            order_stop_after: Duration::from_secs(30 * DAY),
            calls_per_month: None,
            dns_slowest: Duration::from_secs(HOUR),
            remember_removed: Duration::from_secs(30 * DAY),
        }
    }
}

impl Policy {
    /// How many of `ours` domains may be removed within the window on the strength of removal records.
    pub fn recorded_removals(&self, ours: usize) -> usize {
        (ours / 5).max(10)
    }

    /// How many of `ours` domains may be removed within the window because they are absent.
    pub fn absent_removals(&self, ours: usize) -> usize {
        (ours / 50).max(5)
    }
}
