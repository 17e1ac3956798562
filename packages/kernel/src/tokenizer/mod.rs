//! Text to tokens and back, as the checkpoint says.

mod gpt2;
mod json;
mod sentencepiece;
pub(crate) mod vocabulary;

pub use vocabulary::{Scheme, Split, TokenKind, Vocabulary};

use crate::error::{CheckpointError, ModelError};
use gpt2::Gpt2;
use sentencepiece::{SPACE, SentencePiece};

/// What the names of control tokens in a text mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Controls {
    /// Nothing: they are text like any other. For text from outside.
    Text,
    /// The tokens themselves. For prompts that we wrote.
    Tokens,
}

/// A tokenizer.
pub struct Tokenizer {
    pieces: Pieces,
    /// Control and user-defined tokens, the longest first.
    marks: Vec<Mark>,
    bytes: Vec<Option<Box<[u8]>>>,
    begin: Option<u32>,
    add_space: bool,
}

enum Pieces {
    Gpt2(Box<Gpt2>),
    SentencePiece(SentencePiece),
}

struct Mark {
    text: String,
    token: u32,
    control: bool,
}

impl Tokenizer {
    /// The tokenizer of a vocabulary.
    ///
    /// # Errors
    /// Names the key of merges or tokens that do not fit together.
    pub fn new(vocabulary: &Vocabulary) -> Result<Tokenizer, CheckpointError> {
        let numbered = || vocabulary.texts.iter().zip(&vocabulary.kinds).zip(0u32..);
        let mut marks: Vec<Mark> = numbered()
            .filter(|((_, kind), _)| matches!(kind, TokenKind::Control | TokenKind::UserDefined))
            .map(|((text, kind), token)| Mark {
                text: text.clone(),
                token,
                control: *kind == TokenKind::Control,
            })
            .collect();
        marks.sort_by(|one, other| (other.text.len(), one.token).cmp(&(one.text.len(), other.token)));
        let sentencepiece = matches!(vocabulary.scheme, Scheme::SentencePiece { .. });
        let bytes: Vec<Option<Box<[u8]>>> = numbered()
            .map(|((text, kind), _)| spelt(text, *kind, sentencepiece).map(Vec::into_boxed_slice))
            .collect();
        let mut add_space = false;
        let pieces = match &vocabulary.scheme {
            Scheme::Gpt2 { split, merges } => {
                Pieces::Gpt2(Box::new(Gpt2::new(&vocabulary.texts, merges, *split)?))
            }
            Scheme::SentencePiece { scores, add_space: space } => {
                add_space = *space;
                let mergeable = numbered()
                    .filter(|((_, kind), _)| matches!(kind, TokenKind::Normal | TokenKind::UserDefined))
                    .map(|((text, _), token)| (text.clone(), token));
                let fallback = byte_tokens(vocabulary)?;
                if fallback.is_none() && vocabulary.unknown.is_none() {
                    return Err(CheckpointError::key(
                        vocabulary::UNKNOWN,
                        "missing, and there are no byte tokens",
                    ));
                }
                Pieces::SentencePiece(SentencePiece::new(
                    mergeable,
                    scores.clone(),
                    fallback,
                    vocabulary.unknown,
                    *space,
                ))
            }
        };
        let begin = vocabulary.begin.filter(|_| vocabulary.add_begin);
        Ok(Tokenizer { pieces, marks, bytes, begin, add_space })
    }

    /// Tokens of a text, the beginning token included where the model wants one.
    ///
    /// # Errors
    /// The tokenizer refuses the text.
    pub fn encode(&self, text: &str, controls: Controls) -> Result<Vec<u32>, ModelError> {
        let mut tokens: Vec<u32> = self.begin.into_iter().collect();
        self.encode_more(text, controls, true, &mut tokens)?;
        Ok(tokens)
    }

    /// Tokens of a text that follows other text.
    ///
    /// # Errors
    /// The tokenizer refuses the text.
    pub fn encode_after(&self, text: &str, controls: Controls) -> Result<Vec<u32>, ModelError> {
        let mut tokens = Vec::new();
        self.encode_more(text, controls, false, &mut tokens)?;
        Ok(tokens)
    }

    fn encode_more(
        &self,
        text: &str,
        controls: Controls,
        mut first: bool,
        tokens: &mut Vec<u32>,
    ) -> Result<(), ModelError> {
        for part in self.parts(text, controls) {
            match part {
                Part::Token(token) => {
                    tokens.push(token);
                    first = true;
                }
                Part::Text(text) => match &self.pieces {
                    Pieces::Gpt2(gpt2) => tokens.extend(gpt2.encode(text)?),
                    Pieces::SentencePiece(pieces) => {
                        pieces.encode(text, first, tokens);
                        first = false;
                    }
                },
            }
        }
        Ok(())
    }

    /// Text cut where marks stand, the longest marks first.
    fn parts<'t>(&self, text: &'t str, controls: Controls) -> Vec<Part<'t>> {
        let mut parts = vec![Part::Text(text)];
        for mark in &self.marks {
            if (mark.control && controls == Controls::Text) || !text.contains(&mark.text) {
                continue;
            }
            let mut cut = Vec::with_capacity(parts.len() + 2);
            for part in parts {
                let Part::Text(mut rest) = part else {
                    cut.push(part);
                    continue;
                };
                while let Some((before, after)) = rest.split_once(mark.text.as_str()) {
                    cut.push(Part::Text(before));
                    cut.push(Part::Token(mark.token));
                    rest = after;
                }
                cut.push(Part::Text(rest));
            }
            cut.retain(|part| !matches!(part, Part::Text("")));
            parts = cut;
        }
        parts
    }

    /// The bytes a token spells; none for control, unknown and unused tokens.
    pub fn bytes(&self, token: u32) -> Option<&[u8]> {
        self.bytes.get(token as usize)?.as_deref()
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The text of tokens, control tokens left out; what is not UTF-8 becomes U+FFFD.
    pub fn decode(&self, tokens: &[u32]) -> String {
        let bytes: Vec<u8> =
            tokens.iter().filter_map(|token| self.bytes(*token)).flatten().copied().collect();
        let text = String::from_utf8_lossy(&bytes);
        match text.strip_prefix(' ') {
            Some(rest) if self.add_space => rest.to_owned(),
            _ => text.into_owned(),
        }
    }
}

enum Part<'t> {
    Text(&'t str),
    Token(u32),
}

/// The bytes that a token stands for in a text.
fn spelt(text: &str, kind: TokenKind, sentencepiece: bool) -> Option<Vec<u8>> {
    match kind {
        TokenKind::Control | TokenKind::Unknown | TokenKind::Unused => None,
        TokenKind::UserDefined => Some(text.as_bytes().to_vec()),
        TokenKind::Byte => byte_of(text).map(|byte| vec![byte]),
        TokenKind::Normal if sentencepiece => Some(text.replace(SPACE, " ").into_bytes()),
        TokenKind::Normal => gpt2::bytes(text),
    }
}

fn byte_of(text: &str) -> Option<u8> {
    u8::from_str_radix(text.strip_prefix("<0x")?.strip_suffix('>')?, 16).ok()
}

/// The 256 byte tokens; none if the vocabulary has none at all.
fn byte_tokens(vocabulary: &Vocabulary) -> Result<Option<Box<[u32; 256]>>, CheckpointError> {
    let mut found = Box::new([u32::MAX; 256]);
    let mut count = 0;
    let tokens = vocabulary.texts.iter().zip(&vocabulary.kinds).zip(0u32..);
    for ((text, _), token) in tokens.filter(|((_, kind), _)| **kind == TokenKind::Byte) {
        let byte = byte_of(text).ok_or_else(|| {
            CheckpointError::key(vocabulary::TYPES, format!("token {token}, `{text}`, is called a byte"))
        })?;
        found[usize::from(byte)] = token;
        count += 1;
    }
    match count {
        0 => Ok(None),
        256 if !found.contains(&u32::MAX) => Ok(Some(found)),
        _ => Err(CheckpointError::key(vocabulary::TYPES, format!("{count} byte tokens; all 256 or none"))),
    }
}
