//! `weekend-feed.json`: results, cautions, leaders, stages and sessions of a race; and `raceResults.json` of 2019, which
//! has its results alone.

use super::moments;
use super::names::plain_name;
use super::practice::{Run, run};
use super::reading::{Log, NotAFeed, Reading, Record};
use super::setting::{RACE_FIELDS, Setting, setting};
use domain::ids::DriverId;
use jiff::Timestamp;
use serde_json::Value;

/// A race week.
#[derive(Clone, Debug, PartialEq)]
pub struct Weekend {
    /// The race.
    pub setting: Setting,
    /// When the race is scheduled to start, by its schedule.
    pub scheduled_start: Option<Timestamp>,
    /// The cars.
    pub cars: Vec<CarResult>,
    /// Cautions.
    pub cautions: Vec<Caution>,
    /// Who led from lap to lap.
    pub leaders: Vec<Lead>,
    /// Cars that scored in each stage, by number of the stage.
    pub stages: Vec<(u32, usize)>,
    /// Practice and qualifying.
    pub runs: Vec<Run>,
}

impl Weekend {
    /// Whether the race was run and its result is there.
    pub fn is_result(&self) -> bool {
        self.cars.iter().any(|car| car.finish.is_some())
    }
}

/// A car in the race.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarResult {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name.
    pub driver_name: String,
    /// Car number as text: `00` is not `0`.
    pub car: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Manufacturer.
    pub make: Option<String>,
    /// Place on the grid; none before qualifying.
    pub start: Option<u32>,
    /// Official finish; none before the race.
    pub finish: Option<u32>,
    /// Laps completed.
    pub laps: u32,
    /// Laps led.
    pub laps_led: u32,
    /// How it ended, in lower case.
    pub status: Option<String>,
    /// Whether the car was disqualified.
    pub disqualified: bool,
}

/// A caution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// First lap.
    pub from: u32,
    /// Last lap.
    pub to: u32,
    /// Why.
    pub reason: Option<String>,
    /// The car that got a lap back.
    pub beneficiary: Option<String>,
}

/// A car in the lead, both laps included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// First lap.
    pub from: u32,
    /// Last lap.
    pub to: u32,
    /// Car number as text.
    pub car: String,
}

const RESULT_FIELDS: &[&str] = &[
    "result_id",
    "finishing_position",
    "starting_position",
    "car_number",
    "driver_fullname",
    "driver_id",
    "driver_hometown",
    "hometown_city",
    "hometown_state",
    "hometown_country",
    "team_id",
    "team_name",
    "qualifying_order",
    "qualifying_position",
    "qualifying_speed",
    "laps_led",
    "times_led",
    "car_make",
    "car_model",
    "sponsor",
    "points_earned",
    "bonus_points_earned",
    "playoff_points_earned",
    "laps_completed",
    "finishing_status",
    "winnings",
    "series_id",
    "race_season",
    "race_id",
    "owner_fullname",
    "crew_chief_id",
    "crew_chief_fullname",
    "points_position",
    "points_delta",
    "owner_id",
    "official_car_number",
    "disqualified",
    "diff_laps",
    "diff_time",
    "pit_box",
];
const CAUTION_FIELDS: &[&str] =
    &["race_id", "start_lap", "end_lap", "reason", "comment", "beneficiary_car_number", "flag_state"];
const LEADER_FIELDS: &[&str] = &["start_lap", "end_lap", "car_number", "race_id"];
const STAGE_FIELDS: &[&str] = &["stage_number", "results"];
const SESSION_FIELDS: &[&str] = &["event_name", "notes", "start_time_utc", "run_type"];

/// Reads a weekend feed; none where it holds no race, as `weekend_race: null` of a race whose feed was emptied.
///
/// # Errors
/// When it is not an object with `weekend_race`.
pub fn read(file: &str, bytes: &[u8]) -> Result<Reading<Option<Weekend>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let Some(race) = value.get("weekend_race") else {
        return Err(log.not_a_feed("it has no `weekend_race`"));
    };
    let race = match race {
        Value::Array(list) => list.first(),
        Value::Null => None,
        other => Some(other),
    };
    let Some(race) = race else { return Ok(log.done(None)) };
    let Some(mut weekend) = log.one(race, RACE_FIELDS, weekend) else { return Ok(log.done(None)) };
    let runs = value.get("weekend_runs").and_then(Value::as_array);
    for value in runs.into_iter().flatten() {
        weekend.runs.extend(run(&mut log, value));
    }
    Ok(log.done(Some(weekend)))
}

/// Reads the bare results of 2019.
///
/// # Errors
/// When it is not an array.
pub fn read_results(file: &str, bytes: &[u8]) -> Result<Reading<Vec<CarResult>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let cars = log.each(log.array(&value)?, RESULT_FIELDS, car);
    Ok(log.done(cars))
}

fn weekend(record: &mut Record<'_, '_>) -> Option<Weekend> {
    let setting = setting(record)?;
    let (results, cautions) = (record.list("results"), record.list("caution_segments"));
    let (leaders, stages, schedule) =
        (record.list("race_leaders"), record.list("stage_results"), record.list("schedule"));
    let log = record.log();
    let cars = log.each(results, RESULT_FIELDS, car);
    let cautions = log.each(cautions, CAUTION_FIELDS, |record| {
        Some(Caution {
            from: record.count("start_lap")?,
            to: record.count("end_lap")?,
            reason: record.text("reason"),
            beneficiary: record.text("beneficiary_car_number"),
        })
    });
    let leaders = log.each(leaders, LEADER_FIELDS, |record| {
        Some(Lead {
            from: record.count("start_lap")?,
            to: record.count("end_lap")?,
            car: record.key_text("car_number")?,
        })
    });
    let stages = log.each(stages, STAGE_FIELDS, |record| {
        Some((record.key("stage_number")?, record.list("results").len()))
    });
    let sessions = log.each(schedule, SESSION_FIELDS, |record| {
        let start = record.text("start_time_utc").and_then(|text| moments::utc(&text));
        Some((record.count("run_type").unwrap_or(0), start))
    });
    let scheduled_start = sessions.iter().find_map(|(run_type, start)| start.filter(|_| *run_type == 3));
    Some(Weekend { setting, scheduled_start, cars, cautions, leaders, stages, runs: Vec::new() })
}

fn car(record: &mut Record<'_, '_>) -> Option<CarResult> {
    let driver = DriverId(record.key("driver_id")?);
    let name = record.key_text("driver_fullname")?;
    Some(CarResult {
        driver,
        driver_name: plain_name(&name).to_owned(),
        car: record.text("car_number"),
        team: record.text("team_name"),
        make: record.text("car_make"),
        start: record.count("starting_position").filter(|place| *place > 0),
        finish: record.count("finishing_position").filter(|place| *place > 0),
        laps: record.count("laps_completed").unwrap_or(0),
        laps_led: record.count("laps_led").unwrap_or(0),
        status: record.text("finishing_status").map(|status| status.to_lowercase()),
        disqualified: record.truth("disqualified").unwrap_or(false),
    })
}
