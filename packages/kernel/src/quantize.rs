//! Any checkpoint as a GGUF file of another type.

use crate::checkpoint::Checkpoint;
use crate::config::{Config, names};
use crate::error::CheckpointError;
use crate::gguf::{Entry, Planned, TensorType, Writer};
use candle_core::quantized::QTensor;
use candle_core::{DType, Device};
use std::io::{self, Read, Seek, Write};

/// A type that checkpoints can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names of the format")]
pub enum Target {
    F32,
    F16,
    Q8_0,
    Q4K,
}

impl Target {
    /// Every target with its name.
    pub const NAMES: [(Target, &str); 4] =
        [(Target::F32, "F32"), (Target::F16, "F16"), (Target::Q8_0, "Q8_0"), (Target::Q4K, "Q4_K")];

    fn kind(self) -> TensorType {
        match self {
            Target::F32 => TensorType::F32,
            Target::F16 => TensorType::F16,
            Target::Q8_0 => TensorType::Q8_0,
            Target::Q4K => TensorType::Q4K,
        }
    }

    /// The number of `general.file_type`.
    fn file_type(self) -> u32 {
        match self {
            Target::F32 => 0,
            Target::F16 => 1,
            Target::Q8_0 => 7,
            Target::Q4K => 14,
        }
    }
}

/// A tensor that is written in another type than asked for, since its rows are no whole blocks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// Name.
    pub tensor: String,
    /// Length of its rows.
    pub row: usize,
    /// The type it is written in.
    pub written: TensorType,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Tensors in all.
    pub tensors: usize,
    /// Those in another type than asked for.
    pub fallbacks: Vec<Fallback>,
}

/// Writes a checkpoint as a GGUF file. Norms and other single rows stay F32; the rest is of the target's type where
/// its rows are whole blocks, else Q8_0, else F16. One tensor at a time is in memory.
///
/// # Errors
/// The checkpoint cannot be read (the tensor or key is named), or the output not be written.
pub fn quantize<R: Read + Seek>(
    checkpoint: &mut Checkpoint<R>,
    target: Target,
    out: impl Write,
) -> Result<Written, CheckpointError> {
    let mut entries = entries(checkpoint)?;
    entries.push(Entry::u32("general.file_type", target.file_type()));
    entries.push(Entry::u32("general.quantization_version", 2));
    let factors = checkpoint.config().rope.factors.clone();
    let mut written = Written::default();
    let mut plan = Vec::new();
    for (name, shape) in checkpoint.config().tensors() {
        let kind = kind_for(&shape, target);
        if shape.len() > 1 && kind != target.kind() {
            let row = shape[shape.len() - 1];
            written.fallbacks.push(Fallback { tensor: name.clone(), row, written: kind });
        }
        plan.push(Planned { name, shape, kind });
    }
    if let Some(factors) = &factors {
        let shape = vec![factors.len()];
        plan.insert(0, Planned { name: names::ROPE_FACTORS.to_owned(), shape, kind: TensorType::F32 });
    }
    written.tensors = plan.len();
    let failed =
        |source: io::Error| CheckpointError::Read { what: "output: it was not written".to_owned(), source };
    let mut writer = Writer::begin(out, &entries, &plan).map_err(failed)?;
    for planned in &plan {
        let data = match &factors {
            Some(factors) if planned.name == names::ROPE_FACTORS => {
                factors.iter().flat_map(|factor| factor.to_le_bytes()).collect()
            }
            _ => converted(&checkpoint.tensor(&planned.name)?, planned)?,
        };
        writer.tensor(&data).map_err(failed)?;
    }
    writer.finish().map_err(failed)?;
    Ok(written)
}

fn kind_for(shape: &[usize], target: Target) -> TensorType {
    let [.., row] = shape else { return TensorType::F32 };
    if shape.len() == 1 {
        return TensorType::F32;
    }
    [target.kind(), TensorType::Q8_0]
        .into_iter()
        .find(|kind| row.is_multiple_of(kind.block()))
        .unwrap_or(TensorType::F16)
}

/// A tensor's numbers in the planned type; as they are where that is their type already.
fn converted(stored: &QTensor, planned: &Planned) -> Result<Vec<u8>, CheckpointError> {
    let fault = |error: candle_core::Error| CheckpointError::tensor(&planned.name, error);
    if stored.dtype() == planned.kind.candle() {
        return Ok(stored.data().map_err(fault)?.into_owned());
    }
    let full = stored.dequantize(&Device::Cpu).and_then(|full| full.to_dtype(DType::F32)).map_err(fault)?;
    let made = QTensor::quantize(&full, planned.kind.candle()).map_err(fault)?;
    Ok(made.data().map_err(fault)?.into_owned())
}

/// Keys of the output: those of a GGUF file as they are, those of a folder from its settings.
fn entries<R: Read + Seek>(checkpoint: &mut Checkpoint<R>) -> Result<Vec<Entry>, CheckpointError> {
    const MADE_ANEW: [&str; 3] = ["general.alignment", "general.file_type", "general.quantization_version"];
    if let Some(file) = checkpoint.as_gguf() {
        let keys: Vec<String> = file.metadata().keys().map(str::to_owned).collect();
        return keys
            .into_iter()
            .filter(|key| !MADE_ANEW.contains(&key.as_str()))
            .map(|key| file.raw(&key).map(|(kind, bytes)| Entry::raw(&key, kind, bytes)))
            .collect();
    }
    let mut entries = settings(checkpoint.config());
    entries.extend(checkpoint.vocabulary().entries());
    Ok(entries)
}

/// The keys of a network's settings.
pub(crate) fn settings(config: &Config) -> Vec<Entry> {
    let count = |key: &str, value: usize| Entry::u32(&format!("llama.{key}"), value as u32);
    let mut entries = vec![
        Entry::string("general.architecture", "llama"),
        count("vocab_size", config.vocabulary),
        count("context_length", config.context),
        count("embedding_length", config.width),
        count("block_count", config.layers),
        count("feed_forward_length", config.hidden),
        count("attention.head_count", config.heads),
        count("attention.head_count_kv", config.kv_heads),
        count("attention.key_length", config.head),
        count("attention.value_length", config.head),
        count("rope.dimension_count", config.head),
        Entry::f32("llama.attention.layer_norm_rms_epsilon", config.epsilon as f32),
        Entry::f32("llama.rope.freq_base", config.rope.base as f32),
    ];
    if config.rope.linear != 1.0 {
        entries.push(Entry::string("llama.rope.scaling.type", "linear"));
        entries.push(Entry::f32("llama.rope.scaling.factor", config.rope.linear as f32));
    }
    entries
}
