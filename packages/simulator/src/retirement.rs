//! How likely a car is to retire.

use crate::config::RetirementConfig;
use crate::race::Car;
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
