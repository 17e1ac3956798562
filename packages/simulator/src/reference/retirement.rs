//! Who retires, and where a retired car is classified.

use crate::reference::stream::Stream;
use domain::normal;

/// Draws who retires: one effect common to the race, then each car.
pub fn draw(logits: &[f64], race_sd: f64, stream: &mut Stream, retired: &mut [bool]) {
    let effect = race_sd * stream.normal();
    for (logit, retired) in logits.iter().zip(retired) {
        let chance = 1.0 / (1.0 + libm::exp(-(logit + effect)));
        *retired = stream.uniform() < chance;
    }
}

/// Normal score of a retired car: that of a place drawn from `quantiles` (the places,
/// as (r - .5)/n, at 0, 10, 50, 90 and 100 %), straight between them.
pub fn latent(quantiles: &[f64; 5], stream: &mut Stream) -> f64 {
    const AT: [f64; 5] = [0.0, 0.1, 0.5, 0.9, 1.0];
    let u = stream.uniform();
    let upper = AT[1..4].iter().take_while(|&&at| at < u).count() + 1;
    let share = (u - AT[upper - 1]) / (AT[upper] - AT[upper - 1]);
    let place = quantiles[upper - 1] + share * (quantiles[upper] - quantiles[upper - 1]);
    normal::quantile(1.0 - place)
}
