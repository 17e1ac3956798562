//! The ridge of baseline C: when it is fitted, on what, and what it says of a car.

use crate::config::{PriorFit, RidgeConfig};
use crate::kernel::half_life_weight;
use crate::linear::NotPositiveDefinite;
use crate::observe::ObservedRace;
use crate::ridge::NormalEquations;
use domain::pooling::TrackType;

/// Features with a scale of their own: rating medium, rating on the type, start; each less the field's mean.
pub type Centred = [f64; 3];

/// Coefficients over standardised features.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Root mean square of each centred feature.
    pub scales: [f64; 3],
    /// Coefficients: the three, then start on each type.
    pub coefficients: [f64; 7],
    /// Races it was fitted on; 0 for the model file's prior.
    pub races: usize,
}

impl Fit {
    /// The prior of the model file.
    pub fn prior(prior: &PriorFit) -> Self {
        Self { scales: prior.scales, coefficients: prior.coefficients, races: 0 }
    }

    /// Contribution of rating medium, rating on the type, start, and start on the type, to the strength of a
    /// car with these features.
    pub fn contributions(&self, features: &Centred, track_type: TrackType) -> [f64; 4] {
        let z = self.standardised(features);
        let b = &self.coefficients;
        [b[0] * z[0], b[1] * z[1], b[2] * z[2], b[3 + track_type.index()] * z[2]]
    }

    /// Strength for each unit of start score on `track_type`.
    pub fn start_slope(&self, track_type: TrackType) -> f64 {
        (self.coefficients[2] + self.coefficients[3 + track_type.index()]) / self.scales[2]
    }

    fn standardised(&self, features: &Centred) -> Centred {
        std::array::from_fn(|i| features[i] / self.scales[i])
    }

    /// Fits the finish score of every car with a known start in `races` (all known races before the fit);
    /// `features` are each race's own, as of its lock.
    ///
    /// # Errors
    /// [`NotPositiveDefinite`] where the penalty is not positive.
    pub fn of(
        races: &[ObservedRace],
        features: &[Vec<Option<Centred>>],
        config: &RidgeConfig,
    ) -> Result<Self, NotPositiveDefinite> {
        let rows = || {
            races.iter().zip(features).enumerate().flat_map(|(index, (race, features))| {
                let cars = race.cars.iter().zip(features);
                cars.filter_map(move |(car, features)| features.map(|features| (index, race, car, features)))
            })
        };
        let (mut count, mut squares) = (0usize, [0.0; 3]);
        for (.., features) in rows() {
            count += 1;
            for (sum, value) in squares.iter_mut().zip(features) {
                *sum += value * value;
            }
        }
        let scale = |sum: f64| if sum > 0.0 { libm::sqrt(sum / count as f64) } else { 1.0 };
        let fit = Self { scales: squares.map(scale), coefficients: [0.0; 7], races: races.len() };
        let mut equations = NormalEquations::new(7);
        for (index, race, car, features) in rows() {
            let z = fit.standardised(&features);
            let mut x = [z[0], z[1], z[2], 0.0, 0.0, 0.0, 0.0];
            x[3 + race.track_type.index()] = z[2];
            let on_type =
                if race.track_type == TrackType::Superspeedway { config.superspeedway_weight } else { 1.0 };
            let ago = (races.len() - index) as f64;
            equations.add(on_type * half_life_weight(ago, config.half_life_races), &x, car.finish);
        }
        let solution = equations.solve(config.lambda)?;
        Ok(Self { coefficients: std::array::from_fn(|i| solution[i]), ..fit })
    }
}

/// Number of past races on which the fit in use after `known` races was made: the first at
/// `first_fit_races`, then every `refit_every_races`; none before the first.
pub fn fitted_on(known: usize, config: &RidgeConfig) -> Option<usize> {
    let since = known.checked_sub(config.first_fit_races)?;
    Some(known - since % config.refit_every_races.max(1))
}
