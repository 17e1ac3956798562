//! What a projection is asked about, read from one state of the graph, and the projector for it.

use crate::error::EngineError;
use crate::kept::{Inputs, Key, Prepared};
use crate::kept_reads::Asked;
use crate::next::find;
use crate::open::Engine;
use crate::project::ProjectRequest;
use crate::races::RaceLine;
use crate::view::{View, mark};
use domain::ids::RaceKey;
use graph::{RaceWeek, ReadError};
use jiff::Timestamp;
use projection::Model;
use projection::set::Note;
use std::sync::Arc;

/// What a request is about, read from one state of the graph.
pub(crate) struct Question {
    /// Mark of the state.
    pub state: String,
    pub asked: Arc<Asked>,
    /// Races that `next` skipped.
    pub skipped: Vec<RaceLine>,
}

impl Question {
    fn key(&self, model: &Model) -> Key {
        Key {
            series: self.asked.card.info.series,
            as_of: self.asked.as_of,
            model: model.digest.clone(),
            mark: self.state.clone(),
        }
    }
}

impl Engine {
    /// The question of a request, the projector for it, and what `more` reads: all of one state of the graph.
    pub(crate) fn prepared_with<T>(
        &self,
        request: &ProjectRequest,
        model: &Model,
        more: impl Fn(&View<'_>, &Question) -> Result<T, EngineError>,
    ) -> Result<(Question, Arc<Prepared>, T), EngineError> {
        let now = self.clock.now();
        let ask = |view: &View<'_>| {
            let question = self.question(view, request, now)?;
            let more = more(view, &question)?;
            Ok((question, more))
        };
        let (question, read) = self.read(ask)?;
        // Kept only now: a reading during which the state moved was not of one state.
        self.kept_reads.keep(&question.state, request.as_of, &question.asked);
        let wanted = question.key(model);
        let mut moved = None;
        let kept = self.kept.get_or_make(&wanted, || {
            let (question, read, inputs) = self.read(|view| {
                let (question, read) = ask(view)?;
                let inputs = inputs(view, &question.asked)?;
                Ok((question, read, inputs))
            })?;
            if question.key(model) == wanted {
                return Prepared::of(inputs, model, wanted.series);
            }
            // A writer came between: what was read last is one state too, and answers the request.
            moved = Some((question, read, inputs));
            Err(EngineError::TooBusy)
        });
        match (kept, moved) {
            (Ok(prepared), _) => Ok((question, prepared, read)),
            (Err(_), Some((question, read, inputs))) => {
                let key = question.key(model);
                let make = || Prepared::of(inputs, model, key.series);
                let prepared = self.kept.get_or_make(&key, make)?;
                Ok((question, prepared, read))
            }
            (Err(error), None) => Err(error),
        }
    }

    /// The race of a request and what was known of it.
    pub(crate) fn question(
        &self,
        view: &View<'_>,
        request: &ProjectRequest,
        now: Timestamp,
    ) -> Result<Question, EngineError> {
        let state = mark(view);
        let kept = self.kept_reads.get(&state, &request.race, request.as_of);
        let (asked, skipped) = match kept {
            Some(asked) => (asked, Vec::new()),
            None => {
                let chosen = find(view, &request.race, request.series, now)?;
                let key = chosen.key;
                let kept = self.kept_reads.get(&state, key.as_str(), request.as_of);
                let asked = match kept {
                    Some(asked) => asked,
                    None => Arc::new(ask(view, &key, request.as_of)?),
                };
                (asked, chosen.skipped)
            }
        };
        Ok(Question { state, asked, skipped })
    }
}

/// Reads a race as of the moment, and whether it was run.
fn ask(view: &View<'_>, key: &RaceKey, as_of: Option<Timestamp>) -> Result<Asked, EngineError> {
    let (info, result_known_at) = view.race_info(key)?;
    let at_lock = info.lock_at;
    // What became known after lock is never looked at, whatever moment is asked for.
    let as_of = as_of.map_or(at_lock, |moment| moment.min(at_lock));
    let week = view.race_week(key, as_of).map_err(|error| match error {
        ReadError::UnknownRace { .. } => {
            EngineError::UnknownAsOf { race: key.to_string(), as_of, lock_at: at_lock }
        }
        other => other.into(),
    })?;
    if week.card.entries.is_empty() {
        return Err(EngineError::NoEntriesAsOf { race: key.to_string(), as_of, lock_at: at_lock });
    }
    let notes = list_notes(&week);
    Ok(Asked { card: week.card, as_of, has_result: result_known_at.is_some(), notes })
}

/// What is to be said of the entry list of a race.
fn list_notes(week: &RaceWeek) -> Vec<Note> {
    let held = week.held.iter().map(|held| Note::HeldBack {
        driver: held.driver,
        driver_name: held.driver_name.clone(),
        reason: held.reason.clone(),
    });
    let gone = week
        .gone
        .iter()
        .map(|gone| Note::NotOnList { driver: gone.driver, driver_name: gone.driver_name.clone() });
    week.is_assumed.then_some(Note::EntriesAssumed).into_iter().chain(held).chain(gone).collect()
}

/// Everything that the projector of a question is made from.
pub(crate) fn inputs(view: &View<'_>, asked: &Asked) -> Result<Inputs, EngineError> {
    Ok(Inputs {
        history: view.history(asked.card.info.series, asked.as_of)?,
        pooling: view.pooling()?,
        evidence: view.evidence(asked.as_of)?,
    })
}
