//! What was known of past races at one moment.

use crate::ids::DriverId;
use crate::race::{Entry, RaceInfo};
use crate::result::LoopResult;
use crate::series::Series;
use jiff::Timestamp;

/// All races with results known at `as_of`, of one series and the series below it.
///
/// Built only by the graph store (and by test builders), which filters on `knownAt <= as_of`, so a `History` never
/// shows later facts.
///
/// ```
/// use domain::history::{History, PastRace};
/// use domain::ids::{LayoutKey, RaceKey, VenueKey};
/// use domain::race::RaceInfo;
/// use domain::series::Series;
///
/// let race = |series: Series, date: &str, exhibition: bool| -> Result<PastRace, jiff::Error> {
///     Ok(PastRace {
///         info: RaceInfo {
///             key: RaceKey(format!("{series}-{date}-daytona")),
///             series,
///             date: date.parse()?,
///             number_of_day: 1,
///             venue: VenueKey::from("daytona"),
///             layout: LayoutKey::from("daytona"),
///             track_name: "Daytona International Speedway".to_owned(),
///             exhibition,
///             lock_at: format!("{date}T19:00:00Z").parse()?,
///             scheduled_laps: None,
///         },
///         distance_laps: 200,
///         known_at: format!("{date}T23:00:00Z").parse()?,
///         cars: Vec::new(),
///     })
/// };
/// let history = History {
///     series: Series::Cup,
///     as_of: "2025-03-01T00:00:00Z".parse()?,
///     races: vec![
///         race(Series::Cup, "2025-02-13", true)?,
///         race(Series::Oreilly, "2025-02-15", false)?,
///         race(Series::Cup, "2025-02-16", false)?,
///     ],
/// };
/// let points: Vec<&str> = history.points_races().map(|race| race.info.key.as_str()).collect();
/// assert_eq!(points, ["cup-2025-02-16-daytona"]);
/// assert_eq!(history.of_series(Series::Oreilly).count(), 1);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The series asked for.
    pub series: Series,
    /// Results known by this moment are in it.
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
