//! When the WordPress plugin is told that there is news.

use std::time::Duration;

use plan::Timestamp;
use probe::Knock;

use crate::agent::Agent;
use crate::results::Done;

/// The plugin looks at most so often.
const PAUSE: Duration = Duration::from_secs(10);
/// Pauses after knocks that nobody answered; after the last of them it is left to WP-Cron until there is news again.
const UNANSWERED: [Duration; 4] = [
    Duration::from_mins(1),
    Duration::from_mins(5),
    Duration::from_mins(15),
    Duration::from_hours(1),
];

/// What is to be told and how the last knocks ended.
#[derive(Debug, Default)]
pub(crate) struct Knocks {
    news: bool,
    under_way: bool,
    unanswered: usize,
    not_before: Option<Timestamp>,
}

impl Knocks {
    /// There is something new to tell.
    pub(crate) fn news(&mut self) {
        self.news = true;
    }

    fn due(&self, now: Timestamp) -> bool {
        self.news && !self.under_way && self.not_before.is_none_or(|moment| moment <= now)
    }

    fn begin(&mut self) {
        self.under_way = true;
        self.news = false;
    }

    /// The task is gone, whatever came of it.
    pub(crate) fn drop_task(&mut self) {
        self.news |= self.under_way;
        self.under_way = false;
    }

    /// Takes the answer into account.
    pub(crate) fn answered(&mut self, answer: &Result<Knock, String>, now: Timestamp) {
        self.under_way = false;
        let pause = if let Ok(knock) = answer {
            self.unanswered = 0;
            // It looked a moment ago, or moved one of several: another knock is worth it.
            self.news |= !knock.swept || knock.moved > 0 && knock.waiting > 0;
            PAUSE
        } else {
            let pause = UNANSWERED.get(self.unanswered);
            self.news |= pause.is_some();
            self.unanswered = (self.unanswered + 1).min(UNANSWERED.len());
            pause.copied().unwrap_or(PAUSE)
        };
        self.not_before = Some(now + pause);
    }
}

impl Agent {
    /// Knocks where there is news and somebody to open. What is told has been saved before.
    pub(crate) fn knock_if_due(&mut self, now: Timestamp) {
        let (Some(knocker), Some(network)) = (&self.knocker, &self.mind.network) else {
            return;
        };
        let network = network.value();
        if !network.plugin_active || !self.knocks.due(now) {
            return;
        }
        self.knocks.begin();
        let (knocker, main) = (knocker.clone(), network.main_domain.clone());
        let addresses = self.mind.addresses.clone();
        self.tasks.spawn(async move {
            let answer = knocker.knock(&main, &addresses, now).await;
            Done::Knock(answer)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_796_000_000_000);

    const fn knock(swept: bool, moved: u64, waiting: u64) -> Knock {
        Knock {
            swept,
            moved,
            waiting,
        }
    }

    fn after(answer: &Result<Knock, String>) -> Knocks {
        let mut knocks = Knocks::default();
        knocks.news();
        assert!(knocks.due(NOW));
        knocks.begin();
        assert!(!knocks.due(NOW), "one at a time");
        knocks.answered(answer, NOW);
        knocks
    }

    #[test]
    fn without_news_nobody_knocks() {
        assert!(!Knocks::default().due(NOW));
        assert!(!after(&Ok(knock(true, 0, 0))).due(NOW + PAUSE));
        assert!(!after(&Ok(knock(true, 1, 0))).due(NOW + PAUSE));
        assert!(!after(&Ok(knock(true, 0, 3))).due(NOW + PAUSE));
    }

    #[test]
    fn the_next_of_several_rows_is_asked_for_after_the_pause() {
        for answer in [knock(true, 1, 3), knock(false, 0, 0)] {
            let knocks = after(&Ok(answer));
            assert!(!knocks.due(NOW + PAUSE - Duration::from_millis(1)));
            assert!(knocks.due(NOW + PAUSE), "{answer:?}");
        }
    }

    #[test]
    fn news_that_came_meanwhile_is_told_after_the_pause() {
        let mut knocks = Knocks::default();
        knocks.news();
        knocks.begin();
        knocks.news();
        knocks.answered(&Ok(knock(true, 0, 0)), NOW);
        assert!(!knocks.due(NOW) && knocks.due(NOW + PAUSE));
    }

    #[test]
    fn a_door_that_stays_shut_is_tried_ever_more_rarely_and_then_left() {
        let shut = Err("HTTP 404".to_owned());
        let mut knocks = after(&shut);
        let mut now = NOW;
        for pause in UNANSWERED {
            assert!(!knocks.due(now + pause - Duration::from_millis(1)));
            now = now + pause;
            assert!(knocks.due(now), "{pause:?}");
            knocks.begin();
            knocks.answered(&shut, now);
        }
        assert!(!knocks.due(now + Duration::from_hours(24)));
        knocks.news();
        assert!(knocks.due(now + PAUSE), "news is worth a try");
        knocks.begin();
        knocks.answered(&Ok(knock(true, 0, 0)), now);
        assert_eq!(knocks.unanswered, 0);
    }

    #[test]
    fn a_task_that_was_dropped_leaves_its_news() {
        let mut knocks = Knocks::default();
        knocks.news();
        knocks.begin();
        knocks.drop_task();
        assert!(knocks.due(NOW));
    }
}
