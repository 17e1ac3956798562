//! The layers of the simulated race, fitted as of each race.

use crate::error::ProjectionError;
use domain::hex;
use domain::history::{History, PastRace};
use domain::ids::RaceKey;
use domain::pooling::TrackType;
use ratings::strength::Ratings;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use simulator::config::{PerType, SimulatorConfig};
pub use simulator::fit::constants::{Constant, constants};
use simulator::fit::{self, Observations, Outlook, Penalties, RaceObservation, RetiredPlaces, Weighted};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How the layers are fitted.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LayersConfig {
    /// Half-life of a race's weight, in calendar races.
    pub half_life_races: f64,
    /// When they are fitted anew.
    pub refit: Refit,
    /// On which scale retired cars are placed.
    pub retired_places: RetiredPlaces,
    /// How strongly they are pulled to the model file's values.
    pub penalties: Penalties,
}

/// When layers are fitted anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Refit {
    /// On the races before the season of the race to come.
    EachSeason,
    /// After so many races of the series, at least 1.
    EveryRaces(usize),
}

/// A simulated race's constants, and the number of races they were fitted on.
#[derive(Clone, Debug, PartialEq)]
pub struct Layers {
    /// The constants.
    pub config: SimulatorConfig,
    /// Past races of the series in the fit; none if the model file's constants are used unchanged.
    pub fitted_on: Option<usize>,
    /// Of those, the races with strengths on each track type. Where there are none, the constants that depend
    /// on strengths are the model file's.
    pub rated: PerType<usize>,
}

impl Layers {
    /// A model file's constants, unchanged.
    pub(crate) fn fixed(config: &SimulatorConfig) -> Self {
        let none = PerType { intermediate: 0, short: 0, road: 0, superspeedway: 0 };
        Self { config: config.clone(), fitted_on: None, rated: none }
    }

    /// Every constant by its name.
    pub fn constants(&self) -> Vec<Constant> {
        constants(&self.config)
    }

    /// SHA-256 over the names and bits of all constants: 64 lower-case hexadecimal digits.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (name, value) in self.constants() {
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update(value.to_bits().to_be_bytes());
        }
        hex::encode(&hash.finalize())
    }
}

/// The past of a series as the layers are fitted on it, and the fits made of it.
///
/// A fit depends on the races before it and the model alone, never on other fits, so it matters to no result
/// which were asked for before.
#[derive(Clone, Debug)]
pub(crate) struct LayerFits {
    config: LayersConfig,
    /// Observations by place in the ratings' timeline.
    races: Vec<RaceObservation>,
    made: Made,
}

/// Fits by number of races and season.
type Made = Arc<Mutex<BTreeMap<(usize, i16), Arc<Layers>>>>;

impl LayerFits {
    /// Observes every race of the timeline of `ratings`, which was made from `history`.
    pub fn of(history: &History, ratings: &Ratings, config: &LayersConfig) -> Self {
        let facts: BTreeMap<&RaceKey, &PastRace> =
            history.points_races().map(|race| (&race.info.key, race)).collect();
        let races = ratings.timeline().races.iter().enumerate();
        let races = races.map(|(index, race)| observe(facts[&race.key], race.track_type, ratings, index));
        Self { config: config.clone(), races: races.collect(), made: Made::default() }
    }

    /// The layers for a race of `season` before which `known` races of the timeline were known, fitted from and
    /// towards `prior`. `race` is named in errors.
    pub fn layers(
        &self,
        race: &RaceKey,
        ratings: &Ratings,
        known: usize,
        season: i16,
        prior: &SimulatorConfig,
    ) -> Result<Arc<Layers>, ProjectionError> {
        let count = match self.config.refit {
            Refit::EachSeason => {
                ratings.timeline().races[..known].partition_point(|race| race.date.year() < season)
            }
            Refit::EveryRaces(every) => known - known % every.max(1),
        };
        let made = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(layers) = made().get(&(count, season)) {
            return Ok(Arc::clone(layers));
        }
        let weight = |index: usize| libm::exp2(-((count - index) as f64) / self.config.half_life_races);
        let races: Vec<Weighted<'_>> = self.races[..count]
            .iter()
            .enumerate()
            .map(|(index, race)| Weighted { race, weight: weight(index) })
            .collect();
        let slope = |track_type| ratings.spread(track_type, count, season).spread.slope;
        let slopes = PerType {
            intermediate: slope(TrackType::Intermediate),
            short: slope(TrackType::Short),
            road: slope(TrackType::Road),
            superspeedway: slope(TrackType::Superspeedway),
        };
        let rated = |track_type| {
            let on_type = |race: &&RaceObservation| race.track_type == track_type && race.outlook.is_some();
            self.races[..count].iter().filter(on_type).count()
        };
        let rated = PerType {
            intermediate: rated(TrackType::Intermediate),
            short: rated(TrackType::Short),
            road: rated(TrackType::Road),
            superspeedway: rated(TrackType::Superspeedway),
        };
        let config = fit::fit(&races, &slopes, prior, self.config.retired_places, &self.config.penalties)
            .map_err(|source| ProjectionError::Layers { race: race.clone(), races: count, source })?;
        let layers = Arc::new(Layers { config, fitted_on: Some(count), rated });
        made().insert((count, season), Arc::clone(&layers));
        Ok(layers)
    }
}

fn observe(race: &PastRace, track_type: TrackType, ratings: &Ratings, index: usize) -> RaceObservation {
    let results = || race.cars.iter().map(|car| &car.result);
    let starts: Option<Vec<u8>> = race.cars.iter().map(|car| car.entry.start).collect();
    let outlook = starts.zip(ratings.outlook_of_past(index)).map(|(starts, outlook)| Outlook {
        start: places(&starts),
        strength: outlook.strength,
        crash_rate: outlook.crash_rate,
        mechanical_rate: outlook.mechanical_rate,
        earlier_starts: outlook.earlier_starts,
    });
    RaceObservation {
        track_type,
        distance_laps: race.distance_laps,
        cars: Observations {
            finish: places(&results().map(|result| result.finish_on_track).collect::<Vec<u8>>()),
            retired: results().map(|result| result.status.kind.is_retired()).collect(),
            laps_led: results().map(|result| result.laps_led).collect(),
            fastest_laps: results().map(|result| result.fastest_laps).collect(),
            laps_completed: results().map(|result| result.laps_completed).collect(),
        },
        outlook,
    }
}

/// Places 1..n of the cars there, where the log lacks one.
fn places(places: &[u8]) -> Vec<u8> {
    places.iter().map(|place| 1 + places.iter().filter(|other| *other < place).count() as u8).collect()
}
