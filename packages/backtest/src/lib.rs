//! Walk-forward: every race projected from what was known at its lock, then compared with its result.
//!
//! The projections are those of `projection::project`, byte for byte; only the past is rated once and not
//! again for every race. A race gives a [`ScoredRace`], a line of scores per driver; all figures, their
//! errors and the differences between models are made from those lines alone, here or from files of an earlier
//! run.

mod bootstrap;
pub mod calibration;
pub mod driver;
mod groups;
mod levels;
pub mod measure;
pub mod metrics;
pub mod paired;
mod parts;
pub mod race;
mod record;
pub mod rows;
pub mod run;
pub mod score;
mod score_race;
pub mod trend;

pub use calibration::Calibration;
pub use driver::DriverScore;
pub use levels::Level;
pub use measure::Measure;
pub use metrics::{Figures, Metrics};
pub use paired::{PairError, Paired};
pub use race::{RaceScore, RaceSetting, ScoredRace, near_unpredictable};
pub use record::{Record, RunInfo};
pub use rows::Row;
pub use run::{Backtest, BacktestData, BacktestError, LeftOut, Step, run, run_against};
pub use score_race::{RaceError, score};
