//! Walk-forward: every race projected from what was known at its lock, then held against its result.
//!
//! The projections are those of `projection::project`, byte for byte; only the past is rated once and not
//! again for every race.

pub mod metrics;
pub mod rows;
pub mod run;
pub mod score;

pub use metrics::{Figures, Metrics};
pub use rows::Row;
pub use run::{Backtest, BacktestError, RaceScore, run};
