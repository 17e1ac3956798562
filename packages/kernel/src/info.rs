//! What a checkpoint is, in a few numbers.

use crate::checkpoint::Checkpoint;
use crate::tokenizer::Scheme;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Read, Seek};

/// Facts about a checkpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Info {
    /// Size on disk in bytes.
    pub bytes: u64,
    /// Numbers the network consists of.
    pub parameters: u64,
    /// Layers.
    pub layers: usize,
    /// Length of a token's vector.
    pub width: usize,
    /// Width of the feed-forward part.
    pub hidden: usize,
    /// Query heads.
    pub heads: usize,
    /// Key and value heads.
    pub kv_heads: usize,
    /// Tokens the model was made for.
    pub context: usize,
    /// Tokens of the vocabulary.
    pub vocabulary: usize,
    /// Kind of tokenizer: `gpt2` or `sentencepiece`.
    pub tokenizer: String,
    /// Whether embeddings serve as output weights.
    pub tied: bool,
    /// Whether there is a chat template.
    pub chat_template: bool,
    /// Number of tensors by type.
    pub tensors: BTreeMap<String, usize>,
    /// Bytes of keys and values for each token of a session.
    pub cache_bytes_per_token: u64,
}

/// Facts about an open checkpoint.
pub fn info<R: Read + Seek>(checkpoint: &Checkpoint<R>) -> Info {
    let config = checkpoint.config();
    let mut tensors = BTreeMap::new();
    for (_, kind, _) in checkpoint.tensors() {
        *tensors.entry(kind.to_string()).or_default() += 1;
    }
    let tokenizer = match checkpoint.vocabulary().scheme {
        Scheme::Gpt2 { .. } => "gpt2",
        Scheme::SentencePiece { .. } => "sentencepiece",
    };
    Info {
        bytes: checkpoint.bytes(),
        parameters: config.parameters(),
        layers: config.layers,
        width: config.width,
        hidden: config.hidden,
        heads: config.heads,
        kv_heads: config.kv_heads,
        context: config.context,
        vocabulary: config.vocabulary,
        tokenizer: tokenizer.to_owned(),
        tied: config.tied,
        chat_template: checkpoint.vocabulary().chat_template.is_some(),
        tensors,
        cache_bytes_per_token: (8 * config.layers * config.kv_heads * config.head) as u64,
    }
}
