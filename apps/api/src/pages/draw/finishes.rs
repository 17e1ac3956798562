//! Finishes through time: the winner's place on top, races of the present one's class filled, retirements crossed.

use super::escaped;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 190.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 168.0;
const LEFT: f64 = 34.0;

/// A finish.
pub struct Finish {
    pub place: u8,
    /// What it was, for a tip.
    pub words: String,
    /// Whether the race was of the class looked at.
    pub same_class: bool,
    pub retired: bool,
}

/// Finishes from the oldest to the latest.
pub fn draw(finishes: &[Finish], label: &str) -> String {
    let worst = finishes.iter().map(|finish| finish.place).max().unwrap_or(1).max(40);
    let y = |place: u8| TOP + (BOTTOM - TOP) * f64::from(place - 1) / f64::from(worst - 1);
    let gap = (WIDTH - LEFT - 20.0) / finishes.len().max(2).saturating_sub(1) as f64;
    let x = |index: usize| LEFT + 8.0 + gap * index as f64;
    let mut svg = format!(
        r#"<svg class="chart" viewBox="0 0 {WIDTH:.0} {HEIGHT:.0}" role="img" aria-label="{}">"#,
        escaped(label)
    );
    for place in [1, 5, 10, 20, 30, 40] {
        let at = y(place);
        svg += &format!(
            r#"<path class="rule" d="M{LEFT:.0} {at:.1}H{:.0}"/><text class="tick end" x="{:.0}" y="{:.1}">{place}</text>"#,
            WIDTH - 8.0,
            LEFT - 6.0,
            at + 4.0
        );
    }
    let line: Vec<String> = finishes
        .iter()
        .enumerate()
        .map(|(index, finish)| format!("{:.1} {:.1}", x(index), y(finish.place)))
        .collect();
    svg += &format!(r#"<path class="line" d="M{}"/>"#, line.join("L"));
    for (index, finish) in finishes.iter().enumerate() {
        let (x, y) = (x(index), y(finish.place));
        let kind = if finish.same_class { "dot" } else { "dot hollow" };
        svg += &format!(r#"<g><title>{}</title>"#, escaped(&finish.words));
        if finish.retired {
            svg += &format!(r#"<path class="cross" d="M{:.1} {:.1}l9 9m0 -9l-9 9"/>"#, x - 4.5, y - 4.5);
        } else {
            svg += &format!(r#"<circle class="{kind}" cx="{x:.1}" cy="{y:.1}" r="5"/>"#);
        }
        svg += &format!(r#"<text class="value" x="{x:.1}" y="{:.1}">{}</text></g>"#, y - 8.0, finish.place);
    }
    svg + "</svg>"
}
