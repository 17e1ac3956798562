//! `paired.csv` and `reliability.csv`.

use crate::ReportError;
use crate::table;
use backtest::calibration::Calibration;
use backtest::metrics::Calibrations;
use backtest::paired::Differences;
use backtest::{Paired, near_unpredictable};

fn shown(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// One row per baseline, part (`all`, a type, a season) and measure. `difference` is model less baseline;
/// `gain_in_errors` is signed so that more is better.
///
/// # Errors
/// When the CSV cannot be written.
pub fn paired_csv(paired: &[Paired]) -> Result<String, ReportError> {
    let headings = [
        "model",
        "baseline",
        "part",
        "near_unpredictable",
        "measure",
        "races",
        "model_value",
        "baseline_value",
        "difference",
        "error",
        "plain_error",
        "gain_in_errors",
    ];
    let mut rows = Vec::new();
    for pair in paired {
        let mut part = |name: String, differences: &Differences| {
            for difference in &differences.measures {
                rows.push(vec![
                    pair.model.model_version.clone(),
                    pair.baseline.model_version.clone(),
                    name.clone(),
                    differences.near_unpredictable.to_string(),
                    difference.measure.spec().key.to_owned(),
                    difference.races.to_string(),
                    difference.model.to_string(),
                    difference.baseline.to_string(),
                    difference.difference().to_string(),
                    shown(difference.error),
                    shown(difference.plain_error),
                    shown(difference.gain_in_errors()),
                ]);
            }
        };
        part("all".to_owned(), &pair.overall);
        pair.by_type.iter().for_each(|(kind, differences)| part(kind.class_key().to_owned(), differences));
        pair.by_season.iter().for_each(|(season, differences)| part(season.to_string(), differences));
    }
    table::as_csv(headings, rows)
}

/// One row per part (`all`, a type, a season), event and group of like chance.
///
/// # Errors
/// When the CSV cannot be written.
pub fn reliability_csv(calibrations: &Calibrations) -> Result<String, ReportError> {
    let headings =
        ["part", "near_unpredictable", "event", "group", "count", "forecast", "frequency", "error"];
    let mut rows = Vec::new();
    let mut part = |name: String, flagged: bool, calibration: &Calibration| {
        for reliability in &calibration.reliability {
            for (group, number) in reliability.groups.iter().zip(1..) {
                let number: u32 = number;
                rows.push(vec![
                    name.clone(),
                    flagged.to_string(),
                    reliability.event.to_owned(),
                    number.to_string(),
                    group.count.to_string(),
                    group.forecast.to_string(),
                    group.frequency.to_string(),
                    shown(group.error),
                ]);
            }
        }
    };
    part("all".to_owned(), false, &calibrations.overall);
    for (kind, calibration) in &calibrations.by_type {
        part(kind.class_key().to_owned(), near_unpredictable(*kind), calibration);
    }
    calibrations
        .by_season
        .iter()
        .for_each(|(season, calibration)| part(season.to_string(), false, calibration));
    table::as_csv(headings, rows)
}
