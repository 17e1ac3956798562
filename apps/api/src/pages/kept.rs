//! Answers that were shown lately, each of one state of the graph. Where the graph is away, an older one is shown as such.

use crate::app::App;
use crate::problem::Problem;
use engine::{Engine, EngineError, Progress};
use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// Answers of a kind kept at once.
const KEPT: usize = 48;

/// Codes of problems in which the graph does not answer.
const AWAY: [&str; 3] = ["graph-unreachable", "graph-busy", "took-too-long"];

/// Answers of one kind by their requests. Cheap to clone.
pub struct Kept<K, T> {
    answers: Arc<Mutex<Vec<One<K, T>>>>,
}

/// The most recently used is last.
struct One<K, T> {
    request: K,
    /// Mark of the state.
    mark: Arc<str>,
    made_at: Timestamp,
    answer: Arc<T>,
}

/// An answer, and since when it is as it is where the graph is away.
pub struct Found<T> {
    pub answer: Arc<T>,
    pub stale_since: Option<Timestamp>,
}

impl<K, T> Clone for Kept<K, T> {
    fn clone(&self) -> Self {
        Self { answers: Arc::clone(&self.answers) }
    }
}

impl<K: Clone + PartialEq + Send + 'static, T: Send + Sync + 'static> Kept<K, T> {
    /// None yet.
    pub fn new() -> Self {
        Self { answers: Arc::default() }
    }

    /// The answer to a request that names a race by its key: kept of the present state, made anew, or, where the graph
    /// is away, the last one.
    ///
    /// # Errors
    /// Those of `make`.
    pub async fn get(
        &self,
        app: &App,
        request: &K,
        make: impl FnOnce(&Engine, &K, &Progress) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<Found<T>, Problem> {
        let state = app.state().await;
        let kept = self.find(request);
        if let (Some((mark, made_at, answer)), Some(state)) = (&kept, &state) {
            if state.unreachable {
                return Ok(Found { answer: Arc::clone(answer), stale_since: Some(*made_at) });
            }
            if *mark == state.mark {
                return Ok(Found { answer: Arc::clone(answer), stale_since: None });
            }
        }
        let wanted = request.clone();
        let work = move |engine: &Engine, progress: &Progress| {
            let mark = engine.state()?;
            let answer = make(engine, &wanted, progress)?;
            // Kept only where all of it is of one state.
            Ok((answer, (engine.state()? == mark).then_some(mark)))
        };
        match (app.engine(work).await, kept) {
            (Ok((answer, mark)), _) => {
                let answer = Arc::new(answer);
                if let Some(mark) = mark {
                    self.keep(request, &mark, &answer);
                }
                Ok(Found { answer, stale_since: None })
            }
            (Err(problem), Some((_, made_at, answer))) if AWAY.contains(&problem.code.as_str()) => {
                Ok(Found { answer, stale_since: Some(made_at) })
            }
            (Err(problem), _) => Err(problem),
        }
    }

    /// Whether an answer to this request is kept, of whichever state.
    pub fn holds(&self, request: &K) -> bool {
        self.find(request).is_some()
    }

    fn find(&self, request: &K) -> Option<(Arc<str>, Timestamp, Arc<T>)> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let at = answers.iter().position(|one| one.request == *request)?;
        let one = answers.remove(at);
        let found = (Arc::clone(&one.mark), one.made_at, Arc::clone(&one.answer));
        answers.push(one);
        Some(found)
    }

    fn keep(&self, request: &K, mark: &str, answer: &Arc<T>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|one| one.request != *request);
        if answers.len() == KEPT {
            answers.remove(0);
        }
        answers.push(One {
            request: request.clone(),
            mark: mark.into(),
            made_at: Timestamp::now(),
            answer: Arc::clone(answer),
        });
    }
}
