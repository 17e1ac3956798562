//! Projected against actual.

use super::notes;
use crate::ReportError;
use crate::chart::page::{Area, Drawn, Frame, centred, dashed, font, line, page, plain, px, to_right};
use crate::chart::{BLUE, INK, MUTED, ORANGE};
use backtest::calibration::MeanGroup;
use backtest::{DriverScore, Metrics, ScoredRace};
use plotters::prelude::*;

/// Every driver-race as a dot and the tenths by projection with their means: points of both sites, and finish.
///
/// # Errors
/// When the drawing fails.
pub fn projected(metrics: &Metrics, races: &[ScoredRace]) -> Result<Vec<u8>, ReportError> {
    let notes = notes(
        metrics,
        "dots: driver-races; circles: tenths by projection, the values below, bars 2 standard errors by drawing whole races again; \
         dashes: projected = actual",
    );
    let calibration = &metrics.calibration.overall;
    let panels: [Panel<'_>; 3] = [
        Panel {
            title: "DraftKings points",
            of: |driver| (driver.draftkings.projected, driver.draftkings.actual),
            groups: &calibration.draftkings.means,
        },
        Panel {
            title: "FanDuel points",
            of: |driver| (driver.fanduel.projected, driver.fanduel.actual),
            groups: &calibration.fanduel.means,
        },
        Panel {
            title: "Finish",
            of: |driver| (driver.projected_finish, f64::from(driver.finish)),
            groups: &calibration.finish,
        },
    ];
    let draw = |area: &Area<'_>| -> Drawn {
        for (part, panel) in area.split_evenly((1, 3)).iter().zip(&panels) {
            panel.draw(part, races)?;
        }
        Ok(())
    };
    Ok(page("Projected against actual", &notes, (1500, 640 + 18 * notes.len() as u32), draw)?)
}

struct Panel<'a> {
    title: &'a str,
    of: fn(&DriverScore) -> (f64, f64),
    groups: &'a [MeanGroup],
}

impl Panel<'_> {
    fn draw(&self, area: &Area<'_>, races: &[ScoredRace]) -> Drawn {
        let (_, height) = area.dim_in_pixel();
        let (area, values) = &area.split_vertically(height as i32 - px(76));
        let dots: Vec<(f64, f64)> = races.iter().flat_map(|race| &race.drivers).map(self.of).collect();
        let span = |of: fn(&(f64, f64)) -> f64| {
            let low = dots.iter().map(of).fold(f64::INFINITY, f64::min);
            let high = dots.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
            let pad = 0.04 * (high - low).max(1.0);
            low - pad..high + pad
        };
        let (x, y) = (span(|dot| dot.0), span(|dot| dot.1));
        let mut chart = Frame {
            title: self.title,
            x: x.clone(),
            x_name: "projected mean",
            x_shown: &plain,
            x_labels: 8,
            y: y.clone(),
            y_name: "actual",
            y_shown: &plain,
            y_labels: 10,
            left: 56,
        }
        .on(area)?;
        let dot = |at: &(f64, f64)| Circle::new(*at, px(2), BLUE.mix(0.16).filled());
        chart.draw_series(dots.iter().map(dot))?;
        let (low, high) = (x.start.max(y.start), x.end.min(y.end));
        chart.draw_series(dashed((low, low), (high, high), 40, MUTED))?;
        for group in self.groups {
            let at = (group.projected, group.actual);
            if let Some(error) = group.error {
                let ends = vec![(at.0, at.1 - 2.0 * error), (at.0, at.1 + 2.0 * error)];
                chart.draw_series([line(ends, INK, 2)])?;
            }
            chart.draw_series([
                Circle::new(at, px(6), WHITE.filled()),
                Circle::new(at, px(5), ORANGE.filled()),
            ])?;
        }
        self.values(values)
    }

    /// Every value, below the picture.
    fn values(&self, area: &Area<'_>) -> Drawn {
        let (width, _) = area.dim_in_pixel();
        let (first, last) = (px(84), width as i32 - px(30));
        for (row, name) in (0..).zip(["projected", "actual", "error"]) {
            let y = px(10 + 20 * row);
            area.draw(&Text::new(name, (px(62), y), to_right(font(12, MUTED))))?;
            for (index, group) in (0..).zip(self.groups) {
                let x = first + (last - first) * index / (self.groups.len() as i32 - 1).max(1);
                let cell = match row {
                    0 => format!("{:.1}", group.projected),
                    1 => format!("{:.1}", group.actual),
                    _ => group.error.map(|error| format!("±{error:.1}")).unwrap_or_default(),
                };
                area.draw(&Text::new(cell, (x, y), centred(font(12, if row == 2 { MUTED } else { INK }))))?;
            }
        }
        Ok(())
    }
}
