//! Submitting jobs, once per idempotency key.

use super::job::{Job, State};
use super::queue::{Queue, QueueError};
use crate::ids::{AccountId, JobId, sha256};
use crate::records::{Commit, Document, Kind, RecordsError, Versioned, put};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most jobs that one may come after.
const AFTER_MAX: usize = 10_000;

/// How often a submission is tried again when others use the same key.
const TRIES: usize = 16;

/// A job to be submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Which work it is.
    pub kind: String,
    /// The account it belongs to.
    pub owner: AccountId,
    /// What is asked for, as JSON.
    pub request: String,
    /// Digest of everything else the result depends on.
    pub inputs: String,
    /// The jobs that must succeed first.
    pub after: Vec<JobId>,
    /// It is not claimed before this moment.
    pub not_before: Option<Timestamp>,
    /// What ties it to the request it came by.
    pub trace: Option<String>,
    /// Id of that request.
    pub request_id: Option<String>,
}

impl NewJob {
    /// A job that can be claimed at once.
    pub fn new(kind: &str, owner: AccountId, request: &str) -> NewJob {
        NewJob {
            kind: kind.to_owned(),
            owner,
            request: request.to_owned(),
            inputs: String::new(),
            after: Vec::new(),
            not_before: None,
            trace: None,
            request_id: None,
        }
    }
}

/// What became of a submission with an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The job.
    pub job: Job,
    /// Whether an earlier submission with the same key made it.
    pub repeated: bool,
}

/// Which job an idempotency key stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct JobKey {
    /// Account and key, hashed: a key of a client may be long, or private.
    id: String,
    job: JobId,
    /// Digest of the request.
    request: String,
    expires_at: Timestamp,
}

impl Document for JobKey {
    const KIND: Kind = Kind::JobKey;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn due(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Queue {
    /// Submits a job; it is on disk when this returns.
    pub fn submit(&self, new: NewJob, now: Timestamp) -> Result<Job, QueueError> {
        let job = self.draft(new, now)?;
        if self.records.put(&job)? { Ok(job) } else { Err(QueueError::Invalid("its id is taken")) }
    }

    /// Submits a job under an idempotency key of its owner. However many do so at once, one job is made; the others
    /// get that one. With another request, the key is refused.
    pub fn submit_once(&self, new: &NewJob, key: &str, now: Timestamp) -> Result<Submitted, QueueError> {
        let id = sha256(format!("{}\n{key}", new.owner).as_bytes());
        let request = sha256(format!("{}\n{}\n{}", new.kind, new.inputs, new.request).as_bytes());
        for _ in 0..TRIES {
            let found = self.records.find::<JobKey>(&id)?;
            if let Some(earlier) = found.as_ref().filter(|key| now < key.value.expires_at) {
                let job = self.records.find::<Job>(&earlier.value.job.to_string())?;
                if let Some(Versioned { value: job, .. }) = job {
                    if earlier.value.request != request {
                        return Err(QueueError::KeyReused { job: job.id });
                    }
                    return Ok(Submitted { job, repeated: true });
                }
            }
            let job = self.draft(new.clone(), now)?;
            let expires_at = now + self.rules.keys_last;
            let entry = JobKey { id: id.clone(), job: job.id, request: request.clone(), expires_at };
            // Key and job together or neither: no key ever stands for a job that is not there.
            let claim = found.map_or_else(|| put(&entry), |old| old.replace_with(&entry));
            if self.records.commit(&[claim, put(&job)])? == Commit::Done {
                return Ok(Submitted { job, repeated: false });
            }
        }
        let tries = TRIES as u32;
        Err(RecordsError::Contended { kind: Kind::JobKey.name(), id, tries }.into())
    }

    fn draft(&self, new: NewJob, now: Timestamp) -> Result<Job, QueueError> {
        if new.kind.is_empty() {
            return Err(QueueError::Invalid("it has no kind"));
        }
        if new.after.len() > AFTER_MAX {
            return Err(QueueError::Invalid("it comes after more than 10,000 others"));
        }
        let mut waits = false;
        for before in &new.after {
            waits |= self.get(*before)?.value.state != State::Succeeded;
        }
        Ok(Job {
            id: JobId::generate(now).map_err(RecordsError::from)?,
            kind: new.kind,
            owner: new.owner,
            request: new.request,
            inputs: new.inputs,
            state: State::Queued,
            attempts: 0,
            token: 0,
            worker: None,
            lease_until: None,
            cancel_requested: false,
            not_before: new.not_before.unwrap_or(now),
            after: new.after,
            waits,
            progress: None,
            result: None,
            problem: None,
            reason: None,
            trace: new.trace,
            request_id: new.request_id,
            created_at: now,
            updated_at: now,
            ended_at: None,
        })
    }
}
