//! Sessions before the race: runs of the weekend feed, `lap-averages.json`, and qualifying of 2019.

use super::moments;
use super::names::plain_name;
use super::reading::{Log, NotAFeed, Reading, Record};
use domain::evidence::RUNS;
use domain::ids::DriverId;
use domain::season::SessionKind;
use jiff::Timestamp;
use serde_json::Value;

/// A session with its cars.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Practice or qualifying.
    pub kind: SessionKind,
    /// What it is called.
    pub title: String,
    /// When it began.
    pub start: Option<Timestamp>,
    /// The cars that set a lap.
    pub cars: Vec<RunCar>,
}

/// A car in a session; times in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct RunCar {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name.
    pub driver_name: String,
    /// Fastest lap.
    pub best_lap: Option<f64>,
    /// Averages over so many consecutive laps, in the order of [`RUNS`].
    pub runs: [Option<f64>; RUNS.len()],
}

const RUN_FIELDS: &[&str] = &[
    "weekend_run_id",
    "race_id",
    "timing_run_id",
    "run_type",
    "run_name",
    "run_date",
    "run_date_utc",
    "results",
];
const RUN_CAR_FIELDS: &[&str] = &[
    "run_id",
    "car_number",
    "vehicle_number",
    "manufacturer",
    "driver_id",
    "driver_name",
    "finishing_position",
    "best_lap_time",
    "best_lap_speed",
    "best_lap_number",
    "laps_completed",
    "comment",
    "delta_leader",
    "disqualified",
    "sponsor",
];
const TITLE_FIELDS: &[&str] = &["Title", "Items"];
const AVERAGE_FIELDS: &[&str] = &[
    "Number",
    "NASCARDriverID",
    "Driver",
    "FullName",
    "Manufacturer",
    "Sponsor",
    "OverAllAvg",
    "OverAllAvgRank",
    "BestLapTime",
    "BestLapRank",
    "Con5Lap",
    "Con5LapRank",
    "Con10Lap",
    "Con10LapRank",
    "Con15Lap",
    "Con15LapRank",
    "Con20Lap",
    "Con20LapRank",
    "Con25Lap",
    "Con25LapRank",
    "Con30Lap",
    "Con30LapRank",
];
const QUALIFYING_FIELDS: &[&str] = &[
    "run_id",
    "series_id",
    "qualifying_round",
    "position",
    "vehicle_number",
    "driver_id",
    "full_name",
    "laps_completed",
    "best_lap",
    "best_lap_time",
    "best_lap_speed",
    "comment",
    "is_on_track",
    "is_current_round",
    "time_limit",
    "last_lap_time",
];

/// A time of a lap that was driven; 0 and 999 stand for none.
fn lap(time: Option<f64>) -> Option<f64> {
    time.filter(|time| *time > 0.0 && *time < 999.0)
}

/// A session of a weekend feed; none where it is neither practice nor qualifying.
pub(super) fn run(log: &mut Log, value: &Value) -> Option<Run> {
    log.one(value, RUN_FIELDS, |record| {
        let kind = match record.count("run_type") {
            Some(1) => SessionKind::Practice,
            Some(2) => SessionKind::Qualifying,
            _ => return None,
        };
        let title = record.text("run_name").unwrap_or_default();
        let start = record.text("run_date_utc").and_then(|text| moments::utc(&text));
        let results = record.list("results");
        let cars = record.log().each(results, RUN_CAR_FIELDS, |record| {
            let driver = DriverId(record.key("driver_id")?);
            Some(RunCar {
                driver,
                driver_name: plain_name(&record.key_text("driver_name")?).to_owned(),
                best_lap: lap(record.number("best_lap_time")),
                runs: [None; RUNS.len()],
            })
        });
        Some(Run { kind, title, start, cars })
    })
}

/// Reads `lap-averages.json`: an average counts where it has a rank, for 999 stands for "not driven".
///
/// # Errors
/// When it is not an array of sessions.
pub fn read_averages(file: &str, bytes: &[u8]) -> Result<Reading<Vec<Run>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let mut runs = Vec::new();
    for session in log.array(&value)? {
        let found = log.one(session, TITLE_FIELDS, |record| {
            let title = record.text("Title").unwrap_or_default();
            let kind = match title.to_lowercase().contains("qualif") {
                true => SessionKind::Qualifying,
                false => SessionKind::Practice,
            };
            let items = record.list("Items");
            let cars = record.log().each(items, AVERAGE_FIELDS, averages);
            Some(Run { kind, title, start: None, cars })
        });
        runs.extend(found);
    }
    Ok(log.done(runs))
}

fn averages(record: &mut Record<'_, '_>) -> Option<RunCar> {
    let driver = DriverId(record.key("NASCARDriverID")?);
    let driver_name = plain_name(&record.key_text("FullName")?).to_owned();
    let best_lap = lap(record.number("BestLapTime"));
    let mut runs = [None; RUNS.len()];
    for (run, laps) in runs.iter_mut().zip(RUNS) {
        let ranked = record.whole(&format!("Con{laps}LapRank")).is_some();
        *run = lap(record.number(&format!("Con{laps}Lap"))).filter(|_| ranked);
    }
    Some(RunCar { driver, driver_name, best_lap, runs })
}

/// Reads qualifying of 2019, live or final: of each driver, the lap of the last round that has one.
///
/// # Errors
/// When it is not an array.
pub fn read_qualifying(file: &str, bytes: &[u8]) -> Result<Reading<Vec<RunCar>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let known: Vec<&str> = QUALIFYING_FIELDS.iter().chain(RUN_CAR_FIELDS).copied().collect();
    let mut rows = log.each(log.array(&value)?, &known, |record| {
        let driver = DriverId(record.key("driver_id")?);
        let name = record.text("full_name").or_else(|| record.text("driver_name"));
        let round = record.count("qualifying_round").unwrap_or(0);
        let best_lap = lap(record.number("best_lap_time"));
        let driver_name = plain_name(&name.unwrap_or_default()).to_owned();
        Some((round, RunCar { driver, driver_name, best_lap, runs: [None; RUNS.len()] }))
    });
    rows.sort_by_key(|(round, car)| (car.driver, std::cmp::Reverse(*round)));
    let mut cars: Vec<RunCar> =
        rows.into_iter().filter(|(_, car)| car.best_lap.is_some()).map(|(_, car)| car).collect();
    cars.dedup_by_key(|car| car.driver);
    Ok(log.done(cars))
}
