//! Claims of notes, typed: one a row of a table, or one a line of JSON. Their kinds are the ontology's; whether a claim
//! is lawful is judged with its race, by the axioms. Lines of JSON may hold the notes themselves, each before its claims.

mod lines;

pub use lines::{FirstState, Line, NoteLine, notes};

use super::moment::{moment, not_after_the_race};
use super::row::{InNote, Item, WeekendRow, compare};
use crate::context::FileContext;
use crate::descriptor::{Kind, reader};
use crate::parsed::{Parsed, collapse};
use crate::place::Places;
use crate::source::RawFile;
use crate::table::{self, Fault, Reader};
use domain::evidence::ClaimValue;
use domain::ids::DriverId;
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::civil::Date;

/// This kind of file in the registry.
pub const KIND: Kind = Kind {
    name: "claims",
    title: "claims of notes",
    headers: &[&COLUMNS],
    joins: "a claim joins the race of its date, or the only one from one day before to two days after, and a car that is entered or the race itself",
    accepts: &[],
    version: 2,
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
        return lines::parse(file, &mut places);
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
        number: None,
        track_name: read.text(TRACK_NAME)?,
        kind: read.text(KIND)?,
        driver: read.driver_id(DRIVER_ID)?,
        driver_name: read.optional(DRIVER_NAME),
        value: value_of(read.text(VALUE)?),
        source: read.text(SOURCE)?,
        known_at: read.text(KNOWN_AT)?,
        confidence,
        proposed: false,
        note: None,
    };
    claim.row(read.row.line, places)
}

/// A claim as a row gives it.
struct Statement<'a> {
    series: Series,
    date: Date,
    number: Option<u8>,
    track_name: &'a str,
    kind: &'a str,
    driver: Option<DriverId>,
    driver_name: Option<String>,
    value: ClaimValue,
    source: &'a str,
    known_at: &'a str,
    confidence: Option<f64>,
    proposed: bool,
    note: Option<InNote>,
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
            number: self.number,
            driver: self.driver,
            driver_name: self.driver_name,
            known_at,
            item: Item::Claim {
                kind: self.kind.to_owned(),
                value: self.value,
                source: self.source.to_owned(),
                confidence: self.confidence,
                proposed: self.proposed,
                note: self.note,
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
    fn a_claim_read_from_a_note_names_it_and_waits() {
        let note = NoteLine { text: "Apex to the rear.".to_owned(), id: None, reader: "rules".to_owned() };
        let line = Line {
            series: "Cup".to_owned(),
            race_date: "2026-06-07".to_owned(),
            race_number: None,
            track_name: "Michigan International Speedway".to_owned(),
            kind: "rear-start".to_owned(),
            driver_id: Some(1),
            driver_name: None,
            value: ClaimValue::Truth(true),
            source: "a note".to_owned(),
            known_at: "2026-06-07T15:00:00Z".to_owned(),
            confidence: Some(0.9),
            state: FirstState::Proposed,
            note: Some(note.sha256()),
            span: Some((8, 16)),
            masked: Some(0.25),
        };
        let lines = |notes: &[&NoteLine], line: &Line| {
            let notes = notes.iter().map(|note| serde_json::to_string(note).unwrap());
            let lines: Vec<String> = notes.chain([serde_json::to_string(line).unwrap()]).collect();
            parsed(&lines.join("\n"))
        };
        let found = lines(&[&note], &line);
        assert_eq!((found.complaints, found.rows.len(), found.rows_read), (vec![], 1, 1));
        let expected = InNote { sha256: note.sha256(), span: (8, 16), masked: 0.25 };
        let Item::Claim { proposed: true, note: Some(in_note), .. } = &found.rows[0].item else {
            panic!("{:?}", found.rows[0]);
        };
        assert_eq!(*in_note, expected);
        for (line, rule) in [
            (Line { span: None, ..line.clone() }, "blank"),
            (Line { note: None, ..line.clone() }, "blank"),
            (Line { span: Some((8, 80)), ..line.clone() }, "out-of-range"),
            (Line { span: Some((8, 8)), ..line.clone() }, "out-of-range"),
            (Line { masked: Some(1.5), ..line.clone() }, "out-of-range"),
            (Line { note: Some("ab".repeat(32)), ..line.clone() }, "unknown-note"),
        ] {
            assert_eq!(lines(&[&note], &line).complaints[0].rule, rule);
        }
        assert_eq!(lines(&[], &line).complaints[0].rule, "unknown-note");
        let text = [serde_json::to_string(&note).unwrap(), "{}".to_owned()].join("\n");
        assert_eq!(notes(text.as_bytes()), [note]);
    }

    #[test]
    fn an_id_says_what_is_claimed_and_not_in_which_file() {
        let id = |text: &str| table(text).rows[0].claim_id(Some(DriverId(1))).unwrap();
        let first = id(GOOD);
        let alias = GOOD.replace("Cup,", "cup,").replace(",0.9", ",0.8");
        assert_eq!(id(&format!("{GOOD}\n")), first);
        assert_eq!(id(&alias), first, "its confidence is no part of what it claims");
        for (from, to) in
            [("rear-start", "backup-car"), (",true,", ",false,"), ("a page", "b page"), ("T15", "T16")]
        {
            assert_ne!(id(&GOOD.replace(from, to)), first, "{from}");
        }
        assert_ne!(table(GOOD).rows[0].claim_id(None).unwrap(), first);
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
