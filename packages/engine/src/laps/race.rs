//! The laps of one race.

use super::cars::{CarLaps, cars, yellow_laps};
use super::compare::{Completeness, LedReason, completeness, laps_without_leader, led_reason};
use super::files::{LapFiles, TableIndex};
use super::tables::Tables;
use crate::error::EngineError;
use crate::next::find;
use crate::open::Engine;
use crate::progress::Progress;
use crate::races::lines;
use crate::view::mark;
use domain::history::PastRace;
use feeds::archive::ArchiveKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RaceLapsRequest {
    /// NASCAR's id, or the key or an alias of a race whose id is known.
    pub race: String,
}

/// What the laps of a race say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RaceLapsAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// NASCAR's id of the race.
    pub race_id: u32,
    /// Its key; absent where no race of that id is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub race: Option<String>,
    /// The files that are in force: SHA-256 by kind.
    pub files: BTreeMap<String, String>,
    /// Whether the laps are whole.
    pub completeness: Completeness,
    /// Laps that no car has.
    pub laps_missing: Vec<u32>,
    /// Laps without a car in first place.
    pub laps_without_leader: u32,
    /// The last lap.
    pub laps: u32,
    /// Cautions; absent where no file says which there were. Then no pace is derived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cautions: Option<u32>,
    /// Laps under caution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caution_laps: Option<u32>,
    /// The cars, by car number.
    pub cars: Vec<CarOfRace>,
}

/// A car's laps beside its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CarOfRace {
    /// By its laps.
    #[serde(flatten)]
    pub car: CarLaps,
    /// Laps completed by the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laps_official: Option<u32>,
    /// Laps led by the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laps_led_official: Option<u32>,
    /// Why the laps led differ, where they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub led_differ: Option<LedReason>,
}

impl Engine {
    /// What the laps of a race say about each car.
    ///
    /// # Errors
    /// [`EngineError::NoLaps`] when no laps of that race are loaded, others when a table cannot be read.
    pub fn race_laps(
        &self,
        request: &RaceLapsRequest,
        _progress: &Progress,
    ) -> Result<RaceLapsAnswer, EngineError> {
        let files = LapFiles::new(self.data_dir());
        let index = TableIndex::of(&files.records()?);
        let now = self.clock.now();
        let no_laps = |race: &str| EngineError::NoLaps { race: race.to_owned() };
        let id = request.race.trim().parse::<u32>().ok().filter(|id| index.covers_laps(*id));
        let (state, key, id, result) = self.read(|view| {
            let known = match id {
                Some(id) => lines(view)?.into_iter().find(|line| nascar_id(&line.aliases) == Some(id)),
                None => {
                    let key = find(view, &request.race, None, now)?.key;
                    lines(view)?.into_iter().find(|line| line.race.key == key)
                }
            };
            let id = id.or_else(|| known.as_ref().and_then(|line| nascar_id(&line.aliases)));
            let id = id.ok_or_else(|| no_laps(&request.race))?;
            let key = known.map(|line| line.race.key);
            let result = key.as_ref().map(|key| view.result_of(key)).transpose()?.flatten();
            Ok((mark(view), key, id, result))
        })?;
        let tables = Tables::read(&files, &index, id)?.ok_or_else(|| no_laps(&request.race))?;
        let files = index.files_of(id).into_iter();
        Ok(RaceLapsAnswer {
            race: key.map(|key| key.0),
            files: files.map(|(kind, snapshot)| (kind.name().to_owned(), snapshot.0)).collect(),
            ..of_race(state, id, &tables, result.as_ref())
        })
    }
}

impl TableIndex {
    fn covers_laps(&self, race: u32) -> bool {
        self.files_of(race).contains_key(&ArchiveKind::Laps)
    }
}

/// NASCAR's id among the aliases of a race.
pub(super) fn nascar_id(aliases: &[String]) -> Option<u32> {
    aliases.iter().find_map(|alias| alias.strip_prefix("nascar:")?.parse().ok())
}

/// The laps of a race beside its result.
pub(super) fn of_race(
    state: String,
    race_id: u32,
    tables: &Tables,
    result: Option<&PastRace>,
) -> RaceLapsAnswer {
    let cars = cars(tables);
    let (completeness, laps_missing) = completeness(tables, &cars, result);
    let without_leader = laps_without_leader(tables);
    let beside = |car: CarLaps| {
        let of_driver = |race: &PastRace| {
            let found = race.cars.iter().find(|past| Some(past.driver()) == car.driver)?;
            Some((found.result.laps_completed, found.result.laps_led))
        };
        let official = result.and_then(of_driver);
        CarOfRace {
            laps_official: official.map(|(laps, _)| laps),
            laps_led_official: official.map(|(_, led)| led),
            led_differ: official.and_then(|(_, led)| led_reason(&car, led, completeness, without_leader)),
            car,
        }
    };
    RaceLapsAnswer {
        state,
        race_id,
        race: None,
        files: BTreeMap::new(),
        completeness,
        laps_missing,
        laps_without_leader: without_leader,
        laps: tables.last_lap(),
        cautions: tables.cautions.as_ref().map(|cautions| cautions.len() as u32),
        caution_laps: tables.cautions.as_ref().map(|cautions| yellow_laps(cautions).len() as u32),
        cars: cars.into_iter().map(beside).collect(),
    }
}
