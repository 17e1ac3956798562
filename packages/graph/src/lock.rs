//! One owner process for an embedded graph.

use crate::error::OpenError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The lock on `graph.lock`, until dropped. The operating system releases it when the process dies,
/// however it dies.
pub struct OwnerLock {
    file: File,
}

impl OwnerLock {
    /// Takes the lock in `dir` and writes who has it.
    pub fn take(dir: &Path, holder: &str) -> Result<Self, OpenError> {
        let path = dir.join("graph.lock");
        let io = |source| OpenError::Io { path: path.clone(), source };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The owner may not have written its name yet.
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let holder = if holder.is_empty() { "another process" } else { holder }.to_owned();
                return Err(OpenError::InUse { dir: dir.to_owned(), holder });
            }
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        file.set_len(0).map_err(io)?;
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        writeln!(file, "process {} ({holder})", std::process::id()).map_err(io)?;
        Ok(Self { file })
    }
}

impl Drop for OwnerLock {
    fn drop(&mut self) {
        // Closing would unlock too; doing it first keeps a later holder's name from being cut.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}
