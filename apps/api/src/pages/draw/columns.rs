//! A histogram that should be flat.

use super::escaped;

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 150.0;

/// Counts of equal bins, with the count that all would have.
pub fn draw(counts: &[u32], label: &str) -> String {
    let most = f64::from(counts.iter().copied().max().unwrap_or(1).max(1));
    let even = counts.iter().sum::<u32>() as f64 / counts.len().max(1) as f64;
    let width = WIDTH / counts.len().max(1) as f64;
    let up = |count: f64| 14.0 + (HEIGHT - 14.0) * (1.0 - count / most);
    let mut svg = format!(
        r#"<svg class="chart hist" viewBox="0 0 {WIDTH:.0} {:.0}" role="img" aria-label="{}">"#,
        HEIGHT + 18.0,
        escaped(label)
    );
    for (index, count) in counts.iter().enumerate() {
        let (x, y) = (width * index as f64, up(f64::from(*count)));
        svg += &format!(
            r#"<rect class="column" x="{:.1}" y="{y:.1}" width="{:.1}" height="{:.1}"><title>{count}</title></rect>"#,
            x + 1.0,
            width - 2.0,
            HEIGHT - y
        );
    }
    svg += &format!(
        r#"<path class="mean" d="M0 {0:.1}H{WIDTH:.0}"/><text class="tick end" x="{WIDTH:.0}" y="{1:.1}">even: {even:.0}</text>"#,
        up(even),
        up(even) - 3.0
    );
    svg += &format!(
        r#"<text class="tick start" x="0" y="{0:.0}">lowest</text><text class="tick end" x="{WIDTH:.0}" y="{0:.0}">highest</text></svg>"#,
        HEIGHT + 14.0
    );
    svg
}
