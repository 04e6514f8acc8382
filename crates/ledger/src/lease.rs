//! One agent acts at a time.

use std::time::Duration;

use plan::Timestamp;
use store::{Dialect, Row, Transaction};

use crate::error::During;
use crate::tables::Ledger;
use crate::{Error, Result};

/// The row in the table of state.
pub(crate) const ROW: &str = "lease";

/// The proof of a tenure, shown with every write of the agent.
///
/// The number rises each time the lease is acquired. A write is refused once it has risen further, so an agent that
/// slept through its tenure cannot overwrite what its successor has found. Only the ledger makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fence {
    /// The fencing number.
    pub number: i64,
}

/// What came of asking for the lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaseOutcome {
    /// It is ours.
    Held {
        /// To be shown with every write.
        fence: Fence,
        /// When it runs out unless it is renewed, by the clock that judges it.
        until: Timestamp,
    },
    /// Another agent has it.
    HeldBy {
        /// The name it gave.
        holder: String,
        /// It may be taken over then, unless it is renewed.
        expires: Timestamp,
    },
}

/// What came of prolonging the lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenure {
    /// It is still ours until this moment, and the table is as it was left.
    Kept(Timestamp),
    /// It is still ours until this moment, but somebody put the table back to an earlier day: what was written since may
    /// be gone.
    KeptInThePast(Timestamp),
    /// Another agent has it.
    Lost,
}

impl Ledger {
    /// Takes the lease where it is free, has run out, or is held under this very name; so two agents must never share a
    /// name.
    ///
    /// At a database server its clock judges, which is one for all agents; `now` counts elsewhere.
    pub async fn acquire_lease(
        &self,
        holder: &str,
        ttl: Duration,
        now: Timestamp,
    ) -> Result<LeaseOutcome> {
        const TASK: &str = "acquire the lease";
        let now = self.lease_clock(now).await?;
        let state = &self.tables.state;
        let select = format!("SELECT value, number, expires FROM {state} WHERE name = ?");
        let Some(row) = self
            .db
            .query(&select, &[ROW.into()])
            .await
            .during(TASK)?
            .pop()
        else {
            let insert = format!(
                "INSERT INTO {state} (name, value, number, expires, updated_at) VALUES (?, '', 0, 0, 0)"
            );
            match self.db.execute(&insert, &[ROW.into()]).await {
                Ok(_) | Err(store::Error::Duplicate) => {}
                Err(error) => return Err(error).during(TASK),
            }
            return self.take(holder, 0, 0, ttl, now).await;
        };
        let current = row.opt_text(0).during(TASK)?.unwrap_or_default();
        let number = row.get_i64(1).during(TASK)?;
        let expires = row.get_i64(2).during(TASK)?;
        // No lease is taken for longer than `ttl`: one that ends much later was written by a clock that ran ahead.
        let believable = (now + 2 * ttl).as_millis();
        if expires > now.as_millis() && expires <= believable && current != holder {
            return Ok(LeaseOutcome::HeldBy {
                holder: current,
                expires: Timestamp::from_millis(expires),
            });
        }
        self.take(holder, number, expires, ttl, now).await
    }

    /// Takes the lease from this holder, who still has it: only for one that is known to change nothing.
    ///
    /// # Errors
    /// As [`Ledger::acquire_lease`]. Where another agent was faster, it is told who.
    pub async fn take_over(
        &self,
        holder: &str,
        from: &str,
        ttl: Duration,
        now: Timestamp,
    ) -> Result<LeaseOutcome> {
        const TASK: &str = "take the lease over";
        let now = self.lease_clock(now).await?;
        let state = &self.tables.state;
        let select = format!("SELECT value, number, expires FROM {state} WHERE name = ?");
        let rows = self.db.query(&select, &[ROW.into()]).await.during(TASK)?;
        let row = rows.first().ok_or(Error::LeaseLost)?;
        let current = row.opt_text(0).during(TASK)?.unwrap_or_default();
        let (number, expires) = (row.get_i64(1).during(TASK)?, row.get_i64(2).during(TASK)?);
        if current != from {
            return Ok(LeaseOutcome::HeldBy {
                holder: current,
                expires: Timestamp::from_millis(expires),
            });
        }
        self.take(holder, number, expires, ttl, now).await
    }

    /// Compares and swaps: nothing may have changed since the row was read.
    async fn take(
        &self,
        holder: &str,
        number: i64,
        expires: i64,
        ttl: Duration,
        now: Timestamp,
    ) -> Result<LeaseOutcome> {
        const TASK: &str = "acquire the lease";
        let state = &self.tables.state;
        let next = number.saturating_add(1);
        let update = format!(
            "UPDATE {state} SET value = ?, number = ?, expires = ?, updated_at = ? \
             WHERE name = ? AND number = ? AND expires = ?"
        );
        let values = [
            holder.into(),
            next.into(),
            (now + ttl).as_millis().into(),
            now.as_millis().into(),
            ROW.into(),
            number.into(),
            expires.into(),
        ];
        if self.db.execute(&update, &values).await.during(TASK)? == 1 {
            return Ok(LeaseOutcome::Held {
                fence: Fence { number: next },
                until: now + ttl,
            });
        }
        // Somebody was faster.
        let select = format!("SELECT value, expires FROM {state} WHERE name = ?");
        let rows = self.db.query(&select, &[ROW.into()]).await.during(TASK)?;
        let row = rows.first().ok_or(Error::LeaseLost)?;
        Ok(LeaseOutcome::HeldBy {
            holder: row.opt_text(0).during(TASK)?.unwrap_or_default(),
            expires: Timestamp::from_millis(row.get_i64(1).during(TASK)?),
        })
    }

    /// Prolongs the lease, which was to end at `until` when it was taken or prolonged last.
    pub async fn renew(
        &self,
        fence: &Fence,
        ttl: Duration,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Tenure> {
        const TASK: &str = "renew the lease";
        let now = self.lease_clock(now).await?;
        let renew = format!(
            "UPDATE {} SET expires = ?, updated_at = ? WHERE name = ? AND number = ?",
            self.tables.state
        );
        // One that ends later was renewed by a call whose answer was lost.
        let as_left = format!("{renew} AND expires >= ?");
        let mut values = vec![
            (now + ttl).as_millis().into(),
            now.as_millis().into(),
            ROW.into(),
            fence.number.into(),
            until.as_millis().into(),
        ];
        if self.db.execute(&as_left, &values).await.during(TASK)? == 1 {
            return Ok(Tenure::Kept(now + ttl));
        }
        values.pop();
        Ok(
            if self.db.execute(&renew, &values).await.during(TASK)? == 1 {
                Tenure::KeptInThePast(now + ttl)
            } else {
                Tenure::Lost
            },
        )
    }

    /// The time by which a lease is judged.
    async fn lease_clock(&self, now: Timestamp) -> Result<Timestamp> {
        Ok(self.clock().await?.unwrap_or(now))
    }

    /// What the clock of the database server says; nothing where there is no server, or its clock does not count.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn clock(&self) -> Result<Option<Timestamp>> {
        let Some(select) = self.clock_sql() else {
            return Ok(None);
        };
        let rows = self
            .db
            .query(select, &[])
            .await
            .during("read the database's clock")?;
        first_moment(&rows)
    }

    fn clock_sql(&self) -> Option<&'static str> {
        (self.db.dialect() == Dialect::MySql && self.lease_clock == LeaseClock::Servers)
            .then_some(SERVERS_CLOCK)
    }

    /// The caller's clock judges the lease, also at a database server: for tests, which hold the time.
    #[must_use]
    pub fn by_the_callers_clock(mut self) -> Self {
        self.lease_clock = LeaseClock::Callers;
        self
    }

    /// Gives the lease back, so that a successor need not wait; does nothing where it is lost already.
    pub async fn release(&self, fence: &Fence) -> Result<()> {
        let sql = format!(
            "UPDATE {} SET expires = 0 WHERE name = ? AND number = ?",
            self.tables.state
        );
        self.db
            .execute(&sql, &[ROW.into(), fence.number.into()])
            .await
            .map(drop)
            .during("release the lease")
    }

    /// Begins a transaction that holds the lease row until it ends.
    pub(crate) async fn begin_holding(
        &self,
        fence: &Fence,
        needs: Needs,
        task: &'static str,
    ) -> Result<Transaction> {
        let mut transaction = self.begin(task).await?;
        let needs = match (needs, self.clock_sql()) {
            (Needs::Valid(_), Some(select)) => {
                let rows = transaction.query(select, &[]).await.during(task)?;
                Needs::Valid(first_moment(&rows)?.unwrap_or_default())
            }
            (needs, _) => needs,
        };
        check(&mut transaction, &self.tables.state, fence, needs, task).await?;
        Ok(transaction)
    }

    /// Who holds the lease and until when, where anybody does.
    pub async fn lease_holder(&self, now: Timestamp) -> Result<Option<(String, Timestamp)>> {
        const TASK: &str = "read the lease";
        let now = self.lease_clock(now).await?;
        let sql = format!(
            "SELECT value, expires FROM {} WHERE name = ? AND expires > ?",
            self.tables.state
        );
        let rows = self
            .db
            .query(&sql, &[ROW.into(), now.as_millis().into()])
            .await
            .during(TASK)?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let holder = row.opt_text(0).during(TASK)?.unwrap_or_default();
        Ok(Some((
            holder,
            Timestamp::from_millis(row.get_i64(1).during(TASK)?),
        )))
    }
}

/// Whose clock judges the lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeaseClock {
    /// The database server's, which is one for all agents.
    Servers,
    /// That of whoever asks.
    Callers,
}

/// In milliseconds; neither the session's time zone nor the end of 32-bit seconds matters to it.
const SERVERS_CLOCK: &str =
    "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000";

fn first_moment(rows: &[Row]) -> Result<Option<Timestamp>> {
    let millis = rows.first().map(|row| row.get_i64(0));
    let millis = millis.transpose().during("read the database's clock")?;
    Ok(millis.map(Timestamp::from_millis))
}

/// What a write needs of the lease.
#[derive(Clone, Copy)]
pub(crate) enum Needs {
    /// Nobody else has taken it: enough to write down what has happened.
    NotTaken,
    /// It has not run out at this moment either: needed to begin something.
    Valid(Timestamp),
}

/// Holds the lease row until the transaction ends.
///
/// It is written and not only read, because clusters compare what transactions wrote.
async fn check(
    transaction: &mut Transaction,
    state: &str,
    fence: &Fence,
    needs: Needs,
    task: &'static str,
) -> Result<()> {
    let valid_at = match needs {
        Needs::NotTaken => i64::MIN,
        Needs::Valid(moment) => moment.as_millis(),
    };
    // `updated_at` counts writes here, so that each one differs.
    let sql = format!(
        "UPDATE {state} SET updated_at = updated_at + 1 WHERE name = ? AND number = ? AND expires > ?"
    );
    let values = [ROW.into(), fence.number.into(), valid_at.into()];
    match transaction.execute(&sql, &values).await.during(task)? {
        1 => Ok(()),
        _ => Err(Error::LeaseLost),
    }
}
