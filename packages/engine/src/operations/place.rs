//! Where an engine finds its records: beside its graph, in the data folder or on the server.

use super::home::ServerHome;
use super::{OperationsError, RECORDS};
use crate::error::EngineError;
use graph::{Location, Neo4jServer};
use ops::records::Records;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The records of an engine, opened when they are first needed.
#[derive(Debug)]
pub(crate) struct RecordsPlace {
    at: At,
    opened: OnceLock<Records>,
}

#[derive(Debug)]
enum At {
    Folder(PathBuf),
    Server { server: Box<Neo4jServer>, holder: String },
}

impl RecordsPlace {
    /// In a data folder.
    pub fn in_folder(data_dir: &Path) -> Self {
        Self { at: At::Folder(data_dir.to_owned()), opened: OnceLock::new() }
    }

    /// On a graph's server; `holder` names this process to others.
    pub fn on_server(server: &Neo4jServer, holder: &str) -> Self {
        let at = At::Server { server: Box::new(server.clone()), holder: holder.to_owned() };
        Self { at, opened: OnceLock::new() }
    }

    /// Beside a graph: on its server, or in the data folder.
    pub fn beside(location: &Location, data_dir: &Path, holder: &str) -> Self {
        match location {
            Location::Neo4j(server) => Self::on_server(server, holder),
            Location::Embedded { .. } => Self::in_folder(data_dir),
        }
    }

    /// The records; a folder without any gets its file.
    ///
    /// # Errors
    /// When the file cannot be opened, or the server does not answer.
    pub fn open(&self) -> Result<&Records, EngineError> {
        if let Some(records) = self.opened.get() {
            return Ok(records);
        }
        let records = match &self.at {
            At::Folder(data_dir) => {
                fs::create_dir_all(data_dir).map_err(EngineError::io(data_dir))?;
                Records::open(&data_dir.join(RECORDS)).map_err(OperationsError::from)?
            }
            At::Server { server, holder } => {
                let home = ServerHome::open(server, holder).map_err(graph::OpenError::from)?;
                Records::elsewhere(Arc::new(home))
            }
        };
        Ok(self.opened.get_or_init(|| records))
    }

    /// The same for those who only read: none where a folder never had any.
    ///
    /// # Errors
    /// As [`RecordsPlace::open`].
    pub fn open_to_read(&self) -> Result<Option<&Records>, EngineError> {
        match &self.at {
            At::Folder(data_dir) if self.opened.get().is_none() && !data_dir.join(RECORDS).exists() => {
                Ok(None)
            }
            _ => self.open().map(Some),
        }
    }
}
