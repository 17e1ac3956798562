//! Files that the use cases write, and those that are sent to a server.

use crate::error::EngineError;
use feeds::source::SourceError;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Writes a file whole or not at all: to a temporary file beside it, synced to disk, then renamed over it.
///
/// # Errors
/// When the file system refuses; then the file is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    feeds::whole::write_whole(path, |file| file.write_all(bytes)).map_err(EngineError::io(path))
}

/// The bytes of a file that is to be sent to a server.
///
/// # Errors
/// As an import of it gives them: where it is not there, is a folder, or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, EngineError> {
    std::fs::read(path).map_err(|error| {
        EngineError::Source(match error.kind() {
            ErrorKind::NotFound => SourceError::NotFound(path.to_owned()),
            ErrorKind::IsADirectory => SourceError::Directory(path.to_owned()),
            _ => SourceError::Unreadable { path: path.to_owned(), error },
        })
    })
}
