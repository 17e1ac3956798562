//! What a file is about, where it does not say so itself.

use super::About;
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

    /// What is said of a file: by whoever imports it, else when it was first imported, else by NASCAR's id of a race
    /// in the file or its name.
    pub(super) fn told(
        &self,
        file: &RawFile,
        kind: FileKind,
        about: &About,
    ) -> Result<FileContext, EngineError> {
        takes(about, file, kind)?;
        let before = self.files.records.get(&file.snapshot)?.map(|record| record.context).unwrap_or_default();
        let race = match &about.race {
            Some(text) => Some(self.told_race(text)?),
            None if before.race.is_some() => before.race.clone(),
            None if kind == FileKind::Practice => match practice::race_id(file) {
                Some(id) => match self.told_race(&id.to_string()) {
                    Ok(race) => Some(race),
                    // Then the parser says what to do.
                    Err(EngineError::Read(ReadError::UnknownRace { .. })) => None,
                    Err(error) => return Err(error),
                },
                None => None,
            },
            None => None,
        };
        if let (Some(_), Some(said)) = (&about.race, &race) {
            self.not_another(file, said)?;
        }
        let told = FileContext {
            race,
            series: about.series.or(before.series),
            known_at: about.known_at.or(before.known_at),
        };
        if before.is_empty() {
            return Ok(told);
        }
        // One file is about one race: what it said of another would else stay behind.
        let same_race = self.same_race(&told, &before)?;
        let differing = |told: &FileContext, other: &FileContext| {
            let mut words = Vec::new();
            if !same_race {
                words.push(told.race.as_ref().map_or("no race".into(), |race| format!("race {}", race.key)));
            }
            if told.series != other.series {
                words.push(told.series.map_or("no series".into(), |series| format!("series {series}")));
            }
            if told.known_at != other.known_at {
                words.push(told.known_at.map_or("no moment".into(), |moment| format!("moment {moment}")));
            }
            words.join(", ")
        };
        let (now, then) = (differing(&told, &before), differing(&before, &told));
        if !now.is_empty() {
            return Err(EngineError::OtherwiseAbout {
                file: file.name.clone(),
                before: then,
                now,
                snapshot: file.snapshot.clone(),
            });
        }
        // As it was first told: the rows go by it.
        Ok(before)
    }

    /// Whether two are told of one race, whatever its key, day and place were then.
    fn same_race(&self, a: &FileContext, b: &FileContext) -> Result<bool, EngineError> {
        if a.race == b.race {
            return Ok(true);
        }
        let current = |told: &FileContext| -> Result<Option<RaceKey>, EngineError> {
            let Some(race) = &told.race else { return Ok(None) };
            match self.store.find_race(race.key.as_str()) {
                Ok(key) => Ok(Some(key)),
                Err(ReadError::UnknownRace { .. }) => Ok(Some(race.key.clone())),
                Err(error) => Err(error.into()),
            }
        };
        Ok(current(a)? == current(b)?)
    }

    /// Refuses a race that a file is said to be of where the id in the file is that of another.
    fn not_another(&self, file: &RawFile, said: &ContextRace) -> Result<(), EngineError> {
        let Some(id) = practice::race_id_inside(file) else { return Ok(()) };
        let own = match self.store.find_race(&id.to_string()) {
            Ok(own) => own,
            Err(ReadError::UnknownRace { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        if own == said.key {
            return Ok(());
        }
        let complaint = Complaint {
            file: file.name.clone(),
            line: 0,
            field: "race_id".to_owned(),
            rule: "other-race".to_owned(),
            value: id.to_string(),
            problem: format!("is the id of {own}, and the file is said to be of {}", said.key),
            next_step: "leave out --race, or give the file of that race".to_owned(),
            held_back: true,
        };
        Err(EngineError::WrongHeader {
            file: file.name.clone(),
            kind: FileKind::Practice.name(),
            complaints: complaint.to_string(),
        })
    }

    fn told_race(&self, text: &str) -> Result<ContextRace, EngineError> {
        let key = self.store.find_race(text)?;
        Ok(ContextRace::from(&self.store.race_card(&key, Timestamp::MAX)?.info))
    }
}

/// Refuses what is said of a file that says it itself.
fn takes(about: &About, file: &RawFile, kind: FileKind) -> Result<(), EngineError> {
    let practice = kind == FileKind::Practice;
    let table = practice && !practice::is_json(file);
    let shape = if table { "practice table" } else { kind.name() };
    let refuse = |what| Err(EngineError::NotAbout { what, kind: shape });
    if about.race.is_some() && (!practice || table) {
        return refuse("race");
    }
    if about.series.is_some() && (kind != FileKind::Odds || odds::names_series(file)) {
        return refuse("series");
    }
    // A table may leave the moment of a row open.
    let dated = || {
        let rows = practice::parse(file, TrackReference::builtin(), &FileContext::default()).rows;
        !rows.is_empty() && rows.iter().all(|row| row.known_at.is_some())
    };
    if about.known_at.is_some() && (!practice || (table && dated())) {
        return refuse("moment");
    }
    Ok(())
}
