//! Claims of notes, typed: one a row of a table, or one a line of JSON. Their kinds are the ontology's; whether a claim
//! is lawful is judged with its race, by the axioms.

use super::moment::{moment, not_after_the_race};
use super::row::{Item, WeekendRow, compare, once};
use crate::complaint::Complaint;
use crate::context::FileContext;
use crate::descriptor::{Kind, reader};
use crate::parsed::{Parsed, collapse};
use crate::place::Places;
use crate::source::RawFile;
use crate::table::{self, Fault, Reader};
use crate::text;
use domain::evidence::ClaimValue;
use domain::ids::DriverId;
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::civil::Date;
use serde::Deserialize;

/// This kind of file in the registry.
pub const KIND: Kind = Kind {
    name: "claims",
    title: "claims of notes",
    headers: &[&COLUMNS],
    joins: "a claim joins the race of its date, or the only one from one day before to two days after, and a car that is entered or the race itself",
    accepts: &[],
    version: 1,
    longest_line: None,
    reader: reader!(parse),
};

/// The columns, and the names in JSON. A claim about the race leaves `driver_id` and `driver_name` blank;
/// `confidence` may be blank.
pub const COLUMNS: [&str; 10] = [
    "series",
    "race_date",
    "track_name",
    "kind",
    "driver_id",
    "driver_name",
    "value",
    "source",
    "known_at",
    "confidence",
];

/// Numbers of the columns in [`COLUMNS`].
mod column {
    pub const SERIES: usize = 0;
    pub const RACE_DATE: usize = 1;
    pub const TRACK_NAME: usize = 2;
    pub const KIND: usize = 3;
    pub const DRIVER_ID: usize = 4;
    pub const DRIVER_NAME: usize = 5;
    pub const VALUE: usize = 6;
    pub const SOURCE: usize = 7;
    pub const KNOWN_AT: usize = 8;
    pub const CONFIDENCE: usize = 9;
}

/// Parses a file of claims, CSV or one JSON object per line. Never fails: what cannot be read is a complaint, and the
/// other rows are kept.
pub fn parse(file: &RawFile, tracks: &TrackReference, _context: &FileContext) -> Parsed<WeekendRow> {
    let mut places = Places::new(tracks);
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
    if bytes.trim_ascii_start().first() == Some(&b'{') {
        return parse_lines(file, &mut places);
    }
    let table =
        table::read(file, &COLUMNS, |row, _| table_row(&Reader { row, columns: &COLUMNS }, &mut places));
    collapse(file, table, |row| row.line, compare)
}

fn table_row(read: &Reader<'_, '_, '_>, places: &mut Places<'_>) -> Result<WeekendRow, Fault> {
    use column::*;
    let confidence = match read.raw(CONFIDENCE) {
        "" => None,
        _ => Some(read.decimal(CONFIDENCE, 0.0..=1.0)?),
    };
    let claim = Statement {
        series: read.series(SERIES)?,
        date: read.race_date(RACE_DATE)?,
        track_name: read.text(TRACK_NAME)?,
        kind: read.text(KIND)?,
        driver: read.driver_id(DRIVER_ID)?,
        driver_name: read.optional(DRIVER_NAME),
        value: value_of(read.text(VALUE)?),
        source: read.text(SOURCE)?,
        known_at: read.text(KNOWN_AT)?,
        confidence,
    };
    claim.row(read.row.line, places)
}

/// A claim as a row gives it.
struct Statement<'a> {
    series: Series,
    date: Date,
    track_name: &'a str,
    kind: &'a str,
    driver: Option<DriverId>,
    driver_name: Option<String>,
    value: ClaimValue,
    source: &'a str,
    known_at: &'a str,
    confidence: Option<f64>,
}

impl Statement<'_> {
    fn row(self, line: u64, places: &mut Places<'_>) -> Result<WeekendRow, Fault> {
        let place = places.find(COLUMNS[column::TRACK_NAME], self.track_name, self.date.year())?;
        let known_at = Some(moment(COLUMNS[column::KNOWN_AT], self.known_at)?);
        not_after_the_race(COLUMNS[column::KNOWN_AT], known_at, self.date)?;
        Ok(WeekendRow {
            line,
            series: self.series,
            date: self.date,
            place,
            number: None,
            driver: self.driver,
            driver_name: self.driver_name,
            known_at,
            item: Item::Claim {
                kind: self.kind.to_owned(),
                value: self.value,
                source: self.source.to_owned(),
                confidence: self.confidence,
            },
        })
    }
}

/// A value as it is written in a table: `true` or `yes`, a whole number, a number, else text.
fn value_of(text: &str) -> ClaimValue {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" => return ClaimValue::Truth(true),
        "false" | "no" => return ClaimValue::Truth(false),
        _ => {}
    }
    if let Ok(whole) = text.parse() {
        return ClaimValue::Whole(whole);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => ClaimValue::Number(number + 0.0),
        _ => ClaimValue::Text(text.to_owned()),
    }
}

/// A line of JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    series: String,
    race_date: String,
    track_name: String,
    kind: String,
    #[serde(default)]
    driver_id: Option<u32>,
    #[serde(default)]
    driver_name: Option<String>,
    value: ClaimValue,
    source: String,
    known_at: String,
    #[serde(default)]
    confidence: Option<f64>,
}

fn parse_lines(file: &RawFile, places: &mut Places<'_>) -> Parsed<WeekendRow> {
    let (mut rows, mut complaints, mut read): (Vec<WeekendRow>, Vec<Complaint>, u64) = Default::default();
    for line in text::lines(&file.bytes).filter(|line| !line.bytes.trim_ascii().is_empty()) {
        read += 1;
        match json_row(line.bytes, line.number, places) {
            Ok(row) => rows.push(row),
            Err(fault) => complaints.push(fault.at(&file.name, line.number, true)),
        }
    }
    once(file, rows, complaints, read)
}

fn json_row(bytes: &[u8], number: u64, places: &mut Places<'_>) -> Result<WeekendRow, Fault> {
    use column::*;
    let line: Line = serde_json::from_slice(bytes).map_err(|error| {
        let next_step = format!("write one object a line with the names {}", COLUMNS.join(", "));
        Fault::new("", "not-a-claim", String::from_utf8_lossy(bytes), error.to_string(), next_step)
    })?;
    for (column, text) in [(KIND, &line.kind), (SOURCE, &line.source), (TRACK_NAME, &line.track_name)] {
        if text.trim().is_empty() {
            return Err(Fault::new(COLUMNS[column], "blank", "", "is blank", "fill it in"));
        }
    }
    if let Some(sure) = line.confidence.filter(|sure| !(0.0..=1.0).contains(sure)) {
        return Err(Fault::new(
            COLUMNS[CONFIDENCE],
            "out-of-range",
            sure,
            "lies outside 0..1",
            "correct the line",
        ));
    }
    let claim = Statement {
        series: table::series(COLUMNS[SERIES], &line.series)?,
        date: table::race_date(COLUMNS[RACE_DATE], &line.race_date)?,
        track_name: &line.track_name,
        kind: &line.kind,
        driver: line.driver_id.map(DriverId),
        driver_name: line.driver_name.filter(|name| !name.trim().is_empty()),
        value: line.value,
        source: &line.source,
        known_at: &line.known_at,
        confidence: line.confidence,
    };
    claim.row(number, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;
    use std::path::Path;

    const GOOD: &str = "Cup,2026-06-07,Michigan International Speedway,rear-start,1,Ann Apex,true,a page,2026-06-07T15:00:00Z,0.9";

    fn parsed(text: &str) -> Parsed<WeekendRow> {
        let limits = source::Limits::default();
        let file = source::read_from(Path::new("claims.csv"), text.as_bytes(), &limits).unwrap();
        parse(&file, TrackReference::builtin(), &FileContext::default())
    }

    fn table(rows: &str) -> Parsed<WeekendRow> {
        parsed(&format!("{}\n{rows}\n", COLUMNS.join(",")))
    }

    fn value(row: &WeekendRow) -> &ClaimValue {
        match &row.item {
            Item::Claim { value, .. } => value,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn values_have_their_types() {
        let check = |text: &str, expected: ClaimValue| {
            let found = table(&GOOD.replace(",true,", &format!(",{text},")));
            assert_eq!((found.complaints.len(), value(&found.rows[0])), (0, &expected), "{text}");
        };
        check("true", ClaimValue::Truth(true));
        check("No", ClaimValue::Truth(false));
        check("12", ClaimValue::Whole(12));
        check("-0.5", ClaimValue::Number(-0.5));
        check("nan", ClaimValue::Text("nan".to_owned()));
        check("fast", ClaimValue::Text("fast".to_owned()));
    }

    #[test]
    fn a_line_of_json_says_what_a_row_says() {
        let json =
            r#"{"series":"Cup","race_date":"2026-06-07","track_name":"Michigan International Speedway",
            "kind":"rear-start","driver_id":1,"driver_name":"Ann Apex","value":true,"source":"a page",
            "known_at":"2026-06-07T15:00:00Z","confidence":0.9}"#
                .replace('\n', " ");
        let (one, other) = (parsed(&json), table(GOOD));
        assert_eq!((one.complaints, other.complaints), (vec![], vec![]));
        assert_eq!(one.rows[0].key(), other.rows[0].key());
        let about_the_race = json.replace(r#""driver_id":1,"driver_name":"Ann Apex","#, "");
        let found = parsed(&format!("{json}\n{about_the_race}\n{json}\n"));
        assert_eq!((found.rows.len(), found.duplicates, found.rows_read), (2, 1, 3));
        assert_eq!((found.rows[1].driver, &found.rows[1].driver_name), (None, &None));
        for (from, to, rule) in [
            ("true", "null", "not-a-claim"),
            ("\"kind\"", "\"kin\"", "not-a-claim"),
            ("rear-start", " ", "blank"),
            ("\"Cup\"", "\"ARCA\"", "unknown-series"),
            ("\"2026-06-07\"", "\"2026-13-07\"", "not-a-date"),
            ("\"2026-06-07\"", "\"1926-06-07\"", "out-of-range"),
            ("0.9", "1.9", "out-of-range"),
            ("2026-06-07T15", "2026-06-27T15", "known-after-race"),
            ("2026-06-07T15:00:00Z", "noon", "not-a-moment"),
        ] {
            let found = parsed(&format!("{json}\n{}", json.replace(from, to)));
            assert_eq!(found.complaints[0].rule, rule, "{from}");
            assert_eq!((found.complaints[0].line, found.rows.len()), (2, 1));
        }
    }

    #[test]
    fn bad_values_are_complaints() {
        use column::*;
        let check = |column: usize, value: &str, rule: &str| {
            let mut fields: Vec<&str> = GOOD.split(',').collect();
            fields[column] = value;
            let found = table(&format!("{}\n{GOOD}", fields.join(",")));
            let complaint = &found.complaints[0];
            assert_eq!((complaint.rule.as_str(), complaint.line), (rule, 2), "{complaint}");
            assert_eq!(complaint.field, COLUMNS[column], "{complaint}");
            assert_eq!(found.rows.len(), 1);
        };
        check(SERIES, "ARCA", "unknown-series");
        check(RACE_DATE, "x", "not-a-date");
        check(TRACK_NAME, "Michigen", "unknown-track");
        check(KIND, "", "blank");
        check(DRIVER_ID, "Ann", "not-a-number");
        check(VALUE, "", "blank");
        check(SOURCE, "", "blank");
        check(KNOWN_AT, "noon", "not-a-moment");
        check(KNOWN_AT, "2026-06-27T15:00:00Z", "known-after-race");
        check(CONFIDENCE, "1.5", "out-of-range");
    }
}
