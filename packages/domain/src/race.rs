//! A race as known before its flag: where, when, how far, and who starts.

use crate::ids::{DriverId, LayoutKey, RaceKey, VenueKey};
use crate::series::Series;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Identity and setting of a race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    /// Whether it is an exhibition, which pays no points and is not rated or scored.
    pub exhibition: bool,
    /// Entries lock for daily fantasy.
    pub lock_at: Timestamp,
    /// Scheduled laps, if a feed or an entry list gave them.
    pub scheduled_laps: Option<u32>,
}

/// A car and driver on the entry list.
///
/// ```
/// use domain::ids::DriverId;
/// use domain::race::Entry;
///
/// let entry = Entry {
///     driver: DriverId(1361),
///     driver_name: "Denny Hamlin".to_owned(),
///     start: None, // before qualifying
///     car_number: Some("11".to_owned()),
///     team: Some("Joe Gibbs Racing".to_owned()),
///     make: Some("Toyota".to_owned()),
/// };
/// assert!(entry.start.is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
///
/// ```
/// use domain::ids::{DriverId, LayoutKey, RaceKey, VenueKey};
/// use domain::race::{Entry, RaceCard, RaceInfo};
/// use domain::series::Series;
///
/// let info = RaceInfo {
///     key: RaceKey::from("cup-2025-11-02-phoenix"),
///     series: Series::Cup,
///     date: "2025-11-02".parse()?,
///     number_of_day: 1,
///     venue: VenueKey::from("phoenix"),
///     layout: LayoutKey::from("phoenix"),
///     track_name: "Phoenix Raceway".to_owned(),
///     exhibition: false,
///     lock_at: "2025-11-02T20:00:00Z".parse()?,
///     scheduled_laps: Some(312),
/// };
/// let entry = |driver: u32, name: &str, start: u8| Entry {
///     driver: DriverId(driver),
///     driver_name: name.to_owned(),
///     start: Some(start),
///     car_number: None,
///     team: None,
///     make: None,
/// };
/// let entries = vec![entry(1361, "Denny Hamlin", 1), entry(4030, "Kyle Larson", 2)];
/// let card = RaceCard { info, distance_laps: 312, entries };
/// assert!(card.entries.is_sorted_by_key(|entry| entry.driver));
/// # Ok::<(), jiff::Error>(())
/// ```
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
///
/// ```
/// assert_eq!(domain::race::usual_distance(&[312, 267, 312, 267]), Some(267));
/// ```
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
