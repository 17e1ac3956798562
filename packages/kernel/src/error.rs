//! What can be wrong with a checkpoint, and with a request to the model in it.

use std::path::{Path, PathBuf};

/// Why a checkpoint cannot be read or written. Names the tensor or key at fault.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The disk failed.
    #[error("{}: {source}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// Cause.
        source: std::io::Error,
    },
    /// The bytes could not be read.
    #[error("could not read {what}: {source}")]
    Read {
        /// What was being read.
        what: String,
        /// Cause.
        source: std::io::Error,
    },
    /// The file ends too early, or states a length beyond its end.
    #[error("{what}: {needed} bytes needed, {left} left in the file")]
    Truncated {
        /// What was being read.
        what: String,
        /// Bytes it should take.
        needed: u64,
        /// Bytes that remain.
        left: u64,
    },
    /// The file is of another kind, or damaged before its first key.
    #[error("header: {0}")]
    Header(String),
    /// A setting is missing or wrong.
    #[error("key `{key}`: {problem}")]
    Key {
        /// Key, as in the file.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A tensor is missing or wrong.
    #[error("tensor `{name}`: {problem}")]
    Tensor {
        /// Name, as in the file.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl CheckpointError {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn key(key: impl Into<String>, problem: impl ToString) -> Self {
        Self::Key { key: key.into(), problem: problem.to_string() }
    }

    pub(crate) fn tensor(name: impl Into<String>, problem: impl ToString) -> Self {
        Self::Tensor { name: name.into(), problem: problem.to_string() }
    }
}

/// Why the model cannot take a step.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// More tokens than the session has room for.
    #[error("context limit: {held} tokens held and {more} more do not fit into {capacity}")]
    ContextFull {
        /// Tokens in the cache.
        held: usize,
        /// Tokens that were to be added.
        more: usize,
        /// Room.
        capacity: usize,
    },
    /// A session longer than the model was made for.
    #[error("context limit: {asked} tokens asked for, the model was made for {limit}")]
    ContextTooLong {
        /// Asked for.
        asked: usize,
        /// The model's limit.
        limit: usize,
    },
    /// Nothing to feed.
    #[error("no tokens given")]
    NoTokens,
    /// A token that the vocabulary does not have.
    #[error("token {token} is outside the vocabulary of {vocabulary}")]
    UnknownToken {
        /// The token.
        token: u32,
        /// Size of the vocabulary.
        vocabulary: usize,
    },
    /// A sampling setting out of range.
    #[error("{name} must be {range}, not {value}")]
    Setting {
        /// Setting.
        name: &'static str,
        /// Allowed values.
        range: &'static str,
        /// Given value.
        value: f64,
    },
    /// Text that the tokenizer refuses.
    #[error("tokenizer: {0}")]
    Tokenizer(String),
    /// The chat template of the file fails on these messages.
    #[error("key `tokenizer.chat_template`: {0}")]
    Template(String),
    /// The logits hold no finite number, or sampling has nothing to choose from.
    #[error("the model gave no finite logits")]
    NotFinite,
    /// The parts of a claim cannot be told apart, or the model and the ontology do not fit.
    #[error("{0}")]
    Grammar(String),
    /// A fault in the arithmetic: our mistake, or memory.
    #[error("arithmetic: {0}")]
    Arithmetic(#[from] candle_core::Error),
}
