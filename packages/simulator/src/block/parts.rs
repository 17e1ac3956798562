//! What each car and each place on the grid add to the numbers of a field.

use super::curves;
use super::lanes::LANES;
use crate::config::SimulatorConfig;
use crate::race::Race;
use crate::retirement;

/// Places for a number of every (car, lane): rows of a drawn grid, or a car's number in lane 0 alone. A power of
/// two, so that a masked index needs no check.
pub(crate) const CELLS: usize = 256 * LANES;

/// Numbers by car, or by car and lane.
pub(crate) type Cells = Box<[f32; CELLS]>;

/// A term of a car's number that depends on its start: what the car brings, and what each place on the grid.
pub(crate) struct Parts {
    /// By car.
    pub car: Vec<f64>,
    /// By place on the grid, from 0.
    pub start: Vec<f64>,
}

/// The numbers of a field that rest on car and start; the logits are summed, not yet exponentiated.
pub(crate) struct FieldParts {
    /// Mean of the latent finish.
    pub latent: Parts,
    /// Logit of retirement.
    pub retirement: Parts,
    /// Log weight in laps led, the greatest of cars and of starts being 0.
    pub led: Parts,
    /// Log weight in fastest laps, likewise.
    pub fastest: Parts,
}

impl FieldParts {
    pub fn new(race: &Race, config: &SimulatorConfig, scores: &[f64]) -> Self {
        let n = scores.len() as f64;
        // The mean strength is the same on every grid: each has every place once.
        let mean = race.cars.iter().map(|car| car.strength_without_start).sum::<f64>() / n
            + race.start_slope * scores.iter().sum::<f64>() / n;
        let latent = Parts {
            car: race.cars.iter().map(|car| race.slope * (car.strength_without_start - mean)).collect(),
            start: scores.iter().map(|score| race.slope * race.start_slope * score).collect(),
        };
        let by_type = config.retirement.by_type.of(race.track_type);
        let stretch = libm::sqrt(1.0 + config.retirement.stretch * by_type.race_sd * by_type.race_sd);
        let retirement = Parts {
            car: race
                .cars
                .iter()
                .map(|car| {
                    let strength = car.strength_without_start;
                    retirement::logit(&config.retirement, race.track_type, car, strength, 0.0)
                })
                .collect(),
            start: scores
                .iter()
                .map(|score| stretch * (by_type.strength * race.start_slope + by_type.start) * score)
                .collect(),
        };
        let (led, fast) = (config.laps_led.of(race.track_type), config.fastest_laps.of(race.track_type));
        let on_grid = |place: usize| match place {
            0 => led.pole,
            1 => led.second_on_grid,
            _ => 0.0,
        };
        let weight = |of_latent: f64, of_start: f64, extra: &dyn Fn(usize) -> f64| Parts {
            car: below_zero(latent.car.iter().map(|latent| of_latent * latent).collect()),
            start: below_zero(
                (0..scores.len())
                    .map(|place| of_start * scores[place] + of_latent * latent.start[place] + extra(place))
                    .collect(),
            ),
        };
        Self {
            led: weight(led.latent, led.start, &on_grid),
            fastest: weight(fast.latent, fast.start, &|_| 0.0),
            latent,
            retirement,
        }
    }
}

/// Weights count by their proportions: the greatest becomes 1, so that none leaves single precision upwards.
fn below_zero(logits: Vec<f64>) -> Vec<f64> {
    let greatest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logits.into_iter().map(|logit| logit - greatest).collect()
}

/// Odds of a logit and their inverse; beyond 40 a car retires, or not, as good as always.
pub(crate) fn odds(logit: f64) -> (f32, f32) {
    let logit = logit.clamp(-40.0, 40.0);
    (libm::exp(logit) as f32, libm::exp(-logit) as f32)
}

/// The same for a logit in lanes.
#[inline(always)]
pub(crate) fn odds_of(logit: f32) -> (f32, f32) {
    let logit = logit.clamp(-40.0, 40.0);
    let odds = curves::exp(logit);
    (odds, 1.0 / odds)
}
