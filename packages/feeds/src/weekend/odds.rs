//! Win odds: our own columns, and those of two sources. A price is kept as given: removing the overround
//! is left to its use.

use super::moment::{moment, not_after_the_race};
use super::row::{Item, WeekendRow, compare, refused};
use crate::context::FileContext;
use crate::descriptor::{Kind, Statement, reader};
use crate::parsed::{Parsed, collapse};
use crate::place::Places;
use crate::source::RawFile;
use crate::table::{self, Fault, Reader};
use crate::text;
use domain::evidence::DECIMAL_ODDS;
use domain::evidence::odds::from_american;
use domain::ids::DriverId;
use domain::series::Series;
use domain::tracks::TrackReference;

/// This kind of file in the registry.
pub const KIND: Kind = Kind {
    name: "odds",
    title: "win odds",
    headers: &[&COLUMNS, &COLUMNS_WITHOUT_BOOK, &HUB_COLUMNS, &HISTORY_COLUMNS],
    joins: "a row joins the race of its date, or the only one from one day before to two days after, and a car that is entered",
    accepts: &[Statement::Series],
    version: 1,
    longest_line: None,
    reader: reader!(parse),
};

/// The columns of our own form. `odds` is decimal (`4.5`; from 100 on with a point, `350.0`), fractional (`7/2`) or
/// American with its sign (`+350`); `book` may be blank.
pub const COLUMNS: [&str; 7] = ["series", "race_date", "track_name", "driver", "odds", "known_at", "book"];

/// The same without a bookmaker.
pub const COLUMNS_WITHOUT_BOOK: [&str; 6] =
    ["series", "race_date", "track_name", "driver", "odds", "known_at"];

/// The columns of a hub's table of odds, American without a sign where positive.
pub const HUB_COLUMNS: [&str; 10] = [
    "season",
    "race_id",
    "series",
    "race_date",
    "race_name",
    "track_name",
    "driver_name",
    "source",
    "win_odds_american",
    "observed_utc",
];

/// The columns of a history of prices as probabilities, overround included; it does not name its series.
pub const HISTORY_COLUMNS: [&str; 9] = [
    "race_id",
    "track_name",
    "race_datetime_et",
    "driver_id",
    "driver_name",
    "win_prob",
    "top5_prob",
    "top5_odds_american",
    "observed_utc",
];

/// Numbers of the columns in [`COLUMNS`].
mod own {
    pub const SERIES: usize = 0;
    pub const DATE: usize = 1;
    pub const TRACK: usize = 2;
    pub const DRIVER: usize = 3;
    pub const ODDS: usize = 4;
    pub const KNOWN: usize = 5;
    pub const BOOK: usize = 6;
}

/// Numbers of the columns in [`HUB_COLUMNS`].
mod hub {
    pub const SERIES: usize = 2;
    pub const DATE: usize = 3;
    pub const TRACK: usize = 5;
    pub const DRIVER: usize = 6;
    pub const SOURCE: usize = 7;
    pub const ODDS: usize = 8;
    pub const KNOWN: usize = 9;
}

/// Numbers of the columns in [`HISTORY_COLUMNS`].
mod history {
    pub const TRACK: usize = 1;
    pub const START: usize = 2;
    pub const DRIVER: usize = 3;
    pub const NAME: usize = 4;
    pub const PROB: usize = 5;
    pub const KNOWN: usize = 8;
}

/// Who is named where a source names no bookmaker.
const NO_BOOK: &str = "odds";

/// Whether a file names the series of its races itself, as all do but a history of prices.
pub fn names_series(file: &RawFile) -> bool {
    !is_history(&head(file))
}

/// The header in lower case.
fn head(file: &RawFile) -> String {
    let head = text::lines(&file.bytes).find(|line| !line.bytes.iter().all(u8::is_ascii_whitespace));
    head.map(|line| String::from_utf8_lossy(line.bytes).to_lowercase()).unwrap_or_default()
}

fn is_history(head: &str) -> bool {
    head.contains("win_prob") && !head.contains("win_odds_american")
}

/// Parses a file of win odds. Never fails: what cannot be taken is a complaint, and the other rows are kept.
pub fn parse(file: &RawFile, tracks: &TrackReference, context: &FileContext) -> Parsed<WeekendRow> {
    let head = head(file);
    let mut places = Places::new(tracks);
    let table = if head.contains("win_odds_american") {
        table::read(file, &HUB_COLUMNS, |row, _| hub_row(&Reader { row, columns: &HUB_COLUMNS }, &mut places))
    } else if is_history(&head) {
        let Some(series) = context.series else {
            let next_step = "say which with --series cup, oreilly or trucks";
            return refused(file, Fault::new("", "no-series", "", "names no series", next_step));
        };
        table::read(file, &HISTORY_COLUMNS, |row, _| {
            history_row(&Reader { row, columns: &HISTORY_COLUMNS }, &mut places, series)
        })
    } else if head.split(',').any(|column| column.trim().trim_matches('"') == "book") {
        table::read(file, &COLUMNS, |row, _| {
            let read = Reader { row, columns: &COLUMNS };
            let book = read.optional(own::BOOK);
            own_row(&read, &mut places, book)
        })
    } else {
        table::read(file, &COLUMNS_WITHOUT_BOOK, |row, _| {
            own_row(&Reader { row, columns: &COLUMNS_WITHOUT_BOOK }, &mut places, None)
        })
    };
    collapse(file, table, |row| row.line, compare)
}

fn own_row(
    read: &Reader<'_, '_, '_>,
    places: &mut Places<'_>,
    book: Option<String>,
) -> Result<WeekendRow, Fault> {
    use own::*;
    let series = read.series(SERIES)?;
    let date = read.race_date(DATE)?;
    let place = places.find(COLUMNS[TRACK], read.text(TRACK)?, date.year())?;
    let driver = read.text(DRIVER)?;
    let number = driver.parse().ok().map(DriverId);
    let decimal = decimal(COLUMNS[ODDS], read.text(ODDS)?)?;
    let known_at = Some(moment(COLUMNS[KNOWN], read.text(KNOWN)?)?);
    not_after_the_race(COLUMNS[KNOWN], known_at, date)?;
    Ok(WeekendRow {
        line: read.row.line,
        series,
        date,
        place,
        number: None,
        driver: number,
        driver_name: number.is_none().then(|| driver.to_owned()),
        known_at,
        item: Item::Price { book: book.unwrap_or_else(|| NO_BOOK.to_owned()), decimal },
    })
}

fn hub_row(read: &Reader<'_, '_, '_>, places: &mut Places<'_>) -> Result<WeekendRow, Fault> {
    use hub::*;
    let series = read.series(SERIES)?;
    let date = read.race_date(DATE)?;
    let place = places.find(HUB_COLUMNS[TRACK], read.text(TRACK)?, date.year())?;
    let text = read.text(ODDS)?;
    let american = text.parse().ok().and_then(from_american);
    let decimal = in_range(HUB_COLUMNS[ODDS], text, american)?;
    let known_at = Some(moment(HUB_COLUMNS[KNOWN], read.text(KNOWN)?)?);
    not_after_the_race(HUB_COLUMNS[KNOWN], known_at, date)?;
    Ok(WeekendRow {
        line: read.row.line,
        series,
        date,
        place,
        number: None,
        driver: None,
        driver_name: Some(read.text(DRIVER)?.to_owned()),
        known_at,
        item: Item::Price { book: read.optional(SOURCE).unwrap_or_else(|| NO_BOOK.to_owned()), decimal },
    })
}

fn history_row(
    read: &Reader<'_, '_, '_>,
    places: &mut Places<'_>,
    series: Series,
) -> Result<WeekendRow, Fault> {
    use history::*;
    let columns = &HISTORY_COLUMNS;
    let text = read.text(START)?;
    let start: jiff::civil::DateTime = text.parse().map_err(|_| {
        let next_step = "write it like 2026-06-07T15:00:00";
        Fault::new(columns[START], "not-a-moment", text, "is not a local date and time", next_step)
    })?;
    let date = start.date();
    let place = places.find(columns[TRACK], read.text(TRACK)?, date.year())?;
    let chance = read.decimal(PROB, 0.0..=1.0)?;
    let decimal = in_range(columns[PROB], read.raw(PROB), (chance > 0.0).then(|| 1.0 / chance))?;
    let known_at = Some(moment(columns[KNOWN], read.text(KNOWN)?)?);
    not_after_the_race(columns[KNOWN], known_at, date)?;
    let driver = read.driver_id(DRIVER)?;
    Ok(WeekendRow {
        line: read.row.line,
        series,
        date,
        place,
        number: None,
        driver,
        driver_name: Some(read.text(NAME)?.to_owned()),
        known_at,
        item: Item::Price { book: NO_BOOK.to_owned(), decimal },
    })
}

/// American odds are no nearer to 0.
const LEAST_AMERICAN: f64 = 100.0;

/// Decimal odds of a text in any of the three forms; not of a whole number that may be American and lost its sign.
fn decimal(field: &'static str, text: &str) -> Result<f64, Fault> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let odds = if let Some((won, staked)) = text.split_once('/') {
        number(won)
            .zip(number(staked))
            .filter(|(won, staked)| *won > 0.0 && *staked > 0.0)
            .map(|(w, s)| 1.0 + w / s)
    } else if text.starts_with(['+', '-']) {
        number(text).and_then(from_american)
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) && number(text) >= Some(LEAST_AMERICAN) {
        let problem = "may be American or decimal odds";
        let next_step = format!("write +{text} for American odds or {text}.0 for decimal");
        return Err(Fault::new(field, "odds-without-sign", text, problem, next_step));
    } else {
        number(text)
    };
    in_range(field, text, odds)
}

fn in_range(field: &'static str, text: &str, decimal: Option<f64>) -> Result<f64, Fault> {
    decimal.filter(|decimal| DECIMAL_ODDS.contains(decimal)).ok_or_else(|| {
        let problem = "are not odds between 1 to 100000 on and 5000 to 1 against";
        Fault::new(field, "not-odds", text, problem, "write 4.5, 7/2 or +350")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;
    use std::path::Path;

    fn parsed(head: &[&str], rows: &str, context: &FileContext) -> Parsed<WeekendRow> {
        let text = format!("{}\n{rows}\n", head.join(","));
        let limits = source::Limits::default();
        let file = source::read_from(Path::new("odds.csv"), text.as_bytes(), &limits).unwrap();
        parse(&file, TrackReference::builtin(), context)
    }

    fn price(row: &WeekendRow) -> (&str, f64) {
        match &row.item {
            Item::Price { book, decimal } => (book, *decimal),
            other => panic!("{other:?}"),
        }
    }

    const GOOD: &str =
        "Cup,2026-06-07,Michigan International Speedway,Ann Apex,+350,2026-06-06T12:00:00Z,A Book";

    #[test]
    fn our_own_form_takes_odds_as_they_are_written() {
        let check = |odds: &str, decimal: f64| {
            let found = parsed(&COLUMNS, &GOOD.replace("+350", odds), &FileContext::default());
            assert_eq!(found.complaints, [], "{odds}");
            assert_eq!(price(&found.rows[0]), ("A Book", decimal), "{odds}");
        };
        check("+350", 4.5);
        check("-200", 1.5);
        check("4.5", 4.5);
        check("7/2", 4.5);
        check("500/2", 251.0);
        check("350.0", 350.0);
        check("99", 99.0);
        let bare = "Cup,2026-06-07,Michigan International Speedway,4070,9.0,2026-06-06T12:00:00Z";
        let found = parsed(&COLUMNS_WITHOUT_BOOK, bare, &FileContext::default());
        assert_eq!(
            (found.rows[0].driver, found.rows[0].driver_name.as_deref()),
            (Some(DriverId(4070)), None)
        );
        assert_eq!(price(&found.rows[0]), ("odds", 9.0));
    }

    #[test]
    fn bad_values_are_complaints() {
        let check = |column: usize, value: &str, rule: &str| {
            let mut fields: Vec<&str> = GOOD.split(',').collect();
            fields[column] = value;
            let found = parsed(&COLUMNS, &format!("{}\n{GOOD}", fields.join(",")), &FileContext::default());
            let complaint = &found.complaints[0];
            assert_eq!((complaint.rule.as_str(), complaint.line, complaint.held_back), (rule, 2, true));
            assert_eq!(complaint.field, COLUMNS[column], "{complaint}");
            assert!(!complaint.next_step.is_empty());
            assert_eq!(found.rows.len(), 1);
        };
        check(0, "ARCA", "unknown-series");
        check(1, "soon", "not-a-date");
        check(2, "Michigen", "unknown-track");
        check(3, "", "blank");
        for odds in ["1.0", "0", "-3", "+50", "-99", "evens", "7/0", "0/7", "nan", "inf", "1e9"] {
            check(4, odds, "not-odds");
        }
        for odds in ["100", "350", "5000", "00350"] {
            check(4, odds, "odds-without-sign");
        }
        check(5, "yesterday", "not-a-moment");
        check(5, "", "blank");
        check(5, "2026-06-14T12:00:00Z", "known-after-race");
    }

    #[test]
    fn the_hubs_form() {
        let row = "2026,5602,Cup,2026-03-29,Martinsville 400,Martinsville Speedway,Ann Apex,a_book,350,2026-03-28 03:28:57";
        let found = parsed(&HUB_COLUMNS, row, &FileContext::default());
        assert_eq!(found.complaints, []);
        assert_eq!(price(&found.rows[0]), ("a_book", 4.5));
        assert_eq!(found.rows[0].known_at, Some("2026-03-28T03:28:57Z".parse().unwrap()));
        // Scraped a week later: the next race's odds under this one's name.
        let late = row.replace("2026-03-28 ", "2026-04-06 ");
        assert_eq!(
            parsed(&HUB_COLUMNS, &late, &FileContext::default()).complaints[0].rule,
            "known-after-race"
        );
    }

    #[test]
    fn a_history_needs_its_series_and_gives_every_price() {
        let rows = "5612,Michigan International Speedway,2026-06-07T15:00:00,1,Ann Apex,0.0625,,,2026-06-02T13:03:08Z\n\
                    5612,Michigan International Speedway,2026-06-07T15:00:00,1,Ann Apex,0.08,,,2026-06-03T13:03:08Z\n\
                    5612,Michigan International Speedway,2026-06-07T15:00:00,2,Bo Brake,0,,,2026-06-03T13:03:08Z";
        let refused = parsed(&HISTORY_COLUMNS, rows, &FileContext::default());
        assert!(!refused.header_ok && refused.complaints[0].rule == "no-series");
        let context = FileContext { series: Some(Series::Cup), ..FileContext::default() };
        let found = parsed(&HISTORY_COLUMNS, rows, &context);
        let prices: Vec<f64> = found.rows.iter().map(|row| price(row).1).collect();
        assert_eq!(prices, [16.0, 12.5]);
        assert_eq!((found.complaints.len(), found.complaints[0].rule.as_str()), (1, "not-odds"));
    }
}
