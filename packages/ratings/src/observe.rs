//! What past races showed of each car, every quantity ranked inside its race.

use crate::error::RatingError;
use domain::history::{History, PastRace};
use domain::ids::{DriverId, LayoutKey, RaceKey};
use domain::pooling::{Pooling, TrackType};
use domain::rank;
use domain::series::Series;
use domain::status::StatusKind;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One car in one past race. Scores are normal scores, higher is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// Driver.
    pub driver: DriverId,
    /// Score of the driver rating (yr).
    pub rating: f64,
    /// Score of the average running position (ya).
    pub running: f64,
    /// Score of the on-track finish (yf).
    pub finish: f64,
    /// Score of the start (ys); none where the log has no grid for the car.
    pub start: Option<f64>,
    /// Out by accident or the damaged-vehicle policy.
    pub crash: bool,
    /// Out for any other reason.
    pub mechanical: bool,
}

impl Observation {
    /// Whether the car was out before the end.
    pub fn retired(&self) -> bool {
        self.crash || self.mechanical
    }
}

/// A past points race of the series.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedRace {
    /// Key.
    pub key: RaceKey,
    /// Date.
    pub date: Date,
    /// When its field locked: its own features see what was known then.
    pub lock_at: Timestamp,
    /// When its result could be known.
    pub known_at: Timestamp,
    /// Type of its layout.
    pub track_type: TrackType,
    /// Layout.
    pub layout: LayoutKey,
    /// Cars in order of finish.
    pub cars: Vec<Observation>,
}

/// A race of a driver in a lower series.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LowerRace {
    known_at: Timestamp,
    date: Date,
    series: Series,
    rating: f64,
}

/// The points races of a series in the order in which their results became known, and what the drivers did
/// in the series below.
///
/// Whatever was known at a moment is a prefix of [`Timeline::races`], so a value computed from a prefix is
/// the same whether later races are loaded or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Series.
    pub series: Series,
    /// Past races, by the moment their results could be known, then date and key.
    pub races: Vec<ObservedRace>,
    lower: BTreeMap<DriverId, Vec<LowerRace>>,
}

impl Timeline {
    /// Observes every points race of `history`.
    ///
    /// # Errors
    /// [`RatingError::Layout`] where a race of the series runs on a layout without a type.
    pub fn of(history: &History, pooling: &Pooling) -> Result<Self, RatingError> {
        let mut races = history
            .points_races()
            .map(|race| observe(race, pooling))
            .collect::<Result<Vec<ObservedRace>, RatingError>>()?;
        races.sort_by(|a, b| (a.known_at, a.date, &a.key).cmp(&(b.known_at, b.date, &b.key)));
        let mut lower: BTreeMap<DriverId, Vec<LowerRace>> = BTreeMap::new();
        for &series in history.series.lower() {
            for race in history.of_series(series) {
                for (car, rating) in race.cars.iter().zip(rating_scores(race)) {
                    lower.entry(car.driver()).or_default().push(LowerRace {
                        known_at: race.known_at,
                        date: race.info.date,
                        series,
                        rating,
                    });
                }
            }
        }
        Ok(Self { series: history.series, races, lower })
    }

    /// How many leading races of the timeline were known at `moment`.
    pub fn known_by(&self, moment: Timestamp) -> usize {
        self.races.partition_point(|race| race.known_at <= moment)
    }

    /// A driver's races in lower series known at `moment`: days before `date`, series, score of the rating.
    pub fn lower_races(
        &self,
        driver: DriverId,
        moment: Timestamp,
        date: Date,
    ) -> impl Iterator<Item = (f64, Series, f64)> {
        let races = self.lower.get(&driver).map(Vec::as_slice).unwrap_or_default();
        races.iter().filter(move |race| race.known_at <= moment).map(move |race| {
            let days = (date - race.date).get_days();
            (f64::from(days), race.series, race.rating)
        })
    }
}

/// The type of a race's layout.
pub(crate) fn track_type(
    race: &RaceKey,
    layout: &LayoutKey,
    pooling: &Pooling,
) -> Result<TrackType, RatingError> {
    pooling.track_type(layout).map_err(|source| RatingError::Layout { race: race.clone(), source })
}

fn observe(race: &PastRace, pooling: &Pooling) -> Result<ObservedRace, RatingError> {
    let of = |value: fn(&domain::result::LoopResult) -> f64| -> Vec<f64> {
        race.cars.iter().map(|car| value(&car.result)).collect()
    };
    let rating = rating_scores(race);
    let running = rank::scores_low_is_better(&of(|result| result.average_position));
    let finish = rank::scores_low_is_better(&of(|result| f64::from(result.finish_on_track)));
    let grid: Vec<Option<u8>> = race.cars.iter().map(|car| car.entry.start).collect();
    let start = grid_scores(&grid);
    let cars = race.cars.iter().enumerate().map(|(index, car)| Observation {
        driver: car.driver(),
        rating: rating[index],
        running: running[index],
        finish: finish[index],
        start: start[index],
        crash: car.result.status.kind == StatusKind::Accident,
        mechanical: matches!(car.result.status.kind, StatusKind::Mechanical | StatusKind::Other),
    });
    Ok(ObservedRace {
        key: race.info.key.clone(),
        date: race.info.date,
        lock_at: race.info.lock_at,
        known_at: race.known_at,
        track_type: track_type(&race.info.key, &race.info.layout, pooling)?,
        layout: race.info.layout.clone(),
        cars: cars.collect(),
    })
}

fn rating_scores(race: &PastRace) -> Vec<f64> {
    let ratings: Vec<f64> = race.cars.iter().map(|car| car.result.rating).collect();
    rank::scores_high_is_better(&ratings)
}

/// Normal scores of a grid, among the cars that have a place on it.
pub fn grid_scores(grid: &[Option<u8>]) -> Vec<Option<f64>> {
    let placed: Vec<f64> = grid.iter().flatten().map(|&place| f64::from(place)).collect();
    let mut scores = rank::scores_low_is_better(&placed).into_iter();
    grid.iter().map(|place| place.and_then(|_| scores.next())).collect()
}
