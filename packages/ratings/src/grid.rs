//! The start of each car, or before qualifying what its past starts let one think of it.

use crate::features::centre;
use crate::kernel::{View, half_life_weight, prior};
use crate::strength::{Ratings, full_grid};
use domain::ids::DriverId;
use domain::rank;

/// Where a car starts, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GridOutlook {
    /// On the grid.
    Known {
        /// Place, from 1.
        place: u8,
        /// Normal score of the place in this field.
        score: f64,
    },
    /// Not yet: the start is still to be drawn, and a strength that counts on it is as uncertain as it.
    Unknown {
        /// Expected score, from the driver's own past starts.
        mean: f64,
        /// Standard deviation of past starts about such an expectation.
        sd: f64,
    },
}

impl GridOutlook {
    /// The score, or its expectation.
    pub fn score(&self) -> f64 {
        match *self {
            GridOutlook::Known { score, .. } => score,
            GridOutlook::Unknown { mean, .. } => mean,
        }
    }
}

/// Standard deviation of a start about its expectation where no past race tells.
const SPREAD_WITHOUT_HISTORY: f64 = 1.0;

/// The outlook of each driver, `places` being the grid as far as it is known.
pub(crate) fn outlook(
    ratings: &Ratings,
    view: &View<'_>,
    drivers: &[DriverId],
    places: &[Option<u8>],
) -> Vec<GridOutlook> {
    if let Some(scores) = full_grid(places) {
        let known =
            |(place, score): (&Option<u8>, f64)| GridOutlook::Known { place: place.unwrap_or(0), score };
        return places.iter().zip(scores).map(known).collect();
    }
    let sd = spread_of_starts(ratings, view);
    let field = places.len();
    let of = |(place, &driver): (&Option<u8>, &DriverId)| match *place {
        Some(place) => {
            GridOutlook::Known { place, score: rank::normal_score(f64::from(place).min(field as f64), field) }
        }
        None => GridOutlook::Unknown { mean: expected_start(ratings, view, driver), sd },
    };
    places.iter().zip(drivers).map(of).collect()
}

/// Medium kernel of the driver's own start scores.
fn expected_start(ratings: &Ratings, view: &View<'_>, driver: DriverId) -> f64 {
    let past = ratings.past_of(driver);
    let prior = prior(view, driver, ratings.common());
    ratings.kernels().chain(view, past, prior, |car| car.start).medium.value
}

/// Root mean square of past starts about what was expected of them in their fields, decayed like the spread.
fn spread_of_starts(ratings: &Ratings, view: &View<'_>) -> f64 {
    let half_life = ratings.common().spread.half_life_races;
    let (mut weights, mut squares) = (0.0, 0.0);
    for race in 0..view.known {
        let past_view = ratings.view_of_past(race);
        let cars =
            view.timeline.races[race].cars.iter().filter_map(|car| car.start.map(|start| (car, start)));
        let (mut expected, mut actual) = (Vec::new(), Vec::new());
        for (car, start) in cars {
            expected.push(expected_start(ratings, &past_view, car.driver));
            actual.push(start);
        }
        centre(&mut expected);
        centre(&mut actual);
        let weight = half_life_weight((view.known - race) as f64, half_life);
        for (expected, actual) in expected.iter().zip(&actual) {
            weights += weight;
            squares += weight * (actual - expected) * (actual - expected);
        }
    }
    if weights > 0.0 { libm::sqrt(squares / weights) } else { SPREAD_WITHOUT_HISTORY }
}
