//! Rows, decoded once and held apart from the connection.

use sqlx::mysql::{MySql, MySqlRow};
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Decode, Row as _, TypeInfo, ValueRef};

use crate::Error;

/// One row of an answer; columns are numbered from 0 in the order of the `SELECT`.
///
/// Asking for a column that is not there, that is `NULL`, or that holds another kind of value is an error that names
/// the column, never a panic.
#[derive(Clone, Debug)]
pub struct Row {
    cells: Vec<Cell>,
}

/// A value as it came, in the few kinds the callers tell apart.
#[derive(Clone, PartialEq)]
enum Cell {
    Null,
    Int(i64),
    /// An unsigned number beyond `i64`, or one that is not whole.
    Number(String),
    Bytes(Vec<u8>),
    /// A type nobody should select without a cast; its name.
    Unreadable(String),
}

impl std::fmt::Debug for Cell {
    /// Rows can hold credentials of the network, so only the kind is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Int(_) => "Int",
            Self::Number(_) => "Number",
            Self::Bytes(_) => "Bytes",
            Self::Unreadable(_) => "Unreadable",
        })
    }
}

impl Row {
    /// The whole number in a column, whatever its width and signedness; text that is a whole number counts.
    ///
    /// # Errors
    /// [`Error::Column`] where there is none.
    pub fn get_i64(&self, column: usize) -> Result<i64, Error> {
        self.opt_i64(column)?.ok_or_else(|| null(column))
    }

    /// Like [`Row::get_i64`], with `NULL` as `None`.
    ///
    /// # Errors
    /// [`Error::Column`] where the column holds something else.
    pub fn opt_i64(&self, column: usize) -> Result<Option<i64>, Error> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(*number)),
            // SUM() gives a DECIMAL, which travels as text, and so do numbers in untyped columns.
            Cell::Bytes(bytes) => std::str::from_utf8(bytes)
                .ok()
                .and_then(|text| text.trim().parse().ok())
                .map(Some)
                .ok_or_else(|| Error::column(column, "is not a whole number")),
            Cell::Number(_) => Err(Error::column(
                column,
                "is not a whole number within 64 bits",
            )),
            Cell::Unreadable(kind) => Err(unreadable(column, kind)),
        }
    }

    /// The text in a column; bytes that are not UTF-8 become U+FFFD. Numbers become their digits.
    ///
    /// # Errors
    /// [`Error::Column`] where there is none.
    pub fn text(&self, column: usize) -> Result<String, Error> {
        self.opt_text(column)?.ok_or_else(|| null(column))
    }

    /// Like [`Row::text`], with `NULL` as `None`.
    ///
    /// # Errors
    /// [`Error::Column`] where the column holds something else.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>, Error> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(number.to_string())),
            Cell::Number(text) => Ok(Some(text.clone())),
            Cell::Bytes(bytes) => Ok(Some(lossy(bytes))),
            Cell::Unreadable(kind) => Err(unreadable(column, kind)),
        }
    }

    /// The bytes of a text or binary column as they are, for formats that count bytes; `NULL` as `None`.
    ///
    /// # Errors
    /// [`Error::Column`] where the column holds something else.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, Error> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Bytes(bytes) => Ok(Some(bytes)),
            Cell::Int(_) | Cell::Number(_) => Err(Error::column(column, "is a number, not text")),
            Cell::Unreadable(kind) => Err(unreadable(column, kind)),
        }
    }

    fn cell(&self, column: usize) -> Result<&Cell, Error> {
        self.cells
            .get(column)
            .ok_or_else(|| Error::column(column, "is not part of the answer"))
    }
}

/// Almost all text is UTF-8, and to check that is several times faster than to look for what is not.
fn lossy(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn null(column: usize) -> Error {
    Error::column(column, "is NULL")
}

fn unreadable(column: usize, kind: &str) -> Error {
    Error::column(
        column,
        &format!("has the type {kind}, which has to be selected with a CAST"),
    )
}

impl TryFrom<&MySqlRow> for Row {
    type Error = Error;

    fn try_from(row: &MySqlRow) -> Result<Self, Error> {
        let cells = (0..row.len()).map(|i| Ok(mysql_cell(row.try_get_raw(i)?)));
        cells
            .collect::<Result<_, sqlx::Error>>()
            .map(|cells| Self { cells })
            .map_err(Error::from)
    }
}

impl TryFrom<&SqliteRow> for Row {
    type Error = Error;

    fn try_from(row: &SqliteRow) -> Result<Self, Error> {
        let cells = (0..row.len()).map(|i| Ok(sqlite_cell(row.try_get_raw(i)?)));
        cells
            .collect::<Result<_, sqlx::Error>>()
            .map(|cells| Self { cells })
            .map_err(Error::from)
    }
}

fn mysql_cell(value: <MySql as sqlx::Database>::ValueRef<'_>) -> Cell {
    if value.is_null() {
        return Cell::Null;
    }
    let kind = value.type_info().name().to_owned();
    let cell = match kind.as_str() {
        "BOOLEAN" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" => {
            <i64 as Decode<MySql>>::decode(value).map(Cell::Int)
        }
        // The signed decoder extends the top bit of narrow unsigned numbers.
        "TINYINT UNSIGNED" | "SMALLINT UNSIGNED" | "MEDIUMINT UNSIGNED" | "INT UNSIGNED"
        | "BIGINT UNSIGNED" | "YEAR" => <u64 as Decode<MySql>>::decode(value).map(|number| {
            i64::try_from(number).map_or_else(|_| Cell::Number(number.to_string()), Cell::Int)
        }),
        "FLOAT" => <f32 as Decode<MySql>>::decode(value).map(|number| real(number.into())),
        "DOUBLE" => <f64 as Decode<MySql>>::decode(value).map(real),
        "TIMESTAMP" | "DATE" | "TIME" | "DATETIME" | "BIT" | "GEOMETRY" => {
            return Cell::Unreadable(kind);
        }
        _ => <Vec<u8> as Decode<MySql>>::decode(value).map(Cell::Bytes),
    };
    cell.unwrap_or(Cell::Unreadable(kind))
}

fn sqlite_cell(value: <Sqlite as sqlx::Database>::ValueRef<'_>) -> Cell {
    if value.is_null() {
        return Cell::Null;
    }
    let kind = value.type_info().name().to_owned();
    let cell = match kind.as_str() {
        "INTEGER" => <i64 as Decode<Sqlite>>::decode(value).map(Cell::Int),
        "REAL" => <f64 as Decode<Sqlite>>::decode(value).map(real),
        _ => <Vec<u8> as Decode<Sqlite>>::decode(value).map(Cell::Bytes),
    };
    cell.unwrap_or(Cell::Unreadable(kind))
}

/// Whole numbers that a floating-point column holds exactly are whole numbers.
fn real(number: f64) -> Cell {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        Cell::Int(number as i64)
    } else {
        Cell::Number(number.to_string())
    }
}
