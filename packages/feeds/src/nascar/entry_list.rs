//! The entry list.

use super::names::plain_name;
use super::reading::{Log, NotAFeed, Reading};
use domain::ids::DriverId;

const FIELDS: &[&str] = &[
    "driver_id",
    "crew_chief_id",
    "team_id",
    "vehicle_number",
    "driver_name",
    "driver_hometown",
    "owner_name",
    "team_name",
    "manufacturer",
    "sponsor",
];

/// A driver who is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name.
    pub driver_name: String,
    /// Car number as text.
    pub car: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Manufacturer.
    pub make: Option<String>,
}

/// Reads an entry list.
///
/// # Errors
/// When it is not an array.
pub fn read(file: &str, bytes: &[u8]) -> Result<Reading<Vec<Entered>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let rows = log.each(log.array(&value)?, FIELDS, |record| {
        Some(Entered {
            driver: DriverId(record.key("driver_id")?),
            driver_name: plain_name(&record.key_text("driver_name")?).to_owned(),
            car: record.text("vehicle_number"),
            team: record.text("team_name"),
            make: record.text("manufacturer"),
        })
    });
    Ok(log.done(rows))
}
