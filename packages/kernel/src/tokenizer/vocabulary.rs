//! The tokens of a checkpoint: their texts, kinds and merges, and the settings of the tokenizer.

use crate::error::CheckpointError;
use crate::gguf::{Entry, Gguf};
use std::collections::BTreeMap;
use std::io::{Read, Seek};

/// Bytes of a chat template.
const TEMPLATE_BYTES_MAX: u64 = 256 << 10;

pub(crate) const MODEL: &str = "tokenizer.ggml.model";
pub(crate) const PRE: &str = "tokenizer.ggml.pre";
pub(crate) const TOKENS: &str = "tokenizer.ggml.tokens";
pub(crate) const SCORES: &str = "tokenizer.ggml.scores";
pub(crate) const TYPES: &str = "tokenizer.ggml.token_type";
pub(crate) const MERGES: &str = "tokenizer.ggml.merges";
pub(crate) const BOS: &str = "tokenizer.ggml.bos_token_id";
pub(crate) const EOS: &str = "tokenizer.ggml.eos_token_id";
pub(crate) const UNKNOWN: &str = "tokenizer.ggml.unknown_token_id";
pub(crate) const ADD_BOS: &str = "tokenizer.ggml.add_bos_token";
pub(crate) const ADD_SPACE: &str = "tokenizer.ggml.add_space_prefix";
pub(crate) const TEMPLATE: &str = "tokenizer.chat_template";

/// What kind of token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Text.
    Normal,
    /// Stands for what no token spells.
    Unknown,
    /// Marks the structure of a conversation; never text.
    Control,
    /// Text found before all others.
    UserDefined,
    /// Not used.
    Unused,
    /// A single byte, written `<0x0A>`.
    Byte,
}

impl TokenKind {
    fn from_number(number: i32) -> Option<TokenKind> {
        Some(match number {
            1 => TokenKind::Normal,
            2 => TokenKind::Unknown,
            3 => TokenKind::Control,
            4 => TokenKind::UserDefined,
            5 => TokenKind::Unused,
            6 => TokenKind::Byte,
            _ => return None,
        })
    }

    fn number(self) -> i32 {
        match self {
            TokenKind::Normal => 1,
            TokenKind::Unknown => 2,
            TokenKind::Control => 3,
            TokenKind::UserDefined => 4,
            TokenKind::Unused => 5,
            TokenKind::Byte => 6,
        }
    }
}

/// How text becomes tokens.
#[derive(Clone, Debug, PartialEq)]
pub enum Scheme {
    /// Byte-level pairs, merged in the order of a list.
    Gpt2 {
        /// How text is split before merging.
        split: Split,
        /// Pairs in the order in which they are merged, the two parts separated by a space.
        merges: Vec<String>,
    },
    /// SentencePiece: pairs of pieces, merged by the score of what they make.
    SentencePiece {
        /// Score of each token.
        scores: Vec<f32>,
        /// A space is put before the text.
        add_space: bool,
    },
}

/// How text is split before byte-level merging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// The pattern of GPT-2.
    Gpt2,
    /// Single digits, then the pattern of GPT-2 (SmolLM2).
    Digits,
    /// The pattern of Llama 3.
    Llama3,
}

impl Split {
    const NAMES: [(Split, &str); 5] = [
        (Split::Gpt2, "gpt-2"),
        (Split::Gpt2, "default"),
        (Split::Digits, "smollm"),
        (Split::Llama3, "llama-bpe"),
        (Split::Llama3, "llama-v3"),
    ];

    fn named(name: &str) -> Option<Split> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(split, _)| *split)
    }

    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(split, _)| *split == self).map_or("default", |(_, name)| name)
    }
}

/// Tokens and settings of a tokenizer.
#[derive(Clone, Debug, PartialEq)]
pub struct Vocabulary {
    /// Text of each token, as the scheme writes it.
    pub texts: Vec<String>,
    /// Kind of each token.
    pub kinds: Vec<TokenKind>,
    /// How text becomes tokens.
    pub scheme: Scheme,
    /// Begins a text, if the model has such a token.
    pub begin: Option<u32>,
    /// Ends a text, if the model has such a token.
    pub end: Option<u32>,
    /// Stands for what cannot be spelt.
    pub unknown: Option<u32>,
    /// Whether every text begins with `begin`.
    pub add_begin: bool,
    /// Jinja template of conversations.
    pub chat_template: Option<String>,
}

impl Vocabulary {
    /// The vocabulary of a GGUF file, which must have `size` tokens.
    ///
    /// # Errors
    /// Names the key that is missing, wrong or not supported.
    pub fn from_gguf<R: Read + Seek>(file: &mut Gguf<R>, size: usize) -> Result<Self, CheckpointError> {
        let texts = file.strings(TOKENS, Some(size))?;
        let numbers = file.integers(TYPES, size)?;
        let mut kinds = Vec::with_capacity(size);
        for (token, number) in numbers.into_iter().enumerate() {
            kinds
                .push(TokenKind::from_number(number).ok_or_else(|| {
                    CheckpointError::key(TYPES, format!("token {token} has type {number}"))
                })?);
        }
        let scheme = match file.string(MODEL, 64)?.as_str() {
            "gpt2" => {
                let pre = if file.metadata().get(PRE).is_some() {
                    file.string(PRE, 64)?
                } else {
                    "default".to_owned()
                };
                let split = Split::named(&pre)
                    .ok_or_else(|| CheckpointError::key(PRE, format!("`{pre}` is not supported")))?;
                Scheme::Gpt2 { split, merges: file.strings(MERGES, None)? }
            }
            "llama" => {
                let scores = file.floats(SCORES, size)?;
                if scores.iter().any(|score| score.is_nan()) {
                    return Err(CheckpointError::key(SCORES, "not a number among them"));
                }
                Scheme::SentencePiece { scores, add_space: file.metadata().truth(ADD_SPACE)?.unwrap_or(true) }
            }
            other => return Err(CheckpointError::key(MODEL, format!("`{other}` is not supported"))),
        };
        let keys = file.metadata();
        let token = |key: &str| match keys.count(key)? {
            Some(token) if token >= size => {
                Err(CheckpointError::key(key, format!("token {token} of a vocabulary of {size}")))
            }
            token => Ok(token.map(|token| token as u32)),
        };
        let (begin, end, unknown) = (token(BOS)?, token(EOS)?, token(UNKNOWN)?);
        let sentencepiece = matches!(scheme, Scheme::SentencePiece { .. });
        let add_begin = keys.truth(ADD_BOS)?.unwrap_or(sentencepiece);
        let has_template = keys.get(TEMPLATE).is_some();
        let chat_template =
            if has_template { Some(file.string(TEMPLATE, TEMPLATE_BYTES_MAX)?) } else { None };
        let vocabulary = Vocabulary { texts, kinds, scheme, begin, end, unknown, add_begin, chat_template };
        vocabulary.checked(TOKENS)
    }

    /// What no vocabulary may be: a text twice, an empty one, or a beginning without a token for it.
    pub(super) fn checked(self, at: &str) -> Result<Self, CheckpointError> {
        let mut seen = BTreeMap::new();
        for (token, text) in self.texts.iter().enumerate() {
            if text.is_empty() {
                return Err(CheckpointError::key(at, format!("token {token} is empty")));
            }
            if let Some(before) = seen.insert(text.as_str(), token) {
                return Err(CheckpointError::key(
                    at,
                    format!("tokens {before} and {token} are both `{text}`"),
                ));
            }
        }
        if self.add_begin && self.begin.is_none() {
            return Err(CheckpointError::key(BOS, "missing, though every text is to begin with it"));
        }
        Ok(self)
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The keys of a GGUF file for this vocabulary.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        match &self.scheme {
            Scheme::Gpt2 { split, merges } => {
                entries.push(Entry::string(MODEL, "gpt2"));
                entries.push(Entry::string(PRE, split.name()));
                entries.push(Entry::strings(MERGES, merges));
            }
            Scheme::SentencePiece { scores, add_space } => {
                entries.push(Entry::string(MODEL, "llama"));
                entries.push(Entry::f32s(SCORES, scores));
                entries.push(Entry::bool(ADD_SPACE, *add_space));
            }
        }
        entries.push(Entry::strings(TOKENS, &self.texts));
        let kinds: Vec<i32> = self.kinds.iter().map(|kind| kind.number()).collect();
        entries.push(Entry::i32s(TYPES, &kinds));
        for (key, token) in [(BOS, self.begin), (EOS, self.end), (UNKNOWN, self.unknown)] {
            if let Some(token) = token {
                entries.push(Entry::u32(key, token));
            }
        }
        entries.push(Entry::bool(ADD_BOS, self.add_begin));
        if let Some(template) = &self.chat_template {
            entries.push(Entry::string(TEMPLATE, template));
        }
        entries
    }
}
