//! `races.csv` and `drivers.csv`: the scores of a backtest, line by line, written and read again without loss.

use crate::ReportError;
use crate::table;
use backtest::driver::{Chance, PointsScore, TOP_NAMES};
use backtest::measure::Measure;
use backtest::race::{RaceGaps, RaceSetting};
use backtest::{DriverScore, ScoredRace, near_unpredictable};
use domain::ids::{DriverId, RaceKey};
use domain::pooling::TrackType;
use domain::series::Series;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Columns that name a race, first in both files.
const RACE: [&str; 6] = ["race", "series", "race_date", "track_name", "track_type", "near_unpredictable"];

/// Columns of points, after `dk_` or `fd_`.
const POINTS: [&str; 9] = ["points", "proj", "error", "crps", "pinball", "pit", "in50", "in80", "in90"];

/// A line or a file that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A column is missing.
    #[error(
        "{file} has no column `{column}`: another version of the program wrote it; run the backtest again"
    )]
    NoColumn {
        /// The file.
        file: &'static str,
        /// The column.
        column: String,
    },
    /// A value that its column does not allow.
    #[error("{file}, line {line}, `{column}`: `{value}` is not a valid value")]
    BadValue {
        /// The file.
        file: &'static str,
        /// Line, from 1.
        line: u64,
        /// Column.
        column: String,
        /// What stands there.
        value: String,
    },
    /// A race, or a driver of a race, on two lines.
    #[error("{file}: {what} is listed twice")]
    Twice {
        /// The file.
        file: &'static str,
        /// The race, or the driver and the race.
        what: String,
    },
    /// A driver of a race that is not in `races.csv`.
    #[error(
        "drivers.csv, line {line}: race `{race}` is not in races.csv: the files come from different runs"
    )]
    UnknownRace {
        /// Line, from 1.
        line: u64,
        /// Race.
        race: String,
    },
    /// A race without a driver.
    #[error("races.csv: race `{0}` has no line in drivers.csv: the files come from different runs")]
    NoDrivers(String),
}

fn race_fields(setting: &RaceSetting) -> Vec<String> {
    vec![
        setting.race.to_string(),
        setting.series.log_name().to_owned(),
        setting.date.strftime("%Y/%m/%d").to_string(),
        setting.track_name.clone(),
        setting.track_type.class_key().to_owned(),
        near_unpredictable(setting.track_type).to_string(),
    ]
}

fn shown(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// One row a race: what it was, what is missing of it, and each measure of it alone.
///
/// # Errors
/// When the CSV cannot be written.
pub fn races_csv(races: &[ScoredRace]) -> Result<String, ReportError> {
    let gaps = ["entries", "entries_without_result", "results_without_entry", "entries_without_start"];
    let measures = Measure::ALL.map(|measure| measure.spec().key);
    let headings = RACE.into_iter().chain(gaps).chain(measures).chain(["data_digest", "facts_digest"]);
    let rows = races.iter().map(|race| {
        let mut row = race_fields(&race.setting);
        let gaps = &race.gaps;
        let counts = [gaps.entries_without_result, gaps.results_without_entry, gaps.entries_without_start];
        row.push(race.score.entries.to_string());
        row.extend(counts.map(|count| count.to_string()));
        row.extend(Measure::ALL.map(|measure| shown(measure.of_race(race))));
        row.push(race.setting.data_digest.clone());
        row.push(race.setting.facts_digest.clone());
        row
    });
    table::as_csv(headings, rows)
}

/// One row per driver and race: actual, projected, and every score.
///
/// # Errors
/// When the CSV cannot be written.
pub fn drivers_csv(races: &[ScoredRace]) -> Result<String, ReportError> {
    let mut headings: Vec<String> = RACE.map(str::to_owned).to_vec();
    headings.extend(["driver_id", "driver_name", "start", "finish", "proj_finish"].map(str::to_owned));
    for kind in ["p", "log_loss", "brier"] {
        headings.extend(TOP_NAMES.map(|name| format!("{kind}_{name}")));
    }
    headings.push("nll_win".to_owned());
    for site in ["dk", "fd"] {
        headings.extend(POINTS.map(|name| format!("{site}_{name}")));
    }
    let rows = races.iter().flat_map(|race| {
        race.drivers.iter().map(|driver| {
            let mut row = race_fields(&race.setting);
            row.extend([
                driver.driver.to_string(),
                driver.driver_name.clone(),
                driver.start.map(|start| start.to_string()).unwrap_or_default(),
                driver.finish.to_string(),
                driver.projected_finish.to_string(),
            ]);
            let kinds: [fn(&Chance) -> f64; 3] = [|top| top.share, |top| top.log_loss, |top| top.brier];
            row.extend(kinds.iter().flat_map(|kind| driver.tops.iter().map(|top| kind(top).to_string())));
            row.push(driver.nll_win.to_string());
            for points in [&driver.draftkings, &driver.fanduel] {
                let PointsScore { actual, projected, crps, pinball, pit, within } = *points;
                let numbers = [actual, projected, points.error(), crps, pinball, pit];
                row.extend(numbers.map(|number| number.to_string()));
                row.extend(within.map(|hit| hit.to_string()));
            }
            row
        })
    });
    table::as_csv(headings.iter().map(String::as_str), rows)
}

/// Reads what [`races_csv`] and [`drivers_csv`] wrote.
///
/// # Errors
/// Not CSV, a column missing, an invalid value, or files that do not belong together.
pub fn read(races: &str, drivers: &str) -> Result<Vec<ScoredRace>, ReportError> {
    let mut drivers_of: BTreeMap<RaceKey, Vec<DriverScore>> = BTreeMap::new();
    let mut settings = Vec::new();
    let (races, drivers) = (CsvTable::read("races.csv", races)?, CsvTable::read("drivers.csv", drivers)?);
    for line in races.lines() {
        let setting = RaceSetting {
            race: RaceKey::from(line.text("race")?),
            series: line
                .value("series", |text| Series::ALL.into_iter().find(|series| series.log_name() == text))?,
            date: line.value("race_date", |text| Date::strptime("%Y/%m/%d", text).ok())?,
            track_name: line.text("track_name")?.to_owned(),
            track_type: line.value("track_type", |text| {
                TrackType::ALL.into_iter().find(|track_type| track_type.class_key() == text)
            })?,
            data_digest: line.text("data_digest")?.to_owned(),
            facts_digest: line.text("facts_digest")?.to_owned(),
        };
        let gaps = RaceGaps {
            entries_without_result: line.parse("entries_without_result")?,
            results_without_entry: line.parse("results_without_entry")?,
            entries_without_start: line.parse("entries_without_start")?,
        };
        if drivers_of.insert(setting.race.clone(), Vec::new()).is_some() {
            let what = format!("race `{}`", setting.race);
            return Err(RecordError::Twice { file: "races.csv", what }.into());
        }
        settings.push((setting, gaps));
    }
    for line in drivers.lines() {
        let race = line.text("race")?;
        let unknown = || RecordError::UnknownRace { line: line.number, race: race.to_owned() };
        let of_race = drivers_of.get_mut(&RaceKey::from(race)).ok_or_else(unknown)?;
        let driver = driver(&line)?;
        if of_race.iter().any(|other| other.driver == driver.driver) {
            let what = format!("driver {} of race `{race}`", driver.driver);
            return Err(RecordError::Twice { file: "drivers.csv", what }.into());
        }
        of_race.push(driver);
    }
    let races = settings.into_iter().map(|(setting, gaps)| {
        let drivers = drivers_of.remove(&setting.race).unwrap_or_default();
        if drivers.is_empty() {
            return Err(RecordError::NoDrivers(setting.race.to_string()).into());
        }
        Ok(ScoredRace::of(setting, gaps, drivers))
    });
    let mut races: Vec<ScoredRace> = races.collect::<Result<_, ReportError>>()?;
    races.sort_by(|a, b| (a.setting.date, &a.setting.race).cmp(&(b.setting.date, &b.setting.race)));
    Ok(races)
}

fn driver(line: &Line<'_>) -> Result<DriverScore, RecordError> {
    let mut tops = [Chance { share: 0.0, log_loss: 0.0, brier: 0.0 }; 5];
    for (top, name) in tops.iter_mut().zip(TOP_NAMES) {
        top.share = line.number(&format!("p_{name}"))?;
        top.log_loss = line.number(&format!("log_loss_{name}"))?;
        top.brier = line.number(&format!("brier_{name}"))?;
    }
    let points = |site: &str| -> Result<PointsScore, RecordError> {
        let number = |name: &str| line.number(&format!("{site}_{name}"));
        let within = |name: &str| line.parse::<bool>(&format!("{site}_{name}"));
        Ok(PointsScore {
            actual: number("points")?,
            projected: number("proj")?,
            crps: number("crps")?,
            pinball: number("pinball")?,
            pit: number("pit")?,
            within: [within("in50")?, within("in80")?, within("in90")?],
        })
    };
    let start = line.text("start")?;
    Ok(DriverScore {
        driver: DriverId(line.parse("driver_id")?),
        driver_name: line.text("driver_name")?.to_owned(),
        start: if start.is_empty() { None } else { Some(line.parse("start")?) },
        finish: line.parse("finish")?,
        projected_finish: line.number("proj_finish")?,
        tops,
        nll_win: line.number("nll_win")?,
        draftkings: points("dk")?,
        fanduel: points("fd")?,
    })
}

/// A CSV file by columns.
struct CsvTable {
    file: &'static str,
    columns: BTreeMap<String, usize>,
    records: Vec<csv::StringRecord>,
}

struct Line<'a> {
    table: &'a CsvTable,
    /// From 1, the headings being the first.
    number: u64,
    record: &'a csv::StringRecord,
}

impl CsvTable {
    fn read(file: &'static str, text: &str) -> Result<Self, ReportError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings = reader.headers()?.clone();
        let columns = headings.iter().enumerate().map(|(index, name)| (name.to_owned(), index)).collect();
        Ok(Self { file, columns, records: reader.into_records().collect::<Result<_, _>>()? })
    }

    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        (2..).zip(&self.records).map(|(number, record)| Line { table: self, number, record })
    }
}

impl Line<'_> {
    fn text(&self, column: &str) -> Result<&str, RecordError> {
        let index = self.table.columns.get(column);
        let missing = || RecordError::NoColumn { file: self.table.file, column: column.to_owned() };
        index.and_then(|&index| self.record.get(index)).map(table::without_apostrophe).ok_or_else(missing)
    }

    fn value<T>(&self, column: &str, of: impl Fn(&str) -> Option<T>) -> Result<T, RecordError> {
        let text = self.text(column)?;
        of(text).ok_or_else(|| RecordError::BadValue {
            file: self.table.file,
            line: self.number,
            column: column.to_owned(),
            value: text.to_owned(),
        })
    }

    fn parse<T: FromStr>(&self, column: &str) -> Result<T, RecordError> {
        self.value(column, |text| text.parse().ok())
    }

    fn number(&self, column: &str) -> Result<f64, RecordError> {
        self.value(column, |text| text.parse().ok().filter(|number: &f64| number.is_finite()))
    }
}
