//! The walk: race after race, each as of its own lock.

use crate::levels::LevelTallies;
use crate::metrics::Metrics;
use crate::paired::{PairError, Paired};
use crate::race::ScoredRace;
use crate::record::{Record, RunInfo};
use crate::rows::Row;
use crate::score_race::{RaceError, score_race};
use domain::evidence::EvidenceBook;
use domain::history::{History, PastRace};
use domain::ids::RaceKey;
use domain::pooling::Pooling;
use domain::race::RaceCard;
use projection::{Model, ProjectionError, ProjectionSet, Projector, RunConfig};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// Bytes of samples in memory at once: races are walked side by side as far as these allow, one by one beyond.
const SAMPLES_IN_MEMORY: usize = 256 << 20;

/// Bytes of a simulated entry of a race: a place, two counts of laps and laps completed, a flag, two points.
const SAMPLE_BYTES: usize = 16;

/// Races walked side by side at most.
const SIDE_BY_SIDE: usize = 8;

/// A finished walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// A sealed set for each race, in order of date and key.
    pub sets: Vec<ProjectionSet>,
    /// The table, one row per entry.
    pub rows: Vec<Row>,
    /// The races with all scores, in the same order.
    pub races: Vec<ScoredRace>,
    /// The figures, those compared with the baselines included.
    pub metrics: Metrics,
    /// Races that could not be scored for every model, and so count for none, in the same order.
    pub left_out: Vec<LeftOut>,
}

/// A race that counts for no model.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// The race.
    pub race: RaceKey,
    /// Version of the first model that it could not be scored for; none where it concerns all of them.
    pub model_version: Option<String>,
    /// Why.
    pub reason: RaceError,
}

/// Progress of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A model begins.
    Model {
        /// Its version.
        version: &'a str,
        /// How many races it will project.
        races: usize,
    },
    /// So many more races are done.
    Races(usize),
}

/// Why a backtest stops.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BacktestError {
    /// Nothing to do.
    #[error(
        "no points race with a result in these seasons is loaded; widen the range or import their race logs"
    )]
    NoRaces,
    /// Nothing left.
    #[error("none of {races} races could be scored; the first failed with: {first}")]
    AllLeftOut {
        /// Races asked for.
        races: usize,
        /// Why the first one could not be scored.
        first: RaceError,
    },
    /// A race twice.
    #[error("race `{0}` is listed twice")]
    Twice(RaceKey),
    /// A model that cannot rate the past.
    #[error("model {version}: {source}")]
    Model {
        /// Its version.
        version: String,
        /// Why.
        source: ProjectionError,
    },
    /// Models that saw different races.
    #[error(transparent)]
    Pair(#[from] PairError),
    /// Stopped by the progress callback.
    #[error("the backtest was cancelled")]
    Cancelled,
}

/// The races of a backtest and all that is known. Each race sees only what was known at its own lock.
#[derive(Clone, Copy, Debug)]
pub struct BacktestData<'a> {
    /// The races and their results; it reaches past the last card.
    pub history: &'a History,
    /// Races to project, in any order.
    pub cards: &'a [RaceCard],
    /// Classes of layouts.
    pub pooling: &'a Pooling,
    /// The evidence of race weeks, for models that read it.
    pub evidence: &'a EvidenceBook,
}

impl<'a> BacktestData<'a> {
    /// Without evidence of race weeks.
    pub fn of(history: &'a History, cards: &'a [RaceCard], pooling: &'a Pooling) -> Self {
        static NOTHING: EvidenceBook = EvidenceBook::new();
        Self { history, cards, pooling, evidence: &NOTHING }
    }
}

/// Projects each card of `data` as of its own lock and scores it against its result.
///
/// # Errors
/// See [`BacktestError`].
pub fn run(data: &BacktestData<'_>, model: &Model, config: &RunConfig) -> Result<Backtest, BacktestError> {
    run_against(data, model, &[], config, &mut |_| ControlFlow::Continue(()))
}

/// As [`run`], and each of `baselines` on the same races with the same seed and number of simulations, compared with
/// `model`. A race that cannot be scored for one of the models is left out for all and listed in
/// [`Backtest::left_out`]. `progress` is called at every step, between races; when it breaks, the walk stops.
///
/// # Errors
/// See [`BacktestError`]; [`BacktestError::Cancelled`] where `progress` breaks.
pub fn run_against(
    data: &BacktestData<'_>,
    model: &Model,
    baselines: &[Model],
    config: &RunConfig,
    progress: &mut dyn FnMut(Step<'_>) -> ControlFlow<()>,
) -> Result<Backtest, BacktestError> {
    let (walker, mut left_out) = Walker::of(data, config)?;
    let mut walks: Vec<Vec<Walked>> = Vec::with_capacity(1 + baselines.len());
    for model in std::iter::once(model).chain(baselines) {
        let (walked, failed) = walker.walk(model, progress)?;
        walks.push(walked);
        left_out.extend(failed);
    }
    let left_out = in_order(data, left_out);
    let out: BTreeSet<&RaceKey> = left_out.iter().map(|left| &left.race).collect();
    for walk in &mut walks {
        walk.retain(|walked| !out.contains(&walked.race.setting.race));
    }
    let mut walks = walks.into_iter();
    let walk = walks.next().expect("one model is walked");
    if let (true, Some(first)) = (walk.is_empty(), left_out.first()) {
        let first = first.reason.clone();
        return Err(BacktestError::AllLeftOut { races: data.cards.len(), first });
    }
    let (mut sets, mut levels, mut scored, mut rows) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let results: BTreeMap<&RaceKey, &PastRace> =
        walker.races.iter().map(|(card, actual)| (&card.info.key, *actual)).collect();
    for walked in walk {
        let body = walked.set.body();
        let actual = results[&body.race];
        rows.extend(body.entries.iter().map(|entry| Row::of(actual, body, entry)));
        sets.push(walked.set);
        levels.push(walked.levels);
        scored.push(walked.race);
    }
    let own = Record { run: run_info(model, config), races: scored };
    let mut paired = Vec::with_capacity(baselines.len());
    for (baseline, walk) in baselines.iter().zip(walks) {
        let races = walk.into_iter().map(|walked| walked.race).collect();
        paired.push(Paired::of_one_walk(&own, &Record { run: run_info(baseline, config), races })?);
    }
    let metrics = Metrics::of(own.run, &own.races, &levels, paired).ok_or(BacktestError::NoRaces)?;
    Ok(Backtest { sets, rows, races: own.races, metrics, left_out })
}

fn run_info(model: &Model, config: &RunConfig) -> RunInfo {
    RunInfo {
        model_version: model.version.clone(),
        model_digest: model.digest.clone(),
        simulations: config.simulations,
        seed: config.seed.to_string(),
    }
}

/// In order of date and key, each race once: with the first reason found.
fn in_order(data: &BacktestData<'_>, left_out: Vec<LeftOut>) -> Vec<LeftOut> {
    let dates: BTreeMap<&RaceKey, _> =
        data.cards.iter().map(|card| (&card.info.key, card.info.date)).collect();
    let mut seen = BTreeSet::new();
    let mut once: Vec<LeftOut> = left_out.into_iter().filter(|left| seen.insert(left.race.clone())).collect();
    once.sort_by(|a, b| (dates[&a.race], &a.race).cmp(&(dates[&b.race], &b.race)));
    once
}

/// Takes every model over the same races.
struct Walker<'a> {
    data: &'a BacktestData<'a>,
    /// Cards with their results, in order of date and key.
    races: Vec<(&'a RaceCard, &'a PastRace)>,
    config: &'a RunConfig,
}

/// A race behind us: its sample is gone.
struct Walked {
    set: ProjectionSet,
    race: ScoredRace,
    levels: LevelTallies,
}

impl<'a> Walker<'a> {
    /// The races that have a result, and those that have none.
    fn of(data: &'a BacktestData<'a>, config: &'a RunConfig) -> Result<(Self, Vec<LeftOut>), BacktestError> {
        let mut cards: Vec<&RaceCard> = data.cards.iter().collect();
        cards.sort_by(|a, b| (a.info.date, &a.info.key).cmp(&(b.info.date, &b.info.key)));
        if let Some(pair) = cards.windows(2).find(|pair| pair[0].info.key == pair[1].info.key) {
            return Err(BacktestError::Twice(pair[0].info.key.clone()));
        }
        if cards.is_empty() {
            return Err(BacktestError::NoRaces);
        }
        let results: BTreeMap<&RaceKey, &PastRace> =
            data.history.races.iter().map(|race| (&race.info.key, race)).collect();
        let (mut races, mut left_out) = (Vec::with_capacity(cards.len()), Vec::new());
        for card in cards {
            let race = &card.info.key;
            match results.get(race) {
                Some(actual) => races.push((card, *actual)),
                None => left_out.push(LeftOut {
                    race: race.clone(),
                    model_version: None,
                    reason: RaceError::NoResult(race.clone()),
                }),
            }
        }
        Ok((Self { data, races, config }, left_out))
    }

    /// The races of one model, and those that it could not be scored on.
    fn walk(
        &self,
        model: &Model,
        progress: &mut dyn FnMut(Step<'_>) -> ControlFlow<()>,
    ) -> Result<(Vec<Walked>, Vec<LeftOut>), BacktestError> {
        let mut report = |step: Step<'_>| match progress(step) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(BacktestError::Cancelled),
        };
        report(Step::Model { version: &model.version, races: self.races.len() })?;
        let BacktestData { history, pooling, evidence, .. } = self.data;
        let projector = Projector::with_evidence(history, pooling, model, evidence)
            .map_err(|source| BacktestError::Model { version: model.version.clone(), source })?;
        let step = |(card, actual): &(&RaceCard, &PastRace)| -> Result<Walked, RaceError> {
            let projection = projector.project(card, self.config)?;
            let (race, levels) = score_race(&projection, actual)?;
            Ok(Walked { set: projection.set, race, levels })
        };
        let (mut walked, mut left_out) = (Vec::with_capacity(self.races.len()), Vec::new());
        for races in self.races.chunks(self.side_by_side()) {
            let done: Vec<Result<Walked, RaceError>> = races.par_iter().map(step).collect();
            for ((card, _), done) in races.iter().zip(done) {
                match done {
                    Ok(race) => walked.push(race),
                    Err(reason) => left_out.push(LeftOut {
                        race: card.info.key.clone(),
                        model_version: Some(model.version.clone()),
                        reason,
                    }),
                }
            }
            report(Step::Races(races.len()))?;
        }
        Ok((walked, left_out))
    }

    /// How many races' samples may be in memory at once. A race's scores depend on nothing but the race, so this
    /// changes no result.
    fn side_by_side(&self) -> usize {
        let entries = self.races.iter().map(|(card, _)| card.entries.len()).max().unwrap_or(1).max(1);
        let sample = self.config.simulations as usize * entries * SAMPLE_BYTES;
        (SAMPLES_IN_MEMORY / sample.max(1)).clamp(1, SIDE_BY_SIDE)
    }
}
