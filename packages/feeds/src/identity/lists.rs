//! The rows of one version of an entry list, of however many files: merged, or held back where they contradict each
//! other.

use super::resolution::Conflict;
use super::stated::{Distinct, Precedence};
use crate::entries::EntryRow;
use domain::entry_list::{EntryList, HeldEntry};
use domain::ids::{DriverId, SnapshotId};
use domain::race::Entry;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

pub(super) type EntryRows<'a> = Vec<Distinct<'a, EntryRow>>;

/// An entry list as far as it is consistent: the version in force, with those before it.
#[derive(Default)]
pub(super) struct List {
    pub track_name: String,
    pub entries: BTreeMap<DriverId, Entry>,
    pub scheduled_laps: Option<u32>,
    pub lock_at: Option<Timestamp>,
    pub conflicts: Vec<Conflict>,
    /// Values of the race that contradict each other, in words.
    pub race_conflicts: Vec<String>,
    /// All versions, this one last.
    pub versions: Vec<Dated>,
}

/// A version of a list and its moment, which may lie after the lock.
pub(super) struct Dated {
    /// Nothing where neither rows nor record give it.
    pub moment: Option<Timestamp>,
    /// Whether the rows state it.
    pub stated: bool,
    pub entries: Vec<Entry>,
    pub held: Vec<HeldEntry>,
}

impl List {
    /// Its versions for a race with this lock: as knowledge none counts later.
    pub(super) fn known_by(&self, lock_at: Timestamp) -> Vec<EntryList> {
        let version = |dated: &Dated| EntryList {
            known_at: dated.moment.map_or(lock_at, |moment| moment.min(lock_at)),
            stated_at: dated.moment.filter(|_| dated.stated),
            entries: dated.entries.clone(),
            held: dated.held.clone(),
        };
        self.versions.iter().map(version).collect()
    }
}

/// From when on a driver was entered without a break, and from when on the grid was known; the lock where no version
/// says so.
pub(super) fn known_from(
    versions: &[EntryList],
    driver: DriverId,
    lock_at: Timestamp,
) -> (Timestamp, Timestamp) {
    let lists = |version: &&EntryList| version.entries.iter().any(|entry| entry.driver == driver);
    let entered = versions.iter().rev().take_while(lists).last();
    let grid = versions.iter().find(|version| version.has_grid());
    let moment = |version: Option<&EntryList>| version.map_or(lock_at, |version| version.known_at);
    (moment(entered), moment(grid))
}

/// Merges rows: a blank agrees with every value, two values contradict each other unless the one gives way.
pub(super) fn merge(group: &str, rows: &EntryRows<'_>, precedence: &Precedence<'_>) -> List {
    let track_name = rows.iter().map(|row| row.row.place.track_name.clone()).min().unwrap_or_default();
    let mut list = List { track_name, ..List::default() };
    let merge_race = |name: &str, value: fn(&EntryRow) -> Option<String>| {
        one(rows.iter().filter_map(|row| Some((value(row.row)?, &row.stated_by))), precedence)
            .map_err(|values| format!("{name} is {}", values.join(" or ")))
    };
    let laps = merge_race("scheduled_laps", |row| row.scheduled_laps.map(|laps| laps.to_string()));
    let lock = merge_race("lock_at", |row| row.lock_at.map(|lock| lock.to_string()));
    match laps {
        Ok(laps) => list.scheduled_laps = laps.and_then(|laps| laps.parse().ok()),
        Err(reason) => list.race_conflicts.push(reason),
    }
    match lock {
        Ok(lock) => list.lock_at = lock.and_then(|lock| lock.parse().ok()),
        Err(reason) => list.race_conflicts.push(reason),
    }
    let mut by_driver: BTreeMap<DriverId, Vec<&Distinct<'_, EntryRow>>> = BTreeMap::new();
    for row in rows {
        by_driver.entry(row.row.entry.driver).or_default().push(row);
    }
    for (&driver, rows) in &by_driver {
        match entry(driver, rows, precedence) {
            Ok(entry) => {
                list.entries.insert(driver, entry);
            }
            Err(differences) => list.conflicts.push(conflict(group, rows, differences)),
        }
    }
    hold_back_shared(group, &by_driver, &mut list);
    list
}

fn entry(
    driver: DriverId,
    rows: &[&Distinct<'_, EntryRow>],
    precedence: &Precedence<'_>,
) -> Result<Entry, String> {
    let mut differences = Vec::new();
    let mut value = |name: &str, of: fn(&Entry) -> Option<String>| {
        one(rows.iter().filter_map(|row| Some((of(&row.row.entry)?, &row.stated_by))), precedence)
            .unwrap_or_else(|values| {
                differences.push(format!("{name} {}", values.join(" or ")));
                None
            })
    };
    let driver_name = value("name", |entry| Some(entry.driver_name.clone())).unwrap_or_default();
    let start = value("start", |entry| entry.start.map(|start| start.to_string()));
    let car_number = value("car number", |entry| entry.car_number.clone());
    let team = value("team", |entry| entry.team.clone());
    let make = value("make", |entry| entry.make.clone());
    if !differences.is_empty() {
        return Err(differences.join(", "));
    }
    Ok(Entry {
        driver,
        driver_name,
        start: start.and_then(|start| start.parse().ok()),
        car_number,
        team,
        make,
    })
}

/// The one value stated, none where all are blank, or all that contradict each other.
fn one<'a>(
    values: impl Iterator<Item = (String, &'a BTreeSet<&'a SnapshotId>)>,
    precedence: &Precedence<'_>,
) -> Result<Option<String>, Vec<String>> {
    let mut stated: BTreeMap<String, BTreeSet<&SnapshotId>> = BTreeMap::new();
    for (value, by) in values {
        stated.entry(value).or_default().extend(by.iter().copied());
    }
    if stated.len() > 1 {
        let gives_way = |value: &String, by: &_| {
            stated.iter().any(|(v, other)| v != value && precedence.yields(by, other))
        };
        let kept: Vec<&String> =
            stated.iter().filter(|(value, by)| !gives_way(value, by)).map(|(value, _)| value).collect();
        return match kept[..] {
            [value] => Ok(Some(value.clone())),
            _ => Err(stated.into_keys().collect()),
        };
    }
    Ok(stated.into_keys().next())
}

fn conflict(group: &str, rows: &[&Distinct<'_, EntryRow>], differences: String) -> Conflict {
    Conflict {
        group: group.to_owned(),
        rule: "entry-conflict",
        driver: rows[0].row.entry.driver,
        driver_name: rows[0].row.entry.driver_name.clone(),
        differences,
        rows: rows.len() as u32,
        origins: rows
            .iter()
            .flat_map(|row| &row.origins)
            .map(|&(snapshot, line)| (snapshot.clone(), line))
            .collect(),
    }
}

/// Two drivers on one place of the grid, or in one car: neither is loaded.
fn hold_back_shared(group: &str, rows: &BTreeMap<DriverId, Vec<&Distinct<'_, EntryRow>>>, list: &mut List) {
    let mut claims: BTreeMap<(&str, String), Vec<DriverId>> = BTreeMap::new();
    for entry in list.entries.values() {
        let start = entry.start.map(|start| ("start", start.to_string()));
        let car = entry.car_number.clone().map(|car| ("car", car));
        for claim in start.into_iter().chain(car) {
            claims.entry(claim).or_default().push(entry.driver);
        }
    }
    let mut reasons: BTreeMap<DriverId, Vec<String>> = BTreeMap::new();
    for ((what, value), drivers) in claims.into_iter().filter(|(_, drivers)| drivers.len() > 1) {
        for driver in &drivers {
            let others = drivers.iter().filter(|other| *other != driver);
            let others: Vec<String> =
                others.map(|other| format!("{} ({other})", list.entries[other].driver_name)).collect();
            let reason = format!("{what} {value} is also that of {}", others.join(", "));
            reasons.entry(*driver).or_default().push(reason);
        }
    }
    for (driver, reasons) in reasons {
        list.conflicts.push(conflict(group, &rows[&driver], reasons.join(", ")));
        list.entries.remove(&driver);
    }
    list.conflicts.sort_by_key(|conflict| conflict.driver);
}
