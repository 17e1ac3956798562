//! The result of parsing a file, whatever its kind.

use crate::complaint::Complaint;
use crate::source::RawFile;
use crate::table::{Fault, Table};

/// The result of parsing a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed<T> {
    /// Rows that could be read, in the order of the file; identical rows once.
    pub rows: Vec<T>,
    /// Complaints by line. [`Complaint::held_back`] distinguishes refused rows from remarks.
    pub complaints: Vec<Complaint>,
    /// Rows read below the header, good and bad.
    pub rows_read: u64,
    /// Rows that repeat an earlier one.
    pub duplicates: u64,
    /// Whether the header is that of the kind of file; if not, no row was read.
    pub header_ok: bool,
}

/// Drops rows that repeat an earlier one, with one remark.
pub(crate) fn collapse<T>(
    file: &RawFile,
    table: Table<T>,
    line: impl Fn(&T) -> u64,
    compare: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> Parsed<T> {
    let Table { rows, mut complaints, rows_read, header_ok } = table;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|&a, &b| compare(&rows[a], &rows[b]).then(a.cmp(&b)));
    let mut repeats = vec![false; rows.len()];
    for pair in order.windows(2) {
        repeats[pair[1]] = compare(&rows[pair[0]], &rows[pair[1]]).is_eq();
    }
    let duplicates = repeats.iter().filter(|&&repeat| repeat).count() as u64;
    if let Some(first) = repeats.iter().position(|&repeat| repeat) {
        let problem = format!("{duplicates} rows repeat an earlier row exactly; the first is here");
        let fault = Fault::new("", "duplicate-row", duplicates, problem, "nothing to do: each is taken once");
        complaints.push(fault.at(&file.name, line(&rows[first]), false));
        complaints.sort_by_key(|complaint| complaint.line);
    }
    let rows = rows.into_iter().zip(repeats).filter_map(|(row, repeat)| (!repeat).then_some(row)).collect();
    Parsed { rows, complaints, rows_read, duplicates, header_ok }
}
