//! The small model as a reader: alone, or beside the rules.

use crate::config::Config;
use crate::error::{CheckpointError, ModelError};
use crate::form::{Encoded, Form, Piece, Slot, Words, encode, forms};
use crate::gguf::Gguf;
use crate::grammar::score;
use crate::net::{Attention, Batch, Net, Weights};
use crate::reading::{NOTE_BYTES_MAX, ReadClaim, ReadError, Reader, Reading, read, vetoed};
use crate::tokenizer::vocabulary::{MODEL, TOKENS};
use crate::training::{CAUSAL, WORDS};
use candle_core::{DType, Device};
use domain::evidence::ClaimValue;
use domain::race::RaceCard;
use ontology::Ontology;
use std::collections::BTreeMap;
use std::io::Cursor;

/// The small model.
pub struct Small {
    net: Net,
    words: Words,
}

/// What the model says of one slot.
#[derive(Clone, Debug)]
struct Answered {
    kind: usize,
    subject: Option<usize>,
    /// Each value that the grammar allows, none included, with its token and probability; the likeliest first.
    values: Vec<(Option<ClaimValue>, u32, f64)>,
    hint: Option<ClaimValue>,
    masked: f64,
}

impl Answered {
    fn probability(&self, value: &Option<ClaimValue>) -> Option<f64> {
        self.values.iter().find(|(known, _, _)| known == value).map(|(_, _, probability)| *probability)
    }
}

impl Small {
    /// The model in the bytes of a GGUF file that `train` wrote.
    ///
    /// # Errors
    /// Names the tensor or key that is missing or wrong.
    pub fn open(bytes: &[u8]) -> Result<Small, CheckpointError> {
        let mut file = Gguf::open(Cursor::new(bytes))?;
        let config = Config::from_gguf(&mut file)?;
        let kind = file.string(MODEL, 64)?;
        if kind != WORDS || file.metadata().truth(CAUSAL)? != Some(false) {
            return Err(CheckpointError::key(
                MODEL,
                format!("`{kind}`: not a model that `kernel train` made"),
            ));
        }
        let mut tensors = BTreeMap::new();
        for (name, shape) in config.tensors() {
            let tensor = file.tensor(&name)?;
            if tensor.shape().dims() != shape {
                let problem = format!("shape {:?}, expected {shape:?}", tensor.shape().dims());
                return Err(CheckpointError::tensor(name, problem));
            }
            let full = tensor.dequantize(&Device::Cpu).and_then(|full| full.to_dtype(DType::F32));
            tensors.insert(name.clone(), full.map_err(|error| CheckpointError::tensor(name, error))?);
        }
        let texts = file.strings(TOKENS, Some(config.vocabulary))?;
        let words = Words::from_texts(Ontology::builtin(), texts)
            .map_err(|error| CheckpointError::key(TOKENS, error))?;
        let net = Net::new(config, Weights::fixed(tensors), None)
            .map_err(|error| CheckpointError::tensor("all", error))?;
        Ok(Small { net, words })
    }

    /// Numbers of the network.
    pub fn parameters(&self) -> u64 {
        self.net.config().parameters()
    }

    /// Words of the vocabulary.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The first law that the claims of a text break, among those of the ontology; none where all are kept.
    ///
    /// # Errors
    /// The text is too long, or the arithmetic fails.
    pub fn law(&self, text: &str, card: &RaceCard) -> Result<Option<String>, ModelError> {
        let encoded = encode(text, card, &self.words);
        let forms = forms(&encoded, card, &self.words, None)
            .ok_or_else(|| ModelError::Grammar("the text is too long for the small model".to_owned()))?;
        // A verdict is asked of the first driver, else of the race.
        let form = forms.get(1).or(forms.first()).cloned();
        let form = form.ok_or(ModelError::NoTokens)?;
        let verdict: Vec<Slot> = form.slots.iter().filter(|slot| slot.kind.is_none()).cloned().collect();
        let rows = self.rows(&[Form { slots: verdict.clone(), ..form }])?;
        let (Some(row), Some(slot)) = (rows.first(), verdict.first()) else {
            return Err(ModelError::NoTokens);
        };
        let tokens: Vec<u32> = slot.allowed.iter().map(|(token, _)| *token).collect();
        let scored = score(row, &tokens)?;
        let best =
            (0..tokens.len()).max_by(|one, other| scored.logits[*one].total_cmp(&scored.logits[*other]));
        Ok(best.and_then(|best| match &slot.allowed[best].1 {
            Some(ClaimValue::Text(law)) => Some(law.clone()),
            _ => None,
        }))
    }

    /// Logits of every slot of the forms, in order.
    fn rows(&self, forms: &[Form]) -> Result<Vec<Vec<f32>>, ModelError> {
        let sequences: Vec<&[u32]> = forms.iter().map(|form| form.tokens.as_slice()).collect();
        let batch = Batch::new(&sequences, self.words.mark("<pad>"), Attention::Whole, DType::F32)?;
        let places: Vec<u32> = forms
            .iter()
            .enumerate()
            .flat_map(|(number, form)| form.slots.iter().map(move |slot| (number, slot.at)))
            .map(|(number, at)| Net::place(&batch, number, at))
            .collect();
        Ok(self.net.logits(&batch, &places)?.to_vec2()?)
    }

    /// What the model says of every slot of a note, or none where the note is too long for it.
    fn answers(
        &self,
        encoded: &Encoded,
        card: &RaceCard,
        hints: Option<&Reading>,
    ) -> Result<Option<Vec<Answered>>, ModelError> {
        let Some(mut forms) = forms(encoded, card, &self.words, hints) else { return Ok(None) };
        for form in &mut forms {
            form.slots.retain(|slot| slot.kind.is_some());
        }
        let mut rows = self.rows(&forms)?.into_iter();
        let mut answers = Vec::new();
        for form in &forms {
            for slot in &form.slots {
                let (Some(row), Some(kind)) = (rows.next(), slot.kind) else {
                    return Err(ModelError::NoTokens);
                };
                answers.push(answered(&row, slot, kind, form.subject)?);
            }
        }
        Ok(Some(answers))
    }

    fn claim(
        &self,
        note: &str,
        encoded: &Encoded,
        card: &RaceCard,
        answer: &Answered,
        value: &Option<ClaimValue>,
    ) -> Option<ReadClaim> {
        let (_, token, probability) = answer.values.iter().find(|(known, _, _)| known == value)?;
        Some(ReadClaim {
            kind: Ontology::builtin().claims()[answer.kind].kind.clone(),
            driver: answer.subject.map(|entry| card.entries[entry].driver),
            value: value.clone()?,
            confidence: hundredths(*probability),
            span: span(note, encoded, answer.subject, *token, &self.words),
            masked: answer.masked,
        })
    }
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// Probabilities of the values of a slot; tokens that say the same are one value.
fn answered(row: &[f32], slot: &Slot, kind: usize, subject: Option<usize>) -> Result<Answered, ModelError> {
    let tokens: Vec<u32> = slot.allowed.iter().map(|(token, _)| *token).collect();
    let scored = score(row, &tokens)?;
    let mut values: Vec<(Option<ClaimValue>, u32, f64)> = Vec::new();
    for ((token, value), probability) in slot.allowed.iter().zip(&scored.probabilities) {
        match values.iter_mut().find(|(known, _, _)| known == value) {
            Some(known) => known.2 += probability,
            None => values.push((value.clone(), *token, *probability)),
        }
    }
    values.sort_by(|one, other| other.2.total_cmp(&one.2));
    Ok(Answered { kind, subject, values, hint: slot.hint.clone(), masked: scored.masked })
}

/// Where the note says it: the number, else the last sentence about the driver.
fn span(note: &str, encoded: &Encoded, subject: Option<usize>, token: u32, words: &Words) -> (usize, usize) {
    let number = (0..crate::form::NUMBERS)
        .find(|at| ["n", "in", "out"].iter().any(|row| words.number(row, *at) == Some(token)))
        .and_then(|at| words.number("n", at));
    let shown = number
        .and_then(|number| encoded.pieces.iter().rev().find(|(piece, _)| *piece == Piece::Token(number)));
    match shown {
        Some((_, bytes)) => (bytes.start, bytes.end),
        None => encoded.said_of(note, subject),
    }
}

impl Reader for Small {
    fn read(&self, note: &str, card: &RaceCard) -> Result<Reading, ReadError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(ReadError::TooLong { bytes: note.len() });
        }
        let encoded = encode(note, card, &self.words);
        let answers = self.answers(&encoded, card, None)?.unwrap_or_default();
        let claims = answers
            .iter()
            .filter_map(|answer| self.claim(note, &encoded, card, answer, &answer.values.first()?.0))
            .collect();
        Ok(vetoed(claims, card))
    }
}

/// Rules and small model together: each slot of the model's form shows what the rules found, and where the two differ the model
/// needs a margin.
pub struct Together<'m> {
    small: &'m Small,
    margins: Margins,
}

/// Probabilities that the model needs against the rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// To claim what the rules did not find.
    pub add: f64,
    /// To drop what they found.
    pub drop: f64,
    /// To claim another value.
    pub change: f64,
}

impl Default for Margins {
    fn default() -> Margins {
        Margins { add: 0.8, drop: 0.8, change: 0.8 }
    }
}

impl<'m> Together<'m> {
    /// The two together.
    pub fn new(small: &'m Small, margins: Margins) -> Together<'m> {
        Together { small, margins }
    }

    /// What a slot ends up with; none is no claim.
    fn settled(&self, answer: &Answered) -> Option<Option<ClaimValue>> {
        let (best, _, probability) = answer.values.first()?;
        let needed = match (&answer.hint, best) {
            (hint, best) if hint == best => return Some(best.clone()),
            (None, _) => self.margins.add,
            (Some(_), None) => self.margins.drop,
            (Some(_), Some(_)) => self.margins.change,
        };
        Some(if *probability >= needed { best.clone() } else { answer.hint.clone() })
    }
}

impl Reader for Together<'_> {
    fn read(&self, note: &str, card: &RaceCard) -> Result<Reading, ReadError> {
        let rules = read(note, card)?;
        let encoded = encode(note, card, &self.small.words);
        let Some(answers) = self.small.answers(&encoded, card, Some(&rules))? else { return Ok(rules) };
        let mut found: Vec<ReadClaim> =
            rules.claims.iter().chain(rules.vetoed.iter().map(|vetoed| &vetoed.claim)).cloned().collect();
        for answer in &answers {
            // A value that no token of the slot spells stays the rules' own.
            if answer.hint.is_some() && answer.probability(&answer.hint).is_none() {
                continue;
            }
            let kind = &Ontology::builtin().claims()[answer.kind].kind;
            let driver = answer.subject.map(|entry| card.entries[entry].driver);
            let Some(settled) = self.settled(answer) else { continue };
            let claim = self.small.claim(note, &encoded, card, answer, &settled);
            let known = found.iter_mut().position(|known| known.kind == *kind && known.driver == driver);
            match (known, claim) {
                (Some(at), Some(claim)) if found[at].value == claim.value => {
                    let rule = found[at].confidence;
                    found[at].confidence = hundredths((rule + claim.confidence) / 2.0);
                    found[at].masked = claim.masked;
                }
                (Some(at), Some(claim)) => found[at] = claim,
                (Some(at), None) => {
                    found.remove(at);
                }
                (None, Some(claim)) => found.push(claim),
                (None, None) => {}
            }
        }
        Ok(vetoed(found, card))
    }
}
