//! Differences between models, with their errors.

use super::notes;
use crate::ReportError;
use crate::backtest::{NEAR_UNPREDICTABLE_NOTE, type_name};
use crate::chart::page::{Area, Drawn, Frame, cut_right, font, level_of, line, page, plain, px, to_right};
use crate::chart::{BLUE, ChartError, INK, MUTED, ORANGE};
use backtest::measure::Better;
use backtest::paired::{Difference, Differences};
use backtest::{Measure, Metrics, Paired};
use plotters::prelude::*;

/// Measures shown, a panel each.
const MEASURES: [Measure; 12] = [
    Measure::RhoFinish,
    Measure::RhoPoints,
    Measure::Capture,
    Measure::NllWin,
    Measure::MaePoints,
    Measure::CrpsPoints,
    Measure::MaeFanduel,
    Measure::CrpsFanduel,
    Measure::LogLossTop5,
    Measure::LogLossTop10,
    Measure::LogLossTop20,
    Measure::BrierTop10,
];

/// A row of every panel.
struct Row<'a> {
    name: String,
    differences: &'a Differences,
}

/// A model against each of its baselines over all races.
///
/// # Errors
/// Without baselines, or when the drawing fails.
pub fn against(metrics: &Metrics) -> Result<Vec<u8>, ReportError> {
    let title = format!("{} against its baselines", metrics.run.model_version);
    let rows: Vec<Row<'_>> = metrics
        .paired
        .iter()
        .map(|paired| Row { name: paired.baseline.model_version.clone(), differences: &paired.overall })
        .collect();
    differences(&title, notes(metrics, HOW_TO_READ), &rows)
}

/// A run against another: over all races, by type and by season.
///
/// # Errors
/// When the drawing fails.
pub fn comparison(paired: &Paired) -> Result<Vec<u8>, ReportError> {
    let (model, baseline) = (&paired.model, &paired.baseline);
    let title = format!("{} against {}", model.model_version, baseline.model_version);
    let mut notes = vec![
        format!(
            "{} races, {} driver-races, the same for both; {} simulations per race, seeds {} and {}",
            paired.overall.races, paired.overall.entries, model.simulations, model.seed, baseline.seed
        ),
        HOW_TO_READ.to_owned(),
    ];
    let mut rows = vec![Row { name: "all races".to_owned(), differences: &paired.overall }];
    for (kind, of) in &paired.by_type {
        rows.push(Row { name: type_name(*kind).to_owned(), differences: of });
        if of.near_unpredictable {
            notes.push(NEAR_UNPREDICTABLE_NOTE.to_owned());
        }
    }
    let seasons = paired.by_season.iter();
    rows.extend(seasons.map(|(season, of)| Row { name: season.to_string(), differences: of }));
    differences(&title, notes, &rows)
}

const HOW_TO_READ: &str = "model less baseline; bars: 2 standard errors by drawing whole races again; shaded: where \
    the model is better; blue: better by more than 2 errors, orange: worse, grey: open";

/// A panel for each measure with its differences by row.
fn differences(title: &str, notes: Vec<String>, rows: &[Row<'_>]) -> Result<Vec<u8>, ReportError> {
    if rows.is_empty() {
        return Err(ChartError::Empty(title.to_owned()).into());
    }
    let height = 60 + 18 * notes.len() as u32 + 4 * (84 + 28 * rows.len() as u32);
    let draw = |area: &Area<'_>| -> Drawn {
        let (names, rest) = area.split_horizontally(px(180));
        let panels = rest.split_evenly((4, 3));
        for (index, (part, measure)) in panels.iter().zip(MEASURES).enumerate() {
            panel(part, measure, rows, (index % 3 == 0).then_some(&names))?;
        }
        Ok(())
    };
    Ok(page(title, &notes, (1500, height), draw)?)
}

fn panel(area: &Area<'_>, measure: Measure, rows: &[Row<'_>], names: Option<&Area<'_>>) -> Drawn {
    let spec = measure.spec();
    let decimals = spec.decimals;
    let (area, values) = cut_right(area, 140);
    let (mut low, mut high) = (0.0f64, 0.0f64);
    for of in rows.iter().filter_map(|row| row.differences.get(measure)) {
        let error = 2.0 * of.error.unwrap_or(0.0);
        low = low.min(of.difference() - error);
        high = high.max(of.difference() + error);
    }
    let span = (high - low).max(1e-9);
    let (left, right) = (low - 0.08 * span, high + 0.08 * span);
    let count = rows.len() as f64;
    let shown = |value: &f64| match plain(value).as_str() {
        _ if span < 0.05 && value.abs() > 1e-9 => format!("{value:+.3}"),
        "0" => "0".to_owned(),
        _ => format!("{value:+.*}", if span < 0.5 { 2 } else { 1 }),
    };
    let side = match spec.better {
        Better::Higher => "higher is better",
        Better::Lower => "lower is better",
        Better::Near(_) => "",
    };
    let mut chart = Frame {
        title: &format!("{} ({side})", spec.label),
        x: left..right,
        x_name: "",
        x_shown: &shown,
        x_labels: 6,
        y: 0.0..count,
        y_name: "",
        y_shown: &|_| String::new(),
        y_labels: 0,
        left: 8,
    }
    .on(&area)?;
    let better = if spec.better == Better::Higher { (0.0, right) } else { (left, 0.0) };
    chart.draw_series([Rectangle::new([(better.0, 0.0), (better.1, count)], BLUE.mix(0.08).filled())])?;
    chart.draw_series([line(vec![(0.0, 0.0), (0.0, count)], INK, 1)])?;
    for (index, row) in rows.iter().enumerate() {
        let y = count - index as f64 - 0.5;
        if let Some(names) = names {
            let at = (px(172), level_of(&chart, (0.0, y), names));
            names.draw(&Text::new(row.name.clone(), at, to_right(font(13, INK))))?;
        }
        let Some(of) = row.differences.get(measure) else { continue };
        let color = color(of);
        let error = of.error.unwrap_or(0.0);
        let (from, to) = (of.difference() - 2.0 * error, of.difference() + 2.0 * error);
        chart.draw_series([line(vec![(from, y), (to, y)], color, 2)])?;
        chart.draw_series([Circle::new((of.difference(), y), px(5), color.filled())])?;
        let value = format!("{:+.decimals$} ±{error:.decimals$}", of.difference());
        let at = (px(130), level_of(&chart, (0.0, y), &values));
        values.draw(&Text::new(value, at, to_right(font(12, color))))?;
    }
    Ok(())
}

fn color(of: &Difference) -> RGBColor {
    match of.gain_in_errors() {
        Some(gain) if gain > 2.0 => BLUE,
        Some(gain) if gain < -2.0 => ORANGE,
        _ => MUTED,
    }
}
