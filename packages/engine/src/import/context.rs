//! The context of a file: what the user states about it because the file does not.

use super::ImportRequest;
use crate::error::EngineError;
use crate::open::Engine;
use domain::ids::RaceKey;
use domain::tracks::TrackReference;
use feeds::complaint::Complaint;
use feeds::context::{ContextRace, FileContext};
use feeds::kind::FileKind;
use feeds::source::{Limits, RawFile};
use feeds::weekend::{odds, practice};
use graph::ReadError;
use jiff::Timestamp;

impl Engine {
    /// The limits for files of a kind.
    pub(super) fn limits_of(&self, kind: FileKind) -> Limits {
        let longest = kind.entry().longest_line.unwrap_or_default();
        Limits { max_line_bytes: self.limits.max_line_bytes.max(longest), ..self.limits }
    }

    /// The context of a file: what the request states, otherwise what the first import stated, otherwise the race whose
    /// id is in the file or its name.
    pub(super) fn context_of(
        &self,
        file: &RawFile,
        kind: FileKind,
        request: &ImportRequest,
    ) -> Result<FileContext, EngineError> {
        takes(request, file, kind)?;
        let before = self.files.records.get(&file.snapshot)?.map(|record| record.context).unwrap_or_default();
        let race = match &request.race {
            Some(text) => Some(self.context_race(text)?),
            None if before.race.is_some() => before.race.clone(),
            None if kind == FileKind::Practice => match practice::race_id(file) {
                Some(id) => match self.context_race(&id.to_string()) {
                    Ok(race) => Some(race),
                    // Then the parser says what to do.
                    Err(EngineError::Read(ReadError::UnknownRace { .. })) => None,
                    Err(error) => return Err(error),
                },
                None => None,
            },
            None => None,
        };
        if let (Some(_), Some(stated)) = (&request.race, &race) {
            self.not_another(file, stated)?;
        }
        let context = FileContext {
            race,
            series: request.series.or(before.series),
            known_at: request.known_at.or(before.known_at),
        };
        if before.is_empty() {
            return Ok(context);
        }
        // A file has one race: otherwise its evidence for another would stay in the graph.
        let same_race = self.same_race(&context, &before)?;
        let differing = |context: &FileContext, other: &FileContext| {
            let mut words = Vec::new();
            if !same_race {
                words.push(
                    context.race.as_ref().map_or("no race".into(), |race| format!("race {}", race.key)),
                );
            }
            if context.series != other.series {
                words.push(context.series.map_or("no series".into(), |series| format!("series {series}")));
            }
            if context.known_at != other.known_at {
                words.push(context.known_at.map_or("no moment".into(), |moment| format!("moment {moment}")));
            }
            words.join(", ")
        };
        let (now, then) = (differing(&context, &before), differing(&before, &context));
        if !now.is_empty() {
            return Err(EngineError::OtherwiseAbout {
                file: file.name.clone(),
                before: then,
                now,
                snapshot: file.snapshot.clone(),
            });
        }
        // As first stated: the rows depend on it.
        Ok(before)
    }

    /// Whether two contexts name the same race, whatever its key was then.
    fn same_race(&self, a: &FileContext, b: &FileContext) -> Result<bool, EngineError> {
        if a.race == b.race {
            return Ok(true);
        }
        let current = |context: &FileContext| -> Result<Option<RaceKey>, EngineError> {
            let Some(race) = &context.race else { return Ok(None) };
            match self.store.find_race(race.key.as_str()) {
                Ok(key) => Ok(Some(key)),
                Err(ReadError::UnknownRace { .. }) => Ok(Some(race.key.clone())),
                Err(error) => Err(error.into()),
            }
        };
        Ok(current(a)? == current(b)?)
    }

    /// Refuses a stated race if the id in the file is that of another race.
    fn not_another(&self, file: &RawFile, stated: &ContextRace) -> Result<(), EngineError> {
        let Some(id) = practice::race_id_inside(file) else { return Ok(()) };
        let own = match self.store.find_race(&id.to_string()) {
            Ok(own) => own,
            Err(ReadError::UnknownRace { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        if own == stated.key {
            return Ok(());
        }
        let complaint = Complaint {
            file: file.name.clone(),
            line: 0,
            field: "race_id".to_owned(),
            rule: "other-race".to_owned(),
            value: id.to_string(),
            problem: format!("is the id of {own}, but the stated race is {}", stated.key),
            next_step: "leave the race out, or give the file of that race".to_owned(),
            held_back: true,
        };
        Err(EngineError::WrongHeader {
            file: file.name.clone(),
            kind: FileKind::Practice.name(),
            complaints: complaint.to_string(),
        })
    }

    fn context_race(&self, text: &str) -> Result<ContextRace, EngineError> {
        let key = self.store.find_race(text)?;
        Ok(ContextRace::from(&self.store.race_card(&key, Timestamp::MAX)?.info))
    }
}

/// Refuses statements that the file itself makes.
fn takes(request: &ImportRequest, file: &RawFile, kind: FileKind) -> Result<(), EngineError> {
    let practice = kind == FileKind::Practice;
    let table = practice && !practice::is_json(file);
    let shape = if table { "practice table" } else { kind.name() };
    let refuse = |what| Err(EngineError::NotAbout { what, kind: shape });
    if request.race.is_some() && (!practice || table) {
        return refuse("race");
    }
    if request.series.is_some() && (kind != FileKind::Odds || odds::names_series(file)) {
        return refuse("series");
    }
    // In a table, rows may lack a moment.
    let dated = || {
        let rows = practice::parse(file, TrackReference::builtin(), &FileContext::default()).rows;
        !rows.is_empty() && rows.iter().all(|row| row.known_at.is_some())
    };
    if request.known_at.is_some() && kind != FileKind::Entries && (!practice || (table && dated())) {
        return refuse("moment");
    }
    Ok(())
}
