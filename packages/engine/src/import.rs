//! Importing a file into the graph.
//!
//! What the graph holds of a race group is a pure function of the rows of all files that mention
//! it. So an import gathers, for each race group its rows touch, the rows of every other file
//! there, resolves them together, and applies the result. Neither the order of files nor a
//! crash between two transactions can matter: the same call made again completes the work.

use crate::error::EngineError;
use crate::imports::ImportedFile;
use crate::open::Engine;
use crate::progress::{Cancelled, Progress};
use domain::facts::RaceGroup;
use domain::ids::SnapshotId;
use domain::series::Series;
use domain::tracks::TrackReference;
use feeds::archive::ArchiveKind;
use feeds::file_record::{FileRecord, Issue};
use feeds::gather::Gathered;
use feeds::identity::{RaceGroupRows, Resolution, Supersedes};
use feeds::kind::FileKind;
use feeds::source::{self, RawFile};
use graph::{ApplyReport, Exclusive, SnapshotMeta, WriteCounters};
use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

mod answer;
mod context;
mod findings;

pub use answer::{ImportAnswer, Matched, Renamed, ServerCounted};
pub use findings::{Finding, FindingDriver, HeldElsewhere, Level};

use findings::Resolved;
pub(crate) use findings::of_complaints as findings_of;

/// A file to import and what the user states about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ImportRequest {
    /// Kind of file, such as `race-logs`.
    pub kind: String,
    /// Name of the file.
    pub file_name: String,
    /// Content, plain or gzip; not part of the JSON: an upload sends it separately.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// Files that this one supersedes: SHA-256 or its first digits, at least 6.
    pub supersede: Vec<String>,
    /// Its race, where the file does not name it: key, alias or NASCAR id.
    pub race: Option<String>,
    /// Its series, where the file does not name it.
    pub series: Option<Series>,
    /// The moment from which it could be known, where the file does not give it.
    pub known_at: Option<Timestamp>,
}

/// Names of the kinds of file that can be imported.
pub fn kinds() -> Vec<&'static str> {
    let of_graph = FileKind::ALL.iter().map(|kind| kind.name());
    of_graph.chain(ArchiveKind::ALL.iter().map(|kind| kind.name())).collect()
}

impl ImportRequest {
    /// A file of this kind, without content yet.
    pub fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..Self::default() }
    }
}

impl Engine {
    /// Imports a file. Good rows are taken whatever is wrong with others; a second import of the same file writes
    /// nothing. It can be cancelled between two transactions; what was committed stays, and the same call completes it.
    ///
    /// # Errors
    /// When the file cannot be read as text, its header is not that of its kind, a superseded file is
    /// not there, or the store fails; then what was committed stays and the same call completes it.
    pub fn import(&self, request: &ImportRequest, progress: &Progress) -> Result<ImportAnswer, EngineError> {
        let name = Path::new(&request.file_name);
        if let Some(kind) = ArchiveKind::named(&request.kind) {
            let file = source::read_from(name, request.bytes.as_slice(), &self.limits)?;
            return self.import_tables(&file, kind, request, progress);
        }
        let kind = kind_named(&request.kind)?;
        let file = source::read_from(name, request.bytes.as_slice(), &self.limits_of(kind))?;
        self.import_file(&file, kind, request, None, progress)
    }

    /// Imports the file at `path`; name and content of the request are ignored.
    ///
    /// # Errors
    /// As [`Engine::import`], and when the path cannot be read.
    pub fn import_path(
        &self,
        path: &Path,
        request: &ImportRequest,
        progress: &Progress,
    ) -> Result<ImportAnswer, EngineError> {
        if let Some(kind) = ArchiveKind::named(&request.kind) {
            return self.import_tables(&source::read(path, &self.limits)?, kind, request, progress);
        }
        let kind = kind_named(&request.kind)?;
        let file = source::read(path, &self.limits_of(kind))?;
        self.import_file(&file, kind, request, None, progress)
    }

    /// Imports a file already read; `recorded` is its record where it is replayed.
    pub(crate) fn import_file(
        &self,
        file: &RawFile,
        kind: FileKind,
        request: &ImportRequest,
        recorded: Option<&FileRecord>,
        progress: &Progress,
    ) -> Result<ImportAnswer, EngineError> {
        again_after_a_lost_lock(|| self.import_once(file, kind, request, recorded, progress))
    }

    fn import_once(
        &self,
        file: &RawFile,
        kind: FileKind,
        request: &ImportRequest,
        replayed: Option<&FileRecord>,
        progress: &Progress,
    ) -> Result<ImportAnswer, EngineError> {
        let context = match replayed {
            Some(record) => record.context.clone(),
            None => self.context_of(file, kind, request)?,
        };
        let tracks = TrackReference::builtin();
        let parsed = kind.parse(file, tracks, &context);
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
        let rows = parsed.rows.len() as u64;
        let mut answer = ImportAnswer {
            snapshot: id.to_string(),
            file: file_name.clone(),
            kind: kind.name().to_owned(),
            rows_read: parsed.rows_read,
            rows_taken: rows,
            rows_repeated: parsed.duplicates,
            rows_refused: parsed.rows_read.saturating_sub(parsed.duplicates + rows),
            findings: findings::of_complaints(&parsed.complaints),
            wrote_nothing: true,
            server_counted: self.store.write_counters().map(|_| ServerCounted::default()),
            ..ImportAnswer::default()
        };
        // Locked from gathering rows until their races are applied, so that no import of any process misses the rows
        // of another.
        let counted_before = self.store.write_counters();
        let right = self.store.exclusive()?;
        let winning_over = request.supersede.iter().map(|text| self.snapshot(text));
        let winning_over: Vec<SnapshotId> =
            winning_over.map(|found| Ok(found?.id)).collect::<Result<_, EngineError>>()?;
        if winning_over.contains(&id) {
            return Err(EngineError::SupersedesItself(id));
        }
        if parsed.rows.is_empty() {
            return Ok(answer);
        }
        let known = self.store.snapshots()?;
        let before = known.iter().find(|snapshot| snapshot.id == id);
        let recorded = match before {
            Some(snapshot) => Some((snapshot.file_name.clone(), snapshot.fetched_at, &snapshot.supersedes)),
            None => replayed.map(|r| (r.file_name.clone(), r.fetched_at, &r.supersedes)),
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
            complaints: u32::try_from(parsed.complaints.len()).unwrap_or(u32::MAX),
            fetched_at,
            supersedes: supersedes.into_iter().collect(),
            complete: true,
        };
        answer.known_before = before.is_some();
        let keys = parsed.rows.race_groups(tracks);
        let mut others: Vec<SnapshotId> = self.store.parts_of(&keys)?;
        others.retain(|other| *other != id);
        let issues = match replayed {
            Some(record) => record.issues.clone(),
            None => self.issues_of(&id, kind, &others)?,
        };
        // The raw copy first: whatever happens later, the graph can be rebuilt from it.
        self.files.raw.put(&file.bytes)?;
        let record = FileRecord {
            snapshot: id.clone(),
            kind,
            file_name: meta.file_name.clone(),
            fetched_at: meta.fetched_at,
            supersedes: meta.supersedes.clone(),
            context,
            issues,
        };
        self.files.records.put(&record)?;
        if before.is_none() {
            self.files.cache.put(&record, parsed.rows.as_ref(), tracks);
        }
        if before != Some(&meta) {
            right.put_snapshot(&SnapshotMeta { complete: false, ..meta.clone() })?;
        }
        let mut gathered = Gathered::of(&keys);
        gathered.add(&id, parsed.rows);
        gathered.issued(&record);
        self.files.gather(&others, &mut gathered).map_err(EngineError::gather)?;
        gathered.supersede(&supersedes_of(known.iter().filter(|s| s.id != id).chain([&meta])));
        self.decide_gathered(&mut gathered)?;
        let applied = self.resolve_and_apply(&right, &gathered, &file.name, progress, &mut answer)?;
        right.put_snapshot(&meta)?;
        // A rebuild reads back once, at its end.
        if replayed.is_none() {
            right.read_back()?;
        }
        answer.wrote_nothing = applied.wrote_nothing() && before == Some(&meta);
        answer.server_counted = self.counted_since(counted_before);
        Ok(answer)
    }

    /// The issues of an entry list, one more where another list of its races came since its last one.
    fn issues_of(
        &self,
        id: &SnapshotId,
        kind: FileKind,
        others: &[SnapshotId],
    ) -> Result<Vec<Issue>, EngineError> {
        if kind != FileKind::Entries {
            return Ok(Vec::new());
        }
        let last_of = |id: &SnapshotId| -> Result<Option<u64>, EngineError> {
            let record = self.files.records.get(id)?.filter(|record| record.kind == kind);
            Ok(record.and_then(|record| record.issues.last().map(|issue| issue.sequence)))
        };
        let mut newest = None;
        for other in others {
            newest = newest.max(last_of(other)?);
        }
        let mut issues = self.files.records.get(id)?.map(|record| record.issues).unwrap_or_default();
        let own = issues.last().map(|issue| issue.sequence);
        if own.is_none() || newest > own {
            let sequence = newest.max(own).map_or(1, |last| last + 1);
            issues.push(Issue { at: self.clock.now_in_seconds(), sequence });
        }
        Ok(issues)
    }

    /// What a server counted since an earlier count of this store.
    pub(crate) fn counted_since(&self, before: Option<WriteCounters>) -> Option<ServerCounted> {
        Some(self.store.write_counters()?.since(&before?).into())
    }

    /// Whether one imported file's SHA-256 begins with `text`.
    ///
    /// # Errors
    /// When no or several files do.
    pub fn imported(&self, text: &str) -> Result<ImportedFile, EngineError> {
        self.snapshot(text).map(ImportedFile::from)
    }

    /// The imported file whose digest begins with `text`.
    pub(crate) fn snapshot(&self, text: &str) -> Result<SnapshotMeta, EngineError> {
        const SHORTEST: usize = 6;
        let text = text.trim().to_ascii_lowercase();
        if text.len() < SHORTEST {
            return Err(EngineError::ShortDigest(text));
        }
        let mut found: Vec<SnapshotMeta> = self.store.snapshots()?;
        found.retain(|snapshot| snapshot.id.as_str().starts_with(&text));
        match (found.pop(), found.is_empty()) {
            (Some(snapshot), true) => Ok(snapshot),
            (None, _) => Err(EngineError::UnknownSnapshot(text)),
            (Some(last), false) => Err(EngineError::AmbiguousSnapshot {
                text,
                found: found.into_iter().chain([last]).map(|snapshot| snapshot.id.0).collect(),
            }),
        }
    }

    /// Decides the races of what was gathered and writes those that changed.
    pub(crate) fn resolve_and_apply(
        &self,
        right: &Exclusive<'_>,
        gathered: &Gathered,
        file_name: &str,
        progress: &Progress,
        answer: &mut ImportAnswer,
    ) -> Result<ApplyReport, EngineError> {
        let resolve = |rows: &&RaceGroupRows| -> Result<Resolution, Cancelled> {
            progress.check()?;
            Ok(feeds::identity::resolve(rows))
        };
        let resolutions: Vec<Resolution> =
            gathered.race_groups().par_iter().map(resolve).collect::<Result<_, _>>()?;
        let id = SnapshotId::from(answer.snapshot.as_str());
        let mut race_groups: Vec<RaceGroup> = Vec::with_capacity(resolutions.len());
        let mut resolved = Resolved::default();
        let mut names = Vec::new();
        for resolution in resolutions {
            resolved.add(&resolution, &id, file_name);
            answer.matches.extend(resolution.matches.iter().map(Matched::from));
            names.extend(resolution.names);
            race_groups.push(resolution.race_group);
        }
        answer.names = answer::renamed(names);
        answer.rows_held = resolved.rows_held();
        answer.rows_taken = answer.rows_taken.saturating_sub(answer.rows_held);
        answer.held_elsewhere = resolved.elsewhere;
        answer.findings.append(&mut resolved.findings);
        // The oldest season first: a crash leaves a prefix of the years.
        race_groups.sort_by_key(|race_group| (race_group.key.season, race_group.key.clone()));
        self.add_lap_pace(&mut race_groups, progress)?;
        let races = |groups: &[RaceGroup]| groups.iter().map(|group| group.races.len()).sum::<usize>();
        progress.begin("races", races(&race_groups) as u64);
        progress.check()?;
        let mut done = 0;
        let applied = right.apply_while(&race_groups, &mut |so_far| {
            progress.advance(so_far.saturating_sub(done) as u64);
            done = so_far;
            !progress.cancelled()
        })?;
        progress.end();
        answer.races_written = applied.races_written;
        answer.races_removed = applied.races_removed;
        answer.races_unchanged = applied.races_unchanged;
        Ok(applied)
    }
}

/// The kind of file with this name.
/// Refuses a kind of file that there is not.
pub(crate) fn check_kind(name: &str) -> Result<(), EngineError> {
    if ArchiveKind::named(name).is_some() { Ok(()) } else { kind_named(name).map(drop) }
}

fn kind_named(name: &str) -> Result<FileKind, EngineError> {
    FileKind::named(name).ok_or_else(|| EngineError::NoSuchKind(name.to_owned()))
}

/// Which file gives way to which.
pub(crate) fn supersedes_of<'a>(snapshots: impl Iterator<Item = &'a SnapshotMeta>) -> Vec<Supersedes> {
    let pairs_of = |newer: &'a SnapshotMeta| {
        let pair = |older: &SnapshotId| Supersedes { newer: newer.id.clone(), older: older.clone() };
        newer.supersedes.iter().map(pair)
    };
    snapshots.flat_map(pairs_of).collect()
}

/// Does `work`, and does it again if the write lock was lost and another process wrote meanwhile.
pub(crate) fn again_after_a_lost_lock<T>(
    mut work: impl FnMut() -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    const AGAIN: usize = 3;
    for _ in 0..AGAIN {
        match work() {
            Err(error) if error.lock_was_lost() => {
                tracing::warn!("the write lock was lost and another process wrote: trying again")
            }
            done => return done,
        }
    }
    work()
}
