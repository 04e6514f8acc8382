//! The definition of the tables, and what SQLite needs of it.

use store::{Dialect, TablePrefix};

/// The definition shared with the WordPress plugin.
pub(crate) const TABLES: &str = include_str!("../../../schema/tables.sql");

/// The statements of a definition for this prefix and dialect.
pub(crate) fn statements(definition: &str, prefix: &TablePrefix, dialect: Dialect) -> Vec<String> {
    let plain = without_comments(definition).replace("{p}", prefix.as_str());
    let mut statements = Vec::new();
    for statement in plain
        .split(";\n")
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        match dialect {
            Dialect::MySql => statements.push(statement.to_owned()),
            Dialect::Sqlite => statements.extend(for_sqlite(statement)),
        }
    }
    statements
}

/// The definition as far as it has an effect; what a checksum is made of.
pub(crate) fn without_comments(definition: &str) -> String {
    definition
        .lines()
        .filter(|line| !line.starts_with("--"))
        .fold(String::new(), |text, line| text + line + "\n")
}

/// SQLite accepts the types as they are. It has no character sets and engines, keeps indexes apart from tables, and
/// numbers rows only in a column declared in its own way.
fn for_sqlite(statement: &str) -> Vec<String> {
    let mut columns = Vec::new();
    let mut indexes = Vec::new();
    let (head, rest) = statement.split_once("(\n").unwrap_or((statement, ""));
    let table = head.split_whitespace().last().unwrap_or_default();
    let numbered = rest.contains("AUTO_INCREMENT");
    for line in rest.lines().map(|line| line.trim().trim_end_matches(',')) {
        if line.starts_with(')') || (numbered && line.starts_with("PRIMARY KEY")) {
            continue;
        }
        if let Some(index) = line.strip_prefix("KEY ") {
            let (name, of) = index.split_once(' ').unwrap_or((index, ""));
            indexes.push(format!(
                "CREATE INDEX IF NOT EXISTS {table}_{name} ON {table} {of}"
            ));
            continue;
        }
        columns.push(
            line.replace(" CHARACTER SET ascii COLLATE ascii_bin", "")
                .replace(
                    "BIGINT NOT NULL AUTO_INCREMENT",
                    "INTEGER PRIMARY KEY AUTOINCREMENT",
                ),
        );
    }
    let mut statements = vec![format!("{head}(\n  {}\n)", columns.join(",\n  "))];
    statements.append(&mut indexes);
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_translated_to_sqlite_line_by_line() {
        let definition = "-- version: 1\nCREATE TABLE IF NOT EXISTS {p}t (\n  id BIGINT NOT NULL AUTO_INCREMENT,\n  \
            host VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NULL,\n  PRIMARY KEY (id),\n  KEY host (host, id)\n\
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n";
        let prefix = TablePrefix::parse("wp_").unwrap();
        assert_eq!(
            statements(definition, &prefix, Dialect::Sqlite),
            [
                "CREATE TABLE IF NOT EXISTS wp_t (\n  id INTEGER PRIMARY KEY AUTOINCREMENT,\n  host VARCHAR(9) NULL\n)",
                "CREATE INDEX IF NOT EXISTS wp_t_host ON wp_t (host, id)",
            ]
        );
    }

    #[test]
    fn the_definition_has_four_tables_and_every_line_keeps_to_the_rules_of_the_translation() {
        let prefix = TablePrefix::parse("").unwrap();
        let mysql = statements(TABLES, &prefix, Dialect::MySql);
        assert_eq!(mysql.len(), 4);
        for statement in &mysql {
            assert!(
                statement.starts_with("CREATE TABLE IF NOT EXISTS runcloud_"),
                "{statement}"
            );
            assert!(
                statement.ends_with(") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"),
                "{statement}"
            );
            assert!(!statement.contains("--"), "{statement}");
        }
        let sqlite = statements(TABLES, &prefix, Dialect::Sqlite).join(";\n");
        for word in ["CHARACTER", "ENGINE", "AUTO_INCREMENT", "\n  KEY"] {
            assert!(!sqlite.contains(word), "{word} in {sqlite}");
        }
    }
}
