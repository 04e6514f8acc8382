use ledger::{Effects, Error, LeaseOutcome, Ledger, Tenure};
use plan::Timestamp;
use store::Database;

use super::{TTL, at, hold, in_file, in_memory, name, open, prefix, record};

#[tokio::test]
async fn of_agents_that_start_together_exactly_one_gets_the_lease() {
    let folder = tempfile::tempdir().unwrap();
    agents_race(&in_file(folder.path()).await).await;
}

pub(crate) async fn agents_race(db: &Database) {
    let ledger = open(db).await;
    let mut last = 0;
    // The first round makes the row, the second takes over one that has run out.
    for now in [at(0), at(1000)] {
        let agents: Vec<_> = (0..4)
            .map(|n| {
                let ledger = ledger.clone();
                tokio::spawn(
                    async move { ledger.acquire_lease(&format!("agent {n}"), TTL, now).await },
                )
            })
            .collect();
        let mut held = Vec::new();
        for agent in agents {
            match agent.await.unwrap() {
                Ok(LeaseOutcome::Held { fence, .. }) => held.push(fence),
                Ok(LeaseOutcome::HeldBy { holder, expires }) => {
                    assert!(holder.starts_with("agent "), "{holder}");
                    assert_eq!(expires, now + TTL);
                }
                // The database may ask the loser to come again.
                Err(error) => assert!(error.is_transient(), "{error:?}"),
            }
        }
        assert_eq!(held.len(), 1, "{held:?}");
        assert!(held[0].number > last, "the number rises with each holder");
        last = held[0].number;
    }
}

#[tokio::test]
async fn invariant_13_an_agent_that_lost_the_lease_writes_nothing() {
    let db = Database::sqlite_in_memory().await.unwrap();
    a_lost_lease_writes_nothing(&db).await;
}

pub(crate) async fn a_lost_lease_writes_nothing(db: &Database) {
    let ledger = open(db).await;
    let old = hold(&ledger, "old", at(0)).await;
    ledger
        .save(&old, &[record("kept.example")], at(1))
        .await
        .unwrap();
    let intent = super::intents::attach("kept.example", at(2));
    let id = ledger.open_intent(&old, &intent).await.unwrap();
    let asked = ledger
        .insert_request(&super::requests::look(at(3)))
        .await
        .unwrap();

    let after = at(31);
    let new = hold(&ledger, "new", after).await;
    let lost = |outcome: Result<(), Error>| {
        assert!(matches!(outcome, Err(Error::LeaseLost)), "{outcome:?}");
    };
    lost(ledger.save(&old, &[record("late.example")], after).await);
    lost(ledger.forget(&old, &[name("kept.example")]).await);
    lost(
        ledger
            .open_intent(&old, &super::intents::attach("late.example", at(4)))
            .await
            .map(drop),
    );
    lost(
        ledger
            .close_intent(
                &old,
                id,
                "done",
                serde_json::Value::Null,
                &[record("late.example")],
                after,
            )
            .await,
    );
    lost(
        ledger
            .note_all(&old, &[super::intents::observation(after)])
            .await,
    );
    lost(ledger.set_state(&old, "identity", "x", after).await);
    let late = [record("late.example")];
    let effects = Effects {
        records: &late,
        state: &[("identity", "x".to_owned())],
    };
    lost(
        ledger
            .finish_requests(&old, &[(asked, "done")], effects, after)
            .await,
    );
    let tenure = ledger.renew(&old, TTL, at(30), after).await.unwrap();
    assert_eq!(tenure, Tenure::Lost);

    assert_eq!(
        ledger
            .records()
            .await
            .unwrap()
            .into_keys()
            .collect::<Vec<_>>(),
        [name("kept.example")]
    );
    assert_eq!(ledger.open_intents().await.unwrap().len(), 1);
    assert_eq!(ledger.history(None, 10).await.unwrap().len(), 1);
    assert_eq!(ledger.state("identity").await.unwrap(), None);
    assert_eq!(ledger.pending_requests().await.unwrap().len(), 1);

    // Giving back what one has not changes nothing for the holder.
    ledger.release(&old).await.unwrap();
    assert_eq!(
        ledger.lease_holder(after).await.unwrap(),
        Some(("new".to_owned(), after + TTL))
    );
    ledger
        .save(&new, &[record("new.example")], after)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_lease_that_ran_out_may_still_record_but_begin_nothing() {
    expired_leases_begin_nothing(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn expired_leases_begin_nothing(db: &Database) {
    let ledger = open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    let outcome = ledger
        .open_intent(&fence, &super::intents::attach("shop.example", at(30)))
        .await;
    assert!(matches!(outcome, Err(Error::LeaseLost)), "{outcome:?}");
    assert!(ledger.open_intents().await.unwrap().is_empty());
    ledger
        .save(&fence, &[record("shop.example")], at(30))
        .await
        .unwrap();

    let tenure = ledger.renew(&fence, TTL, at(30), at(30)).await.unwrap();
    assert_eq!(tenure, Tenure::Kept(at(60)));
    ledger
        .open_intent(&fence, &super::intents::attach("shop.example", at(31)))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_table_that_was_put_back_shows_when_the_lease_is_renewed() {
    tables_that_were_put_back_show(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn tables_that_were_put_back_show(db: &Database) {
    let ledger = open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    let yesterday = "UPDATE wp_runcloud_state SET expires = expires - 1 WHERE name = 'lease'";
    db.execute(yesterday, &[]).await.unwrap();
    let tenure = ledger.renew(&fence, TTL, at(30), at(20)).await.unwrap();
    assert_eq!(tenure, Tenure::KeptInThePast(at(50)));
    let tenure = ledger.renew(&fence, TTL, at(50), at(25)).await.unwrap();
    assert_eq!(tenure, Tenure::Kept(at(55)));
    // A renewal whose answer was lost took effect all the same.
    let tenure = ledger.renew(&fence, TTL, at(50), at(26)).await.unwrap();
    assert_eq!(tenure, Tenure::Kept(at(56)));
}

#[tokio::test]
async fn a_renewed_lease_is_not_taken_and_a_released_one_is_free_at_once() {
    leases_are_renewed_and_released(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn leases_are_renewed_and_released(db: &Database) {
    let ledger = open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    let tenure = ledger.renew(&fence, TTL, at(30), at(20)).await.unwrap();
    assert_eq!(tenure, Tenure::Kept(at(50)));
    let outcome = ledger.acquire_lease("b", TTL, at(49)).await.unwrap();
    assert_eq!(
        outcome,
        LeaseOutcome::HeldBy {
            holder: "a".to_owned(),
            expires: at(50)
        }
    );

    ledger.release(&fence).await.unwrap();
    assert_eq!(ledger.lease_holder(at(49)).await.unwrap(), None);
    hold(&ledger, "b", at(49)).await;
}

/// Two agents whose machines disagree about the time by far more than a lease lasts: the server's clock judges.
pub(crate) async fn the_servers_clock_judges(db: &Database) {
    let ledger = Ledger::open(db.clone(), prefix(), at(0)).await.unwrap();
    let fence = hold(&ledger, "slow", at(0)).await;
    for now in [at(0), at(86_400), ledger.clock().await.unwrap().unwrap()] {
        let outcome = ledger.acquire_lease("fast", TTL, now).await.unwrap();
        assert!(
            matches!(&outcome, LeaseOutcome::HeldBy { holder, .. } if holder == "slow"),
            "{outcome:?}"
        );
        let seen = ledger.lease_holder(now).await.unwrap();
        assert_eq!(seen.map(|(holder, _)| holder).as_deref(), Some("slow"));
        let intent = super::intents::attach("shop.example", now);
        ledger.open_intent(&fence, &intent).await.unwrap();
    }
    // The lease time passes at the server, whatever any agent's clock says.
    let later = "UPDATE wp_runcloud_state SET expires = expires - 30000 WHERE name = 'lease'";
    db.execute(later, &[]).await.unwrap();
    let intent = super::intents::attach("late.example", at(0));
    let outcome = ledger.open_intent(&fence, &intent).await;
    assert!(matches!(outcome, Err(Error::LeaseLost)), "{outcome:?}");
    hold(&ledger, "fast", at(0)).await;
}

#[tokio::test]
async fn an_agent_that_was_killed_goes_on_under_its_name_and_its_old_self_is_fenced() {
    let (_, ledger) = in_memory().await;
    let before = hold(&ledger, "a", at(0)).await;
    let after = hold(&ledger, "a", at(1)).await;
    assert!(after.number > before.number);
    let outcome = ledger.save(&before, &[record("shop.example")], at(2)).await;
    assert!(matches!(outcome, Err(Error::LeaseLost)), "{outcome:?}");
}

#[tokio::test]
async fn state_values_are_kept_and_those_of_the_ledger_are_out_of_reach() {
    state_values_are_kept(&Database::sqlite_in_memory().await.unwrap()).await;
}

pub(crate) async fn state_values_are_kept(db: &Database) {
    let ledger = open(db).await;
    let fence = hold(&ledger, "a", at(0)).await;
    for value in ["first", "second"] {
        ledger
            .set_state(&fence, "identity", value, at(1))
            .await
            .unwrap();
        assert_eq!(
            ledger.state("identity").await.unwrap().as_deref(),
            Some(value)
        );
    }
    for reserved in ["lease", "schema"] {
        let outcome = ledger
            .set_state(&fence, reserved, "x", Timestamp::default())
            .await;
        assert!(
            matches!(outcome, Err(Error::ReservedState(_))),
            "{outcome:?}"
        );
    }
}
