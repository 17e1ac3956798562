//! The entry list of a race, which comes again and again in its week.

use crate::ids::DriverId;
use crate::race::Entry;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A version of a race's entry list: the whole field as listed at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryList {
    /// When it could be known; never after the race's lock.
    pub known_at: Timestamp,
    /// The moment that its file states; absent where none is stated and the moment of its import counts.
    pub stated_at: Option<Timestamp>,
    /// Entries, by driver id.
    pub entries: Vec<Entry>,
    /// Drivers whose rows are held back, by driver id.
    pub held: Vec<HeldEntry>,
}

/// A driver on an entry list whose row is held back: listed, but not entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HeldEntry {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed.
    pub driver_name: String,
    /// Why the row is held back.
    pub reason: String,
}

/// A driver who was on an earlier version of a list and is not on the one in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GoneEntry {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed last.
    pub driver_name: String,
}

impl EntryList {
    /// Whether any place of the grid is on it.
    pub fn has_grid(&self) -> bool {
        self.entries.iter().any(|entry| entry.start.is_some())
    }

    /// Number and name of every driver on it, held back or not.
    pub fn drivers(&self) -> impl Iterator<Item = (DriverId, &str)> {
        let entered = self.entries.iter().map(|entry| (entry.driver, entry.driver_name.as_str()));
        entered.chain(self.held.iter().map(|held| (held.driver, held.driver_name.as_str())))
    }
}

/// Which of `versions`, in their order, is in force at `as_of`: the last one known by then.
pub fn in_force(versions: &[EntryList], as_of: Timestamp) -> Option<usize> {
    versions.iter().rposition(|version| version.known_at <= as_of)
}

/// Who is on a version before the last of `versions`, and not on the last.
pub fn gone(versions: &[EntryList]) -> Vec<GoneEntry> {
    let Some((last, earlier)) = versions.split_last() else { return Vec::new() };
    let listed: BTreeSet<DriverId> = last.drivers().map(|(driver, _)| driver).collect();
    let mut gone = BTreeMap::new();
    for (driver, name) in earlier.iter().flat_map(EntryList::drivers) {
        if !listed.contains(&driver) {
            gone.insert(driver, name.to_owned());
        }
    }
    gone.into_iter().map(|(driver, driver_name)| GoneEntry { driver, driver_name }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(second: i64, drivers: &[u32]) -> EntryList {
        let entry = |driver: &u32| Entry {
            driver: DriverId(*driver),
            driver_name: format!("Driver {driver}"),
            start: None,
            car_number: None,
            team: None,
            make: None,
        };
        EntryList {
            known_at: Timestamp::from_second(second).unwrap(),
            stated_at: None,
            entries: drivers.iter().map(entry).collect(),
            held: Vec::new(),
        }
    }

    #[test]
    fn the_last_version_known_by_a_moment_is_in_force() {
        let versions = [version(10, &[1, 2]), version(20, &[1, 3]), version(20, &[1])];
        let at = |second| in_force(&versions, Timestamp::from_second(second).unwrap());
        assert_eq!([at(9), at(10), at(19), at(20)], [None, Some(0), Some(0), Some(2)]);
    }

    #[test]
    fn who_is_gone_stays_named_until_listed_again() {
        let versions = [version(10, &[1, 2]), version(20, &[1, 3]), version(30, &[1]), version(40, &[1, 2])];
        let gone = |count: usize| -> Vec<u32> {
            gone(&versions[..count]).into_iter().map(|gone| gone.driver.0).collect()
        };
        assert!(gone(0).is_empty());
        assert!(gone(1).is_empty());
        assert_eq!(gone(2), [2]);
        assert_eq!(gone(3), [2, 3]);
        assert_eq!(gone(4), [3]);
    }
}
