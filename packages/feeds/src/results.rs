//! Official results: one driver in one race a row, with NASCAR's id of the race, car number and make.
//!
//! There are two headers. One names races and drivers ([`COLUMNS`]); the other numbers both ([`NUMBERED`]), and also
//! lists cars that were entered and did not race.

use crate::complaint::Complaint;
use crate::descriptor::{Kind, reader};
use crate::parsed::{Parsed, collapse};
use crate::place::{Place, Places};
use crate::race_logs::{LARGEST_FIELD, MOST_LAPS};
use crate::source::RawFile;
use crate::table::{self, Fault, Reader};
use domain::ids::DriverId;
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod numbered;

/// This kind of file in the registry.
pub const KIND: Kind = Kind {
    name: "results",
    title: "official results",
    headers: &[&COLUMNS, &NUMBERED],
    joins: "a race joins the race log of its date, or the only one from one day before to two days after; until there is one it is held",
    accepts: &[],
    version: 2,
    longest_line: None,
    reader: reader!(|file, tracks, _| parse(file, tracks)),
};

/// The columns; a file may have them in any order.
pub const COLUMNS: [&str; 17] = [
    "season",
    "series",
    "race_id",
    "race_date",
    "race_name",
    "track_name",
    "car_number",
    "driver_name",
    "team",
    "manufacturer",
    "start_pos",
    "finish_pos",
    "laps_completed",
    "laps_led",
    "avg_running_position",
    "fastest_laps",
    "status",
];

/// The columns of results that number drivers; a file may have them in any order.
pub const NUMBERED: [&str; 21] = [
    "race_id",
    "series",
    "season",
    "race_date",
    "track_name",
    "car",
    "driver_id",
    "driver_name",
    "team",
    "make",
    "start",
    "finish",
    "laps",
    "laps_led",
    "times_led",
    "status",
    "qualifying_position",
    "qualifying_mph",
    "points",
    "playoff_points",
    "disqualified",
];

/// Numbers of the columns in [`COLUMNS`].
mod column {
    pub const SEASON: usize = 0;
    pub const SERIES: usize = 1;
    pub const RACE_ID: usize = 2;
    pub const RACE_DATE: usize = 3;
    pub const RACE_NAME: usize = 4;
    pub const TRACK_NAME: usize = 5;
    pub const CAR_NUMBER: usize = 6;
    pub const DRIVER_NAME: usize = 7;
    pub const TEAM: usize = 8;
    pub const MANUFACTURER: usize = 9;
    pub const START: usize = 10;
    pub const FINISH: usize = 11;
    pub const LAPS: usize = 12;
    pub const LAPS_LED: usize = 13;
    pub const AVERAGE: usize = 14;
    pub const FASTEST_LAPS: usize = 15;
    pub const STATUS: usize = 16;
}

/// One driver in the official results of one race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRow {
    /// Line in its file; no part of what the row says.
    pub line: u64,
    /// Series.
    pub series: Series,
    /// Local date of the race.
    pub date: Date,
    /// Track.
    pub place: Place,
    /// NASCAR's id of the race.
    pub race_id: u32,
    /// Name of the race; none in results that number drivers.
    pub race_name: Option<String>,
    /// Driver's name as the source writes it.
    pub driver_name: String,
    /// NASCAR's number of the driver, where the source gives it.
    pub driver: Option<DriverId>,
    /// Car number as text.
    pub car_number: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Manufacturer.
    pub make: Option<String>,
    /// Place on the official grid, 1..43.
    pub start: u8,
    /// Official finish, after disqualifications, 1..43.
    pub finish: u8,
    /// Laps completed.
    pub laps_completed: u32,
    /// Laps led.
    pub laps_led: u32,
    /// How it ended, in lower case. The source's average position and fastest laps are not taken: the first is blank
    /// in places, the second is not NASCAR's count.
    pub status: String,
}

/// What a row says, comparable. The spelling of the track is left out: aliases say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ResultKey<'a> {
    setting: (Series, Date, &'a str),
    race: (u32, Option<&'a str>),
    finish: u8,
    start: u8,
    driver: (&'a str, Option<DriverId>),
    car: [Option<&'a str>; 3],
    laps: [u32; 2],
    status: &'a str,
}

impl ResultRow {
    pub(crate) fn key(&self) -> ResultKey<'_> {
        ResultKey {
            setting: (self.series, self.date, self.place.layout.as_str()),
            race: (self.race_id, self.race_name.as_deref()),
            finish: self.finish,
            start: self.start,
            driver: (&self.driver_name, self.driver),
            car: [self.car_number.as_deref(), self.team.as_deref(), self.make.as_deref()],
            laps: [self.laps_completed, self.laps_led],
            status: &self.status,
        }
    }
}

/// Parses a file of official results. Never fails: what cannot be taken is a complaint, and the other rows are kept.
pub fn parse(file: &RawFile, tracks: &TrackReference) -> Parsed<ResultRow> {
    let mut places = Places::new(tracks);
    let table = if is_numbered(file) {
        table::read(file, &NUMBERED, |row, _| numbered::row(&Reader { row, columns: &NUMBERED }, &mut places))
    } else {
        table::read(file, &COLUMNS, |row, _| result_row(&Reader { row, columns: &COLUMNS }, &mut places))
    };
    let mut parsed = collapse(file, table, |row| row.line, |a, b| a.key().cmp(&b.key()));
    let torn = one_race_per_id(file, &mut parsed.rows);
    parsed.complaints.extend(torn);
    parsed.complaints.sort_by_key(|complaint| complaint.line);
    parsed
}

/// Whether the header is that of results that number drivers.
fn is_numbered(file: &RawFile) -> bool {
    let header = file.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let header = String::from_utf8_lossy(header).to_ascii_lowercase();
    header.contains("driver_id") && !header.contains("race_name")
}

fn result_row(read: &Reader<'_, '_, '_>, places: &mut Places<'_>) -> Result<ResultRow, Fault> {
    use column::*;
    let position = |column| read.narrow::<u8>(column, 1, i64::from(LARGEST_FIELD));
    let laps = |column| read.narrow::<u32>(column, 0, MOST_LAPS);
    let series = read.series(SERIES)?;
    let date = read.race_date(RACE_DATE)?;
    same_season(read, SEASON, date)?;
    let place = places.find(COLUMNS[TRACK_NAME], read.text(TRACK_NAME)?, date.year())?;
    let race_id = read.narrow(RACE_ID, 1, i64::from(u32::MAX))?;
    let race_name = Some(read.text(RACE_NAME)?.to_owned());
    let driver_name = read.text(DRIVER_NAME)?.to_owned();
    let car_number = read.car_number(CAR_NUMBER)?;
    let (start, finish) = (position(START)?, position(FINISH)?);
    let (laps_completed, laps_led) = (laps(LAPS)?, laps(LAPS_LED)?);
    led_at_most(read, [LAPS, LAPS_LED], laps_completed, laps_led)?;
    if !read.raw(AVERAGE).is_empty() {
        read.decimal(AVERAGE, 1.0..=f64::from(LARGEST_FIELD))?;
    }
    if !read.raw(FASTEST_LAPS).is_empty() {
        laps(FASTEST_LAPS)?;
    }
    Ok(ResultRow {
        line: read.row.line,
        series,
        date,
        place,
        race_id,
        race_name,
        driver_name,
        driver: None,
        car_number,
        team: read.optional(TEAM),
        make: read.optional(MANUFACTURER),
        start,
        finish,
        laps_completed,
        laps_led,
        status: read.raw(STATUS).to_lowercase(),
    })
}

/// Refuses a season that is not that of the date.
fn same_season(read: &Reader<'_, '_, '_>, column: usize, date: Date) -> Result<(), Fault> {
    let season = read.whole(column, 1949..=2100)?;
    if season == i64::from(date.year()) {
        return Ok(());
    }
    let problem = format!("is not the year of the race date {date}");
    let next_step = "correct the date or the season";
    Err(Fault::new(read.columns[column], "season-differs", season, problem, next_step))
}

/// Refuses more laps led than completed.
fn led_at_most(read: &Reader<'_, '_, '_>, columns: [usize; 2], laps: u32, led: u32) -> Result<(), Fault> {
    if led <= laps {
        return Ok(());
    }
    let [of_laps, of_led] = columns.map(|column| read.columns[column]);
    Err(Fault::new(
        of_led,
        "more-than-possible",
        led,
        format!("is more than {of_laps} {laps}"),
        "correct the row",
    ))
}

/// Where and when the race of an id was run, as a row states it.
type Setting = (Series, Date, String, Option<String>);

/// A race id is one race: rows that differ in where or when from most of its rows are held back; all of them, where
/// no setting has more than half.
fn one_race_per_id(file: &RawFile, rows: &mut Vec<ResultRow>) -> Vec<Complaint> {
    let setting = |row: &ResultRow| (row.series, row.date, row.place.layout.0.clone(), row.race_name.clone());
    let mut settings: BTreeMap<u32, BTreeMap<Setting, usize>> = BTreeMap::new();
    for row in rows.iter() {
        *settings.entry(row.race_id).or_default().entry(setting(row)).or_default() += 1;
    }
    settings.retain(|_, settings| settings.len() > 1);
    if settings.is_empty() {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    rows.retain(|row| {
        let Some(of_id) = settings.get(&row.race_id) else { return true };
        let all: usize = of_id.values().sum();
        if 2 * of_id[&setting(row)] > all {
            return true;
        }
        let problem = format!(
            "other rows set this race in another series, place, name or day ({} settings in {all} rows)",
            of_id.len()
        );
        let next_step = "correct the date, the track, the name or the id";
        let fault = Fault::new(COLUMNS[column::RACE_ID], "one-id-two-races", row.race_id, problem, next_step);
        complaints.push(fault.at(&file.name, row.line, true));
        false
    });
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;
    use std::path::Path;

    const GOOD: &str = "2025,Cup,5596,2025-11-02,Season Finale 312,Phoenix Raceway,05,Ann Apex,,Ford,3,1,312,50,3.5,20,running";

    fn parsed(rows: &str) -> Parsed<ResultRow> {
        let text = format!("{}\n{rows}\n", COLUMNS.join(","));
        let file =
            source::read_from(Path::new("results.csv"), text.as_bytes(), &source::Limits::default()).unwrap();
        parse(&file, TrackReference::builtin())
    }

    fn with(column: usize, value: &str) -> String {
        let mut fields: Vec<&str> = GOOD.split(',').collect();
        fields[column] = value;
        fields.join(",")
    }

    fn check(column: usize, value: &str, rule: &str) {
        let found = parsed(&format!("{}\n{GOOD}", with(column, value)));
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
        let row = &found.rows[0];
        assert_eq!((row.race_id, row.race_name.as_deref()), (5596, Some("Season Finale 312")));
        assert_eq!((row.car_number.as_deref(), row.team.as_deref()), (Some("05"), None));
        assert_eq!((row.make.as_deref(), row.start, row.finish), (Some("Ford"), 3, 1));
    }

    #[test]
    fn bad_values_are_complaints() {
        use column::*;
        check(SEASON, "2024", "season-differs");
        check(SERIES, "ARCA", "unknown-series");
        check(RACE_ID, "0", "out-of-range");
        check(RACE_DATE, "2025-02-30", "not-a-date");
        check(RACE_NAME, "", "blank");
        check(TRACK_NAME, "Phoenx", "unknown-track");
        check(CAR_NUMBER, "5a", "bad-car-number");
        check(DRIVER_NAME, "", "blank");
        check(START, "0", "out-of-range");
        check(FINISH, "44", "out-of-range");
        check(FINISH, "", "blank");
        check(LAPS, "1001", "out-of-range");
        check(LAPS_LED, "313", "more-than-possible");
        check(AVERAGE, "nan", "not-a-number");
        check(FASTEST_LAPS, "-1", "out-of-range");
    }

    #[test]
    fn an_id_is_one_race() {
        let other = with(column::DRIVER_NAME, "Bo Brake");
        let elsewhere = with(column::TRACK_NAME, "Kansas Speedway");
        let found = parsed(&format!("{GOOD}\n{elsewhere}\n{other}"));
        let shown: Vec<(&str, u64)> = found.complaints.iter().map(|c| (c.rule.as_str(), c.line)).collect();
        assert_eq!(shown, [("one-id-two-races", 3)]);
        assert_eq!(found.rows.len(), 2);
        assert_eq!(parsed(&format!("{GOOD}\n{elsewhere}")).rows, []);
    }
}
