//! Rows of text as a table for reading or as CSV.

use crate::ReportError;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use std::borrow::Cow;

/// A column: its heading, and whether it holds numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    /// Heading.
    pub name: &'a str,
    /// Numbers stand to the right.
    pub numeric: bool,
}

/// A column of text.
pub const fn text(name: &str) -> Column<'_> {
    Column { name, numeric: false }
}

/// A column of numbers.
pub const fn number(name: &str) -> Column<'_> {
    Column { name, numeric: true }
}

/// A table for reading, numbers to the right, no line longer than its widest row needs.
pub fn for_reading(columns: &[Column<'_>], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|c| c.name));
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

/// A cell as written in CSV: text that a spreadsheet would take for a formula gets an apostrophe before it.
pub(crate) fn inert(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(FORMULA) && cell.parse::<f64>().is_err();
    if formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell that [`inert`] wrote.
pub(crate) fn without_apostrophe(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if inert(rest) != rest => rest,
        _ => cell,
    }
}

/// What begins a formula, or makes a spreadsheet look for one.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The same rows as CSV (RFC 4180, LF line ends). Text that a spreadsheet would take for a formula gets an apostrophe.
pub fn as_csv<'a>(
    headings: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<String, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(headings)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| inert(cell).into_owned()))?;
    }
    let bytes = writer.into_inner().map_err(|error| ReportError::Csv(error.into_error().into()))?;
    String::from_utf8(bytes).map_err(|error| ReportError::Csv(csv::Error::from(std::io::Error::other(error))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_for_reading() {
        let rows = vec![vec!["Kyle Larson".into(), "42.5".into()], vec!["A. B.".into(), "7.1".into()]];
        insta::assert_snapshot!(for_reading(&[text("driver"), number("DK")], &rows), @r"
         driver         DK
         Kyle Larson  42.5
         A. B.         7.1
        ");
    }

    #[test]
    fn formulas_get_an_apostrophe_and_numbers_none() {
        for text in ["=1+1", "+A1", "-A1", "@x", "\tx", "\rx", "-"] {
            assert_eq!(inert(text), format!("'{text}"));
            assert_eq!(without_apostrophe(&inert(text)), text);
        }
        for text in ["-1.5", "+3", "-inf", "", "O'Reilly", "'t Hooft", "7=7"] {
            assert_eq!(inert(text), text);
            assert_eq!(without_apostrophe(text), text);
        }
        let csv = as_csv(["name", "value"], [vec!["=HYPERLINK(1)".to_owned(), "-2.5".to_owned()]]).unwrap();
        assert_eq!(csv, "name,value\n'=HYPERLINK(1),-2.5\n");
    }

    #[test]
    fn csv_quotes_what_it_must() {
        let text = as_csv(["a", "b"], [vec!["x, y".to_owned(), "1".to_owned()]]).unwrap();
        assert_eq!(text, "a,b\n\"x, y\",1\n");
    }
}
