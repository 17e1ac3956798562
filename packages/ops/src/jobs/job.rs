//! A job as it is stored.

use crate::ids::{AccountId, JobId};
use crate::records::{Document, Kind, Order, Scan};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a job is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = JobState))]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Waits for a worker, a moment, or other jobs.
    Queued,
    /// A worker has it.
    Running,
    /// Done; there is a result.
    Succeeded,
    /// Not done, and trying again would not help.
    Failed,
    /// Stopped because somebody asked for it, or because a job before it did not succeed.
    Cancelled,
    /// Not done within its attempts.
    Dead,
}

impl State {
    /// All of them.
    pub const ALL: [State; 6] =
        [State::Queued, State::Running, State::Succeeded, State::Failed, State::Cancelled, State::Dead];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::Running => "running",
            State::Succeeded => "succeeded",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
            State::Dead => "dead",
        }
    }

    /// Whether nothing more happens to the job by itself.
    pub fn ended(self) -> bool {
        !matches!(self, State::Queued | State::Running)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobProgress {
    /// What is being done.
    pub what: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// The right of one attempt to write to its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// The job.
    pub job: JobId,
    /// The fencing token of the attempt.
    pub token: u64,
}

/// A job. Request, result and problem are JSON that the queue does not look into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Which work it is; the worker knows.
    pub kind: String,
    /// The account it belongs to.
    pub owner: AccountId,
    /// What is asked for.
    pub request: String,
    /// Digest of everything the result depends on besides the request; empty where nothing does.
    pub inputs: String,
    /// Where it is in its life.
    pub state: State,
    /// Attempts begun since it was submitted or retried.
    pub attempts: u32,
    /// The fencing token of the last attempt; 0 before the first. It only grows.
    pub token: u64,
    /// The worker of the last attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<String>,
    /// While running: until when the worker may write without a heartbeat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_until: Option<Timestamp>,
    /// While running: somebody asked it to stop.
    pub cancel_requested: bool,
    /// While queued: it is not claimed before this moment.
    pub not_before: Timestamp,
    /// The jobs that must have succeeded first.
    pub after: Vec<JobId>,
    /// While queued: not all of those have.
    pub waits: bool,
    /// How far the last attempt is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<JobProgress>,
    /// When succeeded: what came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// What went wrong in the last attempt that did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Why the queue itself ended it or queued it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What ties it to the request it came by: a `traceparent`, for instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// Id of that request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Job {
    /// The ticket of the present attempt.
    pub fn ticket(&self) -> Ticket {
        Ticket { job: self.id, token: self.token }
    }
}

/// When a waiting job is due, as far as lists know: after all others, so that no worker looks at it.
const NEVER: Timestamp = Timestamp::constant(253_370_764_800, 0);

/// All jobs that wait for others.
pub(super) fn waiting() -> Scan {
    let just_before = NEVER - SignedDuration::from_secs(1);
    let order = Order::Due(Some((just_before, String::new())));
    Scan { order, ..Scan::of(Kind::Job).state(State::Queued.name()) }
}

impl Document for Job {
    const KIND: Kind = Kind::Job;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn owner(&self) -> String {
        self.owner.to_string()
    }

    fn state(&self) -> &str {
        self.state.name()
    }

    fn label(&self) -> &str {
        &self.kind
    }

    /// Queued: when it may be claimed. Running: when its lease expires. Ended: when it did.
    fn due(&self) -> Option<Timestamp> {
        match self.state {
            State::Queued if self.waits => Some(NEVER),
            State::Queued => Some(self.not_before),
            State::Running => self.lease_until,
            _ => self.ended_at,
        }
    }
}
