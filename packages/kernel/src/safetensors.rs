//! A folder with `config.json`, `tokenizer.json` and `*.safetensors`, seen with the names and layout of GGUF.
//!
//! The rotary embedding of these files turns the two halves of a head, that of GGUF neighbouring numbers; the rows of
//! query and key weights are put into GGUF's order while reading, so that there is one network.

use crate::config::{Config, names};
use crate::error::CheckpointError;
use crate::gguf::TensorType;
use crate::source::Source;
use candle_core::Device;
use candle_core::quantized::{QTensor, ggml_file::qtensor_from_ggml};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Bytes of a file's table of tensors; the format allows 100 MB, no Llama needs one.
const TABLE_BYTES_MAX: u64 = 16 << 20;
/// Bytes of a settings or tokenizer file.
const TEXT_BYTES_MAX: u64 = 64 << 20;

/// An open folder.
pub struct SafeTensors {
    files: Vec<Source<File>>,
    tensors: BTreeMap<String, Stored>,
    config: Config,
}

struct Stored {
    file: usize,
    theirs: String,
    kind: TensorType,
    shape: Vec<usize>,
    start: u64,
    bytes: u64,
}

#[derive(Deserialize)]
struct Row {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (u64, u64),
}

impl SafeTensors {
    /// Reads the settings and the tables of tensors of a folder.
    ///
    /// # Errors
    /// Names the key or tensor at fault, or the file that cannot be read.
    pub fn open(folder: &Path) -> Result<SafeTensors, CheckpointError> {
        let config = Config::from_json(&text(&folder.join("config.json"))?)?;
        let mut opened = SafeTensors { files: Vec::new(), tensors: BTreeMap::new(), config };
        for path in weights(folder)? {
            opened.add(&path)?;
        }
        // A file may carry the output weights of a model whose settings call them tied: the settings count.
        if opened.config.tied {
            opened.tensors.remove(names::OUTPUT);
        }
        Ok(opened)
    }

    fn add(&mut self, path: &Path) -> Result<(), CheckpointError> {
        let mut source = Source::new(File::open(path).map_err(|error| CheckpointError::io(path, error))?)?;
        let what = "table of tensors";
        let length = source.u64(what)?;
        if length > TABLE_BYTES_MAX {
            return Err(CheckpointError::Header(format!(
                "{}: a table of {length} bytes; at most {TABLE_BYTES_MAX} are read",
                path.display()
            )));
        }
        let mut table: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(&source.bytes(length, what)?)
                .map_err(|error| CheckpointError::Header(format!("{}: {error}", path.display())))?;
        table.remove("__metadata__");
        let data = source.position();
        let mut rows = Vec::new();
        for (theirs, row) in table {
            let row: Row =
                serde_json::from_value(row).map_err(|error| CheckpointError::tensor(&theirs, error))?;
            rows.push((row.data_offsets.0, theirs, row));
        }
        rows.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        let mut next = 0;
        for (start, theirs, row) in rows {
            let bytes = checked(&theirs, &row, start, next)?;
            next += bytes;
            if data.checked_add(next).is_none_or(|end| end > source.len()) {
                return Err(CheckpointError::Truncated {
                    what: format!("tensor `{theirs}`"),
                    needed: bytes,
                    left: source.len().saturating_sub(data.saturating_add(start)),
                });
            }
            let Some(name) = gguf_name(&theirs) else { continue };
            let Some(kind) = kind_of(&row.dtype) else {
                return Err(CheckpointError::tensor(theirs, format!("type {} is not read", row.dtype)));
            };
            let stored = Stored {
                file: self.files.len(),
                theirs: theirs.clone(),
                kind,
                shape: row.shape,
                start: data + start,
                bytes,
            };
            if self.tensors.insert(name, stored).is_some() {
                return Err(CheckpointError::tensor(theirs, "stated twice"));
            }
        }
        if data + next != source.len() {
            let left = source.len() - data - next;
            return Err(CheckpointError::Header(format!(
                "{}: {left} bytes after the last tensor",
                path.display()
            )));
        }
        self.files.push(source);
        Ok(())
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Names (GGUF's), types and shapes.
    pub fn tensors(&self) -> impl Iterator<Item = (&str, TensorType, &[usize])> {
        self.tensors.iter().map(|(name, stored)| (name.as_str(), stored.kind, stored.shape.as_slice()))
    }

    /// Size of the files with weights, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(Source::len).sum()
    }

    /// A tensor by its GGUF name, in GGUF's order of rows.
    ///
    /// # Errors
    /// There is none of that name, or it cannot be read.
    pub fn tensor(&mut self, name: &str) -> Result<QTensor, CheckpointError> {
        let stored = self.tensors.get(name).ok_or_else(|| CheckpointError::tensor(name, "missing"))?;
        let source = &mut self.files[stored.file];
        let what = format!("tensor `{}`", stored.theirs);
        source.seek(stored.start, &what)?;
        let mut bytes = source.bytes(stored.bytes, &what)?;
        let heads = if name.ends_with(".attn_q.weight") {
            Some(self.config.heads)
        } else if name.ends_with(".attn_k.weight") {
            Some(self.config.kv_heads)
        } else {
            None
        };
        if let Some(heads) = heads {
            bytes = neighbours(&bytes, stored.shape[0], heads);
        }
        qtensor_from_ggml(stored.kind.candle(), &bytes, stored.shape.clone(), &Device::Cpu)
            .map_err(|error| CheckpointError::tensor(&stored.theirs, error))
    }
}

/// Bytes of a row of the table, which must begin where the one before ended.
fn checked(name: &str, row: &Row, start: u64, next: u64) -> Result<u64, CheckpointError> {
    if start != next {
        let problem = format!("its data starts at {start}, expected at {next}: a gap or an overlap");
        return Err(CheckpointError::tensor(name, problem));
    }
    let numbers = row.shape.iter().try_fold(1u64, |product, length| product.checked_mul(*length as u64));
    let bytes = row.data_offsets.1.checked_sub(start);
    let width = match row.dtype.as_str() {
        "F64" | "I64" | "U64" => 8,
        "F32" | "I32" | "U32" => 4,
        "F16" | "BF16" | "I16" | "U16" => 2,
        "I8" | "U8" | "BOOL" => 1,
        other => return Err(CheckpointError::tensor(name, format!("type {other} is not read"))),
    };
    match (numbers.and_then(|numbers| numbers.checked_mul(width)), bytes) {
        (Some(wanted), Some(bytes)) if wanted == bytes && bytes > 0 => Ok(bytes),
        _ => Err(CheckpointError::tensor(name, format!("shape {:?} and its size do not agree", row.shape))),
    }
}

fn kind_of(dtype: &str) -> Option<TensorType> {
    match dtype {
        "F32" => Some(TensorType::F32),
        "F16" => Some(TensorType::F16),
        "BF16" => Some(TensorType::Bf16),
        _ => None,
    }
}

/// GGUF's name of a tensor; none for what can be computed (frequencies). Others keep theirs, and are refused later.
fn gguf_name(theirs: &str) -> Option<String> {
    if theirs.ends_with("rotary_emb.inv_freq") {
        return None;
    }
    let fixed = match theirs {
        "model.embed_tokens.weight" => Some(names::EMBEDDING),
        "model.norm.weight" => Some(names::NORM),
        "lm_head.weight" => Some(names::OUTPUT),
        _ => None,
    };
    if let Some(name) = fixed {
        return Some(name.to_owned());
    }
    let in_layer = || {
        let (at, part) = theirs.strip_prefix("model.layers.")?.split_once('.')?;
        let part = match part {
            "input_layernorm.weight" => "attn_norm",
            "self_attn.q_proj.weight" => "attn_q",
            "self_attn.k_proj.weight" => "attn_k",
            "self_attn.v_proj.weight" => "attn_v",
            "self_attn.o_proj.weight" => "attn_output",
            "post_attention_layernorm.weight" => "ffn_norm",
            "mlp.gate_proj.weight" => "ffn_gate",
            "mlp.up_proj.weight" => "ffn_up",
            "mlp.down_proj.weight" => "ffn_down",
            _ => return None,
        };
        Some(names::layer(at.parse().ok()?, part))
    };
    Some(in_layer().unwrap_or_else(|| theirs.to_owned()))
}

/// Rows of each head from halves to neighbours: row 2i is row i of the first half, row 2i + 1 row i of the second.
fn neighbours(bytes: &[u8], rows: usize, heads: usize) -> Vec<u8> {
    let row = bytes.len() / rows;
    let head = rows / heads;
    let mut out = Vec::with_capacity(bytes.len());
    for to in 0..rows {
        let (base, within) = (to / head * head, to % head);
        let from = base + within / 2 + within % 2 * (head / 2);
        out.extend_from_slice(&bytes[from * row..(from + 1) * row]);
    }
    out
}

/// The files with weights, by name.
fn weights(folder: &Path) -> Result<Vec<PathBuf>, CheckpointError> {
    let io = |error| CheckpointError::io(folder, error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "safetensors") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(CheckpointError::Header(format!("{}: no *.safetensors in it", folder.display())));
    }
    paths.sort();
    Ok(paths)
}

/// A settings file as text, within limits.
pub(crate) fn text(path: &Path) -> Result<String, CheckpointError> {
    let io = |error| CheckpointError::io(path, error);
    let mut source = Source::new(File::open(path).map_err(io)?)?;
    if source.len() > TEXT_BYTES_MAX {
        let problem =
            format!("{}: {} bytes; at most {TEXT_BYTES_MAX} are read", path.display(), source.len());
        return Err(CheckpointError::Header(problem));
    }
    let bytes = source.bytes(source.len(), &path.display().to_string())?;
    String::from_utf8(bytes).map_err(|_| CheckpointError::Header(format!("{}: not UTF-8", path.display())))
}
