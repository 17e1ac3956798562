//! Laps of practice and qualifying: our own columns, and the shapes of NASCAR's JSON ([`json`]).
//!
//! Lap times become speeds over the length of the layout, as NASCAR's own speeds do. The zeros and 999s that feeds put in
//! place of a lap that was not run are not taken.

mod json;
mod shape;

pub use json::{race_id, race_id_inside};

use super::moment::{moment, not_after_the_race, whole_second};
use super::row::{Item, WeekendRow, compare, lap_miles};
use crate::context::FileContext;
use crate::descriptor::{Kind, Statement, reader};
use crate::parsed::{Parsed, collapse};
use crate::place::{Place, Places};
use crate::source::RawFile;
use crate::table::{self, Fault, Reader};
use domain::evidence::{RUNS, SPEEDS, SessionName};
use domain::season::SessionKind;
use domain::tracks::TrackReference;

/// Longest line of a feed that comes as one line of JSON: forty times the longest live feed seen.
const LONGEST_JSON: usize = 8 << 20;

/// This kind of file in the registry.
pub const KIND: Kind = Kind {
    name: "practice",
    title: "practice and qualifying",
    headers: &[&COLUMNS],
    joins: "a row joins the race of its date, or the only one from one day before to two days after, and a car that is entered",
    accepts: &[Statement::Race, Statement::KnownAt],
    version: 1,
    longest_line: Some(LONGEST_JSON),
    reader: reader!(parse),
};

/// The columns of our own form. `session` is `practice` or `qualifying`, `title` distinguishes several of a kind and may
/// be blank; `unit` is `mph` or `s` and applies to every lap of the row, each of which may be blank. Of `driver_id`
/// and `driver_name` one may be blank, and so may `known_at`: then the moment of the file's context counts, else the race's lock.
pub const COLUMNS: [&str; 16] = [
    "series",
    "race_date",
    "track_name",
    "session",
    "title",
    "driver_id",
    "driver_name",
    "unit",
    "best_lap",
    "run_5",
    "run_10",
    "run_15",
    "run_20",
    "run_25",
    "run_30",
    "known_at",
];

/// Numbers of the columns in [`COLUMNS`].
mod column {
    pub const SERIES: usize = 0;
    pub const RACE_DATE: usize = 1;
    pub const TRACK_NAME: usize = 2;
    pub const SESSION: usize = 3;
    pub const TITLE: usize = 4;
    pub const DRIVER_ID: usize = 5;
    pub const DRIVER_NAME: usize = 6;
    pub const UNIT: usize = 7;
    pub const BEST_LAP: usize = 8;
    pub const RUN_5: usize = 9;
    pub const KNOWN_AT: usize = 15;
}

/// Whether a file is one of NASCAR's JSON, which does not say of which race it is, and no table.
pub fn is_json(file: &RawFile) -> bool {
    matches!(without_mark(file).trim_ascii_start().first(), Some(b'{' | b'['))
}

/// The bytes without a byte order mark.
fn without_mark(file: &RawFile) -> &[u8] {
    file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes)
}

/// Parses a file of laps. Never fails: what cannot be taken is a complaint, and the other rows are kept. JSON does not
/// name its race: `context` does. The context's moment applies to all of a JSON file, and to the rows of a table that give
/// none.
pub fn parse(file: &RawFile, tracks: &TrackReference, context: &FileContext) -> Parsed<WeekendRow> {
    if is_json(file) {
        return json::parse(file, tracks, context);
    }
    let mut places = Places::new(tracks);
    let table = table::read(file, &COLUMNS, |row, _| {
        table_row(&Reader { row, columns: &COLUMNS }, &mut places, tracks, context)
    });
    collapse(file, table, |row| row.line, compare)
}

fn table_row(
    read: &Reader<'_, '_, '_>,
    places: &mut Places<'_>,
    tracks: &TrackReference,
    context: &FileContext,
) -> Result<WeekendRow, Fault> {
    use column::*;
    let series = read.series(SERIES)?;
    let date = read.race_date(RACE_DATE)?;
    let place = places.find(COLUMNS[TRACK_NAME], read.text(TRACK_NAME)?, date.year())?;
    let kind = match read.text(SESSION)? {
        "practice" => SessionKind::Practice,
        "qualifying" => SessionKind::Qualifying,
        other => {
            let next_step = "write practice or qualifying";
            return Err(Fault::new(COLUMNS[SESSION], "unknown-session", other, "is neither", next_step));
        }
    };
    let driver = read.driver_id(DRIVER_ID)?;
    if driver.is_none() {
        read.text(DRIVER_NAME)?;
    }
    let known_at = match read.raw(KNOWN_AT) {
        "" => context.known_at.map(whole_second),
        text => Some(moment(COLUMNS[KNOWN_AT], text)?),
    };
    not_after_the_race(COLUMNS[KNOWN_AT], known_at, date)?;
    let unit = match read.text(UNIT)? {
        "mph" => Unit::MilesAnHour,
        "s" => Unit::Seconds(lap_length(tracks, &place)?),
        other => {
            let next_step = "write mph for speeds, s for lap times in seconds";
            return Err(Fault::new(COLUMNS[UNIT], "unknown-unit", other, "is neither mph nor s", next_step));
        }
    };
    let speed = |column: usize| match read.raw(column) {
        "" => Ok(None),
        text => {
            let number = read.decimal(column, 0.0..=f64::MAX)?;
            unit.speed(COLUMNS[column], text, number).map(Some)
        }
    };
    let best_lap = speed(BEST_LAP)?;
    let mut runs = [None; RUNS.len()];
    for (at, run) in runs.iter_mut().enumerate() {
        *run = speed(RUN_5 + at)?;
    }
    if best_lap.is_none() && runs.iter().all(Option::is_none) {
        let next_step = "leave out cars that set no lap";
        return Err(Fault::new(COLUMNS[BEST_LAP], "no-lap", "", "the row holds no lap", next_step));
    }
    Ok(WeekendRow {
        line: read.row.line,
        series,
        date,
        place,
        number: None,
        driver,
        driver_name: read.optional(DRIVER_NAME),
        known_at,
        item: Item::Pace { session: SessionName { kind, title: read.raw(TITLE).to_owned() }, best_lap, runs },
    })
}

fn lap_length(tracks: &TrackReference, place: &Place) -> Result<f64, Fault> {
    lap_miles(tracks, place).ok_or_else(|| {
        let next_step = "give speeds, or add the layout's length to data/reference/tracks.toml";
        Fault::new("", "no-lap-length", &place.layout, "has no known length", next_step)
    })
}

/// In what laps are given.
#[derive(Clone, Copy)]
enum Unit {
    /// Speed.
    MilesAnHour,
    /// Time over a lap of so many miles.
    Seconds(f64),
}

impl Unit {
    /// The speed of a lap, if it is one of a race car.
    fn speed(self, field: &'static str, text: &str, number: f64) -> Result<f64, Fault> {
        let speed = match self {
            Unit::MilesAnHour => number,
            Unit::Seconds(miles) => 3600.0 * miles / number,
        };
        if SPEEDS.contains(&speed) {
            return Ok(speed);
        }
        let problem =
            format!("is a lap at {speed:.0} mph, outside {} to {} mph", SPEEDS.start(), SPEEDS.end());
        Err(Fault::new(field, "no-race-lap", text, problem, "correct the lap, the unit or the track"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;
    use std::path::Path;

    const GOOD: &str =
        "Cup,2026-03-08,Phoenix Raceway,practice,,1,Ann Apex,s,27.0,27.5,27.75,,,,,2026-03-07T20:00:00Z";

    fn parsed(rows: &str) -> Parsed<WeekendRow> {
        let text = format!("{}\n{rows}\n", COLUMNS.join(","));
        let limits = source::Limits::default();
        let file = source::read_from(Path::new("laps.csv"), text.as_bytes(), &limits).unwrap();
        parse(&file, TrackReference::builtin(), &FileContext::default())
    }

    #[test]
    fn times_are_speeds_over_the_layout() {
        let found = parsed(GOOD);
        assert_eq!(found.complaints, []);
        let Item::Pace { session, best_lap, runs } = &found.rows[0].item else { panic!() };
        assert_eq!((session.kind, session.title.as_str()), (SessionKind::Practice, ""));
        // Phoenix is a mile long.
        assert_eq!(*best_lap, Some(3600.0 / 27.0));
        assert_eq!(runs[..3], [Some(3600.0 / 27.5), Some(3600.0 / 27.75), None]);
        let in_mph = GOOD.replace(",s,27.0,27.5,27.75,", ",mph,133.3,,,");
        let Item::Pace { best_lap, .. } = &parsed(&in_mph).rows[0].item else { panic!() };
        assert_eq!(*best_lap, Some(133.3));
    }

    #[test]
    fn the_stated_moment_counts_where_a_row_gives_none() {
        let at: jiff::Timestamp = "2026-03-06T22:00:00Z".parse().unwrap();
        let context = FileContext { known_at: Some(at), ..FileContext::default() };
        let (dated, blank) = (GOOD, GOOD.replace("2026-03-07T20:00:00Z", ""));
        let text = format!("{}\n{dated}\n{blank}\n", COLUMNS.join(","));
        let file =
            source::read_from(Path::new("laps.csv"), text.as_bytes(), &source::Limits::default()).unwrap();
        let moments = |context: &FileContext| -> Vec<Option<jiff::Timestamp>> {
            let mut rows = parse(&file, TrackReference::builtin(), context).rows;
            rows.sort_by_key(|row| row.line);
            rows.iter().map(|row| row.known_at).collect()
        };
        let own = Some("2026-03-07T20:00:00Z".parse().unwrap());
        assert_eq!(moments(&FileContext::default()), [own, None]);
        assert_eq!(moments(&context), [own, Some(at)]);
    }

    #[test]
    fn bad_values_are_complaints() {
        use column::*;
        let check = |column: usize, value: &str, rule: &str| {
            let mut fields: Vec<&str> = GOOD.split(',').collect();
            fields[column] = value;
            let found = parsed(&format!("{}\n{GOOD}", fields.join(",")));
            let complaint = &found.complaints[0];
            assert_eq!((complaint.rule.as_str(), complaint.line, complaint.held_back), (rule, 2, true));
            assert_eq!(complaint.field, COLUMNS[column], "{complaint}");
            assert_eq!(found.rows.len(), 1);
        };
        check(SERIES, "F1", "unknown-series");
        check(RACE_DATE, "", "blank");
        check(TRACK_NAME, "Phoenx", "unknown-track");
        check(SESSION, "race", "unknown-session");
        check(DRIVER_ID, "x", "not-a-number");
        check(UNIT, "km/h", "unknown-unit");
        check(BEST_LAP, "2.7", "no-race-lap");
        check(BEST_LAP, "0", "no-race-lap");
        check(RUN_5, "999", "no-race-lap");
        check(RUN_5, "nan", "not-a-number");
        check(KNOWN_AT, "noon", "not-a-moment");
        check(KNOWN_AT, "2026-03-12T20:00:00Z", "known-after-race");
        let nothing = GOOD.replace(",27.0,27.5,27.75,", ",,,,");
        assert_eq!(parsed(&nothing).complaints[0].rule, "no-lap");
        let nobody = GOOD.replace(",1,Ann Apex,", ",,,");
        assert_eq!(parsed(&nobody).complaints[0].rule, "blank");
    }
}
