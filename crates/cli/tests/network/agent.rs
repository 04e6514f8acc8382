//! Commands beside a running agent.

use std::time::Duration;

use e2e::{Agent, wait_until};

use crate::stage::Stage;

const LIMIT: Duration = Duration::from_mins(2);

#[test]
fn an_agent_that_runs_answers_and_ends_when_it_is_asked_to() {
    let stage = Stage::set();
    stage.map("later.example");
    let mut agent = Agent::spawn(&stage.options()).unwrap();
    let secured = wait_until("the site to be secured", LIMIT, || {
        agent.must_be_running()?;
        let status = stage.run("status --output json").stdout;
        Ok(status.contains("\"state\":\"secured\"") && status.contains("later.example"))
    });
    secured.unwrap_or_else(|error| panic!("{error:?}\n{}", agent.output()));

    let retried = stage.run("retry later.example");
    assert_eq!(retried.code, Some(0), "{}", retried.whole());
    assert_eq!(retried.stdout, "later.example: looked at again");
    insta::assert_snapshot!("apply_beside", stage.run("apply").whole());

    let events = agent.output();
    let first = events.lines().find(|line| line.starts_with('{')).unwrap();
    assert!(
        first.starts_with(r#"{"version":1,"command":"run","#),
        "{first}"
    );
    assert!(agent.stop().unwrap().success());
    assert!(stage.run("status").stdout.contains("agent: none runs"));
}

/// A token that was wrong and is corrected, and one that is rotated: the agent takes it up without a restart, and a file
/// that is half written meanwhile does not end it.
#[test]
fn a_changed_configuration_is_taken_up_without_a_restart() {
    let stage = Stage::set();
    let secured = |agent: &mut Agent, host: &str| {
        let seen = wait_until("the site to be secured", LIMIT, || {
            agent.must_be_running()?;
            let story = stage.run(&format!("status {host} --output json")).stdout;
            Ok(story.contains("\"state\":\"secured\"") || story.contains("\"state\":\"serving\""))
        });
        seen.unwrap_or_else(|error| panic!("{error:?}\n{}", agent.output()));
    };
    stage.configure(|text| text.replace("emulator-token", "a-token-of-yesterday"));
    stage.panel.point_here("first.example");
    stage.map("first.example");
    let mut agent = Agent::spawn(&stage.options()).unwrap();
    let refused = wait_until("the token to be refused", LIMIT, || {
        agent.must_be_running()?;
        Ok(agent.output().contains("401"))
    });
    refused.unwrap_or_else(|error| panic!("{error:?}\n{}", agent.output()));

    stage.configure(|text| text[..text.len() / 2].to_owned());
    stage.configure(|text| text);
    secured(&mut agent, "first.example");

    // And the database by another way; a signal that others die of says only to look.
    let port = stage.database_port();
    stage.configure(|text| {
        let host = text.split("DB_HOST', '").nth(1).unwrap();
        let host = host.split('\'').next().unwrap().to_owned();
        text.replace(&host, &format!("127.0.0.1:{port}"))
    });
    agent.hang_up().unwrap();
    let said = |agent: &mut Agent, what: &str, times: usize| {
        let seen = wait_until(what, LIMIT, || {
            agent.must_be_running()?;
            Ok(agent.output().matches(what).count() >= times)
        });
        seen.unwrap_or_else(|error| panic!("{error:?}\n{}", agent.output()));
    };
    said(&mut agent, "the configuration changed", 2);

    // A token that is mistyped while the old one still works changes nothing.
    stage.configure(|text| text.replace("emulator-token", "a-typo"));
    agent.hang_up().unwrap();
    said(
        &mut agent,
        "goes on as before, as RunCloud cannot be asked",
        1,
    );
    stage.panel.point_here("second.example");
    stage.map("second.example");
    secured(&mut agent, "second.example");
    let changes = agent.output().matches("the configuration changed").count();
    assert_eq!(changes, 2, "{}", agent.output());
    assert!(agent.stop().unwrap().success());
}
