//! What a file is about, where it does not say so itself.

use super::About;
use crate::error::EngineError;
use crate::open::Engine;
use crate::sidecar::FileKind;
use feeds::source::{Limits, RawFile};
use feeds::weekend::{Told, ToldRace, practice};
use graph::ReadError;
use jiff::Timestamp;

/// Longest line of a feed that comes as one line of JSON: forty times the longest live feed seen.
const LONGEST_JSON: usize = 8 << 20;

impl Engine {
    /// The limits for files of a kind.
    pub(super) fn limits_of(&self, kind: FileKind) -> Limits {
        let limits = self.limits;
        match kind {
            FileKind::Practice => {
                Limits { max_line_bytes: limits.max_line_bytes.max(LONGEST_JSON), ..limits }
            }
            _ => limits,
        }
    }

    /// What is said of a file: by whoever imports it, else when it was first imported, else by NASCAR's id of a race
    /// in the file or its name.
    pub(super) fn told(&self, file: &RawFile, kind: FileKind, about: &About) -> Result<Told, EngineError> {
        let takes = |what: &'static str, given: bool, takes: bool| {
            if given && !takes {
                return Err(EngineError::NotAbout { what, kind: kind.name() });
            }
            Ok(())
        };
        takes("race", about.race.is_some(), kind == FileKind::Practice)?;
        takes("moment", about.known_at.is_some(), kind == FileKind::Practice)?;
        takes("series", about.series.is_some(), kind == FileKind::Odds)?;
        let before = self.sidecars.get(&file.snapshot)?.map(|sidecar| sidecar.told).unwrap_or_default();
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
        let told = Told {
            race,
            series: about.series.or(before.series),
            known_at: about.known_at.or(before.known_at),
        };
        // One file is about one race: what it said of another would else stay behind.
        if !before.is_empty() && !same(&told, &before) {
            let race = |told: &Told| told.race.as_ref().map_or_else(String::new, |race| race.key.to_string());
            return Err(EngineError::OtherwiseAbout {
                file: file.name.clone(),
                before: race(&before),
                now: race(&told),
                snapshot: file.snapshot.clone(),
            });
        }
        Ok(told)
    }

    fn told_race(&self, text: &str) -> Result<ToldRace, EngineError> {
        let key = self.store.find_race(text)?;
        Ok(ToldRace::from(&self.store.race_card(&key, Timestamp::MAX)?.info))
    }
}

/// The key of a race may change as more is known of it; its day and place do not.
fn same(a: &Told, b: &Told) -> bool {
    let place = |told: &Told| {
        told.race.as_ref().map(|race| (race.series, race.date, race.track_name.clone(), race.number))
    };
    (place(a), a.series, a.known_at) == (place(b), b.series, b.known_at)
}
