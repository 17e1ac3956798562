//! The figures of a backtest.

use crate::run::RaceScore;
use domain::pooling::TrackType;
use serde::Serialize;
use std::collections::BTreeMap;

/// All figures, over every race and apart by type and season.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metrics {
    /// Version of the model.
    pub model_version: String,
    /// SHA-256 of the model file.
    pub model_digest: String,
    /// Simulated races for each race.
    pub simulations: u32,
    /// Seed, as text.
    pub seed: String,
    /// Over all races.
    pub overall: Figures,
    /// By type of track.
    pub by_type: BTreeMap<TrackType, Figures>,
    /// By season.
    pub by_season: BTreeMap<i16, Figures>,
}

/// Mean scores over some races. Those of points are DraftKings'.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Races.
    pub races: u32,
    /// Driver-races.
    pub entries: u32,
    /// Mean over races of the rank correlation of mean finish and on-track finish.
    pub rho_finish: f64,
    /// Mean over races of the rank correlation of mean points and points.
    pub rho_points: f64,
    /// Mean absolute error of mean points, over driver-races.
    pub mae_points: f64,
    /// Continuous ranked probability score of the full sample of points, over driver-races.
    pub crps_points: f64,
    /// Mean over races of -log of the winner's chance.
    pub nll_win: f64,
    /// Log loss of a finish in the top 5, over driver-races.
    pub log_loss_top5: f64,
    /// In the top 10.
    pub log_loss_top10: f64,
    /// In the top 20.
    pub log_loss_top20: f64,
    /// Mean over races: points of the six with the most projected points over those of the best six.
    pub capture: f64,
}

impl Figures {
    /// The means of `scores`; none of no races.
    pub fn of<'a>(scores: impl Iterator<Item = &'a RaceScore> + Clone) -> Option<Self> {
        let races = scores.clone().count();
        let entries: usize = scores.clone().map(|score| score.entries).sum();
        if races == 0 || entries == 0 {
            return None;
        }
        let by_race = |value: fn(&RaceScore) -> Option<f64>| {
            let values: Vec<f64> = scores.clone().filter_map(value).collect();
            values.iter().sum::<f64>() / values.len().max(1) as f64
        };
        let by_entry = |value: fn(&RaceScore) -> f64| scores.clone().map(value).sum::<f64>() / entries as f64;
        Some(Self {
            races: races as u32,
            entries: entries as u32,
            rho_finish: by_race(|score| score.rho_finish),
            rho_points: by_race(|score| score.rho_points),
            mae_points: by_entry(|score| score.absolute_error_sum),
            crps_points: by_entry(|score| score.crps_sum),
            nll_win: by_race(|score| score.nll_win),
            log_loss_top5: by_entry(|score| score.log_loss_sums[0]),
            log_loss_top10: by_entry(|score| score.log_loss_sums[1]),
            log_loss_top20: by_entry(|score| score.log_loss_sums[2]),
            capture: by_race(|score| score.capture),
        })
    }
}
