//! Races that were read lately, of the latest state of the graph alone.

use domain::race::RaceCard;
use jiff::Timestamp;
use projection::set::Note;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Races kept at once: a weekend of three series, each as of a few moments.
const KEPT: usize = 32;

/// A race as it was known at a moment.
#[derive(Debug)]
pub(crate) struct Asked {
    pub card: RaceCard,
    /// The moment: the one asked for, never later than the lock.
    pub as_of: Timestamp,
    /// Whether its result is known now.
    pub has_result: bool,
    /// What is to be said of its entry list.
    pub notes: Vec<Note>,
}

/// A bounded cache; a new state empties it.
#[derive(Default)]
pub(crate) struct KeptReads {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// Mark of the state.
    mark: String,
    /// With the moment asked for; the most recently used is last.
    races: Vec<(Option<Timestamp>, Arc<Asked>)>,
}

impl KeptReads {
    /// The race with this key in the state of this mark, if it is kept.
    pub fn get(&self, mark: &str, race: &str, as_of: Option<Timestamp>) -> Option<Arc<Asked>> {
        let mut kept = self.lock();
        if kept.mark != mark {
            return None;
        }
        let is_it = |(at, asked): &(Option<Timestamp>, Arc<Asked>)| {
            *at == as_of && asked.card.info.key.as_str() == race
        };
        let at = kept.races.iter().position(is_it)?;
        let found = kept.races.remove(at);
        let asked = Arc::clone(&found.1);
        kept.races.push(found);
        Some(asked)
    }

    /// Keeps a race, which was read from the state of this mark.
    pub fn keep(&self, mark: &str, as_of: Option<Timestamp>, asked: &Arc<Asked>) {
        let mut kept = self.lock();
        if kept.mark != mark {
            *kept = Kept { mark: mark.to_owned(), races: Vec::new() };
        }
        let key = &asked.card.info.key;
        kept.races.retain(|(at, other)| *at != as_of || other.card.info.key != *key);
        if kept.races.len() == KEPT {
            kept.races.remove(0);
        }
        kept.races.push((as_of, Arc::clone(asked)));
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::race::RaceInfo;
    use domain::series::Series;

    fn asked(key: &str) -> Arc<Asked> {
        let lock_at = Timestamp::UNIX_EPOCH;
        let info = RaceInfo {
            key: key.into(),
            series: Series::Cup,
            date: "2025-03-09".parse().unwrap(),
            number_of_day: 1,
            venue: "phoenix".into(),
            layout: "phoenix".into(),
            track_name: "Phoenix".to_owned(),
            exhibition: false,
            lock_at,
            scheduled_laps: None,
        };
        let card = RaceCard { info, distance_laps: 312, entries: Vec::new() };
        Arc::new(Asked { card, as_of: lock_at, has_result: false, notes: Vec::new() })
    }

    #[test]
    fn a_race_is_kept_for_its_state_and_moment_alone() {
        let (kept, race) = (KeptReads::default(), asked("cup-a"));
        kept.keep("1", None, &race);
        assert!(Arc::ptr_eq(&kept.get("1", "cup-a", None).unwrap(), &race));
        assert!(kept.get("1", "cup-b", None).is_none());
        assert!(kept.get("1", "cup-a", Some(Timestamp::UNIX_EPOCH)).is_none());
        assert!(kept.get("2", "cup-a", None).is_none());
        kept.keep("2", None, &asked("cup-b"));
        assert!(kept.get("1", "cup-a", None).is_none(), "a new state empties it");
        assert!(kept.get("2", "cup-a", None).is_none());
    }

    #[test]
    fn the_one_not_used_for_longest_goes_first() {
        let kept = KeptReads::default();
        for at in 0..KEPT {
            kept.keep("1", None, &asked(&at.to_string()));
        }
        assert!(kept.get("1", "0", None).is_some());
        kept.keep("1", None, &asked("new"));
        assert!(kept.get("1", "0", None).is_some());
        assert!(kept.get("1", "1", None).is_none(), "it went");
    }
}
