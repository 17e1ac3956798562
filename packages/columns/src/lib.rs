//! Parquet: samples of simulated races and flat tables. The only crate that names polars.
//!
//! The same values give the same bytes. A file is read together with the SHA-256 noted when it was written: one that was
//! changed or cut, or is not what it should be, gives a [`ColumnsError`] that names the file.

pub mod samples;
pub mod table;

mod parquet;

/// Media type of Parquet.
pub const MEDIA_TYPE: &str = "application/vnd.apache.parquet";

/// Why a file of columns could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// Not the bytes that were written.
    #[error("{file} was changed after it was written: its SHA-256 is {found}, not {expected}")]
    Changed {
        /// The file.
        file: String,
        /// SHA-256 noted when it was written.
        expected: String,
        /// SHA-256 of its bytes.
        found: String,
    },
    /// The bytes are not a whole Parquet file.
    #[error("{file} is not a readable Parquet file: {reason}")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// More rows than are read.
    #[error("{file} says it has {rows} rows; at most {max} are read")]
    TooLong {
        /// The file.
        file: String,
        /// Its rows.
        rows: u64,
        /// Rows that are read.
        max: u64,
    },
    /// A column of a type that our tables do not have.
    #[error("{file}: column `{column}` is of type {found}, which is not read")]
    UnknownType {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// Its type.
        found: String,
    },
    /// A column that should be there.
    #[error("{file}: there is no column `{column}` of {expected}")]
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// A row out of order.
    #[error("{file}: row {row}, column `{column}`: found {found}, expected {expected}")]
    Row {
        /// The file.
        file: String,
        /// The row, from 1.
        row: u64,
        /// The column.
        column: &'static str,
        /// What it holds.
        found: String,
        /// What it should hold.
        expected: String,
    },
    /// Values that do not make a table.
    #[error("these columns make no table: {0}")]
    NotATable(String),
}
