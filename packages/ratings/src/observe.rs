//! What past races showed of each car, every quantity ranked inside its race.

use crate::error::RatingError;
use domain::history::{History, PastRace};
use domain::ids::{ClassKey, DriverId, LayoutKey, RaceKey};
use domain::pooling::{Pooling, TrackType};
use domain::race::Entry;
use domain::rank;
use domain::series::Series;
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
    /// Green-flag passes less times passed.
    pub passing: f64,
    /// Share of green-flag passes that were of cars in the top 15; none without a pass.
    pub quality_passes: Option<f64>,
    /// Share of the laps completed that were run in the top 15, at most 1; none without a lap.
    pub top_15: Option<f64>,
    /// Share of the race's laps that were led.
    pub led: f64,
    /// Share of the race's fastest laps.
    pub fastest: f64,
    /// Score of the pace from lap times, the mean of those over the whole race and over its last third; none without.
    pub pace: Option<f64>,
    /// Out by accident or the damaged-vehicle policy.
    pub crash: bool,
    /// Out for any other reason.
    pub mechanical: bool,
    /// What the driver sat in.
    pub seat: Seat,
}

/// Car number, team and make of an entry, as dense indices of a timeline's names; none where not stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// Car number.
    pub car: Option<usize>,
    /// Team.
    pub team: Option<usize>,
    /// Make.
    pub make: Option<usize>,
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
    /// The class of its layout and those it IS_A, narrowest first.
    pub classes: Vec<ClassKey>,
    /// Cars in order of finish.
    pub cars: Vec<Observation>,
}

/// A race of a driver in a lower series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LowerRace {
    /// Driver.
    pub driver: DriverId,
    /// When its result could be known.
    pub known_at: Timestamp,
    /// Date.
    pub date: Date,
    /// Series.
    pub series: Series,
    /// Score of the driver rating.
    pub rating: f64,
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
    lower: Vec<LowerRace>,
    names: Names,
}

/// Car numbers, teams and makes met so far, with their indices.
#[derive(Clone, Debug, Default, PartialEq)]
struct Names {
    cars: BTreeMap<String, usize>,
    teams: BTreeMap<String, usize>,
    makes: BTreeMap<String, usize>,
}

impl Names {
    /// The seat of `entry`; a name not met before gets the next index.
    fn seat(&mut self, entry: &Entry) -> Seat {
        let index = |names: &mut BTreeMap<String, usize>, name: &Option<String>| {
            let next = names.len();
            name.as_ref().map(|name| *names.entry(name.clone()).or_insert(next))
        };
        Seat {
            car: index(&mut self.cars, &entry.car_number),
            team: index(&mut self.teams, &entry.team),
            make: index(&mut self.makes, &entry.make),
        }
    }
}

impl Timeline {
    /// Observes every points race of `history`.
    ///
    /// # Errors
    /// [`RatingError::Layout`] where a race of the series runs on a layout without a type.
    pub fn of(history: &History, pooling: &Pooling) -> Result<Self, RatingError> {
        let mut names = Names::default();
        let mut races = history
            .points_races()
            .map(|race| observe(race, pooling, &mut names))
            .collect::<Result<Vec<ObservedRace>, RatingError>>()?;
        races.sort_by(|a, b| (a.known_at, a.date, &a.key).cmp(&(b.known_at, b.date, &b.key)));
        let mut lower: Vec<LowerRace> = Vec::new();
        for &series in history.series.lower() {
            for race in history.of_series(series) {
                let (known_at, date) = (race.known_at, race.info.date);
                let cars = race.cars.iter().zip(rating_scores(race));
                lower.extend(cars.map(|(car, rating)| {
                    let driver = car.driver();
                    LowerRace { driver, known_at, date, series, rating }
                }));
            }
        }
        lower.sort_by_key(|race| (race.known_at, race.date, race.series, race.driver));
        Ok(Self { series: history.series, races, lower, names })
    }

    /// How many leading races of the timeline were known at `moment`.
    pub fn known_by(&self, moment: Timestamp) -> usize {
        self.races.partition_point(|race| race.known_at <= moment)
    }

    /// Every driver's races in lower series, by the moment their results could be known.
    pub fn lower_races(&self) -> &[LowerRace] {
        &self.lower
    }

    /// The seats of a card; names that no past race has get indices beyond those of the timeline.
    pub fn seats(&self, entries: &[Entry]) -> Vec<Seat> {
        let mut names = self.names.clone();
        entries.iter().map(|entry| names.seat(entry)).collect()
    }

    /// Number of car numbers.
    pub fn car_numbers(&self) -> usize {
        self.names.cars.len()
    }

    /// Number of teams.
    pub fn teams(&self) -> usize {
        self.names.teams.len()
    }

    /// Number of makes.
    pub fn makes(&self) -> usize {
        self.names.makes.len()
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

fn observe(race: &PastRace, pooling: &Pooling, names: &mut Names) -> Result<ObservedRace, RatingError> {
    let of = |value: fn(&domain::result::LoopResult) -> f64| -> Vec<f64> {
        race.cars.iter().map(|car| value(&car.result)).collect()
    };
    let rating = rating_scores(race);
    let running = rank::scores_low_is_better(&of(|result| result.average_position));
    let finish = rank::scores_low_is_better(&of(|result| f64::from(result.finish_on_track)));
    let grid: Vec<Option<u8>> = race.cars.iter().map(|car| car.entry.start).collect();
    let start = grid_scores(&grid);
    let pace = pace_scores(race);
    let fastest: u32 = race.cars.iter().map(|car| car.result.fastest_laps).sum();
    let share = |part: u32, of: u32| (of > 0).then(|| f64::from(part) / f64::from(of));
    let cars = race.cars.iter().enumerate().map(|(index, car)| Observation {
        driver: car.driver(),
        rating: rating[index],
        running: running[index],
        finish: finish[index],
        start: start[index],
        passing: f64::from(car.result.passing_diff),
        quality_passes: share(car.result.quality_passes, car.result.green_passes),
        top_15: share(car.result.top_15_laps, car.result.laps_completed).map(|share| share.min(1.0)),
        led: share(car.result.laps_led, race.distance_laps).unwrap_or(0.0),
        fastest: share(car.result.fastest_laps, fastest).unwrap_or(0.0),
        pace: pace[index],
        crash: car.result.status.kind.is_crash(),
        mechanical: car.result.status.kind.is_other_retirement(),
        seat: names.seat(&car.entry),
    });
    Ok(ObservedRace {
        key: race.info.key.clone(),
        date: race.info.date,
        lock_at: race.info.lock_at,
        known_at: race.known_at,
        track_type: track_type(&race.info.key, &race.info.layout, pooling)?,
        layout: race.info.layout.clone(),
        classes: pooling.classes_of(&race.info.layout).cloned().collect(),
        cars: cars.collect(),
    })
}

/// Normal scores of the pace over the whole race and over its last third, each among the cars that have it; of a car
/// with both the mean.
fn pace_scores(race: &PastRace) -> Vec<Option<f64>> {
    let whole = race.cars.iter().map(|car| car.result.lap_pace.map(|pace| pace.pace));
    let last_third = race.cars.iter().map(|car| car.result.lap_pace.and_then(|pace| pace.last_third));
    let mean = |(whole, last_third): (Option<f64>, Option<f64>)| match (whole, last_third) {
        (Some(whole), Some(last_third)) => Some(0.5 * (whole + last_third)),
        (whole, last_third) => whole.or(last_third),
    };
    some_scores(whole).into_iter().zip(some_scores(last_third)).map(mean).collect()
}

/// Normal scores of values, higher is better, among those that are there.
fn some_scores(values: impl Iterator<Item = Option<f64>>) -> Vec<Option<f64>> {
    let values: Vec<Option<f64>> = values.collect();
    let there: Vec<f64> = values.iter().flatten().copied().collect();
    let mut scores = rank::scores_high_is_better(&there).into_iter();
    values.iter().map(|value| value.and_then(|_| scores.next())).collect()
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
