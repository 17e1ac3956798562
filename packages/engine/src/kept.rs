//! Projectors that are kept: history, fit and pooling are made once for each state of the graph.

use crate::data_state::ThroughRace;
use crate::error::EngineError;
use domain::evidence::EvidenceBook;
use domain::history::History;
use domain::pooling::Pooling;
use domain::series::Series;
use jiff::Timestamp;
use projection::{Model, Projector};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Projectors kept at once: the three series, each by two models or as of two moments.
const KEPT: usize = 6;

/// How long a request waits for another one that makes the same projector.
const WAIT: Duration = Duration::from_secs(120);

/// What a projector depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// Series of the history.
    pub series: Series,
    /// Only facts known by this time are used.
    pub as_of: Timestamp,
    /// SHA-256 of the model file.
    pub model: String,
    /// Mark of the graph's state.
    pub mark: String,
}

/// What a projector is made from.
pub(crate) struct Inputs {
    pub history: History,
    pub pooling: Pooling,
    /// What race weeks reported, known by the moment.
    pub evidence: EvidenceBook,
}

/// A projector and what else is asked of its inputs.
pub(crate) struct Prepared {
    pub projector: Projector,
    pub evidence: EvidenceBook,
    /// Last race of the series in the history.
    pub through: Option<ThroughRace>,
}

impl Prepared {
    /// Fits `model` to `inputs`.
    pub fn of(inputs: Inputs, model: &Model, series: Series) -> Result<Self, EngineError> {
        let Inputs { history, pooling, evidence } = inputs;
        let used = if model.evidence.is_some() { evidence.clone() } else { EvidenceBook::new() };
        let through = history.races.iter().rfind(|race| race.info.series == series);
        let through = through.map(|race| ThroughRace {
            race: race.info.key.clone(),
            date: race.info.date,
            track_name: race.info.track_name.clone(),
        });
        Ok(Self { projector: Projector::with_evidence(&history, &pooling, model, &used)?, evidence, through })
    }
}

/// A bounded cache in which each projector is made by one request while others wait for it.
#[derive(Default)]
pub(crate) struct KeptProjectors {
    slots: Mutex<Vec<Slot>>,
    changed: Condvar,
}

/// The most recently used is last.
struct Slot {
    key: Key,
    /// None while it is being made.
    made: Option<Arc<Prepared>>,
}

impl KeptProjectors {
    /// The projector of `key`: a kept one, or what `make` gives, which other requests for it wait for.
    ///
    /// # Errors
    /// Those of `make`; [`EngineError::TooBusy`] when another request takes too long to make it.
    pub fn get_or_make(
        &self,
        key: &Key,
        make: impl FnOnce() -> Result<Prepared, EngineError>,
    ) -> Result<Arc<Prepared>, EngineError> {
        let deadline = Instant::now() + WAIT;
        let mut slots = self.lock();
        while let Some(at) = slots.iter().position(|slot| slot.key == *key) {
            if let Some(made) = slots[at].made.clone() {
                let used = slots.remove(at);
                slots.push(used);
                return Ok(made);
            }
            let left = deadline.checked_duration_since(Instant::now()).ok_or(EngineError::TooBusy)?;
            slots = self.changed.wait_timeout(slots, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        slots.push(Slot { key: key.clone(), made: None });
        drop(slots);
        let being_made = BeingMade { kept: self, key };
        let made = Arc::new(make()?);
        let mut slots = self.lock();
        if let Some(slot) = slots.iter_mut().find(|slot| slot.key == *key) {
            slot.made = Some(Arc::clone(&made));
        }
        while slots.iter().filter(|slot| slot.made.is_some()).count() > KEPT {
            let Some(oldest) = slots.iter().position(|slot| slot.made.is_some()) else { break };
            slots.remove(oldest);
        }
        drop(slots);
        drop(being_made);
        Ok(made)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A projector being made: where making fails or panics, its slot goes, so that the next request tries again.
struct BeingMade<'a> {
    kept: &'a KeptProjectors,
    key: &'a Key,
}

impl Drop for BeingMade<'_> {
    fn drop(&mut self) {
        self.kept.lock().retain(|slot| slot.key != *self.key || slot.made.is_some());
        self.kept.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn key(mark: &str) -> Key {
        Key {
            series: Series::Cup,
            as_of: Timestamp::UNIX_EPOCH,
            model: "m".to_owned(),
            mark: mark.to_owned(),
        }
    }

    fn prepared() -> Prepared {
        let history = History { series: Series::Cup, as_of: Timestamp::UNIX_EPOCH, races: Vec::new() };
        let inputs = Inputs { history, pooling: Pooling::default(), evidence: EvidenceBook::new() };
        Prepared::of(inputs, &Model::named("start-only").unwrap(), Series::Cup).unwrap()
    }

    #[test]
    fn many_requests_make_a_projector_once() {
        let (kept, count) = (KeptProjectors::default(), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let make = || {
                        count.fetch_add(1, Ordering::Relaxed);
                        std::thread::yield_now();
                        Ok(prepared())
                    };
                    kept.get_or_make(&key("a"), make).unwrap();
                });
            }
        });
        assert_eq!(count.into_inner(), 1);
    }

    #[test]
    fn a_failure_is_not_kept_and_a_new_state_needs_a_new_projector() {
        let kept = KeptProjectors::default();
        assert!(kept.get_or_make(&key("a"), || Err(EngineError::TooBusy)).is_err());
        let first = kept.get_or_make(&key("a"), || Ok(prepared())).unwrap();
        let again = kept.get_or_make(&key("a"), || panic!("it is kept")).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        let other = kept.get_or_make(&key("b"), || Ok(prepared())).unwrap();
        assert!(!Arc::ptr_eq(&first, &other));
    }

    #[test]
    fn the_one_not_used_for_longest_goes_first() {
        let kept = KeptProjectors::default();
        let marks: Vec<String> = (0..KEPT).map(|at| at.to_string()).collect();
        for mark in &marks {
            kept.get_or_make(&key(mark), || Ok(prepared())).unwrap();
        }
        kept.get_or_make(&key(&marks[0]), || panic!("it is kept")).unwrap();
        kept.get_or_make(&key("new"), || Ok(prepared())).unwrap();
        kept.get_or_make(&key(&marks[0]), || panic!("it is kept")).unwrap();
        assert!(kept.get_or_make(&key(&marks[1]), || Err(EngineError::TooBusy)).is_err(), "it went");
    }
}
