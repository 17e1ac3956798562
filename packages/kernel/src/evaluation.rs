//! How well readers read: claims right, given and wanted, by kind, as `score.py` of the shared notes counts them.

use crate::lessons::{Lesson, Lessons, Phase, Random, Split};
use crate::reading::{ReadError, Reader};
use domain::evidence::ClaimValue;
use serde::Serialize;
use std::collections::BTreeMap;

/// Claims counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// Given and right.
    pub right: usize,
    /// Given.
    pub given: usize,
    /// In the gold.
    pub gold: usize,
}

impl Count {
    /// F1, 0..1.
    pub fn f1(&self) -> f64 {
        if self.given + self.gold == 0 {
            0.0
        } else {
            2.0 * self.right as f64 / (self.given + self.gold) as f64
        }
    }

    fn add(&mut self, other: Count) {
        self.right += other.right;
        self.given += other.given;
        self.gold += other.gold;
    }
}

/// The score of a reader on notes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// Notes read.
    pub notes: usize,
    /// All claims.
    pub all: Count,
    /// Claims by kind.
    pub kinds: BTreeMap<String, Count>,
    /// Notes without gold claims.
    pub silent: usize,
    /// Those answered with none.
    pub quiet: usize,
    /// Counts of each note, for comparisons in pairs.
    #[serde(skip)]
    pub each: Vec<Count>,
}

/// Notes of a split with their gold claims: names, tracks and, where withheld, phrasings that no training note has.
pub fn generated(split: Split, count: usize, seed: u64) -> Vec<Lesson> {
    let lessons = Lessons::new(split);
    (0..count as u64).map(|number| lessons.lesson(Phase::Narrative, seed, number)).collect()
}

/// Reads notes and counts.
///
/// # Errors
/// The reader fails.
pub fn evaluate(reader: &dyn Reader, lessons: &[Lesson]) -> Result<Score, ReadError> {
    let mut score = Score { notes: lessons.len(), ..Score::default() };
    for lesson in lessons {
        let reading = reader.read(&lesson.note, &lesson.card)?;
        let mut note = Count::default();
        let mut count = |kind: &str, counted: Count| {
            score.kinds.entry(kind.to_owned()).or_default().add(counted);
            note.add(counted);
        };
        for gold in &lesson.claims {
            let driver = gold.entry.map(|entry| lesson.card.entries[entry].driver);
            let right = reading.claims.iter().any(|claim| {
                claim.kind == gold.kind
                    && claim.driver == driver
                    && near(&claim.kind, &claim.value, &gold.value)
            });
            count(&gold.kind, Count { right: usize::from(right), given: 0, gold: 1 });
        }
        for claim in &reading.claims {
            count(&claim.kind, Count { right: 0, given: 1, gold: 0 });
        }
        score.all.add(note);
        score.each.push(note);
        if lesson.claims.is_empty() {
            score.silent += 1;
            score.quiet += usize::from(reading.claims.is_empty());
        }
    }
    Ok(score)
}

/// Whether a value counts as the gold one: a level of pace and a twentieth of rain may be missed.
fn near(kind: &str, value: &ClaimValue, gold: &ClaimValue) -> bool {
    match (value, gold) {
        (ClaimValue::Number(value), ClaimValue::Number(gold)) => {
            let tolerance = if kind == "pace" { 0.3 } else { 0.05 };
            (value - gold).abs() <= tolerance + 1e-9
        }
        (value, gold) => value == gold,
    }
}

/// Share of `draws` resamplings of the notes in which the first reader's F1 is not above the second's: a paired bootstrap. Both
/// counts are by note, in one order; 1 where there are no notes.
pub fn bootstrap(one: &[Count], other: &[Count], draws: usize, seed: u64) -> f64 {
    let notes = one.len().min(other.len());
    if notes == 0 || draws == 0 {
        return 1.0;
    }
    let not_above = (0..draws as u64).filter(|draw| {
        let mut random = Random::new(seed, *draw);
        let (mut first, mut second) = (Count::default(), Count::default());
        for _ in 0..notes {
            let at = random.below(notes);
            first.add(one[at]);
            second.add(other[at]);
        }
        first.f1() <= second.f1()
    });
    not_above.count() as f64 / draws as f64
}
