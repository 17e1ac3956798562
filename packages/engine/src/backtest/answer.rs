//! The figures of a backtest and of a comparison, as they are given out.

use domain::ids::RaceKey;
use domain::pooling::TrackType;
use domain::series::Series;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunDetails {
    /// Version of the model.
    pub model_version: String,
    /// SHA-256 of the model file.
    pub model_digest: String,
    /// Simulations per race.
    pub simulations: u32,
    /// Seed, as text: JSON numbers do not hold every seed.
    pub seed: String,
}

/// The scores of a backtest; `metrics.json` holds the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BacktestAnswer {
    /// Version of the model.
    pub model_version: String,
    /// SHA-256 of the model file.
    pub model_digest: String,
    /// Simulations per race.
    pub simulations: u32,
    /// Seed, as text: JSON numbers do not hold every seed.
    pub seed: String,
    /// Whether log losses are coarse, for fewer than 1,000 simulations; absent where not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub coarse_log_losses: bool,
    /// Series of the races.
    pub series: Vec<Series>,
    /// Counts of what is missing, such as `entriesWithoutResult`.
    pub gaps: BTreeMap<String, u32>,
    /// Over all races.
    pub overall: Figures,
    /// By type of track.
    pub by_type: BTreeMap<TrackType, Figures>,
    /// By season.
    pub by_season: BTreeMap<i16, Figures>,
    /// Calibration over the same groups.
    pub calibration: Calibrations,
    /// Against each baseline, on the same races.
    pub paired: Vec<Comparison>,
    /// Races that could not be projected; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOutRace>,
}

/// A race that could not be projected and is in no figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LeftOutRace {
    /// The race.
    pub race: RaceKey,
    /// Why, and what would help.
    pub reason: String,
}

/// Every score over some races, by its key such as `rhoFinish` or `crpsPoints`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Races.
    pub races: u32,
    /// Entries: one for each driver and race.
    pub entries: u32,
    /// Whether all races are of a type whose finish can hardly be predicted.
    pub near_unpredictable: bool,
    /// Standard error of each score by resampling whole races; null of a single race.
    pub errors: BTreeMap<String, Option<f64>>,
    /// The scores; null where no race has one.
    #[serde(flatten)]
    pub scores: BTreeMap<String, Option<f64>>,
}

/// Calibration: over every race, by type and by season.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Calibrations {
    /// Over all races.
    pub overall: Calibration,
    /// By type of track.
    pub by_type: BTreeMap<TrackType, Calibration>,
    /// By season.
    pub by_season: BTreeMap<i16, Calibration>,
}

/// Whether what is given with a chance comes true as often as given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Calibration {
    /// The finish: tenths of the entries by mean simulated finish.
    pub finish: Vec<MeanGroup>,
    /// DraftKings points.
    pub draftkings: PointsCalibration,
    /// FanDuel points.
    pub fanduel: PointsCalibration,
    /// A win, the top 3, 5, 10 and 20.
    pub reliability: Vec<Reliability>,
}

/// Calibration of points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PointsCalibration {
    /// Entries whose probability integral transform falls into each of 20 bars of equal width.
    pub pit_histogram: Vec<u32>,
    /// The 19 quantiles.
    pub quantiles: Vec<Quantile>,
    /// Tenths of the entries by mean simulated points.
    pub means: Vec<MeanGroup>,
}

/// One quantile of points over all entries.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Quantile {
    /// Level, .05 to .95.
    pub level: f64,
    /// Share of the actual points at or below it.
    pub below: f64,
    /// Mean pinball loss.
    pub pinball: f64,
}

/// Entries of like projection.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MeanGroup {
    /// Entries.
    pub count: u32,
    /// Mean projection.
    pub projected: f64,
    /// Mean of the actual values.
    pub actual: f64,
    /// Standard error of that mean by resampling whole races.
    pub error: Option<f64>,
}

/// A chance compared with how often it came true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reliability {
    /// `win`, `top3`, `top5`, `top10` or `top20`.
    pub event: String,
    /// Tenths of the entries by chance, lowest first; equal chances stand together.
    pub groups: Vec<ChanceGroup>,
    /// The terms of the Brier score: `score`, `reliability`, `resolution`, `uncertainty` and `within`.
    pub brier: BTreeMap<String, f64>,
}

/// Entries of like chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChanceGroup {
    /// Entries.
    pub count: u32,
    /// Mean chance.
    pub forecast: f64,
    /// Share that came true.
    pub frequency: f64,
    /// Standard error of the share by resampling whole races.
    pub error: Option<f64>,
}

/// A model compared with another on the same races.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The model.
    pub model: RunDetails,
    /// What it is compared with.
    pub baseline: RunDetails,
    /// Races of which the two read different evidence of the race week; one of them may read none.
    pub races_with_other_evidence: u32,
    /// Over all races.
    pub overall: Differences,
    /// By type of track.
    pub by_type: BTreeMap<TrackType, Differences>,
    /// By season.
    pub by_season: BTreeMap<i16, Differences>,
}

/// The difference of every score over some races, by its key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Differences {
    /// Races.
    pub races: u32,
    /// Entries.
    pub entries: u32,
    /// Whether all races are of a type whose finish can hardly be predicted.
    pub near_unpredictable: bool,
    /// The differences; a score that no race has for both models is left out.
    #[serde(flatten)]
    pub scores: BTreeMap<String, Difference>,
}

/// A score of both models over the races that have it for both.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Races that have it for both.
    pub races: u32,
    /// The model's score.
    pub model: f64,
    /// The baseline's score.
    pub baseline: f64,
    /// Model less baseline.
    pub difference: f64,
    /// Standard error by resampling whole races, the same for both models.
    pub error: Option<f64>,
    /// Standard error from the spread of the races' own differences; null for a distance of distributions.
    pub plain_error: Option<f64>,
    /// The difference in standard errors, positive where the model is better; null where neither value is best.
    pub gain_in_errors: Option<f64>,
}
