//! What a car did in a race.

use crate::status::Status;
use serde::{Deserialize, Serialize};

/// One car's loop statistics in one race, NASCAR's names in brackets.
///
/// ```
/// use domain::result::LoopResult;
/// use domain::status::Status;
///
/// let winner = LoopResult {
///     finish_on_track: 1,
///     finish_official: Some(38), // disqualified after the race
///     mid: 4,
///     best: 1,
///     worst: 17,
///     average_position: 6.2,
///     passing_diff: 12,
///     green_passes: 55,
///     green_times_passed: 43,
///     quality_passes: 31,
///     fastest_laps: 39,
///     top_15_laps: 300,
///     laps_led: 156,
///     laps_completed: 312,
///     rating: 127.5,
///     status: Status::parse("Running").expect("a known status"),
///     lap_pace: None,
/// };
/// assert_eq!(winner.passing_diff, winner.green_passes as i32 - winner.green_times_passed as i32);
/// assert!(!winner.status.kind.is_retired());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LoopResult {
    /// Place at the flag, before disqualifications, 1..n (`ps`).
    pub finish_on_track: u8,
    /// Place in the official results, after disqualifications; absent until official results are loaded.
    pub finish_official: Option<u8>,
    /// Place at half distance (`mid_ps`).
    pub mid: u8,
    /// Best place held (`best_ps`).
    pub best: u8,
    /// Worst place held (`worst_ps`).
    pub worst: u8,
    /// Average running position (`avg_ps`), 1.0..n.
    pub average_position: f64,
    /// Green-flag passes less times passed (`passing_diff`).
    pub passing_diff: i32,
    /// Green-flag passes (`passes_gf`).
    pub green_passes: u32,
    /// Times passed under green (`passed_gf`).
    pub green_times_passed: u32,
    /// Passes of cars in the top 15 under green (`quality_passes`).
    pub quality_passes: u32,
    /// Number of green laps on which this car was the fastest of the field (`fast_laps`).
    pub fastest_laps: u32,
    /// Laps in the top 15 (`top15_laps`).
    pub top_15_laps: u32,
    /// Laps led (`lead_laps`).
    pub laps_led: u32,
    /// Laps completed (`laps`).
    pub laps_completed: u32,
    /// Driver rating, 0..150 (`rating`).
    pub rating: f64,
    /// How the race ended for the car.
    pub status: Status,
    /// Pace from its lap times; absent where the race has no lap times, or the car too few green laps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lap_pace: Option<LapPace>,
}

/// How fast a car ran on green-flag laps, from lap times with the laps' own speed and tyre age taken off. Each value is
/// the share by which it was faster than the field's typical car, as a difference of log lap times: .01 is 1 % faster.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LapPace {
    /// Over all green-flag laps that count.
    pub pace: f64,
    /// Over those of the race's last third; absent where the car has too few.
    pub last_third: Option<f64>,
    /// Green-flag laps behind `pace`.
    pub laps: u32,
}
