//! Rows of intervals.

use super::{BLUE, ChartError, GRID, INK, ORANGE, encode, use_own_font};
use plotters::prelude::*;

/// One row of an interval chart: a name and its quantiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// What stands at the left.
    pub label: String,
    /// 5 %, 25 %, 50 %, 75 % and 95 % quantiles, ascending.
    pub quantiles: [f64; 5],
    /// Mean.
    pub mean: f64,
}

const ROW_HEIGHT: u32 = 22;
const WIDTH: u32 = 1000;

/// A row per entry: the 5-95 % range as a line, 25-75 % as a bar, the median as a tick, the mean as a dot with
/// its value printed. PNG bytes.
pub fn intervals(title: &str, unit: &str, rows: &[Interval]) -> Result<Vec<u8>, ChartError> {
    if rows.is_empty() {
        return Err(ChartError::Empty(title.to_owned()));
    }
    let height = ROW_HEIGHT * rows.len() as u32 + 110;
    let mut pixels = vec![255u8; (WIDTH * height * 3) as usize];
    draw_intervals(&mut pixels, height, title, unit, rows)
        .map_err(|error| ChartError::Drawing { title: title.to_owned(), reason: error.to_string() })?;
    encode(&pixels, WIDTH, height)
}

fn draw_intervals(
    pixels: &mut [u8],
    height: u32,
    title: &str,
    unit: &str,
    rows: &[Interval],
) -> Result<(), Box<dyn std::error::Error>> {
    use_own_font();
    let root = BitMapBackend::with_buffer(pixels, (WIDTH, height)).into_drawing_area();
    root.fill(&WHITE)?;
    let low = rows.iter().map(|r| r.quantiles[0]).fold(f64::INFINITY, f64::min);
    let high = rows.iter().map(|r| r.quantiles[4]).fold(f64::NEG_INFINITY, f64::max);
    let pad = ((high - low) * 0.05).max(1.0);
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 20).into_font().color(&INK))
        .margin(12)
        .x_label_area_size(42)
        .y_label_area_size(190)
        .build_cartesian_2d(low - pad..high + 3.0 * pad, 0f64..rows.len() as f64)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .y_labels(0)
        .light_line_style(WHITE)
        .bold_line_style(GRID)
        .x_desc(format!("{unit}: line 5-95 %, bar 25-75 %, tick median, dot mean"))
        .label_style(("sans-serif", 14).into_font().color(&INK))
        .draw()?;
    for (index, row) in rows.iter().enumerate() {
        let y = rows.len() as f64 - index as f64 - 0.5;
        let [q05, q25, q50, q75, q95] = row.quantiles;
        chart.draw_series([PathElement::new(vec![(q05, y), (q95, y)], BLUE.stroke_width(2))])?;
        chart.draw_series([Rectangle::new([(q25, y - 0.28), (q75, y + 0.28)], BLUE.mix(0.45).filled())])?;
        chart.draw_series([PathElement::new(vec![(q50, y - 0.34), (q50, y + 0.34)], INK.stroke_width(2))])?;
        chart.draw_series([Circle::new((row.mean, y), 4, ORANGE.filled())])?;
        chart.draw_series([Text::new(
            format!("{:.1}", row.mean),
            (q95 + pad * 0.25, y + 0.3),
            ("sans-serif", 13).into_font().color(&INK),
        )])?;
        let (_, pixel_y) = chart.backend_coord(&(low, y));
        root.draw(&Text::new(
            row.label.clone(),
            (14, pixel_y - 7),
            ("sans-serif", 14).into_font().color(&INK),
        ))?;
    }
    root.present()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize) -> Vec<Interval> {
        (0..count)
            .map(|i| {
                let m = 50.0 - i as f64;
                Interval {
                    label: format!("Driver {i}"),
                    quantiles: [m - 20.0, m - 8.0, m, m + 9.0, m + 25.0],
                    mean: m + 1.0,
                }
            })
            .collect()
    }

    #[test]
    fn a_picture_has_its_size_and_its_series() {
        let bytes = intervals("Phoenix", "DraftKings points", &rows(38)).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (WIDTH, 38 * ROW_HEIGHT + 110));
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let dots = pixels.chunks(3).filter(|p| *p == [ORANGE.0, ORANGE.1, ORANGE.2]).count();
        assert!(dots > 38 * 30, "every row has its dot: {dots} pixels");
    }

    #[test]
    fn same_rows_same_bytes() {
        assert_eq!(intervals("A", "x", &rows(5)).unwrap(), intervals("A", "x", &rows(5)).unwrap());
    }

    #[test]
    fn no_rows_is_an_error() {
        assert!(matches!(intervals("A", "x", &[]), Err(ChartError::Empty(_))));
    }
}
