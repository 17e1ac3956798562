//! Constants of the weighted ridge.

use crate::config::ModelConfigError;
use crate::features::Feature;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The weighted ridge.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RidgeConfig {
    /// The features, each less its field's mean and over its root mean square.
    pub features: Vec<Feature>,
    /// Those that also count for more, or less, on each type of track.
    pub by_type: Vec<Feature>,
    /// What is fitted.
    pub target: Target,
    /// Penalty on every coefficient of a standardised feature.
    pub lambda: f64,
    /// Half-life of a race's weight, in calendar races.
    pub half_life_races: f64,
    /// Weight of a superspeedway race beside another.
    pub superspeedway_weight: f64,
    /// Number of past races at the first fit.
    pub first_fit_races: usize,
    /// Races between fits.
    pub refit_every_races: usize,
    /// Coefficients of an earlier fit, for a series without enough races for its own.
    pub prior: BTreeMap<Feature, PriorTerm>,
}

/// Weights of the scores that make the target of a past race.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Target {
    /// Of the finish score.
    pub finish: f64,
    /// Of the running-position score.
    pub running: f64,
    /// Of the driver-rating score.
    pub rating: f64,
}

/// Scale and coefficients of one feature, from an earlier fit.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PriorTerm {
    /// Root mean square of the centred feature.
    pub scale: f64,
    /// Coefficient of the standardised feature.
    pub coefficient: f64,
    /// Added to it on each type: intermediate, short, road, superspeedway; zeros for a feature that is
    /// not in `by-type`.
    pub by_type: [f64; 4],
}

impl RidgeConfig {
    pub(super) fn check(&self) -> Result<(), ModelConfigError> {
        for (index, &feature) in self.by_type.iter().enumerate() {
            if !self.features.contains(&feature) {
                return Err(ModelConfigError::OnlyByType(feature));
            }
            if self.by_type[..index].contains(&feature) {
                return Err(ModelConfigError::Twice(feature));
            }
        }
        for &feature in &self.features {
            let term = self.prior.get(&feature).ok_or(ModelConfigError::NoPrior(feature))?;
            positive("a scale of rating.strength.ridge.prior", term.scale)?;
        }
        if let Some(&stray) = self.prior.keys().find(|feature| !self.features.contains(feature)) {
            return Err(ModelConfigError::StrayPrior(stray));
        }
        positive("rating.strength.ridge.lambda", self.lambda)?;
        positive("rating.strength.ridge.half-life-races", self.half_life_races)?;
        positive("rating.strength.ridge.refit-every-races", self.refit_every_races as f64)
    }
}

pub(super) fn positive(name: &'static str, value: f64) -> Result<(), ModelConfigError> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(ModelConfigError::OutOfRange { name, value, range: "a positive number" })
}
