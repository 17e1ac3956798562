//! How well the readers read notes with gold claims.

use super::lines::{NoteLine, notes_in};
use super::read::{NoteProblem, NotesRequest, cards, placed};
use super::readers::{OpenReader, ReaderChoice, ReaderKind};
use super::score::{Score, Scored, counts, once, score};
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use domain::race::RaceCard;
use kernel::evaluation::{Count, bootstrap, generated};
use kernel::lessons::Split;
use kernel::reading::Reader;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Most notes that are generated for one evaluation.
const GENERATED_MAX: u32 = 100_000;
/// Seed of generated notes, other than those of training.
const SEED: u64 = 77;
/// Resamplings of a comparison of two readers.
const DRAWS: usize = 1_000;

/// Notes with gold claims, and who is to read them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvalRequest {
    /// A file of notes with their gold claims: one object a line, `{"id", "race", "text", "claims"}`.
    pub gold: Vec<u8>,
    /// Leave out claims of a lower confidence, 0..1.
    pub least: f64,
    /// The small model to judge beside the rules: a file that `kernel train` wrote.
    pub small: Option<PathBuf>,
    /// The language model to judge: a GGUF file, or a folder with safetensors.
    pub language: Option<PathBuf>,
}

/// How well each reader reads them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvalAnswer {
    /// Mark of the graph's state that was read; absent for generated notes, which have races of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A row for each reader, the rules first.
    pub rows: Vec<EvalRow>,
    /// Notes that could not be read, which count as answered with nothing: reader, id and reason.
    pub unread: Vec<(String, String, String)>,
}

/// How well a reader reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvalRow {
    /// The reader.
    pub reader: String,
    /// Its score.
    pub score: Score,
    /// Share of 1,000 resamplings of the notes in which its F1 is not above that of the rules, 0..1; absent for the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_above_rules: Option<f64>,
}

/// A note with its gold claims.
struct Case<'a> {
    id: String,
    text: &'a str,
    card: Result<&'a RaceCard, NoteProblem>,
    gold: Vec<Scored>,
}

impl Engine {
    /// Scores the readers on notes with gold claims: the rules, and those whose models are given.
    ///
    /// # Errors
    /// As [`Engine::read_notes`], a file without notes, or a file that is no such model.
    pub fn eval_notes(&self, request: &EvalRequest, progress: &Progress) -> Result<EvalAnswer, EngineError> {
        let mut gold = gold_of(&request.gold);
        if gold.is_empty() {
            return Err(EngineError::BadValue {
                field: "gold".to_owned(),
                value: format!("{} bytes", request.gold.len()),
                expected: "a file of notes with their claims, one JSON object a line".to_owned(),
            });
        }
        let notes: Vec<NoteLine> =
            notes_in(&request.gold).into_iter().filter(|line| matches!(line, NoteLine::Note(_))).collect();
        let asked = NotesRequest { notes, ..NotesRequest::default() };
        let now = self.clock.now();
        let (state, cards) = self.read(|view| Ok((mark(view), cards(view, &asked, now)?)))?;
        let mut cases = Vec::new();
        for line in &asked.notes {
            let NoteLine::Note(note) = line else { continue };
            // A note that stands twice counts once.
            if let Some(gold) = gold.remove(&note.id) {
                let card = placed(line, None, &cards).map(|(_, card)| card);
                cases.push(Case { id: note.id.clone(), text: &note.text, card, gold });
            }
        }
        let answer = evaluate(request, &cases, progress)?;
        Ok(EvalAnswer { state: Some(state), ..answer })
    }

    /// Scores the readers on `count` generated notes, whose phrasings, names and tracks no note of the training has.
    ///
    /// # Errors
    /// No notes or too many are asked for, or a file is no such model.
    pub fn eval_generated(
        count: u32,
        request: &EvalRequest,
        progress: &Progress,
    ) -> Result<EvalAnswer, EngineError> {
        if !(1..=GENERATED_MAX).contains(&count) {
            return Err(EngineError::BadValue {
                field: "generated".to_owned(),
                value: count.to_string(),
                expected: format!("1 to {GENERATED_MAX}"),
            });
        }
        let lessons = generated(Split::Withheld, count as usize, SEED);
        let cases: Vec<Case<'_>> = (1..)
            .zip(&lessons)
            .map(|(number, lesson)| {
                let name = |entry: usize| &lesson.card.entries[entry].driver_name;
                let gold = lesson.claims.iter().map(|gold| {
                    let driver = gold.entry.map(name);
                    Scored::of(&json!({"kind": gold.kind, "driver": driver, "value": gold.value}))
                });
                let gold = once(gold);
                Case { id: format!("generated {number}"), text: &lesson.note, card: Ok(&lesson.card), gold }
            })
            .collect();
        evaluate(request, &cases, progress)
    }
}

/// Lets every reader read all notes.
fn evaluate(
    request: &EvalRequest,
    cases: &[Case<'_>],
    progress: &Progress,
) -> Result<EvalAnswer, EngineError> {
    let mut kinds = vec![ReaderKind::Rules];
    if request.small.is_some() {
        kinds.extend([ReaderKind::Small, ReaderKind::RulesAndSmall]);
    }
    if request.language.is_some() {
        kinds.push(ReaderKind::Language);
    }
    let mut answer = EvalAnswer { state: None, rows: Vec::new(), unread: Vec::new() };
    let mut of_rules: Vec<Count> = Vec::new();
    for kind in kinds {
        let (small, language) = (request.small.clone(), request.language.clone());
        let reader = OpenReader::open(&ReaderChoice { kind, small, language })?;
        progress.begin(kind.name(), cases.len() as u64);
        let given = (cases.par_iter())
            .map(|case| {
                progress.check()?;
                let claims = read(&reader, case, request.least);
                progress.advance(1);
                Ok(claims)
            })
            .collect::<Result<Vec<_>, EngineError>>()?;
        progress.end();
        let mut notes = Vec::with_capacity(cases.len());
        for (case, given) in cases.iter().zip(given) {
            let given = given.unwrap_or_else(|problem| {
                answer.unread.push((kind.name().to_owned(), case.id.clone(), problem.detail));
                Vec::new()
            });
            notes.push((case.gold.clone(), given));
        }
        let each = counts(&notes);
        let not_above_rules = (kind != ReaderKind::Rules).then(|| bootstrap(&each, &of_rules, DRAWS, SEED));
        if kind == ReaderKind::Rules {
            of_rules = each;
        }
        answer.rows.push(EvalRow { reader: kind.name().to_owned(), score: score(&notes), not_above_rules });
    }
    Ok(answer)
}

/// The claims of a note that are sure enough.
fn read(reader: &OpenReader, case: &Case<'_>, least: f64) -> Result<Vec<Scored>, NoteProblem> {
    let card = case.card.as_ref().map_err(NoteProblem::clone)?;
    let reading = reader.read(case.text, card).map_err(|error| NoteProblem::of(&error.into()))?;
    let sure = reading.claims.iter().filter(|claim| claim.confidence >= least);
    let claims = sure.map(|claim| {
        let entry = card.entries.iter().find(|entry| Some(entry.driver) == claim.driver);
        let driver = entry.map(|entry| &entry.driver_name);
        Scored::of(&json!({"kind": claim.kind, "driver": driver, "value": claim.value}))
    });
    Ok(once(claims))
}

/// The gold claims of each note.
fn gold_of(bytes: &[u8]) -> BTreeMap<String, Vec<Scored>> {
    let mut gold = BTreeMap::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(value) = serde_json::from_slice::<Value>(line.trim_ascii()) else { continue };
        let id = match &value["id"] {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => continue,
        };
        let claims = value["claims"].as_array().map(Vec::as_slice).unwrap_or_default();
        gold.insert(id, once(claims.iter().map(Scored::of)));
    }
    gold
}
