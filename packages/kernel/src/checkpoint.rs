//! A checkpoint: a GGUF file, or a folder with safetensors. Both are seen through GGUF's names.

use crate::config::{Config, names};
use crate::error::CheckpointError;
use crate::gguf::{Gguf, TensorType};
use crate::safetensors::{SafeTensors, text};
use crate::tokenizer::Vocabulary;
use candle_core::quantized::QTensor;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

/// An open checkpoint whose settings, shapes and vocabulary agree.
pub struct Checkpoint<R = BufReader<File>> {
    files: Files<R>,
    config: Config,
    vocabulary: Vocabulary,
}

enum Files<R> {
    Gguf(Gguf<R>),
    Folder(SafeTensors),
}

impl Checkpoint {
    /// Opens a GGUF file, or a folder with `config.json`, `tokenizer.json` and `*.safetensors`.
    ///
    /// # Errors
    /// Names the tensor or key that is missing, wrong or not supported. No data of tensors is read yet.
    pub fn open(path: &Path) -> Result<Checkpoint, CheckpointError> {
        if path.is_dir() {
            return Checkpoint::folder(path);
        }
        let file = File::open(path).map_err(|error| CheckpointError::io(path, error))?;
        Checkpoint::gguf(BufReader::new(file))
    }

    fn folder(path: &Path) -> Result<Checkpoint, CheckpointError> {
        let files = SafeTensors::open(path)?;
        let config = files.config().clone();
        let stored = files.tensors().map(|(name, kind, shape)| (name.to_owned(), kind, shape.to_vec()));
        check_shapes(&config, stored)?;
        let settings = path.join("tokenizer_config.json");
        let settings = if settings.is_file() { Some(text(&settings)?) } else { None };
        let vocabulary = Vocabulary::from_json(
            &text(&path.join("tokenizer.json"))?,
            settings.as_deref(),
            config.vocabulary,
        )?;
        Ok(Checkpoint { files: Files::Folder(files), config, vocabulary })
    }
}

impl<R: Read + Seek> Checkpoint<R> {
    /// Opens GGUF bytes.
    ///
    /// # Errors
    /// Names the tensor or key that is missing, wrong or not supported. No data of tensors is read yet.
    pub fn gguf(reader: R) -> Result<Checkpoint<R>, CheckpointError> {
        let mut file = Gguf::open(reader)?;
        let config = Config::from_gguf(&mut file)?;
        let stored = file.tensors().iter().map(|(name, info)| (name.clone(), info.kind, info.shape.clone()));
        check_shapes(&config, stored)?;
        // After the shapes: by now the file is known to be larger than its vocabulary in memory.
        let vocabulary = Vocabulary::from_gguf(&mut file, config.vocabulary)?;
        Ok(Checkpoint { files: Files::Gguf(file), config, vocabulary })
    }

    /// Shape and settings of the network.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Tokens, their kinds and the chat template.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Size on disk in bytes (of the weights' files in a folder).
    pub fn bytes(&self) -> u64 {
        match &self.files {
            Files::Gguf(file) => file.bytes(),
            Files::Folder(folder) => folder.bytes(),
        }
    }

    /// The file, if the checkpoint is GGUF.
    pub(crate) fn as_gguf(&mut self) -> Option<&mut Gguf<R>> {
        match &mut self.files {
            Files::Gguf(file) => Some(file),
            Files::Folder(_) => None,
        }
    }

    /// Names, types and shapes of the tensors, by name.
    pub fn tensors(&self) -> Vec<(String, TensorType, Vec<usize>)> {
        match &self.files {
            Files::Gguf(file) => file
                .tensors()
                .iter()
                .map(|(name, info)| (name.clone(), info.kind, info.shape.clone()))
                .collect(),
            Files::Folder(folder) => {
                folder.tensors().map(|(name, kind, shape)| (name.to_owned(), kind, shape.to_vec())).collect()
            }
        }
    }

    /// A tensor as it is stored, by GGUF's name.
    ///
    /// # Errors
    /// There is none of that name, or it cannot be read.
    pub fn tensor(&mut self, name: &str) -> Result<QTensor, CheckpointError> {
        match &mut self.files {
            Files::Gguf(file) => file.tensor(name),
            Files::Folder(folder) => folder.tensor(name),
        }
    }
}

/// Every tensor the network consists of is there in its shape, and there is no other.
fn check_shapes(
    config: &Config,
    stored: impl Iterator<Item = (String, TensorType, Vec<usize>)>,
) -> Result<(), CheckpointError> {
    let mut left: std::collections::BTreeMap<_, _> = stored.map(|(name, _, shape)| (name, shape)).collect();
    // The number of layers is only believed once that many tensors are there.
    if config.layers > left.len() {
        let name = names::layer(config.layers - 1, "attn_norm");
        return Err(CheckpointError::tensor(name, format!("missing: {} layers are stated", config.layers)));
    }
    for (name, wanted) in config.tensors() {
        match left.remove(&name) {
            None => return Err(CheckpointError::tensor(name, "missing")),
            Some(shape) if shape != wanted => {
                return Err(CheckpointError::tensor(name, format!("shape {shape:?}, expected {wanted:?}")));
            }
            Some(_) => {}
        }
    }
    left.remove(names::ROPE_FACTORS);
    match left.into_keys().next() {
        Some(name) => Err(CheckpointError::tensor(name, "not part of a Llama")),
        None => Ok(()),
    }
}
