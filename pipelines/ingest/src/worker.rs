//! Workers: threads that claim tasks, keep their leases alive and report how they ended.

use crate::error::IngestError;
use crate::ingest::{Ingest, heartbeat};
use crate::source::Sources;
use crate::task::{self, Context, TaskOutput, TaskRequest};
use engine::Progress;
use engine::error::Kind;
use ops::ids::JobId;
use ops::jobs::{Job, Outcome, QueueError, Signal, State, Ticket};
use serde_json::json;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long an idle worker waits before it looks again, unless it is woken.
const IDLE: Duration = Duration::from_millis(200);

/// How often the end of a task is written again while the records do not answer.
const FINISH_TRIES: usize = 20;

/// Some task ended an attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended;

/// Running worker threads.
pub(crate) struct Workers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    ingest: Arc<Ingest>,
    sources: Sources,
    kinds: Vec<String>,
    ended: Mutex<Sender<Ended>>,
    stopping: AtomicBool,
    lock: Mutex<()>,
    woken: Condvar,
    running: Mutex<HashMap<JobId, Running>>,
}

struct Running {
    ticket: Ticket,
    progress: Progress,
    until: Instant,
    /// The queue asked it to stop.
    asked: bool,
    /// It took too long.
    over: bool,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Workers {
    /// Starts the workers of a run and the keeper of their leases.
    pub(crate) fn start(
        ingest: &Arc<Ingest>,
        run: &str,
        sources: Sources,
        ended: Sender<Ended>,
    ) -> Result<Self, IngestError> {
        let shared = Arc::new(Shared {
            ingest: Arc::clone(ingest),
            sources,
            kinds: task::job_kinds(run),
            ended: Mutex::new(ended),
            stopping: AtomicBool::new(false),
            lock: Mutex::default(),
            woken: Condvar::new(),
            running: Mutex::default(),
        });
        let mut workers = Self { shared: Arc::clone(&shared), threads: Vec::new() };
        for number in 1..=ingest.rules().workers.max(1) {
            let shared = Arc::clone(&shared);
            let name = format!("ingest-{number}");
            let worker = format!("{}-{name}", std::process::id());
            workers.spawn(name, move || shared.work(&worker))?;
        }
        workers.spawn("ingest-keeper".to_owned(), move || shared.keep())?;
        Ok(workers)
    }

    fn spawn(&mut self, name: String, work: impl FnOnce() + Send + 'static) -> Result<(), IngestError> {
        let spawned = thread::Builder::new().name(name.clone()).spawn(work);
        let thread = spawned.map_err(|error| IngestError::Io { path: name.into(), error })?;
        self.threads.push(thread);
        Ok(())
    }

    /// Tells idle workers that there may be work.
    pub(crate) fn wake(&self) {
        self.shared.woken.notify_all();
    }
}

impl Drop for Workers {
    /// Asks running tasks to stop, which costs no attempt, and waits for the threads.
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Release);
        for running in locked(&self.shared.running).values() {
            running.progress.cancel();
        }
        self.wake();
        for thread in self.threads.drain(..) {
            // A worker catches the panics of its tasks.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    fn wait(&self, time: Duration) {
        let guard = locked(&self.lock);
        if !self.stopping() {
            drop(self.woken.wait_timeout(guard, time).unwrap_or_else(PoisonError::into_inner));
        }
    }

    fn work(&self, worker: &str) {
        let kinds: Vec<&str> = self.kinds.iter().map(String::as_str).collect();
        while !self.stopping() {
            match self.ingest.queue().claim(&kinds, worker, self.ingest.clock_now()) {
                Ok(Some(job)) => self.run(&job),
                Ok(None) => self.wait(IDLE),
                Err(error) => {
                    tracing::warn!(%error, "could not look for a task");
                    self.wait(IDLE);
                }
            }
        }
    }

    /// Renews leases, stops tasks that were cancelled or take too long, and frees tasks whose worker is gone.
    fn keep(&self) {
        let every = heartbeat(self.ingest.rules().lease);
        let (mut beat, mut swept) = (Instant::now(), None::<Instant>);
        while !self.stopping() {
            if beat.elapsed() >= every {
                beat = Instant::now();
                self.beat();
            }
            if swept.is_none_or(|last| last.elapsed() >= every) {
                swept = Some(Instant::now());
                match self.ingest.queue().sweep(random, self.ingest.clock_now()) {
                    Ok(swept) if swept.retried + swept.released > 0 => self.woken.notify_all(),
                    Ok(_) => {}
                    Err(error) => tracing::warn!(%error, "could not look for tasks whose worker is gone"),
                }
            }
            self.wait(every.min(Duration::from_millis(500)));
        }
    }

    fn beat(&self) {
        let running: Vec<Ticket> = locked(&self.running).values().map(|running| running.ticket).collect();
        for ticket in running {
            let signal = self.ingest.queue().heartbeat(ticket, self.ingest.clock_now());
            let mut running = locked(&self.running);
            let Some(task) = running.get_mut(&ticket.job) else { continue };
            match signal {
                Ok(Signal::Continue) => {}
                Ok(Signal::Stop) => {
                    task.asked = true;
                    task.progress.cancel();
                }
                Err(QueueError::Refused { .. } | QueueError::NoSuchJob(_)) => task.progress.cancel(),
                Err(error) => tracing::warn!(%error, "could not renew the lease of a task"),
            }
            if Instant::now() > task.until && !task.over {
                task.over = true;
                task.progress.cancel();
            }
        }
    }

    /// One attempt.
    fn run(&self, job: &Job) {
        let progress = Progress::new();
        let request: Result<TaskRequest, IngestError> = task::read(job);
        let limit = request.as_ref().map_or(Duration::from_secs(60), |request| request.task.limit());
        let running = Running {
            ticket: job.ticket(),
            progress: progress.clone(),
            until: Instant::now() + limit,
            asked: false,
            over: false,
        };
        locked(&self.running).insert(job.id, running);
        if self.stopping() {
            progress.cancel();
        }
        let begun = Instant::now();
        let done = match &request {
            Err(_) => None,
            Ok(request) => {
                let context = Context {
                    ingest: &self.ingest,
                    sources: &self.sources,
                    job,
                    request,
                    progress: &progress,
                };
                Some(catch_unwind(AssertUnwindSafe(|| task::run(&context))))
            }
        };
        let ran = locked(&self.running).remove(&job.id);
        let (asked, over) = ran.map_or((false, false), |ran| (ran.asked, ran.over));
        let problem = |code: &str, message: String| json!({ "code": code, "message": message }).to_string();
        let outcome = match done {
            None => Outcome::Failed(problem("unreadable-task", "its request cannot be read".to_owned())),
            Some(Err(_)) => Outcome::TryAgain(problem("panicked", "the task ended unexpectedly".to_owned())),
            Some(Ok(Ok(output))) => match serde_json::to_string(&output) {
                Ok(text) => Outcome::Succeeded(text),
                Err(error) => Outcome::Failed(problem("unwritable-result", error.to_string())),
            },
            Some(Ok(Err(error))) if error.kind() == Kind::Cancelled => match (asked, over) {
                (true, _) => Outcome::Stopped,
                (_, true) => {
                    let message = format!("it took longer than {} s", limit.as_secs());
                    Outcome::TryAgain(problem("too-long", message))
                }
                _ => Outcome::NotYet(self.ingest.clock_now()),
            },
            // Another task writes to the same race: to wait for it is no attempt.
            Some(Ok(Err(IngestError::Held { .. }))) => Outcome::NotYet(self.ingest.clock_now() + IDLE),
            Some(Ok(Err(error))) if error.is_passing() => {
                Outcome::TryAgain(problem(error.code(), error.to_string()))
            }
            Some(Ok(Err(error))) => Outcome::Failed(problem(error.code(), error.to_string())),
        };
        self.finish(job, request.as_ref().ok(), &outcome, begun.elapsed());
    }

    fn finish(&self, job: &Job, request: Option<&TaskRequest>, outcome: &Outcome, took: Duration) {
        for _ in 0..FINISH_TRIES {
            let now = self.ingest.clock_now();
            match self.ingest.queue().finish(job.ticket(), outcome.clone(), random(), now) {
                Ok(after) => {
                    if let Some(request) = request
                        && let Err(error) = self.report(&after, request, outcome, took)
                    {
                        tracing::warn!(%error, "could not note how a task ended");
                    }
                    let _ = locked(&self.ended).send(Ended);
                    self.woken.notify_all();
                    return;
                }
                // The lease was lost: the next attempt has the task.
                Err(error @ (QueueError::Refused { .. } | QueueError::NoSuchJob(_))) => {
                    tracing::warn!(%error, "the result of an attempt came too late");
                    return;
                }
                Err(error) => tracing::warn!(%error, "could not record how a task ended; trying again"),
            }
            thread::sleep(IDLE);
        }
        tracing::error!("gave up recording how a task ended; its lease will run out");
    }

    /// A line of the run's log.
    fn report(
        &self,
        job: &Job,
        request: &TaskRequest,
        outcome: &Outcome,
        took: Duration,
    ) -> Result<(), IngestError> {
        let about = request.partition.part(&request.task.name());
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let (name, data) = match outcome {
            Outcome::Succeeded(text) => {
                let output: TaskOutput =
                    serde_json::from_str(text).map_err(IngestError::unreadable(&*about))?;
                let data = json!({
                    "attempt": job.attempts,
                    "millis": millis,
                    "absent": output.absent,
                    "counts": output.counts,
                    "digest": output.digest,
                    "findings": output.findings,
                });
                ("task.succeeded", data)
            }
            Outcome::Failed(problem) | Outcome::TryAgain(problem) => {
                let name = if job.state == State::Queued { "task.retried" } else { "job.failed" };
                let problem: serde_json::Value = serde_json::from_str(problem).unwrap_or_default();
                (name, json!({ "attempt": job.attempts, "millis": millis, "problem": problem }))
            }
            Outcome::NotYet(_) | Outcome::Stopped => return Ok(()),
        };
        self.ingest.emit(name, &request.run, &about, &data.to_string())
    }
}

/// Random bits for the delay before another attempt; without randomness the delay is not spread.
fn random() -> u64 {
    ops::random::bytes().map_or(0, u64::from_le_bytes)
}
