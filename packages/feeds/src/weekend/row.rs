//! Rows about a race week.

use crate::complaint::Complaint;
use crate::parsed::{Parsed, collapse};
use crate::place::Place;
use crate::source::RawFile;
use crate::table::{Fault, Table};
use domain::evidence::{ClaimValue, RUNS, SessionName};
use domain::ids::DriverId;
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// One item of evidence about a car or a race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
        #[serde(with = "tagged")]
        value: ClaimValue,
        /// Who says so.
        source: String,
        /// How sure, 0..1.
        confidence: Option<f64>,
    },
}

/// [`ClaimValue`] with its type written out: formats that do not describe themselves cannot guess it.
mod tagged {
    use domain::evidence::ClaimValue;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    enum Tagged {
        Truth(bool),
        Whole(i64),
        Number(f64),
        Text(String),
    }

    pub fn serialize<S: Serializer>(value: &ClaimValue, serializer: S) -> Result<S::Ok, S::Error> {
        match value.clone() {
            ClaimValue::Truth(value) => Tagged::Truth(value),
            ClaimValue::Whole(value) => Tagged::Whole(value),
            ClaimValue::Number(value) => Tagged::Number(value),
            ClaimValue::Text(value) => Tagged::Text(value),
        }
        .serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ClaimValue, D::Error> {
        Ok(match Tagged::deserialize(deserializer)? {
            Tagged::Truth(value) => ClaimValue::Truth(value),
            Tagged::Whole(value) => ClaimValue::Whole(value),
            Tagged::Number(value) => ClaimValue::Number(value),
            Tagged::Text(value) => ClaimValue::Text(value),
        })
    }
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

/// The result for a file that cannot be read as its kind.
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
