//! Fantasy points of simulated cars.

use domain::scoring::ScoringRules;

/// A site's rules as a table over places: exact hundredths of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct PointsTable {
    by_finish: Vec<i64>,
    place: i64,
    led: i64,
    fastest: i64,
    completed: i64,
}

impl PointsTable {
    /// `rules` for up to `cars` places.
    pub fn new(rules: &ScoringRules, cars: usize) -> Self {
        let finish = |place: usize| rules.finish_points(place.min(255) as u8).hundredths();
        Self {
            by_finish: (1..=cars).map(finish).collect(),
            place: rules.place_differential.hundredths(),
            led: rules.laps_led.hundredths(),
            fastest: rules.fastest_laps.hundredths(),
            completed: rules.laps_completed.hundredths(),
        }
    }

    /// Points of a car that started `start`th and finished `finish`th, both from 1.
    pub fn points(&self, start: u8, finish: usize, led: u32, fastest: u32, completed: u32) -> f32 {
        let hundredths = self.by_finish[finish - 1]
            + self.place * (i64::from(start) - finish as i64)
            + self.led * i64::from(led)
            + self.fastest * i64::from(fastest)
            + self.completed * i64::from(completed);
        (hundredths as f64 / 100.0) as f32
    }
}
