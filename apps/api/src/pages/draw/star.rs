//! A node of the graph with its neighbours around it.

use super::escaped;

/// Neighbours drawn; a list has the others.
pub const DRAWN: usize = 18;

/// A neighbour.
pub struct Ray {
    pub words: String,
    pub relation: String,
    pub href: String,
    pub outgoing: bool,
}

/// A node and at most [`DRAWN`] neighbours, each a link.
pub fn draw(center: &str, rays: &[Ray]) -> String {
    let rays = &rays[..rays.len().min(DRAWN)];
    let (cx, cy, across, up) = (340.0, 210.0, 215.0, 165.0);
    let mut svg = format!(
        r#"<svg class="chart star" viewBox="0 0 680 420" role="group" aria-label="Neighbours of {}">"#,
        escaped(center)
    );
    let count = rays.len().max(1) as f64;
    let place = |index: usize| {
        let turn = std::f64::consts::TAU * (index as f64 + 0.5) / count;
        (cx + across * turn.cos(), cy + up * turn.sin(), turn.cos())
    };
    for index in 0..rays.len() {
        let (x, y, _) = place(index);
        svg += &format!(r#"<path class="line" d="M{cx:.0} {cy:.0}L{x:.1} {y:.1}"/>"#);
    }
    for (index, ray) in rays.iter().enumerate() {
        let (x, y, side) = place(index);
        let (anchor, gap) = if side < 0.0 { ("end", -9.0) } else { ("start", 9.0) };
        let arrow = if ray.outgoing { "→" } else { "←" };
        svg += &format!(
            r#"<a href="{}"><circle class="dot" cx="{x:.1}" cy="{y:.1}" r="5"/><text class="node {anchor}" x="{:.1}" y="{:.1}">{}</text><text class="tick {anchor}" x="{:.1}" y="{:.1}">{arrow} {}</text></a>"#,
            escaped(&ray.href),
            x + gap,
            y + 1.0,
            escaped(&short(&ray.words)),
            x + gap,
            y + 14.0,
            escaped(&ray.relation)
        );
    }
    svg += &format!(
        r#"<circle class="dot far" cx="{cx:.0}" cy="{cy:.0}" r="9"/><text class="value" x="{cx:.0}" y="{:.0}">{}</text></svg>"#,
        cy - 16.0,
        escaped(&short(center))
    );
    svg
}

/// The first characters of a long text.
fn short(text: &str) -> String {
    const LENGTH: usize = 24;
    if text.chars().count() <= LENGTH {
        return text.to_owned();
    }
    text.chars().take(LENGTH - 1).collect::<String>() + "…"
}
