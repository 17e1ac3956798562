//! What goes into a race and what comes out of it, car by car.

/// A car on the grid; its place there is its place in the list.
#[derive(Clone, Copy, Debug)]
pub struct Starter {
    /// Strength today: lap time gained, in units of the course's pace.
    pub strength: f64,
    /// Chance that the car fails in this race.
    pub failure: f64,
    /// Out before it has completed a lap.
    pub no_lap: bool,
}

/// What a car did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Place on the grid.
    pub start: u32,
    /// Place at half distance.
    pub mid: u32,
    /// Place at the flag.
    pub finish: u32,
    /// Best place while running.
    pub best: u32,
    /// Worst place while running.
    pub worst: u32,
    /// Sum of places over all laps of the race.
    pub places: u64,
    /// Green-flag passes.
    pub passes: u32,
    /// Times passed under green.
    pub passed: u32,
    /// Passes of cars in the top 15.
    pub quality_passes: u32,
    /// Green laps on which it was the fastest.
    pub fastest_laps: u32,
    /// Laps in the top 15.
    pub top_15_laps: u32,
    /// Laps led.
    pub laps_led: u32,
    /// Laps completed.
    pub laps: u32,
    /// Text of the ending.
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
