//! The pace of past races in the graph: computed from the tables of a race, and kept beside its results.
//!
//! A race has a pace where its results, its laps and its cautions are known. It is part of what is decided of a race, so
//! an import of laps decides the races concerned again, and so does an undo.

use super::files::{LapFiles, TableIndex, TableRecord};
use super::race::nascar_id;
use super::tables::Tables;
use crate::error::EngineError;
use crate::import::supersedes_of;
use crate::open::Engine;
use crate::progress::Progress;
use domain::facts::{RaceFacts, RaceGroup, RaceGroupKey};
use feeds::archive::ArchiveKind;
use feeds::gather::Gathered;
use graph::{Exclusive, RaceFilter};
use ratings::lap_pace::lap_pace;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Races by NASCAR's id.
pub(super) enum Concerned {
    /// Every race.
    All,
    /// These.
    Races(BTreeSet<u32>),
}

impl Concerned {
    /// The races whose pace a file bears on, with the files of `index` in force: a file of cautions says of every race
    /// between its first and its last whether there were any.
    pub fn by(record: &TableRecord, index: &TableIndex) -> Self {
        let own = record.races.keys().copied();
        let races = match (record.kind, record.races.keys().next(), record.races.keys().next_back()) {
            (ArchiveKind::Laps | ArchiveKind::Pits, _, _) => own.collect(),
            (ArchiveKind::Cautions, Some(first), Some(last)) => {
                let within = index.races(ArchiveKind::Laps).filter(|race| (first..=last).contains(&race));
                within.chain(own).collect()
            }
            _ => BTreeSet::new(),
        };
        Self::Races(races)
    }

    fn contains(&self, race: u32) -> bool {
        match self {
            Self::All => true,
            Self::Races(races) => races.contains(&race),
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Races(races) if races.is_empty())
    }
}

impl Engine {
    /// Puts the pace of each car beside its result, in every race whose laps are kept.
    pub(crate) fn add_lap_pace(
        &self,
        race_groups: &mut [RaceGroup],
        progress: &Progress,
    ) -> Result<(), EngineError> {
        let files = LapFiles::new(self.data_dir());
        let records = files.records()?;
        if records.is_empty() {
            return Ok(());
        }
        let index = TableIndex::of(&records);
        let one = |race: &mut RaceFacts| -> Result<(), EngineError> {
            progress.check()?;
            let Some(id) = nascar_id(&race.aliases).filter(|_| race.result_known_at.is_some()) else {
                return Ok(());
            };
            let tables = Tables::read(&files, &index, id)?;
            let Some(laps) = tables.and_then(|tables| tables.race_laps()) else { return Ok(()) };
            let pace = lap_pace(&laps);
            for car in &mut race.cars {
                if let Some(result) = &mut car.result {
                    result.lap_pace = pace.get(&car.entry.driver).copied();
                }
            }
            Ok(())
        };
        race_groups.par_iter_mut().flat_map(|race_group| race_group.races.par_iter_mut()).try_for_each(one)
    }

    /// Decides the races concerned again, with the tables that are in force now.
    pub(super) fn renew_pace(
        &self,
        right: &Exclusive<'_>,
        concerned: &Concerned,
        progress: &Progress,
    ) -> Result<(), EngineError> {
        if concerned.is_empty() {
            return Ok(());
        }
        let lines = self.store.races(&RaceFilter { series: None, season: None })?;
        let keys: BTreeSet<RaceGroupKey> = lines
            .iter()
            .filter(|line| nascar_id(&line.aliases).is_some_and(|id| concerned.contains(id)))
            .map(|line| RaceGroupKey {
                series: line.info.series,
                layout: line.info.layout.clone(),
                season: line.info.date.year(),
            })
            .collect();
        if keys.is_empty() {
            return Ok(());
        }
        let keys: Vec<RaceGroupKey> = keys.into_iter().collect();
        let known = self.store.snapshots()?;
        let mut gathered = Gathered::of(&keys);
        self.files.gather(&self.store.parts_of(&keys)?, &mut gathered).map_err(EngineError::gather)?;
        gathered.supersede(&supersedes_of(known.iter()));
        self.decide_gathered(&mut gathered)?;
        let resolved = gathered.race_groups().into_par_iter().map(feeds::identity::resolve);
        let mut race_groups: Vec<RaceGroup> = resolved.map(|resolution| resolution.race_group).collect();
        self.add_lap_pace(&mut race_groups, progress)?;
        right.apply_while(&race_groups, &mut |_| !progress.cancelled())?;
        Ok(())
    }
}
