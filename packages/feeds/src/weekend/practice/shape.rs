//! The shapes of NASCAR's JSON of practice and qualifying: lap averages (`lap-averages.json`), the ten-lap averages of
//! 2019 (`lapAvg...json`), the live feed (`live-feed.json`) and the qualifying of 2019 (`qualification.json`).

use super::super::moment::moment;
use crate::table::Fault;
use domain::evidence::{RUNS, SessionName};
use domain::ids::DriverId;
use domain::season::SessionKind;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// One car of a file, before its race is known.
pub(super) struct Car {
    /// Number of the item.
    pub line: u64,
    pub session: SessionName,
    pub driver: Option<DriverId>,
    pub driver_name: Option<String>,
    pub known_at: Option<Timestamp>,
    pub best_lap: Option<Lap>,
    pub runs: [Option<Lap>; RUNS.len()],
}

/// A lap, or the average of several, as the file gives it.
#[derive(Clone, Copy)]
pub(super) struct Lap {
    pub field: &'static str,
    pub number: f64,
    pub in_seconds: bool,
}

/// What was read of a file.
#[derive(Default)]
pub(super) struct Read {
    pub cars: Vec<Car>,
    pub faults: Vec<(u64, Fault)>,
    pub items: u64,
}

/// Reads a file by its shape.
pub(super) fn shape(value: &Value) -> Result<Read, Fault> {
    if let Some(vehicles) = value.get("vehicles").and_then(Value::as_array) {
        return live_feed(value, vehicles);
    }
    if let Some(items) = value.as_array() {
        if items.iter().any(|item| item.get("Items").is_some()) {
            return Ok(lap_averages(items));
        }
        if items
            .iter()
            .any(|item| item.get("best_lap_speed").is_some() && item.get("finishing_position").is_some())
        {
            return Ok(qualification(items));
        }
    }
    if let Some(object) = value.as_object()
        && object.iter().any(|(name, items)| run_of_name(name).is_some() && items.is_array())
    {
        return Ok(old_averages(object));
    }
    let problem = "is none of lap-averages, lapAvg, live-feed and qualification";
    let next_step = "give one of these feeds, or CSV (`backstretch import practice --help`)";
    Err(Fault::new("", "unknown-shape", "", problem, next_step))
}

fn text(item: &Value, field: &str) -> Option<String> {
    item.get(field).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn driver(item: &Value, field: &str) -> Option<DriverId> {
    let id = item.get(field).and_then(Value::as_u64).filter(|id| *id > 0)?;
    u32::try_from(id).ok().map(DriverId)
}

/// A lap that was run: above 0, and not the 999 of one that was not.
fn lap(item: &Value, field: &'static str, in_seconds: bool) -> Option<Lap> {
    let number = item.get(field).and_then(Value::as_f64)?;
    (number > 0.0 && number != 999.0).then_some(Lap { field, number, in_seconds })
}

impl Read {
    /// Takes a car, or complains that it has no driver.
    fn push(&mut self, car: Car, field: &'static str) {
        if car.driver.is_none() && car.driver_name.is_none() {
            let fault = Fault::new(field, "blank", "", "names no driver", "correct the item");
            self.faults.push((car.line, fault));
        } else {
            self.cars.push(car);
        }
    }
}

/// `[{Title, Items: [{NASCARDriverID, FullName, BestLapTime, Con5Lap, Con5LapRank, ...}]}]`, lap times in seconds. A run
/// has a rank where it was run.
fn lap_averages(sessions: &[Value]) -> Read {
    const RUN_FIELDS: [(&str, &str); RUNS.len()] = [
        ("Con5Lap", "Con5LapRank"),
        ("Con10Lap", "Con10LapRank"),
        ("Con15Lap", "Con15LapRank"),
        ("Con20Lap", "Con20LapRank"),
        ("Con25Lap", "Con25LapRank"),
        ("Con30Lap", "Con30LapRank"),
    ];
    let mut read = Read::default();
    for session in sessions {
        let title = text(session, "Title").unwrap_or_default();
        let items = session.get("Items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let Some(kind) = kind_of(&title) else {
            let problem = format!("is neither practice nor qualifying: {} cars are ignored", items.len());
            let next_step = "give practice or qualifying; laps of the race itself are no evidence of it";
            let fault = Fault::new("Title", "unknown-session", &title, problem, next_step);
            read.faults.push((read.items + 1, fault));
            read.items += items.len() as u64;
            continue;
        };
        for item in items {
            read.items += 1;
            let run = |(run, rank): (&'static str, &str)| {
                item.get(rank).and_then(Value::as_f64).and_then(|_| lap(item, run, true))
            };
            let car = Car {
                line: read.items,
                session: SessionName { kind, title: title.clone() },
                driver: driver(item, "NASCARDriverID"),
                driver_name: text(item, "FullName"),
                known_at: None,
                best_lap: lap(item, "BestLapTime", true),
                runs: RUN_FIELDS.map(run),
            };
            read.push(car, "NASCARDriverID");
        }
    }
    read
}

/// What a session is by its title; a race is neither.
fn kind_of(title: &str) -> Option<SessionKind> {
    let title = title.to_lowercase();
    if title.contains("practice") {
        Some(SessionKind::Practice)
    } else if title.contains("qualif") {
        Some(SessionKind::Qualifying)
    } else {
        None
    }
}

/// How the lists of averages of 2019 are called, after the number of laps.
const AVERAGE: &str = "-Lap-Average";

/// `10` of `10-Lap-Average`, where it is one of [`RUNS`].
fn run_of_name(name: &str) -> Option<usize> {
    let laps: u8 = name.strip_suffix(AVERAGE)?.parse().ok()?;
    RUNS.iter().position(|run| *run == laps)
}

/// `{"10-Lap-Average": [{carNumber, dName, lapSpeedAverage}]}` of one or more runs, speeds; drivers by name alone.
fn old_averages(lists: &Map<String, Value>) -> Read {
    let mut read = Read::default();
    let mut runs: Vec<(usize, &Vec<Value>)> = Vec::new();
    for (name, items) in lists.iter().filter(|(name, _)| name.ends_with(AVERAGE)) {
        match (run_of_name(name), items.as_array()) {
            (Some(run), Some(items)) => runs.push((run, items)),
            _ => {
                let problem = format!("is not a list of averages over one of {RUNS:?} laps");
                let fault =
                    Fault::new("", "unknown-average", name, problem, "it is not read; correct its name");
                read.faults.push((0, fault));
            }
        }
    }
    runs.sort_by_key(|(run, _)| *run);
    for (run, item) in runs.into_iter().flat_map(|(run, items)| items.iter().map(move |item| (run, item))) {
        read.items += 1;
        let mut runs = [None; RUNS.len()];
        runs[run] = lap(item, "lapSpeedAverage", false);
        let car = Car {
            line: read.items,
            session: SessionName { kind: SessionKind::Practice, title: String::new() },
            driver: None,
            driver_name: text(item, "dName"),
            known_at: None,
            best_lap: None,
            runs,
        };
        read.push(car, "dName");
    }
    read
}

/// `[{driver_id, driver_name, best_lap_speed, ...}]`.
fn qualification(items: &[Value]) -> Read {
    let mut read = Read::default();
    for item in items {
        read.items += 1;
        let car = Car {
            line: read.items,
            session: SessionName { kind: SessionKind::Qualifying, title: String::new() },
            driver: driver(item, "driver_id"),
            driver_name: text(item, "driver_name"),
            known_at: None,
            best_lap: lap(item, "best_lap_speed", false).or_else(|| lap(item, "best_lap_time", true)),
            runs: [None; RUNS.len()],
        };
        read.push(car, "driver_id");
    }
    read
}

/// `{run_type, run_name, time_of_day_os, vehicles: [{driver: {driver_id, full_name}, best_lap_speed, ...}]}`.
fn live_feed(feed: &Value, vehicles: &[Value]) -> Result<Read, Fault> {
    let kind = match feed.get("run_type").and_then(Value::as_u64) {
        Some(1) => SessionKind::Practice,
        Some(2) => SessionKind::Qualifying,
        other => {
            let shown = other.map(|kind| kind.to_string()).unwrap_or_default();
            let problem = "is neither practice (1) nor qualifying (2)";
            return Err(Fault::new(
                "run_type",
                "not-practice",
                shown,
                problem,
                "give the feed of such a session",
            ));
        }
    };
    let session = SessionName { kind, title: text(feed, "run_name").unwrap_or_default() };
    let known_at = text(feed, "time_of_day_os").map(|text| moment("time_of_day_os", &text)).transpose()?;
    let mut read = Read::default();
    for item in vehicles {
        read.items += 1;
        let of_driver = item.get("driver").unwrap_or(&Value::Null);
        let car = Car {
            line: read.items,
            session: session.clone(),
            driver: driver(of_driver, "driver_id"),
            driver_name: text(of_driver, "full_name"),
            known_at,
            best_lap: lap(item, "best_lap_speed", false).or_else(|| lap(item, "best_lap_time", true)),
            runs: [None; RUNS.len()],
        };
        read.push(car, "driver.driver_id");
    }
    Ok(read)
}
