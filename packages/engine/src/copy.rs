//! Copying the graph between the embedded file and a server.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::open::{Engine, GRAPH, open_store, own};
use crate::operations::{RecordsPlace, carry};
use crate::progress::Progress;
use crate::settings::Settings;
use graph::{Contents, Location, Store};
use serde::{Deserialize, Serialize};

/// The graph to copy to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CopyTo {
    /// From the embedded graph of the data folder to the server of the settings.
    Neo4j,
    /// From the server of the settings to the embedded graph of the data folder.
    Embedded,
}

/// What to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CopyRequest {
    /// The graph to copy to.
    pub to: CopyTo,
    /// Remove what the target has and the source lacks.
    #[serde(default)]
    pub replace: bool,
}

/// A completed copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CopyAnswer {
    /// What was copied.
    pub from: String,
    /// What it was copied to.
    pub to: String,
    /// Races in both.
    pub races: u64,
    /// Files in both.
    pub files: u64,
    /// Digest of both.
    pub digest: String,
}

impl Engine {
    /// Makes one graph equal to the other and compares their digests. The raw copies stay in the data folder, which
    /// both use. After an interruption the same call completes the copy. No engine may be open on the data folder;
    /// `holder` is what others are shown while the work owns it.
    ///
    /// # Errors
    /// [`EngineError::NoServer`] where no server is set; [`EngineError::WouldReplace`] where the target has
    /// races or files that the source lacks, unless asked to replace; [`EngineError::CopyDiffers`] where the digests
    /// differ at the end.
    pub fn copy(
        settings: &Settings,
        request: &CopyRequest,
        holder: &str,
        progress: &Progress,
    ) -> Result<CopyAnswer, EngineError> {
        copy(settings, request, holder, progress)
    }
}

fn copy(
    settings: &Settings,
    request: &CopyRequest,
    holder: &str,
    progress: &Progress,
) -> Result<CopyAnswer, EngineError> {
    let CopyRequest { to, replace } = *request;
    let server = settings.graph.server().ok_or(EngineError::NoServer)?;
    let _owner = own(&settings.paths.data_dir, holder)?;
    let embedded = open_store(&Location::Embedded { dir: settings.paths.data_dir.join(GRAPH) }, holder)?;
    let on_server = RecordsPlace::on_server(&server, holder);
    let server = open_store(&Location::Neo4j(server), holder)?;
    let local = Engine::over(embedded, &settings.paths.data_dir, settings.limits.limits(), Clock::System);
    let (source, target) = match to {
        CopyTo::Neo4j => (&local.store, &server),
        CopyTo::Embedded => (&server, &local.store),
    };
    let (source_records, target_records) = match to {
        CopyTo::Neo4j => (&local.records, &on_server),
        CopyTo::Embedded => (&on_server, &local.records),
    };
    let contents = source.contents()?;
    if !replace {
        refuse_to_replace(&contents, target)?;
    }
    fill(target, &contents, progress)?;
    if let Some(records) = source_records.open_to_read()? {
        carry(records, target_records.open()?)?;
    }
    local.restore_projections(target)?;
    let (original, digest) = (source.digest()?, target.digest()?);
    if original != digest {
        return Err(EngineError::CopyDiffers { original, copy: digest });
    }
    let name = |store: &Store| {
        store.server().unwrap_or_else(|| format!("embedded in {}", settings.paths.data_dir.display()))
    };
    Ok(CopyAnswer {
        from: name(source),
        to: name(target),
        races: races(&contents),
        files: contents.snapshots.len() as u64,
        digest,
    })
}

/// Makes `contents` all that a graph has.
pub(crate) fn fill(target: &Store, contents: &Contents, progress: &Progress) -> Result<(), EngineError> {
    progress.begin("races", races(contents));
    let mut done = 0;
    let right = target.exclusive()?;
    right.replace_with(contents, &mut |races| {
        progress.advance(races.saturating_sub(done) as u64);
        done = races;
        !progress.cancelled()
    })?;
    right.read_back()?;
    progress.end();
    Ok(())
}

fn races(contents: &Contents) -> u64 {
    contents.race_groups.iter().map(|race_group| race_group.races.len() as u64).sum()
}

/// Refuses where the target has what its source lacks: it would be lost.
fn refuse_to_replace(contents: &Contents, target: &Store) -> Result<(), EngineError> {
    let present = target.contents()?;
    let keys = |contents: &Contents| -> std::collections::BTreeSet<String> {
        let races = contents.race_groups.iter().flat_map(|race_group| &race_group.races);
        let races = races.map(|race| race.info.key.to_string());
        races.chain(contents.snapshots.iter().map(|snapshot| snapshot.id.to_string())).collect()
    };
    let lost = keys(&present).difference(&keys(contents)).count();
    if lost > 0 { Err(EngineError::WouldReplace { lost }) } else { Ok(()) }
}
