//! The table of a slate as it is seen: filtered, sorted, tinted.

use super::columns::{Cell, Column, Row, Tint};
use super::view::View;
use crate::pages::draw::band::Bands;
use crate::pages::driver;
use engine::slate::SlateAnswer;

/// A table.
pub struct Table {
    pub heads: Vec<Head>,
    pub lines: Vec<Line>,
    /// Drivers that the filter hides.
    pub hidden: usize,
    /// The scale of the bands, for their heading.
    pub scale: String,
}

/// A heading.
pub struct Head {
    pub key: &'static str,
    pub label: &'static str,
    pub about: &'static str,
    pub text: bool,
    pub band: bool,
    /// Address of the table sorted by it.
    pub href: String,
    /// `ascending` or `descending` where the table is sorted by it.
    pub sorted: Option<&'static str>,
    /// Which way a first click sorts: `desc` or `asc`.
    pub first: &'static str,
}

/// A driver.
pub struct Line {
    pub href: String,
    pub name: String,
    /// What is shown of it, but for the name.
    pub cells: Vec<Shown>,
    /// Everything that a filter looks for, lower case.
    pub words: String,
    /// Whether the filter hides it.
    pub hidden: bool,
}

/// A cell.
pub struct Shown {
    pub text: String,
    /// Class of the cell: its kind and tint.
    pub class: String,
    /// The band, in its column.
    pub band: Option<String>,
}

/// Steps of a tint.
const STEPS: f64 = 6.0;

impl Table {
    /// What a view shows of a slate.
    pub fn of(slate: &SlateAnswer, view: &View) -> Self {
        let rows = sorted(slate, view);
        let bands = Bands::over(rows.iter().map(|row| &row.points(view.site).quantiles));
        let columns = view.set.columns();
        let tints: Vec<Scale> = columns.iter().map(|column| Scale::of(*column, &rows, view)).collect();
        let line = |row: &Row<'_>| {
            let cells = columns.iter().zip(&tints).skip(1).map(|(column, scale)| {
                let cell = column.cell(row, view.site);
                Shown {
                    class: class(*column, &cell, scale),
                    text: cell.text().to_owned(),
                    band: (*column == Column::Band).then(|| bands.draw(&row.points(view.site).quantiles)),
                }
            });
            let words = words(row);
            Line {
                href: driver::href(view, row.projected.driver.0),
                name: row.projected.driver_name.clone(),
                cells: cells.collect(),
                hidden: !matches(&words, &view.filter),
                words,
            }
        };
        let lines: Vec<Line> = rows.iter().map(line).collect();
        Self {
            heads: columns.iter().map(|column| head(*column, view)).collect(),
            hidden: lines.iter().filter(|line| line.hidden).count(),
            scale: bands.scale(),
            lines,
        }
    }

    /// The same as CSV: the columns and rows that are seen, in their order, as printed.
    pub fn csv(slate: &SlateAnswer, view: &View) -> String {
        let columns = view.set.columns();
        let heading = |column: &Column| match column {
            Column::Band => "P10-P90 spread".to_owned(),
            other => other.label().to_owned(),
        };
        let mut lines = vec![line_of(columns.iter().map(heading))];
        for row in sorted(slate, view).iter().filter(|row| matches(&words(row), &view.filter)) {
            lines.push(line_of(columns.iter().map(|column| match column.cell(row, view.site) {
                Cell::Missing => String::new(),
                cell => cell.text().to_owned(),
            })));
        }
        lines.concat()
    }
}

/// By what is printed in the column of the view; equal rows by name, then number.
fn sorted<'a>(slate: &'a SlateAnswer, view: &View) -> Vec<Row<'a>> {
    let mut rows = Row::all(slate);
    rows.sort_by_cached_key(|row| (row.projected.driver_name.to_lowercase(), row.projected.driver));
    let mut keyed: Vec<(Cell, Row<'a>)> =
        rows.into_iter().map(|row| (view.sort.cell(&row, view.site), row)).collect();
    keyed.sort_by(|(one, _), (other, _)| one.compare(other, view.descending));
    keyed.into_iter().map(|(_, row)| row).collect()
}

fn words(row: &Row<'_>) -> String {
    let entry = row.entry;
    let car = entry.and_then(|entry| entry.car_number.as_deref()).map(|car| format!("#{car}"));
    let parts = [
        Some(row.projected.driver_name.as_str()),
        car.as_deref(),
        entry.and_then(|entry| entry.team.as_deref()),
        entry.and_then(|entry| entry.make.as_deref()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a row has every word of a filter.
fn matches(words: &str, filter: &str) -> bool {
    filter.to_lowercase().split_whitespace().all(|word| words.contains(word))
}

fn head(column: Column, view: &View) -> Head {
    let direction = if view.descending { "descending" } else { "ascending" };
    Head {
        key: column.key(),
        label: column.label(),
        about: column.about(),
        text: column.is_text(),
        band: column == Column::Band,
        href: view.sorted_by(column),
        sorted: (view.sort == column).then_some(direction),
        first: if column.best_is_high() { "desc" } else { "asc" },
    }
}

/// The range of a column's numbers.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(column: Column, rows: &[Row<'_>], view: &View) -> Self {
        let values = || rows.iter().filter_map(|row| column.cell(row, view.site).value());
        Self { low: values().fold(f64::INFINITY, f64::min), high: values().fold(f64::NEG_INFINITY, f64::max) }
    }

    /// The step of a value, 0 to `STEPS`.
    fn step(&self, value: f64) -> u8 {
        let span = self.high - self.low;
        if span > 0.0 { (STEPS * (value - self.low) / span).round() as u8 } else { 0 }
    }
}

fn class(column: Column, cell: &Cell, scale: &Scale) -> String {
    let kind = if column.is_text() { "t" } else { "n" };
    let step = cell.value().map_or(0, |value| scale.step(value));
    match (column.tint(), step) {
        (Tint::None, _) | (_, 0) => kind.to_owned(),
        (Tint::Good, step) => format!("{kind} g{step}"),
        (Tint::Bad, step) => format!("{kind} w{step}"),
    }
}

fn line_of(fields: impl Iterator<Item = String>) -> String {
    let quoted = |field: String| {
        // A spreadsheet would run text that begins so.
        let field = if field.starts_with(['=', '@', '\t', '\r']) { format!("'{field}") } else { field };
        let plain = !field.contains([',', '"', '\n', '\r']);
        if plain { field } else { format!("\"{}\"", field.replace('"', "\"\"")) }
    };
    fields.map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_wants_every_word() {
        let words = "kyle larson #5 hendrick motorsports chevrolet";
        for (filter, expected) in
            [("", true), ("Larson", true), ("chev hend", true), ("#5", true), ("larson ford", false)]
        {
            assert_eq!(matches(words, filter), expected, "{filter}");
        }
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let line = line_of(["a", "b,c", "say \"x\"", "=1+1"].iter().map(|field| (*field).to_owned()));
        assert_eq!(line, "a,\"b,c\",\"say \"\"x\"\"\",'=1+1\r\n");
    }

    #[test]
    fn a_column_of_equal_numbers_has_no_tint() {
        assert_eq!(Scale { low: 2.0, high: 2.0 }.step(2.0), 0);
        let scale = Scale { low: 0.0, high: 50.0 };
        assert_eq!([scale.step(0.0), scale.step(25.0), scale.step(50.0)], [0, 3, 6]);
    }
}
