//! Rows about a race week.

use crate::complaint::Complaint;
use crate::parsed::{Parsed, collapse};
use crate::place::Place;
use crate::source::RawFile;
use crate::table::{Fault, Table};
use domain::evidence::{ClaimValue, RUNS, SessionName};
use domain::ids::{ClaimId, DriverId};
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
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
        /// Whether it waits until somebody accepts it.
        proposed: bool,
        /// The note it was read from.
        note: Option<InNote>,
    },
}

/// Where a note makes a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InNote {
    /// SHA-256 of the note: 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Bytes of the note that say it: first, and one past the last.
    pub span: (u32, u32),
    /// Share of the reader's probability that was ruled out before it, 0..1.
    pub masked: f64,
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
    /// The id of the claim that the row makes about `driver`, or about the race; none for other rows. It is made from the
    /// race as the row states it, kind, subject, value, source and moment, note and place in it.
    pub fn claim_id(&self, driver: Option<DriverId>) -> Option<ClaimId> {
        let Item::Claim { kind, value, source, note, .. } = &self.item else { return None };
        let moment = self.known_at.map(|moment| moment.to_string()).unwrap_or_default();
        let note_digest = note.as_ref().map(|note| note.sha256.as_str()).unwrap_or_default();
        let of_source = Sha256::digest(format!("{source}\n{moment}\n{note_digest}"));
        let value = serde_json::to_string(value).expect("a claimed value can be written as JSON");
        let span = note.as_ref().map(|note| format!("{}..{}", note.span.0, note.span.1));
        let content = [
            self.series.key().to_owned(),
            self.date.to_string(),
            self.place.layout.to_string(),
            self.number.map(|number| number.to_string()).unwrap_or_default(),
            kind.clone(),
            driver.map_or_else(|| "race".to_owned(), |driver| driver.to_string()),
            value,
            domain::hex::encode(&of_source),
            span.unwrap_or_default(),
        ];
        Some(ClaimId::of(content.join("\n").as_bytes()))
    }

    pub(crate) fn key(&self) -> WeekendKey<'_> {
        let bits = |number: &Option<f64>| number.map(f64::to_bits);
        let (about, value, numbers) = match &self.item {
            Item::Pace { session, best_lap, runs } => {
                let numbers = std::iter::once(best_lap).chain(runs).map(bits).collect();
                (format!("{}|{}", session.key(), session.title), String::new(), numbers)
            }
            Item::Price { book, decimal } => (book.clone(), String::new(), vec![Some(decimal.to_bits())]),
            Item::Claim { kind, value, source, confidence, proposed, note } => {
                let (mut about, mut numbers) =
                    (format!("{kind}|{source}|{proposed}"), vec![bits(confidence)]);
                if let Some(note) = note {
                    about += &format!("|{}|{}..{}", note.sha256, note.span.0, note.span.1);
                    numbers.push(Some(note.masked.to_bits()));
                }
                (about, value.to_string(), numbers)
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
