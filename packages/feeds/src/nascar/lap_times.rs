//! `lap-times.json`: every lap of every car. The race is not named inside.

use super::names::plain_name;
use super::reading::{Log, NotAFeed, Reading};
use domain::ids::DriverId;
use serde_json::Value;

/// The laps of a race.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LapTimes {
    /// The cars.
    pub cars: Vec<CarLaps>,
    /// State of the flag by laps completed: 1 green, 2 yellow, 3 red, 4 white.
    pub flags: Vec<(u32, u32)>,
}

/// The laps of a car.
#[derive(Clone, Debug, PartialEq)]
pub struct CarLaps {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name.
    pub driver_name: String,
    /// Car number as text.
    pub car: String,
    /// The laps; lap 0 is the grid and has no time.
    pub laps: Vec<Lap>,
}

/// A lap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lap {
    /// Number, 0 for the grid.
    pub number: u32,
    /// Place at its end.
    pub place: u32,
    /// Time in seconds, where it was measured.
    pub time: Option<f64>,
}

impl CarLaps {
    /// Laps completed and laps at whose end the car led.
    pub fn completed_and_led(&self) -> (u32, u32) {
        let driven = || self.laps.iter().filter(|lap| lap.number > 0);
        let count = |laps: usize| u32::try_from(laps).unwrap_or(u32::MAX);
        (count(driven().count()), count(driven().filter(|lap| lap.place == 1).count()))
    }
}

const CAR_FIELDS: &[&str] = &["Number", "FullName", "Manufacturer", "RunningPos", "NASCARDriverID", "Laps"];
const LAP_FIELDS: &[&str] = &["Lap", "LapTime", "LapSpeed", "RunningPos"];
const FLAG_FIELDS: &[&str] = &["LapsCompleted", "FlagState"];

/// Reads lap times.
///
/// # Errors
/// When it is not an object with `laps`.
pub fn read(file: &str, bytes: &[u8]) -> Result<Reading<LapTimes>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let Some(cars) = value.get("laps").and_then(Value::as_array) else {
        return Err(log.not_a_feed("it has no list `laps`"));
    };
    let cars = log.each(cars, CAR_FIELDS, |record| {
        let driver = DriverId(record.key("NASCARDriverID")?);
        let driver_name = plain_name(&record.key_text("FullName")?).to_owned();
        let car = record.key_text("Number")?;
        let laps = record.list("Laps");
        let mut laps = record.log().each(laps, LAP_FIELDS, |record| {
            let time = record.number("LapTime").filter(|time| *time > 0.0);
            Some(Lap { number: record.count("Lap")?, place: record.key("RunningPos")?, time })
        });
        laps.sort_by_key(|lap| lap.number);
        Some(CarLaps { driver, driver_name, car, laps })
    });
    let flags = value.get("flags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let flags = log.each(flags, FLAG_FIELDS, |record| {
        Some((record.count("LapsCompleted")?, record.count("FlagState")?))
    });
    Ok(log.done(LapTimes { cars, flags }))
}
