//! Training data made from the T-Box, the axioms and invented races, in three phases.
//!
//! *Logic*: a few claims, and the first law that they break. *Ontology*: what the T-Box says of a kind, filled in for a driver.
//! *Narrative*: notes as people write them, with hedges, denials, corrections, other races and nothing to claim. A lesson is a
//! function of seed and number; names, tracks and places of the narrative carry no claim by themselves.

mod field;
mod narrative;
mod phrases;
mod random;
mod rules;
mod turns;
mod writer;

pub(crate) use random::Random;

use domain::evidence::ClaimValue;
use domain::race::RaceCard;
use phrases::Phrases;
use sha2::{Digest, Sha256};

/// What a lesson teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Laws over claims.
    Logic,
    /// What kinds of claim mean.
    Ontology,
    /// Race-week notes.
    Narrative,
}

/// Which phrases a lesson is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Those for training: four fifths of each section.
    Train,
    /// The other fifth alone, for what is said of the drivers and how.
    Withheld,
}

/// A claim that a lesson's note makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Gold {
    /// Kind, as in the ontology.
    pub kind: String,
    /// The driver's place in the card; none for the race.
    pub entry: Option<usize>,
    /// What is claimed.
    pub value: ClaimValue,
}

/// A note with what it claims.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// What it teaches.
    pub phase: Phase,
    /// The note.
    pub note: String,
    /// The race it is read for.
    pub card: RaceCard,
    /// What it claims; in the phase of logic nothing is asked.
    pub claims: Vec<Gold>,
    /// The first law that its claims break, or none; asked in the phases of logic and ontology alone.
    pub law: Option<Option<String>>,
}

/// Makes lessons.
pub struct Lessons {
    phrases: Phrases,
    split: Split,
}

impl Lessons {
    /// Lessons of one split.
    pub fn new(split: Split) -> Lessons {
        Lessons { phrases: Phrases::builtin(), split }
    }

    /// The lesson of a number.
    pub fn lesson(&self, phase: Phase, seed: u64, number: u64) -> Lesson {
        let mut random = Random::new(seed ^ ((phase as u64 + 1) << 56), number);
        match phase {
            Phase::Logic => rules::logic(&mut random),
            Phase::Ontology => rules::ontology(&mut random),
            Phase::Narrative => narrative::note(&self.phrases, self.split, &mut random),
        }
    }

    /// SHA-256 of the phrases, in hexadecimal.
    pub fn digest() -> String {
        sha256(phrases::TEXT.as_bytes())
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
