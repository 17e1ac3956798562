//! What a race week tells beyond the entry list: practice and qualifying ([`practice`]), win odds ([`odds`]) and
//! claims of notes ([`claims`]). Files of all three become rows of one kind, which [`crate::identity`] joins to the
//! races and entries they speak of.

pub mod claims;
pub mod odds;
pub mod practice;

use crate::complaint::Complaint;
use crate::entries::midnight;
use crate::place::Place;
use crate::race_logs::{Parsed, collapse};
use crate::source::RawFile;
use crate::table::{Fault, Table};
use domain::evidence::{ClaimValue, RUNS, SessionName};
use domain::ids::{DriverId, RaceKey};
use domain::race::RaceInfo;
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What whoever imports a file says of it because the file itself does not; kept with its raw copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Told {
    /// The race it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub race: Option<ToldRace>,
    /// The series it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Series>,
    /// When it could be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<Timestamp>,
}

/// A race as a file about it is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ToldRace {
    /// Its key when it was told; for people.
    pub key: RaceKey,
    /// Series.
    pub series: Series,
    /// Date.
    pub date: Date,
    /// Track as its source named it.
    pub track_name: String,
    /// Which race of the day there.
    pub number: u8,
}

impl From<&RaceInfo> for ToldRace {
    fn from(info: &RaceInfo) -> Self {
        Self {
            key: info.key.clone(),
            series: info.series,
            date: info.date,
            track_name: info.track_name.clone(),
            number: info.number_of_day,
        }
    }
}

impl Told {
    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One thing said of one car or race.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekendRow {
    /// Line in its file, or number of the item in a JSON file; no part of what the row says.
    pub line: u64,
    /// Series.
    pub series: Series,
    /// Scheduled local date, or that of the race log.
    pub date: Date,
    /// Track.
    pub place: Place,
    /// Which race of the day there, where the source says.
    pub number: Option<u8>,
    /// Driver's number.
    pub driver: Option<DriverId>,
    /// Driver's name as the source writes it; with neither, the row is about the race.
    pub driver_name: Option<String>,
    /// When it could be known; at the race's lock where the source does not say.
    pub known_at: Option<Timestamp>,
    /// What is said.
    pub item: Item,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// How fast a car was in a session, in miles an hour.
    Pace {
        /// The session.
        session: SessionName,
        /// Fastest lap.
        best_lap: Option<f64>,
        /// Averages over so many consecutive laps, in the order of [`RUNS`].
        runs: [Option<f64>; RUNS.len()],
    },
    /// Odds of a win.
    Price {
        /// Bookmaker.
        book: String,
        /// Decimal odds.
        decimal: f64,
    },
    /// A claim of a note.
    Claim {
        /// Kind.
        kind: String,
        /// Value.
        value: ClaimValue,
        /// Who says so.
        source: String,
        /// How sure, 0..1.
        confidence: Option<f64>,
    },
}

impl Item {
    /// The feed whose rows hold it.
    pub fn feed(&self) -> &'static str {
        match self {
            Item::Pace { .. } => "practice",
            Item::Price { .. } => "odds",
            Item::Claim { .. } => "claims",
        }
    }
}

/// What a row says, comparable. The spelling of the track is left out: aliases say the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WeekendKey<'a> {
    setting: (Series, Date, &'a str, Option<u8>),
    driver: (Option<DriverId>, Option<&'a str>),
    about: (&'static str, String),
    known_at: Option<Timestamp>,
    value: String,
    numbers: Vec<Option<u64>>,
}

impl WeekendRow {
    pub(crate) fn key(&self) -> WeekendKey<'_> {
        let bits = |number: &Option<f64>| number.map(f64::to_bits);
        let (about, value, numbers) = match &self.item {
            Item::Pace { session, best_lap, runs } => {
                let numbers = std::iter::once(best_lap).chain(runs).map(bits).collect();
                (format!("{}|{}", session.key(), session.title), String::new(), numbers)
            }
            Item::Price { book, decimal } => (book.clone(), String::new(), vec![Some(decimal.to_bits())]),
            Item::Claim { kind, value, source, confidence } => {
                (format!("{kind}|{source}"), value.to_string(), vec![bits(confidence)])
            }
        };
        WeekendKey {
            setting: (self.series, self.date, self.place.layout.as_str(), self.number),
            driver: (self.driver, self.driver_name.as_deref()),
            about: (self.item.feed(), about),
            known_at: self.known_at,
            value,
            numbers,
        }
    }
}

/// How long after 00:00Z of its date something may still have become known of a race: the rest of it is over.
const LATEST: SignedDuration = SignedDuration::from_hours(3 * 24);

/// A row is not about a race that had long been run when it was seen: its prices are those of another.
pub(crate) fn not_after_the_race(
    field: &'static str,
    known_at: Option<Timestamp>,
    date: Date,
) -> Result<(), Fault> {
    match known_at {
        Some(moment) if moment.duration_since(midnight(date)) > LATEST => {
            let problem = format!("is days after the race of {date}: most likely it is about another");
            Err(Fault::new(field, "known-after-race", moment, problem, "correct the date or the race"))
        }
        _ => Ok(()),
    }
}

/// The moment itself, or the next whole second: nothing is known before it was.
pub(crate) fn whole_second(moment: Timestamp) -> Timestamp {
    let second = moment.as_second() + i64::from(moment.subsec_nanosecond() > 0);
    Timestamp::from_second(second).unwrap_or(moment)
}

/// A moment with an offset, or one without that is meant in UTC; a started second is rounded up. A day alone is its end:
/// nothing is known before it was. A zone by its name alone is no offset.
pub(crate) fn moment(field: &'static str, text: &str) -> Result<Timestamp, Fault> {
    let in_utc = || {
        if text.contains('[') {
            return None;
        }
        let civil: DateTime = match text.parse::<Date>() {
            Ok(day) if !text.contains(':') => day.at(23, 59, 59, 0),
            _ => text.replacen(' ', "T", 1).parse().ok()?,
        };
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    text.parse().ok().or_else(in_utc).map(whole_second).ok_or_else(|| {
        let next_step = "write it like 2026-06-07T18:00:00Z";
        Fault::new(field, "not-a-moment", text, "is no moment", next_step)
    })
}

/// Rows that say the same once, complaints in order.
pub(crate) fn once(
    file: &RawFile,
    rows: Vec<WeekendRow>,
    complaints: Vec<Complaint>,
    read: u64,
) -> Parsed<WeekendRow> {
    let table = Table { rows, complaints, rows_read: read, header_ok: true };
    collapse(file, table, |row| row.line, compare)
}

pub(crate) fn compare(a: &WeekendRow, b: &WeekendRow) -> Ordering {
    a.key().cmp(&b.key())
}

/// A file that cannot be read as what it is said to be.
pub(crate) fn refused(file: &RawFile, fault: Fault) -> Parsed<WeekendRow> {
    Parsed {
        rows: Vec::new(),
        complaints: vec![fault.at(&file.name, 0, true)],
        rows_read: 0,
        duplicates: 0,
        header_ok: false,
    }
}

/// Length of a lap.
pub(crate) fn lap_miles(tracks: &TrackReference, place: &Place) -> Option<f64> {
    tracks.layouts().find(|layout| layout.key == place.layout).map(|layout| layout.length_miles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_never_read_as_earlier_than_it_was() {
        let read = |text: &str| moment("known_at", text).map(|moment| moment.to_string()).map_err(|_| ());
        let is = |moment: &str| Ok(moment.to_owned());
        assert_eq!(read("2025-11-02T18:00:00Z"), is("2025-11-02T18:00:00Z"));
        assert_eq!(read("2025-11-02 18:00:00"), is("2025-11-02T18:00:00Z"));
        assert_eq!(read("2025-11-02T18:00:00-05:00"), is("2025-11-02T23:00:00Z"));
        assert_eq!(read("2025-11-02T18:00:00-05:00[America/New_York]"), is("2025-11-02T23:00:00Z"));
        assert_eq!(read("2025-11-02T18:00:00.2Z"), is("2025-11-02T18:00:01Z"));
        assert_eq!(read("2025-11-02"), is("2025-11-02T23:59:59Z"));
        for text in ["2025-11-02T18:00:00[America/New_York]", "yesterday", "", "18:00"] {
            assert_eq!(read(text), Err(()), "{text}");
        }
    }
}
