//! Byte-level pair encoding as GPT-2 has it, by the `tokenizers` crate.

use super::vocabulary::{MERGES, Split};
use crate::error::{CheckpointError, ModelError};
use std::sync::LazyLock;
use tokenizers::models::bpe::{BPE, Vocab};
use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::digits::Digits;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::pre_tokenizers::split::{Split as SplitBy, SplitPattern};
use tokenizers::{Model, OffsetType, PreTokenizedString, PreTokenizer, SplitDelimiterBehavior};

pub(super) const LLAMA3_PATTERN: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

pub(super) struct Gpt2 {
    pairs: BPE,
    split: Sequence,
}

impl Gpt2 {
    pub(super) fn new(texts: &[String], merges: &[String], split: Split) -> Result<Gpt2, CheckpointError> {
        let vocabulary: Vocab = texts.iter().zip(0u32..).map(|(text, token)| (text.clone(), token)).collect();
        let pairs = merges
            .iter()
            .enumerate()
            .map(|(at, merge)| match merge.split_once(' ') {
                Some((left, right)) if !left.is_empty() && !right.is_empty() && !right.contains(' ') => {
                    Ok((left.to_owned(), right.to_owned()))
                }
                _ => Err(CheckpointError::key(MERGES, format!("merge {at}, `{merge}`, is not a pair"))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let pairs = BPE::builder()
            .vocab_and_merges(vocabulary, pairs)
            .build()
            .map_err(|error| CheckpointError::key(MERGES, error))?;
        let byte_level = |regex| PreTokenizerWrapper::from(ByteLevel::new(false, true, regex));
        let steps = match split {
            Split::Gpt2 => vec![byte_level(true)],
            Split::Digits => vec![Digits::new(true).into(), byte_level(true)],
            Split::Llama3 => {
                let pattern = SplitPattern::Regex(LLAMA3_PATTERN.to_owned());
                let by = SplitBy::new(pattern, SplitDelimiterBehavior::Isolated, false)
                    .map_err(|error| CheckpointError::key(super::vocabulary::PRE, error))?;
                vec![by.into(), byte_level(false)]
            }
        };
        Ok(Gpt2 { pairs, split: Sequence::new(steps) })
    }

    pub(super) fn encode(&self, text: &str) -> Result<Vec<u32>, ModelError> {
        let fault = |error: tokenizers::Error| ModelError::Tokenizer(error.to_string());
        let mut pieces = PreTokenizedString::from(text);
        self.split.pre_tokenize(&mut pieces).map_err(fault)?;
        pieces.tokenize(|piece| self.pairs.tokenize(piece.get())).map_err(fault)?;
        let encoding = pieces.into_encoding(None, 0, OffsetType::None).map_err(fault)?;
        Ok(encoding.get_ids().to_vec())
    }
}

/// The bytes that a token's text stands for: each character is one byte in GPT-2's alphabet. None if another is in it.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| ALPHABET.binary_search_by_key(&c, |(c, _)| *c).ok().map(|at| ALPHABET[at].1))
        .collect()
}

/// GPT-2's alphabet, sorted: printable bytes are themselves, others are moved past the first 256 code points.
static ALPHABET: LazyLock<Vec<(char, u8)>> = LazyLock::new(|| {
    let mut moved = 0;
    let mut alphabet: Vec<(char, u8)> = (0..=255u8)
        .map(|byte| {
            let printable = matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
            let code = if printable {
                u32::from(byte)
            } else {
                moved += 1;
                255 + moved
            };
            (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), byte)
        })
        .collect();
    alphabet.sort_unstable();
    alphabet
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_is_that_of_the_crate() {
        let theirs = ByteLevel::alphabet();
        assert_eq!(ALPHABET.len(), 256);
        assert!(ALPHABET.iter().all(|(c, _)| theirs.contains(c)));
        assert_eq!(bytes("Ġa"), Some(b" a".to_vec()));
        assert_eq!(bytes("Ċ"), Some(b"\n".to_vec()));
        assert_eq!(bytes("Ã©"), Some("é".as_bytes().to_vec()));
        assert_eq!(bytes(" "), None);
    }
}
