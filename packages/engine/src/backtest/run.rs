//! The walk-forward over loaded races.

use super::answer::{BacktestAnswer, LeftOutRace};
use super::{files, restated};
use crate::document::Document;
use crate::error::EngineError;
use crate::models::named;
use crate::open::Engine;
use crate::progress::{Cancelled, Progress};
use crate::settings::SIMULATIONS_MAX;
use crate::view::View;
use backtest::{BacktestData, BacktestError, LeftOut, Step};
use domain::evidence::EvidenceBook;
use domain::history::History;
use domain::pooling::Pooling;
use domain::race::RaceCard;
use domain::series::Series;
use graph::ReadError;
use jiff::Timestamp;
use projection::{Model, RunConfig};
use report::backtest::text;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// The models that a backtest compares with where its request names none, without the model itself.
pub const DEFAULT_BASELINES: [&str; 4] =
    ["start-only", "season-average", "baseline-c", "dynamic-plackett-luce"];

/// Which races, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BacktestRequest {
    /// Series.
    pub series: Series,
    /// First season, a year.
    pub from: i16,
    /// Last season, a year.
    pub to: i16,
    /// Name of the model.
    pub model: String,
    /// Names of the models to compare it with, on the same races with the same seed; absent:
    /// [`DEFAULT_BASELINES`].
    #[serde(default)]
    pub against: Option<Vec<String>>,
    /// Simulations per race, 1 to 1,000,000.
    pub simulations: u32,
    /// Seed.
    pub seed: u64,
    /// Whether a race that cannot be projected is an error; else it is left out and named.
    #[serde(default)]
    pub strict: bool,
}

/// A finished backtest.
#[derive(Clone, Debug, PartialEq)]
pub struct BacktestOutput {
    /// The scores.
    pub answer: BacktestAnswer,
    /// The headline scores for reading.
    pub summary: String,
    /// `projections.csv` (a row for each entry), `metrics.json`, `report.txt`, `races.csv`, `drivers.csv` and
    /// `reliability.csv`; the pages `projected.png`, `reliability.png`, `pit.png`, `coverage.png` and `time.png`; and
    /// with baselines `paired.csv` and `paired.png`.
    pub files: Vec<Document>,
}

/// What a backtest reads of the graph.
struct Inputs {
    cards: Vec<RaceCard>,
    /// Races of which too little is known for a card.
    without_card: Vec<LeftOutRace>,
    /// The whole history: the walk shows each race only what was known at its lock.
    history: History,
    pooling: Pooling,
    evidence: EvidenceBook,
}

impl BacktestRequest {
    /// The models: the one that is tested, and those it is compared with.
    ///
    /// # Errors
    /// An unknown name, or one that is given twice.
    fn models(&self) -> Result<(Model, Vec<Model>), EngineError> {
        let model = named(&self.model)?;
        let others =
            || DEFAULT_BASELINES.iter().filter(|name| **name != self.model).map(|name| (*name).to_owned());
        let against = self.against.clone().unwrap_or_else(|| others().collect());
        if let Some((_, twice)) = against.iter().enumerate().find(|(at, name)| against[..*at].contains(name))
        {
            return Err(EngineError::BadValue {
                field: "against".to_owned(),
                value: twice.clone(),
                expected: "named twice; name each model once".to_owned(),
            });
        }
        Ok((model, against.iter().map(|name| named(name)).collect::<Result<_, _>>()?))
    }
}

impl Engine {
    /// Projects every points race of the seasons that has a result, as of its own lock, by the model and by each
    /// one it is compared with, and scores it. Progress counts the races of each model; a cancelled run stops between
    /// races.
    ///
    /// # Errors
    /// An unknown model; no race in those seasons; with `strict`, a race that cannot be projected; cancellation.
    pub fn backtest(
        &self,
        request: &BacktestRequest,
        progress: &Progress,
    ) -> Result<BacktestOutput, EngineError> {
        if !(1..=SIMULATIONS_MAX).contains(&request.simulations) {
            return Err(EngineError::BadValue {
                field: "simulations".to_owned(),
                value: request.simulations.to_string(),
                expected: format!("a number from 1 to {SIMULATIONS_MAX}"),
            });
        }
        if request.from > request.to {
            return Err(EngineError::BadValue {
                field: "from".to_owned(),
                value: request.from.to_string(),
                expected: format!("a season not after the last one, {}", request.to),
            });
        }
        let (model, against) = request.models()?;
        let reads_evidence = std::iter::once(&model).chain(&against).any(|model| model.evidence.is_some());
        let inputs = self.read(|view| Inputs::read(view, request, reads_evidence, progress))?;
        let run = RunConfig { simulations: request.simulations, seed: request.seed };
        let mut report = |step: Step<'_>| {
            match step {
                Step::Model { version, races } => progress.begin(version, races as u64),
                Step::Races(races) => progress.advance(races as u64),
            }
            if progress.cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let data = BacktestData {
            history: &inputs.history,
            cards: &inputs.cards,
            pooling: &inputs.pooling,
            evidence: &inputs.evidence,
        };
        let finished = backtest::run_against(&data, &model, &against, &run, &mut report);
        progress.end();
        let backtest = finished.map_err(|error| match error {
            BacktestError::Cancelled => Cancelled.into(),
            other => EngineError::from(other),
        })?;
        let mut left_out = inputs.without_card.clone();
        left_out.extend(backtest.left_out.iter().map(LeftOutRace::from));
        if request.strict && !left_out.is_empty() {
            return Err(EngineError::RacesLeftOut { races: left_out });
        }
        let answer = BacktestAnswer { left_out, ..restated(&backtest.metrics)? };
        Ok(BacktestOutput { answer, summary: text::summary(&backtest.metrics), files: files::of(&backtest)? })
    }
}

impl Inputs {
    fn read(
        view: &View<'_>,
        request: &BacktestRequest,
        reads_evidence: bool,
        progress: &Progress,
    ) -> Result<Self, EngineError> {
        let filter = graph::RaceFilter { series: Some(request.series), season: None };
        let races = view.races(&filter)?.into_iter().filter(|race| race.result_known_at.is_some());
        let wanted: Vec<_> = races
            .map(|race| race.info)
            .filter(|race| !race.exhibition && (request.from..=request.to).contains(&race.date.year()))
            .collect();
        let (mut cards, mut without_card) = (Vec::with_capacity(wanted.len()), Vec::new());
        progress.begin("race cards", wanted.len() as u64);
        for race in &wanted {
            progress.check()?;
            match view.race_card(&race.key, race.lock_at) {
                Ok(card) => cards.push(card),
                Err(error @ ReadError::NoDistance { .. }) => {
                    let reason = format!("{error}; an entry list with scheduled_laps states it");
                    without_card.push(LeftOutRace { race: race.key.clone(), reason });
                }
                Err(error) => return Err(error.into()),
            }
            progress.advance(1);
        }
        progress.end();
        Ok(Self {
            cards,
            without_card,
            history: view.history(request.series, Timestamp::MAX)?,
            pooling: view.pooling()?,
            evidence: if reads_evidence { view.evidence(Timestamp::MAX)? } else { EvidenceBook::new() },
        })
    }
}

impl From<&LeftOut> for LeftOutRace {
    fn from(left_out: &LeftOut) -> Self {
        Self { race: left_out.race.clone(), reason: left_out.reason.to_string() }
    }
}
