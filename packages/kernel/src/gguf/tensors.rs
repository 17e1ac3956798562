//! The table of tensors of a GGUF file.

use super::metadata::name;
use crate::error::CheckpointError;
use crate::source::Source;
use candle_core::quantized::GgmlDType;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{Read, Seek};

const NAME_BYTES_MAX: u64 = 128;
const DIMENSIONS_MAX: u32 = 4;

/// How the numbers of a tensor are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names of the format")]
pub enum TensorType {
    F32,
    F16,
    Bf16,
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q8_0,
    Q4K,
    Q5K,
    Q6K,
}

impl TensorType {
    /// Every type that is read, with its number in the format.
    const NUMBERS: [(TensorType, u32); 11] = [
        (TensorType::F32, 0),
        (TensorType::F16, 1),
        (TensorType::Q4_0, 2),
        (TensorType::Q4_1, 3),
        (TensorType::Q5_0, 6),
        (TensorType::Q5_1, 7),
        (TensorType::Q8_0, 8),
        (TensorType::Q4K, 12),
        (TensorType::Q5K, 13),
        (TensorType::Q6K, 14),
        (TensorType::Bf16, 30),
    ];

    pub(crate) fn from_number(number: u32) -> Option<TensorType> {
        Self::NUMBERS.iter().find(|(_, known)| *known == number).map(|(kind, _)| *kind)
    }

    pub(crate) fn number(self) -> u32 {
        Self::NUMBERS.iter().find(|(kind, _)| *kind == self).map_or(0, |(_, number)| *number)
    }

    pub(crate) fn candle(self) -> GgmlDType {
        match self {
            TensorType::F32 => GgmlDType::F32,
            TensorType::F16 => GgmlDType::F16,
            TensorType::Bf16 => GgmlDType::BF16,
            TensorType::Q4_0 => GgmlDType::Q4_0,
            TensorType::Q4_1 => GgmlDType::Q4_1,
            TensorType::Q5_0 => GgmlDType::Q5_0,
            TensorType::Q5_1 => GgmlDType::Q5_1,
            TensorType::Q8_0 => GgmlDType::Q8_0,
            TensorType::Q4K => GgmlDType::Q4K,
            TensorType::Q5K => GgmlDType::Q5K,
            TensorType::Q6K => GgmlDType::Q6K,
        }
    }

    /// Numbers in a block; a row is whole blocks.
    pub fn block(self) -> usize {
        self.candle().block_size()
    }

    /// Bytes of so many numbers, if they are whole blocks.
    pub fn bytes(self, numbers: u64) -> Option<u64> {
        let block = self.block() as u64;
        numbers
            .is_multiple_of(block)
            .then(|| (numbers / block).checked_mul(self.candle().type_size() as u64))?
    }
}

impl fmt::Display for TensorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            TensorType::F32 => "F32",
            TensorType::F16 => "F16",
            TensorType::Bf16 => "BF16",
            TensorType::Q4_0 => "Q4_0",
            TensorType::Q4_1 => "Q4_1",
            TensorType::Q5_0 => "Q5_0",
            TensorType::Q5_1 => "Q5_1",
            TensorType::Q8_0 => "Q8_0",
            TensorType::Q4K => "Q4_K",
            TensorType::Q5K => "Q5_K",
            TensorType::Q6K => "Q6_K",
        })
    }
}

/// A tensor's type and shape, and where its data stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorInfo {
    /// How its numbers are stored.
    pub kind: TensorType,
    /// Rows first, as candle has it (the file has the row's length first).
    pub shape: Vec<usize>,
    /// Position of the data in the file.
    pub start: u64,
    /// Size of the data.
    pub bytes: u64,
}

/// Reads the table and checks it against the size of the file.
pub(super) fn read_table<R: Read + Seek>(
    source: &mut Source<R>,
    count: u64,
    alignment: u64,
) -> Result<BTreeMap<String, TensorInfo>, CheckpointError> {
    let mut tensors = BTreeMap::new();
    let mut in_order = Vec::new();
    for number in 1..=count {
        let name = name(source, &format!("tensor number {number}"), NAME_BYTES_MAX)?;
        let what = format!("tensor `{name}`");
        let dimensions = source.u32(&what)?;
        if !(1..=DIMENSIONS_MAX).contains(&dimensions) {
            return Err(CheckpointError::tensor(name, format!("{dimensions} dimensions")));
        }
        let mut shape = Vec::new();
        let mut numbers = 1u64;
        for _ in 0..dimensions {
            let length = source.u64(&what)?;
            let product = numbers.checked_mul(length).filter(|product| *product > 0);
            numbers =
                product.ok_or_else(|| CheckpointError::tensor(&name, "empty, or larger than any file"))?;
            shape.push(length as usize);
        }
        let number = source.u32(&what)?;
        let kind = TensorType::from_number(number)
            .ok_or_else(|| CheckpointError::tensor(&name, format!("type {number} is not read")))?;
        let bytes = (shape[0] as u64)
            .is_multiple_of(kind.block() as u64)
            .then(|| kind.bytes(numbers))
            .flatten()
            .ok_or_else(|| {
                CheckpointError::tensor(&name, format!("a row of {} in blocks of {}", shape[0], kind.block()))
            })?;
        shape.reverse();
        let start = source.u64(&what)?;
        in_order.push((name.clone(), start, bytes));
        let info = TensorInfo { kind, shape, start, bytes };
        if tensors.insert(name.clone(), info).is_some() {
            return Err(CheckpointError::tensor(name, "stated twice"));
        }
    }
    let data = source.position().next_multiple_of(alignment);
    let mut next = 0u64;
    for (name, start, bytes) in in_order {
        if start != next {
            let problem = format!("its data starts at {start}, expected at {next}: a gap or an overlap");
            return Err(CheckpointError::tensor(name, problem));
        }
        let end = start.checked_add(bytes);
        let within = end.and_then(|end| end.checked_add(data)).is_some_and(|end| end <= source.len());
        let (Some(end), true) = (end, within) else {
            return Err(CheckpointError::Truncated {
                what: format!("tensor `{name}`"),
                needed: bytes,
                left: source.len().saturating_sub(data.saturating_add(start)),
            });
        };
        next = end.next_multiple_of(alignment);
        if let Some(info) = tensors.get_mut(&name) {
            info.start += data;
        }
    }
    let left = source.len().saturating_sub(data.saturating_add(next));
    if left > 0 {
        return Err(CheckpointError::Header(format!("{left} bytes after the last tensor")));
    }
    Ok(tensors)
}
