//! Tables of whole races by NASCAR's race id: laps, pit stops, cautions, leaders and stages.
//!
//! By themselves they state no fact of the graph. They are kept as columns by race; what is derived from them belongs to
//! races that results name.

use crate::complaint::Complaint;
use crate::source::RawFile;
use crate::table::{self, Fault, Reader};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArchiveKind {
    /// Every lap of every car; lap 0 is the grid.
    Laps,
    /// Pit stops.
    Pits,
    /// Cautions.
    Cautions,
    /// Who led from lap to lap.
    Leaders,
    /// Places and points of the stages.
    Stages,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// The same, or nothing.
    Maybe(i64, i64),
    /// Text, perhaps blank.
    Text,
}

use Holds::{Maybe, Text, Whole};

const ID: Holds = Whole(1, u32::MAX as i64);
const DRIVER: Holds = Maybe(1, u32::MAX as i64);
const LAP: Holds = Whole(0, 1000);
const PLACE: Holds = Whole(1, 60);
/// The first race of 2025. From it on, stops were recorded while they were in progress, so that a stop may have several
/// rows (SOURCES.md of the archive: 136 rows of 2025).
const FIRST_READ_IN_PROGRESS: u32 = 5485;
/// A day in milliseconds: red flags and repairs last hours.
const MILLIS: Holds = Maybe(1, 86_400_000);

const LAPS: (&[&str], &[Holds]) =
    (&["race_id", "lap", "pos", "car", "driver_id", "ms"], &[ID, LAP, PLACE, Text, DRIVER, MILLIS]);
const PITS: (&[&str], &[Holds]) = (
    &[
        "race_id",
        "leader_lap",
        "lap",
        "car",
        "driver_id",
        "flag_in",
        "flag_out",
        "in_ms",
        "out_ms",
        "stop_ms",
        "type",
        "tires",
        "rank_in",
        "rank_out",
    ],
    &[
        ID,
        LAP,
        LAP,
        Text,
        DRIVER,
        Maybe(0, 10),
        Maybe(0, 10),
        Maybe(0, 86_400_000),
        Maybe(0, 86_400_000),
        Maybe(0, 86_400_000),
        Text,
        Maybe(0, 15),
        Maybe(0, 60),
        Maybe(0, 60),
    ],
);
const CAUTIONS: (&[&str], &[Holds]) = (
    &["race_id", "start_lap", "end_lap", "reason", "comment", "beneficiary_car", "flag_state"],
    &[ID, LAP, LAP, Text, Text, Text, Maybe(0, 10)],
);
const LEADERS: (&[&str], &[Holds]) =
    (&["race_id", "start_lap", "end_lap", "car", "driver_id"], &[ID, LAP, LAP, Text, DRIVER]);
const STAGES: (&[&str], &[Holds]) = (
    &["race_id", "stage", "position", "car", "driver_id", "stage_points"],
    &[ID, Whole(1, 4), PLACE, Text, DRIVER, Maybe(0, 20)],
);

impl ArchiveKind {
    /// All of them.
    pub const ALL: &'static [ArchiveKind] =
        &[Self::Laps, Self::Pits, Self::Cautions, Self::Leaders, Self::Stages];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Laps => "laps",
            Self::Pits => "pits",
            Self::Cautions => "cautions",
            Self::Leaders => "leaders",
            Self::Stages => "stages",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Its columns, and what each holds.
    pub fn columns(self) -> (&'static [&'static str], &'static [Holds]) {
        match self {
            Self::Laps => LAPS,
            Self::Pits => PITS,
            Self::Cautions => CAUTIONS,
            Self::Leaders => LEADERS,
            Self::Stages => STAGES,
        }
    }

    /// The columns that tell rows of this race apart: a second row with the same values repeats the first.
    fn key(self, race: u32) -> &'static [&'static str] {
        match self {
            Self::Laps => &["lap", "car"],
            Self::Pits if race >= FIRST_READ_IN_PROGRESS => &["lap", "car"],
            // Before, a car's second row on a lap is a second visit.
            Self::Pits => self.columns().0,
            Self::Cautions => &["start_lap", "end_lap", "comment"],
            Self::Leaders => &["start_lap", "end_lap"],
            Self::Stages => &["stage", "position"],
        }
    }
}

/// The rows of one race, by column: the columns of the kind without `race_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaceTable {
    /// Its columns, all of one length.
    pub columns: Vec<Cells>,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Whole numbers; none where the file has none.
    Whole(Vec<Option<i64>>),
    /// Text; none where it is blank.
    Text(Vec<Option<String>>),
}

impl RaceTable {
    /// A table of a kind, without rows.
    pub fn empty(kind: ArchiveKind) -> Self {
        let of = |holds: &Holds| match holds {
            Text => Cells::Text(Vec::new()),
            Whole(..) | Maybe(..) => Cells::Whole(Vec::new()),
        };
        Self { columns: kind.columns().1.iter().skip(1).map(of).collect() }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        match self.columns.first() {
            Some(Cells::Whole(values)) => values.len(),
            Some(Cells::Text(values)) => values.len(),
            None => 0,
        }
    }

    fn put(&mut self, row: usize, cells: Vec<Cell>) {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            match (column, cell) {
                (Cells::Whole(values), Cell::Whole(value)) => set(values, row, value),
                (Cells::Text(values), Cell::Text(value)) => set(values, row, value),
                _ => unreachable!("cells are read by the columns' own types"),
            }
        }
    }

    /// Values of a row that are there.
    fn present(&self, row: usize) -> usize {
        let there = |column: &&Cells| match column {
            Cells::Whole(values) => values[row].is_some(),
            Cells::Text(values) => values[row].is_some(),
        };
        self.columns.iter().filter(there).count()
    }
}

/// Puts a value into a row, which is there or the next one.
fn set<T>(values: &mut Vec<T>, row: usize, value: T) {
    if row == values.len() {
        values.push(value);
    } else {
        values[row] = value;
    }
}

/// A value of a row.
enum Cell {
    Whole(Option<i64>),
    Text(Option<String>),
}

impl Cell {
    fn is_there(&self) -> bool {
        matches!(self, Cell::Whole(Some(_)) | Cell::Text(Some(_)))
    }
}

/// The tables of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Archive {
    /// Rows by race, in the order of the file.
    pub races: BTreeMap<u32, RaceTable>,
    /// Refused rows, and remarks.
    pub complaints: Vec<Complaint>,
    /// Rows below the header.
    pub rows_read: u64,
    /// Rows that repeat another one. Of such rows the one with most values is taken, among equal ones the first.
    pub rows_repeated: u64,
    /// Whether the header is that of the kind.
    pub header_ok: bool,
}

impl Archive {
    /// Rows taken.
    pub fn rows_taken(&self) -> u64 {
        self.races.values().map(|table| table.rows() as u64).sum()
    }
}

/// Parses a table. Never fails: what cannot be taken is a complaint, and the other rows are kept.
pub fn parse(file: &RawFile, kind: ArchiveKind) -> Archive {
    let (columns, holds) = kind.columns();
    let mut races: BTreeMap<u32, RaceTable> = BTreeMap::new();
    let mut seen: HashMap<(u32, String), usize> = HashMap::new();
    let mut rows_repeated = 0;
    let table = table::read(file, columns, |row, _| {
        let read = Reader { row, columns };
        let race: u32 = read.narrow(0, 1, i64::from(u32::MAX))?;
        let mut cells = Vec::with_capacity(columns.len() - 1);
        for (at, holds) in holds.iter().enumerate().skip(1) {
            cells.push(cell(&read, at, *holds)?);
        }
        ranges(kind, columns, &mut cells)?;
        let keys = kind.key(race);
        let mut key = String::new();
        for at in (1..columns.len()).filter(|&at| keys.contains(&columns[at])) {
            key.push_str(read.raw(at));
            key.push('\u{1f}');
        }
        let table = races.entry(race).or_insert_with(|| RaceTable::empty(kind));
        let rows = table.rows();
        let at = *seen.entry((race, key)).or_insert(rows);
        if at < rows {
            rows_repeated += 1;
            if cells.iter().filter(|cell| cell.is_there()).count() <= table.present(at) {
                return Ok(());
            }
        }
        table.put(at, cells);
        Ok(())
    });
    Archive {
        races,
        complaints: table.complaints,
        rows_read: table.rows_read,
        rows_repeated,
        header_ok: table.header_ok,
    }
}

fn cell(read: &Reader<'_, '_, '_>, at: usize, holds: Holds) -> Result<Cell, Fault> {
    Ok(match holds {
        Whole(from, to) => Cell::Whole(Some(read.whole(at, from..=to)?)),
        Maybe(..) if read.raw(at).is_empty() => Cell::Whole(None),
        Maybe(from, to) => Cell::Whole(Some(read.whole(at, from..=to)?)),
        Text => Cell::Text(read.optional(at)),
    })
}

/// A range of laps does not end before it begins. A caution that ends on lap 0 lasts to the end of the race.
fn ranges(kind: ArchiveKind, columns: &'static [&'static str], cells: &mut [Cell]) -> Result<(), Fault> {
    let [Cell::Whole(Some(from)), end, ..] = cells else { return Ok(()) };
    let Cell::Whole(Some(to)) = *end else { return Ok(()) };
    match kind {
        ArchiveKind::Cautions if to == 0 => *end = Cell::Whole(None),
        ArchiveKind::Cautions | ArchiveKind::Leaders if to < *from => {
            let problem = format!("is before {} {from}", columns[1]);
            return Err(Fault::new(columns[2], "ends-before-it-begins", to, problem, "correct the row"));
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;
    use std::path::Path;

    fn parsed(kind: ArchiveKind, rows: &str) -> Archive {
        let text = format!("{}\n{rows}\n", kind.columns().0.join(","));
        let limits = source::Limits::default();
        parse(&source::read_from(Path::new("table.csv"), text.as_bytes(), &limits).unwrap(), kind)
    }

    #[test]
    fn rows_are_gathered_by_race_and_repeats_taken_once() {
        let found = parsed(ArchiveKind::Laps, "2,1,1,07,5,\n1,0,1,7,4,\n1,1,1,7,4,30123\n1,1,2,7,4,30999");
        assert_eq!((found.rows_read, found.rows_taken(), found.rows_repeated), (4, 3, 1));
        assert_eq!(found.complaints, []);
        assert_eq!(found.races[&1].columns[4], Cells::Whole(vec![None, Some(30_123)]));
        let car = Cells::Text(vec![Some("07".to_owned())]);
        assert_eq!(found.races[&2].columns[2], car, "a car is text");
    }

    #[test]
    fn of_the_rows_of_one_stop_the_fullest_is_taken_and_a_second_visit_is_a_stop_of_its_own() {
        let rows = |race: u32| {
            format!(
                "{race},33,33,91,4,2,2,1239484,,,OTHER,0,1,7\n{race},33,33,91,4,2,2,1239484,1305421,5940,OTHER,0,0,0"
            )
        };
        let early = parsed(ArchiveKind::Pits, &rows(FIRST_READ_IN_PROGRESS - 1));
        assert_eq!((early.rows_taken(), early.rows_repeated), (2, 0));
        let late = parsed(ArchiveKind::Pits, &rows(FIRST_READ_IN_PROGRESS));
        assert_eq!((late.rows_taken(), late.rows_repeated), (1, 1));
        assert_eq!(late.races[&FIRST_READ_IN_PROGRESS].columns[7], Cells::Whole(vec![Some(1_305_421)]));
    }

    #[test]
    fn bad_rows_are_complaints() {
        let rule = |kind, row: &str| {
            let found = parsed(kind, row);
            assert!(found.races.is_empty(), "{row}");
            found.complaints[0].rule.clone()
        };
        assert_eq!(rule(ArchiveKind::Laps, "0,1,1,7,4,30123"), "out-of-range");
        assert_eq!(rule(ArchiveKind::Laps, "1,1,0,7,4,30123"), "out-of-range");
        assert_eq!(rule(ArchiveKind::Laps, "5429,0,189,48,3914,"), "out-of-range");
        assert_eq!(rule(ArchiveKind::Laps, "1,1,1,7,4,fast"), "not-a-number");
        assert_eq!(rule(ArchiveKind::Leaders, "1,20,10,7,4"), "ends-before-it-begins");
        assert_eq!(rule(ArchiveKind::Cautions, "1,20,10,Accident,,,2"), "ends-before-it-begins");
        assert_eq!(rule(ArchiveKind::Pits, "1,2,3"), "too-few-fields");
    }

    #[test]
    fn a_caution_may_last_to_the_end() {
        let found = parsed(ArchiveKind::Cautions, "5223,152,0,Unknown,,,2\n5223,80,84,Debris,,7,2");
        assert_eq!(found.races[&5223].columns[1], Cells::Whole(vec![None, Some(84)]));
    }

    #[test]
    fn a_kind_has_one_name_and_as_many_columns_as_it_says() {
        for &kind in ArchiveKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(ArchiveKind::named(kind.name()), Some(kind));
            let (columns, holds) = kind.columns();
            assert_eq!((columns.len(), columns[0]), (holds.len(), "race_id"));
            assert!(kind.key(1).iter().all(|key| columns.contains(key)));
        }
    }
}
