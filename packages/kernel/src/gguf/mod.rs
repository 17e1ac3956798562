//! GGUF files: keys, then a table of tensors, then their data.
//!
//! Reading believes no length: counts are checked against the bytes that remain before memory is taken, and long
//! values stay in the file until asked for.

mod metadata;
mod tensors;
mod write;

pub use metadata::{Metadata, Value};
pub use tensors::{TensorInfo, TensorType};
pub use write::{Entry, Planned, Writer};

use crate::error::CheckpointError;
use crate::source::Source;
use candle_core::Device;
use candle_core::quantized::{QTensor, ggml_file::qtensor_from_ggml};
use std::collections::BTreeMap;
use std::io::{Read, Seek};

/// Tensors a file may have; the largest Llama has under 2,000.
const TENSORS_MAX: u64 = 16_384;
/// Keys a file may have; usual are 20 to 40.
const KEYS_MAX: u64 = 4_096;

/// An open GGUF file.
pub struct Gguf<R> {
    source: Source<R>,
    metadata: Metadata,
    tensors: BTreeMap<String, TensorInfo>,
}

impl<R: Read + Seek> Gguf<R> {
    /// Reads keys and table, and checks that the data of every tensor lies within the file, in order and without
    /// gap or overlap.
    ///
    /// # Errors
    /// Names the key or tensor at fault.
    pub fn open(reader: R) -> Result<Self, CheckpointError> {
        let mut source = Source::new(reader)?;
        if &source.array::<4>("header")? != b"GGUF" {
            return Err(CheckpointError::Header("not a GGUF file: it does not begin with `GGUF`".to_owned()));
        }
        let version = source.u32("header")?;
        if !matches!(version, 2 | 3) {
            return Err(CheckpointError::Header(format!(
                "GGUF version {version}: only little-endian versions 2 and 3 are read"
            )));
        }
        let tensor_count = source.u64("header")?;
        let key_count = source.u64("header")?;
        if tensor_count > TENSORS_MAX || key_count > KEYS_MAX {
            return Err(CheckpointError::Header(format!(
                "{tensor_count} tensors and {key_count} keys stated; at most {TENSORS_MAX} and {KEYS_MAX} are read"
            )));
        }
        let metadata = Metadata::read(&mut source, key_count)?;
        let alignment = metadata.alignment()?;
        let tensors = tensors::read_table(&mut source, tensor_count, alignment)?;
        Ok(Self { source, metadata, tensors })
    }

    /// The keys.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The tensors by name.
    pub fn tensors(&self) -> &BTreeMap<String, TensorInfo> {
        &self.tensors
    }

    /// Size of the file in bytes.
    pub fn bytes(&self) -> u64 {
        self.source.len()
    }

    /// The text under a key.
    ///
    /// # Errors
    /// The key is missing, no text, not UTF-8, or longer than `bytes_max`.
    pub fn string(&mut self, key: &str, bytes_max: u64) -> Result<String, CheckpointError> {
        metadata::read_string(&mut self.source, self.metadata.require(key)?, key, bytes_max)
    }

    /// The texts of a list, of which there must be `count`.
    ///
    /// # Errors
    /// The key is missing, no list of texts, of another length, or not UTF-8.
    pub fn strings(&mut self, key: &str, count: Option<usize>) -> Result<Vec<String>, CheckpointError> {
        metadata::read_strings(&mut self.source, self.metadata.require(key)?, key, count)
    }

    /// The numbers of a list of `f32`, of which there must be `count`.
    ///
    /// # Errors
    /// The key is missing, no such list, or of another length.
    pub fn floats(&mut self, key: &str, count: usize) -> Result<Vec<f32>, CheckpointError> {
        let words = metadata::read_words(&mut self.source, self.metadata.require(key)?, key, &[6], count)?;
        Ok(words.into_iter().map(f32::from_bits).collect())
    }

    /// The numbers of a list of `i32` or `u32`, of which there must be `count`.
    ///
    /// # Errors
    /// The key is missing, no such list, or of another length.
    pub fn integers(&mut self, key: &str, count: usize) -> Result<Vec<i32>, CheckpointError> {
        let words = metadata::read_words(&mut self.source, self.metadata.require(key)?, key, &[4, 5], count)?;
        Ok(words.into_iter().map(u32::cast_signed).collect())
    }

    /// The bytes of a key's value as they stand in the file, for copying, with its type.
    ///
    /// # Errors
    /// The key is missing or the file cannot be read.
    pub fn raw(&mut self, key: &str) -> Result<(u32, Vec<u8>), CheckpointError> {
        let entry = self.metadata.raw(key)?;
        self.source.seek(entry.start, key)?;
        Ok((entry.kind, self.source.bytes(entry.bytes, &format!("key `{key}`"))?))
    }

    /// A tensor as it is stored.
    ///
    /// # Errors
    /// There is none of that name, or it cannot be read.
    pub fn tensor(&mut self, name: &str) -> Result<QTensor, CheckpointError> {
        let info = self.tensors.get(name).ok_or_else(|| CheckpointError::tensor(name, "missing"))?;
        let what = format!("tensor `{name}`");
        self.source.seek(info.start, &what)?;
        let bytes = self.source.bytes(info.bytes, &what)?;
        qtensor_from_ggml(info.kind.candle(), &bytes, info.shape.clone(), &Device::Cpu)
            .map_err(|error| CheckpointError::tensor(name, error))
    }
}
