//! Files that the use cases write.

use crate::error::EngineError;
use std::io::Write;
use std::path::Path;

/// Writes a file whole or not at all: to a temporary file beside it, synced to disk, then renamed over it.
///
/// # Errors
/// When the file system refuses; then the file is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    feeds::whole::write_whole(path, |file| file.write_all(bytes)).map_err(EngineError::io(path))
}
