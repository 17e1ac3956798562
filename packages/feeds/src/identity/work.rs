//! A resolution being put together.

use super::lists::EntryRows;
use super::resolution::{Conflict, HeldRows, Match, MatchKind, Remark, Resolution};
use super::stated::Distinct;
use crate::entries::EntryRow;
use crate::race_logs::LogRow;
use crate::results::ResultRow;
use crate::teams::TeamRow;
use crate::weekend::WeekendRow;
use domain::facts::{Part, Quarantine, RaceGroup, RaceGroupKey};
use domain::ids::{DriverId, RaceKey, SnapshotId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A resolution being put together.
pub(super) struct Work<'a> {
    pub key: &'a RaceGroupKey,
    pub resolution: Resolution,
}

/// Rows that are held back together.
#[derive(Default)]
pub(super) struct HeldBy {
    rows: usize,
    drivers: BTreeSet<(Option<DriverId>, String)>,
    origins: BTreeSet<(SnapshotId, u64)>,
    race: Option<RaceKey>,
}

impl HeldBy {
    /// These rows, of no certain race.
    pub(super) fn rows<'r, 'a: 'r, R: Named + 'a>(
        rows: impl IntoIterator<Item = &'r Distinct<'a, R>>,
    ) -> Self {
        let mut held = Self::default();
        rows.into_iter().for_each(|row| held.add(row));
        held
    }

    /// One row's worth: what several rows together state about one car of one race.
    pub(super) fn one<'r, 'a: 'r, R: Named + 'a>(
        rows: impl IntoIterator<Item = &'r Distinct<'a, R>>,
    ) -> Self {
        Self { rows: 1, ..Self::rows(rows) }
    }

    /// Adds a row.
    pub(super) fn add<R: Named>(&mut self, row: &Distinct<'_, R>) {
        self.rows += 1;
        self.drivers.extend(row.row.driver());
        self.origins.extend(row.origins.iter().map(|&(snapshot, line)| (snapshot.clone(), line)));
    }

    /// The race concerned.
    pub(super) fn of_race(self, race: &RaceKey) -> Self {
        Self { race: Some(race.clone()), ..self }
    }
}

/// A row that may name a driver.
pub(super) trait Named {
    /// Number and name of the driver, as far as the row gives them.
    fn driver(&self) -> Option<(Option<DriverId>, String)>;
}

impl Named for LogRow {
    fn driver(&self) -> Option<(Option<DriverId>, String)> {
        Some((Some(self.driver), self.driver_name.clone()))
    }
}

impl Named for EntryRow {
    fn driver(&self) -> Option<(Option<DriverId>, String)> {
        Some((Some(self.entry.driver), self.entry.driver_name.clone()))
    }
}

impl Named for ResultRow {
    fn driver(&self) -> Option<(Option<DriverId>, String)> {
        Some((None, self.driver_name.clone()))
    }
}

impl Named for TeamRow {
    fn driver(&self) -> Option<(Option<DriverId>, String)> {
        Some((Some(self.driver), self.driver_name.clone()))
    }
}

impl Named for WeekendRow {
    fn driver(&self) -> Option<(Option<DriverId>, String)> {
        match (self.driver, &self.driver_name) {
            (None, None) => None,
            (driver, name) => Some((driver, name.clone().unwrap_or_default())),
        }
    }
}

impl<'a> Work<'a> {
    /// Nothing resolved yet.
    pub(super) fn new(key: &'a RaceGroupKey) -> Self {
        let race_group =
            RaceGroup { key: key.clone(), races: Vec::new(), parts: Vec::new(), quarantines: Vec::new() };
        let resolution = Resolution {
            race_group,
            conflicts: Vec::new(),
            holds: Vec::new(),
            taken_spans: BTreeSet::new(),
            remarks: Vec::new(),
            matches: Vec::new(),
            names: Vec::new(),
        };
        Self { key, resolution }
    }
}

impl Work<'_> {
    pub(super) fn add_parts<T>(&mut self, group: &str, rows: &[Distinct<'_, T>]) {
        let mut counts: BTreeMap<&SnapshotId, u32> = BTreeMap::new();
        for snapshot in rows.iter().flat_map(|row| &row.stated_by) {
            *counts.entry(snapshot).or_default() += 1;
        }
        let part = |(snapshot, rows): (&SnapshotId, u32)| Part {
            snapshot: snapshot.clone(),
            group: group.to_owned(),
            rows,
        };
        self.resolution.race_group.parts.extend(counts.into_iter().map(part));
    }

    /// Holds rows back.
    pub(super) fn hold(&mut self, group: &str, rule: &str, reason: String, held: HeldBy) {
        let rows = u32::try_from(held.rows).unwrap_or(u32::MAX);
        self.quarantine(group, rule, reason.clone(), rows);
        self.resolution.holds.push(HeldRows {
            group: group.to_owned(),
            rule: rule.to_owned(),
            reason,
            race: held.race,
            drivers: held.drivers.into_iter().collect(),
            rows,
            origins: held.origins.into_iter().collect(),
        });
    }

    fn quarantine(&mut self, group: &str, rule: &str, reason: String, rows: u32) {
        let held = Quarantine { group: group.to_owned(), rule: rule.to_owned(), reason, rows };
        self.resolution.race_group.quarantines.push(held);
    }

    pub(super) fn remark(&mut self, group: &str, rule: &'static str, text: String) {
        let remark = Remark { group: group.to_owned(), rule, text, file: None, drivers: Vec::new() };
        self.resolution.remarks.push(remark);
    }

    pub(super) fn conflicts(&mut self, conflicts: Vec<Conflict>) {
        for conflict in conflicts {
            let Conflict { driver, driver_name, differences, .. } = &conflict;
            let reason = format!("{driver_name} ({driver}): {differences}");
            self.quarantine(&conflict.group, conflict.rule, reason, conflict.rows);
            self.resolution.conflicts.push(conflict);
        }
    }

    pub(super) fn hold_list_back(
        &mut self,
        group: String,
        scheduled: Date,
        rows: &EntryRows<'_>,
        reason: String,
    ) {
        self.hold(&group, "ambiguous-race", reason, HeldBy::rows(rows));
        self.resolution.matches.push(Match { group, scheduled, kind: MatchKind::Ambiguous, race: None });
    }

    pub(super) fn finish(mut self) -> Resolution {
        let race_group = &mut self.resolution.race_group;
        race_group.races.sort_by(|a, b| a.info.key.cmp(&b.info.key));
        race_group.parts.sort();
        race_group.quarantines.sort();
        self.resolution.holds.sort();
        self.resolution.conflicts.sort_by(|a, b| (&a.group, a.driver).cmp(&(&b.group, b.driver)));
        self.resolution.remarks.sort();
        self.resolution.matches.sort_by(|a, b| (a.scheduled, &a.group).cmp(&(b.scheduled, &b.group)));
        self.resolution.names.sort();
        self.resolution
    }

    pub(super) fn parts_of(&self, group: &str, snapshots: BTreeSet<&SnapshotId>) -> Vec<Part> {
        let parts = self.resolution.race_group.parts.iter();
        parts.filter(|part| part.group == group && snapshots.contains(&part.snapshot)).cloned().collect()
    }

    pub(super) fn all_parts_of(&self, group: &str) -> Vec<Part> {
        let mut parts: Vec<Part> =
            self.resolution.race_group.parts.iter().filter(|part| part.group == group).cloned().collect();
        parts.sort();
        parts
    }
}
