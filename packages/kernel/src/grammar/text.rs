//! Claims as text for a language model: `grid|Grady Whitlock|12` and a line's end.

use super::Spelling;
use crate::error::ModelError;
use crate::tokenizer::{Controls, Tokenizer};
use domain::evidence::ClaimValue;
use domain::race::Entry;

/// Spells claims by the tokens of a language model.
pub struct InText<'t> {
    tokenizer: &'t Tokenizer,
    separator: u32,
    end: u32,
    stop: u32,
}

impl<'t> InText<'t> {
    /// Parts are separated by `|`, claims by a line's end; `stop` ends the list.
    ///
    /// # Errors
    /// The tokenizer has no single token for one of the two.
    pub fn new(tokenizer: &'t Tokenizer, stop: u32) -> Result<InText<'t>, ModelError> {
        let single = |text: &str| match tokenizer.encode_after(text, Controls::Text)?.as_slice() {
            [token] => Ok(*token),
            _ => Err(ModelError::Grammar(format!("the tokenizer has no single token for {text:?}"))),
        };
        Ok(InText { tokenizer, separator: single("|")?, end: single("\n")?, stop })
    }

    fn spelt(&self, text: &str) -> Result<Vec<u32>, ModelError> {
        let plain: String = text.chars().filter(|c| *c != '|' && !c.is_control()).collect();
        self.tokenizer.encode_after(&plain, Controls::Text)
    }
}

impl Spelling for InText<'_> {
    fn kind(&self, kind: &str) -> Result<Vec<u32>, ModelError> {
        self.spelt(kind)
    }

    fn subject(&self, entry: Option<&Entry>) -> Result<Vec<u32>, ModelError> {
        self.spelt(entry.map_or("race", |entry| &entry.driver_name))
    }

    fn value(&self, value: &ClaimValue) -> Result<Vec<u32>, ModelError> {
        self.spelt(&value.to_string())
    }

    fn separator(&self) -> u32 {
        self.separator
    }

    fn end(&self) -> u32 {
        self.end
    }

    fn stop(&self) -> u32 {
        self.stop
    }
}
