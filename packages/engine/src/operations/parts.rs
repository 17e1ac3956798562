//! The records alone, for the pipeline, which keeps its runs in them and needs no keys.

use super::home::ServerHome;
use super::{OperationsError, RECORDS};
use crate::error::EngineError;
use crate::settings::Settings;
use ops::records::Records;
use std::fs;
use std::sync::Arc;

/// The records where the settings say: on the graph's server, or in the data folder. `holder` names this process to
/// others.
///
/// # Errors
/// When they cannot be read or made, or the server does not answer.
pub fn records(settings: &Settings, holder: &str) -> Result<Records, EngineError> {
    if let Some(server) = settings.graph.for_serving().server() {
        let home = ServerHome::open(&server, holder).map_err(graph::OpenError::from)?;
        return Ok(Records::elsewhere(Arc::new(home)));
    }
    let folder = &settings.paths.data_dir;
    fs::create_dir_all(folder).map_err(EngineError::io(folder))?;
    Ok(Records::open(&folder.join(RECORDS)).map_err(OperationsError::from)?)
}
