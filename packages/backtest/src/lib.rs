//! Walk-forward: every race projected from what was known at its lock, then held against its result.
//!
//! The projections are those of `projection::project`, byte for byte; only the past is rated once and not
//! again for every race. A race gives a [`ScoredRace`], a line of scores for every driver; all figures, their
//! errors and the differences between models are made from those lines alone, here or from files of an earlier
//! run.

mod bootstrap;
pub mod calibration;
pub mod driver;
mod levels;
pub mod measure;
pub mod metrics;
pub mod paired;
mod parts;
pub mod race;
pub mod rows;
pub mod run;
pub mod score;
pub mod trend;

pub use calibration::Calibration;
pub use driver::DriverScore;
pub use levels::Level;
pub use measure::Measure;
pub use metrics::{Figures, Metrics, RunInfo};
pub use paired::{PairError, Paired, Record};
pub use race::{RaceScore, RaceSetting, ScoredRace, near_unpredictable};
pub use rows::Row;
pub use run::{Backtest, BacktestError, Course, Step, run, run_against};
