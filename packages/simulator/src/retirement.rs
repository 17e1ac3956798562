//! Who retires, and where a retired car is classified.

use crate::config::RetirementConfig;
use crate::race::Car;
use crate::stream::Stream;
use domain::normal;
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

/// Draws who retires: one effect common to the race, then each car.
pub fn draw(logits: &[f64], race_sd: f64, stream: &mut Stream, retired: &mut [bool]) {
    let effect = race_sd * stream.normal();
    for (logit, retired) in logits.iter().zip(retired) {
        let chance = 1.0 / (1.0 + libm::exp(-(logit + effect)));
        *retired = stream.uniform() < chance;
    }
}

/// Latent finish of a retired car: the normal score of a place drawn from `quantiles` (the places,
/// as (r - .5)/n, at 0, 10, 50, 90 and 100 %), straight between them.
pub fn latent(quantiles: &[f64; 5], stream: &mut Stream) -> f64 {
    const AT: [f64; 5] = [0.0, 0.1, 0.5, 0.9, 1.0];
    let u = stream.uniform();
    let upper = AT[1..4].iter().take_while(|&&at| at < u).count() + 1;
    let share = (u - AT[upper - 1]) / (AT[upper] - AT[upper - 1]);
    let place = quantiles[upper - 1] + share * (quantiles[upper] - quantiles[upper - 1]);
    normal::quantile(1.0 - place)
}
