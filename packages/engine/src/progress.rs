//! Progress reporting and cancellation of long work.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle on one piece of long work: the work reports through it, and others listen to it or cancel it.
///
/// Clones are cheap and share one state, so any thread may listen or cancel. Work that is reported in stages has at
/// most one open stage at a time.
///
/// ```
/// use engine::progress::{Event, Progress};
/// use std::sync::{Arc, Mutex};
///
/// let seen = Arc::new(Mutex::new(Vec::new()));
/// let progress = Progress::new();
/// let heard = Arc::clone(&seen);
/// progress.listen(move |event| heard.lock().unwrap().push(format!("{event:?}")));
/// progress.begin("races", 2);
/// progress.advance(1);
/// assert_eq!(progress.stage().unwrap().done, 1);
/// progress.cancel();
/// assert!(progress.check().is_err());
/// assert_eq!(seen.lock().unwrap().len(), 2);
/// ```
#[derive(Clone, Default)]
pub struct Progress {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    cancelled: Arc<AtomicBool>,
    stage: Mutex<Option<Stage>>,
    listeners: Mutex<Vec<Listener>>,
}

type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

/// The open stage of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// What is counted, such as `races`.
    pub what: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
}

/// What a listener receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A stage began.
    Began(Stage),
    /// Steps were done; the stage as it is now.
    Advanced(Stage),
    /// The open stage ended.
    Ended,
}

/// The work was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

impl Progress {
    /// Progress without a listener.
    pub fn new() -> Self {
        Self::default()
    }

    /// A handle that is cancelled with this one and reports to nobody: for a part of the work that has stages of its own.
    pub(crate) fn quietly(&self) -> Self {
        let shared = Shared { cancelled: Arc::clone(&self.shared.cancelled), ..Shared::default() };
        Self { shared: Arc::new(shared) }
    }

    /// Adds a listener. It is called on the working thread and should return at once.
    pub fn listen(&self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        lock(&self.shared.listeners).push(Arc::new(listener));
    }

    /// Begins a stage of `total` steps; an open stage ends first.
    pub fn begin(&self, what: &str, total: u64) {
        self.end();
        let stage = Stage { what: what.to_owned(), done: 0, total };
        *lock(&self.shared.stage) = Some(stage.clone());
        tracing::debug!(total, "{what}");
        self.send(&Event::Began(stage));
    }

    /// Counts steps of the open stage as done.
    pub fn advance(&self, by: u64) {
        let advanced = lock(&self.shared.stage).as_mut().map(|stage| {
            stage.done = stage.done.saturating_add(by);
            stage.clone()
        });
        if let Some(stage) = advanced {
            self.send(&Event::Advanced(stage));
        }
    }

    /// Ends the open stage, if there is one.
    pub fn end(&self) {
        if lock(&self.shared.stage).take().is_some() {
            self.send(&Event::Ended);
        }
    }

    /// The open stage.
    pub fn stage(&self) -> Option<Stage> {
        lock(&self.shared.stage).clone()
    }

    /// Whether both are handles on the same work.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Asks the work to stop at its next safe point.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to stop.
    pub fn cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Relaxed)
    }

    /// Fails once the work was asked to stop; called where nothing is half done.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    fn send(&self, event: &Event) {
        // Copied first: a listener may add another.
        let listeners = lock(&self.shared.listeners).clone();
        for listener in listeners {
            listener(event);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("stage", &self.stage())
            .field("cancelled", &self.cancelled())
            .finish_non_exhaustive()
    }
}

/// Every value behind these locks is whole at all times, so a listener's panic leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listener_receives_every_event_in_order() {
        let progress = Progress::new();
        let seen: [Arc<Mutex<Vec<Event>>>; 2] = Default::default();
        for list in &seen {
            let list = Arc::clone(list);
            progress.listen(move |event| lock(&list).push(event.clone()));
        }
        progress.begin("races", 3);
        progress.advance(2);
        progress.begin("files", 1);
        progress.end();
        progress.end();
        let stage = |what: &str, done, total| Stage { what: what.to_owned(), done, total };
        let expected = [
            Event::Began(stage("races", 0, 3)),
            Event::Advanced(stage("races", 2, 3)),
            Event::Ended,
            Event::Began(stage("files", 0, 1)),
            Event::Ended,
        ];
        for list in &seen {
            assert_eq!(*lock(list), expected);
        }
    }

    #[test]
    fn a_clone_on_another_thread_cancels_the_work() {
        let progress = Progress::new();
        assert_eq!(progress.check(), Ok(()));
        let other = progress.clone();
        std::thread::spawn(move || other.cancel()).join().unwrap();
        assert_eq!(progress.check(), Err(Cancelled));
    }

    #[test]
    fn steps_without_a_stage_are_not_reported() {
        let progress = Progress::new();
        progress.listen(|event| panic!("{event:?}"));
        progress.advance(1);
        progress.end();
        assert_eq!(progress.stage(), None);
    }
}
