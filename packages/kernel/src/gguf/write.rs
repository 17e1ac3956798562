//! Writes GGUF version 3: the header first, then each tensor's data as it is made.

use super::tensors::TensorType;
use std::io::{self, Write};

const ALIGNMENT: u64 = 32;

/// A key's value, as bytes of the format.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    key: String,
    kind: u32,
    bytes: Vec<u8>,
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_le_bytes());
    bytes.extend(text.as_bytes());
}

impl Entry {
    /// The key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// A value copied from another file.
    pub fn raw(key: &str, kind: u32, bytes: Vec<u8>) -> Entry {
        Entry { key: key.to_owned(), kind, bytes }
    }

    /// A whole number.
    pub fn u32(key: &str, value: u32) -> Entry {
        Entry::raw(key, 4, value.to_le_bytes().to_vec())
    }

    /// A number.
    pub fn f32(key: &str, value: f32) -> Entry {
        Entry::raw(key, 6, value.to_le_bytes().to_vec())
    }

    /// A truth value.
    pub fn bool(key: &str, value: bool) -> Entry {
        Entry::raw(key, 7, vec![u8::from(value)])
    }

    /// A text.
    pub fn string(key: &str, value: &str) -> Entry {
        let mut bytes = Vec::new();
        text(&mut bytes, value);
        Entry::raw(key, 8, bytes)
    }

    fn list(key: &str, element: u32, count: usize, elements: Vec<u8>) -> Entry {
        let mut bytes = element.to_le_bytes().to_vec();
        bytes.extend((count as u64).to_le_bytes());
        bytes.extend(elements);
        Entry::raw(key, 9, bytes)
    }

    /// A list of texts.
    pub fn strings(key: &str, values: &[String]) -> Entry {
        let mut bytes = Vec::new();
        for value in values {
            text(&mut bytes, value);
        }
        Entry::list(key, 8, values.len(), bytes)
    }

    /// A list of numbers.
    pub fn f32s(key: &str, values: &[f32]) -> Entry {
        Entry::list(key, 6, values.len(), values.iter().flat_map(|value| value.to_le_bytes()).collect())
    }

    /// A list of whole numbers.
    pub fn i32s(key: &str, values: &[i32]) -> Entry {
        Entry::list(key, 5, values.len(), values.iter().flat_map(|value| value.to_le_bytes()).collect())
    }
}

/// A tensor that will be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Name.
    pub name: String,
    /// Rows first.
    pub shape: Vec<usize>,
    /// How its numbers are stored.
    pub kind: TensorType,
}

impl Planned {
    fn bytes(&self) -> io::Result<u64> {
        let numbers = self.shape.iter().map(|length| *length as u64).product();
        self.kind.bytes(numbers).ok_or_else(|| {
            io::Error::other(format!("tensor `{}`: rows are not whole blocks of {}", self.name, self.kind))
        })
    }
}

/// Takes the data of the planned tensors in their order.
pub struct Writer<W> {
    out: W,
    left: std::vec::IntoIter<u64>,
}

impl<W: Write> Writer<W> {
    /// Writes keys and table.
    ///
    /// # Errors
    /// The disk failed, or a tensor's rows are no whole blocks of its type.
    pub fn begin(mut out: W, entries: &[Entry], tensors: &[Planned]) -> io::Result<Self> {
        let mut header = b"GGUF".to_vec();
        header.extend(3u32.to_le_bytes());
        header.extend((tensors.len() as u64).to_le_bytes());
        header.extend((entries.len() as u64).to_le_bytes());
        for entry in entries {
            text(&mut header, &entry.key);
            header.extend(entry.kind.to_le_bytes());
            header.extend(&entry.bytes);
        }
        let mut start = 0u64;
        let mut sizes = Vec::with_capacity(tensors.len());
        for tensor in tensors {
            text(&mut header, &tensor.name);
            header.extend((tensor.shape.len() as u32).to_le_bytes());
            for length in tensor.shape.iter().rev() {
                header.extend((*length as u64).to_le_bytes());
            }
            header.extend(tensor.kind.number().to_le_bytes());
            header.extend(start.to_le_bytes());
            let bytes = tensor.bytes()?;
            sizes.push(bytes);
            start += bytes.next_multiple_of(ALIGNMENT);
        }
        header.resize(header.len().next_multiple_of(ALIGNMENT as usize), 0);
        out.write_all(&header)?;
        Ok(Self { out, left: sizes.into_iter() })
    }

    /// Writes the next tensor's data.
    ///
    /// # Errors
    /// The disk failed, or the data has another size than planned.
    pub fn tensor(&mut self, data: &[u8]) -> io::Result<()> {
        if self.left.next() != Some(data.len() as u64) {
            return Err(io::Error::other(format!("{} bytes of a tensor that were not planned", data.len())));
        }
        self.out.write_all(data)?;
        let padded = data.len().next_multiple_of(ALIGNMENT as usize);
        self.out.write_all(&[0; ALIGNMENT as usize][..padded - data.len()])
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The disk failed, or a planned tensor is missing.
    pub fn finish(mut self) -> io::Result<W> {
        if self.left.next().is_some() {
            return Err(io::Error::other("a planned tensor was not written"));
        }
        self.out.flush()?;
        Ok(self.out)
    }
}
