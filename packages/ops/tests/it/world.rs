//! What every test needs: records in a folder of their own, and moments.

use jiff::{SignedDuration, Timestamp};
use ops::records::Records;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder with a file of records.
pub struct World {
    folder: TempDir,
    pub records: Records,
}

impl World {
    pub fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let records = Records::open(&folder.path().join("ops.db")).unwrap();
        World { folder, records }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("ops.db")
    }

    /// The same file once more, as another process would open it.
    pub fn again(&self) -> Records {
        Records::open(&self.path()).unwrap()
    }
}

/// This many seconds after the start of a race day.
pub fn at(seconds: i64) -> Timestamp {
    "2025-11-02T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

/// Runs a future to its end, on one thread.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
