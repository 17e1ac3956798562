//! Scales with round ticks.

/// A scale from one value to another on a line of the drawing.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    low: f64,
    high: f64,
    step: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// A scale that holds `low` to `high`, widened to round ticks (about `ticks` of them), drawn from `from` to `to`.
    pub fn round(low: f64, high: f64, ticks: f64, from: f64, to: f64) -> Self {
        let span = (high - low).max(1e-9);
        let power = 10f64.powf((span / ticks).log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|step| span / step <= ticks);
        let step = step.unwrap_or(10.0 * power);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step, from, to }
    }

    /// Where a value lies.
    pub fn at(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        if span > 0.0 { self.from + (self.to - self.from) * (value - self.low) / span } else { self.from }
    }

    /// The values of its ticks.
    pub fn ticks(&self) -> impl Iterator<Item = f64> {
        let (low, step) = (self.low, self.step);
        let count = ((self.high - self.low) / self.step).round() as u32;
        (0..=count).map(move |tick| low + f64::from(tick) * step)
    }

    /// Decimals that its ticks need.
    pub fn decimals(&self) -> usize {
        (-self.step.log10().floor()).max(0.0) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn ticks_are_round_and_hold_the_range() {
        for (low, high) in [(0.0, 97.3), (-23.0, 61.0), (0.12, 0.93), (5.0, 5.0)] {
            let axis = Axis::round(low, high, 6.0, 10.0, 310.0);
            let ticks: Vec<f64> = axis.ticks().collect();
            assert!(ticks[0] <= low && *ticks.last().unwrap() >= high, "{ticks:?}");
            assert!(ticks.len() <= 9, "{ticks:?}");
            assert!((axis.at(ticks[0]) - 10.0).abs() < 1e-9);
        }
    }
}
