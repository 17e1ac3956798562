//! A race to simulate.

use crate::reference::field::known_grid;
use domain::pooling::TrackType;
use domain::rank;
use std::collections::BTreeMap;

/// Setting and field of a race, in the simulator's own terms: dense indices, no names.
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

/// Place on the grid, or what is thought of it.
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
    /// Not a race, or more cars than a finish can count.
    #[error("a race of {0} cars: between 2 and 200 are simulated")]
    Cars(usize),
    /// No distance, or one no race has.
    #[error("a race of {0} laps: between 1 and 10000 are simulated")]
    Distance(u32),
    /// No simulations asked for.
    #[error("no simulations asked for: ask for at least one")]
    NoSimulations,
    /// Not on any grid.
    #[error("grid place {0} is not one car's")]
    Grid(u8),
    /// No factor on a spread.
    #[error("a factor of {0} on a car's spread: it is above 0 and finite")]
    Spread(f64),
    /// No share of draws, or no factor on them.
    #[error("the tail's share is from 0 to 1 and its factor above 0 and finite")]
    Tail,
    /// More than the whole spread, or less than none.
    #[error("the team effect is a share of sigma: from 0 to below 1")]
    TeamEffect,
}

impl Race {
    /// Whether the race can be simulated.
    ///
    /// # Errors
    /// Too few or many cars, no distance, a grid place that is 0 or shared, a spread that is none.
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
        let mut cars: BTreeMap<u16, usize> = BTreeMap::new();
        for team in self.cars.iter().filter_map(|car| car.team) {
            *cars.entry(team).or_default() += 1;
        }
        cars.retain(|_, cars| *cars > 1 && effect > 0.0);
        let shared: Vec<u16> = cars.into_keys().collect();
        let dense = |car: &Car| car.team.and_then(|team| shared.binary_search(&team).ok());
        Teams { of: self.cars.iter().map(dense).collect(), count: shared.len(), effect }
    }

    /// Spread of the latent finishes of the field, were no car to retire: root mean square over the cars of their
    /// means, of what an open grid adds to these, and of their own draws. Above 0.
    pub fn field_spread(&self) -> f64 {
        let cars = self.cars.len();
        let grid = known_grid(self);
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

    /// Whether every start is known.
    pub fn grid_is_known(&self) -> bool {
        self.cars.iter().all(|car| matches!(car.start, Start::Known(_)))
    }
}
