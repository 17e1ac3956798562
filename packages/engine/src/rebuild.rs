//! Rebuilding the graph from the raw copies alone, offline.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::import::ImportRequest;
use crate::open::{Engine, GRAPH, REPLACED, open_store, own, remove_dir};
use crate::operations::RecordsPlace;
use crate::progress::Progress;
use crate::reference;
use crate::settings::Settings;
use domain::ids::SnapshotId;
use feeds::archive::ArchiveKind;
use feeds::file_record::FileRecord;
use feeds::source::Limits;
use graph::{Location, SnapshotMeta, Store, WriteError};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// The graph before and after a rebuild.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RebuildAnswer {
    /// Files replayed.
    pub files: u64,
    /// Digest of the graph before; none where it could not be read.
    pub digest_before: Option<String>,
    /// Digest of the graph now.
    pub digest_after: String,
    /// Races now.
    pub races: u64,
}

impl Engine {
    /// Rebuilds the graph of the settings from the raw copies. A new graph is built next to the old one and replaces
    /// it only when it is complete; on a server the races that differ are replaced, one by one. No engine may be open
    /// on the data folder; `holder` is what others are shown while the work owns it.
    ///
    /// # Errors
    /// [`EngineError::MissingRaw`] names every raw copy that is missing or damaged; nothing is changed then.
    pub fn rebuild(
        settings: &Settings,
        holder: &str,
        progress: &Progress,
    ) -> Result<RebuildAnswer, EngineError> {
        rebuild(settings, holder, progress)
    }
}

fn rebuild(settings: &Settings, holder: &str, progress: &Progress) -> Result<RebuildAnswer, EngineError> {
    let data_dir = &settings.paths.data_dir;
    let limits = settings.limits.limits();
    let _owner = own(data_dir, holder)?;
    if let Some(server) = settings.graph.server() {
        let records = RecordsPlace::on_server(&server, holder);
        let server = Store::open(&Location::Neo4j(server), holder)?;
        return rebuild_server(&server, records, data_dir, limits, holder, progress);
    }
    let graph_dir = data_dir.join(GRAPH);
    // A graph may be too damaged to open, or of another format: rebuilding mends both.
    let old = match Store::open(&Location::Embedded { dir: graph_dir.clone() }, holder) {
        Ok(store) => Some(Engine::over(store, data_dir, limits, Clock::System)),
        Err(error) => {
            tracing::warn!("the old graph cannot be opened: {error}");
            None
        }
    };
    let digest_before = old.as_ref().and_then(|engine| engine.store.digest().ok());
    let recorded = old.as_ref().map_or(Ok(Vec::new()), |engine| engine.store.snapshots());
    drop(old);

    let fresh_dir = data_dir.join(REBUILDING);
    let records = RecordsPlace::in_folder(data_dir);
    let (fresh, files) =
        replayed(&fresh_dir, records, &recorded.unwrap_or_default(), data_dir, limits, holder, progress)?;
    fresh.restore_projections(&fresh.store)?;
    let digest_after = fresh.store.digest()?;
    let races = fresh.store.counts()?.get("Race").copied().unwrap_or(0);
    drop(fresh);

    let old_dir = data_dir.join(REPLACED);
    remove_dir(&old_dir)?;
    fs::rename(&graph_dir, &old_dir).map_err(EngineError::io(&graph_dir))?;
    fs::rename(&fresh_dir, &graph_dir).map_err(EngineError::io(&fresh_dir))?;
    remove_dir(&old_dir)?;
    Ok(RebuildAnswer { files, digest_before, digest_after, races })
}

/// Where a rebuild puts the new graph.
const REBUILDING: &str = "graph.rebuilding";

/// Rebuilds a server's graph: first as an embedded one, which is then copied over, so that only what differs is
/// written.
fn rebuild_server(
    server: &Store,
    records: RecordsPlace,
    data_dir: &Path,
    limits: Limits,
    holder: &str,
    progress: &Progress,
) -> Result<RebuildAnswer, EngineError> {
    let digest_before = server.digest().ok();
    let recorded = server.snapshots().unwrap_or_default();
    let fresh_dir = data_dir.join(REBUILDING);
    let (fresh, files) = replayed(&fresh_dir, records, &recorded, data_dir, limits, holder, progress)?;
    // A graph of another format is emptied, now that everything is there to replace it.
    match server.migrate() {
        Err(WriteError::ChangedMigration { .. } | WriteError::NewerMigration(_)) => server.start_over()?,
        migrated => _ = migrated?,
    }
    server.seed(&reference::seed())?;
    crate::copy::fill(server, &fresh.store.contents()?, progress)?;
    fresh.restore_projections(server)?;
    drop(fresh);
    remove_dir(&fresh_dir)?;
    let races = server.counts()?.get("Race").copied().unwrap_or(0);
    Ok(RebuildAnswer { files, digest_before, digest_after: server.digest()?, races })
}

/// A new embedded graph in `dir` with every raw copy imported, and their number.
fn replayed(
    dir: &Path,
    of_graph: RecordsPlace,
    recorded: &[SnapshotMeta],
    data_dir: &Path,
    limits: Limits,
    holder: &str,
    progress: &Progress,
) -> Result<(Engine, u64), EngineError> {
    remove_dir(dir)?;
    let store = open_store(&Location::Embedded { dir: dir.to_owned() }, holder)?;
    let fresh = Engine::over(store, data_dir, limits, Clock::System).with_records(of_graph);
    let records = fresh.files.records.all()?;
    let missing = fresh.missing(&records, recorded)?;
    if !missing.is_empty() {
        return Err(EngineError::MissingRaw { missing });
    }
    // First, because the pace of a race comes from its tables.
    let of_races = fresh.remake_tables(&progress.quietly())?;
    progress.begin("files", records.len() as u64);
    for record in &records {
        // What was built so far is left behind and removed by the next rebuild; the old graph is untouched.
        progress.check()?;
        fresh.replay(record, progress)?;
        progress.advance(1);
    }
    progress.end();
    fresh.store.exclusive()?.read_back()?;
    Ok((fresh, records.len() as u64 + of_races))
}

impl Engine {
    /// What cannot be replayed: missing or damaged raw copies, and raw copies or files of the old graph
    /// without a record.
    fn missing(&self, records: &[FileRecord], recorded: &[SnapshotMeta]) -> Result<Vec<String>, EngineError> {
        let mut missing: Vec<String> = records
            .iter()
            .filter_map(|record| {
                let error = self.files.raw.get(&record.snapshot).err()?;
                Some(format!("{} {}: {error}", record.snapshot, record.file_name))
            })
            .collect();
        let recorded = recorded.iter().filter(|snapshot| ArchiveKind::named(&snapshot.kind).is_none());
        let has_record = |id: &SnapshotId| records.iter().any(|record| record.snapshot == *id);
        let names = recorded.map(|snapshot| (snapshot.id.clone(), snapshot.file_name.clone()));
        let copies = self.files.raw.list()?.into_iter().map(|id| (id, "raw copy".to_owned()));
        let mut lost: Vec<(SnapshotId, String)> =
            names.chain(copies).filter(|(id, _)| !has_record(id)).collect();
        lost.sort();
        lost.dedup_by(|a, b| a.0 == b.0);
        missing.extend(lost.into_iter().map(|(id, name)| {
            format!("{id} {name}: its record is missing; import the file again, or delete the copy")
        }));
        Ok(missing)
    }

    /// Imports a raw copy again, as its record says. Its own stages are not reported.
    fn replay(&self, record: &FileRecord, progress: &Progress) -> Result<(), EngineError> {
        let file = self.files.open(record)?;
        let request = ImportRequest::new(record.kind.name());
        self.import_file(&file, record.kind, &request, Some(record), &progress.quietly())?;
        Ok(())
    }
}
