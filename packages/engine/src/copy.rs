//! The graph moved between the embedded file and a server, and held against the original.

use crate::error::EngineError;
use crate::open::{GRAPH, open_store, own};
use crate::progress::Progress;
use crate::settings::Settings;
use graph::{Contents, Location, Store};
use serde::Serialize;

/// Which graph is copied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyTo {
    /// From the embedded graph of the data folder to the server of the settings.
    Neo4j,
    /// From the server of the settings to the embedded graph of the data folder.
    Embedded,
}

/// What a copy did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CopyReport {
    /// What was copied.
    pub from: String,
    /// What it was copied to.
    pub to: String,
    /// Races there now.
    pub races: usize,
    /// Files there now.
    pub files: usize,
    /// Digest of both.
    pub digest: String,
}

/// Brings the graph at `to` to hold exactly what the other one holds, and compares their digests. The raw
/// copies stay in the data folder, which both use. Cut off, the same call completes it.
///
/// # Errors
/// [`EngineError::NoServer`] where no server is set; [`EngineError::WouldReplace`] where the target holds
/// races or files that the source lacks, unless `replace`; [`EngineError::CopyDiffers`] where the digests
/// differ in the end.
pub fn copy(
    settings: &Settings,
    to: CopyTo,
    replace: bool,
    holder: &str,
    progress: &Progress,
) -> Result<CopyReport, EngineError> {
    let server = settings.graph.server().ok_or(EngineError::NoServer)?;
    let _owner = own(&settings.paths.data_dir, holder)?;
    let embedded = open_store(&Location::Embedded { dir: settings.paths.data_dir.join(GRAPH) }, holder)?;
    let server = open_store(&Location::Neo4j(server.clone()), holder)?;
    let (source, target) = match to {
        CopyTo::Neo4j => (&embedded, &server),
        CopyTo::Embedded => (&server, &embedded),
    };
    let contents = source.contents()?;
    if !replace {
        refuse_to_replace(&contents, target)?;
    }
    hold(target, &contents, progress)?;
    let (original, digest) = (source.digest()?, target.digest()?);
    if original != digest {
        return Err(EngineError::CopyDiffers { original, copy: digest });
    }
    let name = |store: &Store| {
        store.server().unwrap_or_else(|| format!("embedded in {}", settings.paths.data_dir.display()))
    };
    Ok(CopyReport {
        from: name(source),
        to: name(target),
        races: races(&contents),
        files: contents.snapshots.len(),
        digest,
    })
}

/// Brings a graph to hold exactly `contents`.
pub(crate) fn hold(target: &Store, contents: &Contents, progress: &Progress) -> Result<(), EngineError> {
    progress.begin("races", races(contents) as u64);
    let mut done = 0;
    target.exclusive()?.replace_with(contents, &mut |races| {
        progress.advance(races.saturating_sub(done) as u64);
        done = races;
    })?;
    progress.end();
    Ok(())
}

fn races(contents: &Contents) -> usize {
    contents.race_groups.iter().map(|race_group| race_group.races.len()).sum()
}

/// What a target holds beyond its source would be lost.
fn refuse_to_replace(contents: &Contents, target: &Store) -> Result<(), EngineError> {
    let standing = target.contents()?;
    let keys = |contents: &Contents| -> std::collections::BTreeSet<String> {
        let races = contents.race_groups.iter().flat_map(|race_group| &race_group.races);
        let races = races.map(|race| race.info.key.to_string());
        races.chain(contents.snapshots.iter().map(|snapshot| snapshot.id.to_string())).collect()
    };
    let lost = keys(&standing).difference(&keys(contents)).count();
    if lost > 0 { Err(EngineError::WouldReplace { lost }) } else { Ok(()) }
}
