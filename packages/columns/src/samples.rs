//! Simulated races as rows: a row per run and entry, a column per measure.

use crate::table::{Column, Table, Values};
use crate::{ColumnsError, parquet};
use domain::ids::DriverId;
use domain::sample::SampleMatrix;

/// Rows in a row group: what is written at once.
const ROWS_AT_ONCE: usize = 1 << 18;

/// The sample of a race, or of a scenario of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Name of the scenario; none in a file without scenarios.
    pub scenario: Option<String>,
    /// Drivers in the order of the entries.
    pub drivers: Vec<DriverId>,
    /// What happened in each run.
    pub matrix: SampleMatrix,
}

/// The samples as one Parquet file. Columns: `scenario` where there are names, `run` from 1, `driver` (NASCAR's number),
/// `finish`, `lapsLed`, `fastestLaps`, `lapsCompleted`, `retired`, `draftkings`, `fanduel`. Rows are in the order of
/// samples, runs and entries.
///
/// # Errors
/// [`ColumnsError::NotATable`] when some samples have names and some have none, or a matrix is not of the size it states.
pub fn to_parquet(samples: &[Sample]) -> Result<Vec<u8>, ColumnsError> {
    if samples.iter().any(|sample| sample.scenario.is_some() != samples[0].scenario.is_some()) {
        return Err(ColumnsError::NotATable("some samples have a scenario and some have none".to_owned()));
    }
    parquet::write(samples.iter().flat_map(|sample| {
        let entries = sample.matrix.entries.max(1);
        let runs = (ROWS_AT_ONCE / entries).max(1);
        let firsts = (0..sample.matrix.simulations).step_by(runs);
        firsts.map(move |first| part(sample, first, runs.min(sample.matrix.simulations - first)))
    }))
}

/// The samples of a Parquet file; `file` names it in errors, `sha256` is the digest noted when it was written.
///
/// # Errors
/// [`ColumnsError`] when the bytes are not those of [`to_parquet`].
pub fn from_parquet(file: &str, bytes: &[u8], sha256: &str) -> Result<Vec<Sample>, ColumnsError> {
    let table = Table::from_parquet(file, bytes, sha256)?;
    let reader = Rows::of(file, &table)?;
    let mut samples = Vec::new();
    let mut row = 0;
    while row < table.rows() {
        samples.push(reader.sample(&mut row)?);
    }
    Ok(samples)
}

/// Some runs of a sample.
fn part(sample: &Sample, first: usize, runs: usize) -> Result<Table, ColumnsError> {
    let Sample { scenario, drivers, matrix } = sample;
    let cells = matrix.entries * matrix.simulations;
    let lengths = [
        matrix.finish.len(),
        matrix.laps_led.len(),
        matrix.fastest_laps.len(),
        matrix.laps_completed.len(),
        matrix.retired.len(),
        matrix.draftkings.len(),
        matrix.fanduel.len(),
    ];
    if drivers.len() != matrix.entries || lengths.iter().any(|length| *length != cells) {
        let expected = format!("{} entries in {} runs", matrix.entries, matrix.simulations);
        let found = format!("{} drivers and columns of {lengths:?} values", drivers.len());
        return Err(ColumnsError::NotATable(format!("{found} for {expected}")));
    }
    let rows = first * matrix.entries..(first + runs) * matrix.entries;
    let numbers = (first..first + runs).flat_map(|run| std::iter::repeat_n(run as u32 + 1, matrix.entries));
    let named = scenario
        .iter()
        .map(|name| Column::new("scenario", Values::Text(vec![Some(name.clone()); runs * matrix.entries])));
    let measures = [
        Column::new("run", Values::UInt32(numbers.collect())),
        Column::new(
            "driver",
            Values::UInt32((0..runs).flat_map(|_| drivers.iter().map(|driver| driver.0)).collect()),
        ),
        Column::new("finish", Values::UInt8(matrix.finish[rows.clone()].to_vec())),
        Column::new("lapsLed", Values::UInt16(matrix.laps_led[rows.clone()].to_vec())),
        Column::new("fastestLaps", Values::UInt16(matrix.fastest_laps[rows.clone()].to_vec())),
        Column::new("lapsCompleted", Values::UInt16(matrix.laps_completed[rows.clone()].to_vec())),
        Column::new("retired", Values::Bool(matrix.retired[rows.clone()].to_vec())),
        Column::new("draftkings", Values::Float32(matrix.draftkings[rows.clone()].to_vec())),
        Column::new("fanduel", Values::Float32(matrix.fanduel[rows].to_vec())),
    ];
    Ok(Table { columns: named.chain(measures).collect() })
}

/// The columns of a file of samples.
struct Rows<'a> {
    file: &'a str,
    scenario: Option<&'a [Option<String>]>,
    run: &'a [u32],
    driver: &'a [u32],
    finish: &'a [u8],
    laps_led: &'a [u16],
    fastest_laps: &'a [u16],
    laps_completed: &'a [u16],
    retired: &'a [bool],
    draftkings: &'a [f32],
    fanduel: &'a [f32],
}

/// The column named so as a slice of its type, or the error that says what is missing.
macro_rules! column {
    ($file:expr, $table:expr, $name:literal, $kind:ident, $expected:literal) => {
        match $table.column($name) {
            Some(Values::$kind(values)) => Ok(values.as_slice()),
            _ => Err(ColumnsError::NoColumn { file: $file.to_owned(), column: $name, expected: $expected }),
        }
    };
}

impl<'a> Rows<'a> {
    fn of(file: &'a str, table: &'a Table) -> Result<Self, ColumnsError> {
        let scenario = table.column("scenario").map(|_| column!(file, table, "scenario", Text, "text"));
        Ok(Self {
            file,
            scenario: scenario.transpose()?,
            run: column!(file, table, "run", UInt32, "whole numbers")?,
            driver: column!(file, table, "driver", UInt32, "whole numbers")?,
            finish: column!(file, table, "finish", UInt8, "places")?,
            laps_led: column!(file, table, "lapsLed", UInt16, "laps")?,
            fastest_laps: column!(file, table, "fastestLaps", UInt16, "laps")?,
            laps_completed: column!(file, table, "lapsCompleted", UInt16, "laps")?,
            retired: column!(file, table, "retired", Bool, "flags")?,
            draftkings: column!(file, table, "draftkings", Float32, "points")?,
            fanduel: column!(file, table, "fanduel", Float32, "points")?,
        })
    }

    /// The sample that begins at `row`, which is moved past it.
    fn sample(&self, row: &mut usize) -> Result<Sample, ColumnsError> {
        let first = *row;
        let name = |row: usize| self.scenario.map(|names| names[row].as_deref());
        let same = |row: usize| row < self.run.len() && name(row) == name(first);
        let entries = (first..).take_while(|&row| same(row) && self.run[row] == self.run[first]).count();
        let drivers = &self.driver[first..first + entries];
        let mut runs = 0;
        // A run numbered 1 after others begins another sample of the same name, which is out of order.
        while same(first + runs * entries) {
            runs += 1;
            for (at, driver) in drivers.iter().enumerate() {
                let row = first + (runs - 1) * entries + at;
                let found = same(row).then(|| (self.run[row], self.driver[row]));
                if found != Some((runs as u32, *driver)) {
                    return Err(self.out_of_order(row, runs, *driver));
                }
            }
        }
        let rows = first..first + runs * entries;
        *row = rows.end;
        Ok(Sample {
            scenario: self.scenario.and_then(|names| names[first].clone()),
            drivers: drivers.iter().copied().map(DriverId).collect(),
            matrix: SampleMatrix {
                entries,
                simulations: runs,
                finish: self.finish[rows.clone()].to_vec(),
                laps_led: self.laps_led[rows.clone()].to_vec(),
                fastest_laps: self.fastest_laps[rows.clone()].to_vec(),
                laps_completed: self.laps_completed[rows.clone()].to_vec(),
                retired: self.retired[rows.clone()].to_vec(),
                draftkings: self.draftkings[rows.clone()].to_vec(),
                fanduel: self.fanduel[rows].to_vec(),
            },
        })
    }

    fn out_of_order(&self, row: usize, run: usize, driver: u32) -> ColumnsError {
        let (column, found) = match (self.run.get(row), self.driver.get(row)) {
            (Some(there), Some(found)) if *there as usize == run => ("driver", found.to_string()),
            (Some(there), _) => ("run", there.to_string()),
            (None, _) => ("run", "the end of the file".to_owned()),
        };
        let expected = format!("driver {driver} of run {run}");
        ColumnsError::Row { file: self.file.to_owned(), row: row as u64 + 1, column, found, expected }
    }
}
