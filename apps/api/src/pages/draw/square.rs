//! Calibration: what was forecast across, what happened upwards; on the diagonal both agree.

use super::escaped;

const SIDE: f64 = 300.0;
const LEFT: f64 = 40.0;
const TOP: f64 = 12.0;

/// A group of forecasts.
#[derive(Clone, Copy)]
pub struct Point {
    pub forecast: f64,
    pub happened: f64,
    /// How many; the larger, the larger its dot.
    pub count: u32,
    /// Standard error of what happened.
    pub error: Option<f64>,
}

/// Points within 0..1 both ways, on a scale from 0 to a round share that holds them.
pub fn draw(points: &[Point], label: &str) -> String {
    let reach = points.iter().map(|point| point.forecast.max(point.happened)).fold(0.0, f64::max);
    let top = [0.1, 0.2, 0.4, 0.6, 0.8, 1.0].into_iter().find(|top| reach <= *top).unwrap_or(1.0);
    let (x, y) = (|share: f64| LEFT + SIDE * share / top, |share: f64| TOP + SIDE * (1.0 - share / top));
    let most = points.iter().map(|point| point.count).max().unwrap_or(1).max(1);
    let mut svg = format!(
        r#"<svg class="chart square" viewBox="0 0 {:.0} {:.0}" role="img" aria-label="{}">"#,
        LEFT + SIDE + 12.0,
        TOP + SIDE + 24.0,
        escaped(label)
    );
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| part * top) {
        svg += &format!(
            r#"<path class="rule" d="M{LEFT:.0} {1:.1}H{2:.1}M{0:.1} {TOP:.0}V{3:.1}"/><text class="tick" x="{0:.1}" y="{4:.1}">{5}</text><text class="tick end" x="{6:.0}" y="{7:.1}">{5}</text>"#,
            x(tick),
            y(tick),
            LEFT + SIDE,
            TOP + SIDE,
            TOP + SIDE + 16.0,
            crate::pages::print::percent(tick).trim_end_matches(".0"),
            LEFT - 6.0,
            y(tick) + 4.0
        );
    }
    svg += &format!(r#"<path class="mean" d="M{:.1} {:.1}L{:.1} {:.1}"/>"#, x(0.0), y(0.0), x(top), y(top));
    for point in points {
        let (at, up) = (x(point.forecast), y(point.happened));
        if let Some(error) = point.error {
            let (low, high) =
                ((point.happened - 2.0 * error).max(0.0), (point.happened + 2.0 * error).min(top));
            svg += &format!(r#"<path class="one" d="M{at:.1} {:.1}V{:.1}"/>"#, y(low), y(high));
        }
        let radius = 3.0 + 5.0 * (f64::from(point.count) / f64::from(most)).sqrt();
        svg += &format!(
            r#"<circle class="dot" cx="{at:.1}" cy="{up:.1}" r="{radius:.1}"><title>forecast {:.1} %, happened {:.1} %, {} cases</title></circle>"#,
            100.0 * point.forecast,
            100.0 * point.happened,
            point.count
        );
    }
    svg + "</svg>"
}
