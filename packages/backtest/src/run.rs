//! The walk.

use crate::driver::{Chance, DriverScore, PointsScore};
use crate::levels::LevelTallies;
use crate::metrics::{Metrics, RunInfo};
use crate::paired::{PairError, Paired, Record};
use crate::race::{RaceGaps, RaceSetting, ScoredRace};
use crate::rows::Row;
use domain::dfs::Site;
use domain::evidence::EvidenceBook;
use domain::history::{History, PastCar, PastRace};
use domain::ids::{DriverId, RaceKey};
use domain::pooling::Pooling;
use domain::race::RaceCard;
use domain::scoring::{Scored, ScoringRules};
use projection::project::Projection;
use projection::{Model, ProjectionError, ProjectionSet, Projector, RunConfig};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Samples held at once, in bytes: races are walked side by side as far as these allow, one by one beyond.
const SAMPLES_HELD: usize = 256 << 20;

/// Bytes of a simulated entry of a race: a place, two counts of laps and laps completed, a flag, two points.
const SAMPLE_BYTES: usize = 16;

/// Races walked side by side at most.
const SIDE_BY_SIDE: usize = 8;

/// A finished walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// A sealed set for each race, in order of date and key.
    pub sets: Vec<ProjectionSet>,
    /// The table, an entry a row.
    pub rows: Vec<Row>,
    /// The races with all scores, in the same order.
    pub races: Vec<ScoredRace>,
    /// The figures, those against the baselines included.
    pub metrics: Metrics,
}

/// How far a walk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A model begins on so many races.
    Model {
        /// Its version.
        version: &'a str,
        /// Races.
        races: usize,
    },
    /// So many more races are done.
    Races(usize),
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
    /// A race twice.
    #[error("race `{0}` is asked for twice")]
    Twice(RaceKey),
    /// A race that cannot be projected.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
    /// Models that saw different races.
    #[error(transparent)]
    Pair(#[from] PairError),
}

/// What a walk goes through. Of all of it each race sees what was known at its own lock.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// The races and their results; it reaches past the last card.
    pub history: &'a History,
    /// Races to project, in any order.
    pub cards: &'a [RaceCard],
    /// Classes of layouts.
    pub pooling: &'a Pooling,
    /// What race weeks told, for models that read it.
    pub evidence: &'a EvidenceBook,
}

impl<'a> Course<'a> {
    /// One without race weeks.
    pub fn of(history: &'a History, cards: &'a [RaceCard], pooling: &'a Pooling) -> Self {
        static NOTHING: EvidenceBook = EvidenceBook::new();
        Self { history, cards, pooling, evidence: &NOTHING }
    }
}

/// Projects each card of `course` as of its own lock and scores it against its result.
///
/// # Errors
/// See [`BacktestError`].
pub fn run(course: &Course<'_>, model: &Model, config: &RunConfig) -> Result<Backtest, BacktestError> {
    run_against(course, model, &[], config, &mut |_| {})
}

/// As [`run`], and each of `baselines` on the same races with the same seed and number of simulations, held
/// against `model`. `told` hears of every step.
///
/// # Errors
/// See [`BacktestError`].
pub fn run_against(
    course: &Course<'_>,
    model: &Model,
    baselines: &[Model],
    config: &RunConfig,
    told: &mut dyn FnMut(Step<'_>),
) -> Result<Backtest, BacktestError> {
    let walker = Walker { course, races: in_order(course)?, config };
    let walk = walker.walk(model, told)?;
    let mut sets = Vec::new();
    let mut levels = Vec::new();
    let mut scored = Vec::new();
    let mut rows = Vec::new();
    for ((card, actual), walked) in walker.races.iter().zip(walk) {
        debug_assert_eq!(card.info.key, walked.race.setting.race);
        let body = walked.set.body();
        rows.extend(body.entries.iter().map(|entry| Row::of(actual, body, entry)));
        sets.push(walked.set);
        levels.push(walked.levels);
        scored.push(walked.race);
    }
    let own = Record { run: run_info(model, config), races: scored };
    let mut paired = Vec::with_capacity(baselines.len());
    for baseline in baselines {
        let races = walker.walk(baseline, told)?.into_iter().map(|walked| walked.race).collect();
        paired.push(Paired::of(&own, &Record { run: run_info(baseline, config), races })?);
    }
    let metrics = Metrics::of(own.run, &own.races, &levels, paired).ok_or(BacktestError::NoRaces)?;
    Ok(Backtest { sets, rows, races: own.races, metrics })
}

fn run_info(model: &Model, config: &RunConfig) -> RunInfo {
    RunInfo {
        model_version: model.version.clone(),
        model_digest: model.digest.clone(),
        simulations: config.simulations,
        seed: config.seed.to_string(),
    }
}

/// Cards with their results, in order of date and key.
fn in_order<'a>(course: &Course<'a>) -> Result<Vec<(&'a RaceCard, &'a PastRace)>, BacktestError> {
    let cards = course.cards;
    let results: BTreeMap<&RaceKey, &PastRace> =
        course.history.races.iter().map(|race| (&race.info.key, race)).collect();
    let mut races = Vec::with_capacity(cards.len());
    for card in cards {
        let actual = results.get(&card.info.key);
        races.push((card, *actual.ok_or_else(|| BacktestError::NoResult(card.info.key.clone()))?));
    }
    races.sort_by(|(a, _), (b, _)| (a.info.date, &a.info.key).cmp(&(b.info.date, &b.info.key)));
    if let Some(pair) = races.windows(2).find(|pair| pair[0].0.info.key == pair[1].0.info.key) {
        return Err(BacktestError::Twice(pair[0].0.info.key.clone()));
    }
    if races.is_empty() { Err(BacktestError::NoRaces) } else { Ok(races) }
}

/// Takes every model over the same course.
struct Walker<'a> {
    course: &'a Course<'a>,
    races: Vec<(&'a RaceCard, &'a PastRace)>,
    config: &'a RunConfig,
}

/// A race behind us: its sample is gone.
struct Walked {
    set: ProjectionSet,
    race: ScoredRace,
    levels: LevelTallies,
}

impl Walker<'_> {
    fn walk(&self, model: &Model, told: &mut dyn FnMut(Step<'_>)) -> Result<Vec<Walked>, BacktestError> {
        told(Step::Model { version: &model.version, races: self.races.len() });
        let Course { history, pooling, evidence, .. } = self.course;
        let projector = Projector::with_evidence(history, pooling, model, evidence)?;
        let step = |(card, actual): &(&RaceCard, &PastRace)| {
            let projection = projector.project(card, self.config)?;
            let (race, levels) = score_race(&projection, actual)?;
            Ok(Walked { set: projection.set, race, levels })
        };
        let mut walked = Vec::with_capacity(self.races.len());
        for races in self.races.chunks(self.side_by_side()) {
            let done: Result<Vec<Walked>, BacktestError> = races.par_iter().map(step).collect();
            walked.extend(done?);
            told(Step::Races(races.len()));
        }
        Ok(walked)
    }

    /// How many races' samples may be held at once. A race's scores depend on nothing but the race, so this
    /// changes no result.
    fn side_by_side(&self) -> usize {
        let entries = self.races.iter().map(|(card, _)| card.entries.len()).max().unwrap_or(1).max(1);
        let sample = self.config.simulations as usize * entries * SAMPLE_BYTES;
        (SAMPLES_HELD / sample.max(1)).clamp(1, SIDE_BY_SIDE)
    }
}

/// Holds a projection against the race's result; entries without a result are left out and counted.
///
/// # Errors
/// [`BacktestError::OtherField`] where no entry has a result, [`ProjectionError::NoScoringRules`].
fn score_race(
    projection: &Projection,
    actual: &PastRace,
) -> Result<(ScoredRace, LevelTallies), BacktestError> {
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
            draftkings: points(&of_draftkings, &entry.draftkings, on_draftkings),
            fanduel: points(&of_fanduel, &entry.fanduel, on_fanduel),
        });
    }
    gaps.results_without_entry = cars.len() as u32;
    if drivers.is_empty() {
        return Err(BacktestError::OtherField(body.race.clone()));
    }
    let setting = RaceSetting {
        race: body.race.clone(),
        series: body.series,
        date: body.date,
        track_name: body.track_name.clone(),
        track_type: body.track_type,
        data_digest: body.data_digest.clone(),
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
