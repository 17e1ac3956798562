//! Error over time.

use super::notes;
use crate::ReportError;
use crate::chart::page::{Area, Drawn, Frame, above, font, line, page, plain, px};
use crate::chart::{BLUE, INK, MUTED, ORANGE};
use backtest::trend::rolling;
use backtest::{Measure, Metrics, ScoredRace, near_unpredictable};
use plotters::prelude::*;

/// Races in the rolling mean.
const WINDOW: usize = 10;

/// Race by race and rolling: error of the points, rank correlation of the finish, and -log of the winner's chance.
///
/// # Errors
/// When the drawing fails.
pub fn time(metrics: &Metrics, races: &[ScoredRace]) -> Result<Vec<u8>, ReportError> {
    let how_to_read = format!(
        "dots: races; hollow: near-unpredictable; line: mean of the last {WINDOW} races; bars: the season's figure, printed"
    );
    let notes = notes(metrics, &how_to_read);
    let measures = [
        (Measure::MaePoints, "Mean absolute error, DraftKings points (lower is better)"),
        (Measure::RhoFinish, "Rank correlation of finish (higher is better)"),
        (Measure::NllWin, "-log of the winner's chance (lower is better)"),
    ];
    let draw = |area: &Area<'_>| -> Drawn {
        for (part, (measure, title)) in area.split_evenly((3, 1)).iter().zip(measures) {
            panel(part, title, measure, metrics, races)?;
        }
        Ok(())
    };
    Ok(page("Error over time", &notes, (1500, 1050), draw)?)
}

fn panel(area: &Area<'_>, title: &str, measure: Measure, metrics: &Metrics, races: &[ScoredRace]) -> Drawn {
    let values: Vec<Option<f64>> = races.iter().map(|race| measure.of_race(race)).collect();
    let low = values.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return Ok(());
    }
    let pad = 0.08 * (high - low).max(0.01);
    let count = races.len() as f64;
    let mut chart = Frame {
        title,
        x: 0.0..count,
        x_name: "races in order of date",
        x_shown: &plain,
        x_labels: 12,
        y: low - pad..high + 2.5 * pad,
        y_name: measure.spec().label,
        y_shown: &plain,
        y_labels: 6,
        left: 62,
    }
    .on(area)?;
    let mut first = 0;
    while first < races.len() {
        let season = races[first].setting.season();
        let last = first + races[first..].iter().take_while(|race| race.setting.season() == season).count();
        let (from, to) = (first as f64, last as f64);
        chart.draw_series([line(vec![(from, low - pad), (from, high + 2.5 * pad)], MUTED, 1)])?;
        if let Some(value) = metrics.by_season.get(&season).and_then(|figures| figures.value(measure)) {
            chart.draw_series([line(vec![(from, value), (to, value)], INK, 2)])?;
            let decimals = measure.spec().decimals.min(3);
            let label = format!("{season}: {value:.decimals$}");
            chart.draw_series([Text::new(
                label,
                ((from + to) / 2.0, high + 1.2 * pad),
                above(font(13, INK)),
            )])?;
        }
        first = last;
    }
    for (index, (race, value)) in races.iter().zip(&values).enumerate() {
        let Some(value) = value else { continue };
        let at = (index as f64 + 0.5, *value);
        if near_unpredictable(race.setting.track_type) {
            chart.draw_series([
                Circle::new(at, px(4), WHITE.filled()),
                Circle::new(at, px(4), BLUE.stroke_width(px(1) as u32)),
            ])?;
        } else {
            chart.draw_series([Circle::new(at, px(4), BLUE.mix(0.65).filled())])?;
        }
    }
    let mean: Vec<(f64, f64)> = rolling(&values, WINDOW)
        .into_iter()
        .enumerate()
        .filter_map(|(index, value)| Some((index as f64 + 0.5, value?)))
        .collect();
    chart.draw_series([line(mean, ORANGE, 2)])?;
    Ok(())
}
