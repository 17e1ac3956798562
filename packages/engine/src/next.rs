//! Which race a request means: a key, an alias, NASCAR's id, or `next`.

use crate::error::EngineError;
use crate::open::Engine;
use crate::races::{RaceLine, lines};
use crate::view::View;
use domain::ids::RaceKey;
use domain::series::Series;
use graph::ReadError;
use jiff::Timestamp;

/// The word that asks for the next race.
pub const NEXT: &str = "next";

/// The race that a request means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chosen {
    /// Its key.
    pub key: RaceKey,
    /// Races that `next` skipped: their lock has passed, and they have no result.
    pub skipped: Vec<RaceLine>,
}

impl Engine {
    /// The race called `text`: a key, an alias or NASCAR's id; `next` is the race whose lock comes next.
    ///
    /// # Errors
    /// When no race, or more than one, has that name; [`EngineError::NoNextRace`] when none is to come.
    pub fn find_race(&self, text: &str, series: Option<Series>) -> Result<RaceKey, EngineError> {
        Ok(self.read(|view| find(view, text, series, self.clock.now()))?.key)
    }
}

/// The race called `text` at the moment `now`.
pub(crate) fn find(
    view: &View<'_>,
    text: &str,
    series: Option<Series>,
    now: Timestamp,
) -> Result<Chosen, EngineError> {
    if text.trim() != NEXT {
        return match view.find_race(text) {
            Ok(key) => Ok(Chosen { key, skipped: Vec::new() }),
            Err(error) => Err(or_nothing_loaded(view, error)),
        };
    }
    let lines = lines(view)?;
    if lines.is_empty() {
        return Err(EngineError::NothingLoaded);
    }
    let of_series = |line: &RaceLine| series.is_none_or(|series| series == line.race.series);
    choose(lines.into_iter().filter(of_series).collect(), series, now)
}

/// `error`, or that nothing is loaded, which explains that a name is unknown.
pub(crate) fn or_nothing_loaded(view: &View<'_>, error: ReadError) -> EngineError {
    let unknown = matches!(error, ReadError::UnknownRace { .. } | ReadError::UnknownDriver { .. });
    match lines(view) {
        Ok(lines) if unknown && lines.is_empty() => EngineError::NothingLoaded,
        _ => error.into(),
    }
}

/// The race without a result whose lock comes next after `now` and after which no race of its series has a result.
fn choose(lines: Vec<RaceLine>, series: Option<Series>, now: Timestamp) -> Result<Chosen, EngineError> {
    let raced_later = |race: &RaceLine| {
        let later = |other: &&RaceLine| {
            other.race.series == race.race.series
                && other.result_known_at.is_some()
                && other.race.lock_at > race.race.lock_at
        };
        lines.iter().find(later).is_some()
    };
    let open = || lines.iter().filter(|race| race.result_known_at.is_none());
    let order = |race: &&RaceLine| (race.race.lock_at, race.race.key.clone());
    let next = open().filter(|race| race.race.lock_at > now && !raced_later(race)).min_by_key(order);
    let Some(next) = next else {
        let last = lines.iter().max_by_key(order);
        return Err(EngineError::NoNextRace {
            series,
            last: last.map(|race| (race.race.key.clone(), race.race.lock_at)),
            without_result: last.is_some_and(|race| race.result_known_at.is_none()),
        });
    };
    let mut skipped: Vec<&RaceLine> =
        open().filter(|race| race.race.lock_at <= now || raced_later(race)).collect();
    skipped.sort_by_key(order);
    Ok(Chosen { key: next.race.key.clone(), skipped: skipped.into_iter().cloned().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::race::RaceInfo;

    /// A race of the series on a day of 2025, with or without a result.
    fn race(series: Series, day: &str, has_result: bool) -> RaceLine {
        let lock_at = format!("2025-{day}T20:00:00Z").parse().unwrap();
        RaceLine {
            race: RaceInfo {
                key: format!("{}-2025-{day}", series.key()).as_str().into(),
                series,
                date: format!("2025-{day}").parse().unwrap(),
                number_of_day: 1,
                venue: "phoenix".into(),
                layout: "phoenix".into(),
                track_name: "Phoenix".to_owned(),
                exhibition: false,
                lock_at,
                scheduled_laps: None,
            },
            name: None,
            aliases: Vec::new(),
            entries: 0,
            distance_laps: None,
            result_known_at: has_result.then_some(lock_at),
        }
    }

    fn check(races: &[(Series, &str, bool)], now: &str, expected: Option<&str>, skipped: &[&str]) {
        let lines = races.iter().map(|(series, day, has_result)| race(*series, day, *has_result)).collect();
        match (choose(lines, None, now.parse().unwrap()), expected) {
            (Ok(chosen), Some(expected)) => {
                assert_eq!(chosen.key.as_str(), expected);
                let keys: Vec<&str> = chosen.skipped.iter().map(|race| race.race.key.as_str()).collect();
                assert_eq!(keys, skipped);
            }
            (Err(EngineError::NoNextRace { .. }), None) => {}
            (chosen, expected) => panic!("{chosen:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn next_is_the_race_whose_lock_comes_next() {
        let (cup, trucks) = (Series::Cup, Series::Trucks);
        check(&[], "2025-01-01T00:00:00Z", None, &[]);
        let two = [(cup, "03-02", false), (cup, "03-09", false)];
        check(&two, "2025-03-01T00:00:00Z", Some("cup-2025-03-02"), &[]);
        // A lock that has passed without a result is skipped and named.
        check(&two, "2025-03-02T20:00:00Z", Some("cup-2025-03-09"), &["cup-2025-03-02"]);
        check(&two, "2025-03-10T00:00:00Z", None, &[]);
        // A race after which its series has raced is over, whatever the clock says.
        let raced_later = [(cup, "03-02", false), (cup, "03-09", true), (trucks, "03-08", false)];
        check(&raced_later, "2025-03-01T00:00:00Z", Some("trucks-2025-03-08"), &["cup-2025-03-02"]);
    }

    #[test]
    fn without_a_next_race_the_last_one_is_named() {
        let lines = vec![race(Series::Cup, "03-02", false)];
        let error = choose(lines, None, "2025-03-10T00:00:00Z".parse().unwrap()).unwrap_err();
        assert!(error.to_string().contains("cup-2025-03-02"), "{error}");
        assert_eq!(error.data()["last"], "cup-2025-03-02");
    }
}
