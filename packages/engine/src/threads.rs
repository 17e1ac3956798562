//! How many threads the work may use; its results do not depend on it.

use crate::error::EngineError;

/// Runs `work` with `count` threads, or with one a core.
///
/// # Errors
/// When the threads cannot be started.
pub fn with<T: Send>(count: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, EngineError> {
    match count {
        None => Ok(work()),
        Some(count) => Ok(rayon::ThreadPoolBuilder::new().num_threads(count.max(1)).build()?.install(work)),
    }
}
