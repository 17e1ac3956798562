//! A page of panels, drawn at twice its size and halved, which smooths every edge.

use super::{ChartError, GRID, INK, MUTED, encode, use_own_font};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::error::Error;
use std::ops::Range;

/// Pixels drawn for each pixel of the page, along each side.
const SCALE: u32 = 2;

/// A part of a page.
pub(crate) type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// A panel with its axes.
pub(crate) type Chart<'a, 'b> =
    ChartContext<'a, BitMapBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// How drawing ends.
pub(crate) type Drawn = Result<(), Box<dyn Error>>;

/// Lengths of the page as lengths of the drawing.
pub(crate) fn px(length: i32) -> i32 {
    length * SCALE as i32
}

/// Text of a size.
pub(crate) fn font(size: i32, color: RGBColor) -> TextStyle<'static> {
    ("sans-serif", px(size)).into_font().color(&color)
}

/// Bold text of a size.
pub(crate) fn bold(size: i32) -> TextStyle<'static> {
    ("sans-serif", px(size), FontStyle::Bold).into_font().color(&INK)
}

/// The text's point is the middle of its left edge.
pub(crate) fn from_left(style: TextStyle<'static>) -> TextStyle<'static> {
    style.pos(Pos::new(HPos::Left, VPos::Center))
}

/// The text's point is the middle of its right edge.
pub(crate) fn to_right(style: TextStyle<'static>) -> TextStyle<'static> {
    style.pos(Pos::new(HPos::Right, VPos::Center))
}

/// The text's point is the middle of its lower edge.
pub(crate) fn above(style: TextStyle<'static>) -> TextStyle<'static> {
    style.pos(Pos::new(HPos::Center, VPos::Bottom))
}

/// The text's point is its middle.
pub(crate) fn centred(style: TextStyle<'static>) -> TextStyle<'static> {
    style.pos(Pos::new(HPos::Center, VPos::Center))
}

/// A page of `size` with a title and lines of notes under it; `draw` gets the rest. PNG bytes.
pub(crate) fn page(
    title: &str,
    notes: &[String],
    size: (u32, u32),
    draw: impl FnOnce(&Area<'_>) -> Drawn,
) -> Result<Vec<u8>, ChartError> {
    use_own_font();
    let (width, height) = (size.0 * SCALE, size.1 * SCALE);
    let mut pixels = vec![255u8; (width * height * 3) as usize];
    let root = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
    let drawn = (|| -> Drawn {
        root.fill(&WHITE)?;
        root.draw(&Text::new(title.to_owned(), (px(20), px(28)), from_left(bold(19))))?;
        for (note, line) in notes.iter().zip(0..) {
            root.draw(&Text::new(note.clone(), (px(20), px(54 + 18 * line)), from_left(font(13, MUTED))))?;
        }
        let (_, rest) = root.split_vertically(px(50 + 18 * notes.len() as i32));
        draw(&rest)?;
        root.present()?;
        Ok(())
    })();
    drop(root);
    drawn.map_err(|error| ChartError::Drawing { title: title.to_owned(), reason: error.to_string() })?;
    encode(&halved(&pixels, width as usize), size.0, size.1)
}

/// Each pixel the mean of the four it stands for.
fn halved(pixels: &[u8], width: usize) -> Vec<u8> {
    let row = 3 * width;
    let mut small = Vec::with_capacity(pixels.len() / 4);
    for rows in pixels.chunks_exact(2 * row) {
        for x in (0..row).step_by(6) {
            for channel in x..x + 3 {
                let four = [channel, channel + 3, channel + row, channel + row + 3];
                let sum: u16 = four.iter().map(|&at| u16::from(rows[at])).sum();
                small.push(((sum + 2) / 4) as u8);
            }
        }
    }
    small
}

/// A panel's frame.
pub(crate) struct Frame<'a> {
    /// Above it.
    pub title: &'a str,
    /// Horizontal range.
    pub x: Range<f64>,
    /// What runs along it.
    pub x_name: &'a str,
    /// How its numbers are shown.
    pub x_shown: &'a dyn Fn(&f64) -> String,
    /// Numbers along it at most.
    pub x_labels: usize,
    /// Vertical range.
    pub y: Range<f64>,
    /// What runs along it.
    pub y_name: &'a str,
    /// How its numbers are shown.
    pub y_shown: &'a dyn Fn(&f64) -> String,
    /// Numbers along it at most; 0 for rows that are named otherwise.
    pub y_labels: usize,
    /// Room for them, in pixels of the page.
    pub left: i32,
}

impl Frame<'_> {
    /// Draws the frame into `area`.
    pub fn on<'a, 'b>(&self, area: &'a Area<'b>) -> Result<Chart<'a, 'b>, Box<dyn Error>> {
        let mut builder = ChartBuilder::on(area);
        builder
            .margin(px(10))
            .margin_right(px(16))
            .x_label_area_size(px(if self.x_name.is_empty() { 24 } else { 42 }))
            .y_label_area_size(px(self.left));
        if !self.title.is_empty() {
            builder.caption(self.title, bold(14));
        }
        let mut chart = builder.build_cartesian_2d(self.x.clone(), self.y.clone())?;
        let mut mesh = chart.configure_mesh();
        mesh.light_line_style(TRANSPARENT)
            .bold_line_style(GRID.stroke_width(SCALE))
            .axis_style(MUTED.stroke_width(SCALE))
            .set_all_tick_mark_size(px(3))
            .label_style(font(12, INK))
            .axis_desc_style(font(13, MUTED))
            .x_labels(self.x_labels)
            .y_labels(self.y_labels)
            .x_label_formatter(self.x_shown)
            .y_label_formatter(self.y_shown)
            .x_desc(self.x_name);
        if !self.y_name.is_empty() {
            mesh.y_desc(self.y_name);
        }
        if self.y_labels == 0 {
            mesh.disable_y_mesh();
        }
        mesh.draw()?;
        Ok(chart)
    }
}

/// How far down in `column` the point of `chart` stands: columns of text go along with rows of a panel.
pub(crate) fn level_of(chart: &Chart<'_, '_>, point: (f64, f64), column: &Area<'_>) -> i32 {
    chart.backend_coord(&point).1 - column.get_base_pixel().1
}

/// The area and a column of `width` pixels of the page cut off its right side.
pub(crate) fn cut_right<'a>(area: &Area<'a>, width: i32) -> (Area<'a>, Area<'a>) {
    let (all, _) = area.dim_in_pixel();
    area.split_horizontally(all as i32 - px(width))
}

/// A number that is shown as it is, without needless digits.
pub(crate) fn plain(value: &f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A share in whole percent.
pub(crate) fn percent(value: &f64) -> String {
    format!("{:.0}", 100.0 * value)
}

/// A line along points.
pub(crate) fn line(points: Vec<(f64, f64)>, color: RGBColor, width: u32) -> PathElement<(f64, f64)> {
    PathElement::new(points, color.stroke_width(width * SCALE))
}

/// A dashed line between two points, in the chart's own coordinates, `dashes` of them.
pub(crate) fn dashed(
    from: (f64, f64),
    to: (f64, f64),
    dashes: u32,
    color: RGBColor,
) -> Vec<PathElement<(f64, f64)>> {
    let at = |step: u32| {
        let share = f64::from(step) / f64::from(2 * dashes - 1);
        (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
    };
    (0..dashes).map(|dash| line(vec![at(2 * dash), at(2 * dash + 1)], color, 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_halved_page_keeps_its_mean() {
        let pixels: Vec<u8> = (0..4 * 4 * 3).map(|i| (i * 5) as u8).collect();
        let small = halved(&pixels, 4);
        assert_eq!(small.len(), 2 * 2 * 3);
        // Red of the first pixel: those at 0, 3, 12 and 15.
        assert_eq!(small[0], ((5 * (3 + 12 + 15) + 2) / 4) as u8);
    }

    #[test]
    fn numbers_on_axes() {
        assert_eq!((plain(&0.5), plain(&20.0), plain(&-0.25)), ("0.5".into(), "20".into(), "-0.25".into()));
        assert_eq!(plain(&-0.001), "0");
        assert_eq!(percent(&0.25), "25");
    }
}
