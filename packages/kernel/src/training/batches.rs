//! Lessons as sequences of tokens with answers.

use super::TrainOptions;
use super::loss::Answer;
use crate::form::{Words, encode, forms};
use crate::lessons::{Lesson, Lessons, Phase, Random, Split};
use crate::reading::read;
use domain::evidence::ClaimValue;
use ontology::Ontology;
use std::collections::BTreeMap;

/// Tokens of a form that is learnt from; longer ones are left out.
const LENGTH_MAX: usize = 150;
/// Forms of one note that are learnt from.
const FORMS_MAX: usize = 3;
/// Steps whose forms are sorted by length together, lest short ones be padded to long ones.
pub(super) const GROUP: u64 = 4;
/// Notes a word must stand in.
const VOCABULARY_LEAST: usize = 3;

/// A sequence and the answers after some of its tokens.
#[derive(Clone, Debug)]
pub struct Example {
    /// The sequence.
    pub tokens: Vec<u32>,
    /// After which token, and what.
    pub answers: Vec<(usize, Answer)>,
}

/// The forms of a lesson with their answers, at most `most`; those with claims come first. With `hints` each slot shows what the
/// rules found.
pub fn examples(lesson: &Lesson, words: &Words, hints: bool, most: usize) -> Vec<Example> {
    let encoded = encode(&lesson.note, &lesson.card, words);
    let reading = if hints { read(&lesson.note, &lesson.card).ok() } else { None };
    let Some(mut forms) = forms(&encoded, &lesson.card, words, reading.as_ref()) else { return Vec::new() };
    let kinds = Ontology::builtin().claims();
    forms.sort_by_key(|form| lesson.claims.iter().all(|gold| gold.entry != form.subject));
    let mut examples = Vec::new();
    for form in forms.into_iter().filter(|form| form.tokens.len() <= LENGTH_MAX).take(most) {
        let mut answers = Vec::new();
        for slot in &form.slots {
            let allowed: Vec<u32> = slot.allowed.iter().map(|(token, _)| *token).collect();
            let wanted: Option<ClaimValue> = match (slot.kind, &lesson.law) {
                (None, None) => continue,
                (None, Some(law)) => law.clone().map(ClaimValue::Text),
                (Some(_), _) if lesson.phase == Phase::Logic => continue,
                (Some(kind), _) => lesson
                    .claims
                    .iter()
                    .find(|gold| gold.kind == kinds[kind].kind && gold.entry == form.subject)
                    .map(|gold| gold.value.clone()),
            };
            let right: Vec<u32> =
                slot.allowed.iter().filter(|(_, value)| *value == wanted).map(|(token, _)| *token).collect();
            if !right.is_empty() {
                answers.push((slot.at, Answer { right, allowed }));
            }
        }
        if !answers.is_empty() {
            examples.push(Example { tokens: form.tokens, answers });
        }
    }
    examples
}

/// The lessons of a run, step by step.
pub(super) struct Course {
    lessons: Lessons,
    seed: u64,
    steps: u64,
    batch: usize,
    vocabulary_notes: u64,
}

impl Course {
    pub fn new(options: &TrainOptions) -> Course {
        let TrainOptions { seed, steps, batch, vocabulary_notes, .. } = *options;
        Course { lessons: Lessons::new(Split::Train), seed, steps, batch, vocabulary_notes }
    }

    /// The words of the lessons, most of which are fixed tokens' worth.
    pub fn words(&self) -> Words {
        let fixed = Words::new(Ontology::builtin(), []);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for number in 0..self.vocabulary_notes {
            let phase = match number % 10 {
                0 => Phase::Logic,
                1 => Phase::Ontology,
                _ => Phase::Narrative,
            };
            let lesson = self.lessons.lesson(phase, self.seed, number);
            let mut unknown = encode(&lesson.note, &lesson.card, &fixed).unknown;
            unknown.sort_unstable();
            unknown.dedup();
            for word in unknown {
                *counts.entry(word).or_default() += 1;
            }
        }
        let kept = counts.into_iter().filter(|(_, count)| *count >= VOCABULARY_LEAST).map(|(word, _)| word);
        Words::new(Ontology::builtin(), kept)
    }

    /// The phase of a lesson: logic and ontology first, later one in ten of each.
    fn phase(&self, step: u64, random: &mut Random) -> Phase {
        let part = step as f64 / self.steps as f64;
        let (logic, ontology) = match part {
            part if part < 0.05 => (0.8, 0.1),
            part if part < 0.10 => (0.2, 0.6),
            _ => (0.08, 0.04),
        };
        match random.chance(logic) {
            true => Phase::Logic,
            false if random.chance(ontology / (1.0 - logic)) => Phase::Ontology,
            false => Phase::Narrative,
        }
    }

    /// The examples of the steps of a group.
    pub fn group(&self, group: u64, words: &Words) -> Vec<Vec<Example>> {
        let all = self.batch * GROUP as usize;
        let mut examples = Vec::with_capacity(all);
        let mut number = group * 4_096;
        while examples.len() < all {
            number += 1;
            let mut random = Random::new(self.seed ^ 0x5eed, number);
            let phase = self.phase(group * GROUP, &mut random);
            let lesson = self.lessons.lesson(phase, self.seed, number);
            let hints = random.chance(0.6);
            for mut example in self::examples(&lesson, words, hints, FORMS_MAX) {
                forget(&mut example, words, &mut random);
                examples.push(example);
            }
        }
        examples.truncate(all);
        examples.sort_by_key(|example| example.tokens.len());
        let mut steps: Vec<Vec<Example>> = examples.chunks(self.batch).map(<[Example]>::to_vec).collect();
        // Short and long ones take turns.
        let turn = group as usize % steps.len();
        steps.rotate_left(turn);
        steps
    }
}

/// Takes some words away, as other notes will have words that no lesson has.
fn forget(example: &mut Example, words: &Words, random: &mut Random) {
    let share = if random.chance(0.4) { 0.05 + 0.4 * random.below(100) as f64 / 100.0 } else { 0.04 };
    let fixed = Words::fixed_len() as u32;
    let unknown = words.mark("<unk>");
    for token in example.tokens.iter_mut().filter(|token| **token >= fixed) {
        if random.chance(share) {
            *token = unknown;
        }
    }
}
