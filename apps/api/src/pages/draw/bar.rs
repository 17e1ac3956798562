//! A bar from zero, for one row of a table.

/// The scale of a table's bars.
pub struct Bars {
    low: f64,
    high: f64,
}

impl Bars {
    /// A scale on which all of these values have room, from zero.
    pub fn over(values: impl Iterator<Item = f64> + Clone) -> Self {
        Self { low: values.clone().fold(0.0, f64::min), high: values.fold(1e-9, f64::max) }
    }

    fn x(&self, value: f64) -> f64 {
        200.0 * (value - self.low) / (self.high - self.low)
    }

    /// The bar of a value.
    pub fn draw(&self, value: f64) -> String {
        let (zero, end) = (self.x(0.0), self.x(value));
        let kind = if value < 0.0 { "neg" } else { "pos" };
        let (from, width) = (zero.min(end), (end - zero).abs());
        format!(
            r#"<svg class="bar" viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true"><rect class="{kind}" x="{from:.1}" y="1" width="{width:.1}" height="10"/><path class="axis" d="M{zero:.1} 0V12"/></svg>"#
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Bars;

    #[test]
    fn a_bar_goes_from_zero_to_its_value() {
        let bars = Bars::over([-10.0, 30.0].into_iter());
        assert!(
            bars.draw(30.0).contains(r#"class="pos" x="50.0" y="1" width="150.0""#),
            "{}",
            bars.draw(30.0)
        );
        assert!(bars.draw(-10.0).contains(r#"class="neg" x="0.0" y="1" width="50.0""#));
        assert!(Bars::over([0.0].into_iter()).draw(0.0).contains("width=\"0.0\""));
    }
}
