//! The checks of what the agent knows and of the clock that it works by.

use std::time::Duration;

use agent::{About, Clock, SystemClock};
use ledger::Ledger;
use plan::{
    ClockWatch, DomainName, Handshake, Reason, Record, Records, State, Timestamp, Witness, remedy,
};
use runcloud::ClockReading;

use super::check::Check;
use crate::commands::hold_line::HoldLine;
use crate::commands::sample::sample;
use crate::commands::when::ago;
use crate::exit::Exit;
use crate::output::Report;

const AGENT: &str = "agent";
const CERTIFICATES: &str = "certificates";
const CLOCK: &str = "clock";
/// What ends within this time should have been renewed.
const SOON: Duration = Duration::from_hours(7 * 24);
/// As many names as tell what kind of names they are.
const SAMPLE: usize = 3;

/// What the agent wrote down.
pub(crate) struct Known {
    about: About,
    lease: Option<(String, Timestamp)>,
    records: Records,
    database_says: Option<Timestamp>,
    pub(crate) confirmed: Vec<String>,
}

impl Known {
    /// Reads it; nothing where no agent ever ran, or where the ledger cannot be read, which the check of the database
    /// tells.
    pub(crate) async fn read(ledger: &Ledger, now: Timestamp) -> Option<Self> {
        Some(Self {
            about: agent::about(ledger).await.ok()??,
            lease: ledger.lease_holder(now).await.ok()?,
            records: ledger.records().await.ok()?,
            database_says: ledger.clock().await.ok()?,
            confirmed: agent::confirmed(ledger).await.ok()?,
        })
    }
}

/// All of them.
pub(crate) fn checks(
    known: Option<&Known>,
    told: Option<ClockReading>,
    main: Option<&DomainName>,
) -> Vec<Check> {
    let now = SystemClock.now();
    let mut checks = vec![clock(
        told,
        known.and_then(|known| known.database_says),
        now,
    )];
    match known {
        None => checks.push(Check::ok(
            AGENT,
            "none ran yet: `plan` shows what it would do, `run` starts it",
        )),
        Some(known) => {
            checks.push(agent(known, now));
            checks.push(certificates(&known.records, main, now));
        }
    }
    checks
}

/// Does an agent run, and is it free to act?
fn agent(known: &Known, now: Timestamp) -> Check {
    let about = &known.about;
    let read = about
        .panel_read_at
        .map(|at| ago(at, now))
        .unwrap_or_default();
    let Some((holder, _)) = &known.lease else {
        let found = match read.as_str() {
            "" => "none runs".to_owned(),
            read => format!("none runs; RunCloud was read {read}"),
        };
        let found = match &about.hold {
            Some(hold) => format!("{found}; the last one was held: {}", hold.detail),
            None => found,
        };
        return Check::warn(
            AGENT,
            found,
            "start it: `systemctl start runcloud-multisite`, or `run`",
        );
    };
    if let Some(hold) = &about.hold {
        let line = HoldLine::from(hold);
        let report = Report::new("", line.exit()).cause(format!("it is held: {}", hold.detail));
        let report = remedy(hold.reason).into_iter().fold(report, Report::hint);
        return Check::failed(AGENT, &report);
    }
    if let Some(why) = &about.source_error {
        let report =
            Report::new("", Exit::Look).cause(format!("it cannot read the network: {why}"));
        return Check::failed(AGENT, &report);
    }
    if !about.braked.is_empty() {
        return Check::warn(
            AGENT,
            format!(
                "the brake holds {} removals: {}",
                about.braked.len(),
                names(&about.braked)
            ),
            remedy(Reason::BrakeOn).unwrap_or_default(),
        );
    }
    let refused = of_reason(&known.records, Reason::PermissionMissing);
    if !refused.is_empty() {
        return Check::warn(
            AGENT,
            format!("RunCloud refused what it may not do: {}", names(&refused)),
            remedy(Reason::PermissionMissing).unwrap_or_default(),
        );
    }
    Check::ok(
        AGENT,
        format!("it runs ({holder}); RunCloud was read {read}"),
    )
}

/// Do visitors of the network's own host get a valid certificate, and will those of the others go on?
fn certificates(records: &Records, main: Option<&DomainName>, now: Timestamp) -> Check {
    let refused = |record: &&Record| {
        let seen = record.tls.as_ref().map(|seen| &seen.value);
        matches!(
            seen,
            Some(Handshake::Refused(..) | Handshake::NoCertificate)
        )
    };
    if let Some(record) = main.and_then(|main| records.get(main)).filter(refused) {
        let found = format!("browsers refuse the certificate of {}", record.host);
        return Check::warn(
            CERTIFICATES,
            found,
            "give the main domain a valid certificate in RunCloud; this program never changes it",
        );
    }
    let ending = records.values().filter(|record| {
        let seen = record.tls.as_ref().map(|seen| &seen.value);
        let Some(Handshake::Valid(leaf)) = seen else {
            return false;
        };
        leaf.not_after.since(now) < SOON && record.standing.state != State::Removed
    });
    let ending: Vec<DomainName> = ending.map(|record| record.host.clone()).collect();
    if ending.is_empty() {
        Check::ok(CERTIFICATES, "none ends within a week")
    } else {
        Check::warn(
            CERTIFICATES,
            format!("{} end within a week: {}", ending.len(), names(&ending)),
            "`certs` lists them, `explain DOMAIN` tells why one is not renewed",
        )
    }
}

/// Is this machine's clock that of the others?
fn clock(told: Option<ClockReading>, database: Option<Timestamp>, now: Timestamp) -> Check {
    let mut watch = ClockWatch::default();
    if let Some(told) = told {
        let millis = |time: std::time::SystemTime| {
            let since = time
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap_or_default();
            Timestamp::default() + since
        };
        watch.hear(Witness::Provider, millis(told.theirs), millis(told.ours));
    }
    if let Some(database) = database {
        watch.hear(Witness::Database, database, now);
    }
    match (watch.hold(), told.is_some() || database.is_some()) {
        (Some(hold), _) => {
            let report = Report::new("", Exit::Held).cause(hold.detail);
            Check::failed(
                CLOCK,
                &remedy(hold.reason).into_iter().fold(report, Report::hint),
            )
        }
        (None, true) => Check::ok(CLOCK, "it agrees with the others"),
        (None, false) => Check::skipped(CLOCK),
    }
}

fn of_reason(records: &Records, reason: Reason) -> Vec<DomainName> {
    let of = records
        .values()
        .filter(|record| record.standing.reason == reason);
    of.map(|record| record.host.clone()).collect()
}

fn names(hosts: &[DomainName]) -> String {
    let lines = sample(hosts, SAMPLE);
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    lines.join(", ")
}

#[cfg(test)]
mod tests {
    use plan::{Class, Leaf, Seen};

    use super::*;
    use crate::commands::doctor::check::Verdict;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn known(about: &str, runs: bool) -> Known {
        Known {
            about: serde_json::from_str(about).unwrap(),
            lease: runs.then(|| ("web-7, process 1".to_owned(), NOW)),
            records: Records::new(),
            database_says: Some(NOW),
            confirmed: Vec::new(),
        }
    }

    #[test]
    fn what_the_agent_knows_is_told_with_what_helps() {
        let held = r#"{"hold":{"reason":"fenced","detail":"a copy","until":null}}"#;
        let braked = r#"{"braked":["old.example","older.example"]}"#;
        for (about, runs, verdict, exit, words) in [
            (
                "{}",
                true,
                Verdict::Ok,
                Exit::Fine,
                "it runs (web-7, process 1)",
            ),
            ("{}", false, Verdict::Warn, Exit::Look, "none runs"),
            (held, true, Verdict::Fail, Exit::Held, "it is held: a copy"),
            (
                held,
                false,
                Verdict::Warn,
                Exit::Look,
                "the last one was held: a copy",
            ),
            (
                braked,
                true,
                Verdict::Warn,
                Exit::Look,
                "the brake holds 2 removals",
            ),
            (
                r#"{"source_error":"access denied"}"#,
                true,
                Verdict::Fail,
                Exit::Look,
                "access denied",
            ),
        ] {
            let check = agent(&known(about, runs), NOW);
            assert_eq!((check.verdict, check.exit), (verdict, exit), "{about}");
            assert!(check.found.contains(words), "{}", check.found);
            assert!(
                verdict == Verdict::Ok || !check.remedies.is_empty() || about.contains("source")
            );
        }
    }

    #[test]
    fn certificates_that_end_and_that_of_the_main_domain_are_told() {
        let leaf = |days: u64| Leaf {
            issuer: String::new(),
            names: Vec::new(),
            not_before: Timestamp::default(),
            not_after: NOW + Duration::from_hours(24 * days),
        };
        let record = |host: &str, seen| {
            let host: DomainName = host.parse().unwrap();
            let mut record = Record::new(host.clone(), Class::Created, NOW);
            record.tls = Some(Seen::first(seen, NOW));
            (host, record)
        };
        let main: DomainName = "network.example".parse().unwrap();
        let mut records = Records::from([record("a.example", Handshake::Valid(leaf(60)))]);
        assert_eq!(
            certificates(&records, Some(&main), NOW).verdict,
            Verdict::Ok
        );
        records.extend([record("b.example", Handshake::Valid(leaf(6)))]);
        let check = certificates(&records, Some(&main), NOW);
        assert!(
            check.found.contains("1 end within a week: b.example"),
            "{}",
            check.found
        );
        records.extend([record("network.example", Handshake::NoCertificate)]);
        let check = certificates(&records, Some(&main), NOW);
        assert!(check.found.contains("network.example"), "{}", check.found);
    }

    #[test]
    fn a_clock_that_nobody_agrees_with_fails() {
        assert_eq!(clock(None, Some(NOW), NOW).verdict, Verdict::Ok);
        assert_eq!(clock(None, None, NOW).verdict, Verdict::Skipped);
        let check = clock(None, Some(NOW), NOW + Duration::from_hours(24));
        assert_eq!((check.verdict, check.exit), (Verdict::Fail, Exit::Held));
        assert!(check.remedies[0].contains("timedatectl"));
    }
}
