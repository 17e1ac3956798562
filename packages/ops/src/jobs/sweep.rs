//! What happens to jobs without a worker: leases that expired, jobs that waited for others, jobs to forget.

use super::job::{Job, State, waiting};
use super::machine::Refused;
use super::queue::{Queue, QueueError};
use super::submit::JobKey;
use crate::ids::JobId;
use crate::records::{Commit, Document, Kind, RecordsError, Scan, Versioned};
use jiff::Timestamp;

/// Records looked at together.
const PAGE: usize = 200;

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Lease expired, queued again.
    pub retried: usize,
    /// Lease expired, no attempt left.
    pub dead: usize,
    /// Lease expired, and it had been asked to stop.
    pub cancelled: usize,
    /// Renewed or ended while the sweep looked.
    pub left: usize,
    /// Waited for others, which succeeded.
    pub released: usize,
    /// Waited for others, of which one did not.
    pub abandoned: usize,
    /// Due, but altered on disk so that it cannot be read as a job: somebody has to look.
    pub unreadable: usize,
}

impl Queue {
    /// Decides for each running job whose lease has expired, and for each waiting one. Any number of processes may sweep at
    /// once. `random` gives 64 random bits per call, for the delays.
    pub fn sweep(&self, mut random: impl FnMut() -> u64, now: Timestamp) -> Result<Swept, QueueError> {
        let mut swept = Swept::default();
        let mut scan = Scan::of(Kind::Job).state(State::Running.name()).due_by(now).limit(PAGE);
        loop {
            let found = self.records.list(&scan)?;
            for record in &found {
                let Ok(id) = record.id.parse::<JobId>() else { continue };
                let random = random();
                match self.change(id, |job| job.sweep(self.limits(job, random), now)) {
                    Ok(job) if job.state == State::Dead => swept.dead += 1,
                    Ok(job) if job.state == State::Cancelled => swept.cancelled += 1,
                    Ok(_) => swept.retried += 1,
                    Err(QueueError::Refused {
                        why: Refused::LeaseRuns { .. } | Refused::State { .. },
                        ..
                    })
                    | Err(QueueError::NoSuchJob(_)) => swept.left += 1,
                    Err(QueueError::Records(RecordsError::Unreadable { .. })) => swept.unreadable += 1,
                    Err(error) => return Err(error),
                }
            }
            match found.last() {
                Some(last) if found.len() == PAGE => scan = scan.after(last),
                _ => break,
            }
        }
        self.settle(&mut swept, now)?;
        swept.unreadable += self.unreadable_queued(now)?;
        Ok(swept)
    }

    /// After a job ended, those that wait for it go on or are cancelled. The end itself is written: where this fails, the
    /// next sweep does it.
    pub(super) fn settle_after(&self, job: &Job, now: Timestamp) {
        if job.state.ended() {
            let _ = self.settle(&mut Swept::default(), now);
        }
    }

    fn unreadable_queued(&self, now: Timestamp) -> Result<usize, QueueError> {
        let mut unreadable = 0;
        let mut scan = Scan::of(Kind::Job).state(State::Queued.name()).due_by(now).limit(PAGE);
        loop {
            let found = self.records.list(&scan)?;
            unreadable += found.iter().filter(|record| Versioned::<Job>::read(record).is_err()).count();
            match found.last() {
                Some(last) if found.len() == PAGE => scan = scan.after(last),
                _ => return Ok(unreadable),
            }
        }
    }

    /// Decides for each waiting job, until nothing changes: one that is cancelled may be waited for by others.
    pub(super) fn settle(&self, swept: &mut Swept, now: Timestamp) -> Result<(), QueueError> {
        loop {
            let (before, mut unreadable) = (*swept, 0);
            let mut scan = waiting().limit(PAGE);
            loop {
                let found = self.records.list(&scan)?;
                for record in &found {
                    match Versioned::<Job>::read(record) {
                        Ok(job) => self.settle_one(&job, swept, now)?,
                        Err(_) => unreadable += 1,
                    }
                }
                match found.last() {
                    Some(last) if found.len() == PAGE => scan = scan.after(last),
                    _ => break,
                }
            }
            if swept.abandoned == before.abandoned {
                swept.unreadable += unreadable;
                return Ok(());
            }
        }
    }

    fn settle_one(&self, job: &Versioned<Job>, swept: &mut Swept, now: Timestamp) -> Result<(), QueueError> {
        if !job.value.waits {
            return Ok(());
        }
        let mut waits = false;
        let mut lost: Option<(JobId, String)> = None;
        for before in &job.value.after {
            match self.get(*before).map(|found| found.value.state) {
                Ok(State::Succeeded) => {}
                Ok(State::Queued | State::Running) => waits = true,
                Ok(ended) => lost = Some((*before, ended.to_string())),
                Err(QueueError::NoSuchJob(_)) => lost = Some((*before, "no longer kept".to_owned())),
                Err(QueueError::Records(RecordsError::Unreadable { .. })) => {
                    lost = Some((*before, "altered on disk".to_owned()));
                }
                Err(error) => return Err(error),
            }
        }
        let (moved, count) = match lost {
            Some((before, ended)) => (job.value.abandon(before, &ended, now), &mut swept.abandoned),
            None if waits => return Ok(()),
            None => (job.value.release(now), &mut swept.released),
        };
        // Changed meanwhile: whoever did so settles it.
        if let Ok(moved) = moved
            && self.records.commit(&[job.replace_with(&moved)])? == Commit::Done
        {
            *count += 1;
        }
        Ok(())
    }

    /// Forgets jobs that ended before the retention, and idempotency keys that expired. Returns how many of both.
    pub fn purge(&self, now: Timestamp) -> Result<usize, QueueError> {
        let cut = now - self.rules.retention;
        let mut removed = self.purge_expired::<JobKey>("", now)?;
        for state in State::ALL.into_iter().filter(|state| state.ended()) {
            removed += self.purge_expired::<Job>(state.name(), cut)?;
        }
        Ok(removed)
    }

    fn purge_expired<T: Document>(&self, state: &str, cut: Timestamp) -> Result<usize, QueueError> {
        let mut removed = 0;
        let mut scan = Scan::of(T::KIND).state(state).due_by(cut).limit(PAGE);
        loop {
            let found = self.records.list(&scan)?;
            for record in &found {
                let write = Versioned::<T>::read(record)?.remove();
                removed += usize::from(self.records.commit(&[write])? == Commit::Done);
            }
            match found.last() {
                Some(last) if found.len() == PAGE => scan = scan.after(last),
                _ => return Ok(removed),
            }
        }
    }
}
