//! Taking in a file of laps, pit stops, cautions, leaders or stages, and taking it back.

use super::files::{KeptTable, LapFiles, TableIndex, TableRecord};
use super::pace::Concerned;
use super::race::nascar_id;
use crate::error::EngineError;
use crate::import::{Finding, ImportAnswer, ImportRequest, Level};
use crate::open::Engine;
use crate::progress::Progress;
use crate::races::lines;
use crate::undo::UndoAnswer;
use domain::ids::SnapshotId;
use feeds::archive::{Archive, ArchiveKind, RaceTable, parse};
use feeds::source::RawFile;
use graph::SnapshotMeta;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

impl Engine {
    /// Imports a file of this kind. Its tables are kept whether or not their races are known; rows of races that are not
    /// count as held until results name them.
    pub(crate) fn import_tables(
        &self,
        file: &RawFile,
        kind: ArchiveKind,
        request: &ImportRequest,
        progress: &Progress,
    ) -> Result<ImportAnswer, EngineError> {
        if let Some(what) = stated(request) {
            return Err(EngineError::NotAbout { what, kind: kind.name() });
        }
        let archive = parse(file, kind);
        if !archive.header_ok {
            let complaints: Vec<String> = archive.complaints.iter().map(ToString::to_string).collect();
            let (file, kind) = (file.name.clone(), kind.name());
            return Err(EngineError::WrongHeader { file, kind, complaints: complaints.join("\n") });
        }
        let files = LapFiles::new(self.data_dir());
        let known = self.known_ids()?;
        // One writer at a time, in this process or on the server.
        let right = self.store.exclusive()?;
        let before = files.records()?.into_iter().find(|record| record.snapshot == file.snapshot);
        let mut answer = report(file, kind, &archive, &known);
        answer.known_before = before.is_some();
        if archive.races.is_empty() {
            answer.wrote_nothing = true;
            return Ok(answer);
        }
        let meta = TableRecord {
            snapshot: file.snapshot.clone(),
            kind,
            file_name: before.as_ref().map_or_else(|| answer.file.clone(), |record| record.file_name.clone()),
            fetched_at: before
                .as_ref()
                .map_or_else(|| self.clock.now_in_seconds(), |record| record.fetched_at),
            rows_read: archive.rows_read,
            complaints: u32::try_from(archive.complaints.len()).unwrap_or(u32::MAX),
            races: BTreeMap::new(),
        };
        files.raw.put(&file.bytes)?;
        if before.is_none() {
            right.put_snapshot(&SnapshotMeta { complete: false, ..meta.meta() })?;
        }
        let races = keep(&files, kind, &file.snapshot, archive.races, progress)?;
        let record = TableRecord { races, ..meta };
        let same = |race: &u32, kept: &KeptTable| {
            before.as_ref().is_some_and(|record| record.races.get(race) == Some(kept))
        };
        answer.races_unchanged = record.races.iter().filter(|(race, kept)| same(race, kept)).count();
        answer.races_written = record.races.len() - answer.races_unchanged;
        answer.wrote_nothing = before.as_ref() == Some(&record);
        if !answer.wrote_nothing {
            files.put_record(&record)?;
        }
        // Also of a file that is known: the import before may have ended here.
        let concerned = Concerned::by(&record, &TableIndex::of(&files.records()?));
        self.renew_pace(&right, &concerned, progress)?;
        right.put_snapshot(&record.meta())?;
        right.read_back()?;
        Ok(answer)
    }

    /// Takes a file back.
    pub(crate) fn undo_tables(
        &self,
        meta: SnapshotMeta,
        kind: ArchiveKind,
        progress: &Progress,
    ) -> Result<UndoAnswer, EngineError> {
        let right = self.store.exclusive()?;
        let files = LapFiles::new(self.data_dir());
        let records = files.records()?;
        // Without its record this is the rest of an undo that was interrupted.
        let concerned = records
            .iter()
            .find(|record| record.snapshot == meta.id)
            .map_or(Concerned::All, |record| Concerned::by(record, &TableIndex::of(&records)));
        // Marked first and forgotten last: until then the same call finds it and completes the work.
        right.put_snapshot(&SnapshotMeta { complete: false, ..meta.clone() })?;
        let races_removed = files.remove(kind, &meta.id)?;
        self.renew_pace(&right, &concerned, progress)?;
        right.remove_snapshot(&meta.id)?;
        right.read_back()?;
        Ok(UndoAnswer {
            snapshot: meta.id.0,
            file: meta.file_name,
            kind: meta.kind,
            races_removed,
            ..UndoAnswer::default()
        })
    }

    /// Writes the tables of every file again from its raw copy.
    pub(crate) fn remake_tables(&self, progress: &Progress) -> Result<u64, EngineError> {
        let files = LapFiles::new(self.data_dir());
        let right = self.store.exclusive()?;
        let records = files.records()?;
        for record in &records {
            progress.check()?;
            let bytes = files.raw.get(&record.snapshot)?;
            let file = RawFile { name: record.file_name.clone(), bytes, snapshot: record.snapshot.clone() };
            let archive = parse(&file, record.kind);
            let races = keep(&files, record.kind, &record.snapshot, archive.races, progress)?;
            files.put_record(&TableRecord { races, ..record.clone() })?;
            right.put_snapshot(&record.meta())?;
        }
        Ok(records.len() as u64)
    }

    /// NASCAR's ids of the races in the graph.
    fn known_ids(&self) -> Result<BTreeSet<u32>, EngineError> {
        self.read(|view| Ok(lines(view)?.iter().filter_map(|line| nascar_id(&line.aliases)).collect()))
    }
}

/// What the user states that such a file states itself.
fn stated(request: &ImportRequest) -> Option<&'static str> {
    if request.race.is_some() {
        Some("race")
    } else if request.series.is_some() {
        Some("series")
    } else if request.known_at.is_some() {
        Some("moment")
    } else {
        None
    }
}

/// Keeps the tables of a file.
fn keep(
    files: &LapFiles,
    kind: ArchiveKind,
    snapshot: &SnapshotId,
    races: BTreeMap<u32, RaceTable>,
    progress: &Progress,
) -> Result<BTreeMap<u32, KeptTable>, EngineError> {
    progress.begin("races", races.len() as u64);
    let one = |(race, table)| -> Result<(u32, KeptTable), EngineError> {
        progress.check()?;
        let kept = files.put_table(kind, race, snapshot, table)?;
        progress.advance(1);
        Ok((race, kept))
    };
    let kept = races.into_par_iter().map(one).collect();
    progress.end();
    kept
}

/// What the file holds, before anything is written.
fn report(file: &RawFile, kind: ArchiveKind, archive: &Archive, known: &BTreeSet<u32>) -> ImportAnswer {
    let name = Path::new(&file.name).file_name();
    let name = name.map_or_else(|| file.name.clone(), |name| name.to_string_lossy().into_owned());
    let finding = |level, rule: &str, race: u32, reason: String, next_step: &str| Finding {
        level,
        rule: rule.to_owned(),
        file: file.name.clone(),
        lines: Vec::new(),
        drivers: Vec::new(),
        race: Some(format!("nascar:{race}")),
        reason,
        next_step: Some(next_step.to_owned()),
    };
    let mut findings = crate::import::findings_of(&archive.complaints);
    let mut rows_held = 0;
    for (&race, table) in &archive.races {
        if !known.contains(&race) {
            rows_held += table.rows() as u64;
            let reason = format!("no race has NASCAR's id {race} yet; {} rows are kept", table.rows());
            findings.push(finding(
                Level::Held,
                "unknown-race",
                race,
                reason,
                "import results that have this id",
            ));
        }
        let missing = if kind == ArchiveKind::Laps { laps_missing(table) } else { 0 };
        if missing > 0 {
            let reason = format!("{missing} laps between the first and the last are missing for every car");
            findings.push(finding(Level::Remark, "laps-missing", race, reason, "use its laps with care"));
        }
    }
    let taken = archive.rows_taken();
    ImportAnswer {
        snapshot: file.snapshot.to_string(),
        file: name,
        kind: kind.name().to_owned(),
        rows_read: archive.rows_read,
        rows_taken: taken - rows_held,
        rows_repeated: archive.rows_repeated,
        rows_refused: archive.rows_read - taken - archive.rows_repeated,
        rows_held,
        findings,
        ..ImportAnswer::default()
    }
}

/// Laps before the last that no car has.
fn laps_missing(table: &RaceTable) -> usize {
    let Some(feeds::archive::Cells::Whole(laps)) = table.columns.first() else { return 0 };
    let laps: BTreeSet<i64> = laps.iter().flatten().copied().filter(|lap| *lap > 0).collect();
    let last = laps.last().and_then(|last| usize::try_from(*last).ok()).unwrap_or(0);
    last.saturating_sub(laps.len())
}
