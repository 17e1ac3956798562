//! Entry lists: a race to come, one driver a row.

use crate::complaint::Complaint;
use crate::context::FileContext;
use crate::descriptor::{Kind, Statement, reader};
use crate::parsed::{Parsed, collapse};
use crate::place::{Place, Places};
use crate::race_logs::LARGEST_FIELD;
use crate::source::RawFile;
use crate::table::{self, Fault, Reader};
use crate::text;
use crate::weekend::moment::{moment, not_after_the_race};
use domain::ids::DriverId;
use domain::race::Entry;
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// This kind of file in the registry.
pub const KIND: Kind = Kind {
    name: "entries",
    title: "entry list of an upcoming race",
    headers: &[&COLUMNS, &COLUMNS_WITH_MOMENT],
    joins: "a list joins the race log of its date, or the only one from one day before to two days after; without a log it is an upcoming race; a later list of the race replaces an earlier one",
    accepts: &[Statement::KnownAt],
    version: 2,
    longest_line: None,
    reader: reader!(parse),
};

/// The columns; a file may have them in any order.
pub const COLUMNS: [&str; 11] = [
    "series",
    "race_date",
    "track_name",
    "driver_id",
    "driver_name",
    "car_number",
    "team",
    "make",
    "start",
    "scheduled_laps",
    "lock_at",
];

/// The same with the moment from which a list was known. All rows of one moment are one version of the list.
pub const COLUMNS_WITH_MOMENT: [&str; 12] = [
    "series",
    "race_date",
    "track_name",
    "driver_id",
    "driver_name",
    "car_number",
    "team",
    "make",
    "start",
    "scheduled_laps",
    "lock_at",
    "known_at",
];

/// Numbers of the columns in [`COLUMNS_WITH_MOMENT`], of which [`COLUMNS`] are the first.
mod column {
    pub const SERIES: usize = 0;
    pub const RACE_DATE: usize = 1;
    pub const TRACK_NAME: usize = 2;
    pub const DRIVER_ID: usize = 3;
    pub const DRIVER_NAME: usize = 4;
    pub const CAR_NUMBER: usize = 5;
    pub const TEAM: usize = 6;
    pub const MAKE: usize = 7;
    pub const START: usize = 8;
    pub const SCHEDULED_LAPS: usize = 9;
    pub const LOCK_AT: usize = 10;
    pub const KNOWN_AT: usize = 11;
}

/// How far a lock may lie from 00:00Z of the scheduled date.
const LOCK_WINDOW: SignedDuration = SignedDuration::from_hours(4 * 24);

/// One driver on the entry list of one race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryRow {
    /// Line in its file; no part of what the row says.
    pub line: u64,
    /// Series.
    pub series: Series,
    /// Scheduled local date.
    pub date: Date,
    /// Track.
    pub place: Place,
    /// Driver, car and, after qualifying, place on the grid.
    pub entry: Entry,
    /// Scheduled laps.
    pub scheduled_laps: Option<u32>,
    /// Lock of the daily-fantasy slate.
    pub lock_at: Option<Timestamp>,
    /// The moment stated for its list; without one that of the import counts.
    pub known_at: Option<Timestamp>,
}

/// What a row says, comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EntryKey<'a> {
    setting: (Series, Date, &'a str),
    driver: (DriverId, &'a str),
    start: Option<u8>,
    car: [Option<&'a str>; 3],
    scheduled_laps: Option<u32>,
    lock_at: Option<Timestamp>,
    known_at: Option<Timestamp>,
}

impl EntryRow {
    pub(crate) fn key(&self) -> EntryKey<'_> {
        let entry = &self.entry;
        EntryKey {
            setting: (self.series, self.date, self.place.layout.as_str()),
            driver: (entry.driver, &entry.driver_name),
            start: entry.start,
            car: [entry.car_number.as_deref(), entry.team.as_deref(), entry.make.as_deref()],
            scheduled_laps: self.scheduled_laps,
            lock_at: self.lock_at,
            known_at: self.known_at,
        }
    }
}

/// Parses an entry-list file. Never fails: what cannot be taken is a complaint, and the other rows are kept. The
/// context's moment applies to rows that give none.
pub fn parse(file: &RawFile, tracks: &TrackReference, context: &FileContext) -> Parsed<EntryRow> {
    let mut places = Places::new(tracks);
    let columns: &'static [&'static str] = if names_moments(file) { &COLUMNS_WITH_MOMENT } else { &COLUMNS };
    let table =
        table::read(file, columns, |row, _| entry_row(&Reader { row, columns }, &mut places, context));
    let mut parsed = collapse(file, table, |row| row.line, |a, b| a.key().cmp(&b.key()));
    parsed.complaints.extend(races_without_lock(file, &parsed.rows));
    parsed.complaints.sort_by_key(|complaint| complaint.line);
    parsed
}

/// Whether the file has a column for the moment of its list.
pub fn names_moments(file: &RawFile) -> bool {
    let known_at = COLUMNS_WITH_MOMENT[column::KNOWN_AT];
    let head = text::lines(&file.bytes).find(|line| !line.bytes.iter().all(u8::is_ascii_whitespace));
    let head = head.map(|line| String::from_utf8_lossy(line.bytes).into_owned()).unwrap_or_default();
    text::fields(&head).is_ok_and(|names| names.iter().any(|name| name.eq_ignore_ascii_case(known_at)))
}

fn entry_row(
    read: &Reader<'_, '_, '_>,
    places: &mut Places<'_>,
    context: &FileContext,
) -> Result<EntryRow, Fault> {
    use column::*;
    let series = read.series(SERIES)?;
    let date = read.race_date(RACE_DATE)?;
    let place = places.find(COLUMNS[TRACK_NAME], read.text(TRACK_NAME)?, date.year())?;
    let driver = DriverId(read.narrow(DRIVER_ID, 1, i64::from(u32::MAX))?);
    let driver_name = read.text(DRIVER_NAME)?.to_owned();
    let car_number = read.car_number(CAR_NUMBER)?;
    let start = match read.raw(START) {
        "" => None,
        _ => Some(read.narrow(START, 1, i64::from(LARGEST_FIELD))?),
    };
    let scheduled_laps = match read.raw(SCHEDULED_LAPS) {
        "" => None,
        _ => Some(read.narrow(SCHEDULED_LAPS, 1, 1000)?),
    };
    let lock_at = match read.raw(LOCK_AT) {
        "" => None,
        text => Some(lock(text, date)?),
    };
    let with_moment = read.columns.len() == COLUMNS_WITH_MOMENT.len();
    let known_at = match if with_moment { read.raw(KNOWN_AT) } else { "" } {
        "" => context.known_at,
        text => Some(moment(COLUMNS_WITH_MOMENT[KNOWN_AT], text)?),
    };
    not_after_the_race(COLUMNS_WITH_MOMENT[KNOWN_AT], known_at, date)?;
    let (team, make) = (read.optional(TEAM), read.optional(MAKE));
    let entry = Entry { driver, driver_name, start, car_number, team, make };
    Ok(EntryRow { line: read.row.line, series, date, place, entry, scheduled_laps, lock_at, known_at })
}

fn lock(text: &str, date: Date) -> Result<Timestamp, Fault> {
    let field = COLUMNS[column::LOCK_AT];
    let lock: Timestamp = text.parse().map_err(|_| {
        let problem = "is not a moment with an offset (RFC 3339)";
        Fault::new(field, "not-a-moment", text, problem, "write it like 2025-11-02T20:00:00Z")
    })?;
    if lock.duration_since(midnight(date)).abs() <= LOCK_WINDOW {
        return Ok(lock);
    }
    let problem = format!("is more than four days from the race date {date}");
    Err(Fault::new(field, "lock-far-from-race", text, problem, "correct the date or the lock"))
}

/// 00:00Z of a date.
pub(crate) fn midnight(date: Date) -> Timestamp {
    date.to_zoned(TimeZone::UTC).expect("dates of 1949..2100 are moments in UTC").timestamp()
}

/// A remark for each race of the file of which no row gives the lock.
fn races_without_lock(file: &RawFile, rows: &[EntryRow]) -> Vec<Complaint> {
    let race = |row: &EntryRow| (row.series, row.date, row.place.layout.clone());
    let with_lock: BTreeSet<_> = rows.iter().filter(|row| row.lock_at.is_some()).map(race).collect();
    let mut reported = BTreeSet::new();
    let mut complaints = Vec::new();
    for row in rows {
        if !with_lock.contains(&race(row)) && reported.insert(race(row)) {
            let problem = format!(
                "no row of {} {} gives the lock; 00:00Z of the race date is taken",
                row.series, row.date
            );
            let next_step = "give the slate's lock so that nothing known later is used";
            let fault = Fault::new(COLUMNS[column::LOCK_AT], "no-lock-time", "", problem, next_step);
            complaints.push(fault.at(&file.name, row.line, false));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;
    use std::path::Path;

    const GOOD: &str =
        "Cup,2026-03-08,Phoenix Raceway,1,Ann Apex,08,Apex Racing,Ford,,312,2026-03-08T19:30:00Z";

    fn parsed(rows: &str) -> Parsed<EntryRow> {
        let text = format!("{}\n{rows}\n", COLUMNS.join(","));
        let file =
            source::read_from(Path::new("list.csv"), text.as_bytes(), &source::Limits::default()).unwrap();
        parse(&file, TrackReference::builtin(), &FileContext::default())
    }

    fn check(column: usize, value: &str, rule: &str) {
        let mut fields: Vec<&str> = GOOD.split(',').collect();
        fields[column] = value;
        let found = parsed(&format!("{}\n{GOOD}", fields.join(",")));
        let complaint = &found.complaints[0];
        assert_eq!(
            (complaint.rule.as_str(), complaint.line, complaint.held_back),
            (rule, 2, true),
            "{complaint}"
        );
        assert_eq!(complaint.field, COLUMNS[column], "{complaint}");
        assert_eq!(found.rows.len(), 1);
    }

    #[test]
    fn a_row_is_read() {
        let found = parsed(GOOD);
        assert_eq!(found.complaints, []);
        let row = &found.rows[0];
        assert_eq!((row.entry.start, row.scheduled_laps), (None, Some(312)));
        assert_eq!(row.entry.car_number.as_deref(), Some("08"));
        assert_eq!(row.lock_at, Some("2026-03-08T19:30:00Z".parse().unwrap()));
    }

    #[test]
    fn the_moment_of_a_list_is_a_column_or_stated_beside_it() {
        let moment: Timestamp = "2026-03-05T12:00:00Z".parse().unwrap();
        let stated = FileContext { known_at: Some(moment), ..FileContext::default() };
        let read = |text: &str, context: &FileContext| {
            let file = source::read_from(Path::new("list.csv"), text.as_bytes(), &source::Limits::default());
            parse(&file.unwrap(), TrackReference::builtin(), context)
        };
        let plain = format!("{}\n{GOOD}\n", COLUMNS.join(","));
        assert_eq!(read(&plain, &FileContext::default()).rows[0].known_at, None);
        assert_eq!(read(&plain, &stated).rows[0].known_at, Some(moment));
        let header = COLUMNS_WITH_MOMENT.join(",");
        let own = read(&format!("{header}\n{GOOD},2026-03-06T12:00:00Z\n{GOOD},\n"), &stated);
        let moments: Vec<_> = own.rows.iter().map(|row| row.known_at.unwrap().to_string()).collect();
        assert_eq!(moments, ["2026-03-06T12:00:00Z", "2026-03-05T12:00:00Z"]);
        let late = read(&format!("{header}\n{GOOD},2026-03-20T12:00:00Z\n"), &stated);
        assert_eq!((late.rows.len(), late.complaints[0].rule.as_str()), (0, "known-after-race"));
    }

    #[test]
    fn bad_values_are_complaints() {
        use column::*;
        check(START, "0", "out-of-range");
        check(START, "pole", "not-a-number");
        check(SCHEDULED_LAPS, "0", "out-of-range");
        check(LOCK_AT, "2026-03-08 19:30", "not-a-moment");
        check(LOCK_AT, "2025-03-08T19:30:00Z", "lock-far-from-race");
        check(CAR_NUMBER, "#5", "bad-car-number");
        check(DRIVER_NAME, "", "blank");
    }

    #[test]
    fn a_race_without_lock_is_remarked_once() {
        let row = GOOD.replace("2026-03-08T19:30:00Z", "");
        let found = parsed(&format!("{row}\n{}", row.replace(",1,Ann Apex", ",2,Bo Brake")));
        assert_eq!(found.rows.len(), 2);
        assert_eq!(found.complaints.len(), 1);
        assert_eq!(
            (found.complaints[0].rule.as_str(), found.complaints[0].held_back),
            ("no-lock-time", false)
        );
    }
}
