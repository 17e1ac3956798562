//! The standings (`live-points.json`) and points of the stages (`live-stage-points.json`).

use super::reading::{Log, NotAFeed, Reading};
use domain::ids::DriverId;

const FIELDS: &[&str] = &[
    "bonus_points",
    "car_number",
    "delta_leader",
    "delta_next",
    "first_name",
    "driver_id",
    "is_in_chase",
    "is_points_eligible",
    "is_rookie",
    "last_name",
    "membership_id",
    "points",
    "points_position",
    "points_earned_this_race",
    "stage_1_points",
    "stage_1_winner",
    "stage_2_points",
    "stage_2_winner",
    "stage_3_points",
    "stage_3_winner",
    "wins",
    "top_5",
    "top_10",
    "poles",
    "series_id",
    "race_id",
    "run_id",
];
const STAGE_FIELDS: &[&str] = &["race_id", "run_id", "stage_number", "results"];
const PLACE_FIELDS: &[&str] = &["position", "vehicle_number", "driver_id", "full_name", "stage_points"];

/// A driver in the standings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Driver.
    pub driver: DriverId,
    /// Points of the season; below 0 after a penalty.
    pub points: Option<i64>,
    /// Wins.
    pub wins: Option<u32>,
}

/// A driver in a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagePlace {
    /// Number of the stage.
    pub stage: u32,
    /// Place in it.
    pub place: u32,
    /// Driver.
    pub driver: DriverId,
    /// Points.
    pub points: u32,
}

/// Reads the standings; counts may be written as text.
///
/// # Errors
/// When it is not an array.
pub fn read(file: &str, bytes: &[u8]) -> Result<Reading<Vec<Standing>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let rows = log.each(log.array(&value)?, FIELDS, |record| {
        let driver = DriverId(record.key("driver_id")?);
        Some(Standing { driver, points: record.whole("points"), wins: record.count("wins") })
    });
    Ok(log.done(rows))
}

/// Reads the points of the stages.
///
/// # Errors
/// When it is not an array.
pub fn read_stages(file: &str, bytes: &[u8]) -> Result<Reading<Vec<StagePlace>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let stages = log.each(log.array(&value)?, STAGE_FIELDS, |record| {
        let stage = record.key("stage_number")?;
        let results = record.list("results");
        Some(record.log().each(results, PLACE_FIELDS, |record| {
            Some(StagePlace {
                stage,
                place: record.key("position")?,
                driver: DriverId(record.key("driver_id")?),
                points: record.count("stage_points")?,
            })
        }))
    });
    Ok(log.done(stages.into_iter().flatten().collect()))
}
