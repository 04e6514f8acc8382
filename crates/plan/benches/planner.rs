//! How long a plan takes, and whether it takes ten times as long for ten times as many domains.

use std::collections::BTreeSet;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use figures::{Figure, Goal, Large, Samples, Wish, timed, words};
use lived_in::{House, Kind, MAIN, Mode};
use plan::{
    Attached, DnsAnswer, DnsOutcome, DomainName, Here, Mapping, Network, NetworkKind, ObjectKind,
    OrderFlags, Orders, Panel, Policy, Reading, Records, Shared, Sight, Site, SiteId, Situation,
    SslMode, Timestamp, WwwPolicy, observe, plan, points_here, track, wanted,
};

const DAY: Duration = Duration::from_hours(24);
const NOW: Timestamp = Timestamp::from_millis(1_796_000_000_000);
const FEW: usize = 10_000;
const MANY: usize = 100_000;
/// Ten times as much to do in ten times the time, and something for memory that is further away.
const MOST_RATIO: f64 = 13.0;
const ROUNDS: usize = 15;
/// About as long as one run of many.
const RUNS_OF_FEW: usize = 11;

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
    })?;
    of_a_lived_in_panel()
}

/// What a first look at a panel of the usual size costs, with all that people leave behind in it.
fn of_a_lived_in_panel() -> io::Result<()> {
    let house = House::new(800, Mode::Advanced);
    let mut lived_in = LivedIn::of(&house);
    let samples = samples_of(|| lived_in.pass(), 30);
    Figure {
        name: "track and plan, 800 domains that were lived in",
        measured: words(samples.median()),
        goal: None,
        how: format!(
            "leftovers, names that lead elsewhere and 299 sub-domain sites among them; DNS is known, no handshake was \
             made yet; median of 30 runs, shortest {}, longest {}",
            words(samples.min()),
            words(samples.max())
        ),
    }
    .print()
}

/// Both sides as a house has them, and what is remembered.
struct LivedIn {
    network: Reading<Network>,
    panel: Reading<Panel>,
    records: Records,
}

impl LivedIn {
    fn of(house: &House) -> Self {
        let mut lived_in = Self {
            network: Reading::whole(network(house), NOW),
            panel: Reading::whole(panel(house), NOW),
            records: Records::new(),
        };
        lived_in.pass();
        let main_domain = name(MAIN);
        let here = Here {
            main_domain: &main_domain,
            addresses: &lived_in.panel.value().server,
        };
        for found in &house.records {
            if let Some(record) = lived_in.records.get_mut(&name(&found.name)) {
                let answer = DnsAnswer {
                    chain: Vec::new(),
                    addresses: found.addresses.clone(),
                    outcome: DnsOutcome::Found,
                };
                let sight = Sight {
                    dns: Some(points_here(&answer, &here)),
                    ..Sight::default()
                };
                observe(record, sight, NOW);
            }
        }
        lived_in
    }

    fn pass(&mut self) -> usize {
        let (policy, wanted) = (Policy::default(), wanted(self.network.value()));
        let Self {
            network,
            panel,
            records,
        } = self;
        track(records, network, &wanted, panel, &policy, NOW);
        let plan = plan(&Situation {
            network,
            network_is_fresh: true,
            wanted: &wanted,
            panel,
            records,
            shared: &Shared::default(),
            removals: &[],
            orders: &Orders::default(),
            hold: None,
            first_run: true,
            busy: &BTreeSet::new(),
            policy: &policy,
            now: NOW,
        });
        plan.standings.len()
    }
}

fn network(house: &House) -> Network {
    let main = Site {
        id: SiteId(1),
        host: MAIN.to_owned(),
        path: "/".to_owned(),
    };
    let sites = house.sites.iter().map(|site| Site {
        id: SiteId(site.id),
        host: site.host.clone(),
        path: site.path.clone(),
    });
    let mappings = house.mappings.iter().map(|row| Mapping {
        id: row.id,
        site: SiteId(row.site),
        host: row.host.clone(),
        stage: "done".to_owned(),
        active: true,
        primary: true,
        secure: true,
    });
    Network {
        main_domain: name(MAIN),
        kind: NetworkKind::SubDomain,
        www: WwwPolicy::Always,
        enabled: true,
        plugin_active: true,
        other_networks: 0,
        sites_of_others: Vec::new(),
        closed: std::collections::BTreeMap::new(),
        mappings: mappings.collect(),
        sites: std::iter::once(main).chain(sites).collect(),
    }
}

fn panel(house: &House) -> Panel {
    let domains = (1..).zip(&house.domains).map(|(id, domain)| {
        let kind = match domain.kind {
            Kind::Primary => ObjectKind::Primary,
            Kind::Alias => ObjectKind::Alias,
            Kind::Redirect => ObjectKind::Redirect,
        };
        Attached::new(id, &domain.name, kind, domain.www, false)
    });
    Panel {
        domains: domains.collect(),
        ssl: SslMode::Advanced,
        auto_ssl: false,
        server: vec![
            IpAddr::V4(lived_in::SERVER),
            IpAddr::V6(lived_in::SERVER_V6),
        ],
        can_update: true,
        order_flags: OrderFlags::default(),
    }
}

fn name(text: &str) -> DomainName {
    text.parse().expect("a host name")
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
        let (mut few, mut many) = (make(FEW), make(MANY));
        let (mut of_few, mut of_many, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        // Caches are warm from the second round on.
        for round in 0..=ROUNDS {
            let some = Samples::take(RUNS_OF_FEW, || work(&mut few));
            let one = timed(|| work(&mut many)).1;
            if round > 0 {
                ratios.push(one.as_secs_f64() / some.median().as_secs_f64());
                of_few.push(some.median());
                of_many.push(one);
            }
        }
        ratios.sort_unstable_by(f64::total_cmp);
        let [name_of_few, name_of_many, name_of_ratio] = self.names;
        let goals = self.goals.unzip();
        self.print(name_of_few, &of_few.into_iter().collect(), goals.0)?;
        self.print(name_of_many, &of_many.into_iter().collect(), goals.1)?;
        let ratio = ratios[ROUNDS / 2];
        Figure {
            name: name_of_ratio,
            measured: format!("{ratio:.1}"),
            goal: Some(Goal {
                words: format!("at most {MOST_RATIO}"),
                met: ratio <= MOST_RATIO,
            }),
            how: format!(
                "the two lines above are taken in turn, as the machine's speed changes: median of the ratios of {ROUNDS} \
                 rounds, from {:.1} to {:.1}; 10 would be linear",
                ratios[0],
                ratios[ROUNDS - 1]
            ),
        }
        .print()
    }

    fn print(
        &self,
        name: &'static str,
        samples: &Samples,
        goal: Option<Duration>,
    ) -> io::Result<()> {
        Figure {
            name,
            measured: words(samples.median()),
            goal: goal.map(|most| Goal::at_most(most, samples.median())),
            how: format!(
                "{}; median of {ROUNDS} rounds (10,000: of {RUNS_OF_FEW} runs each), shortest {}, longest {}",
                self.about,
                words(samples.min()),
                words(samples.max())
            ),
        }
        .print()
    }
}

/// A few runs first, so that caches are warm.
fn samples_of<T>(mut work: impl FnMut() -> T, runs: usize) -> Samples {
    for _ in 0..2 {
        std::hint::black_box(work());
    }
    Samples::take(runs, work)
}
