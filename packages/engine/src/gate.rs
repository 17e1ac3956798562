//! The gate between async callers and the synchronous engine.

use crate::error::EngineError;
use crate::progress::Progress;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How much may go through a [`Gate`] at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateLimits {
    /// Use cases that run at once, each on a thread of its own; at least 1.
    pub running: usize,
    /// Use cases that may wait.
    pub waiting: usize,
    /// How long one may wait.
    pub wait: Duration,
}

/// Lets async callers run use cases, which block, on a bounded number of threads.
///
/// A call that finds the queue full, or waits longer than the limit, fails with [`EngineError::TooBusy`]. A caller that
/// goes away cancels its work, which ends at its next safe point.
#[derive(Clone, Debug)]
pub struct Gate {
    limits: GateLimits,
    running: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Gate {
    /// A gate with these limits.
    pub fn new(limits: GateLimits) -> Self {
        Self { limits, running: Arc::new(Semaphore::new(limits.running.max(1))), waiting: Arc::default() }
    }

    /// Use cases that run now, and those that wait.
    pub fn load(&self) -> (usize, usize) {
        let running = self.limits.running.max(1) - self.running.available_permits();
        (running, self.waiting.load(Ordering::Acquire))
    }

    /// Runs `work` on a thread of its own, once one is free. Called within a tokio runtime with time enabled.
    ///
    /// # Errors
    /// [`EngineError::TooBusy`], [`EngineError::Panicked`], and those of `work`.
    pub async fn run<T: Send + 'static>(
        &self,
        progress: &Progress,
        work: impl FnOnce(&Progress) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let permit = match Arc::clone(&self.running).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.wait().await?,
        };
        let mut on_leaving = CancelOnDrop { progress: Some(progress.clone()) };
        let progress = progress.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            progress.check()?;
            work(&progress)
        })
        .await;
        on_leaving.progress = None;
        done.map_err(|error| EngineError::Panicked { message: error.to_string() })?
    }

    async fn wait(&self) -> Result<tokio::sync::OwnedSemaphorePermit, EngineError> {
        let place = Place::take(&self.waiting, self.limits.waiting).ok_or(EngineError::TooBusy)?;
        let free = tokio::time::timeout(self.limits.wait, Arc::clone(&self.running).acquire_owned()).await;
        drop(place);
        free.map_err(|_| EngineError::TooBusy)?.map_err(|_| EngineError::TooBusy)
    }
}

/// A place in the queue, given back when dropped.
struct Place {
    waiting: Arc<AtomicUsize>,
}

impl Place {
    fn take(waiting: &Arc<AtomicUsize>, limit: usize) -> Option<Self> {
        let place = Self { waiting: Arc::clone(waiting) };
        // Dropped where the queue is full, which takes the count back.
        (waiting.fetch_add(1, Ordering::AcqRel) < limit).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Cancels the work of a caller that went away.
struct CancelOnDrop {
    progress: Option<Progress>,
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if let Some(progress) = &self.progress {
            progress.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use std::sync::mpsc;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build().unwrap()
    }

    fn gate(running: usize, waiting: usize, wait: Duration) -> Gate {
        Gate::new(GateLimits { running, waiting, wait })
    }

    const LONG: Duration = Duration::from_secs(600);

    /// Work that has begun, and ends when what is given back is dropped.
    fn occupy(gate: &Gate, runtime: &tokio::runtime::Runtime) -> mpsc::Sender<()> {
        let (end, ended) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel();
        let gate = gate.clone();
        runtime.spawn(async move {
            let work = move |_: &Progress| {
                begin.send(()).ok();
                ended.recv().ok();
                Ok(())
            };
            gate.run(&Progress::new(), work).await
        });
        begun.recv().unwrap();
        end
    }

    #[test]
    fn work_runs_and_gives_its_answer() {
        let gate = gate(1, 0, LONG);
        let answer = runtime().block_on(gate.run(&Progress::new(), |_| Ok(7)));
        assert_eq!(answer.unwrap(), 7);
    }

    #[test]
    fn a_full_queue_is_busy_at_once_and_a_wait_has_its_limit() {
        let runtime = runtime();
        for gate in [gate(1, 0, LONG), gate(1, 1, Duration::from_millis(1))] {
            let end = occupy(&gate, &runtime);
            let error = runtime.block_on(gate.run(&Progress::new(), |_| Ok(()))).unwrap_err();
            assert_eq!(error.kind(), Kind::Busy);
            drop(end);
        }
    }

    #[test]
    fn who_waits_runs_when_a_thread_is_free() {
        let (runtime, gate) = (runtime(), gate(1, 1, LONG));
        let end = occupy(&gate, &runtime);
        let waiting = runtime.spawn({
            let gate = gate.clone();
            async move { gate.run(&Progress::new(), |_| Ok(3)).await }
        });
        drop(end);
        assert_eq!(runtime.block_on(waiting).unwrap().unwrap(), 3);
        assert_eq!(gate.waiting.load(Ordering::Acquire), 0);
    }

    #[test]
    fn a_caller_that_goes_away_cancels_its_work() {
        let (runtime, gate) = (runtime(), gate(1, 0, LONG));
        let progress = Progress::new();
        let (begin, begun) = mpsc::channel();
        let (stopped, has_stopped) = mpsc::channel();
        let call = runtime.spawn({
            let (gate, progress) = (gate.clone(), progress.clone());
            async move {
                let work = move |progress: &Progress| {
                    begin.send(()).ok();
                    while !progress.cancelled() {
                        std::thread::yield_now();
                    }
                    stopped.send(()).ok();
                    Ok(())
                };
                gate.run(&progress, work).await
            }
        });
        // Only once the work runs is there something to cancel.
        begun.recv().unwrap();
        call.abort();
        has_stopped.recv().unwrap();
        assert!(progress.cancelled());
    }

    #[test]
    fn a_panic_is_an_error_and_frees_the_thread() {
        let (runtime, gate) = (runtime(), gate(1, 0, LONG));
        let error = runtime.block_on(gate.run::<()>(&Progress::new(), |_| panic!("boom"))).unwrap_err();
        assert_eq!(error.code(), "panicked");
        assert_eq!(runtime.block_on(gate.run(&Progress::new(), |_| Ok(1))).unwrap(), 1);
    }
}
