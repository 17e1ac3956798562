//! Claims read from notes.

use super::keep::Kept;
use super::lines::{Note, NoteLine};
use super::race_card;
use super::readers::{OpenReader, ReaderChoice, ReaderKind};
use crate::claims::{EffectAnswer, EffectRequest};
use crate::error::EngineError;
use crate::next::find;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::{View, mark};
use domain::evidence::{ClaimState, ClaimValue};
use domain::ids::{ClaimId, DriverId, RaceKey};
use domain::race::RaceCard;
use jiff::Timestamp;
use kernel::reading::{ReadClaim, Reader, Reading};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Notes to read, and what to do with their claims.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct NotesRequest {
    /// The notes.
    pub notes: Vec<NoteLine>,
    /// The race of notes that name none: key, alias, NASCAR's id, or `next`.
    pub race: Option<String>,
    /// Who reads them.
    pub reader: ReaderKind,
    /// The file of the small model, where it reads. Never taken from a request over HTTP, as it names a file.
    #[serde(skip)]
    pub small: Option<PathBuf>,
    /// The checkpoint of the language model, where it reads; as above.
    #[serde(skip)]
    pub language: Option<PathBuf>,
    /// Keep the claims, proposed or accepted; without it nothing is written.
    pub keep: Option<KeepNotes>,
    /// Show what accepting all their claims changes in the projections of their races.
    pub effect: Option<EffectRequest>,
}

/// How to keep claims.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct KeepNotes {
    /// Who wrote the notes; `note` and the note's id without it.
    pub source: Option<String>,
    /// When they were written; now without it. A claim counts from then on.
    pub known_at: Option<Timestamp>,
    /// Accept what no law vetoes from this confidence on, 0..1; without it, claims wait for somebody to decide.
    pub accept: Option<f64>,
}

/// What the notes say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NotesAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// What read them.
    pub reader: String,
    /// The notes, in their order.
    pub notes: Vec<NoteAnswer>,
    /// What was kept, by race.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
    /// What the claims change, by race.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<EffectAnswer>,
}

/// What a note says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NoteAnswer {
    /// The note's id.
    pub id: String,
    /// Claims that break no law; often none.
    pub claims: Vec<NoteClaim>,
    /// Claims that do.
    pub vetoed: Vec<VetoedNoteClaim>,
    /// Why the note was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<NoteProblem>,
}

/// A claim of a note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NoteClaim {
    /// Kind, one of the ontology's.
    pub kind: String,
    /// The driver's name as listed; null where the claim is about the race.
    pub driver: Option<String>,
    /// What is claimed.
    pub value: ClaimValue,
    /// How sure the reader is, 0..1.
    pub confidence: f64,
    /// Bytes of the note that say it: first, and one past the last.
    pub span: (usize, usize),
    /// Share of the reader's probability that was ruled out before the claim, 0..1.
    pub masked: f64,
    /// Its id, where it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    /// Its state, where it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ClaimState>,
}

/// A claim that a law forbids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct VetoedNoteClaim {
    /// The claim.
    #[serde(flatten)]
    pub claim: NoteClaim,
    /// The law.
    pub axiom: String,
}

/// Why a note was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NoteProblem {
    /// A stable name, kebab-case.
    pub code: String,
    /// In words.
    pub detail: String,
}

/// A note that was read: where it stands in the answer, its race and what it says.
pub(super) struct Read<'a> {
    pub at: usize,
    pub note: &'a Note,
    pub card: &'a RaceCard,
    pub reading: Reading,
}

pub(super) type Cards = BTreeMap<String, Result<RaceCard, NoteProblem>>;

impl Engine {
    /// Reads notes. A note that cannot be read has a problem in its place, and the others are read.
    ///
    /// # Errors
    /// When the graph cannot be read, nothing is loaded, or what was read cannot be kept.
    pub fn read_notes(
        &self,
        request: &NotesRequest,
        by: &str,
        progress: &Progress,
    ) -> Result<NotesAnswer, EngineError> {
        let now = self.clock.now();
        let (state, cards) = self.read(|view| Ok((mark(view), cards(view, request, now)?)))?;
        let reader = OpenReader::open(&ReaderChoice {
            kind: request.reader,
            small: request.small.clone(),
            language: request.language.clone(),
        })?;
        progress.begin("notes", request.notes.len() as u64);
        let found: Vec<(usize, Result<_, NoteProblem>)> = (request.notes.par_iter().enumerate())
            .map(|(at, line)| {
                let found = read_one(&reader, line, request.race.as_deref(), &cards);
                progress.advance(1);
                progress.check().map(|()| (at, found))
            })
            .collect::<Result<_, _>>()?;
        progress.end();
        let (mut answers, mut readings) = (Vec::with_capacity(found.len()), Vec::new());
        for (line, (at, found)) in request.notes.iter().zip(found) {
            let id = match line {
                NoteLine::Note(note) => note.id.clone(),
                NoteLine::Bad(bad) => bad.id.clone(),
            };
            let mut answer = NoteAnswer { id, claims: Vec::new(), vetoed: Vec::new(), problem: None };
            match found {
                Err(problem) => answer.problem = Some(problem),
                Ok((note, card, reading)) => {
                    answer.claims = reading.claims.iter().map(|claim| NoteClaim::of(claim, card)).collect();
                    let vetoed = reading.vetoed.iter().map(|vetoed| VetoedNoteClaim {
                        claim: NoteClaim::of(&vetoed.claim, card),
                        axiom: vetoed.axiom.clone(),
                    });
                    answer.vetoed = vetoed.collect();
                    readings.push(Read { at, note, card, reading });
                }
            }
            answers.push(answer);
        }
        let mut by_race: BTreeMap<RaceKey, Vec<Read<'_>>> = BTreeMap::new();
        for read in readings {
            by_race.entry(read.card.info.key.clone()).or_default().push(read);
        }
        let mut effects = Vec::new();
        if let Some(effect) = &request.effect {
            for (race, readings) in &by_race {
                let claims =
                    super::keep::unkept(readings, request.keep.as_ref(), self.clock.now_in_seconds());
                if !claims.is_empty() {
                    effects.push(self.effect_of(race, effect, claims, progress)?);
                }
            }
        }
        let mut kept = Vec::new();
        if let Some(keep) = &request.keep {
            for readings in by_race.values() {
                kept.extend(self.keep_readings(
                    request.reader.name(),
                    readings,
                    keep,
                    by,
                    &mut answers,
                    progress,
                )?);
            }
        }
        let reader = request.reader.name().to_owned();
        Ok(NotesAnswer { state, reader, notes: answers, kept, effects })
    }
}

/// The entry lists of all races that notes name, or why there is none.
pub(super) fn cards(view: &View<'_>, request: &NotesRequest, now: Timestamp) -> Result<Cards, EngineError> {
    let mut cards = Cards::new();
    for line in &request.notes {
        let NoteLine::Note(note) = line else { continue };
        let Some(race) = note.race.as_ref().or(request.race.as_ref()) else { continue };
        if cards.contains_key(race) {
            continue;
        }
        let card = find(view, race, None, now).and_then(|found| race_card(view, &found.key));
        let card = match card {
            Ok(card) => Ok(card),
            Err(error @ EngineError::NothingLoaded) => return Err(error),
            Err(error) if error.kind() == crate::error::Kind::NotFound => Err(NoteProblem::of(&error)),
            Err(error @ EngineError::Read(graph::ReadError::AmbiguousRace { .. })) => {
                Err(NoteProblem::of(&error))
            }
            Err(error) => return Err(error),
        };
        cards.insert(race.clone(), card);
    }
    Ok(cards)
}

fn read_one<'a>(
    reader: &dyn Reader,
    line: &'a NoteLine,
    otherwise: Option<&str>,
    cards: &'a Cards,
) -> Result<(&'a Note, &'a RaceCard, Reading), NoteProblem> {
    let (note, card) = placed(line, otherwise, cards)?;
    let reading = reader.read(&note.text, card).map_err(|error| NoteProblem::of(&error.into()))?;
    Ok((note, card, reading))
}

/// The note of a line and the entry list of its race.
pub(super) fn placed<'a>(
    line: &'a NoteLine,
    otherwise: Option<&str>,
    cards: &'a Cards,
) -> Result<(&'a Note, &'a RaceCard), NoteProblem> {
    let problem = |code: &str, detail: String| NoteProblem { code: code.to_owned(), detail };
    let note = match line {
        NoteLine::Note(note) => note,
        NoteLine::Bad(bad) => {
            return Err(problem("not-a-note", format!("line {}: {}", bad.line, bad.reason)));
        }
    };
    let Some(race) = note.race.as_deref().or(otherwise) else {
        return Err(problem("no-race", "the note names no race, and none is given for all".to_owned()));
    };
    match cards.get(race) {
        Some(Ok(card)) => Ok((note, card)),
        Some(Err(problem)) => Err(problem.clone()),
        None => Err(problem("no-race", format!("no race `{race}`"))),
    }
}

impl NoteProblem {
    pub(super) fn of(error: &EngineError) -> Self {
        Self { code: error.code().to_owned(), detail: error.to_string() }
    }
}

impl NoteClaim {
    fn of(claim: &ReadClaim, card: &RaceCard) -> Self {
        let name = |driver: DriverId| {
            let entry = card.entries.iter().find(|entry| entry.driver == driver);
            entry.map(|entry| entry.driver_name.clone())
        };
        Self {
            kind: claim.kind.clone(),
            driver: claim.driver.and_then(name),
            value: claim.value.clone(),
            confidence: claim.confidence,
            span: claim.span,
            masked: claim.masked,
            claim: None,
            state: None,
        }
    }
}
