//! The laps of a race beside its result.

use super::cars::CarLaps;
use super::tables::Tables;
use domain::history::PastRace;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Share of the official laps by which a whole race may differ.
const WHOLE_WITHIN: f64 = 0.01;

/// Whether the tables have all laps of a race.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Completeness {
    /// Every lap of the distance is there, and the cars' laps are the official ones within 1 %.
    Whole,
    /// A lap is missing for every car, or over 1 % of the cars' laps.
    Partial,
    /// No result is known to compare with.
    NotCompared,
}

/// Why laps led by running order differ from the official ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LedReason {
    /// The race's laps are partial.
    Partial,
    /// The table of leaders agrees with the official count: the leader at the line was noted otherwise.
    LeadersAgree,
    /// Laps of the race have no car in first place.
    NoLeader,
    /// Neither the running order nor the table of leaders gives the official count.
    Unexplained,
}

/// Whether the laps are whole, and the laps missing for every car.
pub(super) fn completeness(
    tables: &Tables,
    cars: &[CarLaps],
    result: Option<&PastRace>,
) -> (Completeness, Vec<u32>) {
    let listed: BTreeSet<u32> = tables.laps.iter().map(|lap| lap.lap).collect();
    let distance = result.map_or(0, |race| race.distance_laps).max(tables.last_lap());
    let missing: Vec<u32> = (1..=distance).filter(|lap| !listed.contains(lap)).collect();
    let Some(result) = result else { return (Completeness::NotCompared, missing) };
    let laps_of = |driver| cars.iter().find(|car| car.driver == Some(driver)).map_or(0, |car| car.laps);
    let official = result.cars.iter().map(|car| u64::from(car.result.laps_completed));
    let off = result.cars.iter().map(|car| laps_of(car.driver()).abs_diff(car.result.laps_completed));
    let (off, official) = (off.map(u64::from).sum::<u64>(), official.sum::<u64>());
    let whole = missing.is_empty() && off as f64 <= WHOLE_WITHIN * official as f64;
    (if whole { Completeness::Whole } else { Completeness::Partial }, missing)
}

/// Why a car's laps led differ from the official ones; none where they do not.
pub(super) fn led_reason(
    car: &CarLaps,
    official: u32,
    completeness: Completeness,
    laps_without_leader: u32,
) -> Option<LedReason> {
    if car.laps_led == official {
        return None;
    }
    Some(if completeness == Completeness::Partial {
        LedReason::Partial
    } else if car.laps_led_by_leaders == Some(official) {
        LedReason::LeadersAgree
    } else if laps_without_leader > 0 {
        LedReason::NoLeader
    } else {
        LedReason::Unexplained
    })
}

/// Laps that are listed without a car in first place.
pub(super) fn laps_without_leader(tables: &Tables) -> u32 {
    let laps = |led: bool| -> BTreeSet<u32> {
        let wanted = tables.laps.iter().filter(|lap| lap.lap > 0 && (!led || lap.place == 1));
        wanted.map(|lap| lap.lap).collect()
    };
    (laps(false).len() - laps(true).len()) as u32
}
