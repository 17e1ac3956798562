//! Values, parameters and rows, as both backends agree on them.

use crate::error::ReadError;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A value of the graph. Properties are null, booleans, integers, floats, text or lists of them;
/// maps occur in parameters and answers only. Instants are RFC 3339 text in whole seconds UTC.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// A 64-bit integer.
    Int(i64),
    /// A 64-bit float.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A map by name.
    Map(BTreeMap<Name, Value>),
}

/// Name of a parameter, a field of a row or a property.
pub type Name = Cow<'static, str>;

macro_rules! value_from_int {
    ($($int:ty),*) => {
        $(impl From<$int> for Value {
            fn from(value: $int) -> Self {
                Value::Int(i64::from(value))
            }
        })*
    };
}
value_from_int!(u8, i16, u32, i32, i64);

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Value::List(values.into_iter().map(Into::into).collect())
    }
}

impl From<jiff::Timestamp> for Value {
    fn from(moment: jiff::Timestamp) -> Self {
        Value::Text(instant(moment))
    }
}

impl From<jiff::civil::Date> for Value {
    fn from(date: jiff::civil::Date) -> Self {
        Value::Text(date.to_string())
    }
}

/// An instant as stored: RFC 3339, UTC, whole seconds, a started second rounded up, so that text
/// order is time order and nothing is known before it was.
pub(crate) fn instant(moment: jiff::Timestamp) -> String {
    let second = moment.as_second() + i64::from(moment.subsec_nanosecond() > 0);
    // Rounding up fails on the very last second of the calendar alone.
    jiff::Timestamp::from_second(second).unwrap_or(moment).to_string()
}

/// The moment a question is asked at, as compared with stored instants: rounded down.
pub(crate) fn asked_at(moment: jiff::Timestamp) -> String {
    let second = moment.as_second() - i64::from(moment.subsec_nanosecond() < 0);
    jiff::Timestamp::from_second(second).unwrap_or(moment).to_string()
}

impl Value {
    /// As JSON; floats in their shortest round-trip form, a float that is not a number as null.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Int(value) => (*value).into(),
            Value::Float(value) => (*value).into(),
            Value::Text(value) => value.as_str().into(),
            Value::List(values) => values.iter().map(Value::to_json).collect(),
            Value::Map(map) => map
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

/// Parameters of a statement by name.
pub type Params = BTreeMap<Name, Value>;

/// Builds [`Params`] from `name: value` pairs.
macro_rules! params {
    ($($name:ident: $value:expr),* $(,)?) => {{
        #[allow(unused_mut)]
        let mut params = $crate::value::Params::new();
        $(params.insert($crate::value::Name::Borrowed(stringify!($name)), $crate::value::Value::from($value));)*
        params
    }};
}
/// Builds a [`Value::Map`] from `name: value` pairs, a row of an `UNWIND $rows` batch.
macro_rules! row {
    ($($field:tt)*) => { $crate::value::Value::Map($crate::value::params! { $($field)* }) };
}
pub(crate) use {params, row};

/// The answer of a statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Values, row by row, each as long as `columns`.
    pub rows: Vec<Vec<Value>>,
}

impl Rows {
    /// The first value, if it is text.
    pub(crate) fn first_text(&self) -> Option<String> {
        match self.rows.first()?.first()? {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// Moves the rows out as readers that take columns by name.
    pub(crate) fn readers(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|values| Row::Columns(&self.columns, values))
    }
}

/// One row, or a map within one, read by name.
#[derive(Clone, Copy)]
pub(crate) enum Row<'a> {
    /// Names of the columns and as many values.
    Columns(&'a [String], &'a [Value]),
    /// The properties of a node or relation.
    Map(&'a BTreeMap<Name, Value>),
}

impl<'a> Row<'a> {
    /// The value of that name; null where there is none.
    pub fn value(&self, name: &str) -> &'a Value {
        match self {
            Row::Columns(columns, values) => {
                columns.iter().position(|column| column == name).map_or(&Value::Null, |at| &values[at])
            }
            Row::Map(map) => map.get(name).unwrap_or(&Value::Null),
        }
    }

    /// The map of that name, as a row.
    pub fn nested(&self, name: &str) -> Result<Row<'a>, ReadError> {
        self.map(name).map(Row::Map)
    }

    /// One value of the map of that name.
    pub fn field(&self, name: &str, field: &str) -> Result<&'a Value, ReadError> {
        Ok(self.nested(name)?.value(field))
    }

    /// A text.
    pub fn text(&self, column: &str) -> Result<&'a str, ReadError> {
        self.text_opt(column)?.ok_or_else(|| unexpected(column, "text", None))
    }

    /// A text or null.
    pub fn text_opt(&self, column: &str) -> Result<Option<&'a str>, ReadError> {
        match self.value(column) {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other => Err(unexpected(column, "text", Some(other))),
        }
    }

    /// A float; an integer is taken as one.
    pub fn float(&self, column: &str) -> Result<f64, ReadError> {
        match self.value(column) {
            Value::Float(value) => Ok(*value),
            Value::Int(value) => Ok(*value as f64),
            other => Err(unexpected(column, "a float", Some(other))),
        }
    }

    /// A float, or null.
    pub fn float_opt(&self, column: &str) -> Result<Option<f64>, ReadError> {
        if matches!(self.value(column), Value::Null) { Ok(None) } else { self.float(column).map(Some) }
    }

    /// A boolean.
    pub fn bool(&self, column: &str) -> Result<bool, ReadError> {
        match self.value(column) {
            Value::Bool(value) => Ok(*value),
            other => Err(unexpected(column, "a boolean", Some(other))),
        }
    }

    /// An integer within the range of `T`.
    pub fn int<T: TryFrom<i64>>(&self, column: &str) -> Result<T, ReadError> {
        self.int_opt(column)?.ok_or_else(|| unexpected(column, "an integer", None))
    }

    /// An integer within the range of `T`, or null.
    pub fn int_opt<T: TryFrom<i64>>(&self, column: &str) -> Result<Option<T>, ReadError> {
        match self.value(column) {
            Value::Null => Ok(None),
            Value::Int(value) => T::try_from(*value)
                .map(Some)
                .map_err(|_| unexpected(column, "an integer in range", Some(self.value(column)))),
            other => Err(unexpected(column, "an integer", Some(other))),
        }
    }

    /// A list of text; null is the empty list.
    pub fn texts(&self, column: &str) -> Result<Vec<String>, ReadError> {
        match self.value(column) {
            Value::Null => Ok(Vec::new()),
            Value::List(values) => values
                .iter()
                .map(|value| match value {
                    Value::Text(text) => Ok(text.clone()),
                    other => Err(unexpected(column, "a list of text", Some(other))),
                })
                .collect(),
            other => Err(unexpected(column, "a list of text", Some(other))),
        }
    }

    /// A map.
    pub fn map(&self, column: &str) -> Result<&'a BTreeMap<Name, Value>, ReadError> {
        match self.value(column) {
            Value::Map(map) => Ok(map),
            other => Err(unexpected(column, "a map", Some(other))),
        }
    }

    /// Anything parsed from text.
    pub fn parsed<T: std::str::FromStr>(&self, column: &str) -> Result<T, ReadError> {
        let text = self.text(column)?;
        text.parse().map_err(|_| unexpected(column, std::any::type_name::<T>(), Some(self.value(column))))
    }

    /// Anything parsed from text, or null.
    pub fn parsed_opt<T: std::str::FromStr>(&self, column: &str) -> Result<Option<T>, ReadError> {
        if matches!(self.value(column), Value::Null) { Ok(None) } else { self.parsed(column).map(Some) }
    }
}

fn unexpected(column: &str, expected: &str, found: Option<&Value>) -> ReadError {
    ReadError::Unexpected {
        column: column.to_owned(),
        expected: expected.to_owned(),
        found: found.map_or_else(|| "nothing".to_owned(), |value| value.to_json().to_string()),
    }
}
