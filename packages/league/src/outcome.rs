//! Input and output of a race, car by car.

/// A car on the grid. Its index in the list is its grid position, from 0.
#[derive(Clone, Copy, Debug)]
pub struct Starter {
    /// Strength today: lap time gained, in units of the track's pace.
    pub strength: f64,
    /// Chance that the car fails in this race, 0 to 1.
    pub failure: f64,
    /// The car is out before it completes a lap.
    pub no_lap: bool,
}

/// What a car did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Starting position.
    pub start: u32,
    /// Place at half distance.
    pub mid: u32,
    /// Finishing position.
    pub finish: u32,
    /// Best place while running.
    pub best: u32,
    /// Worst place while running.
    pub worst: u32,
    /// Sum of the running positions over all laps of the race.
    pub places: u64,
    /// Green-flag passes.
    pub passes: u32,
    /// Times passed under green.
    pub passed: u32,
    /// Passes of cars in the top 15.
    pub quality_passes: u32,
    /// Green-flag laps on which it was the fastest car.
    pub fastest_laps: u32,
    /// Laps in the top 15.
    pub top_15_laps: u32,
    /// Laps led.
    pub laps_led: u32,
    /// Laps completed.
    pub laps: u32,
    /// Status at the end, as the logs write it.
    pub status: &'static str,
}

impl Outcome {
    /// `car` passes `passed` under green; `quality` where the passed car was in the top 15.
    pub fn pass(done: &mut [Outcome], car: usize, passed: usize, quality: bool) {
        done[car].passes += 1;
        done[car].quality_passes += u32::from(quality);
        done[passed].passed += 1;
    }
}
