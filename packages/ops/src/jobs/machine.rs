//! The moves of a job, each a pure function from a job to the job after it, or a refusal.

use super::job::{Job, JobProgress, State};
use crate::ids::JobId;
use jiff::{SignedDuration, Timestamp};

/// Why a move is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The state does not allow it.
    #[error("a job that is {state} cannot be {action}")]
    State {
        /// What was tried, as a participle.
        action: &'static str,
        /// The state of the job.
        state: State,
    },
    /// A later attempt has the job.
    #[error("this attempt lost the job: its token is {given}, the present one is {present}")]
    Stale {
        /// The token of the write.
        given: u64,
        /// The token of the job.
        present: u64,
    },
    /// The lease expired, so the next attempt may have begun.
    #[error("the lease of this attempt expired at {at}")]
    LeaseExpired {
        /// When.
        at: Timestamp,
    },
    /// The lease runs: nothing is to be swept.
    #[error("the lease runs until {until}")]
    LeaseRuns {
        /// Until when.
        until: Timestamp,
    },
    /// It is not due.
    #[error("the job is not due before {until}")]
    NotDue {
        /// When it is.
        until: Timestamp,
    },
    /// It waits for other jobs.
    #[error("the job waits for other jobs")]
    Waits,
}

impl Job {
    fn refuse<T>(&self, action: &'static str) -> Result<T, Refused> {
        Err(Refused::State { action, state: self.state })
    }

    fn at(&self, now: Timestamp) -> Job {
        // A clock that was set back makes nothing older than it was.
        Job { updated_at: now.max(self.updated_at), ..self.clone() }
    }

    fn end(&self, state: State, now: Timestamp) -> Job {
        Job { state, lease_until: None, waits: false, ended_at: Some(now), ..self.at(now) }
    }

    fn requeue(&self, not_before: Timestamp, now: Timestamp) -> Job {
        Job { state: State::Queued, lease_until: None, not_before, ..self.at(now) }
    }

    /// The checks of every write of a worker.
    fn check(&self, token: u64, action: &'static str, now: Timestamp) -> Result<(), Refused> {
        if self.token != token {
            return Err(Refused::Stale { given: token, present: self.token });
        }
        match (self.state, self.lease_until) {
            (State::Running, Some(until)) if now < until => Ok(()),
            (State::Running, at) => Err(Refused::LeaseExpired { at: at.unwrap_or(now) }),
            _ => self.refuse(action),
        }
    }

    /// A worker takes it.
    pub(super) fn claim(&self, worker: &str, lease: SignedDuration, now: Timestamp) -> Result<Job, Refused> {
        match self.state {
            State::Queued if self.waits => Err(Refused::Waits),
            State::Queued if now < self.not_before => Err(Refused::NotDue { until: self.not_before }),
            State::Queued => Ok(Job {
                state: State::Running,
                attempts: self.attempts + 1,
                token: self.token + 1,
                worker: Some(worker.to_owned()),
                lease_until: Some(now + lease),
                progress: None,
                ..self.at(now)
            }),
            _ => self.refuse("claimed"),
        }
    }

    /// The worker is alive.
    pub(super) fn heartbeat(
        &self,
        token: u64,
        lease: SignedDuration,
        now: Timestamp,
    ) -> Result<Job, Refused> {
        self.check(token, "kept alive", now)?;
        Ok(Job { lease_until: Some(now + lease), ..self.at(now) })
    }

    /// The worker says how far it is.
    pub(super) fn report(&self, token: u64, progress: JobProgress, now: Timestamp) -> Result<Job, Refused> {
        self.check(token, "reported on", now)?;
        Ok(Job { progress: Some(progress), ..self.at(now) })
    }

    /// The worker is done.
    pub(super) fn succeed(&self, token: u64, result: String, now: Timestamp) -> Result<Job, Refused> {
        self.check(token, "completed", now)?;
        Ok(Job { result: Some(result), problem: None, reason: None, ..self.end(State::Succeeded, now) })
    }

    /// The worker could not do it, and nobody could.
    pub(super) fn fail(&self, token: u64, problem: String, now: Timestamp) -> Result<Job, Refused> {
        self.check(token, "failed", now)?;
        Ok(Job { problem: Some(problem), ..self.end(State::Failed, now) })
    }

    /// The worker could not do it this time.
    pub(super) fn try_again(
        &self,
        token: u64,
        problem: String,
        limits: Limits,
        now: Timestamp,
    ) -> Result<Job, Refused> {
        self.check(token, "tried again", now)?;
        let job = Job { problem: Some(problem), ..self.clone() };
        Ok(job.after_lost_attempt("the last attempt had a problem", limits, now))
    }

    /// The worker found that the time has not come.
    pub(super) fn not_yet(&self, token: u64, until: Timestamp, now: Timestamp) -> Result<Job, Refused> {
        self.check(token, "postponed", now)?;
        if self.cancel_requested {
            return Ok(self.end(State::Cancelled, now));
        }
        Ok(Job { attempts: self.attempts - 1, ..self.requeue(until, now) })
    }

    /// The worker stopped because it was asked to.
    pub(super) fn stop(&self, token: u64, now: Timestamp) -> Result<Job, Refused> {
        self.check(token, "stopped", now)?;
        if !self.cancel_requested {
            return self.refuse("stopped before somebody asks for it");
        }
        Ok(self.end(State::Cancelled, now))
    }

    /// Somebody wants it to stop. Asking twice changes nothing.
    pub(super) fn cancel(&self, now: Timestamp) -> Result<Job, Refused> {
        match self.state {
            State::Queued => Ok(self.end(State::Cancelled, now)),
            State::Running => Ok(Job { cancel_requested: true, ..self.at(now) }),
            State::Cancelled => Ok(self.clone()),
            _ => self.refuse("cancelled"),
        }
    }

    /// The lease expired: the worker is gone, or too slow.
    pub(super) fn sweep(&self, limits: Limits, now: Timestamp) -> Result<Job, Refused> {
        match (self.state, self.lease_until) {
            (State::Running, Some(until)) if now < until => Err(Refused::LeaseRuns { until }),
            (State::Running, _) => Ok(self.after_lost_attempt("the worker stopped answering", limits, now)),
            _ => self.refuse("swept"),
        }
    }

    /// An operator queues it once more.
    pub(super) fn retry(&self, now: Timestamp) -> Result<Job, Refused> {
        match self.state {
            State::Failed | State::Dead | State::Cancelled => Ok(Job {
                attempts: 0,
                waits: !self.after.is_empty(),
                cancel_requested: false,
                problem: None,
                reason: None,
                progress: None,
                ended_at: None,
                ..self.requeue(now, now)
            }),
            _ => self.refuse("retried"),
        }
    }

    /// All jobs before it succeeded.
    pub(super) fn release(&self, now: Timestamp) -> Result<Job, Refused> {
        match self.state {
            State::Queued => Ok(Job { waits: false, ..self.at(now) }),
            _ => self.refuse("released"),
        }
    }

    /// A job before it did not succeed.
    pub(super) fn abandon(&self, before: JobId, ended: &str, now: Timestamp) -> Result<Job, Refused> {
        match self.state {
            State::Queued => {
                let reason = Some(format!("{before}, which comes before it, is {ended}"));
                Ok(Job { reason, ..self.end(State::Cancelled, now) })
            }
            _ => self.refuse("abandoned"),
        }
    }

    fn after_lost_attempt(&self, why: &str, limits: Limits, now: Timestamp) -> Job {
        if self.cancel_requested {
            return self.end(State::Cancelled, now);
        }
        let (attempts, most) = (self.attempts, limits.attempts_max);
        let reason = |next: &str| Some(format!("attempt {attempts} of {most}: {why}{next}"));
        if attempts >= most {
            return Job { reason: reason(", and no attempt is left"), ..self.end(State::Dead, now) };
        }
        Job { reason: reason(""), ..self.requeue(now + limits.delay, now) }
    }
}

/// What decides over the next attempt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Attempts in all.
    pub attempts_max: u32,
    /// The delay before the next one.
    pub delay: SignedDuration,
}

#[cfg(test)]
mod tests;
