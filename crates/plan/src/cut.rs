//! Remembered moments are doubted: none lies in the future, and no wait lasts longer than its rule allows. Where the clock
//! was ahead for a while, nothing stays blind for as long as it was.

use std::time::Duration;

use crate::{Attempts, Record, Seen, Timestamp};

/// A little longer than the longest wait of any rule, with its jitter.
const LONGEST_WAIT: Duration = Duration::from_hours(30);

impl Attempts {
    /// Cuts what lies in the future.
    pub(crate) fn cut_to(&mut self, now: Timestamp) {
        cut(&mut self.last, now);
        cut(&mut self.since, now);
        cut(&mut self.not_before, now + LONGEST_WAIT);
    }
}

impl Record {
    /// Cuts every remembered moment to now, and every wait to now and the longest of its rule.
    pub(crate) fn cut_to(&mut self, now: Timestamp) {
        for tries in [
            &mut self.attach,
            &mut self.order,
            &mut self.twin,
            &mut self.detach,
        ] {
            tries.cut_to(now);
        }
        for moment in [
            &mut self.certificate_read_at,
            &mut self.attached_at,
            &mut self.secured_at,
            &mut self.removed_at,
            &mut self.ordered_at,
        ] {
            cut(moment, now);
        }
        self.first_seen = self.first_seen.min(now);
        self.wanted_at.cut_to(now);
        for moment in &mut self.unissued {
            *moment = (*moment).min(now);
        }
        for (moment, _) in &mut self.removals {
            *moment = (*moment).min(now);
        }
        seen(&mut self.dns, now);
        seen(&mut self.twin_dns, now);
        seen(&mut self.caa, now);
        seen(&mut self.twin_caa, now);
        seen(&mut self.visit, now);
        seen(&mut self.twin_visit, now);
        seen(&mut self.tls, now);
        seen(&mut self.twin_tls, now);
        seen(&mut self.virtual_host, now);
        if let Some(absence) = &mut self.absence {
            absence.since = absence.since.min(now);
            absence.quiet_since = absence.quiet_since.min(now);
            cut(&mut absence.counted_at, now);
            cut(&mut absence.missed_at, now);
        }
    }
}

fn cut(moment: &mut Option<Timestamp>, most: Timestamp) {
    *moment = moment.map(|moment| moment.min(most));
}

fn seen<T>(seen: &mut Option<Seen<T>>, now: Timestamp) {
    if let Some(seen) = seen {
        seen.at = seen.at.min(now);
        seen.since = seen.since.min(now);
    }
}

#[cfg(test)]
mod tests {
    use crate::State;
    use crate::world::{DAY, HOUR, MINUTE, World};

    /// Eight seconds with a clock that is three weeks ahead.
    #[test]
    fn a_clock_that_was_ahead_for_a_moment_blinds_nobody() {
        let mut world = World::new();
        world.row(1, 2, "secured.example");
        world.row(2, 3, "waiting.example");
        world.points(&["secured.example"]);
        world.settle_for(HOUR);
        let right = world.now;
        world.now = right + 20 * DAY;
        world.settle();
        world.now = right + MINUTE;
        world.points(&["waiting.example"]);
        world.settle();
        for record in world.records.values() {
            let next = record.standing.next_look;
            assert!(
                next.is_none_or(|next| next <= world.now + 30 * HOUR),
                "{}: {next:?}",
                record.host
            );
        }
        world.settle_for(2 * HOUR);
        assert_eq!(world.standing("waiting.example").state, State::Secured);
        assert_eq!(world.standing("secured.example").state, State::Secured);
    }
}
