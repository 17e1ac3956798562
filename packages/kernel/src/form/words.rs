//! The small model's vocabulary: tokens with a meaning of their own first, then words.

use crate::error::ModelError;
use ontology::Ontology;
use std::collections::BTreeMap;

/// Numbers of a note that have tokens of their own; later ones have none.
pub(crate) const NUMBERS: usize = 16;
/// Levels of `pace`, the lowest first.
pub(crate) const LEVELS: [f64; 7] = [-0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9];

/// Tokens that structure a form or stand for classes of words. The order is part of the model's file.
const MARKS: [&str; 40] = [
    "<pad>",
    "<subject>",
    "<driver>",
    "<race>",
    "<note>",
    "<no-hint>",
    "<none>",
    "<true>",
    "<false>",
    "<one>",
    "<two>",
    "<law>",
    "<valid>",
    "<hedge>",
    "<deny>",
    "<past>",
    "<fix>",
    "<engine>",
    "<here>",
    "<away>",
    "<own-series>",
    "<other-series>",
    "<race-day>",
    "<other-day>",
    "<this-year>",
    "<other-year>",
    "<name>",
    "<decimal>",
    "<unk>",
    "<unk-ing>",
    "<unk-ed>",
    "<unk-s>",
    "<unk-ly>",
    "<unk-er>",
    "<time>",
    "<money>",
    "<many>",
    "<rains>",
    "<moves>",
    "<changes>",
];

/// Words of the small model by number and number by word.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    texts: Vec<String>,
    numbers: BTreeMap<String, u32>,
}

impl Words {
    /// The fixed tokens for an ontology, then `words`.
    pub(crate) fn new(ontology: &Ontology, words: impl IntoIterator<Item = String>) -> Words {
        let mut texts: Vec<String> = MARKS.iter().map(|mark| (*mark).to_owned()).collect();
        texts.extend(ontology.claims().iter().map(|kind| format!("<kind:{}>", kind.kind)));
        texts.extend(super::laws(ontology).into_iter().map(|law| format!("<law:{law}>")));
        texts.extend(LEVELS.iter().map(|level| format!("<level:{level:.1}>")));
        for row in ["n", "in", "out"] {
            texts.extend((0..NUMBERS).map(|at| format!("<{row}{at}>")));
        }
        texts.extend(LEVELS.iter().map(|level| format!("<like:{level:.1}>")));
        for surface in ["place", "whole", "chance"] {
            texts.extend(super::encode::BUCKETS.iter().map(|bucket| format!("<{surface}:{bucket}>")));
        }
        let mut words: Vec<String> = words.into_iter().collect();
        words.sort_unstable();
        words.dedup();
        texts.extend(words);
        Words::of(texts)
    }

    fn of(texts: Vec<String>) -> Words {
        let numbers = texts.iter().cloned().zip(0u32..).collect();
        Words { texts, numbers }
    }

    /// The words of a model's file.
    ///
    /// # Errors
    /// They do not begin with the fixed tokens of this ontology, or one is there twice.
    pub(crate) fn from_texts(ontology: &Ontology, texts: Vec<String>) -> Result<Words, ModelError> {
        let fixed = Words::new(ontology, []);
        if texts.get(..fixed.len()) != Some(&fixed.texts[..]) {
            return Err(ModelError::Grammar(
                "the small model was trained for another ontology: train it again with `kernel train`"
                    .to_owned(),
            ));
        }
        let words = Words::of(texts);
        if words.numbers.len() != words.texts.len() {
            return Err(ModelError::Grammar("a word of the small model stands twice".to_owned()));
        }
        Ok(words)
    }

    /// Number of the tokens that are no words.
    pub(crate) fn fixed_len() -> usize {
        Words::new(Ontology::builtin(), []).len()
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Text of every token.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The token of a fixed mark.
    pub(crate) fn mark(&self, mark: &str) -> u32 {
        self.numbers[mark]
    }

    /// The token of a word, if it is known.
    pub(crate) fn word(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// The token of the `at`th number in a row of such tokens: `n`, `in`, `out`.
    pub(crate) fn number(&self, row: &str, at: usize) -> Option<u32> {
        self.numbers.get(&format!("<{row}{at}>")).copied()
    }
}
