//! Pages of pictures of a backtest.

mod calibration;
mod paired;
mod projected;
mod time;

pub use calibration::{coverage, pit, reliability};
pub use paired::{Row, differences};
pub use projected::projected;
pub use time::time;

use super::NEAR_UNPREDICTABLE_NOTE;
use backtest::Metrics;

/// A line that says what was run.
fn what_was_run(metrics: &Metrics) -> String {
    let seasons: Vec<i16> = metrics.by_season.keys().copied().collect();
    let series: Vec<&str> = metrics.series.iter().map(|series| series.log_name()).collect();
    format!(
        "{} {}-{}, {} races, {} driver-races; model {}; {} simulations a race, seed {}; every race as known at its lock",
        series.join(" and "),
        seasons.first().copied().unwrap_or_default(),
        seasons.last().copied().unwrap_or_default(),
        metrics.overall.races,
        metrics.overall.entries,
        metrics.run.model_version,
        metrics.run.simulations,
        metrics.run.seed
    )
}

/// The note on near-unpredictable races, where there are such.
fn flag(metrics: &Metrics) -> Option<String> {
    let there = metrics.by_type.values().any(|figures| figures.near_unpredictable);
    there.then(|| NEAR_UNPREDICTABLE_NOTE.to_owned())
}
