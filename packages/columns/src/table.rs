//! Flat tables: named columns of equal length.

use crate::{ColumnsError, parquet};

/// A table.
///
/// ```
/// use columns::table::{Column, Table, Values};
///
/// let table = Table {
///     columns: vec![
///         Column::new("driver", Values::Text(vec![Some("Larson".to_owned()), Some("Bell".to_owned())])),
///         Column::new("start", Values::Int64(vec![Some(3), None])),
///     ],
/// };
/// let bytes = table.to_parquet()?;
/// let sha256 = domain::hex::encode(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
/// assert_eq!(Table::from_parquet("grid.parquet", &bytes, &sha256)?, table);
/// assert!(Table::from_parquet("grid.parquet", &bytes[..bytes.len() - 1], &sha256).is_err());
/// # Ok::<(), columns::ColumnsError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its columns, all of one length, each with another name.
    pub columns: Vec<Column>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Values, one per row.
    pub values: Values,
}

/// The values of a column, by their type in Parquet.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Values {
    Text(Vec<Option<String>>),
    Int64(Vec<Option<i64>>),
    Float64(Vec<Option<f64>>),
    Float32(Vec<f32>),
    UInt32(Vec<u32>),
    UInt16(Vec<u16>),
    UInt8(Vec<u8>),
    Bool(Vec<bool>),
}

impl Column {
    /// A column.
    pub fn new(name: &str, values: Values) -> Self {
        Self { name: name.to_owned(), values }
    }
}

impl Table {
    /// The table as a Parquet file.
    ///
    /// # Errors
    /// [`ColumnsError::NotATable`] when two columns share a name or differ in length.
    pub fn to_parquet(&self) -> Result<Vec<u8>, ColumnsError> {
        parquet::write(std::iter::once(Ok(self.clone())))
    }

    /// The table of a Parquet file; `file` names it in errors, `sha256` is the digest noted when it was written (64
    /// lower-case hexadecimal digits).
    ///
    /// # Errors
    /// [`ColumnsError::Changed`] when the bytes have another digest, others when they are not those of such a table.
    pub fn from_parquet(file: &str, bytes: &[u8], sha256: &str) -> Result<Self, ColumnsError> {
        parquet::read(file, bytes, sha256)
    }

    /// The values of the column named so.
    pub fn column(&self, name: &str) -> Option<&Values> {
        self.columns.iter().find(|column| column.name == name).map(|column| &column.values)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }
}

impl Values {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Values::Text(values) => values.len(),
            Values::Int64(values) => values.len(),
            Values::Float64(values) => values.len(),
            Values::Float32(values) => values.len(),
            Values::UInt32(values) => values.len(),
            Values::UInt16(values) => values.len(),
            Values::UInt8(values) => values.len(),
            Values::Bool(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
