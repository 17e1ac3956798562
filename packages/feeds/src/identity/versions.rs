//! The versions of a race's entry list: their order, the one in force, and what changed from one to the next.

use super::lists::{Dated, EntryRows, List, merge};
use super::resolution::Remark;
use super::stated::{Precedence, Stated, distinct};
use super::work::{HeldBy, Work};
use crate::entries::EntryRow;
use crate::file_record::Issue;
use domain::entry_list::HeldEntry;
use domain::ids::{DriverId, SnapshotId};
use domain::race::Entry;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of a race's list that are of one moment.
pub(super) struct Version<'a> {
    /// Nothing where neither rows nor record give it.
    moment: Option<Timestamp>,
    /// Whether the rows state it.
    stated: bool,
    /// Decides between versions of one moment.
    sequence: u64,
    files: BTreeSet<&'a SnapshotId>,
    rows: EntryRows<'a>,
}

/// What makes rows one version: the moment they state, else the issue of their file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Unknown,
    Stated(Timestamp),
    Issued(Issue),
}

/// The versions that the rows of one race make, in order: by moment, then by the sequence of import. A file that
/// supersedes another comes after it.
pub(super) fn versions<'a>(
    rows: &[&'a Stated<EntryRow>],
    issues: &'a BTreeMap<SnapshotId, Vec<Issue>>,
    precedence: &Precedence<'_>,
) -> Vec<Version<'a>> {
    let mut by_origin: BTreeMap<Origin, Vec<&'a Stated<EntryRow>>> = BTreeMap::new();
    for &stated in rows {
        match (stated.row.known_at, issues.get(&stated.snapshot)) {
            (Some(moment), _) => by_origin.entry(Origin::Stated(moment)).or_default().push(stated),
            (None, Some(issues)) => {
                for issue in issues {
                    by_origin.entry(Origin::Issued(*issue)).or_default().push(stated);
                }
            }
            (None, None) => by_origin.entry(Origin::Unknown).or_default().push(stated),
        }
    }
    let version = |(origin, rows): (Origin, Vec<&'a Stated<EntryRow>>)| {
        let files: BTreeSet<&SnapshotId> = rows.iter().map(|stated| &stated.snapshot).collect();
        let first_issue = || files.iter().filter_map(|file| issues.get(*file)?.first()).min();
        let (moment, sequence) = match origin {
            Origin::Unknown => (None, 0),
            Origin::Stated(moment) => (Some(moment), first_issue().map_or(0, |issue| issue.sequence)),
            Origin::Issued(issue) => (Some(issue.at), issue.sequence),
        };
        let spelling = |row: &'a EntryRow| row.place.track_name.as_str();
        let rows = distinct(rows.iter().copied(), EntryRow::key, spelling, |row| row.line);
        Version { moment, stated: matches!(origin, Origin::Stated(_)), sequence, files, rows }
    };
    let mut versions: Vec<Version<'a>> = by_origin.into_iter().map(version).collect();
    versions.sort_by(|a, b| (a.moment, a.sequence, &a.files).cmp(&(b.moment, b.sequence, &b.files)));
    for at in 1..versions.len() {
        let gives_way_to = |newer: &Version<'_>| precedence.yields(&versions[at].files, &newer.files);
        if let Some(newer) = versions[..at].iter().position(gives_way_to) {
            versions[newer..=at].rotate_right(1);
        }
    }
    versions
}

impl Work<'_> {
    /// The list in force with the versions before it. A version with another field is held back; each other one is
    /// compared with the one before it.
    pub(super) fn list(
        &mut self,
        group: &str,
        versions: &[Version<'_>],
        precedence: &Precedence<'_>,
    ) -> List {
        let mut list = List::default();
        let mut accepted: Vec<&Version<'_>> = Vec::new();
        for version in versions {
            let mut next = merge(group, &version.rows, precedence);
            let dated = dated(version, &next);
            if let Some(before) = list.versions.last() {
                if let Some(reason) = other_field(before, &dated) {
                    self.hold(group, "other-field", reason, HeldBy::rows(&version.rows));
                    continue;
                }
                let remarks = changes(before, &dated);
                for &file in &version.files {
                    self.resolution.remarks.extend(remarks.iter().map(|(rule, text, drivers)| Remark {
                        group: group.to_owned(),
                        rule,
                        text: text.clone(),
                        file: Some(file.clone()),
                        drivers: drivers.clone(),
                    }));
                }
            }
            // What the newer list does not say of the race, the one before it said.
            next.scheduled_laps = next.scheduled_laps.or(list.scheduled_laps);
            next.lock_at = next.lock_at.or(list.lock_at);
            next.versions = std::mem::take(&mut list.versions);
            // A list that says the same again is no new version: it counts from its first moment.
            let says_the_same = next
                .versions
                .last()
                .is_some_and(|last| last.entries == dated.entries && last.held == dated.held);
            if !says_the_same {
                next.versions.push(dated);
            }
            list = next;
            accepted.push(version);
        }
        self.remark_on_older(group, &accepted);
        list
    }

    /// Says of each file whose list is not in force that a newer one is.
    fn remark_on_older(&mut self, group: &str, accepted: &[&Version<'_>]) {
        let Some((in_force, older)) = accepted.split_last() else { return };
        let older: BTreeSet<&SnapshotId> =
            older.iter().flat_map(|version| version.files.difference(&in_force.files).copied()).collect();
        let moment = in_force.moment.map_or_else(String::new, |moment| format!(", known since {moment}"));
        for file in older {
            self.resolution.remarks.push(Remark {
                group: group.to_owned(),
                rule: "older-list",
                text: format!("a newer list of the race is in force{moment}: this one changes nothing in it"),
                file: Some(file.clone()),
                drivers: Vec::new(),
            });
        }
    }
}

fn dated(version: &Version<'_>, list: &List) -> Dated {
    let held = list.conflicts.iter().map(|conflict| HeldEntry {
        driver: conflict.driver,
        driver_name: conflict.driver_name.clone(),
        reason: conflict.differences.clone(),
    });
    Dated {
        moment: version.moment,
        stated: version.stated,
        entries: list.entries.values().cloned().collect(),
        held: held.collect(),
    }
}

impl Dated {
    fn names(&self) -> BTreeMap<DriverId, &str> {
        let entered = self.entries.iter().map(|entry| (entry.driver, entry.driver_name.as_str()));
        entered.chain(self.held.iter().map(|held| (held.driver, held.driver_name.as_str()))).collect()
    }
}

/// Why two lists are not versions of one: half of the drivers of either are not on the other.
fn other_field(before: &Dated, after: &Dated) -> Option<String> {
    let (old, new) = (before.names(), after.names());
    let added = new.keys().filter(|driver| !old.contains_key(driver)).count();
    let gone = old.keys().filter(|driver| !new.contains_key(driver)).count();
    (2 * added >= new.len() && 2 * gone >= old.len()).then(|| {
        format!(
            "{added} of its {} drivers are not on the list before it, and {gone} of the {} there are not on it: it is no \
             version of that list",
            new.len(),
            old.len()
        )
    })
}

/// Rule, text and drivers of a remark.
type Change = (&'static str, String, Vec<(DriverId, String)>);

/// What changed from one version to the next, by driver.
fn changes(before: &Dated, after: &Dated) -> Vec<Change> {
    let (old, new) = (before.names(), after.names());
    let who = |driver: DriverId, name: &str| format!("{name} ({driver})");
    let named = |driver: DriverId, name: &str| (driver, name.to_owned());
    let entry_of = |list: &'_ Dated, driver: DriverId| -> Option<Entry> {
        list.entries.iter().find(|entry| entry.driver == driver).cloned()
    };
    let mut gone: BTreeMap<DriverId, &str> = old
        .iter()
        .filter(|(driver, _)| !new.contains_key(driver))
        .map(|(&driver, &name)| (driver, name))
        .collect();
    let mut found: Vec<Change> = Vec::new();
    for (&driver, &name) in new.iter().filter(|(driver, _)| !old.contains_key(driver)) {
        let car = entry_of(after, driver).and_then(|entry| entry.car_number);
        let replaced = car.as_ref().and_then(|car| {
            let same_car = |out: &DriverId| {
                entry_of(before, *out).is_some_and(|entry| entry.car_number.as_ref() == Some(car))
            };
            gone.keys().copied().find(same_car)
        });
        match (replaced, car) {
            (Some(out), Some(car)) => {
                let out_name = gone.remove(&out).unwrap_or_default();
                let text = format!("{} in for {} in car {car}", who(driver, name), who(out, out_name));
                found.push(("driver-replaced", text, vec![named(driver, name), named(out, out_name)]));
            }
            _ => found.push((
                "driver-added",
                format!("added: {}", who(driver, name)),
                vec![named(driver, name)],
            )),
        }
    }
    for (driver, name) in gone {
        let text = format!("gone from the list: {}", who(driver, name));
        found.push(("driver-gone", text, vec![named(driver, name)]));
    }
    let has_grid = |list: &Dated| list.entries.iter().any(|entry| entry.start.is_some());
    let first_grid = !has_grid(before) && has_grid(after);
    if first_grid {
        let places = after.entries.iter().filter(|entry| entry.start.is_some()).count();
        found.push(("grid-changed", format!("the grid is known: {places} places"), Vec::new()));
    }
    for entry in &after.entries {
        let Some(earlier) = entry_of(before, entry.driver) else { continue };
        let shown = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let start = |entry: &Entry| entry.start.map(|start| start.to_string());
        let mut differences = Vec::new();
        let mut compare = |what: &str, old: Option<String>, new: Option<String>| {
            if old != new {
                differences.push(format!("{what} {} is now {}", shown(old), shown(new)));
            }
        };
        if !first_grid {
            compare("start", start(&earlier), start(entry));
        }
        compare("car", earlier.car_number.clone(), entry.car_number.clone());
        compare("team", earlier.team.clone(), entry.team.clone());
        compare("make", earlier.make.clone(), entry.make.clone());
        if !differences.is_empty() {
            let text = format!("{}: {}", who(entry.driver, &entry.driver_name), differences.join(", "));
            let rule =
                if start(&earlier) == start(entry) || first_grid { "entry-changed" } else { "grid-changed" };
            found.push((rule, text, vec![named(entry.driver, &entry.driver_name)]));
        }
    }
    for held in &after.held {
        if !before.held.contains(held) && old.contains_key(&held.driver) {
            let text = format!("{}: held back, {}", who(held.driver, &held.driver_name), held.reason);
            found.push(("driver-held", text, vec![named(held.driver, &held.driver_name)]));
        }
    }
    for held in &before.held {
        if let Some(entry) = entry_of(after, held.driver) {
            let text = format!("{}: no longer held back", who(entry.driver, &entry.driver_name));
            found.push(("driver-released", text, vec![named(entry.driver, &entry.driver_name)]));
        }
    }
    if found.is_empty() {
        found.push(("list-unchanged", "nothing changed against the list before it".to_owned(), Vec::new()));
    }
    found
}
