//! The keys of a GGUF file. Short values are at hand; texts and lists stay in the file.

use crate::error::CheckpointError;
use crate::source::Source;
use std::collections::BTreeMap;
use std::io::{Read, Seek};

const KEY_BYTES_MAX: u64 = 512;
const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// A value, or where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// Whole number of any width without sign.
    Unsigned(u64),
    /// Whole number of any width with sign.
    Signed(i64),
    /// Number of any width.
    Float(f64),
    /// Truth value.
    Bool(bool),
    /// Text; its bytes start here.
    Text {
        /// Position in the file.
        start: u64,
        /// Length in bytes.
        bytes: u64,
    },
    /// List; its elements start here.
    List {
        /// Type of the elements, as in the format.
        element: u32,
        /// How many.
        count: u64,
        /// Position in the file.
        start: u64,
        /// Length in bytes.
        bytes: u64,
    },
}

/// Where a value stands in the file, its type first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    pub(super) kind: u32,
    pub(super) start: u64,
    pub(super) bytes: u64,
}

/// Keys with their values.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    order: Vec<String>,
    values: BTreeMap<String, (Value, Raw)>,
}

impl Metadata {
    pub(super) fn read<R: Read + Seek>(source: &mut Source<R>, count: u64) -> Result<Self, CheckpointError> {
        let mut metadata = Metadata::default();
        for number in 1..=count {
            let what = format!("key number {number}");
            let key = name(source, &what, KEY_BYTES_MAX)?;
            let what = format!("key `{key}`");
            let kind = source.u32(&what)?;
            let start = source.position();
            let value = read_value(source, kind, &key, &what)?;
            let raw = Raw { kind, start, bytes: source.position() - start };
            if metadata.values.insert(key.clone(), (value, raw)).is_some() {
                return Err(CheckpointError::key(key, "stated twice"));
            }
            metadata.order.push(key);
        }
        Ok(metadata)
    }

    /// The keys in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<Value> {
        self.values.get(key).map(|(value, _)| *value)
    }

    pub(super) fn raw(&self, key: &str) -> Result<Raw, CheckpointError> {
        self.values.get(key).map(|(_, raw)| *raw).ok_or_else(|| CheckpointError::key(key, "missing"))
    }

    pub(super) fn require(&self, key: &str) -> Result<Value, CheckpointError> {
        self.get(key).ok_or_else(|| CheckpointError::key(key, "missing"))
    }

    /// A count, if the key is there.
    ///
    /// # Errors
    /// The value is not a whole number of at most 32 bits without sign.
    pub fn count(&self, key: &str) -> Result<Option<usize>, CheckpointError> {
        let number = match self.get(key) {
            None => return Ok(None),
            Some(Value::Unsigned(number)) => u32::try_from(number).ok(),
            Some(Value::Signed(number)) => u32::try_from(number).ok(),
            Some(_) => None,
        };
        match number {
            Some(number) => Ok(Some(number as usize)),
            None => Err(CheckpointError::key(key, "not a whole number between 0 and 4294967295")),
        }
    }

    /// A count that must be there and be at least one.
    ///
    /// # Errors
    /// The key is missing, or the value no such number.
    pub fn positive(&self, key: &str) -> Result<usize, CheckpointError> {
        match self.count(key)? {
            None => Err(CheckpointError::key(key, "missing")),
            Some(0) => Err(CheckpointError::key(key, "must be at least 1")),
            Some(count) => Ok(count),
        }
    }

    /// A finite number, if the key is there.
    ///
    /// # Errors
    /// The value is not a finite number.
    pub fn number(&self, key: &str) -> Result<Option<f64>, CheckpointError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Float(number)) if number.is_finite() => Ok(Some(number)),
            Some(Value::Unsigned(number)) => Ok(Some(number as f64)),
            Some(_) => Err(CheckpointError::key(key, "not a finite number")),
        }
    }

    /// A truth value, if the key is there.
    ///
    /// # Errors
    /// The value is not a truth value.
    pub fn truth(&self, key: &str) -> Result<Option<bool>, CheckpointError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Bool(truth)) => Ok(Some(truth)),
            Some(_) => Err(CheckpointError::key(key, "not a truth value")),
        }
    }

    /// To how many bytes the data of tensors is aligned.
    pub(super) fn alignment(&self) -> Result<u64, CheckpointError> {
        const KEY: &str = "general.alignment";
        let alignment = self.count(KEY)?.unwrap_or(32);
        if !(alignment.is_power_of_two() && (8..=65_536).contains(&alignment)) {
            return Err(CheckpointError::key(KEY, "not a power of two between 8 and 65536"));
        }
        Ok(alignment as u64)
    }
}

/// A name with its length before it.
pub(super) fn name<R: Read + Seek>(
    source: &mut Source<R>,
    what: &str,
    bytes_max: u64,
) -> Result<String, CheckpointError> {
    let length = source.u64(what)?;
    source.require(length, what)?;
    if length == 0 || length > bytes_max {
        return Err(CheckpointError::Header(format!(
            "{what}: a name of {length} bytes; 1 to {bytes_max} are allowed"
        )));
    }
    String::from_utf8(source.bytes(length, what)?)
        .map_err(|_| CheckpointError::Header(format!("{what}: its name is not UTF-8")))
}

/// Bytes of a number or truth value; none for texts, lists and unknown types.
fn width(kind: u32) -> Option<u64> {
    match kind {
        0 | 1 | 7 => Some(1),
        2 | 3 => Some(2),
        4..=6 => Some(4),
        10..=12 => Some(8),
        _ => None,
    }
}

fn read_value<R: Read + Seek>(
    source: &mut Source<R>,
    kind: u32,
    key: &str,
    what: &str,
) -> Result<Value, CheckpointError> {
    Ok(match kind {
        0 => Value::Unsigned(u64::from(source.array::<1>(what)?[0])),
        1 => Value::Signed(i64::from(source.array::<1>(what)?[0].cast_signed())),
        2 => Value::Unsigned(u64::from(u16::from_le_bytes(source.array(what)?))),
        3 => Value::Signed(i64::from(i16::from_le_bytes(source.array(what)?))),
        4 => Value::Unsigned(u64::from(source.u32(what)?)),
        5 => Value::Signed(i64::from(source.u32(what)?.cast_signed())),
        6 => Value::Float(f64::from(f32::from_le_bytes(source.array(what)?))),
        7 => match source.array::<1>(what)?[0] {
            0 => Value::Bool(false),
            1 => Value::Bool(true),
            other => return Err(CheckpointError::key(key, format!("truth value {other}"))),
        },
        STRING => {
            let bytes = source.u64(what)?;
            let start = source.position();
            source.skip(bytes, what)?;
            Value::Text { start, bytes }
        }
        ARRAY => read_list(source, key, what)?,
        10 => Value::Unsigned(source.u64(what)?),
        11 => Value::Signed(source.u64(what)?.cast_signed()),
        12 => Value::Float(f64::from_le_bytes(source.array(what)?)),
        other => return Err(CheckpointError::key(key, format!("unknown type {other}"))),
    })
}

fn read_list<R: Read + Seek>(
    source: &mut Source<R>,
    key: &str,
    what: &str,
) -> Result<Value, CheckpointError> {
    let element = source.u32(what)?;
    let count = source.u64(what)?;
    let start = source.position();
    match width(element) {
        Some(width) => {
            let bytes = count
                .checked_mul(width)
                .ok_or_else(|| CheckpointError::key(key, format!("a list of {count} elements")))?;
            source.skip(bytes, what)?;
        }
        None if element == STRING => {
            // Each text takes eight bytes at least, so the loop is bound by the file.
            source.require(count.saturating_mul(8), what)?;
            for _ in 0..count {
                let bytes = source.u64(what)?;
                source.skip(bytes, what)?;
            }
        }
        None => return Err(CheckpointError::key(key, format!("a list of type {element}"))),
    }
    Ok(Value::List { element, count, start, bytes: source.position() - start })
}

pub(super) fn read_string<R: Read + Seek>(
    source: &mut Source<R>,
    value: Value,
    key: &str,
    bytes_max: u64,
) -> Result<String, CheckpointError> {
    let Value::Text { start, bytes } = value else {
        return Err(CheckpointError::key(key, "not a text"));
    };
    if bytes > bytes_max {
        return Err(CheckpointError::key(key, format!("{bytes} bytes; at most {bytes_max} are allowed")));
    }
    source.seek(start, key)?;
    String::from_utf8(source.bytes(bytes, key)?).map_err(|_| CheckpointError::key(key, "not UTF-8"))
}

pub(super) fn read_strings<R: Read + Seek>(
    source: &mut Source<R>,
    value: Value,
    key: &str,
    wanted: Option<usize>,
) -> Result<Vec<String>, CheckpointError> {
    let Value::List { element: STRING, count, start, .. } = value else {
        return Err(CheckpointError::key(key, "not a list of texts"));
    };
    check_count(key, count, wanted)?;
    source.seek(start, key)?;
    let mut texts = Vec::with_capacity(usize::try_from(count).unwrap_or(0));
    for number in 0..count {
        let bytes = source.u64(key)?;
        let text = String::from_utf8(source.bytes(bytes, key)?)
            .map_err(|_| CheckpointError::key(key, format!("text {number} is not UTF-8")))?;
        texts.push(text);
    }
    Ok(texts)
}

/// The elements of a list of four bytes each.
pub(super) fn read_words<R: Read + Seek>(
    source: &mut Source<R>,
    value: Value,
    key: &str,
    kinds: &[u32],
    wanted: usize,
) -> Result<Vec<u32>, CheckpointError> {
    let (count, start, bytes) = match value {
        Value::List { element, count, start, bytes } if kinds.contains(&element) => (count, start, bytes),
        _ => return Err(CheckpointError::key(key, "a list of another type")),
    };
    check_count(key, count, Some(wanted))?;
    source.seek(start, key)?;
    let bytes = source.bytes(bytes, key)?;
    Ok(bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect())
}

fn check_count(key: &str, count: u64, wanted: Option<usize>) -> Result<(), CheckpointError> {
    match wanted {
        Some(wanted) if wanted as u64 != count => {
            Err(CheckpointError::key(key, format!("{count} elements, {wanted} expected")))
        }
        _ => Ok(()),
    }
}
