//! The graph anew from the raw copies alone, offline.

use crate::error::EngineError;
use crate::import::ImportOptions;
use crate::open::{Engine, GRAPH, REPLACED, open_store};
use crate::progress::{Progress, Silent};
use crate::settings::Settings;
use crate::sidecar::Sidecar;
use serde::Serialize;
use std::fs;
use std::path::Path;

/// What a rebuild found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RebuildReport {
    /// Files replayed.
    pub files: usize,
    /// Digest of the graph before; none where it could not be read.
    pub digest_before: Option<String>,
    /// Digest of the graph now.
    pub digest_after: String,
    /// Races now.
    pub races: u64,
}

/// Builds the graph anew beside the old one from the raw copies, then puts it in its place. The old
/// graph stays until the new one is whole.
///
/// # Errors
/// [`EngineError::MissingRaw`] names every raw copy that is missing or damaged; nothing is changed then.
pub fn rebuild(
    settings: &Settings,
    holder: &str,
    progress: &mut dyn Progress,
) -> Result<RebuildReport, EngineError> {
    let engine = Engine::open(settings, holder)?;
    let digest_before = engine.store.digest().ok();
    let sidecars = engine.sidecars.all()?;
    let mut missing: Vec<String> = sidecars
        .iter()
        .filter_map(|sidecar| {
            let error = engine.raw.get(&sidecar.snapshot).err()?;
            Some(format!("{} {}: {error}", sidecar.snapshot, sidecar.file_name))
        })
        .collect();
    // What the graph stands on without a record beside the raw copies cannot be replayed either.
    for snapshot in engine.store.snapshots()? {
        if !sidecars.iter().any(|sidecar| sidecar.snapshot == snapshot.id) {
            missing.push(format!("{} {}: its record is missing", snapshot.id, snapshot.file_name));
        }
    }
    if !missing.is_empty() {
        return Err(EngineError::MissingRaw { missing });
    }

    let data_dir = engine.data_dir().to_owned();
    let fresh_dir = data_dir.join("graph.rebuilding");
    remove_dir(&fresh_dir)?;
    let fresh = engine.beside(open_store(&fresh_dir, holder)?);
    progress.begin("files", sidecars.len() as u64);
    for sidecar in &sidecars {
        fresh.replay(sidecar)?;
        progress.advance(1);
    }
    progress.end();
    let digest_after = fresh.store.digest()?;
    let races = fresh.store.counts()?.get("Race").copied().unwrap_or(0);
    drop(fresh);
    drop(engine);

    let graph_dir = data_dir.join(GRAPH);
    let old_dir = data_dir.join(REPLACED);
    remove_dir(&old_dir)?;
    fs::rename(&graph_dir, &old_dir).map_err(EngineError::io(&graph_dir))?;
    fs::rename(&fresh_dir, &graph_dir).map_err(EngineError::io(&fresh_dir))?;
    remove_dir(&old_dir)?;
    Ok(RebuildReport { files: sidecars.len(), digest_before, digest_after, races })
}

impl Engine {
    /// Imports a raw copy again, as its record says.
    fn replay(&self, sidecar: &Sidecar) -> Result<(), EngineError> {
        let file = feeds::source::RawFile {
            name: sidecar.file_name.clone(),
            bytes: self.raw.get(&sidecar.snapshot)?,
            snapshot: sidecar.snapshot.clone(),
        };
        let options = ImportOptions { supersede: Vec::new(), recorded: Some(sidecar.clone()) };
        self.import_file(file, sidecar.kind, &options, &mut Silent)?;
        Ok(())
    }
}

fn remove_dir(dir: &Path) -> Result<(), EngineError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(EngineError::io(dir)(error)),
        _ => Ok(()),
    }
}
