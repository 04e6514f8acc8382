//! One small face over MySQL, MariaDB and SQLite, so that every query is written once.
