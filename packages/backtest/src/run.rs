//! The walk.

use crate::metrics::{Figures, Metrics};
use crate::rows::Row;
use crate::score;
use domain::dfs::Site;
use domain::history::{History, PastCar, PastRace};
use domain::ids::{DriverId, RaceKey};
use domain::pooling::{Pooling, TrackType};
use domain::race::RaceCard;
use domain::scoring::{Scored, ScoringRules};
use projection::project::Projection;
use projection::{Model, ProjectionError, ProjectionSet, Projector, RunConfig};
use serde::Serialize;
use std::collections::BTreeMap;

/// A finished walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// A sealed set for each race, in the order asked for.
    pub sets: Vec<ProjectionSet>,
    /// A score for each race.
    pub scores: Vec<RaceScore>,
    /// The table.
    pub rows: Vec<Row>,
    /// The figures.
    pub metrics: Metrics,
}

/// Scores of one race; sums are over its entries.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaceScore {
    /// Race.
    pub race: RaceKey,
    /// Season.
    pub season: i16,
    /// Type of its layout.
    pub track_type: TrackType,
    /// Entries with a result.
    pub entries: usize,
    /// Rank correlation of mean finish and on-track finish.
    pub rho_finish: Option<f64>,
    /// Rank correlation of mean DraftKings points and points.
    pub rho_points: Option<f64>,
    /// Sum of absolute errors of mean points.
    pub absolute_error_sum: f64,
    /// Sum of continuous ranked probability scores.
    pub crps_sum: f64,
    /// -log of the winner's chance; none where the log lacks the winner.
    pub nll_win: Option<f64>,
    /// Sums of log losses of a finish in the top 5, 10 and 20.
    pub log_loss_sums: [f64; 3],
    /// Points of the six with the most projected points over those of the best six.
    pub capture: Option<f64>,
}

/// Why a backtest stops.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BacktestError {
    /// Nothing to do.
    #[error("no races to test: widen the seasons or import results")]
    NoRaces,
    /// A race without a result.
    #[error("race `{0}` has no result to be held against: import its results or leave it out")]
    NoResult(RaceKey),
    /// A result nobody on the card has.
    #[error("race `{0}`: no entry of its card is in its result: import both from one source")]
    OtherField(RaceKey),
    /// A race that cannot be projected.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
}

/// Projects each of `cards` as of its own lock and scores it against its result in `history`.
///
/// `history` reaches past the last race; of it each race sees what was known at its lock.
///
/// # Errors
/// See [`BacktestError`].
pub fn run(
    history: &History,
    cards: &[RaceCard],
    pooling: &Pooling,
    model: &Model,
    config: &RunConfig,
) -> Result<Backtest, BacktestError> {
    let results: BTreeMap<&RaceKey, &PastRace> =
        history.races.iter().map(|race| (&race.info.key, race)).collect();
    let projector = Projector::new(history, pooling, model)?;
    let (mut sets, mut scores, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for card in cards {
        let actual =
            *results.get(&card.info.key).ok_or_else(|| BacktestError::NoResult(card.info.key.clone()))?;
        let projection = projector.project(card, config)?;
        scores.push(score_race(&projection, actual)?);
        let body = projection.set.body();
        rows.extend(body.entries.iter().map(|entry| Row::of(actual, body, entry)));
        sets.push(projection.set);
    }
    let metrics = metrics(&scores, model, config).ok_or(BacktestError::NoRaces)?;
    Ok(Backtest { sets, scores, rows, metrics })
}

fn metrics(scores: &[RaceScore], model: &Model, config: &RunConfig) -> Option<Metrics> {
    let mut by_type = BTreeMap::new();
    let mut by_season = BTreeMap::new();
    for score in scores {
        let (track_type, season) = (score.track_type, score.season);
        let of_type = Figures::of(scores.iter().filter(|score| score.track_type == track_type));
        by_type.extend(of_type.map(|figures| (track_type, figures)));
        let of_season = Figures::of(scores.iter().filter(|score| score.season == season));
        by_season.extend(of_season.map(|figures| (season, figures)));
    }
    Some(Metrics {
        model_version: model.version.clone(),
        model_digest: model.digest.clone(),
        simulations: config.simulations,
        seed: config.seed.to_string(),
        overall: Figures::of(scores.iter())?,
        by_type,
        by_season,
    })
}

/// Holds a projection against the race's result; entries without a result are left out.
///
/// # Errors
/// [`BacktestError::OtherField`] where no entry has a result, [`ProjectionError::NoScoringRules`].
pub fn score_race(projection: &Projection, actual: &PastRace) -> Result<RaceScore, BacktestError> {
    let body = projection.set.body();
    let rules = ScoringRules::of(Site::Draftkings, body.date).ok_or_else(|| {
        ProjectionError::NoScoringRules { race: body.race.clone(), site: Site::Draftkings, date: body.date }
    })?;
    let cars: BTreeMap<DriverId, &PastCar> = actual.cars.iter().map(|car| (car.driver(), car)).collect();
    let (mut finish, mut points) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    let (mut absolute_error_sum, mut crps_sum, mut nll_win, mut log_loss_sums) = (0.0, 0.0, None, [0.0; 3]);
    for (index, entry) in body.entries.iter().enumerate() {
        let Some(car) = cars.get(&entry.driver) else { continue };
        let place = car.result.finish_on_track;
        // Without a place on the grid no place is gained or lost.
        let start = car.entry.start.unwrap_or(place);
        let scored = rules.score(&Scored {
            start,
            finish: place,
            laps_led: car.result.laps_led,
            fastest_laps: car.result.fastest_laps,
            laps_completed: car.result.laps_completed,
        });
        let scored = scored.value();
        finish.0.push(entry.finish);
        finish.1.push(f64::from(place));
        points.0.push(entry.draftkings.mean);
        points.1.push(scored);
        absolute_error_sum += (entry.draftkings.mean - scored).abs();
        crps_sum += score::crps(&sorted_points(projection, index), scored);
        let chance = |share| score::chance(share, body.simulations);
        if place == 1 {
            nll_win = Some(score::log_loss(chance(entry.p_win), true));
        }
        let tops = [(entry.p_top5, 5), (entry.p_top10, 10), (entry.p_top20, 20)];
        for (sum, (share, top)) in log_loss_sums.iter_mut().zip(tops) {
            *sum += score::log_loss(chance(share), place <= top);
        }
    }
    if finish.0.is_empty() {
        return Err(BacktestError::OtherField(body.race.clone()));
    }
    Ok(RaceScore {
        race: body.race.clone(),
        season: body.date.year(),
        track_type: body.track_type,
        entries: finish.0.len(),
        rho_finish: score::spearman(&finish.0, &finish.1),
        rho_points: score::spearman(&points.0, &points.1),
        absolute_error_sum,
        crps_sum,
        nll_win,
        log_loss_sums,
        capture: score::capture(&points.0, &points.1),
    })
}

fn sorted_points(projection: &Projection, entry: usize) -> Vec<f32> {
    let samples = &projection.samples;
    let mut points: Vec<f32> =
        samples.draftkings.iter().skip(entry).step_by(samples.entries).copied().collect();
    domain::sample::sort(&mut points);
    points
}
