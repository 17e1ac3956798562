//! Files that a use case makes: bytes with their media type and a name.

use crate::error::EngineError;
use crate::files::write_whole;
use std::path::Path;

/// A file made by a use case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Media type, such as `text/csv`.
    pub media_type: &'static str,
    /// A name to save it under.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Document {
    /// Writes it to `path` whole or not at all, and makes the folder where needed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), EngineError> {
        write_whole(path, &self.bytes)
    }
}
