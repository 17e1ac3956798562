//! Where retired cars are classified: quantiles of their places, by type.

use crate::config::PerType;
use crate::fit::observation::{Weighted, of_type};
use crate::fit::quantiles::Weighted as WeightedValues;
use domain::pooling::TrackType;

/// Where the config's quantiles stand.
const AT: [f64; 5] = [0.0, 0.1, 0.5, 0.9, 1.0];

/// Quantiles of (r - .5)/n of retired cars on each type, with the prior's own for `pseudo_cars` of weight one.
///
/// The ends continue the line through the 5 and 10 % and the 90 and 95 % points: what a few odd cars did in
/// all years is no end of a distribution.
pub fn fit(races: &[Weighted<'_>], prior: &PerType<[f64; 5]>, pseudo_cars: f64) -> PerType<[f64; 5]> {
    let of = |track_type| of_one(races, track_type, prior.of(track_type), pseudo_cars);
    PerType {
        intermediate: of(TrackType::Intermediate),
        short: of(TrackType::Short),
        road: of(TrackType::Road),
        superspeedway: of(TrackType::Superspeedway),
    }
}

fn of_one(races: &[Weighted<'_>], track_type: TrackType, prior: &[f64; 5], pseudo_cars: f64) -> [f64; 5] {
    let mut places = WeightedValues::default();
    places.add_prior(&AT, prior, pseudo_cars);
    let mut cars = 0;
    for Weighted { race, weight } in of_type(races, track_type) {
        for (place, _) in race.places().into_iter().zip(&race.cars.retired).filter(|(_, retired)| **retired) {
            places.add(place, weight);
            cars += 1;
        }
    }
    let quantiles = places.quantiles(&[0.05, 0.1, 0.5, 0.9, 0.95]);
    let Some(quantiles) = quantiles.filter(|_| cars > 0) else { return *prior };
    let [q05, q10, q50, q90, q95] = std::array::from_fn(|index| quantiles[index]);
    let least = (2.0 * q05 - q10).clamp(0.005, q10);
    let most = (2.0 * q95 - q90).clamp(q90, 0.995);
    [least, q10, q50, q90, most]
}
