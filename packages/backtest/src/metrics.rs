//! The figures of a backtest.

use crate::bootstrap::Resamples;
use crate::calibration::Calibration;
use crate::groups::Groups;
use crate::levels::LevelTallies;
use crate::measure::Measure;
use crate::paired::Paired;
use crate::parts::Parts;
use crate::race::{Gaps, ScoredRace, near_unpredictable};
use crate::record::RunInfo;
use domain::pooling::TrackType;
use domain::series::Series;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// Simulations per race below which log losses are coarse: most winners and places were drawn a few times or never.
pub const MINIMUM_FOR_LOG_LOSSES: u32 = 1_000;

/// All figures: over every race, and apart by type and season.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metrics {
    /// What was run.
    #[serde(flatten)]
    pub run: RunInfo,
    /// Whether log losses are coarse, for too few simulations ([`MINIMUM_FOR_LOG_LOSSES`]); left out of JSON where not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub coarse_log_losses: bool,
    /// Series of the races.
    pub series: Vec<Series>,
    /// What is missing of the races.
    pub gaps: Gaps,
    /// Over all races.
    pub overall: Figures,
    /// By type of track.
    pub by_type: BTreeMap<TrackType, Figures>,
    /// By season.
    pub by_season: BTreeMap<i16, Figures>,
    /// Calibration over the same groups.
    pub calibration: Calibrations,
    /// Against each baseline, on the same races.
    pub paired: Vec<Paired>,
}

/// Calibration: over every race, and apart by type and season.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Calibrations {
    /// Over all races.
    pub overall: Calibration,
    /// By type of track.
    pub by_type: BTreeMap<TrackType, Calibration>,
    /// By season.
    pub by_season: BTreeMap<i16, Calibration>,
}

/// A value and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Standard error by resampling whole races; `None` for a single race.
    pub error: Option<f64>,
}

/// Every measure over some races.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Races.
    pub races: u32,
    /// Driver-races.
    pub entries: u32,
    /// Whether all races are of a type whose finish can hardly be predicted.
    pub near_unpredictable: bool,
    estimates: Vec<(Measure, Option<Estimate>)>,
}

impl Figures {
    /// The figures of `races`, which are in order of date and key; none of no races.
    pub fn of(races: &[&ScoredRace]) -> Option<Self> {
        let entries: usize = races.iter().map(|race| race.score.entries).sum();
        if races.is_empty() || entries == 0 {
            return None;
        }
        let resamples = Resamples::of(races.len());
        let once = vec![1u16; races.len()];
        let estimate = |measure| {
            let parts = Parts::of(measure, races);
            let error = || resamples.error(|times| parts.value(times));
            parts.value(&once).map(|value| Estimate { value, error: error() })
        };
        Some(Self {
            races: races.len() as u32,
            entries: entries as u32,
            near_unpredictable: races.iter().all(|race| near_unpredictable(race.setting.track_type)),
            estimates: Measure::ALL.into_iter().map(|measure| (measure, estimate(measure))).collect(),
        })
    }

    /// A measure's value and error; none where no race has one.
    pub fn get(&self, measure: Measure) -> Option<Estimate> {
        self.estimates.iter().find(|(other, _)| *other == measure).and_then(|(_, estimate)| *estimate)
    }

    /// A measure's value; none where no race has one.
    pub fn value(&self, measure: Measure) -> Option<f64> {
        self.get(measure).map(|estimate| estimate.value)
    }
}

impl Serialize for Figures {
    /// A map from each measure's key to its value, and `errors` from the same keys to theirs.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let errors: BTreeMap<&str, Option<f64>> = self
            .estimates
            .iter()
            .map(|(measure, estimate)| (measure.spec().key, estimate.and_then(|estimate| estimate.error)))
            .collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("races", &self.races)?;
        map.serialize_entry("entries", &self.entries)?;
        map.serialize_entry("nearUnpredictable", &self.near_unpredictable)?;
        for (measure, estimate) in &self.estimates {
            map.serialize_entry(measure.spec().key, &estimate.map(|estimate| estimate.value))?;
        }
        map.serialize_entry("errors", &errors)?;
        map.end()
    }
}

impl Metrics {
    /// Every figure of `races`, in order of date and key; none of no races.
    pub(crate) fn of(
        run: RunInfo,
        races: &[ScoredRace],
        levels: &[LevelTallies],
        paired: Vec<Paired>,
    ) -> Option<Self> {
        let groups = Groups::of(races);
        let figures = |indices: &Vec<usize>| {
            let races: Vec<&ScoredRace> = indices.iter().map(|&index| &races[index]).collect();
            Figures::of(&races)
        };
        let calibration = |indices: &Vec<usize>| {
            let chosen: Vec<&ScoredRace> = indices.iter().map(|&index| &races[index]).collect();
            let levels: Vec<&LevelTallies> = indices.iter().map(|&index| &levels[index]).collect();
            Calibration::of(&chosen, &levels)
        };
        let mut series: Vec<Series> = races.iter().map(|race| race.setting.series).collect();
        series.sort_unstable();
        series.dedup();
        let by_type = groups.by_type.iter().filter_map(|(kind, group)| Some((*kind, figures(group)?)));
        let by_season =
            groups.by_season.iter().filter_map(|(season, group)| Some((*season, figures(group)?)));
        Some(Self {
            coarse_log_losses: run.simulations < MINIMUM_FOR_LOG_LOSSES,
            run,
            series,
            gaps: Gaps::of(races),
            overall: figures(&groups.all)?,
            by_type: by_type.collect(),
            by_season: by_season.collect(),
            calibration: Calibrations {
                overall: calibration(&groups.all),
                by_type: groups.by_type.iter().map(|(kind, group)| (*kind, calibration(group))).collect(),
                by_season: groups.by_season.iter().map(|(year, group)| (*year, calibration(group))).collect(),
            },
            paired,
        })
    }
}
