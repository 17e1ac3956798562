//! Pit stops (`live-pit-data.json`) and flags (`live-flag-data.json`).

use super::reading::{Log, NotAFeed, Reading};
use serde_json::Value;

/// A pit stop. The car is named by its number alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Car number as text.
    pub car: String,
    /// The leader's lap.
    pub leader_lap: u32,
    /// The car's own lap.
    pub lap: u32,
    /// Time in the box in seconds, where it was measured.
    pub seconds: Option<f64>,
    /// Place on the way in and on the way out.
    pub places: [Option<u32>; 2],
}

/// A change of the flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagChange {
    /// Lap.
    pub lap: u32,
    /// 1 green, 2 yellow, 3 red, 4 white, 5 checkered, 8 before the race, 9 after it.
    pub state: u32,
    /// Car that got a lap back.
    pub beneficiary: Option<String>,
}

const STOP_FIELDS: &[&str] = &[
    "vehicle_number",
    "driver_name",
    "vehicle_manufacturer",
    "leader_lap",
    "lap_count",
    "pit_in_flag_status",
    "pit_out_flag_status",
    "pit_in_race_time",
    "pit_out_race_time",
    "total_duration",
    "box_stop_race_time",
    "box_leave_race_time",
    "pit_stop_duration",
    "in_travel_duration",
    "out_travel_duration",
    "pit_stop_type",
    "left_front_tire_changed",
    "left_rear_tire_changed",
    "right_front_tire_changed",
    "right_rear_tire_changed",
    "previous_lap_time",
    "next_lap_time",
    "pit_in_rank",
    "pit_out_rank",
    "positions_gained_lost",
];
const FLAG_FIELDS: &[&str] =
    &["lap_number", "flag_state", "elapsed_time", "comment", "beneficiary", "time_of_day", "time_of_day_os"];

/// Reads pit stops, in the order of the leader's laps.
///
/// # Errors
/// When it is not an array.
pub fn read_stops(file: &str, bytes: &[u8]) -> Result<Reading<Vec<Stop>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let mut stops = log.each(log.array(&value)?, STOP_FIELDS, |record| {
        Some(Stop {
            car: record.key_text("vehicle_number")?,
            leader_lap: record.count("leader_lap")?,
            lap: record.count("lap_count")?,
            // 0 stands for "not measured".
            seconds: record.number("pit_stop_duration").filter(|seconds| *seconds > 0.0),
            places: [
                record.count("pit_in_rank").filter(|place| *place > 0),
                record.count("pit_out_rank").filter(|place| *place > 0),
            ],
        })
    });
    stops.sort_by(|a, b| (a.leader_lap, &a.car, a.lap).cmp(&(b.leader_lap, &b.car, b.lap)));
    Ok(log.done(stops))
}

/// Reads changes of the flag: a bare array, or one within an object.
///
/// # Errors
/// When it is neither.
pub fn read_flags(file: &str, bytes: &[u8]) -> Result<Reading<Vec<FlagChange>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let wrapped = value.as_object().and_then(|map| map.values().find_map(Value::as_array));
    let list = match wrapped {
        Some(list) => list.clone(),
        None => log.array(&value)?.to_vec(),
    };
    let flags = log.each(&list, FLAG_FIELDS, |record| {
        Some(FlagChange {
            lap: record.count("lap_number")?,
            state: record.count("flag_state")?,
            beneficiary: record.text("beneficiary"),
        })
    });
    Ok(log.done(flags))
}
