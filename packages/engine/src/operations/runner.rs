//! Workers: threads that claim jobs, run them and report how they ended.

use super::{Operations, OperationsError, now};
use crate::error::{EngineError, Kind};
use crate::jobs;
use crate::open::Engine;
use crate::origin::{self, Origin};
use crate::progress::Progress;
use ops::jobs::{Job, JobProgress, Outcome, QueueError, Signal};
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How workers work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunnerRules {
    /// Jobs that run at once; at least 1.
    pub workers: usize,
    /// How often an idle worker looks for a job.
    pub poll: Duration,
    /// How often a running job renews its lease and reports its progress.
    pub heartbeat: Duration,
    /// How often leases that are over are looked for.
    pub sweep: Duration,
}

impl RunnerRules {
    /// The same for leases of so many seconds: several heartbeats in each, and a sweep soon after one is over.
    pub fn for_leases_of(seconds: u64) -> Self {
        let standard = Self::standard();
        let lease = Duration::from_secs(seconds.max(1));
        Self {
            heartbeat: standard.heartbeat.min(lease / 4),
            sweep: standard.sweep.min(lease / 2),
            ..standard
        }
    }

    /// Two workers that look every 200 ms, heartbeats every second, a sweep every 5 s.
    pub fn standard() -> Self {
        Self {
            workers: 2,
            poll: Duration::from_millis(200),
            heartbeat: Duration::from_secs(1),
            sweep: Duration::from_secs(5),
        }
    }
}

/// How often ended jobs and old idempotency keys are forgotten.
const PURGE: Duration = Duration::from_secs(3600);

/// How often races about to lock are looked for.
const FREEZE_LOOK: Duration = Duration::from_secs(30);

/// How often the end of a job is written again while the records do not answer.
const FINISH_TRIES: usize = 20;

/// Worker threads. Dropped without [`Runner::stop`], they end after their present job.
#[derive(Debug)]
pub struct Runner {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    stopping: AtomicBool,
    lock: Mutex<()>,
    stopped: Condvar,
    running: Mutex<Vec<Progress>>,
}

impl Shared {
    fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Waits, at most so long, until the runner stops.
    fn wait(&self, at_most: Duration) {
        let guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.stopping() {
            drop(self.stopped.wait_timeout(guard, at_most).unwrap_or_else(PoisonError::into_inner));
        }
    }
}

impl Runner {
    /// Starts the workers and the sweep.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(
        engine: &Arc<Engine>,
        operations: &Operations,
        rules: RunnerRules,
    ) -> Result<Self, EngineError> {
        if engine.writes().is_some() {
            // This process alone owns the folder: a request that is in flight there died with an earlier one.
            let released = ops::idempotency::release_in_flight(&operations.records);
            let released = released.map_err(OperationsError::from)?;
            tracing::debug!(released, "idempotency keys of requests that broke off");
        }
        let shared = Arc::new(Shared::default());
        let mut threads = Vec::new();
        let start = |name: String, work: Box<dyn FnOnce() + Send>| {
            let builder = thread::Builder::new().name(name.clone());
            builder.spawn(work).map_err(EngineError::io(name))
        };
        for number in 1..=rules.workers.max(1) {
            let name = format!("worker-{number}");
            let worker = Worker {
                engine: Arc::clone(engine),
                operations: operations.clone(),
                shared: Arc::clone(&shared),
                rules,
                name: format!("{}-{name}", std::process::id()),
            };
            threads.push(start(name, Box::new(move || worker.work()))?);
        }
        let (engine, operations, swept) = (Arc::clone(engine), operations.clone(), Arc::clone(&shared));
        threads
            .push(start("sweep".to_owned(), Box::new(move || sweep(&engine, &operations, &swept, rules)))?);
        Ok(Self { shared, threads })
    }

    /// Asks running jobs to stop, which queues them again without costing an attempt, and waits for the threads.
    pub fn stop(mut self) {
        self.ask_to_stop();
        for running in self.shared.running.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            running.cancel();
        }
        for thread in self.threads.drain(..) {
            // A worker catches the panics of its jobs.
            let _ = thread.join();
        }
    }

    fn ask_to_stop(&self) {
        self.shared.stopping.store(true, Ordering::Release);
        drop(self.shared.lock.lock().unwrap_or_else(PoisonError::into_inner));
        self.shared.stopped.notify_all();
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.ask_to_stop();
    }
}

fn sweep(engine: &Engine, operations: &Operations, shared: &Shared, rules: RunnerRules) {
    let (mut purged, mut looked): (Option<Instant>, Option<Instant>) = (None, None);
    while !shared.stopping() {
        if let Err(error) = operations.queue.sweep(random_bits, now()) {
            tracing::warn!(%error, "could not look for jobs whose worker is gone");
        }
        if purged.is_none_or(|last| last.elapsed() >= PURGE) {
            match operations.purge().and_then(|()| engine.forget_uploads()) {
                Ok(()) => purged = Some(Instant::now()),
                Err(error) => tracing::warn!(%error, "could not forget old jobs"),
            }
        }
        if looked.is_none_or(|last| last.elapsed() >= FREEZE_LOOK) {
            looked = Some(Instant::now());
            if let Err(error) = crate::projections::freeze_tick(engine, operations) {
                tracing::warn!(%error, "could not look for races about to lock");
            }
        }
        shared.wait(rules.sweep);
    }
}

/// Random bits for the delay before another attempt; without randomness the delay is not spread.
fn random_bits() -> u64 {
    ops::random::bytes().map_or(0, u64::from_le_bytes)
}

struct Worker {
    engine: Arc<Engine>,
    operations: Operations,
    shared: Arc<Shared>,
    rules: RunnerRules,
    name: String,
}

impl Worker {
    fn work(&self) {
        while !self.shared.stopping() {
            match self.operations.queue.claim(jobs::KINDS, &self.name, now()) {
                Ok(Some(job)) => self.run(&job),
                Ok(None) => self.shared.wait(self.rules.poll),
                Err(error) => {
                    tracing::warn!(%error, "could not look for a job");
                    self.shared.wait(self.rules.heartbeat);
                }
            }
        }
    }

    /// One attempt: the work on this thread, the lease kept alive on another.
    fn run(&self, job: &Job) {
        let span = tracing::info_span!(
            "job",
            job = %job.id,
            kind = job.kind,
            request_id = job.request_id,
            traceparent = job.trace,
        );
        let _entered = span.enter();
        let progress = Progress::new();
        self.running().push(progress.clone());
        if self.shared.stopping() {
            progress.cancel();
        }
        let asked_to_stop = AtomicBool::new(false);
        let done = thread::scope(|scope| {
            let (end, ended) = mpsc::channel::<()>();
            let (watched, asked) = (progress.clone(), &asked_to_stop);
            let span = span.clone();
            scope.spawn(move || span.in_scope(|| self.keep_alive(job, &watched, asked, &ended)));
            let origin = Origin {
                request: job.request_id.clone(),
                trace: job.trace.clone(),
                job: Some(job.id.to_string()),
            };
            let work = || origin::within(origin, || jobs::run(&self.engine, job, &progress));
            let done = catch_unwind(AssertUnwindSafe(work));
            drop(end);
            done
        });
        self.running().pop_if_same(&progress);
        let outcome = match done {
            Ok(Ok(result)) => Outcome::Succeeded(result.to_string()),
            Ok(Err(error)) if error.kind() == Kind::Cancelled => {
                if asked_to_stop.load(Ordering::Acquire) {
                    Outcome::Stopped
                } else {
                    Outcome::NotYet(now())
                }
            }
            Ok(Err(error)) => {
                if error.kind() == Kind::Internal {
                    tracing::error!(%error, "job failed");
                }
                let problem = problem(&error).to_string();
                if error.kind().is_passing() { Outcome::TryAgain(problem) } else { Outcome::Failed(problem) }
            }
            Err(_) => {
                tracing::error!("job panicked");
                let message = "the work ended unexpectedly";
                let problem = json!({ "kind": Kind::Internal, "code": "panicked", "message": message });
                Outcome::TryAgain(problem.to_string())
            }
        };
        self.finish(job, &outcome);
    }

    fn finish(&self, job: &Job, outcome: &Outcome) {
        for _ in 0..FINISH_TRIES {
            let ticket = job.ticket();
            match self.operations.queue.finish(ticket, outcome.clone(), random_bits(), now()) {
                Ok(job) => {
                    tracing::info!(state = %job.state, attempts = job.attempts, "job ended an attempt");
                    return;
                }
                // The lease was lost: the next attempt has the job.
                Err(error @ (QueueError::Refused { .. } | QueueError::NoSuchJob(_))) => {
                    tracing::warn!(%error, "the result of an attempt came too late");
                    return;
                }
                Err(error) => tracing::warn!(%error, "could not record how a job ended; trying again"),
            }
            self.shared.wait(self.rules.heartbeat);
        }
        tracing::error!("gave up recording how a job ended; its lease will run out");
    }

    /// Renews the lease and reports progress until the work ends; passes on that the job is to stop.
    fn keep_alive(
        &self,
        job: &Job,
        progress: &Progress,
        asked_to_stop: &AtomicBool,
        ended: &mpsc::Receiver<()>,
    ) {
        let (queue, ticket) = (&self.operations.queue, job.ticket());
        let mut reported = None;
        while ended.recv_timeout(self.rules.heartbeat) == Err(RecvTimeoutError::Timeout) {
            match queue.heartbeat(ticket, now()) {
                Ok(Signal::Continue) => {}
                Ok(Signal::Stop) => {
                    asked_to_stop.store(true, Ordering::Release);
                    progress.cancel();
                }
                Err(QueueError::Refused { why, .. }) => {
                    tracing::warn!(%why, "lost the job");
                    progress.cancel();
                    return;
                }
                Err(error) => tracing::warn!(%error, "could not renew the lease of a job"),
            }
            let stage = progress.stage();
            if stage != reported
                && let Some(stage) = &stage
            {
                let shown =
                    JobProgress { what: stage.what.clone(), done: stage.done, total: Some(stage.total) };
                if let Err(error) = queue.report(ticket, &shown, now()) {
                    tracing::debug!(%error, "could not report progress");
                }
                reported = Some(stage.clone());
            }
        }
    }

    fn running(&self) -> Running<'_> {
        Running(self.shared.running.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The jobs that run now.
struct Running<'a>(std::sync::MutexGuard<'a, Vec<Progress>>);

impl Running<'_> {
    fn push(&mut self, progress: Progress) {
        self.0.push(progress);
    }

    fn pop_if_same(&mut self, progress: &Progress) {
        self.0.retain(|other| !other.is_same(progress));
    }
}

/// An error as a job keeps it.
fn problem(error: &EngineError) -> Value {
    let mut problem = json!({
        "kind": error.kind(),
        "code": error.code(),
        "message": if error.kind() == Kind::Internal { "the work failed".to_owned() } else { error.to_string() },
        "data": error.data(),
    });
    if let Some(advice) = error.next_step() {
        problem["nextStep"] = json!(advice);
    }
    problem
}
