//! How likely a car is to retire, and where it is then classified.

use crate::config::{RetiredScale, RetirementConfig, SimulatorConfig};
use crate::race::{Car, Race};
use domain::pooling::TrackType;

/// Logit of a car's retirement, stretched so that its mean survives the common race effect.
pub fn logit(config: &RetirementConfig, track_type: TrackType, car: &Car, strength: f64, start: f64) -> f64 {
    let by_type = config.by_type.of(track_type);
    let linear = by_type.constant
        + by_type.strength * strength
        + by_type.start * start
        + config.crash * libm::log(car.crash_rate + config.crash_floor)
        + config.mechanical * libm::log(car.mechanical_rate + config.mechanical_floor)
        + config.experience * libm::log(1.0 + f64::from(car.earlier_starts));
    linear * libm::sqrt(1.0 + config.stretch * by_type.race_sd * by_type.race_sd)
}

/// Latent finish of a retired car for a unit of its place's normal score.
pub fn spread(race: &Race, config: &SimulatorConfig) -> f64 {
    match config.retired_scale {
        RetiredScale::Standard => 1.0,
        RetiredScale::Field => race.field_spread(),
    }
}

/// Least step between the places of [`ascending`], where there is room below 1 for it.
const STEP: f64 = 1e-4;

/// Places at 0, 10, 50, 90 and 100 % of the retired cars, pulled apart where several are one: cars that are drawn to
/// the very same place would be put in the order in which they are listed, which means nothing.
pub fn ascending(places: &[f64; 5]) -> [f64; 5] {
    let mut apart = *places;
    for k in 0..5 {
        let least = if k == 0 { apart[0] } else { apart[k - 1] + STEP };
        // The last of them stay in order below 1, a tenth of a step apart.
        let most = 1.0 - (5 - k) as f64 * 0.1 * STEP;
        apart[k] = apart[k].max(least).min(most);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_are_one_are_pulled_apart_and_others_stay() {
        let apart = [0.4, 0.61, 0.85, 0.96, 0.99];
        assert_eq!(ascending(&apart), apart);
        assert_eq!(ascending(&[0.68, 0.77, 0.93, 0.99, 0.99]), [0.68, 0.77, 0.93, 0.99, 0.99 + STEP]);
        for together in [0.0, 0.5, 0.9995, 0.9999, 0.99999, 1.0] {
            let apart = ascending(&[together; 5]);
            assert!(apart.windows(2).all(|pair| pair[0] < pair[1]) && apart[4] < 1.0, "{apart:?}");
        }
    }
}
