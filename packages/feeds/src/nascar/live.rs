//! `live-feed.json`: the state of whatever is on the track.

use super::names::plain_name;
use super::reading::{Log, NotAFeed, Reading};
use domain::ids::DriverId;
use serde_json::Value;

/// A frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// NASCAR's id of the race.
    pub race_id: u32,
    /// 1 practice, 2 qualifying, 3 race.
    pub run_type: u32,
    /// Lap of the leader.
    pub lap: u32,
    /// State of the flag; 9 after the end.
    pub flag: u32,
    /// The cars.
    pub cars: Vec<LiveCar>,
}

/// A car in a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveCar {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name.
    pub driver_name: String,
    /// Car number as text.
    pub car: Option<String>,
    /// Place.
    pub place: Option<u32>,
    /// Laps completed.
    pub laps: Option<u32>,
    /// Laps led, from its inclusive ranges.
    pub laps_led: u32,
    /// Pit stops; entries of zeros alone are no stops.
    pub stops: usize,
}

const FRAME_FIELDS: &[&str] = &[
    "lap_number",
    "elapsed_time",
    "flag_state",
    "race_id",
    "laps_in_race",
    "laps_to_go",
    "vehicles",
    "run_id",
    "run_name",
    "series_id",
    "time_of_day",
    "time_of_day_os",
    "track_id",
    "track_length",
    "track_name",
    "run_type",
    "number_of_caution_segments",
    "number_of_caution_laps",
    "number_of_lead_changes",
    "number_of_leaders",
    "avg_diff_1to3",
    "stage",
];
const CAR_FIELDS: &[&str] = &[
    "average_restart_speed",
    "average_running_position",
    "average_speed",
    "best_lap",
    "best_lap_speed",
    "best_lap_time",
    "vehicle_manufacturer",
    "vehicle_number",
    "driver",
    "vehicle_elapsed_time",
    "fastest_laps_run",
    "laps_position_improved",
    "laps_completed",
    "laps_led",
    "last_lap_speed",
    "last_lap_time",
    "passes_made",
    "passing_differential",
    "position_differential_last_10_percent",
    "pit_stops",
    "qualifying_status",
    "running_position",
    "status",
    "delta",
    "sponsor_name",
    "starting_position",
    "times_passed",
    "quality_passes",
    "is_on_track",
    "is_on_dvp",
];
const DRIVER_FIELDS: &[&str] = &["driver_id", "full_name", "first_name", "last_name", "is_in_chase"];
const LED_FIELDS: &[&str] = &["start_lap", "end_lap"];

/// Reads a frame.
///
/// # Errors
/// When it is not an object with a race.
pub fn read(file: &str, bytes: &[u8]) -> Result<Reading<Frame>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let frame = log.one(&value, FRAME_FIELDS, |record| {
        let race_id = record.key("race_id")?;
        let (run_type, lap, flag) =
            (record.count("run_type"), record.count("lap_number"), record.count("flag_state"));
        let vehicles = record.list("vehicles");
        let cars = record.log().each(vehicles, CAR_FIELDS, |record| {
            let driver = record.value("driver")?;
            let (driver, driver_name) = record.log().one(driver, DRIVER_FIELDS, |record| {
                let id = DriverId(record.key("driver_id")?);
                Some((id, plain_name(&record.key_text("full_name")?).to_owned()))
            })?;
            let led = record.list("laps_led");
            let led = record.log().each(led, LED_FIELDS, |record| {
                let (from, to) = (record.count("start_lap")?, record.count("end_lap")?);
                // Lap 0 is the pole, and no lap.
                Some((to + 1).saturating_sub(from.max(1)))
            });
            let is_stop = |stop: &&Value| {
                stop.as_object().is_some_and(|stop| stop.values().any(|value| value.as_f64() != Some(0.0)))
            };
            Some(LiveCar {
                driver,
                driver_name,
                car: record.text("vehicle_number"),
                place: record.count("running_position"),
                laps: record.count("laps_completed"),
                laps_led: led.iter().sum(),
                stops: record.list("pit_stops").iter().filter(is_stop).count(),
            })
        });
        Some(Frame {
            race_id,
            run_type: run_type.unwrap_or(0),
            lap: lap.unwrap_or(0),
            flag: flag.unwrap_or(0),
            cars,
        })
    });
    let frame = frame.ok_or_else(|| log.not_a_feed("it names no race"))?;
    Ok(log.done(frame))
}
