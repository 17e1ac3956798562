//! Tables for reading.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// A column: its heading, and whether it has numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    name: &'a str,
    numeric: bool,
}

/// A column of text.
pub const fn text(name: &str) -> Column<'_> {
    Column { name, numeric: false }
}

/// A column of numbers, aligned to the right.
pub const fn number(name: &str) -> Column<'_> {
    Column { name, numeric: true }
}

/// A table, a line for each row, as wide as its cells need.
pub fn for_reading(columns: &[Column<'_>], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|column| column.name));
    for row in rows {
        table.add_row(row);
    }
    for (index, column) in columns.iter().enumerate() {
        if let (true, Some(shown)) = (column.numeric, table.column_mut(index)) {
            shown.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n") + "\n"
}

/// A cell with a value, or a dash without one.
pub fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right() {
        let rows = vec![vec!["Kyle Larson".into(), "42.5".into()], vec!["A. B.".into(), "7.1".into()]];
        let table = for_reading(&[text("driver"), number("DK")], &rows);
        assert_eq!(table, " driver         DK\n Kyle Larson  42.5\n A. B.         7.1\n");
    }
}
