//! Reading race-week notes by rules: who is meant, what is said of them, whether it is said at all.
//!
//! A note is untrusted text. Whatever it says, a claim is about an entered driver or the race, of a kind of the T-Box,
//! and its value within the kind's range; laws over several claims are the axioms' ([`Reading::vetoed`]).

pub(crate) mod judge;
pub(crate) mod judgement;
pub(crate) mod names;
mod nicknames;
mod place;
pub(crate) mod quantity;
pub(crate) mod race;
pub(crate) mod scope;
mod speed;
pub(crate) mod status;
pub(crate) mod text;

use axioms::claim::{Claim as Judged, Subject, Value, check};
use domain::evidence::ClaimValue;
use domain::ids::DriverId;
use domain::race::RaceCard;
use names::{Mention, Names};
use scope::Setting;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use text::Text;

/// Bytes of a note; a page of text has about 3,000.
pub const NOTE_BYTES_MAX: usize = 64 << 10;

/// A claim that a note makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadClaim {
    /// Kind, as in the ontology.
    pub kind: String,
    /// Driver; none for claims about the race.
    pub driver: Option<DriverId>,
    /// What is claimed.
    pub value: ClaimValue,
    /// How sure the reader is, 0..1.
    pub confidence: f64,
    /// Bytes of the note that say it: first, and one past the last.
    pub span: (usize, usize),
    /// Probability that the model gave to what the grammar forbids, 0..1; 0 for rules.
    pub masked: f64,
}

/// A claim that a law forbids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VetoedClaim {
    /// The claim.
    #[serde(flatten)]
    pub claim: ReadClaim,
    /// Name of the law.
    pub axiom: String,
}

/// What a note says of a race.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// Claims that break no law; often none.
    pub claims: Vec<ReadClaim>,
    /// Claims that do, each with the first law it breaks.
    pub vetoed: Vec<VetoedClaim>,
}

/// Why a note is not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The note is too long.
    #[error("the note has {bytes} bytes; at most {NOTE_BYTES_MAX} are allowed")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The model failed.
    #[error("{0}")]
    Model(#[from] crate::error::ModelError),
}

/// Takes claims from notes.
pub trait Reader: Send + Sync {
    /// Reads a note for one race.
    ///
    /// # Errors
    /// The note is too long, or the model failed.
    fn read(&self, note: &str, card: &RaceCard) -> Result<Reading, ReadError>;
}

/// The reader by rules alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules;

impl Reader for Rules {
    fn read(&self, note: &str, card: &RaceCard) -> Result<Reading, ReadError> {
        read(note, card)
    }
}

/// Reads a note for one race by rules.
///
/// # Errors
/// The note is longer than [`NOTE_BYTES_MAX`].
pub fn read(note: &str, card: &RaceCard) -> Result<Reading, ReadError> {
    if note.len() > NOTE_BYTES_MAX {
        return Err(ReadError::TooLong { bytes: note.len() });
    }
    let text = Text::new(note);
    let mentions = Names::new(card).mentions(&text);
    let page = Page { card, setting: Setting::new(card), groups: groups(&text, &mentions), text, mentions };
    let mut found = Vec::new();
    for (number, sentence) in page.text.sentences.iter().enumerate() {
        status::find(&page, number, sentence, &mut found);
        place::find(&page, number, sentence, &mut found);
        speed::find(&page, number, sentence, &mut found);
        race::find(&page, number, sentence, &mut found);
    }
    Ok(vetoed(judge::settle(&page, found), card))
}

/// A statement found in the note, whether it is meant or not.
#[derive(Clone, Debug)]
struct Found {
    kind: &'static str,
    /// Place of the entry in the card; none for the race.
    entry: Option<usize>,
    value: ClaimValue,
    sentence: usize,
    tokens: Range<usize>,
    scope: scope::Scope,
    confidence: f64,
    /// Of several judgements of one car the highest counts.
    weight: u8,
}

/// A note with all that is known of it before statements are looked for.
struct Page<'a> {
    card: &'a RaceCard,
    setting: Setting,
    text: Text,
    mentions: Vec<Mention>,
    /// Group of each mention: `A, B and C` is one.
    groups: Vec<usize>,
}

impl Page<'_> {
    /// The mentions of a range of tokens.
    fn mentions_in(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.mentions.partition_point(|mention| mention.range.start < range.start);
        let end = self.mentions.partition_point(|mention| mention.range.start < range.end);
        start..end
    }

    /// All that the mention's group means, and how sure the link is.
    fn group(&self, mention: usize) -> (Vec<usize>, f64) {
        let members = (0..self.mentions.len()).filter(|other| self.groups[*other] == self.groups[mention]);
        let mut entries = Vec::new();
        let mut confidence = 1.0f64;
        for member in members {
            confidence = confidence.min(self.mentions[member].confidence);
            for entry in &self.mentions[member].entries {
                if !entries.contains(entry) {
                    entries.push(*entry);
                }
            }
        }
        (entries, confidence)
    }

    /// Whom something at a place of a sentence is said of: a mention in its clause, in its sentence, or the topic so far.
    fn subject(&self, sentence: &Range<usize>, at: usize) -> Option<(Vec<usize>, f64)> {
        let clause = self.text.clause_of(sentence, at);
        let segment = self.text.segment_of(sentence, at);
        for range in [&clause, &segment, sentence] {
            let within = self.mentions_in(range);
            let before = within.clone().rev().find(|mention| self.mentions[*mention].range.start < at);
            // `Busch stood there while he ...`: the nearest before, else the nearest after.
            if let Some(mention) = before.or(within.clone().next()) {
                return Some(self.group(mention));
            }
        }
        let (entries, confidence) = self.topic(sentence)?;
        Some((entries, confidence * 0.85))
    }

    /// Who was spoken of before a sentence.
    fn topic(&self, sentence: &Range<usize>) -> Option<(Vec<usize>, f64)> {
        let number = self.text.sentences.iter().position(|known| known.start == sentence.start)?;
        self.text.sentences[..number].iter().rev().find_map(|earlier| {
            let within = self.mentions_in(earlier);
            within.clone().next().map(|first| self.group(first))
        })
    }

    fn found(&self, kind: &'static str, number: usize, tokens: Range<usize>, value: ClaimValue) -> Found {
        let sentence = &self.text.sentences[number];
        let scope = self.setting.scope(&self.text, sentence, tokens.start);
        let confidence = if scope.expected { 0.65 } else { 0.9 };
        Found { kind, entry: None, value, sentence: number, tokens, scope, confidence, weight: 1 }
    }
}

/// Numbers mentions that stand in one list alike.
fn groups(text: &Text, mentions: &[Mention]) -> Vec<usize> {
    const BETWEEN: &[&str] = &[
        ",",
        "and",
        "plus",
        "(",
        ")",
        "the",
        "of",
        "with",
        "aboard",
        "-",
        "/",
        "as",
        "well",
        "then",
        "&",
        "in",
        "no",
        "#",
        "\"",
        "driver",
        "teammate",
        "teammates",
        "both",
        "also",
        "his",
        "or",
    ];
    let mut groups: Vec<usize> = Vec::with_capacity(mentions.len());
    for (at, mention) in mentions.iter().enumerate() {
        let joined = at.checked_sub(1).is_some_and(|before| {
            let between = mentions[before].range.end..mention.range.start;
            let sentence =
                |token: usize| text.sentences.iter().position(|sentence| sentence.contains(&token));
            between.len() <= 4
                && between.clone().all(|token| BETWEEN.contains(&text.word(token)))
                && sentence(mentions[before].range.start) == sentence(mention.range.start)
        });
        let next = groups.last().map_or(0, |last: &usize| last + usize::from(!joined));
        groups.push(next);
    }
    groups
}

/// Parts claims by the laws they break.
pub(crate) fn vetoed(claims: Vec<ReadClaim>, card: &RaceCard) -> Reading {
    let judged: Vec<Judged<'_>> = claims
        .iter()
        .map(|claim| Judged {
            kind: &claim.kind,
            subject: claim.driver.map_or(Subject::Race, Subject::Entry),
            value: match &claim.value {
                ClaimValue::Truth(truth) => Value::Bool(*truth),
                ClaimValue::Whole(number) => Value::I64(*number),
                ClaimValue::Number(number) => Value::F64(*number),
                ClaimValue::Text(text) => Value::Text(text),
            },
        })
        .collect();
    let vetoes = check(&judged, card);
    let mut reading = Reading::default();
    for (at, claim) in claims.iter().enumerate() {
        let alone = check(&judged[at..=at], card);
        let together = vetoes.iter().find(|veto| {
            claim.kind == domain::evidence::claim::GRID
                && veto.rule == axioms::claim::GRID_UNIQUE
                && claim.driver.is_some_and(|driver| veto.drivers.contains(&driver))
        });
        match alone.first().or(together) {
            Some(veto) => {
                reading.vetoed.push(VetoedClaim { claim: claim.clone(), axiom: veto.rule.to_owned() });
            }
            None => reading.claims.push(claim.clone()),
        }
    }
    reading
}
