//! Reliability, probability integral transforms, and coverage.

use super::notes;
use crate::ReportError;
use crate::backtest::type_name;
use crate::chart::page::{
    Area, Drawn, Frame, bold, centred, cut_right, dashed, font, from_left, level_of, line, page, percent,
    plain, px, to_right,
};
use crate::chart::{BLUE, INK, LIGHT, MUTED, ORANGE};
use backtest::calibration::Reliability;
use backtest::metrics::{Estimate, Figures};
use backtest::{Measure, Metrics};
use plotters::prelude::*;

/// Chances of a win, a top 5, 10 and 20 against how often they came true.
///
/// # Errors
/// When the drawing fails.
pub fn reliability(metrics: &Metrics) -> Result<Vec<u8>, ReportError> {
    let notes = notes(
        metrics,
        "circles: tenths of the driver-races by chance (equal chances stand together); bars: 2 standard errors by \
         drawing whole races again; dashes: as often as forecast",
    );
    let tables: Vec<(&str, &Reliability)> =
        [("win", "Win"), ("top5", "Top 5"), ("top10", "Top 10"), ("top20", "Top 20")]
            .into_iter()
            .filter_map(|(event, title)| {
                let of = metrics.calibration.overall.reliability.iter().find(|table| table.event == event)?;
                Some((title, of))
            })
            .collect();
    let draw = |area: &Area<'_>| -> Drawn {
        for (part, (title, table)) in area.split_evenly((2, 2)).iter().zip(&tables) {
            reliability_panel(part, title, table)?;
        }
        Ok(())
    };
    Ok(page("Reliability of chances", &notes, (1500, 1000), draw)?)
}

fn reliability_panel(area: &Area<'_>, title: &str, table: &Reliability) -> Drawn {
    let (left, right) = cut_right(area, 240);
    let top = table.groups.iter().map(|group| group.frequency + 2.0 * group.error.unwrap_or(0.0));
    let top = top.chain(table.groups.iter().map(|group| group.forecast)).fold(0.0, f64::max) * 1.05;
    let top = top.clamp(0.02, 1.0);
    let mut chart = Frame {
        title,
        x: 0.0..top,
        x_name: "chance given, %",
        x_shown: &percent,
        x_labels: 8,
        y: 0.0..top,
        y_name: "came true, %",
        y_shown: &percent,
        y_labels: 8,
        left: 56,
    }
    .on(&left)?;
    chart.draw_series(dashed((0.0, 0.0), (top, top), 40, MUTED))?;
    chart.draw_series([line(table.groups.iter().map(|g| (g.forecast, g.frequency)).collect(), BLUE, 1)])?;
    for group in &table.groups {
        let at = (group.forecast, group.frequency);
        if let Some(error) = group.error {
            let ends = vec![(at.0, (at.1 - 2.0 * error).max(0.0)), (at.0, (at.1 + 2.0 * error).min(top))];
            chart.draw_series([line(ends, INK, 1)])?;
        }
        chart.draw_series([Circle::new(at, px(6), WHITE.filled()), Circle::new(at, px(5), BLUE.filled())])?;
    }
    // Every value, beside the picture.
    let columns = [(60, "given %"), (140, "true %"), (205, "races")];
    for (x, heading) in columns {
        right.draw(&Text::new(heading.to_owned(), (px(x), px(50)), to_right(font(12, MUTED))))?;
    }
    for (group, row) in table.groups.iter().zip(1..) {
        let y = px(50 + 22 * row);
        let true_share = match group.error {
            Some(error) => format!("{:.1} ±{:.1}", 100.0 * group.frequency, 100.0 * error),
            None => format!("{:.1}", 100.0 * group.frequency),
        };
        let cells = [format!("{:.1}", 100.0 * group.forecast), true_share, group.count.to_string()];
        for ((x, _), cell) in columns.into_iter().zip(cells) {
            right.draw(&Text::new(cell, (px(x), y), to_right(font(12, INK))))?;
        }
    }
    let y = px(50 + 22 * (table.groups.len() as i32 + 2));
    let brier = [
        format!("Brier score {:.4}", table.brier.score),
        format!("reliability {:.5}", table.brier.reliability),
        format!("resolution {:.5}", table.brier.resolution),
    ];
    for (text, row) in brier.into_iter().zip(0..) {
        right.draw(&Text::new(text, (px(10), y + px(18 * row)), from_left(font(12, MUTED))))?;
    }
    Ok(())
}

/// Histograms of the probability integral transforms of both sites' points.
///
/// # Errors
/// When the drawing fails.
pub fn pit(metrics: &Metrics) -> Result<Vec<u8>, ReportError> {
    let notes = notes(
        metrics,
        "where the actual points fell in their simulated distribution (mid-ranks); level bars: calibrated; dashes: \
         level, and 2 binomial standard errors about it",
    );
    let calibration = &metrics.calibration.overall;
    let panels = [
        ("DraftKings points", Measure::PitPoints, &calibration.draftkings.pit_histogram),
        ("FanDuel points", Measure::PitFanduel, &calibration.fanduel.pit_histogram),
    ];
    let draw = |area: &Area<'_>| -> Drawn {
        for (part, (title, measure, bars)) in area.split_evenly((1, 2)).iter().zip(&panels) {
            let distance = metrics.overall.get(*measure).map(|of| with_error(of, 4)).unwrap_or_default();
            pit_panel(part, &format!("{title}: distance from level {distance}"), bars)?;
        }
        Ok(())
    };
    Ok(page("Probability integral transform", &notes, (1500, 560), draw)?)
}

fn pit_panel(area: &Area<'_>, title: &str, bars: &[u32]) -> Drawn {
    let total = f64::from(bars.iter().sum::<u32>().max(1));
    let count = bars.len() as f64;
    let level = 1.0 / count;
    let error = (level * (1.0 - level) / total).sqrt();
    let top = bars.iter().map(|&bar| f64::from(bar) / total).fold(level + 2.0 * error, f64::max) * 1.15;
    let mut chart = Frame {
        title,
        x: 0.0..1.0,
        x_name: "share of simulated races with fewer points",
        x_shown: &plain,
        x_labels: 10,
        y: 0.0..top,
        y_name: "driver-races, %",
        y_shown: &percent,
        y_labels: 6,
        left: 56,
    }
    .on(area)?;
    for (index, &bar) in bars.iter().enumerate() {
        let (x, share) = (index as f64 / count, f64::from(bar) / total);
        let edges = [(x + 0.06 / count, 0.0), (x + 0.94 / count, share)];
        chart.draw_series([Rectangle::new(edges, LIGHT.filled())])?;
        let label = Text::new(
            format!("{:.1}", 100.0 * share),
            (x + 0.5 / count, 0.035 * top),
            centred(font(11, INK)),
        );
        chart.draw_series([label])?;
    }
    for (y, color) in [(level, INK), (level - 2.0 * error, MUTED), (level + 2.0 * error, MUTED)] {
        chart.draw_series(dashed((0.0, y), (1.0, y), 60, color))?;
    }
    Ok(())
}

fn with_error(estimate: Estimate, decimals: usize) -> String {
    match estimate.error {
        Some(error) => format!("{:.decimals$} ±{error:.decimals$}", estimate.value),
        None => format!("{:.decimals$}", estimate.value),
    }
}

/// Shares of the actual points inside the central intervals, over all races, by type and by season.
///
/// # Errors
/// When the drawing fails.
pub fn coverage(metrics: &Metrics) -> Result<Vec<u8>, ReportError> {
    let notes = notes(
        metrics,
        "share of actual points inside the central interval, bars 2 standard errors by drawing whole races again; \
         dashes: as forecast; circles DraftKings, squares FanDuel",
    );
    let mut rows: Vec<(String, &Figures)> = vec![("all races".to_owned(), &metrics.overall)];
    rows.extend(metrics.by_type.iter().map(|(kind, figures)| (type_name(*kind).to_owned(), figures)));
    rows.extend(metrics.by_season.iter().map(|(season, figures)| (season.to_string(), figures)));
    let panels = [
        ("50 % interval", 0.5, [Measure::Cover50Points, Measure::Cover50Fanduel]),
        ("80 % interval", 0.8, [Measure::Cover80Points, Measure::Cover80Fanduel]),
        ("90 % interval", 0.9, [Measure::Cover90Points, Measure::Cover90Fanduel]),
    ];
    let height = 170 + 44 * rows.len() as u32 + 18 * notes.len() as u32;
    let draw = |area: &Area<'_>| -> Drawn {
        let (names, rest) = area.split_horizontally(px(150));
        for (part, (index, panel)) in rest.split_evenly((1, 3)).iter().zip(panels.iter().enumerate()) {
            coverage_panel(part, &rows, panel, (index == 0).then_some(&names))?;
        }
        Ok(())
    };
    Ok(page("Coverage of central intervals", &notes, (1500, height), draw)?)
}

fn coverage_panel(
    area: &Area<'_>,
    rows: &[(String, &Figures)],
    (title, target, measures): &(&str, f64, [Measure; 2]),
    names: Option<&Area<'_>>,
) -> Drawn {
    let (area, values) = cut_right(area, 60);
    let count = rows.len() as f64;
    let (mut low, mut high) = (*target, *target);
    for (_, figures) in rows {
        for estimate in measures.iter().filter_map(|&measure| figures.get(measure)) {
            low = low.min(estimate.value - 2.0 * estimate.error.unwrap_or(0.0));
            high = high.max(estimate.value + 2.0 * estimate.error.unwrap_or(0.0));
        }
    }
    let pad = 0.08 * (high - low).max(0.02);
    let mut chart = Frame {
        title,
        x: low - pad..high + pad,
        x_name: "inside, %",
        x_shown: &percent,
        x_labels: 8,
        y: 0.0..count,
        y_name: "",
        y_shown: &|_| String::new(),
        y_labels: 0,
        left: 8,
    }
    .on(&area)?;
    chart.draw_series(dashed((*target, 0.0), (*target, count), 40, INK))?;
    for (index, (name, figures)) in rows.iter().enumerate() {
        let middle = count - index as f64 - 0.5;
        for (site, &measure) in measures.iter().enumerate() {
            let Some(Estimate { value, error }) = figures.get(measure) else { continue };
            let (y, color) = if site == 0 { (middle + 0.2, BLUE) } else { (middle - 0.2, ORANGE) };
            let error = 2.0 * error.unwrap_or(0.0);
            chart.draw_series([line(vec![(value - error, y), (value + error, y)], color, 2)])?;
            if site == 0 {
                chart.draw_series([Circle::new((value, y), px(5), color.filled())])?;
            } else {
                let square = Rectangle::new([(-px(4), -px(4)), (px(4), px(4))], color.filled());
                chart.draw_series([EmptyElement::at((value, y)) + square])?;
            }
            let at = (px(40), level_of(&chart, (value, y), &values));
            values.draw(&Text::new(format!("{:.1}", 100.0 * value), at, to_right(font(12, color))))?;
        }
        if let Some(names) = names {
            let style = if index == 0 { bold(13) } else { font(13, INK) };
            let at = (px(142), level_of(&chart, (*target, middle), names));
            names.draw(&Text::new(name.clone(), at, to_right(style)))?;
        }
    }
    Ok(())
}
