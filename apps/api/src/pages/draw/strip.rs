//! One driver's value beside the field's, on a line.

use super::axis::Axis;

const WIDTH: f64 = 640.0;

/// The field's values and one of them.
pub fn draw(field: &[f64], own: f64, label: &str) -> String {
    let low = field.iter().copied().fold(own, f64::min);
    let high = field.iter().copied().fold(own, f64::max);
    let axis = Axis::round(low, high, 8.0, 24.0, WIDTH - 24.0);
    let mut svg = format!(
        r#"<svg class="chart strip" viewBox="0 0 {WIDTH:.0} 48" role="img" aria-label="{}">"#,
        super::escaped(label)
    );
    for tick in axis.ticks() {
        svg += &format!(
            r#"<text class="tick" x="{:.1}" y="44">{tick:.*}</text>"#,
            axis.at(tick),
            axis.decimals()
        );
    }
    svg += &format!(r#"<path class="rule" d="M24 24H{:.0}"/>"#, WIDTH - 24.0);
    for value in field {
        svg += &format!(r#"<path class="one" d="M{:.1} 17v14"/>"#, axis.at(*value));
    }
    let x = axis.at(own);
    svg += &format!(
        r#"<path class="own" d="M{x:.1} 13v22"/><text class="value" x="{x:.1}" y="10">{own:.2}</text>"#
    );
    svg + "</svg>"
}
