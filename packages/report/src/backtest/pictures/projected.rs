//! Projected against actual.

use super::what_was_run;
use crate::ReportError;
use crate::chart::page::{Area, Drawn, Frame, above, dashed, font, line, page, plain, px};
use crate::chart::{BLUE, INK, MUTED, ORANGE};
use backtest::calibration::MeanGroup;
use backtest::{DriverScore, Metrics, ScoredRace};
use plotters::prelude::*;

/// Every driver-race as a dot and the tenths by projection with their means: points of both sites, and finish.
///
/// # Errors
/// When the drawing fails.
pub fn projected(metrics: &Metrics, races: &[ScoredRace]) -> Result<Vec<u8>, ReportError> {
    let notes = [
        what_was_run(metrics),
        "dots: driver-races; circles: tenths by projection, the mean that came printed, bars 2 standard errors; \
         dashes: projected = actual"
            .to_owned(),
    ];
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
    Ok(page("Projected against actual", &notes, (1500, 600), draw)?)
}

struct Panel<'a> {
    title: &'a str,
    of: fn(&DriverScore) -> (f64, f64),
    groups: &'a [MeanGroup],
}

impl Panel<'_> {
    fn draw(&self, area: &Area<'_>, races: &[ScoredRace]) -> Drawn {
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
        // The values stand at the foot, where few dots are, alternately on two lines.
        for (index, group) in self.groups.iter().enumerate() {
            let (px_x, px_y) = chart.backend_coord(&(group.projected, group.actual));
            let up = if index % 2 == 0 { 14 } else { 28 };
            let label =
                Text::new(format!("{:.1}", group.actual), (px_x, px_y - px(up)), above(font(12, INK)));
            chart.plotting_area().strip_coord_spec().draw(&label)?;
        }
        Ok(())
    }
}
