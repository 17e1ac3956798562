//! A language model as a reader: it goes on from a prompt with claims, and the grammar of the T-Box leaves it no other words.

use crate::chat::{Message, Role, tokens};
use crate::checkpoint::Checkpoint;
use crate::error::{CheckpointError, ModelError};
use crate::form::{Encoded, SUBJECTS_MAX, Words, encode};
use crate::grammar::{Constrained, Grammar, InText, decode};
use crate::llama::{Llama, Precision};
use crate::reading::{NOTE_BYTES_MAX, ReadClaim, ReadError, Reader, Reading, vetoed};
use crate::sampling::{Sampler, Sampling};
use crate::session::Session;
use crate::tokenizer::{Tokenizer, Vocabulary};
use domain::evidence::ClaimValue;
use domain::race::RaceCard;
use ontology::{ClaimKind, Kind, Ontology};
use std::path::Path;

/// Claims of one note at most.
const CLAIMS_MAX: usize = 12;
/// Tokens of one claim at most, which the session has room for.
const CLAIM_TOKENS: usize = 48;

/// A language model with its tokenizer.
pub struct Language {
    model: Llama,
    tokenizer: Tokenizer,
    vocabulary: Vocabulary,
    stop: u32,
    words: Words,
}

impl Language {
    /// Reads a checkpoint: a GGUF file, or a folder with safetensors.
    ///
    /// # Errors
    /// Names the tensor or key that is missing or wrong.
    pub fn open(path: &Path) -> Result<Language, CheckpointError> {
        let mut checkpoint = Checkpoint::open(path)?;
        let vocabulary = checkpoint.vocabulary().clone();
        let tokenizer = Tokenizer::new(&vocabulary)?;
        let stop = vocabulary.end.ok_or_else(|| {
            CheckpointError::key("tokenizer.ggml.eos_token_id", "missing: nothing could end a list of claims")
        })?;
        let model = Llama::load(&mut checkpoint, Precision::Fast)?;
        Ok(Language { model, tokenizer, vocabulary, stop, words: Words::new(Ontology::builtin(), []) })
    }

    fn claims(&self, note: &str, card: &RaceCard, encoded: &Encoded) -> Result<Vec<Constrained>, ModelError> {
        let subjects = encoded.entries.iter().take(SUBJECTS_MAX);
        // Nobody can be named whom the note does not name.
        let named =
            RaceCard { entries: subjects.map(|at| card.entries[*at].clone()).collect(), ..card.clone() };
        let spelling = InText::new(&self.tokenizer, self.stop)?;
        let grammar = Grammar::compile(Ontology::builtin(), &named, &spelling, Some(&numbers(encoded)))?;
        let prompt = tokens(&self.vocabulary, &self.tokenizer, &messages(note, &named))?;
        let capacity = prompt.len() + CLAIMS_MAX * CLAIM_TOKENS;
        let mut session = Session::new(&self.model, capacity)?;
        let mut next = |token: Option<u32>| match token {
            Some(token) => session.feed(&[token]),
            None => session.feed(&prompt),
        };
        decode(&grammar, &mut next, &mut Sampler::new(Sampling::Greedy, 0)?, CLAIMS_MAX)
    }
}

/// The numbers that claims may hold: those of the note, places of its rows, and the first two, which have words of their own.
fn numbers(encoded: &Encoded) -> Vec<f64> {
    let mut numbers = vec![1.0, 2.0];
    for number in &encoded.numbers {
        numbers.push(number.value);
        if !number.chance && (1.0..=30.0).contains(&number.value) {
            numbers.extend([2.0 * number.value - 1.0, 2.0 * number.value]);
        }
    }
    numbers
}

/// What the model is asked.
fn messages(note: &str, card: &RaceCard) -> [Message; 2] {
    let kinds: Vec<String> = Ontology::builtin().claims().iter().map(line).collect();
    let system = format!(
        "You take claims from notes about one NASCAR race. Write one claim a line: kind|driver|value; race for the driver where \
         a claim is about the race. Take only what the note states as fact of this race: no rumour, no denial, nothing of other \
         races. Write nothing where there is nothing. The kinds:\n{}",
        kinds.join("\n")
    );
    let drivers: Vec<&str> = card.entries.iter().map(|entry| entry.driver_name.as_str()).collect();
    let user = format!("Drivers: {}\nNote: {note}", drivers.join(", "));
    [Message { role: Role::System, content: system }, Message { role: Role::User, content: user }]
}

fn line(kind: &ClaimKind) -> String {
    let value = match kind.value {
        Kind::Bool => "true or false",
        Kind::I64 => "a whole number",
        _ => "a number",
    };
    format!("{}: {} ({value})", kind.kind, kind.doc)
}

impl Reader for Language {
    fn read(&self, note: &str, card: &RaceCard) -> Result<Reading, ReadError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(ReadError::TooLong { bytes: note.len() });
        }
        let encoded = encode(note, card, &self.words);
        let mut claims: Vec<ReadClaim> = Vec::new();
        for made in self.claims(note, card, &encoded)? {
            let said = made.said;
            // Of two values of one kind the first is kept, as a false one often follows.
            if claims.iter().any(|claim| claim.kind == said.kind && claim.driver == said.driver) {
                continue;
            }
            let subject = card.entries.iter().position(|entry| Some(entry.driver) == said.driver);
            claims.push(ReadClaim {
                kind: said.kind,
                driver: said.driver,
                span: encoded.said_of(note, subject),
                confidence: made.confidence,
                masked: made.masked,
                value: match said.value {
                    ClaimValue::Number(number) => ClaimValue::Number((number * 1e6).round() / 1e6),
                    value => value,
                },
            });
        }
        Ok(vetoed(claims, card))
    }
}
