//! A race to simulate.

use crate::absent::AbsentCar;
use domain::pooling::TrackType;
use domain::rank;
use std::collections::BTreeMap;

/// Setting and field of a race, in the simulator's own terms: dense indices, no names.
///
/// ```
/// use domain::pooling::TrackType;
/// use simulator::race::{Car, Race, SimulationError, Start};
///
/// let car = |place: u8| Car {
///     strength_without_start: 1.0 - 0.1 * f64::from(place),
///     start: Start::Known(place),
///     crash_rate: 0.05,
///     mechanical_rate: 0.03,
///     earlier_starts: 100,
///     spread: 1.0,
///     team: None,
/// };
/// let race = Race {
///     track_type: TrackType::Short,
///     distance_laps: 300,
///     slope: 0.85,
///     sigma: 0.65,
///     start_slope: 0.1,
///     cars: (1..=20).map(car).collect(),
/// };
/// assert_eq!(race.check(), Ok(()));
/// assert!(race.grid_is_known());
/// assert_eq!(Race { distance_laps: 0, ..race }.check(), Err(SimulationError::Distance(0)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Race {
    /// Type of the layout.
    pub track_type: TrackType,
    /// Laps to run.
    pub distance_laps: u32,
    /// Slope of the latent finish on strength.
    pub slope: f64,
    /// Standard deviation of the latent finish about its mean.
    pub sigma: f64,
    /// Strength for each unit of start score.
    pub start_slope: f64,
    /// Cars, at least two.
    pub cars: Vec<Car>,
}

/// One car.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Car {
    /// Strength that does not rest on the start.
    pub strength_without_start: f64,
    /// Start.
    pub start: Start,
    /// Chance of an accident, decayed over earlier races.
    pub crash_rate: f64,
    /// Chance of another retirement.
    pub mechanical_rate: f64,
    /// Earlier starts in the series.
    pub earlier_starts: u32,
    /// Factor on the race's sigma for this car, above 0.
    pub spread: f64,
    /// Team, as any number that team-mates share; none where it is not known.
    pub team: Option<u16>,
}

/// Place on the grid, or its expectation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// Place, from 1.
    Known(u8),
    /// Normal score expected, with its standard deviation: each simulated race draws its own grid.
    Unknown {
        /// Expected score.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
}

/// Teams of two cars or more: a car without team-mates, or without an effect, is drawn alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Teams {
    /// By car the number of its team, from 0.
    pub of: Vec<Option<usize>>,
    /// How many there are.
    pub count: usize,
    /// Share of sigma in common.
    pub effect: f64,
}

/// Why a race cannot be simulated.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum SimulationError {
    /// Too few cars for a race, or more than a finish can count.
    #[error("a race needs 2 to 200 cars, not {0}")]
    Cars(usize),
    /// No distance, or an impossible one.
    #[error("a race needs 1 to 10000 laps, not {0}")]
    Distance(u32),
    /// No simulations asked for.
    #[error("at least one simulation is needed")]
    NoSimulations,
    /// A place on the grid that is 0 or shared.
    #[error("place {0} on the grid must belong to exactly one car")]
    Grid(u8),
    /// A spread factor out of range.
    #[error("a car's spread factor is {0}: it must be above 0 and finite")]
    Spread(f64),
    /// A tail out of range.
    #[error("tail: share must be from 0 to 1 and factor above 0 and finite")]
    Tail,
    /// A car that stays away and has no place of its own in the larger field.
    #[error("the absent car {index} has no place of its own in a field of {cars}")]
    Absent {
        /// Its index.
        index: usize,
        /// Cars of the larger field.
        cars: usize,
    },
    /// A team effect out of range.
    #[error("team-effect must be from 0 to below 1")]
    TeamEffect,
}

impl Race {
    /// Whether the race can be simulated.
    ///
    /// # Errors
    /// Too few or too many cars, no distance, a grid place that is 0 or shared, a spread that is not positive.
    pub fn check(&self) -> Result<(), SimulationError> {
        if !(2..=200).contains(&self.cars.len()) {
            return Err(SimulationError::Cars(self.cars.len()));
        }
        if !(1..=10_000).contains(&self.distance_laps) {
            return Err(SimulationError::Distance(self.distance_laps));
        }
        let mut taken = [false; 256];
        for car in &self.cars {
            if !(car.spread > 0.0 && car.spread.is_finite()) {
                return Err(SimulationError::Spread(car.spread));
            }
            if let Start::Known(place) = car.start {
                if place == 0 || taken[usize::from(place)] {
                    return Err(SimulationError::Grid(place));
                }
                taken[usize::from(place)] = true;
            }
        }
        Ok(())
    }

    /// The teams that matter where team-mates have `effect` of their spread in common.
    pub fn teams(&self, effect: f64) -> Teams {
        self.teams_beside(&[], effect)
    }

    /// The same, numbered as in the larger field. A car whose team-mates all stay away is drawn alone.
    pub(crate) fn teams_beside(&self, absent: &[AbsentCar], effect: f64) -> Teams {
        let mut cars: BTreeMap<u16, (usize, usize)> = BTreeMap::new();
        for team in self.cars.iter().filter_map(|car| car.team) {
            cars.entry(team).or_default().0 += 1;
        }
        for team in absent.iter().filter_map(|car| car.team) {
            cars.entry(team).or_default().1 += 1;
        }
        cars.retain(|_, (here, away)| *here + *away > 1 && effect > 0.0);
        let shared: Vec<(u16, bool)> = cars.into_iter().map(|(team, (here, _))| (team, here > 1)).collect();
        let dense = |car: &Car| {
            let at = shared.binary_search_by_key(&car.team?, |(team, _)| *team).ok()?;
            shared[at].1.then_some(at)
        };
        Teams { of: self.cars.iter().map(dense).collect(), count: shared.len(), effect }
    }

    /// Spread of the latent finishes of the field, were no car to retire: root mean square over the cars of their
    /// means, of what an open grid adds to these, and of their own draws. Above 0.
    pub fn field_spread(&self) -> f64 {
        let cars = self.cars.len();
        let grid = self.known_grid();
        let mean_score = |(index, car): (usize, &Car)| match (&grid, car.start) {
            (Some(grid), _) => rank::normal_score(f64::from(grid[index]), cars),
            (None, Start::Known(place)) => rank::normal_score(f64::from(place).min(cars as f64), cars),
            (None, Start::Unknown { mean, .. }) => mean,
        };
        let scores: Vec<f64> = self.cars.iter().enumerate().map(mean_score).collect();
        let mean = |of: &dyn Fn(usize) -> f64| (0..cars).map(of).sum::<f64>() / cars as f64;
        let strength = mean(&|car| self.cars[car].strength_without_start);
        // Of every grid the mean score is 0 and the mean square the same: only what goes with strength is open.
        let square = mean(&|car| rank::normal_score((car + 1) as f64, cars).powi(2));
        let means = mean(&|car| {
            let own = self.cars[car].strength_without_start - strength;
            own * own + 2.0 * own * self.start_slope * scores[car]
        }) + self.start_slope * self.start_slope * square;
        let draws = mean(&|car| (self.sigma * self.cars[car].spread).powi(2));
        libm::sqrt(self.slope * self.slope * means.max(0.0) + draws)
    }

    /// The grid where it is wholly known, as places 1..n of the cars that race: where a car is missing from a card, those
    /// behind it move up, so that places gained and lost balance.
    pub fn known_grid(&self) -> Option<Vec<u8>> {
        let place = |car: &Car| match car.start {
            Start::Known(place) => Some(place),
            Start::Unknown { .. } => None,
        };
        self.cars.iter().map(place).collect::<Option<Vec<u8>>>().map(|grid| move_up(&grid))
    }

    /// Whether every start is known.
    pub fn grid_is_known(&self) -> bool {
        self.cars.iter().all(|car| matches!(car.start, Start::Known(_)))
    }
}

/// Places 1..n in the order of `grid`, which may have gaps.
pub(crate) fn move_up(grid: &[u8]) -> Vec<u8> {
    grid.iter().map(|place| 1 + grid.iter().filter(|&other| other < place).count() as u8).collect()
}
