//! Who drove which car for whom: spans of a driver's own consecutive points races of one season.

use crate::descriptor::{Kind, reader};
use crate::parsed::{Parsed, collapse};
use crate::source::RawFile;
use crate::table::{self, Fault, Reader};
use domain::ids::DriverId;
use domain::series::Series;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// This kind of file in the registry.
pub const KIND: Kind = Kind {
    name: "teams",
    title: "car, team and make of each driver",
    headers: &[&COLUMNS],
    joins: "a span of dates joins the points races that its driver ran within it",
    accepts: &[],
    version: 1,
    longest_line: None,
    reader: reader!(|file, _, _| parse(file)),
};

/// The columns; a file may have them in any order.
pub const COLUMNS: [&str; 10] = [
    "series",
    "season",
    "driver_id",
    "driver_name",
    "car_number",
    "team",
    "make",
    "first_race",
    "last_race",
    "races",
];

/// Numbers of the columns in [`COLUMNS`].
mod column {
    pub const SERIES: usize = 0;
    pub const SEASON: usize = 1;
    pub const DRIVER_ID: usize = 2;
    pub const DRIVER_NAME: usize = 3;
    pub const CAR_NUMBER: usize = 4;
    pub const TEAM: usize = 5;
    pub const MAKE: usize = 6;
    pub const FIRST_RACE: usize = 7;
    pub const LAST_RACE: usize = 8;
    pub const RACES: usize = 9;
}

/// More points races than a season of any series has had (62 in 1964).
const MOST_RACES: i64 = 70;

/// A driver in one car over a span of his own points races.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    /// Line in its file; no part of what the row says.
    pub line: u64,
    /// Series.
    pub series: Series,
    /// Season.
    pub season: i16,
    /// Driver.
    pub driver: DriverId,
    /// Driver's name.
    pub driver_name: String,
    /// Car number as text.
    pub car_number: String,
    /// Team.
    pub team: String,
    /// Manufacturer.
    pub make: String,
    /// Race-log date of the first race of the span.
    pub first: Date,
    /// Race-log date of its last race.
    pub last: Date,
    /// The driver's races in the span, as the source counts them.
    pub races: u32,
}

/// What a row says, comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TeamKey<'a> {
    season: (Series, i16),
    driver: (DriverId, &'a str),
    span: (Date, Date, u32),
    car: [&'a str; 3],
}

impl TeamRow {
    pub(crate) fn key(&self) -> TeamKey<'_> {
        TeamKey {
            season: (self.series, self.season),
            driver: (self.driver, &self.driver_name),
            span: (self.first, self.last, self.races),
            car: self.car(),
        }
    }

    /// Car number, team and make.
    pub(crate) fn car(&self) -> [&str; 3] {
        [&self.car_number, &self.team, &self.make]
    }
}

/// Parses a file of teams. Never fails: what cannot be taken is a complaint, and the other rows are kept.
pub fn parse(file: &RawFile) -> Parsed<TeamRow> {
    let table = table::read(file, &COLUMNS, |row, _| team_row(&Reader { row, columns: &COLUMNS }));
    collapse(file, table, |row| row.line, |a, b| a.key().cmp(&b.key()))
}

fn team_row(read: &Reader<'_, '_, '_>) -> Result<TeamRow, Fault> {
    use column::*;
    let series = read.series(SERIES)?;
    let season: i16 = read.narrow(SEASON, 1949, 2100)?;
    let driver = DriverId(read.narrow(DRIVER_ID, 1, i64::from(u32::MAX))?);
    let driver_name = read.text(DRIVER_NAME)?.to_owned();
    read.text(CAR_NUMBER)?;
    let car_number = read.car_number(CAR_NUMBER)?.unwrap_or_default();
    let (team, make) = (read.text(TEAM)?.to_owned(), read.text(MAKE)?.to_owned());
    let (first, last) = (read.race_date(FIRST_RACE)?, read.race_date(LAST_RACE)?);
    for (column, date) in [(FIRST_RACE, first), (LAST_RACE, last)] {
        if date.year() != season {
            let problem = format!("is not in the season {season}");
            let next_step = "correct the date or the season; a span lies in one season";
            return Err(Fault::new(COLUMNS[column], "season-differs", date, problem, next_step));
        }
    }
    if last < first {
        let problem = format!("is before the first race {first}");
        return Err(Fault::new(COLUMNS[LAST_RACE], "ends-before-it-begins", last, problem, "swap the dates"));
    }
    let races = read.narrow(RACES, 1, MOST_RACES)?;
    Ok(TeamRow {
        line: read.row.line,
        series,
        season,
        driver,
        driver_name,
        car_number,
        team,
        make,
        first,
        last,
        races,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;
    use std::path::Path;

    const GOOD: &str = "Cup,2025,1,Ann Apex,00,Apex Racing,Ford,2025-02-16,2025-11-02,36";

    fn parsed(rows: &str) -> Parsed<TeamRow> {
        let text = format!("{}\n{rows}\n", COLUMNS.join(","));
        let limits = source::Limits::default();
        parse(&source::read_from(Path::new("teams.csv"), text.as_bytes(), &limits).unwrap())
    }

    fn check(column: usize, value: &str, rule: &str) {
        let mut fields: Vec<&str> = GOOD.split(',').collect();
        fields[column] = value;
        let found = parsed(&format!("{}\n{GOOD}", fields.join(",")));
        let complaint = &found.complaints[0];
        let shown = (complaint.rule.as_str(), complaint.line, complaint.held_back);
        assert_eq!(shown, (rule, 2, true), "{complaint}");
        assert_eq!(complaint.field, COLUMNS[column], "{complaint}");
        assert_eq!(found.rows.len(), 1);
    }

    #[test]
    fn a_row_is_read() {
        let found = parsed(GOOD);
        assert_eq!(found.complaints, []);
        assert_eq!(found.rows[0].car(), ["00", "Apex Racing", "Ford"]);
        assert_eq!((found.rows[0].driver, found.rows[0].races), (DriverId(1), 36));
    }

    #[test]
    fn bad_values_are_complaints() {
        use column::*;
        check(SERIES, "ARCA", "unknown-series");
        check(SEASON, "25", "out-of-range");
        check(DRIVER_ID, "Ann", "not-a-number");
        check(CAR_NUMBER, "", "blank");
        check(CAR_NUMBER, "1234", "bad-car-number");
        check(TEAM, "", "blank");
        check(MAKE, "", "blank");
        check(FIRST_RACE, "2024-11-02", "season-differs");
        check(LAST_RACE, "2025-02-15", "ends-before-it-begins");
        check(RACES, "0", "out-of-range");
    }
}
