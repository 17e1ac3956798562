//! Checkpoints of language models: what they are, and other forms of them.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use kernel::checkpoint::Checkpoint;
use kernel::info::Info;
use kernel::quantize::{Target, quantize};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InfoRequest {
    /// A GGUF file, or a folder with `config.json`, `tokenizer.json` and `*.safetensors`.
    pub path: PathBuf,
}

/// A checkpoint in a few numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InfoAnswer {
    /// Where it is.
    pub path: PathBuf,
    /// The numbers.
    #[serde(flatten)]
    pub info: Info,
}

/// A checkpoint to be written anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuantizeRequest {
    /// A GGUF file, or a folder with `config.json`, `tokenizer.json` and `*.safetensors`.
    pub input: PathBuf,
    /// The GGUF file to write.
    pub output: PathBuf,
    /// `F32`, `F16`, `Q8_0` or `Q4_K`.
    pub kind: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuantizeAnswer {
    /// Tensors in all.
    pub tensors: usize,
    /// Bytes of the file.
    pub bytes: u64,
    /// Tensors in another type than asked for.
    pub fallbacks: Vec<OtherType>,
}

/// A tensor whose rows are no whole blocks of the type asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OtherType {
    /// Name of the tensor.
    pub tensor: String,
    /// Length of its rows.
    pub row: usize,
    /// The type it is written in.
    pub written: String,
}

impl Engine {
    /// Says what a checkpoint is.
    ///
    /// # Errors
    /// A file that is no checkpoint; the tensor or key is named.
    pub fn checkpoint_info(request: &InfoRequest, _progress: &Progress) -> Result<InfoAnswer, EngineError> {
        let checkpoint = Checkpoint::open(&request.path)?;
        Ok(InfoAnswer { path: request.path.clone(), info: kernel::info::info(&checkpoint) })
    }

    /// Writes a checkpoint as a GGUF file of another type, whole or not at all.
    ///
    /// # Errors
    /// An unknown type, a file that is no checkpoint, or an output that cannot be written.
    pub fn quantize_checkpoint(
        request: &QuantizeRequest,
        progress: &Progress,
    ) -> Result<QuantizeAnswer, EngineError> {
        let wanted = request.kind.trim();
        let target = Target::NAMES.iter().find(|(_, name)| name.eq_ignore_ascii_case(wanted));
        let Some((target, _)) = target else {
            return Err(EngineError::BadValue {
                field: "type".to_owned(),
                value: request.kind.clone(),
                expected: format!("one of {}", Target::NAMES.map(|(_, name)| name).join(", ")),
            });
        };
        let mut checkpoint = Checkpoint::open(&request.input)?;
        progress.check()?;
        let mut written = None;
        let made = feeds::whole::write_whole(&request.output, |file| {
            let out = std::io::BufWriter::new(file);
            written = Some(quantize(&mut checkpoint, *target, out));
            // What was written in part is not renamed into place.
            match &written {
                Some(Err(error)) => Err(std::io::Error::other(error.to_string())),
                _ => Ok(()),
            }
        });
        let written = match written {
            Some(written) => written?,
            None => kernel::quantize::Written::default(),
        };
        made.map_err(EngineError::io(&request.output))?;
        let bytes = std::fs::metadata(&request.output).map_err(EngineError::io(&request.output))?.len();
        let other = |other: kernel::quantize::Fallback| OtherType {
            tensor: other.tensor,
            row: other.row,
            written: other.written.to_string(),
        };
        let fallbacks = written.fallbacks.into_iter().map(other).collect();
        Ok(QuantizeAnswer { tensors: written.tensors, bytes, fallbacks })
    }
}
