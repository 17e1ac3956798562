//! Jobs: submitted, listed, shown, cancelled, tried again. Accounts see their own; an administrator sees all.

use super::{Operations, OperationsError, now};
use crate::error::EngineError;
use crate::jobs;
use jiff::Timestamp;
use ops::ids::{AccountId, JobId};
use ops::jobs::{Job, JobFilter, NewJob, QueueError, State};
use ops::records::{Kind, Scan};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a job is in its life.
pub type JobState = State;

/// How far a job is.
pub type JobProgress = ops::jobs::JobProgress;

/// A job to be submitted.
#[derive(Clone, Debug, PartialEq)]
pub struct SubmitRequest {
    /// Which work it is, one of [`jobs::KINDS`].
    pub kind: String,
    /// What is asked for, as that kind of job reads it.
    pub request: Value,
    /// Id of the account it belongs to.
    pub account: String,
    /// The client's idempotency key.
    pub idempotency_key: Option<String>,
    /// What ties it to the request it came by: a `traceparent`.
    pub trace: Option<String>,
    /// Id of that request.
    pub request_id: Option<String>,
}

/// Which jobs to list; an absent field does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobsRequest {
    /// Of this account.
    pub account: Option<String>,
    /// In this state.
    pub state: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Where an earlier page ended.
    pub cursor: Option<String>,
    /// At most so many.
    pub limit: usize,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobAnswer {
    /// Its id.
    pub id: String,
    /// Which work it is.
    pub kind: String,
    /// Id of the account it belongs to.
    pub account: String,
    /// `queued`, `running`, `succeeded`, `failed`, `cancelled` or `dead`.
    pub state: JobState,
    /// What was asked for.
    pub request: Value,
    /// Attempts begun.
    pub attempts: u32,
    /// Whether a running job was asked to stop.
    pub cancel_requested: bool,
    /// How far the last attempt is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<JobProgress>,
    /// When succeeded: what came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// What went wrong: kind, code, message and data of the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Value>,
    /// Why the queue ended it or queued it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Id of the request that it came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Counts the changes of the job.
    pub revision: i64,
}

/// Jobs, the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobsAnswer {
    /// The jobs.
    pub jobs: Vec<JobAnswer>,
    /// Where the list goes on; absent on its last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Jobs of one state that are counted.
const COUNTED_MAX: usize = 10_000;

impl Operations {
    /// Submits a job; it is on disk when this returns. The request is checked first, so that what cannot succeed is
    /// refused now. With an idempotency key, a repeated submission gives the job of the first.
    ///
    /// # Errors
    /// A request that is not one of its kind, an idempotency key that was used for another one, or records that cannot
    /// be written.
    pub fn submit(&self, request: &SubmitRequest) -> Result<JobAnswer, EngineError> {
        jobs::check(&request.kind, &request.request)?;
        let owner: AccountId = request.account.parse().map_err(OperationsError::from)?;
        let mut new = NewJob::new(&request.kind, owner, &request.request.to_string());
        new.trace.clone_from(&request.trace);
        new.request_id.clone_from(&request.request_id);
        let job = match &request.idempotency_key {
            Some(key) => self.queue.submit_once(&new, key, now()).map(|submitted| submitted.job),
            None => self.queue.submit(new, now()),
        };
        self.job_of(job.map_err(OperationsError::from)?.id)
    }

    /// Lists jobs, the newest first.
    ///
    /// # Errors
    /// A state that is none, a cursor of another list, or records that cannot be read.
    pub fn jobs(&self, request: &JobsRequest) -> Result<JobsAnswer, EngineError> {
        let state = |name: &String| {
            State::ALL.into_iter().find(|state| state.name() == name).ok_or_else(|| OperationsError::Filter {
                field: "state",
                value: name.clone(),
                expected: "queued, running, succeeded, failed, cancelled or dead",
            })
        };
        let owner = request.account.as_deref().map(str::parse::<AccountId>).transpose();
        let filter = JobFilter {
            owner: owner.map_err(OperationsError::from)?,
            state: request.state.as_ref().map(state).transpose()?,
            kind: request.kind.clone(),
        };
        let page = self
            .queue
            .list(&filter, request.cursor.as_deref(), request.limit)
            .map_err(OperationsError::from)?;
        let jobs = page.items.iter().map(|job| self.job_of(job.id)).collect::<Result<_, _>>()?;
        Ok(JobsAnswer { jobs, next: page.next.map(|next| next.to_string()) })
    }

    /// Shows a job of an account, or any where no account is given.
    ///
    /// # Errors
    /// When the account has no such job.
    pub fn job(&self, id: &str, account: Option<&str>) -> Result<JobAnswer, EngineError> {
        self.job_of(self.visible(id, account)?)
    }

    /// What a job of an account gave, or of any where no account is given.
    ///
    /// # Errors
    /// When the account has no such job, or it has not succeeded.
    pub fn job_result(&self, id: &str, account: Option<&str>) -> Result<Value, EngineError> {
        let job = self.job(id, account)?;
        job.result
            .ok_or_else(|| OperationsError::NoResult { job: job.id, state: job.state.to_string() }.into())
    }

    /// Cancels a queued job, or asks a running one to stop.
    ///
    /// # Errors
    /// When the account has no such job, or it has ended.
    pub fn cancel_job(&self, id: &str, account: Option<&str>) -> Result<JobAnswer, EngineError> {
        let id = self.visible(id, account)?;
        self.queue.cancel(id, now()).map_err(OperationsError::from)?;
        self.job_of(id)
    }

    /// Queues a failed, dead or cancelled job once more.
    ///
    /// # Errors
    /// When the account has no such job, or it has not ended so.
    pub fn retry_job(&self, id: &str, account: Option<&str>) -> Result<JobAnswer, EngineError> {
        let id = self.visible(id, account)?;
        self.queue.retry(id, now()).map_err(OperationsError::from)?;
        self.job_of(id)
    }

    /// How many jobs wait, run, and are dead, by state; at most 10,000 of each are counted.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn open_jobs(&self) -> Result<Vec<(&'static str, usize)>, EngineError> {
        let count = |state: State| {
            let scan = Scan::of(Kind::Job).state(state.name()).limit(COUNTED_MAX);
            Ok((state.name(), self.records.list(&scan).map_err(OperationsError::from)?.len()))
        };
        [State::Queued, State::Running, State::Dead].into_iter().map(count).collect()
    }

    fn visible(&self, id: &str, account: Option<&str>) -> Result<JobId, EngineError> {
        let id: JobId = id.parse().map_err(OperationsError::from)?;
        let job = self.queue.get(id).map_err(OperationsError::from)?.value;
        // A job of another account is answered like one that is not there.
        match account {
            Some(account) if job.owner.to_string() != account => {
                Err(OperationsError::Queue(QueueError::NoSuchJob(id)).into())
            }
            _ => Ok(id),
        }
    }

    fn job_of(&self, id: JobId) -> Result<JobAnswer, EngineError> {
        let job = self.queue.get(id).map_err(OperationsError::from)?;
        Ok(answer(&job.value, job.revision))
    }
}

fn answer(job: &Job, revision: i64) -> JobAnswer {
    // What the queue keeps as text was written as JSON by this crate.
    let json = |text: &String| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()));
    JobAnswer {
        id: job.id.to_string(),
        kind: job.kind.clone(),
        account: job.owner.to_string(),
        state: job.state,
        request: json(&job.request),
        attempts: job.attempts,
        cancel_requested: job.cancel_requested,
        progress: job.progress.clone(),
        result: job.result.as_ref().map(json),
        problem: job.problem.as_ref().map(json),
        reason: job.reason.clone(),
        request_id: job.request_id.clone(),
        created_at: job.created_at,
        updated_at: job.updated_at,
        ended_at: job.ended_at,
        revision,
    }
}
