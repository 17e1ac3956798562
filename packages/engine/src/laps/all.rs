//! Every race with laps, and how their laps led agree with the results.

use super::compare::{Completeness, LedReason};
use super::files::{LapFiles, TableIndex};
use super::race::{RaceLapsAnswer, nascar_id, of_race};
use super::tables::Tables;
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::races::lines;
use crate::view::mark;
use domain::history::PastRace;
use domain::ids::{DriverId, RaceKey};
use domain::series::Series;
use feeds::archive::ArchiveKind;
use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every race with laps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LapsAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The races, by NASCAR's id.
    pub races: Vec<LapsLine>,
    /// Laps led by running order beside the results.
    pub laps_led: LedComparison,
}

/// A race with laps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LapsLine {
    /// NASCAR's id of the race.
    pub race_id: u32,
    /// Its key; absent where no race of that id is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub race: Option<String>,
    /// Whether the laps are whole.
    pub completeness: Completeness,
    /// Laps that no car has.
    pub laps_missing: Vec<u32>,
    /// The last lap.
    pub laps: u32,
    /// Cars.
    pub cars: u32,
    /// Laps of all cars.
    pub car_laps: u32,
    /// Cars with a pace.
    pub with_pace: u32,
    /// Cautions; absent where no file says which there were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cautions: Option<u32>,
    /// Pit stops; absent where no file lists them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stops: Option<u32>,
}

/// Laps led by running order beside the results, over all drivers of known races.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LedComparison {
    /// Drivers in races, compared.
    pub drivers: u32,
    /// Of them equal.
    pub equal: u32,
    /// Of them equal or one lap apart.
    pub within_one: u32,
    /// Drivers who led by either count.
    pub leaders: u32,
    /// Of them equal.
    pub leaders_equal: u32,
    /// Drivers of a result without laps.
    pub without_laps: u32,
    /// The others, by race and driver.
    pub differences: Vec<LedDifference>,
}

/// A driver whose laps led differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LedDifference {
    /// Key of the race.
    pub race: String,
    /// The driver.
    pub driver: DriverId,
    /// By running order.
    pub by_laps: u32,
    /// By the result.
    pub official: u32,
    /// Why.
    pub reason: LedReason,
}

impl Engine {
    /// Lists the races with laps and compares laps led with the results.
    ///
    /// # Errors
    /// When the graph or a table cannot be read, or the work is cancelled.
    pub fn laps(&self, progress: &Progress) -> Result<LapsAnswer, EngineError> {
        let files = LapFiles::new(self.data_dir());
        let index = TableIndex::of(&files.records()?);
        let (state, keys, results) = self.read(|view| {
            let keys =
                lines(view)?.into_iter().filter_map(|line| Some((nascar_id(&line.aliases)?, line.race.key)));
            let history = view.history(Series::Cup, Timestamp::MAX)?.races.into_iter();
            let results: BTreeMap<RaceKey, PastRace> =
                history.map(|race| (race.info.key.clone(), race)).collect();
            Ok((mark(view), keys.collect::<BTreeMap<u32, RaceKey>>(), results))
        })?;
        let races: Vec<u32> = index.races(ArchiveKind::Laps).collect();
        progress.begin("races", races.len() as u64);
        let one = |race: &u32| -> Result<Option<RaceLapsAnswer>, EngineError> {
            progress.check()?;
            let key = keys.get(race);
            let result = key.and_then(|key| results.get(key));
            let tables = Tables::read(&files, &index, *race)?;
            let found = tables.map(|tables| RaceLapsAnswer {
                race: key.map(|key| key.0.clone()),
                ..of_race(state.clone(), *race, &tables, result)
            });
            progress.advance(1);
            Ok(found)
        };
        let found: Vec<Option<RaceLapsAnswer>> = races.par_iter().map(one).collect::<Result<_, _>>()?;
        progress.end();
        let found: Vec<RaceLapsAnswer> = found.into_iter().flatten().collect();
        let mut laps_led = LedComparison::default();
        for race in &found {
            let key = race.race.as_ref().map(|key| RaceKey(key.clone()));
            if let Some(result) = key.and_then(|key| results.get(&key)) {
                laps_led.add(race, result);
            }
        }
        Ok(LapsAnswer { state, races: found.iter().map(LapsLine::from).collect(), laps_led })
    }
}

impl LedComparison {
    fn add(&mut self, race: &RaceLapsAnswer, result: &PastRace) {
        let beside = race.cars.iter().filter_map(|car| Some((car, car.car.driver?, car.laps_led_official?)));
        let mut compared = 0;
        for (car, driver, official) in beside {
            compared += 1;
            let by_laps = car.car.laps_led;
            let equal = by_laps == official;
            let led = by_laps > 0 || official > 0;
            self.drivers += 1;
            self.equal += u32::from(equal);
            self.within_one += u32::from(by_laps.abs_diff(official) <= 1);
            self.leaders += u32::from(led);
            self.leaders_equal += u32::from(led && equal);
            if let Some(reason) = car.led_differ {
                let race = result.info.key.0.clone();
                self.differences.push(LedDifference { race, driver, by_laps, official, reason });
            }
        }
        self.without_laps += (result.cars.len() as u32).saturating_sub(compared);
    }
}

impl From<&RaceLapsAnswer> for LapsLine {
    fn from(race: &RaceLapsAnswer) -> Self {
        let stops: Option<u32> = race.cars.iter().map(|car| car.car.stops).sum();
        Self {
            race_id: race.race_id,
            race: race.race.clone(),
            completeness: race.completeness,
            laps_missing: race.laps_missing.clone(),
            laps: race.laps,
            cars: race.cars.len() as u32,
            car_laps: race.cars.iter().map(|car| car.car.laps).sum(),
            with_pace: race.cars.iter().filter(|car| car.car.pace.is_some()).count() as u32,
            cautions: race.cautions,
            stops,
        }
    }
}
