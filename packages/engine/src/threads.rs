//! How many threads the work may use; its results do not depend on it.

use crate::error::EngineError;

/// Limits the threads that this process computes with to `count`; one a core without it. All work shares them. Called
/// once, before any work.
///
/// # Errors
/// When the threads are running already or cannot be started.
pub fn limit(count: Option<usize>) -> Result<(), EngineError> {
    match count {
        None => Ok(()),
        Some(count) => Ok(rayon::ThreadPoolBuilder::new().num_threads(count.max(1)).build_global()?),
    }
}
