//! The full sample of a simulated race.

/// Simulated finishes and points, race-major: simulation `s`, entry `e` stands at `s * entries + e`.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleMatrix {
    /// Number of entries, in the order of the race card.
    pub entries: usize,
    /// Number of simulated races.
    pub simulations: usize,
    /// Finish, 1..entries.
    pub finish: Vec<u8>,
    /// Laps led.
    pub laps_led: Vec<u16>,
    /// Fastest laps.
    pub fastest_laps: Vec<u16>,
    /// Laps completed.
    pub laps_completed: Vec<u16>,
    /// Whether the car retired.
    pub retired: Vec<bool>,
    /// DraftKings points.
    pub draftkings: Vec<f32>,
    /// FanDuel points.
    pub fanduel: Vec<f32>,
}
