//! A set as a table of columns: the rows and columns of its CSV.

use columns::table::{Column, Table, Values};
use projection::ProjectionSet;
use report::projection::{figure_headings, figures, held};

/// A row for each entry, in driver-id order, then one without figures for each driver who is held back.
pub(crate) fn table(set: &ProjectionSet) -> Table {
    let (body, held) = (set.body(), held(set.body()));
    let (entries, rows) = (&body.entries, body.entries.len() + held.len());
    let drivers = entries.iter().map(|entry| entry.driver).chain(held.iter().map(|held| held.driver));
    let names = entries.iter().map(|entry| entry.driver_name.as_str());
    let names = names.chain(held.iter().map(|held| held.driver_name));
    let mut starts: Vec<Option<i64>> = entries.iter().map(|entry| entry.start.map(i64::from)).collect();
    starts.resize(rows, None);
    let mut columns = vec![
        Column::new("race", Values::Text(vec![Some(body.race.to_string()); rows])),
        Column::new("driver_id", Values::UInt32(drivers.map(|driver| driver.0).collect())),
        Column::new("driver_name", Values::Text(names.map(|name| Some(name.to_owned())).collect())),
        Column::new("start", Values::Int64(starts)),
    ];
    let of_entries: Vec<Vec<f64>> = entries.iter().map(figures).collect();
    for (at, heading) in figure_headings().iter().enumerate() {
        let mut column: Vec<Option<f64>> = of_entries.iter().map(|row| Some(row[at])).collect();
        column.resize(rows, None);
        columns.push(Column::new(heading, Values::Float64(column)));
    }
    let mut notes = vec![None; entries.len()];
    notes.extend(held.into_iter().map(|held| Some(held.note)));
    columns.push(Column::new("note", Values::Text(notes)));
    Table { columns }
}
