//! Past races as they were rated then, for fitting what stands on strengths.

use crate::kernel::View;
use crate::past::Runner;
use crate::strength::Ratings;

/// A past race as rated at its own lock; every array in the order of its cars.
#[derive(Clone, Debug, PartialEq)]
pub struct PastOutlook {
    /// Strength.
    pub strength: Vec<f64>,
    /// Decayed chance of an accident.
    pub crash_rate: Vec<f64>,
    /// Decayed chance of another retirement.
    pub mechanical_rate: Vec<f64>,
    /// Earlier starts in the series since the data begin.
    pub earlier_starts: Vec<u32>,
}

impl Ratings {
    /// Earlier starts in the series of each car of the `race`th race of the timeline, as known at its lock.
    pub fn earlier_starts_of_past(&self, race: usize) -> Vec<u32> {
        let view = View::of_past(&self.timeline, race);
        self.timeline.races[race].cars.iter().map(|car| self.past.earlier_starts(&view, car.driver)).collect()
    }

    /// What was thought, at its lock, of the cars of the `race`th race of the timeline; none where it was not
    /// rated (before the first fit, or a car without a start).
    pub fn outlook_of_past(&self, race: usize) -> Option<PastOutlook> {
        let strength = self.strengths_of_past(race)?.to_vec();
        let view = View::of_past(&self.timeline, race);
        let cars = &self.timeline.races[race].cars;
        let mut outlook = PastOutlook {
            strength,
            crash_rate: Vec::with_capacity(cars.len()),
            mechanical_rate: Vec::with_capacity(cars.len()),
            earlier_starts: Vec::with_capacity(cars.len()),
        };
        for car in cars {
            let record =
                self.past.record(&view, &Runner { driver: car.driver, seat: car.seat, start: car.start? });
            outlook.crash_rate.push(record.crash_rate);
            outlook.mechanical_rate.push(record.mechanical_rate);
            outlook.earlier_starts.push(record.earlier_starts);
        }
        Some(outlook)
    }
}
