//! Claims of notes, kept as a file of claims with the notes in it.

use super::lines::Note;
use super::read::{KeepNotes, NoteAnswer, Read};
use crate::claims::{Verdict, of_race};
use crate::error::EngineError;
use crate::import::ImportRequest;
use crate::open::Engine;
use crate::progress::Progress;
use domain::evidence::{Claim, ClaimState, Standing};
use domain::ids::{ClaimId, RaceKey};
use domain::race::RaceCard;
use feeds::weekend::claims::{FirstState, Line, NoteLine};
use jiff::Timestamp;
use kernel::reading::ReadClaim;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was kept of the notes about a race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = KeptNotes))]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// The race.
    pub race: RaceKey,
    /// SHA-256 of the file that holds the notes and their claims.
    pub snapshot: String,
    /// Claims that wait for somebody to decide.
    pub proposed: u32,
    /// Claims that count.
    pub accepted: u32,
    /// Claims that a law vetoes.
    pub vetoed: u32,
    /// Claims that cannot be taken, each with the reason.
    pub refused: Vec<String>,
}

impl Engine {
    /// Keeps the claims of the notes about one race, and writes their ids and states into the answers. None where the
    /// notes say nothing.
    pub(super) fn keep_readings(
        &self,
        reader: &str,
        readings: &[Read<'_>],
        keep: &KeepNotes,
        by: &str,
        answers: &mut [NoteAnswer],
        progress: &Progress,
    ) -> Result<Option<Kept>, EngineError> {
        let Some(card) = readings.first().map(|read| read.card) else { return Ok(None) };
        let now = self.clock.now_in_seconds();
        let mut text = String::new();
        for read in readings {
            text += &lines_of(reader, read, keep, now)?;
        }
        if text.is_empty() {
            return Ok(None);
        }
        let bytes = text.into_bytes();
        let content = ClaimId::of(&bytes);
        let name = content.as_str().trim_start_matches(ClaimId::PREFIX);
        let file_name = format!("notes-{}-{name}.jsonl", card.info.key);
        let import = ImportRequest { file_name, bytes, ..ImportRequest::new("claims") };
        let report = self.import(&import, progress)?;
        if let Some(least) = keep.accept {
            let sure = |claim: &&Claim| {
                claim.standing.state == ClaimState::Proposed
                    && claim.confidence.is_none_or(|sure| sure >= least)
            };
            let stated = self.of_notes(card, readings)?;
            let ids: Vec<ClaimId> =
                stated.values().filter(sure).map(|claim| claim.standing.id.clone()).collect();
            if !ids.is_empty() {
                let rule = Some(format!("confidence-at-least {least}"));
                let verdict = Verdict { state: ClaimState::Accepted, by, why: None, rule };
                self.decide(&ids, &verdict, progress)?;
            }
        }
        let stated = self.of_notes(card, readings)?;
        let count = |state| stated.values().filter(|claim| claim.standing.state == state).count() as u32;
        let kept = Kept {
            race: card.info.key.clone(),
            snapshot: report.snapshot,
            proposed: count(ClaimState::Proposed),
            accepted: count(ClaimState::Accepted),
            vetoed: count(ClaimState::Vetoed),
            refused: report
                .findings
                .iter()
                .filter(|finding| finding.is_fault() && !finding.rule.starts_with("claim-"))
                .map(|finding| finding.reason.clone())
                .collect(),
        };
        for read in readings {
            let note = line_of(reader, read.note).sha256();
            let of = |claim: &ReadClaim| stated.get(&key(&note, claim));
            let answer = &mut answers[read.at];
            let vetoed = answer.vetoed.iter_mut().map(|vetoed| &mut vetoed.claim);
            let read_claims =
                read.reading.claims.iter().chain(read.reading.vetoed.iter().map(|vetoed| &vetoed.claim));
            for (shown, claim) in answer.claims.iter_mut().chain(vetoed).zip(read_claims) {
                shown.claim = of(claim).map(|claim| claim.standing.id.clone());
                shown.state = of(claim).map(|claim| claim.standing.state);
            }
        }
        Ok(Some(kept))
    }

    /// The claims in the graph that were read from these notes.
    fn of_notes(&self, card: &RaceCard, readings: &[Read<'_>]) -> Result<BTreeMap<Key, Claim>, EngineError> {
        let claims = self.read(|view| Ok(view.claims()?.remove(&card.info.key).unwrap_or_default()))?;
        let mut by_key: BTreeMap<Key, Claim> = BTreeMap::new();
        for claim in claims {
            if let (Some(note), Some((start, end))) = (&claim.standing.note, claim.standing.span) {
                let key = Key {
                    note: note.clone(),
                    kind: claim.kind.clone(),
                    driver: claim.driver.map(|driver| driver.0),
                    value: claim.value.to_string(),
                    span: (start as usize, end as usize),
                };
                by_key.insert(key, claim);
            }
        }
        let wanted = |read: &Read<'_>| {
            let note = line_of("", read.note).sha256();
            let claims =
                read.reading.claims.iter().chain(read.reading.vetoed.iter().map(|vetoed| &vetoed.claim));
            claims.map(|claim| key(&note, claim)).collect::<Vec<_>>()
        };
        let wanted = readings.iter().flat_map(wanted);
        Ok(wanted.filter_map(|key| by_key.remove(&key).map(|claim| (key, claim))).collect())
    }
}

/// What tells the claims of notes apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    note: String,
    kind: String,
    driver: Option<u32>,
    value: String,
    span: (usize, usize),
}

fn key(note: &str, claim: &ReadClaim) -> Key {
    Key {
        note: note.to_owned(),
        kind: claim.kind.clone(),
        driver: claim.driver.map(|driver| driver.0),
        value: claim.value.to_string(),
        span: claim.span,
    }
}

/// The claims of notes as they would count if they were kept and accepted.
pub(super) fn unkept(readings: &[Read<'_>], keep: Option<&KeepNotes>, now: Timestamp) -> Vec<Claim> {
    let claim = |read: &Read<'_>, claim: &ReadClaim| Claim {
        kind: claim.kind.clone(),
        driver: claim.driver,
        source: source(keep, read.note),
        // Without a moment of its own, a note counts as known at the lock.
        known_at: keep.and_then(|keep| keep.known_at).unwrap_or_else(|| now.min(read.card.info.lock_at)),
        value: claim.value.clone(),
        confidence: Some(claim.confidence),
        standing: Standing::default(),
    };
    readings.iter().flat_map(|read| read.reading.claims.iter().map(move |found| claim(read, found))).collect()
}

fn source(keep: Option<&KeepNotes>, note: &Note) -> String {
    let given = keep.and_then(|keep| keep.source.clone());
    given.unwrap_or_else(|| format!("note {}", note.id))
}

fn line_of(reader: &str, note: &Note) -> NoteLine {
    NoteLine { text: note.text.clone(), id: Some(note.id.clone()), reader: reader.to_owned() }
}

/// The lines of a note: itself, then its claims; nothing where it makes none.
fn lines_of(reader: &str, read: &Read<'_>, keep: &KeepNotes, now: Timestamp) -> Result<String, EngineError> {
    let note = line_of(reader, read.note);
    let sha256 = note.sha256();
    let vetoed = read.reading.vetoed.iter().map(|vetoed| &vetoed.claim);
    let mut lines = String::new();
    for claim in read.reading.claims.iter().chain(vetoed) {
        let span = (u32::try_from(claim.span.0).ok()).zip(u32::try_from(claim.span.1).ok());
        let line = Line {
            kind: claim.kind.clone(),
            driver_id: claim.driver.map(|driver| driver.0),
            value: claim.value.clone(),
            source: source(Some(keep), read.note),
            known_at: keep.known_at.unwrap_or(now).to_string(),
            confidence: Some(claim.confidence),
            state: FirstState::Proposed,
            note: Some(sha256.clone()),
            span,
            masked: Some(claim.masked),
            ..of_race(read.card)
        };
        if lines.is_empty() {
            lines = serde_json::to_string(&note)? + "\n";
        }
        lines += &(serde_json::to_string(&line)? + "\n");
    }
    Ok(lines)
}
