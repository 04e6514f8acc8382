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
