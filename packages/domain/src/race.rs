//! A race as known before its flag: where, when, how far, and who starts.

use crate::ids::{DriverId, LayoutKey, RaceKey, VenueKey};
use crate::series::Series;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Identity and setting of a race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RaceInfo {
    /// Canonical key.
    pub key: RaceKey,
    /// Series.
    pub series: Series,
    /// Race-log date (UTC, about the end of the race) where known, else the scheduled one.
    pub date: Date,
    /// Which race of the day at this venue, 1 or 2.
    pub number_of_day: u8,
    /// Venue.
    pub venue: VenueKey,
    /// Layout of that era.
    pub layout: LayoutKey,
    /// The track's name as the source wrote it.
    pub track_name: String,
    /// An exhibition pays no points and stays out of ratings and scores.
    pub exhibition: bool,
    /// Entries lock for daily fantasy.
    pub lock_at: Timestamp,
    /// Scheduled laps, if a feed or an entry list gave them.
    pub scheduled_laps: Option<u32>,
}

/// A car and driver on the entry list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed.
    pub driver_name: String,
    /// Place on the official grid, 1..n; absent before qualifying.
    pub start: Option<u8>,
    /// Car number as text: `00` is not `0`.
    pub car_number: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Manufacturer.
    pub make: Option<String>,
}

/// A race to project: its setting and its entry list as known at some moment, by driver id.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceCard {
    /// The race.
    pub info: RaceInfo,
    /// Laps the race is expected to run, as of that moment (never its own laps).
    pub distance_laps: u32,
    /// Entries in driver-id order.
    pub entries: Vec<Entry>,
}

/// The most common of `distances`, which are oldest first; of several, the one run latest.
pub fn usual_distance(distances: &[u32]) -> Option<u32> {
    let mut seen: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (at, laps) in distances.iter().enumerate() {
        let (count, latest) = seen.entry(*laps).or_default();
        *count += 1;
        *latest = at;
    }
    seen.into_iter().max_by_key(|(_, rank)| *rank).map(|(laps, _)| laps)
}

#[cfg(test)]
mod tests {
    use super::usual_distance;

    #[test]
    fn ties_go_to_the_latest() {
        assert_eq!(usual_distance(&[]), None);
        assert_eq!(usual_distance(&[312, 267, 312, 267]), Some(267));
        assert_eq!(usual_distance(&[267, 267, 312]), Some(267));
        assert_eq!(usual_distance(&[267, 312]), Some(312));
    }
}
