//! The start of each car, or before qualifying what its past starts let one think of it.

use crate::features::centre;
use crate::observe::grid_scores;
use crate::trail::half_life_weight;
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

/// Standard deviation of a start about its expectation where no past race shows it.
const SPREAD_WITHOUT_HISTORY: f64 = 1.0;

/// The outlook of each entry, `expected` being the mean of its past starts and `places` the grid as far as it is
/// known; `sd` is asked for only where it is needed.
pub(crate) fn outlook(
    places: &[Option<u8>],
    expected: impl Fn(usize) -> f64,
    sd: impl FnOnce() -> Option<f64>,
) -> Vec<GridOutlook> {
    if let Some(scores) = full_grid(places) {
        let known =
            |(place, score): (&Option<u8>, f64)| GridOutlook::Known { place: place.unwrap_or(0), score };
        return places.iter().zip(scores).map(known).collect();
    }
    let sd = sd().unwrap_or(SPREAD_WITHOUT_HISTORY);
    let field = places.len();
    let of = |(entry, place): (usize, &Option<u8>)| match *place {
        Some(place) => {
            GridOutlook::Known { place, score: rank::normal_score(f64::from(place).min(field as f64), field) }
        }
        None => GridOutlook::Unknown { mean: expected(entry), sd },
    };
    places.iter().enumerate().map(of).collect()
}

/// Root mean square of the start scores of `races` (expected and actual, by car) about what was expected of
/// them in their fields, decayed like the spread; none without races.
pub(crate) fn spread_of_starts(
    races: impl ExactSizeIterator<Item = (Vec<f64>, Vec<f64>)>,
    half_life_races: f64,
) -> Option<f64> {
    let count = races.len();
    let (mut weights, mut squares) = (0.0, 0.0);
    for (index, (mut expected, mut actual)) in races.enumerate() {
        centre(&mut expected);
        centre(&mut actual);
        let weight = half_life_weight((count - index) as f64, half_life_races);
        for (expected, actual) in expected.iter().zip(&actual) {
            weights += weight;
            squares += weight * (actual - expected) * (actual - expected);
        }
    }
    (weights > 0.0).then(|| libm::sqrt(squares / weights))
}

/// The scores of a grid that is wholly known.
fn full_grid(places: &[Option<u8>]) -> Option<Vec<f64>> {
    grid_scores(places).into_iter().collect()
}
