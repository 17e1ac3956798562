//! What was known of past races at one moment.

use crate::ids::DriverId;
use crate::race::{Entry, RaceInfo};
use crate::result::LoopResult;
use crate::series::Series;
use jiff::Timestamp;

/// All races with results known at `as_of`, of one series and the series below it.
///
/// Built only by the graph store (and by test builders), which filters on `knownAt <= as_of`:
/// whoever holds a `History` cannot see later facts.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The series asked for.
    pub series: Series,
    /// The moment of knowledge.
    pub as_of: Timestamp,
    /// Races in order of date, then series, then key; exhibitions included and marked.
    pub races: Vec<PastRace>,
}

/// A race with its result.
#[derive(Clone, Debug, PartialEq)]
pub struct PastRace {
    /// The race.
    pub info: RaceInfo,
    /// Race distance: the most laps any car completed.
    pub distance_laps: u32,
    /// When the result could be known.
    pub known_at: Timestamp,
    /// Cars in order of on-track finish.
    pub cars: Vec<PastCar>,
}

/// One car in a past race.
#[derive(Clone, Debug, PartialEq)]
pub struct PastCar {
    /// The entry, grid included.
    pub entry: Entry,
    /// Its result.
    pub result: LoopResult,
}

impl PastCar {
    /// The driver.
    pub fn driver(&self) -> DriverId {
        self.entry.driver
    }
}

impl History {
    /// The points races of the series asked for, oldest first.
    pub fn points_races(&self) -> impl DoubleEndedIterator<Item = &PastRace> {
        self.of_series(self.series)
    }

    /// The points races of `series`, oldest first.
    pub fn of_series(&self, series: Series) -> impl DoubleEndedIterator<Item = &PastRace> {
        self.races.iter().filter(move |race| race.info.series == series && !race.info.exhibition)
    }
}
