//! The walk-forward over loaded races.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::{Cancelled, Progress};
use backtest::{Backtest, BacktestData, BacktestError, Step};
use domain::evidence::EvidenceBook;
use domain::race::RaceCard;
use domain::series::Series;
use jiff::Timestamp;
use projection::{Model, RunConfig};
use std::ops::ControlFlow;

/// Which races, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct BacktestRequest {
    /// Series.
    pub series: Series,
    /// First season.
    pub from: i16,
    /// Last season.
    pub to: i16,
    /// The model.
    pub model: Model,
    /// Models it is held against, on the same races with the same seed.
    pub against: Vec<Model>,
    /// Simulated races a race.
    pub simulations: usize,
    /// Seed.
    pub seed: u64,
}

impl Engine {
    /// Projects every points race of the seasons that has a result, as of its own lock, by the model and by each
    /// it is held against, and scores it. `progress` hears of every race of every model.
    ///
    /// # Errors
    /// No race in those seasons, a race without a result, or what [`backtest`] refuses.
    pub fn backtest(&self, request: &BacktestRequest, progress: &Progress) -> Result<Backtest, EngineError> {
        let pooling = self.store.pooling()?;
        // The whole history once; the walk shows each race only what was known at its lock.
        let history = self.store.history(request.series, Timestamp::MAX)?;
        let wanted: Vec<_> = self
            .store
            .races(&graph::RaceFilter { series: Some(request.series), season: None })?
            .into_iter()
            .filter(|race| race.result_known_at.is_some())
            .map(|race| race.info)
            .filter(|race| !race.exhibition && (request.from..=request.to).contains(&race.date.year()))
            .collect();
        let mut cards: Vec<RaceCard> = Vec::with_capacity(wanted.len());
        progress.begin("race cards", wanted.len() as u64);
        for race in &wanted {
            cards.push(self.store.race_card(&race.key, race.lock_at)?);
            progress.advance(1);
        }
        progress.end();
        let run = RunConfig {
            simulations: u32::try_from(request.simulations).unwrap_or(u32::MAX),
            seed: request.seed,
        };
        let mut report = |step: Step<'_>| {
            match step {
                Step::Model { version, races } => progress.begin(version, races as u64),
                Step::Races(races) => progress.advance(races as u64),
            }
            if progress.cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let models = || std::iter::once(&request.model).chain(&request.against);
        let evidence = match models().any(|model| model.evidence.is_some()) {
            true => self.store.evidence(Timestamp::MAX)?,
            false => EvidenceBook::new(),
        };
        let data = BacktestData { history: &history, cards: &cards, pooling: &pooling, evidence: &evidence };
        let result = backtest::run_against(&data, &request.model, &request.against, &run, &mut report);
        progress.end();
        match result {
            Err(BacktestError::Cancelled) => Err(Cancelled.into()),
            result => Ok(result?),
        }
    }
}
