//! Loop data: `loopstats`.

use super::reading::{Log, NotAFeed, Reading};
use domain::ids::DriverId;

/// Loop data of a race.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopStats {
    /// NASCAR's id of the race.
    pub race_id: u32,
    /// Laps run.
    pub laps: Option<u32>,
    /// The cars.
    pub cars: Vec<LoopCar>,
}

/// Loop data of a car; no name and no car number.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopCar {
    /// Driver.
    pub driver: DriverId,
    /// Place at the start, in the middle, and at the end, on the track.
    pub places: [u32; 3],
    /// Best and worst place.
    pub best_and_worst: [u32; 2],
    /// Average place.
    pub average: f64,
    /// Passes under green, of which the difference, and times passed.
    pub passes: u32,
    /// Passes less times passed.
    pub passing_diff: i64,
    /// Times passed under green.
    pub passed: u32,
    /// Passes of cars in the first fifteen.
    pub quality_passes: u32,
    /// Laps as the fastest car.
    pub fastest_laps: u32,
    /// Laps in the first fifteen.
    pub top_15_laps: u32,
    /// Laps led.
    pub laps_led: u32,
    /// Laps completed.
    pub laps: u32,
    /// Driver rating.
    pub rating: f64,
}

const RACE_FIELDS: &[&str] = &["race_id", "race_name", "series_id", "sch_laps", "act_laps", "drivers"];
const CAR_FIELDS: &[&str] = &[
    "driver_id",
    "start_ps",
    "mid_ps",
    "ps",
    "closing_ps",
    "closing_laps_diff",
    "best_ps",
    "worst_ps",
    "avg_ps",
    "passes_gf",
    "passing_diff",
    "passed_gf",
    "quality_passes",
    "fast_laps",
    "top15_laps",
    "lead_laps",
    "laps",
    "rating",
];

/// Reads loop data; none where the list is empty. A car that lacks one of its numbers is quarantined: nothing is filled
/// with zeros.
///
/// # Errors
/// When it is not an array.
pub fn read(file: &str, bytes: &[u8]) -> Result<Reading<Option<LoopStats>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let Some(race) = log.array(&value)?.first() else { return Ok(log.done(None)) };
    let stats = log.one(race, RACE_FIELDS, |record| {
        let race_id = record.key("race_id")?;
        let laps = record.count("act_laps");
        let drivers = record.list("drivers");
        let cars = record.log().each(drivers, CAR_FIELDS, |record| {
            let driver = DriverId(record.key("driver_id")?);
            Some(LoopCar {
                driver,
                places: [record.key("start_ps")?, record.key("mid_ps")?, record.key("ps")?],
                best_and_worst: [record.key("best_ps")?, record.key("worst_ps")?],
                average: record.number("avg_ps")?,
                passes: record.count("passes_gf")?,
                passing_diff: record.whole("passing_diff")?,
                passed: record.count("passed_gf")?,
                quality_passes: record.count("quality_passes")?,
                fastest_laps: record.count("fast_laps")?,
                top_15_laps: record.count("top15_laps")?,
                laps_led: record.count("lead_laps")?,
                laps: record.count("laps")?,
                rating: record.number("rating")?,
            })
        });
        Some(LoopStats { race_id, laps, cars })
    });
    Ok(log.done(stats))
}
