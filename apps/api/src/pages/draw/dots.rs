//! The distribution of points as dots: each dot is one chance in twenty, so that chances can be counted.

use super::axis::Axis;

const WIDTH: f64 = 640.0;
const RADIUS: f64 = 11.0;

/// Width of a column of dots.
const COLUMN: f64 = 32.0;

/// The dots of the quantiles at 2.5, 7.5, ..., 97.5 %, read off those at 5, 10, ..., 95 %.
fn twentieths(quantiles: &[f64; 19]) -> [f64; 20] {
    std::array::from_fn(|index| match index {
        0 => quantiles[0] - (quantiles[1] - quantiles[0]) / 2.0,
        19 => quantiles[18] + (quantiles[18] - quantiles[17]) / 2.0,
        _ => f64::midpoint(quantiles[index - 1], quantiles[index]),
    })
}

/// A driver's points as twenty dots, with the mean.
pub fn draw(quantiles: &[f64; 19], mean: f64, site: &str) -> String {
    let dots = twentieths(quantiles);
    let axis = Axis::round(dots[0].min(0.0), dots[19], 8.0, 20.0, WIDTH - 20.0);
    // Dots of one column of the drawing stand on each other.
    let mut columns: Vec<(i64, u32)> = Vec::new();
    let mut places = Vec::with_capacity(dots.len());
    for dot in dots {
        let column = (axis.at(dot) / COLUMN).round() as i64;
        match columns.last_mut() {
            Some((last, count)) if *last == column => *count += 1,
            _ => columns.push((column, 1)),
        }
        places.push((column as f64 * COLUMN, columns.last().map_or(1, |(_, count)| *count)));
    }
    let tallest = f64::from(columns.iter().map(|(_, count)| *count).max().unwrap_or(1));
    let ground = 24.0 + 2.0 * RADIUS * tallest;
    let height = ground + 24.0;
    let label = format!(
        "Distribution of {site} points: one race in ten below {:.1}, half below {:.1}, one in ten above {:.1}; mean {mean:.1}",
        quantiles[1], quantiles[9], quantiles[17]
    );
    let mut svg = format!(
        r#"<svg class="chart" viewBox="0 0 {WIDTH:.0} {height:.0}" role="img" aria-label="{label}">"#
    );
    for tick in axis.ticks() {
        let x = axis.at(tick);
        svg += &format!(
            r#"<path class="rule" d="M{x:.1} 16V{ground:.1}"/><text class="tick" x="{x:.1}" y="{:.1}">{tick:.*}</text>"#,
            ground + 16.0,
            axis.decimals()
        );
    }
    for ((x, level), number) in places.into_iter().zip(0..) {
        let y = ground - RADIUS * (2.0 * f64::from(level) - 1.0);
        let kind = if (2..18).contains(&number) { "dot" } else { "dot far" };
        svg += &format!(r#"<circle class="{kind}" cx="{x:.1}" cy="{y:.1}" r="{:.1}"/>"#, RADIUS - 1.0);
    }
    let x = axis.at(mean);
    svg += &format!(
        r#"<path class="mean" d="M{x:.1} 14V{ground:.1}"/><text class="value" x="{x:.1}" y="10">mean {mean:.1}</text>"#
    );
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_dots_stand_for_the_whole_distribution() {
        let quantiles: [f64; 19] = std::array::from_fn(|index| 5.0 * (index + 1) as f64);
        let dots = twentieths(&quantiles);
        assert_eq!((dots[0], dots[1], dots[19]), (2.5, 7.5, 97.5));
        assert!(dots.is_sorted());
        let svg = draw(&quantiles, 50.0, "DraftKings");
        assert_eq!(svg.matches("<circle").count(), 20);
    }

    #[test]
    fn one_certain_value_is_one_column() {
        let svg = draw(&[43.0; 19], 43.0, "FanDuel");
        assert_eq!(svg.matches("<circle").count(), 20);
        assert!(!svg.contains("NaN"));
    }
}
