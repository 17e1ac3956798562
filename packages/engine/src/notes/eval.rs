//! How well notes with gold claims are read.

use super::lines::{NoteLine, notes_in};
use super::read::NotesRequest;
use super::score::{Score, Scored, once, score};
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Notes with gold claims.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct EvalRequest {
    /// A file of notes with their gold claims: one object a line, `{"id", "race", "text", "claims"}`.
    #[serde(skip)]
    pub gold: Vec<u8>,
    /// Leave out claims of a lower confidence, 0..1.
    pub least: f64,
}

/// How well each reader reads them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvalAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// A row for each reader.
    pub rows: Vec<EvalRow>,
    /// Notes that could not be read, which count as answered with nothing: id and reason.
    pub unread: Vec<(String, String)>,
}

/// How well a reader reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvalRow {
    /// The reader.
    pub reader: String,
    /// Its score.
    pub score: Score,
}

impl Engine {
    /// Scores the readers on notes with gold claims.
    ///
    /// # Errors
    /// As [`Engine::read_notes`], and a file without notes.
    pub fn eval_notes(&self, request: &EvalRequest, progress: &Progress) -> Result<EvalAnswer, EngineError> {
        let gold = gold_of(&request.gold);
        if gold.is_empty() {
            return Err(EngineError::BadValue {
                field: "gold".to_owned(),
                value: format!("{} bytes", request.gold.len()),
                expected: "a file of notes with their claims, one JSON object a line".to_owned(),
            });
        }
        let notes: Vec<NoteLine> =
            notes_in(&request.gold).into_iter().filter(|line| matches!(line, NoteLine::Note(_))).collect();
        let answer = self.read_notes(&NotesRequest { notes, ..NotesRequest::default() }, "", progress)?;
        let mut given: BTreeMap<String, Vec<Scored>> = BTreeMap::new();
        let mut unread = Vec::new();
        for note in answer.notes {
            unread.extend(note.problem.map(|problem| (note.id.clone(), problem.detail)));
            let sure = note.claims.iter().filter(|claim| claim.confidence >= request.least);
            let claims = sure.map(|claim| {
                Scored::of(&json!({"kind": claim.kind, "driver": claim.driver, "value": claim.value}))
            });
            given.entry(note.id).or_default().extend(claims);
        }
        let notes: Vec<(Vec<Scored>, Vec<Scored>)> = gold
            .into_iter()
            .map(|(id, wanted)| (wanted, once(given.remove(&id).unwrap_or_default().into_iter())))
            .collect();
        let row = EvalRow { reader: answer.reader, score: score(&notes) };
        Ok(EvalAnswer { state: answer.state, rows: vec![row], unread })
    }
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
