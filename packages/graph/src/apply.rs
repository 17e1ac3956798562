//! Bringing race groups to the state that the raw rows give them.

use crate::change::Change;
use crate::error::{ReadError, WriteError};
use crate::keys::{part_key, quarantine_keys};
use crate::rows::race_rows;
use crate::statement;
use crate::store::{Exclusive, Store};
use crate::swap::{Names, write_changes};
use crate::value::{params, row};
use domain::facts::{Part, Quarantine, RaceGroup};
use std::collections::{BTreeMap, BTreeSet};

/// What [`Store::apply`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplyReport {
    /// Races that were new or differed, and were swapped whole.
    pub races_written: usize,
    /// Races that were in a race group and no longer are.
    pub races_removed: usize,
    /// Races that were there already, fact by fact.
    pub races_unchanged: usize,
    /// Entries of the races written.
    pub entries_written: usize,
    /// Parts and quarantines created, changed or removed, and races whose provenance alone changed.
    pub records_changed: usize,
    /// Transactions committed.
    pub transactions: usize,
}

impl ApplyReport {
    /// Whether the graph is as it was.
    pub fn wrote_nothing(&self) -> bool {
        self.transactions == 0
    }
}

impl Store {
    /// As [`Exclusive::apply`].
    ///
    /// # Errors
    /// As there.
    pub fn apply(
        &self,
        race_groups: &[RaceGroup],
        progress: &mut dyn FnMut(usize),
    ) -> Result<ApplyReport, WriteError> {
        self.exclusive()?.apply(race_groups, progress)
    }
}

impl Exclusive<'_> {
    /// Makes the races, parts and quarantines of these race groups equal to `race_groups`. Only what
    /// differs is written, each race whole; where nothing differs the graph is not touched. `progress`
    /// receives the number of races done so far.
    ///
    /// # Errors
    /// A layout or snapshot that is not in the graph is found before anything is written. When the
    /// store fails later, the transactions committed until then stay, and the same call completes
    /// the work.
    pub fn apply(
        &self,
        race_groups: &[RaceGroup],
        progress: &mut dyn FnMut(usize),
    ) -> Result<ApplyReport, WriteError> {
        self.apply_while(race_groups, &mut |done| {
            progress(done);
            true
        })
    }

    /// The same, but it stops between two transactions once `go_on` answers no.
    ///
    /// # Errors
    /// As [`Exclusive::apply`]; [`WriteError::Stopped`] where it was stopped before its end. What was committed
    /// stays, and the same call completes the work.
    pub fn apply_while(
        &self,
        race_groups: &[RaceGroup],
        go_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<ApplyReport, WriteError> {
        let present = Present::read(self, race_groups)?;
        check_references(self, race_groups)?;
        let mut report = ApplyReport::default();
        let mut names = Names::default();
        let mut batch: Vec<Change> = Vec::new();
        let mut races_in_batch = 0;
        let mut done = 0;
        for (at, race_group) in race_groups.iter().enumerate() {
            let change = present.change(race_group);
            done += race_group.races.len();
            report.races_unchanged += race_group.races.len() - change.swaps.len();
            if !change.is_empty() {
                races_in_batch += change.swaps.len() + change.removed.len();
                batch.push(change);
            }
            let last = at + 1 == race_groups.len();
            if !batch.is_empty() && (races_in_batch >= self.races_per_transaction() || last) {
                self.transaction(|tx| write_changes(tx, &batch, &mut names))?;
                report.count(&batch);
                batch.clear();
                races_in_batch = 0;
                if !go_on(done) && !last {
                    return Err(WriteError::Stopped);
                }
            }
        }
        go_on(done);
        Ok(report)
    }
}

impl ApplyReport {
    fn count(&mut self, batch: &[Change]) {
        self.transactions += 1;
        for change in batch {
            self.races_written += change.swaps.len();
            self.races_removed += change.removed.len();
            self.entries_written += change.swaps.iter().map(|(rows, _)| rows.entries.len()).sum::<usize>();
            self.records_changed += change.records() + change.statements.len() - change.swaps.len();
        }
    }
}

/// What the graph has of the race groups in question.
struct Present {
    /// Digest of each race by key, whatever its race group.
    digests: BTreeMap<String, String>,
    /// Keys of the races of each race group that none of the new ones takes over.
    left_over: BTreeMap<String, Vec<String>>,
    /// Parts that state each race.
    statements: BTreeMap<String, BTreeSet<String>>,
    /// Rows of each part by race group and key.
    parts: BTreeMap<String, BTreeMap<String, u32>>,
    /// Each quarantine by race group and key.
    quarantines: BTreeMap<String, BTreeMap<String, Quarantine>>,
}

impl Present {
    fn read(writer: &Exclusive<'_>, race_groups: &[RaceGroup]) -> Result<Self, ReadError> {
        let race_group_keys: Vec<String> =
            race_groups.iter().map(|race_group| race_group.key.to_string()).collect();
        let races = race_groups.iter().flat_map(|race_group| &race_group.races);
        let new: BTreeSet<&str> = races.map(|race| race.info.key.as_str()).collect();
        writer.read(|tx| {
            let mut present = Self {
                digests: BTreeMap::new(),
                left_over: BTreeMap::new(),
                statements: BTreeMap::new(),
                parts: BTreeMap::new(),
                quarantines: BTreeMap::new(),
            };
            let within = || params! { raceGroups: race_group_keys.clone() };
            for row in tx.run_keys(&statement::RACE_DIGESTS, new.iter().copied())?.readers() {
                present.digests.insert(row.text("race")?.to_owned(), row.text("digest")?.to_owned());
            }
            for row in tx.run(&statement::RACE_GROUP_RACES, within())?.readers() {
                let race = row.text("race")?;
                if !new.contains(race) {
                    let left_over = present.left_over.entry(row.text("raceGroup")?.to_owned()).or_default();
                    left_over.push(race.to_owned());
                }
            }
            for row in tx.run(&statement::RACE_GROUP_STATEMENTS, within())?.readers() {
                let parts = present.statements.entry(row.text("race")?.to_owned()).or_default();
                parts.insert(row.text("part")?.to_owned());
            }
            for row in tx.run(&statement::RACE_GROUP_PARTS, within())?.readers() {
                let parts = present.parts.entry(row.text("raceGroup")?.to_owned()).or_default();
                parts.insert(row.text("key")?.to_owned(), row.int("rows")?);
            }
            for row in tx.run(&statement::RACE_GROUP_QUARANTINES, within())?.readers() {
                let quarantine = crate::read::quarantine(row)?;
                let quarantines = present.quarantines.entry(row.text("raceGroup")?.to_owned()).or_default();
                quarantines.insert(row.text("key")?.to_owned(), quarantine);
            }
            Ok(present)
        })
    }

    /// What must be written for the graph to agree with `race_group`.
    fn change(&self, race_group: &RaceGroup) -> Change {
        let key = race_group.key.to_string();
        let mut change = Change {
            swaps: Vec::new(),
            removed: self.left_over.get(&key).cloned().unwrap_or_default(),
            statements: Vec::new(),
            parts_created: Vec::new(),
            parts_updated: Vec::new(),
            parts_removed: Vec::new(),
            quarantines_created: Vec::new(),
            quarantines_removed: Vec::new(),
            quarantine_links: Vec::new(),
            race_group: key,
        };
        for facts in &race_group.races {
            let rows = race_rows(&race_group.key, facts);
            let race = facts.info.key.as_str();
            let present = self.digests.get(race);
            let differs = present != Some(&rows.digest);
            let stated_by: BTreeSet<String> = facts.stated_by.iter().map(part_key).collect();
            if differs || self.statements.get(race).unwrap_or(&BTreeSet::new()) != &stated_by {
                change.statements.push((race.to_owned(), stated_by.into_iter().collect()));
            }
            if differs {
                change.swaps.push((rows, present.is_some()));
            }
        }
        self.change_parts(race_group, &mut change);
        self.change_quarantines(race_group, &mut change);
        change
    }

    fn change_parts(&self, race_group: &RaceGroup, change: &mut Change) {
        let none = BTreeMap::new();
        let present = self.parts.get(&change.race_group).unwrap_or(&none);
        let wanted = parts_of(race_group);
        for (key, part) in &wanted {
            let row = || {
                row! {
                    key: key.as_str(), snapshot: part.snapshot.as_str(), group: part.group.as_str(),
                    raceGroup: change.race_group.as_str(), rows: part.rows,
                }
            };
            match present.get(key) {
                None => change.parts_created.push(row()),
                Some(rows) if *rows != part.rows => change.parts_updated.push(row()),
                Some(_) => {}
            }
        }
        change.parts_removed = present.keys().filter(|key| !wanted.contains_key(*key)).cloned().collect();
    }

    fn change_quarantines(&self, race_group: &RaceGroup, change: &mut Change) {
        let none = BTreeMap::new();
        let present = self.quarantines.get(&change.race_group).unwrap_or(&none);
        let wanted: BTreeMap<String, &Quarantine> =
            quarantine_keys(&race_group.quarantines).into_iter().zip(&race_group.quarantines).collect();
        for (key, quarantine) in &wanted {
            let before = present.get(key);
            if before == Some(*quarantine) {
                continue;
            }
            if before.is_some() {
                change.quarantines_removed.push(key.clone());
            }
            change.quarantines_created.push(row! {
                key: key.as_str(), rule: quarantine.rule.as_str(), reason: quarantine.reason.as_str(),
                group: quarantine.group.as_str(), raceGroup: change.race_group.as_str(), rows: quarantine.rows,
            });
        }
        change.quarantines_removed.extend(present.keys().filter(|key| !wanted.contains_key(*key)).cloned());
        if change.records() > 0 {
            change.quarantine_links = wanted
                .iter()
                .map(|(key, quarantine)| {
                    row! { key: key.as_str(), raceGroup: change.race_group.as_str(), group: quarantine.group.as_str() }
                })
                .collect();
        }
    }
}

/// Every part of a race group by key, those that state its races included.
fn parts_of(race_group: &RaceGroup) -> BTreeMap<String, &Part> {
    let stating = race_group.races.iter().flat_map(|race| &race.stated_by);
    race_group.parts.iter().chain(stating).map(|part| (part_key(part), part)).collect()
}

/// Every layout and snapshot that `race_groups` name must be in the graph.
fn check_references(writer: &Exclusive<'_>, race_groups: &[RaceGroup]) -> Result<(), WriteError> {
    let (layouts, snapshots) = writer.read(|tx| {
        let keys = |statement| -> Result<BTreeSet<String>, ReadError> {
            tx.run(statement, params! {})?.readers().map(|row| row.text("key").map(str::to_owned)).collect()
        };
        Ok((keys(&statement::LAYOUT_KEYS)?, keys(&statement::SNAPSHOTS)?))
    })?;
    for race_group in race_groups {
        for race in &race_group.races {
            if !layouts.contains(race.info.layout.as_str()) {
                return Err(WriteError::UnknownLayout {
                    race: race.info.key.to_string(),
                    layout: race.info.layout.to_string(),
                });
            }
        }
        for (key, part) in parts_of(race_group) {
            if !snapshots.contains(part.snapshot.as_str()) {
                return Err(WriteError::UnknownSnapshot { part: key });
            }
        }
    }
    Ok(())
}
