//! A durable queue of jobs that knows no concrete job.
//!
//! # The life of a job
//! A job is *queued* when it is submitted. A worker claims it: the job is *running*, it has one attempt more, a new
//! fencing token and a lease. The worker renews the lease by heartbeats and reports progress. In the end it writes one of
//! four outcomes: the job *succeeded*, with a result; it *failed*, and trying again would not help; try again, after a
//! delay that doubles with each attempt; or not yet, which costs no attempt. A job that may not be tried again, because its
//! attempts are used up, is *dead*. Its owner may cancel it: a queued job is *cancelled* at once; a running one is
//! asked to stop, which its worker learns from the next heartbeat, and is cancelled when the worker stops. If it
//! finishes first, it succeeded. Whoever operates the server may retry a failed, dead or cancelled job: it is queued
//! with all its attempts before it.
//!
//! Every write of a worker carries its token, and is refused where the job has a later one, is no longer running, or
//! the lease has expired. So a worker that was slow, or was thought dead, can change nothing after its successor began.
//! A token is never given twice, and a retried job keeps counting.
//!
//! A *sweep*, run every few seconds, looks at each running job whose lease has expired and decides: cancelled, if that was
//! asked for; dead, if it has no attempt left; else queued again. A job whose lease was renewed meanwhile is left alone.
//!
//! A job may come *after* others. It waits until all of them succeeded, and is cancelled when one of them ends in any
//! other way; the reason names that one. Retrying the one does not bring back those that were cancelled for it.
//!
//! | from | move | to |
//! |---|---|---|
//! | - | submit | queued |
//! | queued | claim (when due, and nothing is waited for) | running |
//! | queued | cancel | cancelled |
//! | running | heartbeat, report | running |
//! | running | succeed | succeeded |
//! | running | fail | failed |
//! | running | try again | queued, dead, or cancelled if asked for |
//! | running | not yet | queued, or cancelled if asked for |
//! | running | cancel | running, asked to stop |
//! | running | stop | cancelled |
//! | running, lease expired | sweep | queued, dead or cancelled |
//! | failed, dead, cancelled | retry | queued |
//! | succeeded, failed, dead, cancelled | purge (after the retention) | - |
//!
//! What was accepted is never lost: a submission is on disk before it is answered. What has an effect has it once if
//! the job's own writes check the token, or are the same when done twice.

mod backoff;
mod job;
mod machine;
mod queue;
mod submit;
mod sweep;

pub use backoff::Backoff;
pub use job::{Job, JobProgress, State, Ticket};
pub use machine::Refused;
pub use queue::{JobFilter, Outcome, Queue, QueueError, Rules, Signal};
pub use submit::{NewJob, Submitted};
pub use sweep::Swept;
