//! The queue: each operation is one move of a job, written if nobody changed the job meanwhile.

use super::job::{Job, JobProgress, State, Ticket};
use super::machine::{Limits, Refused};
use super::{Backoff, Swept, machine};
use crate::ids::{AccountId, JobId};
use crate::records::{Commit, Cursor, InvalidCursor, Kind, Page, Records, RecordsError, Scan, Versioned};
use jiff::{SignedDuration, Timestamp};

/// Jobs looked at together when a worker asks for one.
const CLAIM_PAGE: usize = 32;

/// The figures a queue works by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// How long a worker may be silent.
    pub lease: SignedDuration,
    /// Attempts before a job is dead; at least 1.
    pub attempts_max: u32,
    /// The delay before the next attempt.
    pub backoff: Backoff,
    /// How long an idempotency key stands for its job.
    pub keys_last: SignedDuration,
    /// How long an ended job is kept.
    pub retention: SignedDuration,
}

impl Rules {
    /// Lease 30 s, 5 attempts, backoff from 2 s to 5 minutes, keys for 24 h, ended jobs for 7 days.
    pub fn standard() -> Rules {
        Rules {
            lease: SignedDuration::from_secs(30),
            attempts_max: 5,
            backoff: Backoff { first: SignedDuration::from_secs(2), longest: SignedDuration::from_mins(5) },
            keys_last: SignedDuration::from_hours(24),
            retention: SignedDuration::from_hours(7 * 24),
        }
    }
}

/// What can go wrong with the queue.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// No job has this id; it may have been purged.
    #[error("there is no job {0}")]
    NoSuchJob(JobId),
    /// The move is not allowed.
    #[error("{job}: {why}")]
    Refused {
        /// The job.
        job: JobId,
        /// Why.
        why: Refused,
    },
    /// The idempotency key stands for a job with another request.
    #[error("this idempotency key was used for {job}, with another request")]
    KeyReused {
        /// The job it stands for.
        job: JobId,
    },
    /// The submission is invalid.
    #[error("invalid job: {0}")]
    Invalid(&'static str),
    /// A list cannot go on there.
    #[error(transparent)]
    Cursor(#[from] InvalidCursor),
    /// The records failed.
    #[error(transparent)]
    Records(#[from] RecordsError),
}

/// What a worker learns from a heartbeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a job that was asked to stop should stop"]
pub enum Signal {
    /// Go on.
    Continue,
    /// Stop, and say so by [`Outcome::Stopped`].
    Stop,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done, with this result.
    Succeeded(String),
    /// Not done, for this problem; trying again would not help.
    Failed(String),
    /// Not done, for this problem; another attempt may.
    TryAgain(String),
    /// The time has not come. Costs no attempt.
    NotYet(Timestamp),
    /// Stopped because it was asked to.
    Stopped,
}

/// Which jobs to list; `None` means any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobFilter {
    /// Their owner.
    pub owner: Option<AccountId>,
    /// Their state.
    pub state: Option<State>,
    /// Their kind.
    pub kind: Option<String>,
}

/// A durable queue in the records. Cheap to clone; any number of processes may share one file.
///
/// ```
/// use ops::ids::AccountId;
/// use ops::jobs::{NewJob, Outcome, Queue, Rules, State};
/// use ops::records::Records;
/// let folder = tempfile::tempdir().unwrap();
/// let records = Records::open(&folder.path().join("ops.db")).unwrap();
/// let queue = Queue::new(records, Rules::standard());
/// let now = "2025-11-02T19:30:00Z".parse().unwrap();
/// let owner = AccountId::of_environment("demo");
///
/// let job = queue.submit(NewJob::new("backtest", owner, "{}"), now).unwrap();
/// let claimed = queue.claim(&["backtest"], "worker-1", now).unwrap().unwrap();
/// assert_eq!(claimed.id, job.id);
/// queue.finish(claimed.ticket(), Outcome::Succeeded("{}".into()), 0, now).unwrap();
/// assert_eq!(queue.get(job.id).unwrap().value.state, State::Succeeded);
/// ```
#[derive(Debug, Clone)]
pub struct Queue {
    pub(super) records: Records,
    pub(super) rules: Rules,
}

impl Queue {
    /// The queue of these records.
    pub fn new(records: Records, rules: Rules) -> Queue {
        Queue { records, rules }
    }

    /// The figures it works by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Gives the worker the job of these kinds that has been due longest, if there is one.
    pub fn claim(&self, kinds: &[&str], worker: &str, now: Timestamp) -> Result<Option<Job>, QueueError> {
        let mut scan = Scan::of(Kind::Job).state(State::Queued.name()).due_by(now).limit(CLAIM_PAGE);
        loop {
            let found = self.records.list(&scan)?;
            for record in found.iter().filter(|record| kinds.contains(&record.label.as_str())) {
                // One that was altered on disk must not keep the others from their workers: the sweep counts it.
                let Ok(old) = Versioned::<Job>::read(record) else { continue };
                // Claimed by others since it was listed: the next one.
                let Ok(new) = old.value.claim(worker, self.rules.lease, now) else { continue };
                if self.records.commit(&[old.replace_with(&new)])? == Commit::Done {
                    return Ok(Some(new));
                }
            }
            match found.last() {
                Some(last) if found.len() == CLAIM_PAGE => scan = scan.after(last),
                _ => return Ok(None),
            }
        }
    }

    /// Renews the lease.
    pub fn heartbeat(&self, ticket: Ticket, now: Timestamp) -> Result<Signal, QueueError> {
        let job = self.change(ticket.job, |job| job.heartbeat(ticket.token, self.rules.lease, now))?;
        Ok(if job.cancel_requested { Signal::Stop } else { Signal::Continue })
    }

    /// Says how far the attempt is.
    pub fn report(&self, ticket: Ticket, progress: &JobProgress, now: Timestamp) -> Result<(), QueueError> {
        self.change(ticket.job, |job| job.report(ticket.token, progress.clone(), now))?;
        Ok(())
    }

    /// Ends the attempt. `random` is 64 random bits for the delay before the next one.
    pub fn finish(
        &self,
        ticket: Ticket,
        outcome: Outcome,
        random: u64,
        now: Timestamp,
    ) -> Result<Job, QueueError> {
        let token = ticket.token;
        let job = self.change(ticket.job, |job| match outcome.clone() {
            Outcome::Succeeded(result) => job.succeed(token, result, now),
            Outcome::Failed(problem) => job.fail(token, problem, now),
            Outcome::TryAgain(problem) => job.try_again(token, problem, self.limits(job, random), now),
            Outcome::NotYet(until) => job.not_yet(token, until, now),
            Outcome::Stopped => job.stop(token, now),
        })?;
        self.settle_after(&job, now);
        Ok(job)
    }

    /// Cancels a queued job, or asks a running one to stop.
    pub fn cancel(&self, id: JobId, now: Timestamp) -> Result<Job, QueueError> {
        let job = self.change(id, |job| job.cancel(now))?;
        self.settle_after(&job, now);
        Ok(job)
    }

    /// Queues a failed, dead or cancelled job once more. It waits again for the jobs before it.
    pub fn retry(&self, id: JobId, now: Timestamp) -> Result<Job, QueueError> {
        self.change(id, |job| job.retry(now))?;
        self.settle(&mut Swept::default(), now)?;
        Ok(self.get(id)?.value)
    }

    /// A job, with the revision that grows with each change of it.
    pub fn get(&self, id: JobId) -> Result<Versioned<Job>, QueueError> {
        self.records.find(&id.to_string())?.ok_or(QueueError::NoSuchJob(id))
    }

    /// Jobs, the newest first.
    pub fn list(
        &self,
        filter: &JobFilter,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<Job>, QueueError> {
        let mut scan = Scan::of(Kind::Job).newest_first().limit(limit);
        scan.owner = filter.owner.map(|owner| owner.to_string());
        scan.label.clone_from(&filter.kind);
        scan.state = filter.state.map(|state| state.name().to_owned());
        if let Some(cursor) = cursor {
            scan = Cursor::resume(scan, cursor)?;
        }
        let page = self.records.page(&scan)?;
        let read = |record| Versioned::read(record).map(|job| job.value);
        let items = page.items.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    /// Makes a move of a job, again where others moved it meanwhile.
    pub(super) fn change(
        &self,
        id: JobId,
        rule: impl Fn(&Job) -> Result<Job, machine::Refused>,
    ) -> Result<Job, QueueError> {
        let rule = |job: &Job| {
            let moved = rule(job).map_err(|why| QueueError::Refused { job: id, why })?;
            Ok::<_, QueueError>((moved.clone(), moved))
        };
        self.records.change(&id.to_string(), rule)?.ok_or(QueueError::NoSuchJob(id))
    }

    pub(super) fn limits(&self, job: &Job, random: u64) -> Limits {
        Limits {
            attempts_max: self.rules.attempts_max,
            delay: self.rules.backoff.delay(job.attempts, random),
        }
    }
}
