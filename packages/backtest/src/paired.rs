//! Two models on the same races: how far apart their scores are, and how sure that is.

use crate::bootstrap::Resamples;
use crate::groups::Groups;
use crate::measure::{Better, Measure};
use crate::parts::Parts;
use crate::race::{ScoredRace, near_unpredictable};
use crate::record::{Record, RunInfo};
use domain::ids::{DriverId, RaceKey};
use domain::pooling::TrackType;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A model compared with another.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paired {
    /// The model.
    pub model: RunInfo,
    /// What it is compared with.
    pub baseline: RunInfo,
    /// Races of which the two read different evidence of the race week; one of them may read none.
    pub races_with_other_evidence: u32,
    /// Over all races.
    pub overall: Differences,
    /// By type of track.
    pub by_type: BTreeMap<TrackType, Differences>,
    /// By season.
    pub by_season: BTreeMap<i16, Differences>,
}

/// Every measure's difference over some races.
#[derive(Clone, Debug, PartialEq)]
pub struct Differences {
    /// Races.
    pub races: u32,
    /// Driver-races.
    pub entries: u32,
    /// Whether all races are of a type whose finish can hardly be predicted.
    pub near_unpredictable: bool,
    /// The differences, in the order of [`Measure::ALL`]; a measure that no race has for both is left out.
    pub measures: Vec<Difference>,
}

/// A measure of both models over the races that have it for both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The measure.
    pub measure: Measure,
    /// Races that have it for both.
    pub races: u32,
    /// The model's value.
    pub model: f64,
    /// The baseline's.
    pub baseline: f64,
    /// Standard error of model - baseline, by drawing whole races again, the same for both.
    pub error: Option<f64>,
    /// The same from the spread of the races' own differences (for a mean over races, its textbook error; for a
    /// ratio of sums, to first order); none for a distance of distributions.
    pub plain_error: Option<f64>,
}

impl Difference {
    /// Model - baseline.
    pub fn difference(&self) -> f64 {
        self.model - self.baseline
    }

    /// The difference, signed so that more is better; none where a nominal share is best.
    pub fn gain(&self) -> Option<f64> {
        match self.measure.spec().better {
            Better::Higher => Some(self.difference()),
            Better::Lower => Some(-self.difference()),
            Better::Near(_) => None,
        }
    }

    /// The gain in standard errors; none without either, or where both models are one.
    pub fn gain_in_errors(&self) -> Option<f64> {
        let error = self.error.filter(|error| *error > 0.0)?;
        self.gain().map(|gain| gain / error)
    }
}

impl Differences {
    /// The difference of a measure.
    pub fn get(&self, measure: Measure) -> Option<&Difference> {
        self.measures.iter().find(|difference| difference.measure == measure)
    }
}

/// Why two runs cannot be compared.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PairError {
    /// Other numbers of simulated races.
    #[error("{0} simulations per race in the first run, {1} in the second: run both with the same number")]
    OtherSimulations(u32, u32),
    /// Races of one only.
    #[error(
        "the runs have different races: {count} are in one run only, the first of them `{race}` in {only_in}: run both over the same seasons"
    )]
    OtherRaces {
        /// How many.
        count: usize,
        /// The first by date.
        race: RaceKey,
        /// Where it is.
        only_in: Side,
    },
    /// Drivers of one only.
    #[error("race `{race}`: driver {driver} is in {only_in} only: run both on the same data")]
    OtherEntries {
        /// The race.
        race: RaceKey,
        /// The first such driver.
        driver: DriverId,
        /// The run that has this driver.
        only_in: Side,
    },
    /// Another result.
    #[error(
        "race `{race}`: driver {driver} has different results ({what}) in the two runs: run both on the same data"
    )]
    OtherResult {
        /// The race.
        race: RaceKey,
        /// The driver.
        driver: DriverId,
        /// What differs.
        what: &'static str,
    },
    /// Other facts known at lock.
    #[error("race `{race}` was projected from different data in the two runs (digests {0} and {1}): run both on the same imports", short(.digests.0.as_str()), short(.digests.1.as_str()))]
    OtherData {
        /// The first such race.
        race: RaceKey,
        /// Digests of what was known.
        digests: (String, String),
    },
    /// No races.
    #[error("neither run has any races")]
    NoRaces,
}

/// One of two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The model's.
    First,
    /// The baseline's.
    Second,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::First => "the first run",
            Side::Second => "the second run",
        })
    }
}

fn side(in_first: bool) -> Side {
    if in_first { Side::First } else { Side::Second }
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

impl Paired {
    /// Compares `model` with `baseline`.
    ///
    /// # Errors
    /// Runs that differ in more than the model, the seed and the evidence of race weeks: races, entries, results, facts
    /// known at a lock, simulations; or runs without a race.
    pub fn of(model: &Record, baseline: &Record) -> Result<Self, PairError> {
        same(model, baseline)?;
        model.races.iter().zip(&baseline.races).try_for_each(|(a, b)| same_data(a, b))?;
        Self::of_one_walk(model, baseline)
    }

    /// The same for two models that were walked over the same data. Their data digests may differ, for only some models
    /// read the evidence of race weeks.
    pub(crate) fn of_one_walk(model: &Record, baseline: &Record) -> Result<Self, PairError> {
        same(model, baseline)?;
        let groups = Groups::of(&model.races);
        let of = |indices: &Vec<usize>| {
            let [model, baseline] =
                [model, baseline].map(|record| indices.iter().map(|&index| &record.races[index]).collect());
            Differences::of(model, baseline)
        };
        let races = model.races.iter().zip(&baseline.races);
        let other_evidence = races.filter(|(a, b)| a.setting.data_digest != b.setting.data_digest).count();
        Ok(Self {
            model: model.run.clone(),
            baseline: baseline.run.clone(),
            races_with_other_evidence: other_evidence as u32,
            overall: of(&groups.all),
            by_type: groups.by_type.iter().map(|(kind, group)| (*kind, of(group))).collect(),
            by_season: groups.by_season.iter().map(|(season, group)| (*season, of(group))).collect(),
        })
    }
}

fn same(model: &Record, baseline: &Record) -> Result<(), PairError> {
    if model.run.simulations != baseline.run.simulations {
        return Err(PairError::OtherSimulations(model.run.simulations, baseline.run.simulations));
    }
    let keys = |record: &Record| -> BTreeSet<(jiff::civil::Date, RaceKey)> {
        record.races.iter().map(|race| (race.setting.date, race.setting.race.clone())).collect()
    };
    let (a, b) = (keys(model), keys(baseline));
    if let Some(key) = a.symmetric_difference(&b).next() {
        let count = a.symmetric_difference(&b).count();
        return Err(PairError::OtherRaces { count, race: key.1.clone(), only_in: side(a.contains(key)) });
    }
    if model.races.is_empty() {
        return Err(PairError::NoRaces);
    }
    for (a, b) in model.races.iter().zip(&baseline.races) {
        same_race(a, b)?;
    }
    Ok(())
}

fn same_data(a: &ScoredRace, b: &ScoredRace) -> Result<(), PairError> {
    if a.setting.facts_digest == b.setting.facts_digest {
        return Ok(());
    }
    let digests = (a.setting.facts_digest.clone(), b.setting.facts_digest.clone());
    Err(PairError::OtherData { race: a.setting.race.clone(), digests })
}

fn same_race(a: &ScoredRace, b: &ScoredRace) -> Result<(), PairError> {
    let race = || a.setting.race.clone();
    let drivers =
        |race: &ScoredRace| -> BTreeSet<DriverId> { race.drivers.iter().map(|d| d.driver).collect() };
    if let Some(&driver) = drivers(a).symmetric_difference(&drivers(b)).next() {
        let only_in = side(drivers(a).contains(&driver));
        return Err(PairError::OtherEntries { race: race(), driver, only_in });
    }
    for (a, b) in a.drivers.iter().zip(&b.drivers) {
        let what = if a.finish != b.finish {
            "finish"
        } else if a.draftkings.actual != b.draftkings.actual {
            "DraftKings points"
        } else if a.fanduel.actual != b.fanduel.actual {
            "FanDuel points"
        } else {
            continue;
        };
        return Err(PairError::OtherResult { race: race(), driver: a.driver, what });
    }
    Ok(())
}

impl Differences {
    fn of(model: Vec<&ScoredRace>, baseline: Vec<&ScoredRace>) -> Self {
        let resamples = Resamples::of(model.len());
        let once = vec![1u16; model.len()];
        let difference = |measure: Measure| {
            let (mut a, mut b) = (Parts::of(measure, &model), Parts::of(measure, &baseline));
            let both: Vec<bool> =
                a.present(model.len()).iter().zip(b.present(model.len())).map(|(a, b)| *a && b).collect();
            a.keep(&both);
            b.keep(&both);
            Some(Difference {
                measure,
                races: both.iter().filter(|there| **there).count() as u32,
                model: a.value(&once)?,
                baseline: b.value(&once)?,
                error: resamples.error(|times| Some(a.value(times)? - b.value(times)?)),
                plain_error: plain_error(&a, &b, &both),
            })
        };
        Self {
            races: model.len() as u32,
            entries: model.iter().map(|race| race.score.entries as u32).sum(),
            near_unpredictable: model.iter().all(|race| near_unpredictable(race.setting.track_type)),
            measures: Measure::ALL.into_iter().filter_map(difference).collect(),
        }
    }
}

/// Spread of the races' own differences over the root of their number.
fn plain_error(a: &Parts, b: &Parts, both: &[bool]) -> Option<f64> {
    let (a, b) = (a.influence()?, b.influence()?);
    let off = a.iter().zip(&b).zip(both).filter(|(_, there)| **there).map(|((a, b), _)| a - b);
    let count = off.clone().count() as f64;
    let squares: f64 = off.map(|off| off * off).sum();
    (count > 1.0).then(|| libm::sqrt(squares / (count - 1.0) / count))
}

impl Serialize for Differences {
    /// A map from each measure's key to both values, their difference and its errors.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("races", &self.races)?;
        map.serialize_entry("entries", &self.entries)?;
        map.serialize_entry("nearUnpredictable", &self.near_unpredictable)?;
        for difference in &self.measures {
            map.serialize_entry(difference.measure.spec().key, difference)?;
        }
        map.end()
    }
}

impl Serialize for Difference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("races", &self.races)?;
        map.serialize_entry("model", &self.model)?;
        map.serialize_entry("baseline", &self.baseline)?;
        map.serialize_entry("difference", &self.difference())?;
        map.serialize_entry("error", &self.error)?;
        map.serialize_entry("plainError", &self.plain_error)?;
        map.serialize_entry("gainInErrors", &self.gain_in_errors())?;
        map.end()
    }
}
