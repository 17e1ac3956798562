//! Race logs: one driver in one race a row, NASCAR's loop statistics.

use crate::descriptor::{Kind, reader};
use crate::parsed::{Parsed, collapse};
use crate::place::{Place, Places};
use crate::source::RawFile;
use crate::table::{self, Fault, Reader};
use domain::ids::DriverId;
use domain::result::LoopResult;
use domain::series::Series;
use domain::status::Status;
use domain::tracks::TrackReference;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// This kind of file in the registry.
pub const KIND: Kind = Kind {
    name: "race-logs",
    title: "NASCAR loop data, one row per driver and race",
    headers: &[&COLUMNS],
    joins: "rows of one series, layout and date are one race, or two where they divide in one way only",
    accepts: &[],
    version: 1,
    longest_line: None,
    reader: reader!(|file, tracks, _| parse(file, tracks)),
};

/// The columns, in the order in which the source writes them; a file may have them in any order.
pub const COLUMNS: [&str; 24] = [
    "driver_name",
    "driver_id",
    "race_date",
    "series",
    "track_name",
    "start",
    "mid",
    "finish",
    "best",
    "worst",
    "avg",
    "green_flag_passing_diff",
    "green_flag_passes",
    "green_flag_times_passed",
    "quality_passes",
    "pct_quality_passes",
    "fastest_lap",
    "top_15_laps",
    "pct_top_15_laps",
    "laps_led",
    "pct_laps_led",
    "laps",
    "rating",
    "status",
];

/// Numbers of the columns in [`COLUMNS`].
mod column {
    pub const DRIVER_NAME: usize = 0;
    pub const DRIVER_ID: usize = 1;
    pub const RACE_DATE: usize = 2;
    pub const SERIES: usize = 3;
    pub const TRACK_NAME: usize = 4;
    pub const START: usize = 5;
    pub const MID: usize = 6;
    pub const FINISH: usize = 7;
    pub const BEST: usize = 8;
    pub const WORST: usize = 9;
    pub const AVG: usize = 10;
    pub const PASSING_DIFF: usize = 11;
    pub const PASSES: usize = 12;
    pub const TIMES_PASSED: usize = 13;
    pub const QUALITY_PASSES: usize = 14;
    pub const PCT_QUALITY_PASSES: usize = 15;
    pub const FASTEST_LAP: usize = 16;
    pub const TOP_15_LAPS: usize = 17;
    pub const PCT_TOP_15_LAPS: usize = 18;
    pub const LAPS_LED: usize = 19;
    pub const PCT_LAPS_LED: usize = 20;
    pub const LAPS: usize = 21;
    pub const RATING: usize = 22;
    pub const STATUS: usize = 23;
}

/// The largest field of the years with loop data: 43 cars, the Cup until 2015 (41 at most since).
pub const LARGEST_FIELD: u8 = 43;

/// No national race is near so long (500 laps, overtime apart); more is a slip of the pen.
pub(crate) const MOST_LAPS: i64 = 1000;

/// More passes than any car makes (732 in seven seasons).
const MOST_PASSES: i64 = 10_000;

/// One driver in one race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogRow {
    /// Line in its file; no part of what the row says.
    pub line: u64,
    /// Series.
    pub series: Series,
    /// UTC date, about the end of the race.
    pub date: Date,
    /// Track.
    pub place: Place,
    /// Driver.
    pub driver: DriverId,
    /// Driver's name.
    pub driver_name: String,
    /// Place on the official grid, 1..43.
    pub start: u8,
    /// Loop statistics.
    pub result: LoopResult,
}

/// What a row says, comparable. The spelling of the track is left out: aliases say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LogKey<'a> {
    setting: (Series, Date, &'a str),
    places: [u8; 5],
    driver: (DriverId, &'a str),
    counts: [u32; 7],
    passing_diff: i32,
    decimals: [u64; 2],
    status: &'a str,
}

impl LogRow {
    pub(crate) fn key(&self) -> LogKey<'_> {
        let result = &self.result;
        LogKey {
            setting: (self.series, self.date, self.place.layout.as_str()),
            places: [result.finish_on_track, self.start, result.mid, result.best, result.worst],
            driver: (self.driver, &self.driver_name),
            counts: [
                result.green_passes,
                result.green_times_passed,
                result.quality_passes,
                result.fastest_laps,
                result.top_15_laps,
                result.laps_led,
                result.laps_completed,
            ],
            passing_diff: result.passing_diff,
            decimals: [result.average_position.to_bits(), result.rating.to_bits()],
            status: &result.status.raw,
        }
    }
}

/// Parses a race-log file. Never fails: what cannot be taken is a complaint, and the other rows are kept.
pub fn parse(file: &RawFile, tracks: &TrackReference) -> Parsed<LogRow> {
    let mut places = Places::new(tracks);
    let table =
        table::read(file, &COLUMNS, |row, _| log_row(&Reader { row, columns: &COLUMNS }, &mut places));
    collapse(file, table, |row| row.line, |a, b| a.key().cmp(&b.key()))
}

fn log_row(read: &Reader<'_, '_, '_>, places: &mut Places<'_>) -> Result<LogRow, Fault> {
    use column::*;
    let position = |column| read.narrow::<u8>(column, 1, i64::from(LARGEST_FIELD));
    let laps = |column| read.narrow::<u32>(column, 0, MOST_LAPS);
    let passes = |column| read.narrow::<u32>(column, 0, MOST_PASSES);
    let driver = DriverId(read.narrow(DRIVER_ID, 1, i64::from(u32::MAX))?);
    let driver_name = read.text(DRIVER_NAME)?.to_owned();
    let date = read.race_date(RACE_DATE)?;
    let series = read.series(SERIES)?;
    let place = places.find(COLUMNS[TRACK_NAME], read.text(TRACK_NAME)?, date.year())?;
    let status_text = read.text(STATUS)?;
    let status = Status::parse(status_text).ok_or_else(|| {
        let next_step = "correct it (a last line may be cut off), or add it to data/reference/statuses.toml";
        Fault::new(COLUMNS[STATUS], "unknown-status", status_text, "is not a known status", next_step)
    })?;
    let start = position(START)?;
    let result = LoopResult {
        finish_on_track: position(FINISH)?,
        finish_official: None,
        mid: position(MID)?,
        best: position(BEST)?,
        worst: position(WORST)?,
        average_position: read.decimal(AVG, 1.0..=f64::from(LARGEST_FIELD))?,
        passing_diff: read.narrow(PASSING_DIFF, -MOST_PASSES, MOST_PASSES)?,
        green_passes: passes(PASSES)?,
        green_times_passed: passes(TIMES_PASSED)?,
        quality_passes: passes(QUALITY_PASSES)?,
        fastest_laps: laps(FASTEST_LAP)?,
        top_15_laps: laps(TOP_15_LAPS)?,
        laps_led: laps(LAPS_LED)?,
        laps_completed: laps(LAPS)?,
        rating: read.decimal(RATING, 0.0..=150.0)?,
        status,
        lap_pace: None,
    };
    for derived in [PCT_QUALITY_PASSES, PCT_TOP_15_LAPS, PCT_LAPS_LED] {
        if !read.raw(derived).is_empty() {
            read.decimal(derived, 0.0..=1000.0)?;
        }
    }
    laws(&result)?;
    Ok(LogRow { line: read.row.line, series, date, place, driver, driver_name, start, result })
}

/// What holds in every row of the source (`race-logs.profile.md`: "exact everywhere").
fn laws(result: &LoopResult) -> Result<(), Fault> {
    use column::*;
    let within = |column: usize, count: u32, limit_column: usize, limit: u32| {
        if count <= limit {
            return Ok(());
        }
        let problem = format!("is more than {} {limit}", COLUMNS[limit_column]);
        Err(Fault::new(COLUMNS[column], "more-than-possible", count, problem, "correct the row"))
    };
    within(LAPS_LED, result.laps_led, LAPS, result.laps_completed)?;
    within(FASTEST_LAP, result.fastest_laps, LAPS, result.laps_completed)?;
    within(QUALITY_PASSES, result.quality_passes, PASSES, result.green_passes)?;
    let difference = i64::from(result.green_passes) - i64::from(result.green_times_passed);
    if i64::from(result.passing_diff) != difference {
        let problem = format!("is not passes - times passed = {difference}");
        let rule = "passing-difference";
        return Err(Fault::new(COLUMNS[PASSING_DIFF], rule, result.passing_diff, problem, "correct the row"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;
    use std::path::Path;

    const GOOD: &str = "Ann Apex,1,2025/11/02,Cup,Phoenix Raceway,3,4,1,1,9,3.5,-2,10,12,5,50.0,20,300,96.1,50,16.0,312,120.5,running";

    fn parsed(text: &str) -> Parsed<LogRow> {
        let file =
            source::read_from(Path::new("logs.csv"), text.as_bytes(), &source::Limits::default()).unwrap();
        parse(&file, TrackReference::builtin())
    }

    fn with(column: usize, value: &str) -> String {
        let mut fields: Vec<&str> = GOOD.split(',').collect();
        fields[column] = value;
        format!("{}\n{}\n{GOOD}\n", COLUMNS.join(","), fields.join(","))
    }

    /// The first row, changed in one column, is held back with this rule; the second is kept.
    fn check(column: usize, value: &str, rule: &str) {
        let found = parsed(&with(column, value));
        let complaint = &found.complaints[0];
        assert_eq!(
            (complaint.rule.as_str(), complaint.line, complaint.held_back),
            (rule, 2, true),
            "{complaint}"
        );
        assert_eq!(complaint.field, COLUMNS[column], "{complaint}");
        assert_eq!((found.rows.len(), found.rows_read), (1, 2));
    }

    #[test]
    fn a_row_is_read() {
        let found = parsed(&format!("{}\n{GOOD}\n", COLUMNS.join(",")));
        assert_eq!(found.complaints, []);
        let row = &found.rows[0];
        assert_eq!((row.series, row.date), (Series::Cup, jiff::civil::date(2025, 11, 2)));
        assert_eq!((row.place.venue.as_str(), row.place.layout.as_str()), ("phoenix", "phoenix"));
        assert_eq!((row.start, row.result.finish_on_track, row.result.laps_led), (3, 1, 50));
    }

    #[test]
    fn bad_values_are_complaints() {
        use column::*;
        check(LAPS, "-3", "out-of-range");
        check(LAPS_LED, "313", "more-than-possible");
        check(LAPS_LED, "4e1", "not-a-number");
        check(RATING, "NaN", "not-a-number");
        check(RATING, "inf", "not-a-number");
        check(RATING, "150.1", "out-of-range");
        check(AVG, "0.5", "out-of-range");
        check(START, "0", "out-of-range");
        check(FINISH, "44", "out-of-range");
        check(FINISH, "", "blank");
        check(PASSING_DIFF, "2", "passing-difference");
        check(QUALITY_PASSES, "11", "more-than-possible");
        check(FASTEST_LAP, "313", "more-than-possible");
        check(PCT_LAPS_LED, "nan", "not-a-number");
        check(SERIES, "ARCA", "unknown-series");
        check(TRACK_NAME, "Phoenx Raceway", "unknown-track");
        check(STATUS, "abducted", "unknown-status");
        check(RACE_DATE, "02/11/2025", "not-a-date");
        check(RACE_DATE, "0025/11/02", "out-of-range");
        check(DRIVER_ID, "0", "out-of-range");
        check(DRIVER_NAME, "", "blank");
    }

    #[test]
    fn identical_rows_count_once() {
        let found = parsed(&format!("{}\n{GOOD}\n{GOOD}\n{GOOD}\n", COLUMNS.join(",")));
        assert_eq!((found.rows.len(), found.duplicates, found.rows_read), (1, 2, 3));
        assert_eq!(found.complaints.len(), 1);
        assert_eq!((found.complaints[0].rule.as_str(), found.complaints[0].line), ("duplicate-row", 3));
    }
}
