//! Single values by name.

use plan::Timestamp;
use store::Transaction;

use crate::error::During;
use crate::lease::{self, Needs};
use crate::tables::Ledger;
use crate::{Error, Fence, Result, migrate};

impl Ledger {
    /// The value of this name, where one was set.
    pub async fn state(&self, name: &str) -> Result<Option<String>> {
        const TASK: &str = "read a state value";
        let sql = format!("SELECT value FROM {} WHERE name = ?", self.tables.state);
        let rows = self.db.query(&sql, &[name.into()]).await.during(TASK)?;
        match rows.first() {
            Some(row) => row.opt_text(0).during(TASK),
            None => Ok(None),
        }
    }

    /// Sets the value of a name of at most 64 ASCII characters.
    ///
    /// # Errors
    /// [`Error::LeaseLost`]; [`Error::ReservedState`] for the names the ledger uses itself.
    pub async fn set_state(
        &self,
        fence: &Fence,
        name: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<()> {
        let mut transaction = self.begin_holding(fence, Needs::NotTaken, SET).await?;
        write(&mut transaction, &self.tables.state, name, value, now).await?;
        transaction.commit().await.during(SET)
    }
}

const SET: &str = "set a state value";

pub(crate) async fn write(
    transaction: &mut Transaction,
    state: &str,
    name: &str,
    value: &str,
    now: Timestamp,
) -> Result<()> {
    if [migrate::ROW, lease::ROW].contains(&name) {
        return Err(Error::ReservedState(name.to_owned()));
    }
    let sql = format!("REPLACE INTO {state} (name, value, updated_at) VALUES (?, ?, ?)");
    let values = [name.into(), value.into(), now.as_millis().into()];
    transaction.execute(&sql, &values).await.during(SET)?;
    Ok(())
}
