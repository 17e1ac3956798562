//! Backtests: every race projected as of its own lock and scored, and runs compared with one another.

mod answer;
mod compare;
mod files;
mod run;

pub use answer::{
    BacktestAnswer, Calibration, Calibrations, ChanceGroup, Comparison, Difference, Differences, Figures,
    LeftOutRace, MeanGroup, PointsCalibration, Quantile, Reliability, RunDetails,
};
pub use compare::{CompareOutput, CompareRequest, SavedRun, compare};
pub use files::save;
pub use run::{BacktestOutput, BacktestRequest, DEFAULT_BASELINES};

use crate::error::EngineError;
use serde::Serialize;
use serde::de::DeserializeOwned;

impl Figures {
    /// Figures as an answer has them.
    pub(crate) fn of(figures: &::backtest::Figures) -> Result<Self, EngineError> {
        restated(figures)
    }
}

/// Figures as the answer has them: both have one JSON form.
fn restated<T: DeserializeOwned>(figures: &impl Serialize) -> Result<T, EngineError> {
    Ok(serde_json::from_value(serde_json::to_value(figures)?)?)
}
