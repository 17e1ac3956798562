//! Files into the graph, one at a time or many at once; and back out.
//!
//! What the graph holds of a race group is a pure function of the rows of all files that speak of
//! it. So an import gathers, for each race group its rows touch, the rows of every other file
//! there, resolves them together, and applies what comes out. Neither the order of files nor a
//! crash between two transactions can matter: the same call made again completes the work.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use domain::facts::RaceGroup;
use domain::ids::SnapshotId;
use domain::series::Series;
use domain::tracks::TrackReference;
use feeds::file_record::FileRecord;
use feeds::gather::Gathered;
use feeds::identity::{Conflict, Supersedes};
pub use feeds::kind::FileKind;
use feeds::raw_store::RawStoreError;
use feeds::source::{self, RawFile};
use graph::{ApplyReport, Exclusive, SnapshotMeta, WriteCounters};
use jiff::Timestamp;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

mod about;
mod report;

pub use report::{Held, ImportReport, Matched, Renamed};

/// How to import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Files over whose rows this one wins: SHA-256 or its first digits.
    pub supersede: Vec<String>,
    /// What the file does not say itself: the race, series or moment it is about.
    pub about: About,
    /// What was recorded of the file when it was first taken in, where it is replayed.
    pub recorded: Option<FileRecord>,
}

/// What whoever imports a file says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its race: key, alias or NASCAR id.
    pub race: Option<String>,
    /// Its series.
    pub series: Option<Series>,
    /// When it could be known.
    pub known_at: Option<Timestamp>,
}

impl Engine {
    /// Imports a file. The good rows are kept whatever is wrong with others; a second import of the
    /// same file writes nothing.
    ///
    /// # Errors
    /// When the file cannot be read as text, its header is not that of its kind, a superseded file is
    /// not there, or the store fails; then what was committed stays and the same call completes it.
    pub fn import(
        &self,
        path: &Path,
        kind: FileKind,
        options: &ImportOptions,
        progress: &Progress,
    ) -> Result<ImportReport, EngineError> {
        self.import_file(&source::read(path, &self.limits_of(kind))?, kind, options, progress)
    }

    /// The same of a file already read.
    pub(crate) fn import_file(
        &self,
        file: &RawFile,
        kind: FileKind,
        options: &ImportOptions,
        progress: &Progress,
    ) -> Result<ImportReport, EngineError> {
        again_where_the_turn_was_lost(|| self.import_once(file, kind, options, progress))
    }

    fn import_once(
        &self,
        file: &RawFile,
        kind: FileKind,
        options: &ImportOptions,
        progress: &Progress,
    ) -> Result<ImportReport, EngineError> {
        let told = match &options.recorded {
            Some(recorded) => recorded.context.clone(),
            None => self.told(file, kind, &options.about)?,
        };
        let tracks = TrackReference::builtin();
        let parsed = kind.parse(file, tracks, &told);
        if !parsed.header_ok {
            let complaints: Vec<String> = parsed.complaints.iter().map(ToString::to_string).collect();
            return Err(EngineError::WrongHeader {
                file: file.name.clone(),
                kind: kind.name(),
                complaints: complaints.join("\n"),
            });
        }
        let id = file.snapshot.clone();
        let file_name = Path::new(&file.name)
            .file_name()
            .map_or_else(|| file.name.clone(), |name| name.to_string_lossy().into_owned());
        let mut report = ImportReport {
            snapshot: id.clone(),
            file: file_name.clone(),
            kind,
            known_before: false,
            rows_read: parsed.rows_read,
            rows_taken: parsed.rows.len() as u64,
            rows_repeated: parsed.duplicates,
            complaints: parsed.complaints,
            conflicts: Vec::new(),
            remarks: Vec::new(),
            matches: Vec::new(),
            names: Vec::new(),
            quarantined: Vec::new(),
            races_written: 0,
            races_removed: 0,
            races_unchanged: 0,
            wrote_nothing: true,
            server_counted: self.store.write_counters().map(|_| WriteCounters::default()),
        };
        // Held from gathering rows until their races are applied, so that no import misses another's
        // rows, of whatever process.
        let counted_before = self.store.write_counters();
        let right = self.store.exclusive()?;
        let winning_over = options.supersede.iter().map(|text| self.snapshot(text));
        let winning_over: Vec<SnapshotId> =
            winning_over.map(|found| Ok(found?.id)).collect::<Result<_, EngineError>>()?;
        if winning_over.contains(&id) {
            return Err(EngineError::SupersedesItself(id));
        }
        if parsed.rows.is_empty() {
            return Ok(report);
        }
        let known = self.store.snapshots()?;
        let before = known.iter().find(|snapshot| snapshot.id == id);
        let recorded = match before {
            Some(snapshot) => Some((snapshot.file_name.clone(), snapshot.fetched_at, &snapshot.supersedes)),
            None => options.recorded.as_ref().map(|r| (r.file_name.clone(), r.fetched_at, &r.supersedes)),
        };
        let (file_name, fetched_at, earlier) =
            recorded.unwrap_or_else(|| (file_name, self.clock.now_in_seconds(), const { &Vec::new() }));
        let mut supersedes: BTreeSet<SnapshotId> = earlier.iter().cloned().collect();
        supersedes.extend(winning_over);
        let meta = SnapshotMeta {
            id: id.clone(),
            kind: kind.name().to_owned(),
            file_name,
            rows: u32::try_from(parsed.rows_read).unwrap_or(u32::MAX),
            complaints: u32::try_from(report.complaints.len()).unwrap_or(u32::MAX),
            fetched_at,
            supersedes: supersedes.into_iter().collect(),
            complete: true,
        };
        report.known_before = before.is_some();
        // The raw copy first: whatever happens later, the graph can be built anew from it.
        self.files.raw.put(&file.bytes)?;
        let record = FileRecord {
            snapshot: id.clone(),
            kind,
            file_name: meta.file_name.clone(),
            fetched_at: meta.fetched_at,
            supersedes: meta.supersedes.clone(),
            context: told,
        };
        self.files.records.put(&record)?;
        if before.is_none() {
            self.files.cache.put(&record, parsed.rows.as_ref(), tracks);
        }
        if before != Some(&meta) {
            right.put_snapshot(&SnapshotMeta { complete: false, ..meta.clone() })?;
        }
        let keys = parsed.rows.race_groups(tracks);
        let mut others: Vec<SnapshotId> = self.store.parts_of(&keys)?;
        others.retain(|other| *other != id);
        let mut gathered = Gathered::of(&keys);
        gathered.add(&id, parsed.rows);
        self.files.gather(&others, &mut gathered).map_err(EngineError::gather)?;
        gathered.supersede(&supersedes_of(known.iter().filter(|s| s.id != id).chain([&meta])));
        let applied = self.resolve_and_apply(&right, &gathered, progress, &mut report)?;
        right.put_snapshot(&meta)?;
        report.wrote_nothing = applied.wrote_nothing() && before == Some(&meta);
        report.server_counted = self.counted_since(counted_before);
        Ok(report)
    }

    /// Takes a file back: the graph becomes what it is without it, and its raw copy goes.
    ///
    /// # Errors
    /// When no or several imported files begin with `sha`, or the store fails; then the same call
    /// completes it.
    pub fn undo(&self, sha: &str, progress: &Progress) -> Result<ImportReport, EngineError> {
        again_where_the_turn_was_lost(|| self.undo_once(sha, progress))
    }

    fn undo_once(&self, sha: &str, progress: &Progress) -> Result<ImportReport, EngineError> {
        let counted_before = self.store.write_counters();
        let right = self.store.exclusive()?;
        let meta = self.snapshot(sha)?;
        let id = meta.id.clone();
        let kind = FileKind::named(&meta.kind).ok_or_else(|| EngineError::UnknownKind(meta.kind.clone()))?;
        // Marked first and forgotten last: until then the same call finds it and completes the work.
        right.put_snapshot(&SnapshotMeta { complete: false, ..meta.clone() })?;
        let keys = self.store.race_groups_of(&id)?;
        let mut others = self.store.parts_of(&keys)?;
        others.retain(|other| *other != id);
        let known = self.store.snapshots()?;
        let mut gathered = Gathered::of(&keys);
        self.files.gather(&others, &mut gathered).map_err(EngineError::gather)?;
        gathered.supersede(&supersedes_of(known.iter().filter(|snapshot| snapshot.id != id)));
        let mut report = ImportReport {
            snapshot: id.clone(),
            file: meta.file_name,
            kind,
            known_before: true,
            rows_read: u64::from(meta.rows),
            rows_taken: 0,
            rows_repeated: 0,
            complaints: Vec::new(),
            conflicts: Vec::new(),
            remarks: Vec::new(),
            matches: Vec::new(),
            names: Vec::new(),
            quarantined: Vec::new(),
            races_written: 0,
            races_removed: 0,
            races_unchanged: 0,
            wrote_nothing: false,
            server_counted: None,
        };
        self.resolve_and_apply(&right, &gathered, progress, &mut report)?;
        // The copy before its record: a copy without a record would be a riddle to a rebuild.
        match self.files.raw.remove(&id) {
            Ok(()) | Err(RawStoreError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.files.records.remove(&id)?;
        self.files.cache.remove(&id);
        right.remove_snapshot(&id)?;
        report.server_counted = self.counted_since(counted_before);
        Ok(report)
    }

    /// What a server counted since an earlier count of this store.
    fn counted_since(&self, before: Option<WriteCounters>) -> Option<WriteCounters> {
        Some(self.store.write_counters()?.since(&before?))
    }

    /// The files that the graph stands on, by the moment they were first taken in.
    ///
    /// # Errors
    /// When the store fails.
    pub fn snapshots(&self) -> Result<Vec<SnapshotMeta>, EngineError> {
        let mut snapshots = self.store.snapshots()?;
        snapshots.sort_by(|a, b| (a.fetched_at, &a.id).cmp(&(b.fetched_at, &b.id)));
        Ok(snapshots)
    }

    /// The imported file whose digest begins with `text`.
    fn snapshot(&self, text: &str) -> Result<SnapshotMeta, EngineError> {
        const SHORTEST: usize = 6;
        let text = text.trim().to_ascii_lowercase();
        let mut found: Vec<SnapshotMeta> = self.store.snapshots()?;
        found.retain(|snapshot| text.len() >= SHORTEST && snapshot.id.as_str().starts_with(&text));
        match (found.pop(), found.is_empty()) {
            (Some(snapshot), true) => Ok(snapshot),
            (None, _) => Err(EngineError::UnknownSnapshot(text)),
            (Some(last), false) => Err(EngineError::AmbiguousSnapshot {
                text,
                found: found.into_iter().chain([last]).map(|snapshot| snapshot.id.0).collect(),
            }),
        }
    }

    fn resolve_and_apply(
        &self,
        right: &Exclusive<'_>,
        gathered: &Gathered,
        progress: &Progress,
        report: &mut ImportReport,
    ) -> Result<ApplyReport, EngineError> {
        let resolutions: Vec<_> =
            gathered.race_groups().par_iter().map(|rows| feeds::identity::resolve(rows)).collect();
        let mut race_groups: Vec<RaceGroup> = Vec::with_capacity(resolutions.len());
        let mut names = Vec::new();
        for resolution in resolutions {
            report.conflicts.extend(resolution.conflicts.iter().map(Conflict::to_string));
            report.remarks.extend(resolution.remarks.iter().map(report::remark_words));
            report.matches.extend(resolution.matches.iter().map(Matched::from));
            report.quarantined.extend(resolution.race_group.quarantines.iter().map(Held::from));
            names.extend(resolution.names);
            race_groups.push(resolution.race_group);
        }
        report.names = report::renamed(names);
        // The races of a season side by side, the oldest first: a crash leaves a prefix of the years.
        race_groups.sort_by_key(|race_group| (race_group.key.season, race_group.key.clone()));
        let races = race_groups.iter().map(|race_group| race_group.races.len()).sum::<usize>();
        progress.begin("races", races as u64);
        let mut done = 0;
        let applied = right.apply(&race_groups, &mut |races| {
            progress.advance((races - done) as u64);
            done = races;
        })?;
        progress.end();
        report.races_written = applied.races_written;
        report.races_removed = applied.races_removed;
        report.races_unchanged = applied.races_unchanged;
        Ok(applied)
    }
}

/// Which file gives way to which.
fn supersedes_of<'a>(snapshots: impl Iterator<Item = &'a SnapshotMeta>) -> Vec<Supersedes> {
    let pairs_of = |newer: &'a SnapshotMeta| {
        let pair = |older: &SnapshotId| Supersedes { newer: newer.id.clone(), older: older.clone() };
        newer.supersedes.iter().map(pair)
    };
    snapshots.flat_map(pairs_of).collect()
}

/// Does `work`; anew where another process wrote in its midst, after the connection was lost.
fn again_where_the_turn_was_lost<T>(
    mut work: impl FnMut() -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    const AGAIN: usize = 3;
    for _ in 0..AGAIN {
        match work() {
            Err(error) if error.turn_was_lost() => tracing::warn!("another process wrote meanwhile: again"),
            done => return done,
        }
    }
    work()
}
