//! On how many laps each car is the fastest of the field.

use crate::config::{FastestLapsConfig, SimulatorConfig};
use crate::race::Race;
use crate::reference::apportion::{Apportion, give_back};
use crate::reference::field::Field;
use crate::reference::laps_led::dirichlet;
use crate::reference::stream::Stream;

/// What fastest laps owe to the finish: log weights by place (from the winner).
#[derive(Clone, Debug, PartialEq)]
pub struct FastestTable {
    config: FastestLapsConfig,
    by_place: Vec<f64>,
    minimum_shape: f64,
}

impl FastestTable {
    /// The table of a race; `scores` are the normal scores of the places.
    pub fn new(race: &Race, config: &SimulatorConfig, scores: &[f64]) -> Self {
        let fastest = *config.fastest_laps.of(race.track_type);
        let logit = |(place, score): (usize, &f64)| {
            let win = if place == 0 { fastest.win } else { 0.0 };
            fastest.finish * score + win + fastest.front * (score - 1.0).max(0.0)
        };
        Self {
            by_place: scores.iter().enumerate().map(logit).collect(),
            config: fastest,
            minimum_shape: config.minimum_shape,
        }
    }

    /// Fills `fastest` (by car): together at most `distance`, none above the laps it completes.
    #[allow(clippy::too_many_arguments, reason = "one race's state, kept in buffers of the block")]
    pub fn draw(
        &self,
        field: &Field,
        distance: u32,
        order: &[(f64, usize)],
        retired: &[bool],
        completed: &[u32],
        led: &[u32],
        stream: &mut Stream,
        apportion: &mut Apportion,
        weights: &mut [f64],
        fastest: &mut [u32],
    ) {
        let config = &self.config;
        for (place, &(_, car)) in order.iter().enumerate() {
            let share = f64::from(led[car]) / f64::from(distance);
            let mut logit = self.by_place[place] + field.fastest_logit[car] + config.led * libm::sqrt(share);
            if share > 0.02 {
                logit += config.led_some;
            }
            if retired[car] {
                logit += config.retired;
            }
            weights[car] = libm::exp(logit);
        }
        dirichlet(weights, config.concentration, self.minimum_shape, stream);
        let share = (config.share + config.share_sd * stream.normal()).clamp(config.minimum_share, 1.0);
        let total = libm::round(share * f64::from(distance)) as u32;
        let winner = order[0].1;
        apportion.split(weights, total, winner, fastest);
        let mut excess = 0;
        for (laps, limit) in fastest.iter_mut().zip(completed) {
            excess += laps.saturating_sub(*limit);
            *laps = (*laps).min(*limit);
        }
        if excess > 0 {
            give_back(excess, fastest, completed, retired, winner);
        }
    }
}
