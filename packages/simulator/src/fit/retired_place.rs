//! Where retired cars are classified: quantiles of their places, by type.

use crate::config::PerType;
use crate::fit::observation::{RaceObservation, Weighted, of_type};
use crate::fit::quantiles::Weighted as WeightedValues;
use domain::normal;
use domain::pooling::TrackType;
use serde::Deserialize;

/// On which scale the places of retired cars are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetiredPlaces {
    /// As classified in the whole field. Simulated cars that run have a mean latent finish of 0, though in a
    /// race they finish above the field's: so taken, retired cars come in further up than they did.
    AsClassified,
    /// With the mean score of the race's running cars taken off, which is where simulated running cars stand:
    /// retired cars are simulated as far behind them as they were.
    BehindRunning,
}

/// Where the config's quantiles stand.
const AT: [f64; 5] = [0.0, 0.1, 0.5, 0.9, 1.0];

/// Quantiles of the places of retired cars on each type, with the prior's own for `pseudo_cars` of weight one.
///
/// The ends continue the line through the 5 and 10 % and the 90 and 95 % points: what a few odd cars did in
/// all years is no end of a distribution.
pub fn fit(
    races: &[Weighted<'_>],
    scale: RetiredPlaces,
    prior: &PerType<[f64; 5]>,
    pseudo_cars: f64,
) -> PerType<[f64; 5]> {
    let of = |track_type| of_one(races, track_type, scale, prior.of(track_type), pseudo_cars);
    PerType {
        intermediate: of(TrackType::Intermediate),
        short: of(TrackType::Short),
        road: of(TrackType::Road),
        superspeedway: of(TrackType::Superspeedway),
    }
}

fn of_one(
    races: &[Weighted<'_>],
    track_type: TrackType,
    scale: RetiredPlaces,
    prior: &[f64; 5],
    pseudo_cars: f64,
) -> [f64; 5] {
    let mut places = WeightedValues::default();
    places.add_prior(&AT, prior, pseudo_cars);
    let mut cars = 0;
    for Weighted { race, weight } in of_type(races, track_type) {
        let scores = race.finish_scores();
        let ahead = match scale {
            RetiredPlaces::AsClassified => 0.0,
            RetiredPlaces::BehindRunning => mean_running(race, &scores),
        };
        for (score, _) in scores.iter().zip(&race.cars.retired).filter(|(_, retired)| **retired) {
            places.add(normal::cdf(ahead - score), weight);
            cars += 1;
        }
    }
    let quantiles = places.quantiles(&[0.05, 0.1, 0.5, 0.9, 0.95]);
    let Some(quantiles) = quantiles.filter(|_| cars > 0) else { return *prior };
    let [q05, q10, q50, q90, q95] = std::array::from_fn(|index| quantiles[index]);
    let least = (2.0 * q05 - q10).clamp(0.0005, q10);
    let most = (2.0 * q95 - q90).clamp(q90, 0.9995);
    [least, q10, q50, q90, most]
}

/// Mean score of the cars running at the end; 0 where none was.
fn mean_running(race: &RaceObservation, scores: &[f64]) -> f64 {
    let running = || scores.iter().zip(&race.cars.retired).filter(|(_, retired)| !**retired);
    running().map(|(score, _)| score).sum::<f64>() / running().count().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::observation::Observations;

    fn check(scale: RetiredPlaces, wanted: [f64; 2]) {
        // Ten cars, the 8th to 10th out.
        let cars = Observations {
            finish: (1..=10).collect(),
            retired: (1..=10).map(|place| place > 7).collect(),
            laps_led: vec![0; 10],
            fastest_laps: vec![0; 10],
            laps_completed: vec![100; 10],
        };
        let race = RaceObservation { track_type: TrackType::Road, distance_laps: 100, cars, outlook: None };
        let races = [Weighted { race: &race, weight: 1.0 }];
        let prior = PerType {
            intermediate: [0.1, 0.2, 0.3, 0.4, 0.5],
            short: [0.5; 5],
            road: [0.5; 5],
            superspeedway: [0.5; 5],
        };
        let fitted = fit(&races, scale, &prior, 1e-9);
        assert_eq!(fitted.intermediate, prior.intermediate);
        for (got, wanted) in fitted.road[2..4].iter().zip(wanted) {
            assert!((got - wanted).abs() < 1e-6, "{fitted:?} for {wanted:?}");
        }
        assert!(fitted.road.windows(2).all(|pair| pair[0] <= pair[1]));
    }

    #[test]
    fn places_are_those_of_the_field_or_behind_those_that_run() {
        check(RetiredPlaces::AsClassified, [0.85, 0.95]);
        let mean = (1..=7).map(|place| domain::rank::normal_score(f64::from(place), 10)).sum::<f64>() / 7.0;
        let behind = |place: f64| normal::cdf(mean - normal::quantile(1.0 - place));
        assert!(behind(0.85) > 0.9);
        check(RetiredPlaces::BehindRunning, [0.85, 0.95].map(behind));
    }
}
