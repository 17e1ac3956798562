//! Who leads how many laps.

use crate::config::{LapsLedConfig, SimulatorConfig};
use crate::race::Race;
use crate::reference::apportion::{Apportion, give_back};
use crate::reference::field::Field;
use crate::reference::stream::Stream;

/// What laps led owe to the finish: weights by place (from the winner) and of a retired car.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadTable {
    by_place: Vec<f64>,
    retired: f64,
    concentration: f64,
    minimum_shape: f64,
}

impl LeadTable {
    /// The table of a race; `scores` are the normal scores of the places.
    pub fn new(race: &Race, config: &SimulatorConfig, scores: &[f64]) -> Self {
        let led: &LapsLedConfig = config.laps_led.of(race.track_type);
        let weight = |(place, score): (usize, &f64)| {
            let win = if place == 0 { led.win } else { 0.0 };
            libm::exp(led.finish * score + win + led.front * (score - 1.0).max(0.0))
        };
        Self {
            by_place: scores.iter().enumerate().map(weight).collect(),
            retired: libm::exp(led.retired),
            concentration: led.concentration,
            minimum_shape: config.minimum_shape,
        }
    }

    /// Fills `led` (by car): it sums to `distance`, none leads more laps than it completes, and the laps led
    /// by retired cars fit before they stopped; the winner leads at least one.
    #[allow(clippy::too_many_arguments, reason = "one race's state, kept in buffers of the block")]
    pub fn draw(
        &self,
        field: &Field,
        distance: u32,
        order: &[(f64, usize)],
        retired: &[bool],
        completed: &[u32],
        stream: &mut Stream,
        apportion: &mut Apportion,
        weights: &mut [f64],
        led: &mut [u32],
    ) {
        for (place, &(_, car)) in order.iter().enumerate() {
            let out = if retired[car] { self.retired } else { 1.0 };
            weights[car] = self.by_place[place] * field.lead_weight[car] * out;
        }
        dirichlet(weights, self.concentration, self.minimum_shape, stream);
        let winner = order[0].1;
        apportion.split(weights, distance, winner, led);
        within_laps(order, retired, completed, winner, led);
        if led[winner] == 0 {
            let most = (0..led.len()).max_by_key(|&car| (led[car], std::cmp::Reverse(car)));
            let most = most.expect("a race has cars");
            led[most] -= 1;
            led[winner] = 1;
        }
    }
}

/// Turns weights into unnormalised Dirichlet shares of that mean.
pub(crate) fn dirichlet(weights: &mut [f64], concentration: f64, minimum_shape: f64, stream: &mut Stream) {
    let scale = concentration / weights.iter().sum::<f64>();
    for weight in weights {
        let shape = *weight * scale;
        *weight = if shape < minimum_shape { 0.0 } else { stream.gamma(shape) };
    }
}

/// Laps are led one car at a time: the cars that had stopped by some lap led no more laps together than were
/// run by then. From the back of the order (fewest laps) each car is limited to what is left.
fn within_laps(order: &[(f64, usize)], retired: &[bool], completed: &[u32], winner: usize, led: &mut [u32]) {
    let (mut used, mut excess) = (0, 0);
    for &(_, car) in order.iter().rev() {
        let limit = if retired[car] { completed[car].saturating_sub(used) } else { completed[car] };
        if led[car] > limit {
            excess += led[car] - limit;
            led[car] = limit;
        }
        if retired[car] {
            used += led[car];
        }
    }
    if excess > 0 {
        give_back(excess, led, completed, retired, winner);
    }
}
