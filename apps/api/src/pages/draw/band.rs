//! The band of a driver's points: P10 to P90, the middle half darker, the median as a line; all drivers on one scale.

use crate::pages::slate::columns::{MEDIAN, P10, P25, P75, P90};

/// Width of a band in its own units.
const WIDTH: f64 = 160.0;

/// Room at each end for the labels of the scale.
const MARGIN: f64 = 8.0;

/// The scale of a table's bands.
pub struct Bands {
    low: f64,
    high: f64,
    step: f64,
}

impl Bands {
    /// A scale on which all of these quantiles have room.
    pub fn over<'a>(quantiles: impl Iterator<Item = &'a [f64; 19]> + Clone) -> Self {
        let low = quantiles.clone().map(|of| of[P10]).fold(0.0, f64::min);
        let high = quantiles.map(|of| of[P90]).fold(1.0, f64::max);
        let step =
            [1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0].into_iter().find(|step| (high - low) / step <= 5.0);
        let step = step.unwrap_or(100.0);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    fn x(&self, points: f64) -> f64 {
        MARGIN + (WIDTH - 2.0 * MARGIN) * (points - self.low) / (self.high - self.low)
    }

    /// A driver's band.
    pub fn draw(&self, quantiles: &[f64; 19]) -> String {
        let [from, lower, middle, upper, to] =
            [P10, P25, MEDIAN, P75, P90].map(|index| self.x(quantiles[index]));
        format!(
            r#"<svg class="band" viewBox="0 0 160 16" aria-hidden="true"><path class="b" d="M{from:.0} 8H{to:.0}"/><path class="q" d="M{lower:.0} 8H{upper:.0}"/><path class="m" d="M{middle:.0} 2V14"/></svg>"#
        )
    }

    /// The scale in figures, for the heading of the column.
    pub fn scale(&self) -> String {
        let mut svg = r#"<svg class="scale" viewBox="0 0 160 12" aria-hidden="true">"#.to_owned();
        let ticks = ((self.high - self.low) / self.step).round() as u32;
        for tick in 0..=ticks {
            let points = self.low + f64::from(tick) * self.step;
            svg += &format!(r#"<text x="{:.0}" y="10">{points:.0}</text>"#, self.x(points));
        }
        svg + "</svg>"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_band_lies_within_the_drawing() {
        let rising = |from: f64, step: f64| std::array::from_fn(|index| from + step * index as f64);
        let drivers: [[f64; 19]; 2] = [rising(-20.0, 3.0), rising(10.0, 6.5)];
        let bands = Bands::over(drivers.iter());
        for quantiles in &drivers {
            for points in [quantiles[P10], quantiles[P90]] {
                assert!((MARGIN..=WIDTH - MARGIN).contains(&bands.x(points)), "{points}");
            }
            assert!(bands.draw(quantiles).contains("class=\"m\""));
        }
        assert!(bands.scale().contains(">0</text>"));
    }

    #[test]
    fn equal_points_still_have_a_scale() {
        let bands = Bands::over([[0.0; 19]].iter());
        assert!(bands.x(0.0).is_finite());
    }
}
