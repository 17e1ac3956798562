//! Differences between models, with their errors.

use crate::ReportError;
use crate::backtest::NEAR_UNPREDICTABLE_NOTE;
use crate::chart::page::{Area, Drawn, Frame, dashed, font, line, page, px, to_right};
use crate::chart::{BLUE, ChartError, INK, MUTED, ORANGE};
use backtest::Measure;
use backtest::measure::Better;
use backtest::paired::{Difference, Differences};
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
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its name.
    pub name: String,
    /// Its differences.
    pub differences: &'a Differences,
}

/// A panel for each measure with its differences by row, 2 standard errors each.
///
/// # Errors
/// Without rows, or when the drawing fails.
pub fn differences(title: &str, note: &str, rows: &[Row<'_>]) -> Result<Vec<u8>, ReportError> {
    if rows.is_empty() {
        return Err(ChartError::Empty(title.to_owned()).into());
    }
    let mut notes = vec![
        note.to_owned(),
        "bars: 2 standard errors by drawing whole races again; shaded: where the model is better; blue: better by more \
         than 2 errors, orange: worse, grey: open"
            .to_owned(),
    ];
    if rows.iter().any(|row| row.differences.near_unpredictable) {
        notes.push(NEAR_UNPREDICTABLE_NOTE.to_owned());
    }
    let height = 60 + 18 * notes.len() as u32 + 4 * (100 + 30 * rows.len() as u32);
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
    let (mut low, mut high) = (0.0f64, 0.0f64);
    for of in rows.iter().filter_map(|row| row.differences.get(measure)) {
        let error = 2.0 * of.error.unwrap_or(0.0);
        low = low.min(of.difference() - error);
        high = high.max(of.difference() + error);
    }
    let span = (high - low).max(1e-9);
    let (left, right) = (low - 0.06 * span, high + 0.06 * span);
    // Room at the right for the printed values.
    let end = right + 0.75 * span;
    let count = rows.len() as f64;
    let shown =
        |value: &f64| if *value > right { String::new() } else { format!("{value:+.*}", decimals.min(3)) };
    let side = match spec.better {
        Better::Higher => "higher is better",
        Better::Lower => "lower is better",
        Better::Near(_) => "",
    };
    let mut chart = Frame {
        title: &format!("{} ({side})", spec.label),
        x: left..end,
        x_name: "",
        x_shown: &shown,
        x_labels: 7,
        y: 0.0..count,
        y_name: "",
        y_shown: &|_| String::new(),
        y_labels: 0,
        left: 8,
    }
    .on(area)?;
    let better = if spec.better == Better::Higher { (0.0, right) } else { (left, 0.0) };
    chart.draw_series([Rectangle::new([(better.0, 0.0), (better.1, count)], BLUE.mix(0.08).filled())])?;
    chart.draw_series([line(vec![(0.0, 0.0), (0.0, count)], INK, 1)])?;
    chart.draw_series(dashed((right, 0.0), (right, count), 30, MUTED))?;
    for (index, row) in rows.iter().enumerate() {
        let y = count - index as f64 - 0.5;
        if let Some(names) = names {
            let (_, pixel) = chart.backend_coord(&(0.0, y));
            let (_, top) = names.get_base_pixel();
            names.draw(&Text::new(row.name.clone(), (px(172), pixel - top), to_right(font(13, INK))))?;
        }
        let Some(of) = row.differences.get(measure) else { continue };
        let color = color(of);
        let error = of.error.unwrap_or(0.0);
        let (from, to) = (of.difference() - 2.0 * error, of.difference() + 2.0 * error);
        chart.draw_series([line(vec![(from, y), (to, y)], color, 2)])?;
        chart.draw_series([Circle::new((of.difference(), y), px(5), color.filled())])?;
        let value = format!("{:+.decimals$} ±{error:.decimals$}", of.difference());
        chart.draw_series([Text::new(value, (end, y), to_right(font(12, color)))])?;
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
