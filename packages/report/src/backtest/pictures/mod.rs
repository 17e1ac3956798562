//! Pages of pictures of a backtest.

mod calibration;
mod paired;
mod projected;
mod time;

pub use calibration::{coverage, pit, reliability};
pub use paired::{against, comparison};
pub use projected::projected;
pub use time::time;

use super::NEAR_UNPREDICTABLE_NOTE;
use backtest::Metrics;

/// A line on what was run.
fn what_was_run(metrics: &Metrics) -> String {
    let seasons: Vec<i16> = metrics.by_season.keys().copied().collect();
    let series: Vec<&str> = metrics.series.iter().map(|series| series.log_name()).collect();
    format!(
        "{} {}-{}, {} races, {} driver-races; model {}; {} simulations per race, seed {}; every race as known at its lock",
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

/// The notes under a page's title: what was run, how to read it, and where little can be predicted.
fn notes(metrics: &Metrics, how_to_read: &str) -> Vec<String> {
    let mut notes = vec![what_was_run(metrics), how_to_read.to_owned()];
    if metrics.by_type.values().any(|figures| figures.near_unpredictable) {
        notes.push(NEAR_UNPREDICTABLE_NOTE.to_owned());
    }
    notes
}
