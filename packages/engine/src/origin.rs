//! What a thread works for: its request or job, as the graph's server is told.

use graph::origin;

/// Ids of a request or a job.
pub type Origin = origin::Origin;

/// Runs `work` with everything that it sends to the graph's server named by `origin`.
pub fn within<T>(origin: Origin, work: impl FnOnce() -> T) -> T {
    origin::within(origin, work)
}
