//! A short value that differs whenever sites, mappings or the options that matter differ.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use store::Dialect;

use super::options::{ENABLED, PLUGINS, SETTINGS};
use super::{NetworkDatabase, ReadError};

/// The state of the tables we read. Two tokens are compared, never looked into.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChangeToken(String);

impl NetworkDatabase {
    /// The state of sites, mappings and options, cheap enough to ask for twice a second.
    ///
    /// It covers the content of every column that [`NetworkDatabase::read`] takes, so that an edit by plain SQL and a
    /// swap of two values show too. Other networks' sites are covered as well: a needless reading does no harm.
    ///
    /// # Errors
    /// As [`NetworkDatabase::read`].
    pub async fn change_token(&self) -> Result<ChangeToken, ReadError> {
        let parts = [
            (
                self.prefix.table("wu_domain_mappings"),
                "1 = 1".to_owned(),
                [
                    "id",
                    "blog_id",
                    "active",
                    "primary_domain",
                    "secure",
                    "stage",
                    "domain",
                ]
                .as_slice(),
            ),
            (
                self.prefix.table("blogs"),
                "1 = 1".to_owned(),
                [
                    "blog_id", "site_id", "domain", "path", "archived", "spam", "deleted",
                ]
                .as_slice(),
            ),
            (
                self.prefix.table("site"),
                "1 = 1".to_owned(),
                ["id", "domain"].as_slice(),
            ),
            (
                self.prefix.table("sitemeta"),
                format!("meta_key IN ('{ENABLED}', '{SETTINGS}', '{PLUGINS}')"),
                ["meta_id", "site_id", "meta_key", "meta_value"].as_slice(),
            ),
        ];
        match self.db.dialect() {
            Dialect::MySql => self.sums(&parts).await,
            Dialect::Sqlite => self.hashes(&parts).await,
        }
    }

    /// The server sums up a digest of each row, so only a few numbers travel. One statement, one view.
    ///
    /// Sums of CRC32 would be cheaper and miss swaps: two rows that exchange hosts of one length often keep the sum.
    async fn sums(&self, parts: &[Part<'_>]) -> Result<ChangeToken, ReadError> {
        let selects: Vec<String> = parts
            .iter()
            .map(|(table, condition, columns)| {
                let row = columns
                    .iter()
                    .map(|column| format!("QUOTE({column})"))
                    .collect::<Vec<_>>()
                    .join(", ");
                // 60 bits of each digest: sums stay within what DECIMAL adds exactly.
                format!(
                    "SELECT COUNT(*), CAST(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS(',', {row})), 15), 16, 10) \
                     AS UNSIGNED)) AS CHAR) FROM {table} WHERE {condition}"
                )
            })
            .collect();
        let rows = self
            .db
            .query(&selects.join(" UNION ALL "), &[])
            .await
            .map_err(ReadError::store("the state of the network"))?;
        let mut token = String::new();
        for row in rows {
            let count = row
                .get_i64(0)
                .map_err(ReadError::store("the state of the network"))?;
            let sum = row
                .opt_text(1)
                .map_err(ReadError::store("the state of the network"))?;
            token.extend([
                count.to_string(),
                ":".into(),
                sum.unwrap_or_default(),
                " ".into(),
            ]);
        }
        Ok(ChangeToken(token))
    }

    /// An embedded database is in our own process: reading the rows is as cheap as summing them up.
    async fn hashes(&self, parts: &[Part<'_>]) -> Result<ChangeToken, ReadError> {
        let selects: Vec<String> = parts
            .iter()
            .enumerate()
            .map(|(number, (table, condition, columns))| {
                let row = columns
                    .iter()
                    .map(|column| format!("quote({column})"))
                    .collect::<Vec<_>>()
                    .join(" || ',' || ");
                let key = columns.first().copied().unwrap_or("1");
                format!("SELECT {number}, {key}, {row} FROM {table} WHERE {condition}")
            })
            .collect();
        let rows = self
            .db
            .query(
                &format!("{} ORDER BY 1, 2", selects.join(" UNION ALL ")),
                &[],
            )
            .await
            .map_err(ReadError::store("the state of the network"))?;
        let mut hash = Sha256::new();
        for row in rows {
            let table = row
                .text(0)
                .map_err(ReadError::store("the state of the network"))?;
            let text = row
                .text(2)
                .map_err(ReadError::store("the state of the network"))?;
            hash.update(format!("{table}:{}:{text}", text.len()));
        }
        Ok(ChangeToken(STANDARD.encode(hash.finalize())))
    }
}

/// A table, which of its rows count, and the columns that count; the first is the key.
type Part<'a> = (String, String, &'a [&'a str]);
