//! The engine: the graph, the raw copies and the settings, opened together.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::kept::KeptProjectors;
use crate::kept_reads::KeptReads;
use crate::operations::RecordsPlace;
use crate::reference;
use crate::settings::Settings;
use feeds::gather::FileStore;
use feeds::source::Limits;
use graph::{Location, OwnerLock, Store};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

/// Everything a use case works on. One per process; threads may share it.
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) files: FileStore,
    pub(crate) limits: Limits,
    pub(crate) clock: Clock,
    pub(crate) kept: KeptProjectors,
    pub(crate) kept_reads: KeptReads,
    pub(crate) records: RecordsPlace,
    pub(crate) kept_records: AtomicU64,
    data_dir: PathBuf,
    /// Held while this process owns the data folder; released last.
    owner: Option<OwnerLock>,
}

impl Engine {
    /// Opens the graph of the settings, on their server or in their data folder; creates and migrates
    /// it where needed.
    ///
    /// # Errors
    /// [`EngineError::Open`] while another process owns the graph, or its server cannot be used.
    pub fn open(settings: &Settings, clock: Clock, holder: &str) -> Result<Self, EngineError> {
        let Some(server) = settings.graph.server() else {
            let limits = settings.limits.limits();
            let engine = Self::open_dir(&settings.paths.data_dir, limits, clock, holder)?;
            return Ok(Self { store: engine.store.with_lock_limit(settings.graph.write_lock()), ..engine });
        };
        let data_dir = &settings.paths.data_dir;
        let engine =
            Self::open_at(&Location::Neo4j(server), data_dir, settings.limits.limits(), clock, holder)?;
        tracing::info!(graph = engine.store.server(), data_dir = %data_dir.display(), "opened");
        Ok(engine)
    }

    /// The same for commands that only read: it creates no data folder.
    ///
    /// # Errors
    /// As [`Engine::open`], and [`EngineError::NoData`] where nothing was ever loaded, [`EngineError::NoFolder`] for a file.
    pub fn open_to_read(settings: &Settings, clock: Clock, holder: &str) -> Result<Self, EngineError> {
        let data_dir = &settings.paths.data_dir;
        let in_folder = settings.graph.server().is_none();
        let has_graph = || [GRAPH, REPLACED].iter().any(|name| data_dir.join(name).is_dir());
        if in_folder && data_dir.is_file() {
            return Err(EngineError::NoFolder { path: data_dir.clone() });
        }
        if in_folder && !has_graph() {
            return Err(EngineError::NoData { path: data_dir.clone() });
        }
        Self::open(settings, clock, holder)
    }

    /// The same in a given folder.
    pub fn open_dir(
        data_dir: &Path,
        limits: Limits,
        clock: Clock,
        holder: &str,
    ) -> Result<Self, EngineError> {
        let owner = own(data_dir, holder)?;
        let store = open_store(&Location::Embedded { dir: data_dir.join(GRAPH) }, holder)?;
        tracing::info!(graph = "embedded", data_dir = %data_dir.display(), "opened");
        Ok(Self { owner: Some(owner), ..Self::over(store, data_dir, limits, clock) })
    }

    /// The same on a graph wherever it is, with the raw copies below `data_dir`, which the caller owns.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn open_at(
        location: &Location,
        data_dir: &Path,
        limits: Limits,
        clock: Clock,
        holder: &str,
    ) -> Result<Self, EngineError> {
        let records = RecordsPlace::beside(location, data_dir, holder);
        Ok(Self::over(open_store(location, holder)?, data_dir, limits, clock).with_records(records))
    }

    /// An engine on any graph, over the raw copies and the records of a data folder: one that the caller owns, or one
    /// that several processes with one server share.
    pub(crate) fn over(store: Store, data_dir: &Path, limits: Limits, clock: Clock) -> Self {
        Self {
            store,
            files: FileStore::new(data_dir),
            limits,
            clock,
            kept: KeptProjectors::default(),
            kept_reads: KeptReads::default(),
            records: RecordsPlace::in_folder(data_dir),
            kept_records: AtomicU64::new(0),
            data_dir: data_dir.to_owned(),
            owner: None,
        }
    }

    /// The same engine with its records elsewhere.
    pub(crate) fn with_records(self, records: RecordsPlace) -> Self {
        Self { records, ..self }
    }

    /// The same engine under another clock.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Whether this process owns the data folder, which it does where the graph is in it.
    pub fn owns_data_dir(&self) -> bool {
        self.owner.is_some()
    }

    /// The data folder.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }
}

/// Where a rebuild keeps the old graph until the new one has replaced it.
pub(crate) const REPLACED: &str = "graph.replaced";

/// Folder of the graph within the data folder.
pub(crate) const GRAPH: &str = "graph";

/// Takes ownership of the data folder, and puts back a graph that an interrupted rebuild had moved away.
pub(crate) fn own(data_dir: &Path, holder: &str) -> Result<OwnerLock, EngineError> {
    fs::create_dir_all(data_dir).map_err(EngineError::io(data_dir))?;
    let owner = OwnerLock::take(data_dir, holder)?;
    let (graph_dir, replaced) = (data_dir.join(GRAPH), data_dir.join(REPLACED));
    if replaced.exists() && !graph_dir.exists() {
        // Interrupted between its two renames: the old graph is still complete.
        fs::rename(&replaced, &graph_dir).map_err(EngineError::io(&graph_dir))?;
    } else {
        remove_dir(&replaced)?;
    }
    Ok(owner)
}

/// Removes a folder, if there is one.
pub(crate) fn remove_dir(dir: &Path) -> Result<(), EngineError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(EngineError::io(dir)(error)),
        _ => Ok(()),
    }
}

/// Opens a graph, migrated and seeded; writes nothing where it is up to date.
pub(crate) fn open_store(location: &Location, holder: &str) -> Result<Store, EngineError> {
    let store = Store::open(location, holder)?;
    let applied = store.migrate()?;
    if !applied.is_empty() {
        tracing::info!(migrations = applied.join(", "), "graph migrated");
    }
    if store.seed(&reference::seed())? {
        tracing::info!("reference seeded");
    }
    Ok(store)
}
