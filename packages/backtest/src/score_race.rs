//! One projection compared with its race's result.

use crate::driver::{Chance, DriverScore, PointsScore};
use crate::levels::LevelTallies;
use crate::race::{RaceGaps, RaceSetting, ScoredRace};
use crate::score::chance_among;
use domain::dfs::Site;
use domain::history::{PastCar, PastRace};
use domain::ids::{DriverId, RaceKey};
use domain::scoring::{Scored, ScoringRules};
use projection::ProjectionError;
use projection::project::Projection;
use std::collections::BTreeMap;

/// Why a race has no scores.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RaceError {
    /// No result.
    #[error("race `{0}` has no result: import its results or leave it out")]
    NoResult(RaceKey),
    /// A result of other drivers.
    #[error("race `{0}`: none of its entries is in its result: import both from one source")]
    OtherField(RaceKey),
    /// No projection.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
}

/// Scores a projection by the race's result, as a backtest does.
///
/// # Errors
/// [`RaceError::OtherField`] where no entry has a result, [`ProjectionError::NoScoringRules`].
pub fn score(projection: &Projection, actual: &PastRace) -> Result<ScoredRace, RaceError> {
    Ok(score_race(projection, actual)?.0)
}

/// Compares a projection with the race's result; entries without a result are left out and counted.
///
/// # Errors
/// [`RaceError::OtherField`] where no entry has a result, [`ProjectionError::NoScoringRules`].
pub(crate) fn score_race(
    projection: &Projection,
    actual: &PastRace,
) -> Result<(ScoredRace, LevelTallies), RaceError> {
    let body = projection.set.body();
    let rules = |site| {
        ScoringRules::of(site, body.date).ok_or_else(|| ProjectionError::NoScoringRules {
            race: body.race.clone(),
            site,
            date: body.date,
        })
    };
    let (draftkings, fanduel) = (rules(Site::Draftkings)?, rules(Site::Fanduel)?);
    let mut cars: BTreeMap<DriverId, &PastCar> = actual.cars.iter().map(|car| (car.driver(), car)).collect();
    let samples = &projection.samples;
    let (of_draftkings, of_fanduel) =
        (samples.by_entry(&samples.draftkings), samples.by_entry(&samples.fanduel));
    let (mut drivers, mut levels, mut gaps) = (Vec::new(), LevelTallies::default(), RaceGaps::default());
    for (index, entry) in body.entries.iter().enumerate() {
        let Some(car) = cars.remove(&entry.driver) else {
            gaps.entries_without_result += 1;
            continue;
        };
        gaps.entries_without_start += u32::from(car.entry.start.is_none());
        let scored = scored(car);
        let (on_draftkings, on_fanduel) = (draftkings.score(&scored).value(), fanduel.score(&scored).value());
        levels.draftkings.add(&entry.draftkings.quantiles, on_draftkings);
        levels.fanduel.add(&entry.fanduel.quantiles, on_fanduel);
        let points = |column: &[f32], points: &projection::set::PointsProjection, actual| {
            let sorted = sorted(column, samples.simulations, index);
            PointsScore::of(points.mean, &points.quantiles, &sorted, actual)
        };
        drivers.push(DriverScore {
            driver: entry.driver,
            driver_name: entry.driver_name.clone(),
            start: car.entry.start,
            finish: scored.finish,
            projected_finish: entry.finish,
            tops: Chance::all(entry, body.simulations, scored.finish),
            nll_win: -libm::log(chance_among(entry.p_win, body.simulations, body.entries.len())),
            draftkings: points(&of_draftkings, &entry.draftkings, on_draftkings),
            fanduel: points(&of_fanduel, &entry.fanduel, on_fanduel),
        });
    }
    gaps.results_without_entry = cars.len() as u32;
    if drivers.is_empty() {
        return Err(RaceError::OtherField(body.race.clone()));
    }
    let setting = RaceSetting {
        race: body.race.clone(),
        series: body.series,
        date: body.date,
        track_name: body.track_name.clone(),
        track_type: body.track_type,
        data_digest: body.data_digest.clone(),
        facts_digest: projection.facts_digest.clone(),
    };
    Ok((ScoredRace::of(setting, gaps, drivers), levels))
}

/// What a car did. Without a place on the grid no place is gained or lost.
fn scored(car: &PastCar) -> Scored {
    Scored {
        start: car.entry.start.unwrap_or(car.result.finish_on_track),
        finish: car.result.finish_on_track,
        laps_led: car.result.laps_led,
        fastest_laps: car.result.fastest_laps,
        laps_completed: car.result.laps_completed,
    }
}

/// The points of one entry, ascending, from a column entry by entry.
fn sorted(column: &[f32], simulations: usize, entry: usize) -> Vec<f32> {
    let mut points = column[entry * simulations..(entry + 1) * simulations].to_vec();
    domain::sample::sort(&mut points);
    points
}
