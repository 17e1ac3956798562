//! The import of an uploaded file as a job. The upload is kept beside the raw copies until the job has ended well.

use crate::error::EngineError;
use crate::files::write_whole;
use crate::import::{ImportAnswer, ImportRequest};
use crate::open::Engine;
use crate::operations::OperationsError;
use crate::progress::Progress;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// Name of this kind of job.
pub(super) const KIND: &str = "import";

/// Folder of the uploads within the data folder.
const FOLDER: &str = "uploads";

/// How long an upload is kept: a job that is tried again needs it.
const KEPT: Duration = Duration::from_secs(7 * 86_400);

/// A file to import, whose bytes were uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportJob {
    /// SHA-256 of the bytes, as [`Engine::keep_upload`] gave it.
    pub upload: String,
    /// What the file is, and what the user states about it.
    pub import: ImportRequest,
}

impl ImportJob {
    /// Refuses what cannot succeed, whatever is loaded.
    pub(super) fn check(&self) -> Result<(), EngineError> {
        crate::import::check_kind(&self.import.kind)
    }

    pub(super) fn run(&self, engine: &Engine, progress: &Progress) -> Result<ImportAnswer, EngineError> {
        let path = engine.upload_path(&self.upload)?;
        let bytes = fs::read(&path).map_err(EngineError::io(&path))?;
        engine.import(&ImportRequest { bytes, ..self.import.clone() }, progress)
    }
}

impl Engine {
    /// Keeps the bytes of an upload for the job that imports them, and gives their SHA-256.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn keep_upload(&self, bytes: &[u8]) -> Result<String, EngineError> {
        let sha256 = ops::ids::sha256(bytes);
        write_whole(&self.upload_path(&sha256)?, bytes)?;
        Ok(sha256)
    }

    /// Removes uploads that no job needs any more, being a week old.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file not removed.
    pub fn forget_uploads(&self) -> Result<(), EngineError> {
        let folder = self.data_dir().join(FOLDER);
        let files = match fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            files => files.map_err(EngineError::io(&folder))?,
        };
        for file in files {
            let path = file.map_err(EngineError::io(&folder))?.path();
            let written =
                fs::metadata(&path).and_then(|data| data.modified()).map_err(EngineError::io(&path))?;
            let age = SystemTime::now().duration_since(written).unwrap_or_default();
            if age > KEPT {
                fs::remove_file(&path).map_err(EngineError::io(&path))?;
            }
        }
        Ok(())
    }

    fn upload_path(&self, sha256: &str) -> Result<PathBuf, EngineError> {
        let digits = |text: &str| text.len() == 64 && text.bytes().all(|c| c.is_ascii_hexdigit());
        if !digits(sha256) {
            return Err(OperationsError::Filter {
                field: "upload",
                value: sha256.to_owned(),
                expected: "a SHA-256 in hexadecimal",
            }
            .into());
        }
        Ok(self.data_dir().join(FOLDER).join(sha256))
    }
}
