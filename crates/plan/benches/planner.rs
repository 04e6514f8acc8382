//! How long a plan takes, and whether it takes ten times as long for ten times as many domains.

use std::io;
use std::time::Duration;

use figures::{Figure, Goal, Large, Samples, Wish, words};

const DAY: Duration = Duration::from_hours(24);
const FEW: usize = 10_000;
const MANY: usize = 100_000;
/// Ten times as much to do in ten times the time, and something for memory that is further away.
const MOST_RATIO: f64 = 13.0;

fn main() -> io::Result<()> {
    if Wish::read().is_none_or(|wish| !wish.is_for("planner")) {
        return Ok(());
    }
    let goals = Some((Duration::from_millis(15), Duration::from_millis(200)));
    let in_step = Timed {
        names: [
            "planner, 10,000 domains in step",
            "planner, 100,000 domains in step",
            "planner, in step, 100,000 : 10,000",
        ],
        about: "every domain attached, secured and visited, nothing due; `plan` alone",
        goals,
    };
    in_step.figures(Large::in_step, |large| large.plan().standings.len())?;
    let new = Timed {
        names: [
            "planner, 10,000 new domains",
            "planner, 100,000 new domains",
            "planner, new, 100,000 : 10,000",
        ],
        about: "no domain attached, all of them lead here: as many steps, and a forecast of the orders",
        goals: None,
    };
    new.figures(Large::all_new, |large| large.plan().steps.len())?;
    let due = Timed {
        names: [
            "planner, 10,000 domains due for a look",
            "planner, 100,000 domains due for a look",
            "planner, due, 100,000 : 10,000",
        ],
        about: "as in step, a day later: as many looks",
        goals: None,
    };
    due.figures(a_day_later, |large| large.plan().looks.len())?;
    let pass = Timed {
        names: [
            "track and plan, 10,000 domains in step",
            "track and plan, 100,000 domains in step",
            "track and plan, 100,000 : 10,000",
        ],
        about: "as in step, with the readings folded into the records first, as each pass does",
        goals: None,
    };
    pass.figures(Large::in_step, |large| {
        large.track();
        large.plan().standings.len()
    })
}

fn a_day_later(count: usize) -> Large {
    let mut large = Large::in_step(count);
    large.wait(DAY);
    large
}

/// Something that is timed for few domains and for many.
struct Timed {
    names: [&'static str; 3],
    about: &'static str,
    goals: Option<(Duration, Duration)>,
}

impl Timed {
    fn figures<T>(
        &self,
        make: impl Fn(usize) -> Large,
        work: impl Fn(&mut Large) -> T,
    ) -> io::Result<()> {
        let few = samples(&mut make(FEW), 30, &work);
        let many = samples(&mut make(MANY), 10, &work);
        let [of_few, of_many, of_ratio] = self.names;
        self.print(of_few, &few, 30, self.goals.map(|goals| goals.0))?;
        self.print(of_many, &many, 10, self.goals.map(|goals| goals.1))?;
        let ratio = many.min().as_secs_f64() / few.min().as_secs_f64();
        Figure {
            name: of_ratio,
            measured: format!("{ratio:.1}"),
            goal: Some(Goal {
                words: format!("at most {MOST_RATIO}"),
                met: ratio <= MOST_RATIO,
            }),
            how: "the shortest run of each, as the two lines above; 10 would be linear".to_owned(),
        }
        .print()
    }

    fn print(
        &self,
        name: &'static str,
        samples: &Samples,
        runs: usize,
        goal: Option<Duration>,
    ) -> io::Result<()> {
        Figure {
            name,
            measured: words(samples.median()),
            goal: goal.map(|most| Goal::at_most(most, samples.median())),
            how: format!(
                "{}; median of {runs} runs, shortest {}, longest {}",
                self.about,
                words(samples.min()),
                words(samples.max())
            ),
        }
        .print()
    }
}

/// A few runs first, so that caches are warm.
fn samples<T>(large: &mut Large, runs: usize, work: impl Fn(&mut Large) -> T) -> Samples {
    for _ in 0..2 {
        std::hint::black_box(work(large));
    }
    Samples::take(runs, || work(large))
}
