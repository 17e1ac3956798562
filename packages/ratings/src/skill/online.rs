//! What an algorithm thought of each driver after each race.

use domain::ids::DriverId;
use std::collections::BTreeMap;

/// Values by driver, each with the race after which it is valid.
#[derive(Clone, Debug, Default)]
pub(super) struct Online {
    drivers: BTreeMap<DriverId, Vec<(usize, f64)>>,
}

impl Online {
    /// Holds `value` from `race` on.
    pub fn set(&mut self, driver: DriverId, race: usize, value: f64) {
        self.drivers.entry(driver).or_default().push((race, value));
    }

    /// The value after the first `known` races.
    pub fn known(&self, driver: DriverId, known: usize) -> Option<f64> {
        let values = self.drivers.get(&driver)?;
        let before = values.partition_point(|&(race, _)| race < known);
        before.checked_sub(1).map(|index| values[index].1)
    }
}
